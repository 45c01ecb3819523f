//! Attempts made and left, and whether the lead may be called now.

use crate::components::{AttemptMark, AttemptsMeter, Card, Glyph, Icon};
use crate::letters::inside;
use leptos::prelude::*;
use steadyline_core::page::LeadPage;

/// The card of attempts.
#[component]
pub(super) fn AttemptsCard(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let lead = page.get_value();
    let made: Vec<_> = lead
        .attempt_list
        .iter()
        .map(|attempt| AttemptMark { outcome: attempt.outcome, day: attempt.at.day.clone() })
        .collect();
    let limited = lead.attempts_left.is_some();
    let sub = match (&lead.limit_on_hold, lead.carried_attempts) {
        (Some(until), _) => format!("limit on hold to {}", until.day),
        (None, 0) => String::new(),
        (None, carried) => format!("{carried} on the previous number"),
    };
    let count = if limited && lead.ended.is_some() && lead.attempts < lead.max_attempts {
        format!("{} made", lead.attempts)
    } else if limited {
        format!("{} of {}", lead.attempts, lead.max_attempts)
    } else {
        format!("{}, no limit", lead.attempts)
    };
    // None is left of an assignment that has ended.
    let limit = if limited && lead.ended.is_none() { lead.max_attempts - lead.carried_attempts } else { 0 };
    let meter = if made.is_empty() && limit <= 0 {
        view! { <p class="dim">"No attempts yet."</p> }.into_any()
    } else {
        view! { <AttemptsMeter made=made limit=limit /> }.into_any()
    };
    view! {
        <Card
            title="Attempts"
            sub=sub
            end=view! { <span class="strong">{count}</span> }
            foot=view! { <CallableNow page=page /> }
            padded=true
        >
            {meter}
        </Card>
    }
}

/// Whether the lead may be called now, and why.
#[component]
pub(super) fn CallableNow(page: StoredValue<LeadPage>) -> impl IntoView {
    let (callable, from) = page.with_value(|lead| (lead.callable.clone(), not_before(lead)));
    let (class, glyph) =
        if callable.allowed { ("callable yes", Glyph::Check) } else { ("callable no", Glyph::Clock) };
    view! {
        <span class=class>
            <Icon glyph=glyph />
            <span>
                {callable.why}
                {callable
                    .not_before
                    .filter(|_| !callable.allowed)
                    .map(|at| view! { <b class="mid" title=at.exact>{from}</b> })}
            </span>
        </span>
    }
}

/// From when on the lead may be called, by the office's clock and, where that is another one, by the lead's; empty
/// where there is no such time.
pub(super) fn not_before(lead: &LeadPage) -> String {
    let Some(from) = &lead.callable.not_before else { return String::new() };
    let there = match lead.not_before_there.as_str() {
        "" => String::new(),
        there => format!(" ({there})"),
    };
    format!(" Not before {}{there}.", inside(&from.short))
}
