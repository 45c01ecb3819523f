//! Upper and lower case. In the browser they are the browser's own: Rust's tables of all letters weigh as much as a page
//! does. `cargo xtask tidy` finds who asks Rust.

#[cfg(feature = "hydrate")]
use leptos::web_sys::js_sys::JsString;

/// In lower case.
pub fn lower(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    return JsString::from(text).to_lower_case().into();
    #[cfg(not(feature = "hydrate"))]
    text.to_lowercase()
}

/// In upper case.
pub fn upper(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    return JsString::from(text).to_upper_case().into();
    #[cfg(not(feature = "hydrate"))]
    text.to_uppercase()
}

/// With a capital at the start.
pub fn capital(words: &str) -> String {
    let rest = words.char_indices().nth(1).map_or(words.len(), |(at, _)| at);
    upper(&words[..rest]) + &words[rest..]
}

/// "Today, 15:14" within a sentence.
pub fn inside(when: &str) -> String {
    let near = ["Today", "Tomorrow", "Yesterday"].into_iter().find(|word| when.starts_with(word));
    near.map_or_else(|| when.to_owned(), |word| when.replacen(word, &word.to_ascii_lowercase(), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(["late", "Late", "", "état", "5 pm"].map(capital), ["Late", "Late", "", "État", "5 pm"]);
    }

    #[test]
    fn a_near_day_has_no_capital_within_a_sentence() {
        let days = ["Tomorrow, 8:00", "Today, 15:14", "Wed, Dec 2, 9:00"];
        assert_eq!(days.map(inside), ["tomorrow, 8:00", "today, 15:14", "Wed, Dec 2, 9:00"]);
    }
}
