//! The page of a lead.

use super::{
    BrokerLink, Change, LeadLink, LiveCall, MissedCallback, NumberLink, StatusKind, TimelineEntry, When,
};
use crate::choice::RuledOut;
use crate::health::HealthBand;
use crate::id::{AssignmentId, LeadId};
use crate::lead::Deal;
use crate::outcome::Outcome;
use crate::phone::E164;
use crate::setting::Quality;
use serde::{Deserialize, Serialize};

/// An attempt of the current assignment, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// From 1.
    pub ordinal: i32,
    /// What came of it.
    pub outcome: Outcome,
    /// When.
    pub at: When,
}

/// Something on the line from assignment to now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineMark {
    /// Its place from 0 (assigned) to 1 (now).
    pub place: f64,
    /// The attempt's ordinal; none for a call that does not count or came in.
    pub ordinal: Option<i32>,
    /// "Voicemail", "Rang back".
    pub label: String,
    /// Whether the lead called us.
    pub inbound: bool,
    /// When.
    pub at: When,
    /// What came of it; none while that is not known.
    pub outcome: Option<Outcome>,
}

/// A number that would have done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runner {
    /// Which.
    pub number: NumberLink,
    /// Its score that day.
    pub health_score: i32,
    /// That score's band.
    pub band: HealthBand,
    /// Why it came after the chosen one: "lower health band".
    pub behind: String,
}

/// How many numbers were ruled out for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuledOutCount {
    /// Why.
    pub reason: RuledOut,
    /// How many.
    pub numbers: i64,
}

/// The number the lead always sees, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallerId {
    /// For the forms of release, lock and rehome. Never shown.
    pub assignment: AssignmentId,
    /// Which.
    pub number: NumberLink,
    /// A name for people; may be empty.
    pub label: String,
    /// Its score now.
    pub health_score: i32,
    /// That score's band.
    pub band: HealthBand,
    /// "learning (7 of 20 calls)".
    pub learning: Option<String>,
    /// The score since the assignment; none where the choice is not known.
    pub health_change: Option<Change>,
    /// How it was found: "Same area code"; empty where not known.
    pub matched: String,
    /// Since when.
    pub since: When,
    /// "6 days".
    pub age: String,
    /// Whether the number is out of service: retired or gone, with the words. Empty while in service.
    pub trouble: String,
    /// Why this number, a line each; empty for rows written by SQL.
    pub why: Vec<String>,
    /// Numbers that would have done.
    pub runners_up: Vec<Runner>,
    /// What was ruled out when it was chosen.
    pub ruled_out: Vec<RuledOutCount>,
    /// The order that day: "Balanced"; empty where not known.
    pub rotation: String,
    /// The number the person had before, which died or rested.
    pub rehomed_from: Option<NumberLink>,
    /// Calls on the line from assignment to now.
    pub line: Vec<LineMark>,
    /// What ends it: "Released after two more failed attempts. Stays once K. M. answers or books."
    pub ends: String,
    /// Whether each form applies now.
    pub can_lock: bool,
    /// Whether a person may release it.
    pub can_release: bool,
    /// Whether the lead may move to another number.
    pub can_rehome: bool,
    /// What the number would do once it is released: "has room for another lead".
    pub after_release: String,
}

/// The newest assignment, where it has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// For the release form of an unreachable lead. Never shown.
    pub assignment: AssignmentId,
    /// Unreachable or released.
    pub status: StatusKind,
    /// The number it had.
    pub number: NumberLink,
    /// When it ended.
    pub at: Option<When>,
    /// Unreachable: when the lead may be assigned again.
    pub until: Option<When>,
    /// Whether the release can be undone: the lead gets this number back.
    pub can_reinstate: bool,
    /// Why it cannot, where that is worth saying: "The number has ..."; else empty.
    pub no_reinstate: String,
}

/// Whether the lead may be called now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callable {
    /// Whether the call is allowed.
    pub allowed: bool,
    /// "May be called now: 8:00 to 21:00, 0 of 3 calls today, last attempt 27 h ago."
    pub why: String,
    /// From when on.
    pub not_before: Option<When>,
}

/// What one more attempt without an answer leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextAttempt {
    /// "Attempt 4 of 5", "Last attempt: unreachable", "Attempt 7".
    pub words: String,
    /// Whether it makes the lead unreachable.
    pub last: bool,
}

/// Another record of the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherRecord {
    /// Which.
    pub lead: LeadLink,
    /// Whether it holds the assignment shown.
    pub has_assignment: bool,
}

