//! What became of a lead on its number: shape, word, soft tone.

use super::icon::Mark;
use leptos::prelude::*;

/// A status as pages tell it: held is active with human contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusKind {
    /// Being called, never answered.
    Active,
    /// The lead spoke to us: stays on the number.
    Held,
    /// Has an appointment: locked to the number.
    Booked,
    /// Attempts used up; may be assigned again later.
    Unreachable,
    /// Over.
    Released,
}

impl StatusKind {
    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Held => "Held",
            Self::Booked => "Booked",
            Self::Unreachable => "Unreachable",
            Self::Released => "Released",
        }
    }

    /// The class that sets its colours.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Active => "is-active",
            Self::Held => "is-held",
            Self::Booked => "is-booked",
            Self::Unreachable => "is-unreachable",
            Self::Released => "is-released",
        }
    }

    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Active => "#s-active",
            Self::Held => "#s-held",
            Self::Booked => "#s-booked",
            Self::Unreachable => "#s-unreachable",
            Self::Released => "#s-released",
        }
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
    view! {
        <span class=format!("chip {}", status.class())>
            <Mark id=status.mark() />
            {words}
        </span>
    }
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
    view! {
        <span class=format!("chip {class}")>
            <Mark id=mark />
            {words}
        </span>
    }
}
