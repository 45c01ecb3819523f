//! Small facts: pairs of term and value, times, initials.

use super::inert::Inert;
use crate::letters::{capital, upper};
use leptos::prelude::*;
use steadyline_core::page;

/// Terms and values, one pair a line.
#[component]
pub fn Facts(
    /// `Fact`s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One pair.
#[component]
pub fn Fact(
    /// The term.
    #[prop(into)]
    term: String,
    /// The value.
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// A time in words, the exact one on hover.
#[component]
pub fn When(
    /// As people say it: "12 min ago".
    #[prop(into)]
    words: String,
    /// The exact time with its zone, on hover.
    #[prop(optional, into)]
    exact: String,
    /// RFC 3339, for machines.
    #[prop(optional, into)]
    at: String,
) -> impl IntoView {
    let mut time = Inert::new("time", &[("datetime", &at), ("title", &exact)]);
    time.say(&words);
    time.view()
}

/// A time that stands alone.
#[component]
pub fn Moment(
    /// When it was.
    of: page::When,
) -> impl IntoView {
    view! { <When words=capital(&of.relative) exact=of.exact at=of.iso /> }
}

/// The first letters of at most two words.
pub fn initials(name: &str) -> String {
    let letters: String = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_ascii_alphanumeric() || !c.is_ascii()))
        .take(2)
        .collect();
    if letters.is_empty() { "?".to_owned() } else { upper(&letters) }
}

/// A person's initials; the name stands beside it.
#[component]
pub fn Avatar(
    /// Whose.
    #[prop(into)]
    name: String,
    /// 40 px in place of 28.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <span class=if large { "avatar large" } else { "avatar" } aria-hidden="true">
            {initials(&name)}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_two_letters_at_most() {
        assert_eq!(initials("Kim Mae Orr"), "KM");
        assert_eq!(initials("(dr.) ana"), "DA");
        assert_eq!(initials(" -- "), "?");
    }
}
