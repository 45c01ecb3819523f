//! What people type into a search field, as patterns of `like`.

/// Finds the text anywhere, whatever its case; for `lower(column) like $ escape '\'`.
pub(crate) fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Finds the digits in a phone, if the text has any and looks like a phone at all.
pub(crate) fn digits(text: &str) -> Option<String> {
    let looks_like_one =
        text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+()-./".contains(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (looks_like_one && !digits.is_empty()).then(|| format!("%{digits}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_like_is_taken_as_text() {
        assert_eq!(contains(" 50%_A\\b "), r"%50\%\_a\\b%");
    }

    #[test]
    fn only_what_looks_like_a_phone_is_searched_as_digits() {
        assert_eq!(digits("(512) 555").as_deref(), Some("%512555%"));
        assert_eq!(digits("lead 7"), None);
        assert_eq!(digits("--"), None);
    }
}
