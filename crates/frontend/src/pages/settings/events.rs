//! Events out: the programs that are told what happens, and the log of it.

mod delivery;
mod endpoint;
mod form;
mod log;

pub use delivery::DeliveryPage;
pub use endpoint::EndpointPage;
pub use form::{EditEndpointPage, NewEndpointPage};

use super::{Section, beside_menu};
use crate::address::{use_broker, use_query_value};
use crate::components::{ButtonKind, Card, DialogLink, EmptyState, Glyph, Moment, Page, TableScroll, keyed};
use crate::loading::{Load, read};
use form::NewForm;
use leptos::prelude::*;
use log::Log;
use steadyline_api::event;
use steadyline_core::page::{EndpointRow, EventsPage as Shown, grouped};

/// Where the list of endpoints is.
fn home(slug: &str) -> String {
    format!("/b/{slug}/settings/events")
}

/// The endpoints of an office, and its log.
#[component]
pub fn EventsPage() -> impl IntoView {
    let (broker, status, cursor) = (use_broker(), use_query_value("status"), use_query_value("cursor"));
    let events = read(
        move || (broker.get(), status.get(), cursor.get()),
        |(broker, status, cursor)| event::events(broker, status, cursor),
    );
    view! {
        <Load
            from=events
            title="Events"
            around=|content| beside_menu(Section::Events, content)
            view=|page| view! { <Events page=page /> }
        />
    }
}

#[component]
fn Events(page: Shown) -> impl IntoView {
    let Shown { broker, endpoints, log, has_room } = page;
    let slug = broker.slug.as_str().to_owned();
    let of = slug.clone();
    let new = has_room.then(|| {
        view! {
            <DialogLink
                href=format!("{}/new", home(&slug))
                label="New endpoint"
                title="New endpoint"
                kind=ButtonKind::Primary
                icon=Glyph::Plus
            >
                <NewForm slug=of.clone() />
            </DialogLink>
        }
    });
    let count = if endpoints.is_empty() { String::new() } else { endpoints.len().to_string() };
    let is_empty = endpoints.is_empty();
    let table = if is_empty {
        view! {
            <EmptyState
                glyph=Glyph::Send
                title="No endpoints yet"
                text="Enter the address of a workflow or CRM to tell it when a lead gets a number, answers, books or gives it back, and when the pool runs low. Every message is signed, sent in order, and retried for three days."
            />
        }
        .into_any()
    } else {
        view! {
            <TableScroll label="Endpoints">
                <table class="table">
                    <caption class="hush">"Programs that are notified"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Endpoint"</th>
                            <th scope="col" class="wide-only">
                                "Events"
                            </th>
                            <th scope="col" class="num">
                                "Waiting"
                            </th>
                            <th scope="col" class="num">
                                "Given up"
                            </th>
                            <th scope="col">"Last delivered"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {keyed(endpoints, |row| row.id, |row| view! { <Line slug=slug.clone() row=row /> })}
                    </tbody>
                </table>
            </TableScroll>
        }
        .into_any()
    };
    let slug = broker.slug.as_str().to_owned();
    let log = (!is_empty || !log.rows.is_empty())
        .then(|| view! { <Log slug=slug.clone() at=home(&slug) log=log names=true /> });
    let content = view! {
        <div class="stack">
            <Card title="Endpoints" count=count end=new>
                {table}
            </Card>
            {log}
        </div>
    };
    view! { <Page title="Events">{beside_menu(Section::Events, content.into_any())}</Page> }
}

#[component]
fn Line(slug: String, row: EndpointRow) -> impl IntoView {
    let EndpointRow { id, name, url, events, is_active, pending, parked, last_taken } = row;
    let last = match last_taken {
        Some(at) => view! { <Moment of=at /> }.into_any(),
        None => view! { <span class="dim">"Never"</span> }.into_any(),
    };
    let told = match events.len() {
        1 => events[0].means().to_owned(),
        count => format!("{count} events"),
    };
    let given_up = if parked > 0 { "num bad-text" } else { "num" };
    let words: Vec<&str> = events.iter().map(|kind| kind.means()).collect();
    view! {
        <tr>
            <th scope="row">
                <a class="mid row-link" href=format!("{}/{id}", home(&slug))>
                    {name}
                </a>
                {(!is_active).then(|| view! { <span class="dim">" · paused"</span> })}
                <br />
                <span class="dim small cut">{url}</span>
            </th>
            <td class="wide-only fluid" title=words.join("\n")>
                {told}
            </td>
            <td class="num">{grouped(pending)}</td>
            <td class=given_up>{grouped(parked)}</td>
            <td>{last}</td>
        </tr>
    }
}
