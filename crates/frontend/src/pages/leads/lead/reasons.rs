//! Why this number: what spoke for it, what came after it, what was ruled out.

use crate::components::{Glyph, HealthBadge, Icon, Phone, keyed};
use crate::pages::leads::address::lead_href;
use crate::pages::pool::number_href;
use leptos::prelude::*;
use steadyline_core::choice::RuledOut;
use steadyline_core::page::{CallerId, LeadPage, Runner, grouped};

/// The two columns of reasons.
#[component]
pub(super) fn Reasons(
    /// The page.
    page: StoredValue<LeadPage>,
    /// Its live assignment.
    caller: CallerId,
) -> impl IntoView {
    let slug = page.with_value(|lead| lead.broker.slug.to_string());
    let runners = runners_up(&slug, caller.runners_up.clone());
    view! {
        <div class="reasons">
            <div>
                <h3>"Why this number"</h3>
                {why(caller.why.clone())}
                {runners}
            </div>
            <div>
                <h3>"What was ruled out"</h3>
                {ruled_out(&caller)} <h3>"Also checked"</h3>
                <Checked page=page caller=caller />
            </div>
        </div>
    }
}

fn why(reasons: Vec<String>) -> AnyView {
    if reasons.is_empty() {
        return view! { <p class="dim">"Unknown: how the number was chosen was not recorded."</p> }
            .into_any();
    }
    view! {
        <ul class="reason-list">
            {reasons
                .into_iter()
                .map(|reason| {
                    view! {
                        <li>
                            <Icon glyph=Glyph::Check />
                            <span>{reason}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

fn runners_up(slug: &str, runners: Vec<Runner>) -> Option<impl IntoView + use<>> {
    (!runners.is_empty()).then(|| {
        let lines = keyed(
            runners,
            |runner| runner.number.id,
            |runner| {
                let href = number_href(slug, &runner.number, "");
                view! {
                    <li>
                        <Phone number=runner.number.number.to_string() href=href />
                        <HealthBadge score=runner.health_score brief=true />
                        <span class="end">{runner.behind}</span>
                    </li>
                }
            },
        );
        view! {
            <h3>"Runners-up"</h3>
            <ul class="runner-list">{lines}</ul>
        }
    })
}

fn ruled_out(caller: &CallerId) -> AnyView {
    if caller.ruled_out.is_empty() {
        let words = if caller.why.is_empty() { "Not known." } else { "No number was ruled out." };
        return view! { <p class="dim">{words}</p> }.into_any();
    }
    view! {
        <ul class="reason-list">
            {caller
                .ruled_out
                .iter()
                .map(|count| {
                    let glyph = match count.reason {
                        RuledOut::Resting => Glyph::Moon,
                        RuledOut::Gone => Glyph::Unplug,
                        RuledOut::Retired => Glyph::Archive,
                        RuledOut::TooFar => Glyph::NoPlace,
                        RuledOut::Reserved => Glyph::Lock,
                        RuledOut::Full | RuledOut::DailyCap => Glyph::Close,
                    };
                    view! {
                        <li class="against">
                            <Icon glyph=glyph />
                            <span>{count.reason.label()}</span>
                            <b>{grouped(count.numbers)}</b>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// What else had a say: the number before, other records of the person, the order.
#[component]
fn Checked(page: StoredValue<LeadPage>, caller: CallerId) -> impl IntoView {
    let lead = page.get_value();
    let slug = lead.broker.slug.to_string();
    let before = match caller.rehomed_from {
        Some(link) => {
            let href = number_href(&slug, &link, "");
            view! { <Phone number=link.number.to_string() href=href /> }.into_any()
        }
        None => "no other number".into_any(),
    };
    let others = if lead.other_records.is_empty() {
        "none".into_any()
    } else {
        keyed(
            lead.other_records,
            |record| record.lead.id,
            |record| {
                let href = lead_href(&slug, record.lead.id, "");
                let words = if record.has_assignment {
                    format!("{} (holds the number)", record.lead.title)
                } else {
                    record.lead.title
                };
                view! {
                    <a class="link" href=href>
                        {words}
                    </a>
                    " "
                }
            },
        )
        .into_any()
    };
    let order = (!caller.rotation.is_empty()).then(|| {
        view! {
            <li>
                <span class="dim">"Order"</span>
                <span class="end">{caller.rotation}</span>
            </li>
        }
    });
    view! {
        <ul class="runner-list">
            <li>
                <span class="dim">{format!("Held before by {}", lead.short_name)}</span>
                <span class="end">{before}</span>
            </li>
            <li>
                <span class="dim">"Other records of this person"</span>
                <span class="end">{others}</span>
            </li>
            {order}
        </ul>
    }
}