/// The lead page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadPage {
    /// Whose.
    pub broker: BrokerLink,
    /// In addresses and forms. Never shown.
    pub id: LeadId,
    /// Name, else reference, else phone.
    pub title: String,
    /// The words of a sentence: "K. M.", or "the lead" without a name.
    pub short_name: String,
    /// As given; may be empty.
    pub name: String,
    /// The caller's own name for it; may be empty.
    pub reference: String,
    /// Whether that name tells who the person is, and goes when its data is erased.
    pub personal_reference: bool,
    /// The person's phone.
    pub phone: Option<E164>,
    /// "Texas", "Austin, TX"; empty where unknown.
    pub place: String,
    /// Area code as stored; may be empty.
    pub area_code: String,
    /// State as stored; may be empty.
    pub state: String,
    /// The time there: "14:42 there"; empty where no zone is known.
    pub local_time: String,
    /// How good the lead is.
    pub quality: Option<Quality>,
    /// Where the deal stands.
    pub deal: Deal,
    /// When it was closed.
    pub deal_at: Option<When>,
    /// When the person was suppressed.
    pub suppressed: Option<When>,
    /// When somebody else was found at the phone.
    pub bad_phone: Option<When>,
    /// When the person's data was erased: then nothing is done with the lead any more.
    pub erased: Option<When>,
    /// Free text of the lead; may be empty.
    pub notes: String,
    /// When the record was made.
    pub created: When,
    /// Of the newest assignment; none if there never was one.
    pub status: Option<StatusKind>,
    /// "Active, never answered".
    pub status_words: String,
    /// The live assignment.
    pub caller_id: Option<CallerId>,
    /// The newest assignment, where none is live.
    pub ended: Option<Ended>,
    /// Attempts of that assignment.
    pub attempts: i32,
    /// Its limit.
    pub max_attempts: i32,
    /// What is left; none while held or locked.
    pub attempts_left: Option<i32>,
    /// Attempts made on a number before it, which count too.
    pub carried_attempts: i32,
    /// Its attempts, oldest first.
    pub attempt_list: Vec<Attempt>,
    /// A missed callback put the limit on hold until then.
    pub limit_on_hold: Option<When>,
    /// Whether somebody saw to that callback since: it was dismissed, or the person called.
    pub is_callback_seen_to: bool,
    /// The appointment.
    pub appointment: Option<When>,
    /// The appointment as an input of type `datetime-local` takes it, in the broker's zone; may be empty.
    pub appointment_input: String,
    /// Whether the lead may be called now.
    pub callable: Callable,
    /// Whether calls can be placed from here.
    pub is_connected: bool,
    /// The office's phone.
    pub main_line: Option<E164>,
    /// That of who looks.
    pub own_phone: Option<E164>,
    /// The call of the person that waits or goes on; for a moment also one that was not joined.
    pub live_call: Option<LiveCall>,
    /// A callback that nobody has seen to.
    pub missed: Option<MissedCallback>,
    /// Whether an outcome can be recorded.
    pub can_record: bool,
    /// Names the call of the outcome form on this page, so that a form sent twice counts once: the form's
    /// hidden `call_id`.
    pub call_id: String,
    /// What one more attempt leads to.
    pub next_attempt: NextAttempt,
    /// Whether a number can be asked for, and with `force` only.
    pub can_assign: bool,
    /// Unreachable: assigning now needs `force`.
    pub needs_force: bool,
    /// Where a booked lead's calls go.
    pub route_to: Option<E164>,
    /// Other records of the person.
    pub other_records: Vec<OtherRecord>,
    /// The office's zone in a word, for the timeline's heading: "Central time".
    pub zone: String,
    /// "8:00 to 21:00, Central time".
    pub call_hours: String,
    /// The numbers that the person had, newest first; the current one too. 20 at most.
    pub numbers: Vec<HadNumber>,
    /// What the timeline shows, as it was understood.
    pub query: TimelineQuery,
    /// Calls and changes, newest first. 50 at most.
    pub timeline: Vec<TimelineEntry>,
    /// For the entries before these, if there are any.
    pub older: Option<String>,
    /// The call that `query.call` names.
    pub named_call: Option<TimelineEntry>,
    /// Free text of the newest assignment, as SQL wrote it; may be empty.
    pub assignment_notes: String,
    /// Whether the time of the appointment is over.
    pub has_appointment_passed: bool,
    /// The clock of the lead's place at `callable.not_before`: "8:00 there"; empty where it is the office's.
    pub not_before_there: String,
}

/// What the address of a lead says of its timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TimelineQuery {
    /// `calls`, `changes`, `notes`; empty is all.
    pub show: String,
    /// Where it goes on, as `older` said.
    pub before: String,
    /// The caller's own name for a call, to be corrected.
    pub call: String,
}

/// A number that the person had for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HadNumber {
    /// Which.
    pub number: NumberLink,
    /// What became of it.
    pub status: StatusKind,
    /// Since when.
    pub from: When,
    /// Until when; none while it has it.
    pub to: Option<When>,
    /// "3 of 5", "3".
    pub attempts: String,
    /// The record it was made for, where that is another one of the person.
    pub of: Option<LeadLink>,
}
