//! The one error of every way in: REST, webhooks and server functions.
//!
//! [`ErrorKind`] is what a program goes by, the message what a person reads. Nothing of the database or the
//! code is ever in either.

use serde::{Deserialize, Serialize};
use server_fn::codec::PostcardEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal, $status:literal, $title:literal;)+) => {
        /// What went wrong, for a program to go by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum ErrorKind {
            $($(#[$doc])* $kind,)+
        }

        impl ErrorKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// The stable word: the end of a problem's `type`, and `error` in a page's address.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$kind => $code,)+
                }
            }

            /// The HTTP status, for REST and server functions alike.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$kind => $status,)+
                }
            }

            /// What happened in a few words, the same for every occurrence.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$kind => $title,)+
                }
            }
        }
    };
}

kinds! {
    /// The body or address cannot be read at all.
    Malformed = "malformed", 400, "The request cannot be read";
    /// A field is not as it should be.
    InvalidField = "invalid-field", 422, "A field is not valid";
    /// Nobody is signed in, or the key or password is wrong.
    Unauthenticated = "unauthenticated", 401, "Sign in first";
    /// The one who asks may not do that.
    Forbidden = "forbidden", 403, "Not allowed";
    /// There is no such thing, or the one who asks may not know of it.
    NotFound = "not-found", 404, "Not found";
    /// This address takes other methods.
    MethodNotAllowed = "method-not-allowed", 405, "Method not allowed";
    /// The request took too long.
    TimedOut = "timed-out", 408, "The request took too long";
    /// The body is too large.
    TooLarge = "too-large", 413, "The body is too large";
    /// The body is of a kind that is not understood.
    UnsupportedType = "unsupported-type", 415, "The content type is not understood";
    /// The same idempotency key came with another body.
    IdempotencyKeyReused = "idempotency-key-reused", 422, "The idempotency key was used for another request";
    /// Too many requests.
    TooManyRequests = "too-many-requests", 429, "Too many requests";
    /// Every number is ruled out.
    NoAvailableNumber = "no-available-number", 409, "No number is available";
    /// The person never answered and the unreachable period is not over.
    LeadUnreachable = "lead-unreachable", 409, "The lead is unreachable for now";
    /// The person asked never to be called again.
    LeadSuppressed = "lead-suppressed", 409, "The lead is suppressed";
    /// The person's data was erased.
    LeadErased = "lead-erased", 409, "The lead's data was erased";
    /// The lead may not be called now.
    CallNotAllowed = "call-not-allowed", 409, "The lead may not be called now";
    /// A call with the person waits or goes on.
    CallUnderWay = "call-under-way", 409, "A call with the person is in progress";
    /// The lead has no number.
    NoLiveAssignment = "no-live-assignment", 409, "The lead has no number";
    /// Several brokers have a lead of that name.
    AmbiguousLead = "ambiguous-lead", 409, "More than one lead has that name";
    /// The lead is kept on a number that is retired or gone.
    NumberOutOfService = "number-out-of-service", 409, "The lead's number is out of service";
    /// The lead is known with another phone.
    PhoneDiffers = "phone-differs", 409, "The lead has another phone";
    /// Somebody else was found at the lead's phone.
    BadPhone = "bad-phone", 409, "The lead's phone is wrong";
    /// The person has another live assignment.
    PersonHasNumber = "person-has-number", 409, "The person has another number";
    /// Another lead has the number by now.
    NumberTaken = "number-taken", 409, "The number has another lead by now";
    /// Leads would lose their number.
    NumberHasLeads = "number-has-leads", 409, "Leads hold the number";
    /// What was asked for many numbers cannot be done to some of them.
    NumbersInTheWay = "numbers-in-the-way", 409, "Numbers stand in the way";
    /// There are as many of them as there may be.
    TooMany = "too-many", 409, "There are too many already";
    /// An endpoint is told nothing at the moment.
    EndpointPaused = "endpoint-paused", 409, "The endpoint is paused";
    /// An assignment, an import or a sync is in a state that has no such way.
    RefusedTransition = "refused-transition", 409, "That is not possible right now";
    /// Nobody could manage the installation any more.
    LastAdmin = "last-admin", 409, "It is the last admin";
    /// A link that is used once was used, taken back, or is over.
    LinkOver = "link-over", 410, "The link no longer works";
    /// Somebody else changed it since it was read.
    Changed = "changed", 412, "It was changed in the meantime";
    /// SignalWire is not connected.
    CarrierNotConnected = "carrier-not-connected", 409, "SignalWire is not connected";
    /// The connection to SignalWire cannot be kept or opened.
    CarrierLocked = "carrier-locked", 409, "The connection to SignalWire cannot be opened";
    /// SignalWire refused, and would again.
    CarrierRefused = "carrier-refused", 409, "SignalWire refused";
    /// SignalWire is not working right now.
    CarrierDown = "carrier-down", 503, "SignalWire is not working right now";
    /// A name or address that must be unique is taken.
    AlreadyExists = "already-exists", 409, "Already taken";
    /// Something of this program broke.
    Internal = "internal", 500, "Something went wrong here";
    /// The server cannot be reached, or its answer not be read. Only browsers see it.
    Unreachable = "unreachable", 503, "The server cannot be reached";
}

