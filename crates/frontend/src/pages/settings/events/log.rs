//! The log of deliveries, newest first.

use super::home;
use crate::address::encode;
use crate::components::{
    Card, EmptyState, FilterChip, Filters, Glyph, Moment, Pager, TableScroll, When, keyed,
};
use leptos::prelude::*;
use steadyline_core::delivery::DeliveryStatus;
use steadyline_core::page::{DeliveryLog, DeliveryRow};

/// The class that sets the colour of where a delivery stands.
pub(super) const fn tone(status: DeliveryStatus) -> &'static str {
    match status {
        DeliveryStatus::Pending => "chip is-resting",
        DeliveryStatus::Delivered => "chip is-active",
        DeliveryStatus::Parked => "chip is-gone",
    }
}

/// A page of the log, of the page at that address.
#[component]
pub(super) fn Log(
    slug: String,
    at: String,
    log: DeliveryLog,
    /// Whether rows name their endpoint.
    #[prop(optional)]
    names: bool,
) -> impl IntoView {
    let DeliveryLog { rows, status, next, is_later } = log;
    let query = |status: Option<DeliveryStatus>, cursor: &str| {
        let pairs = [
            status.map(|status| format!("status={}", status.as_str())),
            (!cursor.is_empty()).then(|| format!("cursor={}", encode(cursor))),
        ];
        let query = pairs.into_iter().flatten().collect::<Vec<_>>().join("&");
        if query.is_empty() { at.clone() } else { format!("{at}?{query}") }
    };
    let chips = DeliveryStatus::ALL.map(|own| {
        let on = status == Some(own);
        view! { <FilterChip label=own.label() href=query((!on).then_some(own), "") on=on /> }
    });
    let (first, after) = (
        if is_later { query(status, "") } else { String::new() },
        if next.is_empty() { String::new() } else { query(status, &next) },
    );
    let shown = match (rows.len(), is_later || !next.is_empty()) {
        (1, false) => "1 delivery".to_owned(),
        (count, false) => format!("{count} deliveries"),
        (count, true) => format!("{count} on this page"),
    };
    let has_foot = !rows.is_empty();
    let foot = has_foot.then(|| view! { <Pager shown=shown first=first after=after /> });
    let table = if rows.is_empty() {
        let (title, text) = match status {
            None => ("Nothing has been sent yet", "Events appear here as they are sent."),
            Some(DeliveryStatus::Parked) => {
                ("Nothing was given up", "What cannot be delivered for three days appears here.")
            }
            Some(_) => ("No delivery has this status", "Clear the filter to see the others."),
        };
        view! { <EmptyState glyph=Glyph::Send title=title text=text /> }.into_any()
    } else {
        view! {
            <TableScroll label="Deliveries">
                <table class="table">
                    <caption class="hush">"What was sent, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Event"</th>
                            <th scope="col">"Lead"</th>
                            {names
                                .then(|| {
                                    view! {
                                        <th scope="col" class="wide-only">
                                            "To"
                                        </th>
                                    }
                                })}
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num wide-only">
                                "Tries"
                            </th>
                            <th scope="col">"When"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {keyed(rows, |row| row.id, |row| view! { <Line slug=slug.clone() row=row names=names /> })}
                    </tbody>
                </table>
            </TableScroll>
        }
        .into_any()
    };
    view! {
        <Filters>{chips}</Filters>
        <Card title="Deliveries" sub="Kept for 30 days" foot=foot>
            {table}
        </Card>
    }
}

/// When the next try is due: what is a moment away was not just now.
pub(super) fn due(relative: String) -> String {
    if relative == "just now" { "in a moment".to_owned() } else { relative }
}

#[component]
fn Line(slug: String, row: DeliveryRow, names: bool) -> impl IntoView {
    let DeliveryRow { id, kind, endpoint, lead, status, tries, created, next } = row;
    let lead = match lead {
        Some(lead) => view! {
            <a class="link" href=format!("/b/{slug}/leads/{}", lead.id)>
                {lead.title}
            </a>
        }
        .into_any(),
        None => view! { <span class="dim">"-"</span> }.into_any(),
    };
    let again = next.filter(|_| tries > 0).map(|next| {
        view! {
            <br />
            <span class="dim small">"again " <When words=due(next.relative) exact=next.exact at=next.iso /></span>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <a class="mid row-link" href=format!("{}/deliveries/{id}", home(&slug))>
                    {kind.as_str()}
                </a>
                <span class="dim small wide-only">
                    <br />
                    {kind.means()}
                </span>
            </th>
            <td>{lead}</td>
            {names.then(|| view! { <td class="wide-only fluid">{endpoint}</td> })}
            <td>
                <span class=tone(status)>{status.label()}</span>
                {again}
            </td>
            <td class="num wide-only">{tries}</td>
            <td>
                <Moment of=created />
            </td>
        </tr>
    }
}
