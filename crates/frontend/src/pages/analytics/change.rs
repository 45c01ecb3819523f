//! How a figure of a card stands against as many days right before, and whether there were enough calls to say.

use crate::components::Change;
use leptos::prelude::*;
use steadyline_core::page::{self, Trend};
use steadyline_core::report::Rate;

/// What a figure of few calls says of itself.
pub(super) const fn few(few_calls: bool) -> &'static str {
    if few_calls { ", few calls" } else { "" }
}

/// An arrow and by how much.
pub(super) fn shown(change: page::Change) -> AnyView {
    let page::Change { trend, amount, good } = change;
    match good {
        Some(good) => view! { <Change trend=trend amount=amount good=good /> }.into_any(),
        None => view! { <Change trend=trend amount=amount /> }.into_any(),
    }
}

/// In words where nothing changed, for a figure without a unit: a bare 0 would not say what did not change, and a bare 0%
/// below a count would read as a share of it.
pub(super) fn or_as_before(change: page::Change) -> page::Change {
    match change.trend {
        Trend::Flat => page::Change { amount: "as before".to_owned(), ..change },
        Trend::Up | Trend::Down => change,
    }
}

/// The head of [`change_cell`].
pub(super) fn change_head() -> impl IntoView {
    view! {
        <th scope="col" class="num" title="Points more or less than in the same number of days before">
            "Change"
        </th>
    }
}

/// How many points a rate rose or fell against as many days right before, where both have enough calls.
pub(super) fn change_cell(rate: Rate, before: Rate) -> impl IntoView {
    view! { <td class="num">{rate.change_from(&before).map(shown)}</td> }
}

/// "; 21.0% before", where that has enough calls.
pub(super) fn and_before(before: &Rate) -> String {
    before
        .answer_rate
        .filter(|_| !before.few_calls)
        .map_or_else(String::new, |rate| format!("; {rate:.1}% before"))
}
