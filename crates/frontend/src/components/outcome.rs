//! The nine outcomes as buttons: word, consequence, key.

use leptos::prelude::*;
use steadyline_core::outcome::Outcome;

/// The key that presses an outcome's button.
pub const fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "a",
        Outcome::Booked => "b",
        Outcome::NotInterested => "i",
        Outcome::DoNotCall => "d",
        Outcome::Voicemail => "v",
        Outcome::NoAnswer => "n",
        Outcome::Busy => "u",
        Outcome::WrongNumber => "w",
        Outcome::Failed => "f",
    }
}

/// Submit buttons of the form around them; each sends `outcome`.
#[component]
pub fn OutcomeButtons(
    /// The lead's name, for the headings.
    #[prop(into)]
    lead: String,
    /// What an attempt without an answer leads to: "Attempt 4 of 5", "Last attempt: unreachable".
    #[prop(into)]
    attempt: String,
    /// The outcome being sent.
    #[prop(optional, into)]
    busy: Signal<Option<Outcome>>,
) -> impl IntoView {
    let button = move |outcome: Outcome| {
        let consequence = match outcome {
            Outcome::Answered => "Held on this number".to_owned(),
            Outcome::Booked => "Locked, to main line".to_owned(),
            Outcome::NotInterested => "Number is released".to_owned(),
            Outcome::DoNotCall => "Closed for good".to_owned(),
            Outcome::WrongNumber => "Phone marked bad".to_owned(),
            Outcome::Failed => "The network dropped it: not counted".to_owned(),
            Outcome::Voicemail | Outcome::NoAnswer | Outcome::Busy => attempt.clone(),
        };
        let class = match outcome {
            Outcome::Answered => "is-held",
            Outcome::Booked => "is-booked",
            Outcome::Failed => "wide",
            _ => "",
        };
        let key = outcome_key(outcome);
        // An outcome that ends the lead is only reached by its key, and pressed by a second one.
        let reach = if outcome.ends_lead() { "focus" } else { "press" };
        view! {
            <button
                type="submit"
                name="outcome"
                value=outcome.as_str()
                class=class
                data-key=key
                data-key-does=reach
                aria-keyshortcuts=key
                aria-busy=move || (busy.get() == Some(outcome)).then_some("true")
            >
                <b>{outcome.label()}</b>
                <span>{consequence}</span>
                <kbd aria-hidden="true">{key.to_uppercase()}</kbd>
            </button>
        }
    };
    let (spoke, silent): (Vec<_>, Vec<_>) =
        Outcome::ALL.into_iter().partition(|outcome| outcome.is_human_contact());
    view! {
        <div class="outcomes">
            <h3>"Spoke to " {lead}</h3>
            {spoke.into_iter().map(&button).collect_view()}
            <h3>"Did not speak"</h3>
            {silent.into_iter().map(&button).collect_view()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_outcomes_share_a_key() {
        let mut keys: Vec<_> = Outcome::ALL.into_iter().map(outcome_key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 9);
    }
}
