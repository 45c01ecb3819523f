//! What each figure counts and what it does not: said beside the figure, and in the API's description.

/// A figure's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What people call it.
    pub name: &'static str,
    /// What is counted.
    pub counts: &'static str,
    /// What is left out.
    pub leaves_out: &'static str,
}

impl Definition {
    /// Human contacts over calls.
    pub const ANSWER_RATE: Self = Self {
        name: "Answer rate",
        counts: "Outbound calls that ended answered, booked, not interested or do not call, over all outbound calls, by the office's day on which the call was made. The interval is Wilson's, 95 %. A change is in points, against the same number of days before.",
        leaves_out: "Calls that failed on the network, inbound calls. Below 20 calls a rate is marked, and no change is shown.",
    };
    /// Booked calls over calls.
    pub const CALL_SUCCESS: Self = Self {
        name: "Call success",
        counts: "Outbound calls that ended booked, over all outbound calls that count.",
        leaves_out: "Calls that failed on the network, inbound calls, bookings made by locking a lead by hand.",
    };
    /// Numbers in use.
    pub const UTILIZATION: Self = Self {
        name: "Pool utilization",
        counts: "Numbers that had a live lead at any time of the day, over numbers in service that day; over several days, number-days over number-days.",
        leaves_out: "Numbers that were retired or gone all day; days on which the program did not run.",
    };
    /// Time on one number.
    pub const TIME_ASSIGNED: Self = Self {
        name: "Time assigned",
        counts: "From the assignment until the number was given back, of assignments that gave it back on these days.",
        leaves_out: "Assignments that are still live.",
    };
    /// Leads a number takes.
    pub const ROTATION: Self = Self {
        name: "Rotation",
        counts: "Assignments made, over number-days in service, times seven: the new leads a number gets in a week.",
        leaves_out: "Numbers that were retired or gone all day.",
    };
    /// Leads that were not moved.
    pub const KEPT: Self = Self {
        name: "Kept on one number",
        counts: "Assignments made that did not move a lead from another number, over all assignments made.",
        leaves_out: "Nothing: a lead that is assigned again after its number was given back is not rehomed.",
    };
    /// The steps.
    pub const FUNNEL: Self = Self {
        name: "Funnel",
        counts: "Leads whose first assignment was made on these days, and how far they have come by now: spoke to us on an outbound call, booked on a call, closed as won after a booking. Each rate is of the step before; each time is the median from the step before.",
        leaves_out: "Leads that were assigned earlier; deals won without a booked call, which are shown separately.",
    };
    /// Calls until an answer.
    pub const ATTEMPTS: Self = Self {
        name: "Calls until the first answer",
        counts: "Of leads first assigned on these days that answered: outbound calls up to and including the first answered one, on all numbers they had.",
        leaves_out: "Leads that have not answered; calls that failed on the network.",
    };
    /// Leads that could not be reached.
    pub const UNREACHABLE: Self = Self {
        name: "Unreachable",
        counts: "Leads first assigned on these days that never answered while an assignment used up its attempts, over all leads first assigned on these days.",
        leaves_out: "Leads that are still being called; leads that answered later.",
    };
    /// Numbers by health.
    pub const HEALTH: Self = Self {
        name: "Health of the pool",
        counts: "Numbers in service on the day, by the last health score the day kept: excellent from 80, good from 60, fair from 40, else poor.",
        leaves_out: "Numbers that were retired or gone all day.",
    };
    /// Weekday and hour.
    pub const HOURS: Self = Self {
        name: "When leads answer",
        counts: "The answer rate by the weekday and hour that it was where the lead is, by the time zone of the lead's area code, else the office's.",
        leaves_out: "Calls that failed on the network, inbound calls. Hours with fewer than 20 calls show a dash.",
    };
    /// Area codes and states.
    pub const AREAS: Self = Self {
        name: "Where leads answer",
        counts: "The answer rate by the area code and the state the lead had when it was called.",
        leaves_out: "Calls that failed on the network, inbound calls.",
    };
    /// Numbers.
    pub const NUMBERS: Self = Self {
        name: "Numbers that stand out",
        counts: "Each number's answer rate by its calls. The shaded band is where 95 of 100 numbers would be by chance alone if all were as good as the pool.",
        leaves_out: "Numbers without calls on these days.",
    };
    /// Local presence.
    pub const PRESENCE: Self = Self {
        name: "Does local presence pay?",
        counts: "The answer rate of calls from a number that shares the lead's area code or state, as both were when the call was made, against all other calls. The interval of the difference is Newcombe's, 95 %.",
        leaves_out: "Calls where the place of lead or number is not known.",
    };
    /// Brokers.
    pub const BROKERS: Self = Self {
        name: "Brokers compared",
        counts: "The same figures of every broker, each by its own days.",
        leaves_out: "Nothing.",
    };
}
