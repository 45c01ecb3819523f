//! The number the lead always sees: since when, on what line, why, and what ends it.

use super::line::SteadyLine;
use super::reasons::Reasons;
use crate::components::{Change, HealthBadge, Phone};
use crate::letters::capital;
use crate::pages::leads::address::lead_href;
use crate::pages::pool::number_href;
use leptos::prelude::*;
use steadyline_core::page::{CallerId, LeadPage, StatusKind};

/// The caller-ID card.
#[component]
pub(super) fn CallerIdCard(
    /// The page.
    page: StoredValue<LeadPage>,
    /// Its live assignment.
    caller: CallerId,
) -> impl IntoView {
    let (slug, id, short, left) = page.with_value(|lead| {
        (lead.broker.slug.to_string(), lead.id, lead.short_name.clone(), left_words(lead.attempts_left))
    });
    let href = number_href(&slug, &caller.number, "");
    let rehome = caller.can_rehome.then(|| {
        view! {
            <a class="link end" href=lead_href(&slug, id, "/rehome")>
                "Rehome"
            </a>
        }
    });
    let leads_nowhere =
        page.with_value(|lead| lead.status == Some(StatusKind::Booked) && lead.main_line.is_none());
    let set = leads_nowhere.then(|| {
        view! {
            <a class="link" href=format!("/b/{slug}/settings")>
                "Set a main line"
            </a>
        }
    });
    let label = (!caller.label.is_empty()).then(|| {
        let label = caller.label.clone();
        view! { <span class="dim small">{label}</span> }
    });
    view! {
        <section class="card" aria-label="Caller ID">
            <div class="caller-top">
                <div>
                    <h2>{format!("The caller ID {short} always sees")}</h2>
                    <Phone number=caller.number.number.to_string() href=href copy=true hero=true />
                    {label}
                </div>
                <Standing caller=caller.clone() />
            </div>
            <SteadyLine caller=caller.clone() left=left />
            <Reasons page=page caller=caller.clone() />
            <div class="card-foot">
                <span>{caller.ends} " " {set}</span>
                {rehome}
            </div>
        </section>
    }
}

fn left_words(left: Option<i32>) -> String {
    match left {
        None => "no limit".to_owned(),
        Some(1) => "1 attempt left".to_owned(),
        Some(left) => format!("{left} attempts left"),
    }
}

/// Health, match and age.
#[component]
fn Standing(caller: CallerId) -> impl IntoView {
    let health = match caller.learning {
        Some(learning) => view! {
            <span class="band band-learning">
                <b>{caller.health_score}</b>
                {capital(&learning)}
            </span>
        }
        .into_any(),
        None => view! { <HealthBadge score=caller.health_score figure=true /> }.into_any(),
    };
    let change = caller.health_change.map(|change| {
        let trend = change.trend;
        match change.good {
            Some(good) => view! { <Change trend=trend amount=change.amount good=good /> }.into_any(),
            None => view! { <Change trend=trend amount=change.amount /> }.into_any(),
        }
    });
    let matched = (!caller.matched.is_empty()).then(|| {
        view! {
            <div>
                <dt>"Match"</dt>
                <dd>{caller.matched}</dd>
            </div>
        }
    });
    view! {
        <dl class="caller-facts">
            <div>
                <dt>"Health"</dt>
                <dd>
                    {health}
                    {change
                        .map(|change| {
                            view! {
                                <span class="wide-only" title="Since it was assigned">
                                    {change}
                                    <span class="hush">" since it was assigned"</span>
                                </span>
                            }
                        })}
                </dd>
            </div>
            {matched}
            <div>
                <dt>"Since"</dt>
                <dd title=caller.since.exact>{format!("{}, {}", caller.since.day, caller.age)}</dd>
            </div>
        </dl>
    }
}
