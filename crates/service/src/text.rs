//! Text that people type, before it is stored.

use steadyline_core::field::FieldError;

/// Trims; empty means absent. Refuses what is longer than `most` characters, and control characters (line
/// breaks and tabs may stand in notes, of more than [`ONE_LINE`] characters).
pub(crate) fn optional(
    field: &'static str,
    text: Option<&str>,
    most: usize,
) -> Result<Option<String>, FieldError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > most {
        return Err(FieldError::new(field, format!("Use at most {most} characters.")));
    }
    let is_allowed = |c: char| !c.is_control() || (most > ONE_LINE && matches!(c, '\n' | '\r' | '\t'));
    if !text.chars().all(is_allowed) {
        return Err(FieldError::new(field, "Use text without control characters."));
    }
    Ok(Some(text.to_owned()))
}

/// The same, where there must be some.
pub(crate) fn required(field: &'static str, text: &str, most: usize) -> Result<String, FieldError> {
    let wrong = || FieldError::new(field, format!("Required: 1 to {most} characters."));
    optional(field, Some(text), most)?.ok_or_else(wrong)
}

/// Longest text of one line: names, labels, references.
pub(crate) const ONE_LINE: usize = 200;
/// Longest note.
pub(crate) const NOTE: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_absent_and_a_required_text_is_not() {
        assert_eq!(optional("name", Some("  "), ONE_LINE), Ok(None));
        assert_eq!(required("name", " Ada ", ONE_LINE), Ok("Ada".to_owned()));
        assert_eq!(required("name", " ", ONE_LINE).unwrap_err().field, "name");
        assert!(optional("name", Some(&"x".repeat(201)), ONE_LINE).is_err());
    }

    #[test]
    fn only_notes_have_lines() {
        assert!(optional("name", Some("a\nb"), ONE_LINE).is_err());
        assert!(optional("notes", Some("a\nb"), NOTE).is_ok());
        assert!(optional("notes", Some("a\0b"), NOTE).is_err());
    }
}
