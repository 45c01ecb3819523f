//! A field that was refused: which one, and what it allows.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One field of a form, body or row that was refused.
///
/// Every validation fails in this way, so that a page can stand the message beside the field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The field's name as it is in the API and in forms (`max_attempts`).
    pub field: Cow<'static, str>,
    /// An English sentence that says what is allowed. It never repeats more than a few characters of the input.
    pub message: String,
}

impl FieldError {
    /// Names the field and says what it allows.
    pub fn new(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// The start of what was typed, short enough to show in a message.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_reads_as_field_and_message_and_survives_the_wire() {
        let error = FieldError::new("max_attempts", "Attempts must be between 1 and 50.");
        assert_eq!(error.to_string(), "max_attempts: Attempts must be between 1 and 50.");
        let wire = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<FieldError>(&wire).unwrap(), error);
    }

    #[test]
    fn an_excerpt_is_short_and_without_control_characters() {
        assert_eq!(excerpt(&"x\n".repeat(100)), "x".repeat(40));
    }
}
