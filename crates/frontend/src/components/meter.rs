//! Counts set against their limits: slots, calls today, attempts.

use super::icon::Mark;
use leptos::prelude::*;

const WIDTH: f64 = 58.0;
/// Of one pip.
const WIDEST: f64 = 10.0;

/// The leads a number carries, of the slots it has.
#[component]
pub fn Pips(
    /// Slots taken.
    used: i32,
    /// Slots the number has; above 20 the pips become one bar.
    of: i32,
) -> impl IntoView {
    let slots = f64::from(of.max(1));
    let gap = if of > 20 { 0.0 } else { 1.5 };
    // Few slots stay pips: a bar as wide as ten would look like ten.
    let pip = ((WIDTH + gap) / slots - gap).min(if gap > 0.0 { WIDEST } else { WIDTH });
    let whole = slots * (pip + gap) - gap;
    let parts = (gap > 0.0).then(|| format!("{pip:.2} {gap}"));
    let reach = (f64::from(used.clamp(0, of.max(1))) * (pip + gap) - gap).max(0.0);
    let class = if used >= of { "meter full" } else { "meter" };
    view! {
        <span class=class title=format!("{used} of {of}")>
            <svg width="58" height="12" viewBox="0 0 58 12" aria-hidden="true">
                <path
                    class="track"
                    d=format!("M0 6H{whole:.1}")
                    stroke-width="12"
                    stroke-dasharray=parts.clone()
                />
                {(used > 0)
                    .then(|| {
                        view! {
                            <path
                                class="gauge"
                                d=format!("M0 6H{reach:.1}")
                                stroke-width="12"
                                stroke-dasharray=parts
                            />
                        }
                    })}
            </svg>
            <b>{used}</b>
            <span class="hush">" of " {of}</span>
        </span>
    }
}

/// Calls today, set against the cap.
#[component]
pub fn CapBar(
    /// Calls today.
    used: i32,
    /// The cap; 0 is none.
    cap: i32,
) -> impl IntoView {
    let share = if cap > 0 { (f64::from(used) / f64::from(cap)).clamp(0.0, 1.0) } else { 0.0 };
    let class = if cap > 0 && used >= cap { "meter full" } else { "meter" };
    let reach = 3.0 + share * 42.0;
    view! {
        <span class=class>
            {(cap > 0)
                .then(|| {
                    view! {
                        <svg width="48" height="6" viewBox="0 0 48 6" aria-hidden="true">
                            <path class="track" d="M3 3H45" stroke-width="5" stroke-linecap="round" />
                            {(used > 0)
                                .then(|| {
                                    view! {
                                        <path
                                            class="gauge"
                                            d=format!("M3 3H{reach:.1}")
                                            stroke-width="5"
                                            stroke-linecap="round"
                                        />
                                    }
                                })}
                        </svg>
                    }
                })}
            <b>{used}</b>
            {(cap > 0).then(|| view! { <span class="hush">" of " {cap}</span> })}
        </span>
    }
}

/// Held and booked leads of a number, as shapes with counts.
#[component]
pub fn HeldBooked(
    /// Held leads.
    held: i32,
    /// Booked leads.
    booked: i32,
) -> impl IntoView {
    let one = |count: i32, class: &'static str, mark: &'static str, word: &'static str| {
        let class = if count == 0 { format!("{class} none") } else { class.to_owned() };
        view! {
            <span class=class title=format!("{count} {word}")>
                <Mark id=mark />
                {count}
                <span class="hush">" " {word}</span>
            </span>
        }
    };
    view! {
        <span class="held-booked">
            {one(held, "is-held", "#s-held", "held")} {one(booked, "is-booked", "#s-booked", "booked")}
        </span>
    }
}

/// One attempt that was made.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AttemptMark {
    /// What came of it.
    pub outcome: String,
    /// The day, as "Nov 13".
    pub day: String,
    /// Whether the lead spoke to us.
    pub reached: bool,
}

/// Attempts made and left, one segment each.
#[component]
pub fn AttemptsMeter(
    /// Attempts made, oldest first.
    made: Vec<AttemptMark>,
    /// The limit; a held lead may pass it.
    limit: i32,
) -> impl IntoView {
    let left = usize::try_from(limit).unwrap_or(0).saturating_sub(made.len());
    let many = made.len() + left > 8;
    view! {
        <ol class=if many { "attempts many" } else { "attempts" }>
            {made
                .into_iter()
                .map(|attempt| {
                    view! {
                        <li class=if attempt.reached { "used reached" } else { "used" }>
                            <span>
                                <b>{attempt.outcome}</b>
                                {attempt.day}
                            </span>
                        </li>
                    }
                })
                .collect_view()}
            {(0..left)
                .map(|_| {
                    view! {
                        <li>
                            <span>"Left"</span>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}
