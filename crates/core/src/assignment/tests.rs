//! The table over every pair of state and event, and properties of the state machine.

use super::*;
use proptest::prelude::*;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + second, 0).expect("in range")
}

const NOW: i64 = 1_000;

fn states() -> [(&'static str, Progress); 6] {
    let with = |state, call_attempts| Progress { state, call_attempts, max_attempts: 5 };
    [
        ("active", with(State::Active { first_answered_at: None }, 1)),
        ("last attempt", with(State::Active { first_answered_at: None }, 4)),
        ("held", with(State::Active { first_answered_at: Some(at(1)) }, 4)),
        (
            "booked",
            with(
                State::BookedLocked {
                    first_answered_at: at(1),
                    booked_at: at(2),
                    appointment_at: Some(at(9)),
                },
                4,
            ),
        ),
        ("unreachable", with(State::Unreachable { released_at: at(3) }, 5)),
        (
            "released",
            with(State::Released { first_answered_at: None, booked_at: None, released_at: at(3) }, 2),
        ),
    ]
}

fn events() -> [(&'static str, Event); 11] {
    [
        ("attempt", Event::Attempt { limit_on_hold: false }),
        ("attempt on hold", Event::Attempt { limit_on_hold: true }),
        ("answered", Event::Answered),
        ("booked", Event::Booked { appointment_at: None }),
        ("locked", Event::Locked { appointment_at: Some(at(20)) }),
        ("lead ended", Event::LeadEnded { human_contact: true }),
        ("released by person", Event::ReleasedByPerson),
        ("went silent", Event::WentSilent),
        ("period ended", Event::UnreachablePeriodEnded),
        ("assigned anew", Event::AssignedAnew),
        ("rehomed", Event::Rehomed),
    ]
}

/// `action attempts` after the event, or `-` where it is refused. Columns are [`states`], rows [`events`].
const TABLE: [(&str, [&str; 6]); 11] = [
    //                      active        last attempt     held          booked        unreachable   released
    ("attempt", ["continue 2", "unreachable 5", "held 5", "locked 5", "-", "-"]),
    ("attempt on hold", ["continue 2", "continue 5", "held 5", "locked 5", "-", "-"]),
    ("answered", ["held 2", "held 5", "held 5", "locked 5", "released 5", "-"]),
    ("booked", ["locked 2", "locked 5", "locked 5", "locked 5", "released 5", "-"]),
    ("locked", ["locked 1", "locked 4", "locked 4", "locked 4", "-", "-"]),
    ("lead ended", ["released 2", "released 5", "released 5", "released 5", "-", "-"]),
    ("released by person", ["released 1", "released 4", "released 4", "released 4", "released 5", "-"]),
    ("went silent", ["released 1", "released 4", "released 4", "-", "-", "-"]),
    ("period ended", ["-", "-", "-", "-", "released 5", "-"]),
    ("assigned anew", ["-", "-", "-", "-", "released 5", "-"]),
    ("rehomed", ["released 1", "released 4", "released 4", "released 4", "-", "-"]),
];

#[test]
fn every_state_answers_every_event_as_the_table_says() {
    for ((row, expected), (name, event)) in TABLE.into_iter().zip(events()) {
        assert_eq!(row, name);
        for ((state_name, before), expected) in states().into_iter().zip(expected) {
            let got = match before.after(event, at(NOW)) {
                Ok(after) => format!("{} {}", after.action(), after.call_attempts),
                Err(refused) => {
                    assert_eq!(refused, Refused { from: before.state.status(), to: event.leads_to() });
                    "-".to_owned()
                }
            };
            assert_eq!(got, expected, "{state_name} after {name}");
        }
    }
}

#[test]
fn a_refusal_is_told_in_words_of_a_lead() {
    for (from, to) in Status::ALL.into_iter().flat_map(|from| Status::ALL.map(|to| (from, to))) {
        let told = Refused { from, to }.to_string();
        assert!(told.starts_with("the lead ") && !told.contains('_'), "{told}");
    }
    let again = Refused { from: Status::BookedLocked, to: Status::BookedLocked };
    assert_eq!(again.to_string(), "the lead is already locked to its number");
}

#[test]
fn the_first_answer_is_kept() {
    let held = Progress::new(5).after(Event::Answered, at(1)).unwrap();
    let again = held.after(Event::Answered, at(2)).unwrap();
    assert_eq!(again.state.first_answered_at(), Some(at(1)));
    let booked = again.after(Event::Booked { appointment_at: Some(at(50)) }, at(3)).unwrap();
    assert_eq!(booked.state.first_answered_at(), Some(at(1)));
    assert_eq!(booked.state.booked_at(), Some(at(3)));
}

#[test]
fn booking_again_moves_the_appointment_and_keeps_the_booking() {
    let booked = Progress::new(5).after(Event::Booked { appointment_at: Some(at(50)) }, at(3)).unwrap();
    let moved = booked.after(Event::Booked { appointment_at: Some(at(90)) }, at(4)).unwrap();
    assert_eq!(moved.state.appointment_at(), Some(at(90)));
    assert_eq!(moved.state.booked_at(), Some(at(3)));
    let kept = moved.after(Event::Booked { appointment_at: None }, at(5)).unwrap();
    assert_eq!(kept.state.appointment_at(), Some(at(90)));
}

#[test]
fn a_correction_that_takes_the_only_booking_back_leaves_the_lead_held() {
    let booked = Progress::new(5).after(Event::Booked { appointment_at: None }, at(3)).unwrap();
    let evidence = Evidence { call_attempts: 1, first_answered_at: Some(at(3)), ..Evidence::default() };
    let after = booked.corrected(evidence, at(9)).unwrap();
    assert!(after.state.is_held());
    assert_eq!(after.state.booked_at(), None);
}

#[test]
fn a_correction_that_takes_the_last_answer_back_may_make_the_lead_unreachable() {
    let held = Progress { call_attempts: 6, ..Progress::new(5).after(Event::Answered, at(3)).unwrap() };
    let after = held.corrected(Evidence { call_attempts: 6, ..Evidence::default() }, at(9)).unwrap();
    assert_eq!(after.state, State::Unreachable { released_at: at(9) });
}

#[test]
fn an_unreachable_lead_gave_its_number_back_when_it_became_so_not_when_its_period_ended() {
    let unreachable = Progress { call_attempts: 5, ..Progress::new(5) };
    let unreachable = Progress { state: State::Unreachable { released_at: at(3) }, ..unreachable };
    for event in [Event::UnreachablePeriodEnded, Event::AssignedAnew, Event::Answered] {
        assert_eq!(unreachable.after(event, at(9)).unwrap().state.released_at(), Some(at(3)), "{event:?}");
    }
}

#[test]
fn what_was_released_goes_on_as_it_was_unless_its_attempts_are_used_up() {
    let [active, last, held, booked, unreachable, _] = states().map(|(_, progress)| progress);
    for (was, appointment) in [(active, None), (last, None), (held, None), (booked, Some(at(9)))] {
        let released = was.after(Event::ReleasedByPerson, at(NOW)).unwrap();
        assert_eq!(released.reinstated(appointment, false), Ok(was));
        assert!(was.reinstated(None, false).is_err(), "it is live");
    }
    assert!(unreachable.reinstated(None, false).is_err());
    let released = unreachable.after(Event::ReleasedByPerson, at(NOW)).unwrap();
    assert!(released.reinstated(None, false).is_err());
    assert!(released.reinstated(None, true).is_ok(), "a missed callback holds the limit");
}

fn any_event() -> impl Strategy<Value = Event> {
    prop::sample::select(events().map(|(_, event)| event).to_vec())
}

proptest! {
    #[test]
    fn a_held_lead_is_never_released_by_attempts(attempts in 0usize..200, max in 1i32..50) {
        let mut held = Progress::new(max).after(Event::Answered, at(0)).unwrap();
        for n in 0..attempts {
            held = held.after(Event::Attempt { limit_on_hold: false }, at(i64::try_from(n).unwrap())).unwrap();
        }
        prop_assert!(held.state.is_held());
    }

    #[test]
    fn whatever_happens_facts_agree_with_the_status(events in prop::collection::vec(any_event(), 0..40), max in 1i32..10) {
        let mut now = Progress::new(max);
        for (n, event) in events.into_iter().enumerate() {
            if let Ok(after) = now.after(event, at(i64::try_from(n).unwrap())) {
                prop_assert!(after.call_attempts >= now.call_attempts);
                if now.state.first_answered_at().is_some() {
                    prop_assert_eq!(after.state.first_answered_at(), now.state.first_answered_at());
                }
                now = after;
            }
            prop_assert_eq!(now.state.status().is_live(), now.state.released_at().is_none());
            if let Some(left) = now.attempts_left() {
                prop_assert!(left >= 0);
            }
        }
    }
}
