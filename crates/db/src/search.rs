//! What people type into a search field, as patterns of `like`.

/// The same text as it may be stored, for comparing with `lower(column)`. Engines lower the letters of ASCII alone, or those
/// of their locale: of the others a name has the case it was typed in, so each word may begin with a capital or have
/// capitals only.
pub(crate) fn spellings(text: &str) -> Vec<String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let mut spellings = vec![lower.clone()];
    if lower.is_ascii() {
        return spellings;
    }
    let mut begins = true;
    let mut capitals = String::new();
    for c in lower.chars() {
        if begins {
            capitals.extend(c.to_uppercase());
        } else {
            capitals.push(c);
        }
        begins = !c.is_alphanumeric();
    }
    for other in [capitals, lower.to_uppercase(), text.to_owned()] {
        let other: String = other.chars().map(|c| c.to_ascii_lowercase()).collect();
        if !spellings.contains(&other) {
            spellings.push(other);
        }
    }
    spellings
}

/// Adds `(lower(a) like .. or lower(b) like ..)`, which finds the text anywhere in one of the columns, whatever its case;
/// without the bracket at the end, for what else may be found.
macro_rules! push_contains {
    ($query:ident, $text:expr, [$($column:literal),+]) => {
        let mut before = "(";
        for spelling in $crate::search::spellings($text) {
            let pattern = $crate::search::contains(&spelling);
            $(
                $query.push(before).push(concat!("lower(", $column, ") like ")).push_bind(pattern.clone());
                $query.push(" escape '\\'");
                before = " or ";
            )+
        }
        let _ = before;
    };
}
pub(crate) use push_contains;

/// A pattern that finds the text anywhere.
pub(crate) fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
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
        assert_eq!(contains("50%_a\\b"), r"%50\%\_a\\b%");
    }

    #[test]
    fn a_name_is_found_in_whatever_case_it_was_typed() {
        assert_eq!(spellings(" ADA Lovelace "), ["ada lovelace"]);
        for typed in ["óscar álvarez", "Óscar Álvarez", "ÓSCAR ÁLVAREZ"] {
            let found = spellings(typed);
            for stored in ["óscar álvarez", "Óscar Álvarez", "ÓSCAR ÁLVAREZ"] {
                assert!(found.contains(&stored.to_ascii_lowercase()), "{stored} by {typed}: {found:?}");
            }
        }
    }

    #[test]
    fn only_what_looks_like_a_phone_is_searched_as_digits() {
        assert_eq!(digits("(512) 555").as_deref(), Some("%512555%"));
        assert_eq!(digits("lead 7"), None);
        assert_eq!(digits("--"), None);
    }
}
