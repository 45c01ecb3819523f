//! A text with what was looked for marked in it, and the area code of a phone that it begins with stronger.

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

/// Where the area code ends, with its bracket, of a text that begins with a phone; 0 for any other.
fn area_end(text: &str) -> usize {
    const PHONE: &str = "(000) 000-0000";
    let is_phone = text.len() >= PHONE.len()
        && PHONE.bytes().zip(text.bytes()).all(|(is, byte)| match is {
            b'0' => byte.is_ascii_digit(),
            _ => byte == is,
        });
    if is_phone { "(000)".len() } else { 0 }
}

/// A part of the text, with what is marked of it; nothing where the place has no length.
fn part(text: &str, (from, to): (usize, usize)) -> AnyView {
    let (from, to) = (from.min(text.len()), to.min(text.len()));
    if from == to {
        return text.to_owned().into_any();
    }
    view! {
        {(from > 0).then(|| text[..from].to_owned())}
        <mark>{text[from..to].to_owned()}</mark>
        {(to < text.len()).then(|| text[to..].to_owned())}
    }
    .into_any()
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
    let (from, to) = place(&text, &mark).unwrap_or_default();
    let end = area_end(&text);
    let (area, rest) = text.split_at(end);
    let area = (!area.is_empty()).then(|| view! { <b class="area">{part(area, (from, to))}</b> });
    let rest = part(rest, (from.saturating_sub(end), to.saturating_sub(end)));
    view! {
        {area}
        {rest}
    }
}

#[cfg(test)]
mod tests {
    use super::{area_end, place};

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

    #[test]
    fn the_area_code_of_a_phone_is_told_from_other_brackets() {
        let ends = ["(512) 555-0142", "(512) 555-0142, Texas"].map(area_end);
        assert_eq!(ends, [5, 5]);
        let ends = ["(512) 555", "(New) 555-0142", "Ada (512) 555-0142", "(512) 555-014é"].map(area_end);
        assert_eq!(ends, [0; 4]);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_area_code_is_stronger_wherever_the_mark_stands() {
        use super::Marked;
        use leptos::prelude::*;
        let drawn = |mark: &str| {
            let (text, mark) = ("(512) 555-0142".to_owned(), mark.to_owned());
            view! { <Marked text=text mark=mark /> }.to_html().replace("<!>", "")
        };
        assert_eq!(drawn(""), r#"<b class="area">(512)</b> 555-0142"#);
        assert_eq!(drawn("512"), r#"<b class="area">(<mark>512</mark>)</b> 555-0142"#);
        assert_eq!(drawn("0142"), r#"<b class="area">(512)</b> 555-<mark>0142</mark>"#);
        assert_eq!(
            drawn("512 555"),
            r#"<b class="area">(<mark>512)</mark></b><mark> 555</mark>-0142"#,
            "a mark that goes on after it"
        );
    }
}
