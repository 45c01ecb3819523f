//! Bodies and queries, field by field.
//!
//! Null and `""` mean absent, a JSON integer where a name is wanted is its decimal text, unknown fields are
//! ignored. A field of a wrong type is refused by its name.

use crate::problem::Problem;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use chrono::{DateTime, Utc};
use http::Uri;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use steadyline_api::error::ErrorKind;
use steadyline_core::area_code::StateCode;
use steadyline_core::phone::E164;

/// Largest body of a single thing.
pub(crate) const LARGEST_BODY: usize = 64 * 1024;
/// Largest body of an import.
pub(crate) const LARGEST_IMPORT: usize = steadyline_core::import::LARGEST_FILE;

/// PostgreSQL keeps no text with a NUL in it, and no name, note or phone has one.
pub(crate) const NO_NUL: &str = "Send text without the NUL character.";

/// The fields of a JSON object or of a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(Map<String, Value>);

/// Largest body that the address takes.
pub(crate) fn largest_body(uri: &Uri) -> usize {
    let path = uri.path();
    if path.ends_with("/import") || path.ends_with("/bulk") { LARGEST_IMPORT } else { LARGEST_BODY }
}

/// The whole body, up to what the address takes.
pub(crate) async fn body_of(request: Request) -> Result<Vec<u8>, Problem> {
    let limit = largest_body(request.uri());
    to_bytes(request.into_body(), limit).await.map(Vec::from).map_err(|error| {
        let is_too_large =
            std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source())
                .any(|error| error.to_string().contains("length limit"));
        if is_too_large {
            Problem::too_large(limit)
        } else {
            Problem::new(ErrorKind::Malformed, "The body ended too soon.")
        }
    })
}

/// Whether a text in it has a character that no database takes.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

impl Fields {
    /// The fields of a JSON object. An empty body has none.
    pub(crate) fn of_json(body: &[u8]) -> Result<Self, Problem> {
        if body.trim_ascii().is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(Problem::new(ErrorKind::Malformed, "Send a JSON object.")),
            Err(error) => {
                let at = format!("line {}, column {}", error.line(), error.column());
                Err(Problem::new(
                    ErrorKind::Malformed,
                    format!("The body is not JSON: it goes wrong at {at}."),
                ))
            }
        }
    }

    /// The fields of an object that was read already.
    pub(crate) const fn of(fields: Map<String, Value>) -> Self {
        Self(fields)
    }

    /// A value of this type, for what is a list or an object.
    pub(crate) fn value<T: DeserializeOwned>(&self, name: &str, wanted: &str) -> Result<Option<T>, Problem> {
        match self.present(name) {
            None => Ok(None),
            Some(value) if has_nul(value) => Err(Problem::field(name, NO_NUL)),
            Some(value) => serde_json::from_value(value.clone())
                .map(Some)
                .map_err(|error| Problem::field(name, format!("Send {wanted} ({error})."))),
        }
    }

    /// Whether the field is there at all, be it null or empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A field that is neither null nor empty.
    fn present(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    /// A text. An integer is its decimal text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Problem> {
        match self.present(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.contains('\0') => Err(Problem::field(name, NO_NUL)),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(Some(number.to_string())),
            Some(_) => Err(Problem::field(name, "Send text.")),
        }
    }

    /// A text that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<String, Problem> {
        self.text(name)?.ok_or_else(|| Problem::field(name, format!("{name} is required.")))
    }

    /// A text read as something else (an outcome, a status).
    pub(crate) fn parsed<T>(&self, name: &str) -> Result<Option<T>, Problem>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|error: T::Err| refusal(name, &error)),
        }
    }

    /// A phone, as people write it.
    pub(crate) fn phone(&self, name: &str) -> Result<Option<E164>, Problem> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => Ok(Some(E164::parse(&text).map_err(|error| error.on(name.to_owned()))?)),
        }
    }

    /// A state or province, as people write it.
    pub(crate) fn state(&self, name: &str) -> Result<Option<StateCode>, Problem> {
        Ok(self.text(name)?.map(|text| StateCode::given(&text)).transpose()?)
    }

    /// A whole number.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i32>, Problem> {
        let wrong = || Problem::field(name, "Send a whole number.");
        match self.present(name) {
            None => Ok(None),
            Some(Value::Number(number)) => {
                // Some senders write 3 as 3.0.
                let whole =
                    number.as_i64().or_else(|| number.as_f64().filter(|n| n.fract() == 0.0).and_then(whole));
                whole.and_then(|n| i32::try_from(n).ok()).map(Some).ok_or_else(wrong)
            }
            Some(_) => Err(wrong()),
        }
    }

    /// True or false; absent is false.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Problem> {
        Ok(self.flag_if_given(name)?.unwrap_or(false))
    }

    /// True or false, if given.
    pub(crate) fn flag_if_given(&self, name: &str) -> Result<Option<bool>, Problem> {
        match self.present(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(Problem::field(name, "Send true or false.")),
        }
    }

    /// A point in time.
    pub(crate) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, Problem> {
        let wrong = || Problem::field(name, "Send a time with its zone, for example 2026-11-22T15:30:00Z.");
        match self.present(name) {
            None => Ok(None),
            Some(Value::String(text)) => {
                let time = DateTime::parse_from_rfc3339(text.trim()).map_err(|_| wrong())?;
                Ok(Some(time.with_timezone(&Utc)))
            }
            Some(_) => Err(wrong()),
        }
    }

    /// For a change: absent leaves as it is, null or empty clears, else the value.
    pub(crate) fn change<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Self, &str) -> Result<Option<T>, Problem>,
    ) -> Result<Option<Option<T>>, Problem> {
        if self.has(name) { read(self, name).map(Some) } else { Ok(None) }
    }
}

