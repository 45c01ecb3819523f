//! What became of a lead on its number: shape, word, soft tone.

use super::icon;
use super::inert::Inert;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
pub use steadyline_core::page::StatusKind;

/// The class that sets a status' colours.
pub(crate) const fn status_class(status: StatusKind) -> &'static str {
    match status {
        StatusKind::Active => "is-active",
        StatusKind::Held => "is-held",
        StatusKind::Booked => "is-booked",
        StatusKind::Unreachable => "is-unreachable",
        StatusKind::Released => "is-released",
    }
}

pub(crate) const fn status_mark(status: StatusKind) -> &'static str {
    match status {
        StatusKind::Active => "#s-active",
        StatusKind::Held => "#s-held",
        StatusKind::Booked => "#s-booked",
        StatusKind::Unreachable => "#s-unreachable",
        StatusKind::Released => "#s-released",
    }
}

/// A status as a chip.
#[component]
pub fn StatusChip(
    /// Which.
    status: StatusKind,
    /// Other words for it, as "Active, never answered".
    #[prop(optional, into)]
    words: String,
) -> impl IntoView {
    let words = if words.is_empty() { status.label().to_owned() } else { words };
    chip(status_class(status), status_mark(status), &words)
}

/// A number's standing; `active` is the rule and needs no chip.
#[component]
pub fn StandingChip(
    /// As the core names it.
    standing: steadyline_core::number::Standing,
    /// Other words for it, as "Resting until Nov 26".
    #[prop(optional, into)]
    words: String,
) -> impl IntoView {
    use steadyline_core::number::Standing;
    let (class, mark) = match standing {
        Standing::Active => ("is-active", "#s-active"),
        Standing::Resting => ("is-resting", "#s-resting"),
        Standing::Retired => ("is-released", "#s-retired"),
        Standing::Gone => ("is-gone", "#s-gone"),
    };
    let words = if words.is_empty() { standing.label().to_owned() } else { words };
    chip(class, mark, &words)
}

fn chip(class: &'static str, mark: &'static str, words: &str) -> InertElement {
    let mut chip = Inert::new("span", &[("class", &format_args!("chip {class}"))]);
    chip.hold(icon::mark(mark));
    chip.say(&words);
    chip.view()
}
