//! The callbacks that SignalWire sends about calls: what stands in them.

use serde_json::Value;
use std::collections::BTreeMap;
use url::form_urlencoded;

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
}
