//! What may happen in an office, and how an office starts: made up at random, small when it fails.

use proptest::prelude::*;
use proptest::sample::select;
use proptest_state_machine::ReferenceStateMachine;
use steadyline_core::outcome::Outcome;

/// Area codes of the offices: two of one state, one of another.
pub(crate) const AREAS: [(&str, &str); 3] = [("512", "TX"), ("214", "TX"), ("305", "FL")];
/// Phones that leads may have; their area is the index modulo the areas.
pub(crate) const PHONES: u8 = 12;

/// How an office starts.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) leads_per_number: i32,
    pub(crate) max_attempts: i32,
    pub(crate) reserve_booked_numbers: bool,
    pub(crate) daily_call_cap: i32,
    /// The area of each number.
    pub(crate) numbers: Vec<u8>,
    /// Leads, of which the first two are one person and the last has no phone.
    pub(crate) leads: u8,
}

impl Start {
    pub(crate) fn phone_of(&self, lead: u8) -> Option<u8> {
        (lead + 1 < self.leads).then_some(lead.saturating_sub(1))
    }
}

/// Who reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Carrier,
    Crm,
    Person,
}

/// One thing that happens. Small figures pick among what there is, modulo how many there are.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Assign {
        lead: u8,
        force: bool,
    },
    /// A call that was not reported before; `late` names one of the person's past assignments.
    Report {
        lead: u8,
        outcome: Outcome,
        by: By,
        named: bool,
        late: Option<Late>,
    },
    /// A call that is known: the same again, or a correction. `other_lead` names the call for somebody else's.
    Again {
        call: u8,
        outcome: Outcome,
        by: By,
        correct: bool,
        earlier: bool,
        other_lead: Option<u8>,
    },
    Release {
        assignment: u8,
    },
    Lock {
        assignment: u8,
    },
    Rehome {
        assignment: u8,
    },
    Rest {
        number: u8,
        days: i32,
    },
    Activate {
        number: u8,
    },
    Retire {
        number: u8,
        rehome: bool,
    },
    /// `is_active = false` by SQL: leads may stay on it.
    Dies {
        number: u8,
    },
    LeadsPerNumber {
        to: i32,
    },
    Suppress {
        lead: u8,
        suppressed: bool,
    },
    Phone {
        lead: u8,
        phone: u8,
    },
    /// Time passes, then the jobs run.
    Pass {
        hours: i64,
    },
}

/// How a late report says which assignment it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Late {
    pub(crate) assignment: u8,
    pub(crate) says_number: bool,
    pub(crate) says_time: bool,
    /// When, in percent of the time since that assignment began.
    pub(crate) percent: i64,
}

/// Makes starts and steps; what they do is another matter.
#[derive(Debug)]
pub(crate) struct Offices;

impl ReferenceStateMachine for Offices {
    type State = Start;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Start> {
        let reserve = prop_oneof![3 => Just(false), 1 => Just(true)];
        let cap = prop_oneof![3 => Just(75), 1 => Just(2), 1 => Just(4)];
        let numbers = prop::collection::vec(0..3u8, 3..=5);
        (select(vec![1, 3]), 2..=3i32, reserve, cap, numbers, 6..=10u8)
            .prop_map(
                |(leads_per_number, max_attempts, reserve_booked_numbers, daily_call_cap, numbers, leads)| {
                    Start {
                        leads_per_number,
                        max_attempts,
                        reserve_booked_numbers,
                        daily_call_cap,
                        numbers,
                        leads,
                    }
                },
            )
            .boxed()
    }

    fn transitions(start: &Start) -> BoxedStrategy<Step> {
        let (lead, number) = (0..start.leads, 0..u8::try_from(start.numbers.len()).unwrap());
        let by = || prop_oneof![1 => Just(By::Carrier), 3 => Just(By::Crm), 1 => Just(By::Person)];
        let outcome = || {
            prop_oneof![
                4 => select(vec![Outcome::Voicemail, Outcome::NoAnswer, Outcome::Busy]),
                2 => Just(Outcome::Answered),
                2 => Just(Outcome::Booked),
                1 => Just(Outcome::Failed),
                1 => select(vec![Outcome::NotInterested, Outcome::DoNotCall, Outcome::WrongNumber]),
            ]
        };
        let late = (any::<u8>(), any::<bool>(), any::<bool>(), 0..=100i64).prop_map(
            |(assignment, says_number, says_time, percent)| Late {
                assignment,
                says_number,
                says_time,
                percent,
            },
        );
        let late = prop_oneof![3 => Just(None), 1 => late.prop_map(Some)];
        let assignment = any::<u8>();
        let rarely = || prop_oneof![3 => Just(false), 1 => Just(true)];
        let other = prop_oneof![8 => Just(None), 1 => lead.clone().prop_map(Some)];
        prop_oneof![
            10 => (lead.clone(), rarely()).prop_map(|(lead, force)| Step::Assign { lead, force }),
            12 => (lead.clone(), outcome(), by(), any::<bool>(), late)
                .prop_map(|(lead, outcome, by, named, late)| Step::Report { lead, outcome, by, named, late }),
            6 => (any::<u8>(), outcome(), by(), any::<bool>(), rarely(), other).prop_map(
                |(call, outcome, by, correct, earlier, other_lead)| {
                    Step::Again { call, outcome, by, correct, earlier, other_lead }
                }
            ),
            1 => assignment.prop_map(|assignment| Step::Release { assignment }),
            1 => assignment.prop_map(|assignment| Step::Lock { assignment }),
            2 => assignment.prop_map(|assignment| Step::Rehome { assignment }),
            1 => (number.clone(), 1..4i32).prop_map(|(number, days)| Step::Rest { number, days }),
            2 => number.clone().prop_map(|number| Step::Activate { number }),
            1 => (number.clone(), any::<bool>()).prop_map(|(number, rehome)| Step::Retire { number, rehome }),
            1 => number.prop_map(|number| Step::Dies { number }),
            1 => select(vec![1, 1, 2, 3]).prop_map(|to| Step::LeadsPerNumber { to }),
            1 => (lead.clone(), rarely()).prop_map(|(lead, keep)| Step::Suppress { lead, suppressed: keep }),
            1 => (lead, 0..PHONES).prop_map(|(lead, phone)| Step::Phone { lead, phone }),
            3 => prop_oneof![3 => 1..30i64, 1 => 24..400i64].prop_map(|hours| Step::Pass { hours }),
        ]
        .boxed()
    }

    fn apply(start: Start, _step: &Step) -> Start {
        start
    }
}
