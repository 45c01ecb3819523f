//! A text with what was looked for marked in it.

use crate::letters::lower;
use leptos::prelude::*;

/// Where the mark stands: by its letters, whatever their case, or by its digits, whatever stands between them.
fn place(text: &str, mark: &str) -> Option<(usize, usize)> {
    let mark = lower(mark.trim());
    if mark.is_empty() {
        return None;
    }
    // Where lower case has as many bytes, its places are the text's.
    let low = lower(text);
    if low.len() == text.len()
        && let Some(from) = low.find(&mark)
        && text.is_char_boundary(from)
        && text.is_char_boundary(from + mark.len())
    {
        return Some((from, from + mark.len()));
    }
    let wanted: String = mark.chars().filter(char::is_ascii_digit).collect();
    let is_phone = mark.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+()-./".contains(c));
    if !is_phone || wanted.is_empty() {
        return None;
    }
    let digits: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
    let plain: String = digits.iter().map(|(_, digit)| *digit).collect();
    // Typed with the country, shown without.
    let wanted = wanted.strip_prefix('1').filter(|_| !plain.contains(&wanted)).unwrap_or(&wanted);
    if wanted.is_empty() {
        return None;
    }
    let from = plain.rfind(wanted)?;
    Some((digits.get(from)?.0, digits.get(from + wanted.len() - 1)?.0 + 1))
}

/// The text.
#[component]
pub fn Marked(
    /// What is shown.
    #[prop(into)]
    text: String,
    /// What was looked for.
    #[prop(into)]
    mark: String,
) -> impl IntoView {
    match place(&text, &mark) {
        None => text.into_any(),
        Some((from, to)) => view! {
            {text[..from].to_owned()}
            <mark>{text[from..to].to_owned()}</mark>
            {text[to..].to_owned()}
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    fn marked<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
        place(text, mark).map(|(from, to)| &text[from..to])
    }

    #[test]
    fn letters_are_found_in_any_case_and_digits_through_what_stands_between() {
        assert_eq!(marked("Ada Abbott", "abb"), Some("Abb"));
        assert_eq!(marked("(512) 555-0142", "5120"), None);
        assert_eq!(marked("(512) 555-0142", "5550142"), Some("555-0142"));
        assert_eq!(marked("(512) 555-0142", "+1 512 555"), Some("512) 555"));
        assert_eq!(marked("(512) 555-0142", "0142"), Some("0142"));
        assert_eq!(marked("Ada", "x"), None);
        assert_eq!(marked("Ada", " "), None);
    }
}
