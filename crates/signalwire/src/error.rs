//! Why SignalWire did not do what was asked: its three shapes of errors, the network's and the breaker's, as one.

use serde_json::Value;
use std::fmt;
use std::time::Duration;

/// Longest message that is taken over.
const LONGEST: usize = 300;

/// Why SignalWire did not do what was asked. It never holds anything secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Project or token is wrong, or the token lacks the scope: both are answered alike.
    #[error("SignalWire refuses the project and its token, or the token lacks the scope for this")]
    Unauthorized,
    /// It was understood and refused.
    #[error("SignalWire refused: {message}{}", coded(code))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the code means.
        code: Code,
        /// What it says.
        message: String,
    },
    /// There is no such thing.
    #[error("SignalWire does not know it")]
    NotFound,
    /// Too many requests.
    #[error("SignalWire limits requests: try again in a moment")]
    TooMany {
        /// When it may be tried again, if that was said.
        retry_after: Option<Duration>,
    },
    /// It broke.
    #[error("SignalWire is not working right now (it answered {status})")]
    Broken {
        /// The HTTP status.
        status: u16,
    },
    /// No connection: nothing was asked.
    #[error("SignalWire cannot be reached: {0}")]
    Unreachable(String),
    /// It was asked, and no reply came: it may have been done.
    #[error("SignalWire did not reply: {0}")]
    Silent(String),
    /// The reply is not what its documentation says.
    #[error("what SignalWire answered cannot be read: {0}")]
    Unreadable(String),
    /// It failed so often that it is left alone for a while.
    #[error("SignalWire failed several times in a row and is not asked for {} s more", .0.as_secs().max(1))]
    LeftAlone(Duration),
}

impl Error {
    /// Whether what was asked for may have been done all the same.
    pub const fn may_be_done(&self) -> bool {
        matches!(self, Self::Silent(_) | Self::Broken { .. } | Self::Unreadable(_))
    }

    /// Whether it says that SignalWire is in trouble: this is what the breaker counts.
    pub(crate) const fn is_trouble(&self) -> bool {
        matches!(self, Self::Broken { .. } | Self::Unreachable(_) | Self::Silent(_))
    }

    /// Whether the same may go well a moment later.
    pub(crate) const fn passes(&self) -> bool {
        self.is_trouble() || matches!(self, Self::TooMany { .. })
    }

    /// What the code means, where one was given.
    pub const fn code(&self) -> Option<&Code> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Of a reply that is no success.
    pub(crate) fn of_reply(status: u16, retry_after: Option<Duration>, body: &str) -> Self {
        let (code, message) = Told::read(body);
        match (status, &code) {
            (401 | 403, _) | (_, Code::Unauthorized) => Self::Unauthorized,
            (429, _) | (_, Code::TooMany) => Self::TooMany { retry_after },
            (404, _) | (_, Code::NotFound) => Self::NotFound,
            (500.., _) => Self::Broken { status },
            _ => Self::Refused { status, code, message },
        }
    }
}

fn coded(code: &Code) -> String {
    match code {
        Code::Other(code) if !code.is_empty() => format!(" (code {code})"),
        _ => String::new(),
    }
}

/// What an error's code means, of those that are worth telling apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// Wrong credentials, or a feature that the account may not use.
    Unauthorized,
    /// Too many requests.
    TooMany,
    /// There is no such thing.
    NotFound,
    /// The account has no money left.
    Balance,
    /// A number cannot be given up in its first 14 days, 30 in a trial.
    PurchasedTooRecently,
    /// Somebody else has the number by now, or it cannot be had.
    NotForSale,
    /// The account has as many numbers as it may have.
    NumberLimit,
    /// The caller ID is neither bought nor verified in the project.
    CallerNotOurs,
    /// Where to is missing or no phone.
    BadNumber,
    /// The call has ended.
    CallEnded,
    /// Too many calls wait already.
    QueueFull,
    /// What a trial account may not do.
    Trial,
    /// Any other, as it is.
    Other(String),
}

