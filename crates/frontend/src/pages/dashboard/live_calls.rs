//! Calls that wait or go on now: who is calling back, and on which number.

use crate::components::{Card, Glyph, Icon, Phone, When, keyed};
use leptos::prelude::*;
use steadyline_core::carrier_call::Stage;
use steadyline_core::page::LiveCall;

/// The calls, if there are any: callbacks first.
#[component]
pub(super) fn LiveCalls(
    /// Whose.
    slug: String,
    /// The calls.
    calls: Vec<LiveCall>,
) -> impl IntoView {
    // A reader is told of a callback when it comes, so the region is there before it does.
    let card = (!calls.is_empty()).then(|| {
        let back = calls.iter().filter(|call| call.inbound).count();
        let sub = match back {
            0 => String::new(),
            1 => "1 lead is calling back".to_owned(),
            more => format!("{more} leads are calling back"),
        };
        view! {
            <Card title="Calls now" sub=sub>
                <ul class="live-calls">
                    {keyed(calls, |call| call.id, |call| view! { <Line slug=slug.clone() call=call /> })}
                </ul>
            </Card>
        }
    });
    view! { <div class="live-region" role="status">{card}</div> }
}

#[component]
fn Line(slug: String, call: LiveCall) -> impl IntoView {
    let LiveCall { inbound, lead, caller, number, stage, words, at, .. } = call;
    let class = if inbound { "live-call is-back" } else { "live-call" };
    let glyph = if inbound { Glyph::Incoming } else { Glyph::Outgoing };
    let does = match (inbound, stage) {
        (true, Stage::Talking) => "called back on",
        (true, _) => "is calling back on",
        (false, Stage::Talking) => "is on the phone, sees",
        (false, _) => "is being called, sees",
    };
    let who = match lead {
        Some(lead) => {
            view! { <a class="mid" href=format!("/b/{slug}/leads/{}", lead.id)>{lead.title}</a> }.into_any()
        }
        None => view! { <span class="mid">{caller}</span> }.into_any(),
    };
    let page = format!("/b/{slug}/pool/{}", number.key());
    view! {
        <li class=class>
            <Icon glyph=glyph />
            <span>{who} " " {does} " " <Phone number=number.number.as_str() href=page /></span>
            <span class="dim">{words}</span>
            <When words=at.relative exact=at.exact at=at.iso />
        </li>
    }
}
