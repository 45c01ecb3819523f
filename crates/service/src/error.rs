//! Why an action was not done.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use steadyline_core::assignment::Refused;
use steadyline_core::choice::NoneFree;
use steadyline_core::field::FieldError;
use steadyline_core::import::ImportStatus;
use steadyline_core::number::InTheWay;
use steadyline_core::page::{StatusKind, counted};
use steadyline_db::DbError;

/// Why an action was not done. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The database failed. For the log, never for a caller.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Something of this program broke. For the log, never for a caller.
    #[error("internal: {0}")]
    Internal(String),
    /// There is no such thing, or the actor may not know of it.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Nobody is signed in, or e-mail and password do not fit.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// The actor may not do that.
    #[error("{0}")]
    Forbidden(&'static str),
    /// A field is not as it should be.
    #[error("{0}")]
    Field(#[from] FieldError),
    /// It does not fit what is there.
    #[error("{0}")]
    Conflict(#[from] Conflict),
}

/// What stands in the way. The API gives each its own problem type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Every number is ruled out.
    #[error("{none}")]
    NoAvailableNumber {
        /// Counts per reason.
        none: NoneFree,
        /// When the next number may free up, if that is known.
        next_free_at: Option<DateTime<Utc>>,
    },
    /// The person never answered and the unreachable period is not over.
    #[error(
        "the lead used up its attempts and may be assigned again from {} UTC, or right away on its page",
        until.format("%B %-d, %H:%M")
    )]
    LeadUnreachable {
        /// When the period ends.
        until: DateTime<Utc>,
        /// Seconds until then.
        retry_after: i64,
    },
    /// The person is suppressed.
    #[error("the person is suppressed and must not be called again")]
    LeadSuppressed,
    /// The person's data was erased.
    #[error("the data of the lead's person was erased: nothing more can be done with this lead")]
    LeadErased,
    /// The lead may not be called now.
    #[error("{why}")]
    CallNotAllowed {
        /// The reasons, as sentences.
        why: String,
        /// From when on it may; none where the coming days have no time for it.
        not_before: Option<DateTime<Utc>>,
        /// Seconds until then.
        retry_after: Option<i64>,
    },
    /// A call to the person waits or goes on.
    #[error("a call with this person is already waiting or in progress")]
    CallUnderWay,
    /// The lead has no number.
    #[error("the lead has no number: assign one first")]
    NoLiveAssignment,
    /// Several brokers have a lead of that name.
    #[error("more than one broker has a lead with that name: say which with broker_id")]
    AmbiguousLead,
    /// The lead is kept on a number that is retired or gone.
    #[error("the lead's number is out of service: rehome the lead")]
    NumberOutOfService,
    /// The lead is known with another phone.
    #[error("the lead is known with another phone: change the lead first")]
    PhoneDiffers,
    /// Somebody else was found at the lead's phone.
    #[error("the lead's phone is marked as wrong: enter another phone first")]
    BadPhone,
    /// The person has another live assignment.
    #[error("the person with that phone already has another number")]
    PersonHasNumber,
    /// Another lead has the number by now.
    #[error("the number no longer has room for the lead: other leads have it now")]
    NumberTaken,
    /// The assignment did not end in a way that can be undone.
    #[error("{why}")]
    NotUndone {
        /// Why, and what to do instead.
        why: &'static str,
    },
    /// Leads would lose their number.
    #[error(
        "{} on the number: give {} another one (rehome)",
        counted(*leads, "lead is", "leads are"),
        if *leads == 1 { "it" } else { "them" }
    )]
    NumberHasLeads {
        /// Live leads on it.
        leads: i64,
    },
    /// What was asked for many numbers cannot be done to some of them.
    #[error("{}", in_the_way(numbers, *of))]
    NumbersInTheWay {
        /// Which, and why.
        numbers: Vec<InTheWay>,
        /// Of how many that were asked for.
        of: usize,
    },
    /// The state machine has no such way.
    #[error(transparent)]
    State(#[from] Refused),
    /// A form to release an assignment told what that does to one of another status.
    #[error("the lead is {} now, not {}: nothing was released", is.as_str(), shown.as_str())]
    OtherStatus {
        /// Where it stands.
        is: StatusKind,
        /// What the form was shown for.
        shown: StatusKind,
    },
    /// An import stands where that cannot be done with it.
    #[error("the import is {is} and cannot be {what}")]
    Import {
        /// Where it stands.
        is: ImportStatus,
        /// What was asked for.
        what: &'static str,
    },
    /// The filter that numbers were chosen by keeps others by now.
    #[error("{why}")]
    OtherNumbers {
        /// How they differ.
        why: String,
    },
    /// What a sync found cannot be done any more.
    #[error("what the sync found was already applied, or is too old: look again")]
    SyncOver,
    /// There are as many of them as there may be.
    #[error("there can be at most {most} {what}: remove one first")]
    TooMany {
        /// How many there may be.
        most: usize,
        /// Of what.
        what: &'static str,
    },
    /// An endpoint is told nothing at the moment.
    #[error("the endpoint is paused: turn it on first")]
    Paused,
    /// Nobody could manage the installation any more.
    #[error("this is the last admin who can sign in: add another one first")]
    LastAdmin,
    /// Somebody else changed it since it was read.
    #[error("{what} changed since you opened it: {changes}")]
    Changed {
        /// What.
        what: &'static str,
        /// Who changed what since.
        changes: String,
        /// The version it has now, where versions are counted.
        version: Option<i32>,
        /// What the fields hold now that somebody else changed, by name, where they are compared one by one.
        fields: BTreeMap<String, String>,
    },
    /// A link that is used once was used, taken back, or is over.
    #[error("{0}")]
    LinkOver(&'static str),
    /// SignalWire is not connected, cannot be opened, or did not do what was asked.
    #[error("{0}")]
    Carrier(CarrierTrouble),
    /// A name or address that must be unique is taken.
    #[error("{what} is taken: {why}")]
    Exists {
        /// The field at fault.
        what: &'static str,
        /// Where it is used.
        why: String,
    },
}

/// What stands between us and the carrier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarrierTrouble {
    /// Neither the broker nor the installation has a connection.
    #[error("SignalWire is not connected: connect it in Settings, SignalWire")]
    NotConnected,
    /// The program was started without the key that seals connections.
    #[error(
        "the program was started without STEADYLINE_SECRET_KEY, so connections cannot be saved or opened: whoever runs \
         it must set this to 32 random bytes, such as the output of `openssl rand -base64 32`"
    )]
    NoKey,
    /// The connection was sealed with another key.
    #[error(
        "the connection was saved with a different STEADYLINE_SECRET_KEY: whoever runs the program must restore that \
         key, or save the connection again"
    )]
    OtherKey,
    /// What was sealed does not open.
    #[error("the saved connection is damaged: save it again")]
    Broken,
    /// It refused, and would again.
    #[error("{0}")]
    Refused(String),
    /// It does not work at the moment.
    #[error("{why}")]
    Down {
        /// What is wrong.
        why: String,
        /// Seconds after which it may be tried again, if that is known.
        retry_after: Option<i64>,
    },
}

/// Numbers that a message names.
const NAMED: usize = 5;

/// "2 of 12 numbers stand in the way: (512) 555-0142 is retired; (214) 555-0114 is gone".
fn in_the_way(numbers: &[InTheWay], of: usize) -> String {
    let told = |one: &InTheWay| format!("{} {}", one.number.national(), one.why);
    if let ([only], 1) = (numbers, of) {
        return told(only);
    }
    let stand = if numbers.len() == 1 { "stands" } else { "stand" };
    let named: Vec<String> = numbers.iter().take(NAMED).map(told).collect();
    let more = match numbers.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!(
        "nothing was changed: {} of {of} numbers {stand} in the way: {}{more}",
        numbers.len(),
        named.join("; ")
    )
}

impl From<Refused> for ServiceError {
    fn from(refused: Refused) -> Self {
        Self::Conflict(Conflict::State(refused))
    }
}