impl Code {
    fn of(code: &str) -> Self {
        match code {
            "20003" | "20010" => Self::Unauthorized,
            "20429" | "rate_limit_exceeded" => Self::TooMany,
            "20404" | "does_not_exist" => Self::NotFound,
            "4001" | "30002" | "insufficient_balance" => Self::Balance,
            "22121" | "purchased_too_recently" => Self::PurchasedTooRecently,
            "could_not_purchase" | "21422" | "number_not_supported" => Self::NotForSale,
            "account_limit_exceeded" => Self::NumberLimit,
            "21210" | "not_purchased_or_verified" => Self::CallerNotOurs,
            "21211" | "21212" | "21213" | "21217" | "21401" | "not_e164" | "invalid_number_format" => {
                Self::BadNumber
            }
            "21220" => Self::CallEnded,
            "21611" | "max_queued_calls_exceeded" => Self::QueueFull,
            "21219" => Self::Trial,
            other => Self::Other(other.chars().filter(|c| !c.is_control()).take(60).collect()),
        }
    }
}

/// What an error's body tells: `{"code":20003,"message":…}`, `{"errors":[{"code":"30010","message":…}]}`,
/// `{"errors":[{"code":…,"detail":…}]}`, `{"errors":["text"]}` or `{"error":"Unauthorized"}`.
struct Told;

impl Told {
    fn read(body: &str) -> (Code, String) {
        let value: Value = serde_json::from_str(body).unwrap_or_default();
        let first = match &value["errors"] {
            Value::Array(errors) => errors.first().unwrap_or(&Value::Null),
            _ => &value,
        };
        let code = text(&first["code"]).map_or_else(|| Code::Other(String::new()), |code| Code::of(&code));
        let told = ["message", "detail", "title", "error"].iter().find_map(|name| text(&first[*name]));
        let message = told.or_else(|| text(first)).unwrap_or_else(|| "it does not say why".to_owned());
        (code, message.chars().filter(|c| !c.is_control()).take(LONGEST).collect())
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().trim_end_matches('.').to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(code) => f.write_str(code),
            known => write!(f, "{known:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> (Code, String) {
        match Error::of_reply(status, None, body) {
            Error::Refused { code, message, .. } => (code, message),
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    #[test]
    fn every_shape_of_error_is_read() {
        let compatible = r#"{"code":22121,"message":"Purchased too recently.","more_info":"x","status":422}"#;
        assert_eq!(
            refused(422, compatible),
            (Code::PurchasedTooRecently, "Purchased too recently".to_owned())
        );
        let second = r#"{"errors":[{"code":"30002","message":"No balance","more_info":"x"}]}"#;
        assert_eq!(refused(422, second), (Code::Balance, "No balance".to_owned()));
        let native = r#"{"errors":[{"detail":"Number is gone","status":"422","title":"t","code":"could_not_purchase"}]}"#;
        assert_eq!(refused(422, native), (Code::NotForSale, "Number is gone".to_owned()));
        assert_eq!(refused(422, r#"{"errors":["text alone"]}"#).1, "text alone");
        assert_eq!(refused(400, r#"{"error":"Bad Request"}"#).1, "Bad Request");
        assert_eq!(refused(400, "<html>").1, "it does not say why");
    }

    #[test]
    fn a_missing_scope_is_told_like_a_wrong_token() {
        for (status, body) in [(401, ""), (403, "{}"), (400, r#"{"code":20003,"message":"x"}"#)] {
            assert_eq!(Error::of_reply(status, None, body), Error::Unauthorized);
        }
    }

    #[test]
    fn what_may_have_been_done_is_told_apart_from_what_was_not() {
        assert!(Error::Silent("timeout".to_owned()).may_be_done());
        assert!(Error::of_reply(502, None, "").may_be_done());
        assert!(!Error::Unreachable("refused".to_owned()).may_be_done());
        assert!(!Error::of_reply(429, None, "").may_be_done());
        assert!(!Error::of_reply(422, None, "").may_be_done());
    }
}
