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

/// Finds these digits in a phone, if the text looks like one, in whatever way it is written: with a trunk's `00` before it,
/// as a link, with hyphens that do not break.
pub(crate) fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let looks_like_one =
        text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+()-./".contains(c) || is_dash(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").filter(|rest| rest.len() > 7).unwrap_or(&digits);
    (looks_like_one && !digits.is_empty()).then(|| format!("%{digits}%"))
}

/// Hyphens and dashes as texts and web pages have them.
const fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
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
