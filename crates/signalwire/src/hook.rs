//! The callbacks that SignalWire sends about calls: where they arrive, and what stands in them.

use serde_json::Value;
use std::collections::BTreeMap;
use url::form_urlencoded;

/// Where SignalWire asks what to do with an inbound call: the voice webhook of a number.
pub const VOICE: &str = "/webhook/signalwire/voice";
/// Where it tells that an inbound call is over: the status callback of a number.
pub const VOICE_STATUS: &str = "/webhook/signalwire/voice-status";
/// Where it tells what became of the main line's leg of an inbound call.
pub const VOICE_RESULT: &str = "/webhook/signalwire/voice-result";
/// Where it tells of a call that we made: the status callback of calls.
pub const STATUS: &str = "/webhook/signalwire/status";
/// Where it asks what to do once the office picked up, followed by the call's id.
pub const BRIDGE: &str = "/webhook/signalwire/bridge";
/// Where it tells of the office's own leg of a call that we made, followed by the call's id.
pub const OFFICE: &str = "/webhook/signalwire/office";
/// Where it tells of the lead's leg of a call that we made, followed by the call's id.
pub const LEAD: &str = "/webhook/signalwire/lead";

/// How far a call is, as SignalWire says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallStatus {
    /// It waits to be placed.
    Queued,
    /// It is on its way.
    Initiated,
    /// It rings.
    Ringing,
    /// Somebody, or something, picked up.
    InProgress,
    /// It was picked up, and is over.
    Completed,
    /// The line was busy.
    Busy,
    /// Nobody picked up.
    NoAnswer,
    /// The network failed.
    Failed,
    /// It was ended before anybody picked up.
    Canceled,
}

impl CallStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Initiated,
        Self::Ringing,
        Self::InProgress,
        Self::Completed,
        Self::Busy,
        Self::NoAnswer,
        Self::Failed,
        Self::Canceled,
    ];

    /// SignalWire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Initiated => "initiated",
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// A word as it comes; `answered` is said of a call in progress by some of SignalWire's events.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "answered" => Some(Self::InProgress),
            _ => Self::ALL.into_iter().find(|status| status.as_str() == word),
        }
    }

    /// Whether nothing more will happen.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Busy | Self::NoAnswer | Self::Failed | Self::Canceled)
    }
}

/// The fields of a callback, or of a call that was read. A name that comes twice keeps its first value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Reads a body: a form, or JSON as a flat object. What is neither has no fields.
    pub fn read(content_type: &str, body: &[u8]) -> Self {
        if content_type.to_ascii_lowercase().starts_with("application/json") {
            return match serde_json::from_slice(body) {
                Ok(Value::Object(object)) => object
                    .into_iter()
                    .filter_map(|(name, value)| match value {
                        Value::String(text) => Some((name, text)),
                        Value::Number(number) => Some((name, number.to_string())),
                        _ => None,
                    })
                    .collect(),
                _ => Self::default(),
            };
        }
        form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    /// With the fields of a query, of which the body's count more.
    #[must_use]
    pub fn and_query(mut self, query: &str) -> Self {
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            self.0.entry(name.into_owned()).or_insert_with(|| value.into_owned());
        }
        self
    }

    /// A field that says something.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Option<i32> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// A status.
    pub fn status(&self, name: &str) -> Option<CallStatus> {
        self.text(name).and_then(CallStatus::parse)
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        let mut read = BTreeMap::new();
        for (name, value) in fields {
            read.entry(name).or_insert(value);
        }
        Self(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_as_a_form_or_as_json() {
        let form =
            Fields::read("application/x-www-form-urlencoded", b"From=%2B1512&CallDuration=9&From=x&Empty=");
        assert_eq!((form.text("From"), form.integer("CallDuration")), (Some("+1512"), Some(9)));
        assert_eq!(form.text("Empty"), None);
        let json =
            Fields::read("application/json; charset=utf-8", br#"{"From": "+1512", "CallDuration": 9}"#);
        assert_eq!((json.text("From"), json.integer("CallDuration")), (Some("+1512"), Some(9)));
        assert_eq!(Fields::read("application/json", b"[1]"), Fields::default());
        assert_eq!(Fields::default().and_query("From=%2B1512").text("From"), Some("+1512"));
    }

    #[test]
    fn every_word_of_a_status_is_known() {
        for status in CallStatus::ALL {
            assert_eq!(CallStatus::parse(status.as_str()), Some(status));
        }
        assert_eq!(CallStatus::parse("answered"), Some(CallStatus::InProgress));
        assert_eq!(CallStatus::parse("teleported"), None);
    }
}
