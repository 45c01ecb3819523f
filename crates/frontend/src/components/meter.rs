//! Counts set against their limits: slots, calls today, attempts.

use super::icon;
use super::inert::Inert;
use super::outcome::contact_tone;
use leptos::prelude::*;
use steadyline_core::outcome::Outcome;

const WIDTH: f64 = 58.0;
/// Of one pip.
const WIDEST: f64 = 10.0;

/// A drawing of this size, whose figure stands beside it.
fn bare(width: f64, height: u32) -> Inert {
    let sides = format!("0 0 {width} {height}");
    Inert::new(
        "svg",
        &[("width", &width), ("height", &height), ("viewBox", &sides), ("aria-hidden", &"true")],
    )
}

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
    let parts = if gap > 0.0 { format!("{pip:.2} {gap}") } else { "none".to_owned() };
    let reach = (f64::from(used.clamp(0, of.max(1))) * (pip + gap) - gap).max(0.0);
    let mut drawing = bare(WIDTH, 12);
    drawing.gauge((0, 6), whole, reach, &[("stroke-width", &12), ("stroke-dasharray", &parts)]);
    let class = if used >= of { "meter full" } else { "meter" };
    let mut meter = Inert::new("span", &[("class", &class), ("title", &format_args!("{used} of {of}"))]);
    meter.hold(drawing);
    meter.write("b", &[], &used);
    meter.write("span", &[("class", &"hush")], &format_args!(" of {of}"));
    meter.view()
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
    let mut meter = Inert::new("span", &[("class", &class)]);
    if cap > 0 {
        let mut drawing = bare(48.0, 6);
        let reach = 3.0 + share * 42.0;
        drawing.gauge((3, 3), 45.0, reach, &[("stroke-width", &5), ("stroke-linecap", &"round")]);
        meter.hold(drawing);
    }
    meter.write("b", &[], &used);
    if cap > 0 {
        meter.write("span", &[("class", &"hush")], &format_args!(" of {cap}"));
    }
    meter.view()
}

/// Held and booked leads of a number, as shapes with counts.
#[component]
pub fn HeldBooked(
    /// Held leads.
    held: i32,
    /// Booked leads.
    booked: i32,
) -> impl IntoView {
    let mut both = Inert::new("span", &[("class", &"held-booked")]);
    let kinds = [(held, "is-held", "#s-held", "held"), (booked, "is-booked", "#s-booked", "booked")];
    for (count, class, mark, word) in kinds {
        let none = if count == 0 { " none" } else { "" };
        let title = format_args!("{count} {word}");
        let mut one = Inert::new("span", &[("class", &format_args!("{class}{none}")), ("title", &title)]);
        one.hold(icon::mark(mark));
        one.say(&count);
        one.write("span", &[("class", &"hush")], &format_args!(" {word}"));
        both.hold(one);
    }
    both.view()
}

/// One attempt that was made.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AttemptMark {
    /// What came of it.
    pub outcome: Outcome,
    /// The day, as "Nov 13".
    pub day: String,
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
                    let class = contact_tone(attempt.outcome)
                        .map_or_else(|| "used".to_owned(), |tone| format!("used reached {tone}"));
                    view! {
                        <li class=class>
                            <span>
                                <b>{attempt.outcome.label()}</b>
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
