//! One delivery: what was sent, every try, and what came of it.

use super::home;
use super::log::{due, tone};
use crate::address::{use_broker, use_segment};
use crate::components::{
    Button, ButtonKind, Card, CopyButton, Crumb, EmptyState, Fact, Facts, Glyph, Moment, Page, Steady,
    TableScroll, When, keyed,
};
use crate::form::{Post, PostForm};
use crate::letters::capital;
use crate::loading::{Load, read};
use leptos::prelude::*;
use steadyline_api::event::{self, ReplayDelivery};
use steadyline_core::delivery::DeliveryStatus;
use steadyline_core::page::{DeliveryPage as Shown, SentRow};

/// One delivery.
#[component]
pub fn DeliveryPage() -> impl IntoView {
    let (broker, delivery) = (use_broker(), use_segment("delivery"));
    let page = read(move || (broker.get(), delivery.get()), |(broker, id)| event::delivery_page(broker, id));
    view! { <Load from=page title="Delivery" view=|page| view! { <Delivery page=page /> } /> }
}

#[component]
fn Delivery(page: Shown) -> impl IntoView {
    let Shown { broker, row, endpoint_id, event_id, payload, ended, sent } = page;
    let slug = broker.slug.as_str().to_owned();
    let crumbs = vec![
        Crumb::new("Events", home(&slug)),
        Crumb::new(row.endpoint.clone(), format!("{}/{endpoint_id}", home(&slug))),
    ];
    let post = Post::<ReplayDelivery>::named("replay");
    let hidden = vec![("broker", slug.clone()), ("delivery", row.id.to_string())];
    let words = match row.status {
        DeliveryStatus::Pending => "Send now",
        DeliveryStatus::Delivered | DeliveryStatus::Parked => "Send again",
    };
    let end = view! {
        <PostForm post=post bare=true class="" hidden=hidden let:form>
            <Button kind=ButtonKind::Primary icon=Glyph::Send busy=form.busy()>
                {words}
            </Button>
        </PostForm>
    };
    let lead = row.lead.map(|lead| {
        view! {
            <Fact term="Lead">
                <a class="link" href=format!("/b/{slug}/leads/{}", lead.id)>
                    {lead.title}
                </a>
            </Fact>
        }
    });
    let next = row.next.map(|at| {
        view! {
            <Fact term="Next try">
                <When words=due(at.relative) exact=at.exact at=at.iso />
            </Fact>
        }
    });
    let ended = ended.map(|at| {
        let term = row.status.label();
        view! {
            <Fact term=term>
                <Moment of=at />
            </Fact>
        }
    });
    view! {
        <Page title=row.kind.as_str() crumbs=crumbs>
            <div class="stack">
                <Card title="Delivery" end=end padded=true>
                    <Facts>
                        <Fact term="Status">
                            <span class=tone(row.status)>{row.status.label()}</span>
                        </Fact>
                        <Fact term="What happened">{row.kind.means()}</Fact>
                        {lead}
                        <Fact term="When">
                            <Moment of=row.created />
                        </Fact>
                        {next} {ended} <Fact term="Webhook ID">
                            <code>{event_id}</code>
                        </Fact>
                    </Facts>
                </Card>
                <Card title="Message" padded=true>
                    <div class="snippet">
                        <pre {..Steady::new("tabindex", "0")} aria-label="The body that is sent">{payload.clone()}</pre>
                        <CopyButton text=payload />
                    </div>
                </Card>
                <Tries sent=sent />
            </div>
        </Page>
    }
}

#[component]
fn Tries(sent: Vec<SentRow>) -> impl IntoView {
    let count = if sent.is_empty() { String::new() } else { sent.len().to_string() };
    let table = if sent.is_empty() {
        view! {
            <EmptyState
                glyph=Glyph::Send
                title="Not sent yet"
                text="It is sent within a second, or once earlier events about the same lead have been delivered."
            />
        }
        .into_any()
    } else {
        view! {
            <TableScroll label="Tries">
                <table class="table">
                    <caption class="hush">"Tries, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="num">
                                "Try"
                            </th>
                            <th scope="col">"When"</th>
                            <th scope="col">"Reply"</th>
                            <th scope="col" class="num">
                                "Took, ms"
                            </th>
                        </tr>
                    </thead>
                    <tbody>{keyed(sent, |row| row.number, |row| view! { <Line row=row /> })}</tbody>
                </table>
            </TableScroll>
        }
        .into_any()
    };
    view! {
        <Card title="Tries" count=count>
            {table}
        </Card>
    }
}

#[component]
fn Line(row: SentRow) -> impl IntoView {
    let SentRow { number, at, url, timestamp, signature, status, error, reply, millis } = row;
    let (class, words) = match (status, error) {
        (Some(status), None) => ("mid", status.to_string()),
        (_, Some(error)) => ("bad-text", capital(&error)),
        (None, None) => ("mid", "taken".to_owned()),
    };
    let request = format!("POST {url}\nwebhook-timestamp: {timestamp}\nwebhook-signature: {signature}");
    let reply = (!reply.is_empty()).then(|| {
        view! {
            <details>
                <summary class="small">"Reply"</summary>
                <pre class="small">{reply}</pre>
            </details>
        }
    });
    view! {
        <tr>
            <td class="num">{number}</td>
            <td>
                <Moment of=at />
            </td>
            <td class="fluid">
                <span class=class>{words}</span>
                {reply}
                <details>
                    <summary class="small">"What was sent"</summary>
                    <pre class="small">{request}</pre>
                </details>
            </td>
            <td class="num">{millis}</td>
        </tr>
    }
}