/// What is wrong with a field, said once whether or not the error names the field itself.
pub(crate) fn refusal(name: &str, error: &dyn std::fmt::Display) -> Problem {
    let text = error.to_string();
    let message =
        text.split_once(": ").filter(|(field, _)| *field == name).map_or(text.as_str(), |(_, rest)| rest);
    Problem::field(name, message)
}

#[allow(clippy::cast_possible_truncation, reason = "only of figures that fit")]
fn whole(figure: f64) -> Option<i64> {
    (figure.abs() < 1e9).then_some(figure as i64)
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        Self::of_json(&body_of(request).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Fields {
        Fields::of_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn null_and_empty_mean_absent_and_an_integer_is_its_text() {
        let fields = fields(r#"{"a": null, "b": " ", "c": 42, "d": " x ", "e": 3.0}"#);
        assert_eq!(fields.text("a"), Ok(None));
        assert_eq!(fields.text("b"), Ok(None));
        assert_eq!(fields.text("c"), Ok(Some("42".to_owned())));
        assert_eq!(fields.text("d"), Ok(Some("x".to_owned())));
        assert_eq!(fields.integer("e"), Ok(Some(3)));
        assert_eq!(fields.change("a", Fields::text), Ok(Some(None)));
        assert_eq!(fields.change("z", Fields::text), Ok(None));
    }

    #[test]
    fn a_wrong_type_names_the_field() {
        let fields =
            fields(r#"{"a": [1], "b": "3", "c": 1.5, "d": "yes", "e": "tomorrow", "f": 99999999999}"#);
        for (refused, name) in [
            (fields.text("a").unwrap_err(), "a"),
            (fields.integer("b").unwrap_err(), "b"),
            (fields.integer("c").unwrap_err(), "c"),
            (fields.flag("d").unwrap_err(), "d"),
            (fields.time("e").unwrap_err(), "e"),
            (fields.integer("f").unwrap_err(), "f"),
            (fields.phone("d").unwrap_err(), "d"),
        ] {
            assert_eq!((refused.0.status(), refused.0.field.as_deref()), (422, Some(name)));
        }
    }

    #[test]
    fn what_is_no_object_is_malformed() {
        for body in ["{", "[]", "\"x\"", "{\"a\":1}x"] {
            assert_eq!(Fields::of_json(body.as_bytes()).unwrap_err().0.status(), 400, "{body}");
        }
        assert_eq!(Fields::of_json(b" "), Ok(Fields::default()));
    }
}