impl ErrorKind {
    /// Whether what the form was made from is so no longer: numbers, leads, calls, an import or a sync stand otherwise
    /// by now. Read again, the form offers what was missing, and no longer what cannot be done.
    ///
    /// Not of what was typed, as the phone of [`Self::PersonHasNumber`], of what a person or SignalWire forbids, or of
    /// [`Self::Changed`], which brings along what others wrote.
    pub const fn is_of_another_time(self) -> bool {
        matches!(
            self,
            Self::NoAvailableNumber
                | Self::LeadErased
                | Self::CallUnderWay
                | Self::NoLiveAssignment
                | Self::NumberOutOfService
                | Self::NumberTaken
                | Self::NumberHasLeads
                | Self::NumbersInTheWay
                | Self::RefusedTransition
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text is the code of no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of error")]
pub struct UnknownKind;

impl FromStr for ErrorKind {
    type Err = UnknownKind;

    fn from_str(code: &str) -> Result<Self, UnknownKind> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code).ok_or(UnknownKind)
    }
}

/// Figures that go with some kinds. What only REST tells is the server's alone: no page has a use for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Seconds after which it may be tried again.
    #[serde(default)]
    pub retry_after: Option<i64>,
    /// The version that a thing has now.
    #[serde(default)]
    pub version: Option<i32>,
    /// What the fields of a form hold by now that somebody else changed since it was opened.
    #[serde(default)]
    pub fields: Option<BTreeMap<String, String>>,
    /// How many numbers were ruled out by each reason.
    #[cfg(feature = "ssr")]
    #[serde(skip)]
    pub ruled_out: Option<BTreeMap<steadyline_core::choice::RuledOut, i64>>,
    /// When the next number may free up, if that is known.
    #[cfg(feature = "ssr")]
    #[serde(skip)]
    pub next_free_at: Option<chrono::DateTime<chrono::Utc>>,
    /// The numbers that stand in the way, and why.
    #[cfg(feature = "ssr")]
    #[serde(skip)]
    pub numbers: Option<Vec<steadyline_core::number::InTheWay>>,
    /// From when on it may be tried again, if that is known.
    #[cfg(feature = "ssr")]
    #[serde(skip)]
    pub not_before: Option<chrono::DateTime<chrono::Utc>>,
}

/// Why something was not done, as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// For a program to go by.
    pub kind: ErrorKind,
    /// One English sentence for people.
    pub message: String,
    /// The field at fault, as it is named in bodies and forms.
    #[serde(default)]
    pub field: Option<String>,
    /// The request's id: what a person quotes and the log is searched by.
    #[serde(default)]
    pub reference: Option<String>,
    /// Figures of this occurrence.
    #[serde(default)]
    pub facts: Option<Box<Facts>>,
}

