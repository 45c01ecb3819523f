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

/// The tone of a call on which the lead spoke to us: none for any other.
pub const fn contact_tone(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Answered => Some("is-held"),
        Outcome::Booked => Some("is-booked"),
        Outcome::NotInterested | Outcome::DoNotCall => Some("is-released"),
        Outcome::WrongNumber | Outcome::Voicemail | Outcome::NoAnswer | Outcome::Busy | Outcome::Failed => {
            None
        }
    }
}

/// What an outcome finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finds {
    /// A lead on its number.
    Number {
        /// Whether the office has a main line, where calls of who booked go.
        main_line: bool,
    },
    /// A lead without one, who gets one if there is cause.
    NoNumber,
    /// A lead who is never given one.
    Nobody,
}

/// What an outcome leads to, but for an attempt without an answer.
fn consequence(outcome: Outcome, finds: Finds) -> Option<&'static str> {
    Some(match (outcome, finds) {
        (Outcome::Answered, Finds::Number { .. }) => "Held on this number",
        (Outcome::Answered, Finds::NoNumber) => "Gets a number, held",
        (Outcome::Booked, Finds::Number { main_line: true }) => "Locked, to main line",
        (Outcome::Booked, Finds::Number { main_line: false }) => "Locked to the number",
        (Outcome::Booked, Finds::NoNumber) => "Gets a number, locked",
        (Outcome::Answered | Outcome::Booked, Finds::Nobody) => "Counted, changes nothing",
        (Outcome::NotInterested, Finds::Number { .. }) => "Number is released",
        (Outcome::NotInterested, _) => "Closed as lost",
        (Outcome::DoNotCall, _) => "Suppressed: never called again",
        (Outcome::WrongNumber, _) => "Phone marked bad",
        (Outcome::Failed, _) => "The network dropped it: not counted",
        (Outcome::Voicemail | Outcome::NoAnswer | Outcome::Busy, _) => return None,
    })
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
    /// What it finds.
    finds: Finds,
) -> impl IntoView {
    let button = move |outcome: Outcome| {
        let consequence = consequence(outcome, finds).map_or_else(|| attempt.clone(), str::to_owned);
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
            >
                <b>{outcome.label()}</b>
                <span>{consequence}</span>
                <kbd aria-hidden="true">{key.to_ascii_uppercase()}</kbd>
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
    fn nothing_is_promised_that_does_not_happen() {
        let told = |outcome| {
            let [with_line, no_line] = [true, false].map(|main_line| Finds::Number { main_line });
            [with_line, no_line, Finds::NoNumber, Finds::Nobody].map(|finds| consequence(outcome, finds))
        };
        let [on_it, leads_nowhere, without, never] = told(Outcome::Booked);
        assert_eq!(on_it, Some("Locked, to main line"));
        assert_eq!(leads_nowhere, Some("Locked to the number"), "no office without a main line promises one");
        assert_eq!(without, Some("Gets a number, locked"));
        assert_eq!(never, Some("Counted, changes nothing"));
        assert_eq!(told(Outcome::NotInterested)[2], Some("Closed as lost"));
        assert_eq!(told(Outcome::Busy), [None; 4], "an attempt is told by the lead");
    }

    #[test]
    fn whoever_spoke_to_us_has_a_tone() {
        for outcome in Outcome::ALL {
            assert_eq!(contact_tone(outcome).is_some(), outcome.is_human_contact(), "{outcome:?}");
        }
    }

    #[test]
    fn no_two_outcomes_share_a_key() {
        let mut keys: Vec<_> = Outcome::ALL.into_iter().map(outcome_key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 9);
    }
}