impl ApiError {
    /// An error with nothing but a message.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), field: None, reference: None, facts: None }
    }

    /// A field that is not as it should be.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(ErrorKind::InvalidField, message) }
    }

    /// Nobody is signed in.
    pub fn sign_in() -> Self {
        Self::new(ErrorKind::Unauthenticated, "Sign in first.")
    }

    /// Something of this program broke; what, is in the log.
    pub fn internal() -> Self {
        Self::new(ErrorKind::Internal, "Something went wrong here. It is in the log under the reference.")
    }

    /// The same error with the seconds after which it may be tried again.
    #[must_use]
    pub fn retry_after(self, seconds: i64) -> Self {
        self.with_facts(Facts { retry_after: Some(seconds), ..Facts::default() })
    }

    /// The same error with figures.
    #[must_use]
    pub fn with_facts(self, facts: Facts) -> Self {
        Self { facts: Some(Box::new(facts)), ..self }
    }

    /// The same error with the request's id.
    #[must_use]
    pub fn with_reference(self, reference: Option<String>) -> Self {
        Self { reference: reference.or(self.reference), ..self }
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.kind.status()
    }
}

impl FromServerFnError for ApiError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(what) | ServerFnErrorErr::MissingArg(what) => {
                Self { field: field_of(&what), ..Self::new(ErrorKind::Malformed, "The form cannot be read.") }
            }
            ServerFnErrorErr::Request(_) => {
                Self::new(ErrorKind::Unreachable, "The server cannot be reached. Try again in a moment.")
            }
            ServerFnErrorErr::Deserialization(_) => {
                Self::new(ErrorKind::Unreachable, "The server's answer cannot be read. Reload the page.")
            }
            ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Response(_) => Self::internal(),
        }
    }
}

/// The field that a message of the form decoder names between backticks.
fn field_of(message: &str) -> Option<String> {
    let (_, rest) = message.split_once('`')?;
    let (name, _) = rest.split_once('`')?;
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_[]".contains(c);
    (name.chars().all(is_name) && !name.is_empty()).then(|| name.to_owned())
}

#[cfg(feature = "ssr")]
mod ssr;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_code_which_is_also_its_name_on_the_wire() {
        for kind in ErrorKind::ALL {
            assert_eq!(kind.code().parse(), Ok(*kind));
            assert!((400..600).contains(&kind.status()), "{kind}");
        }
        assert_eq!("nonsense".parse::<ErrorKind>(), Err(UnknownKind));
    }

    #[test]
    fn a_form_that_cannot_be_read_names_the_field() {
        let error =
            ApiError::from_server_fn_error(ServerFnErrorErr::Args("missing field `email`".to_owned()));
        assert_eq!((error.kind, error.field.as_deref()), (ErrorKind::Malformed, Some("email")));
    }

    /// A kind goes to a page as its place. Pages of the build before may be open, and the pictures' answers
    /// (`end2end/screenshots/answer.ts`) say two of them: a new kind comes last.
    #[test]
    fn a_kind_keeps_its_place() {
        let places = [0, 1, 37].map(|place| ErrorKind::ALL[place]);
        assert_eq!(places, [ErrorKind::Malformed, ErrorKind::InvalidField, ErrorKind::Internal]);
    }

    #[test]
    fn a_form_is_read_again_where_numbers_and_leads_moved_and_not_for_what_was_typed() {
        let again: Vec<&str> =
            ErrorKind::ALL.iter().filter(|kind| kind.is_of_another_time()).map(|kind| kind.code()).collect();
        assert_eq!(
            again,
            [
                "no-available-number",
                "lead-erased",
                "call-under-way",
                "no-live-assignment",
                "number-out-of-service",
                "number-taken",
                "number-has-leads",
                "numbers-in-the-way",
                "refused-transition",
            ]
        );
    }

    #[test]
    fn an_error_survives_the_wire_of_a_server_function() {
        let error =
            ApiError::field("max_attempts", "Between 1 and 50.").with_reference(Some("r1".to_owned()));
        assert_eq!(ApiError::de(error.ser()), error);
        let broken = ApiError::de("<html>".into());
        assert_eq!(broken.kind, ErrorKind::Unreachable);
    }
}
