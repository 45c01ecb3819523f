//! A phone number as people read it: (512) 555-0142, area code stronger, E.164 on hover.

use super::icon::{Glyph, Icon};
use super::inert::Inert;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// The three groups of a North American number, or nothing for any other.
fn groups(number: &str) -> Option<(&str, &str, &str)> {
    let digits = number.strip_prefix("+1")?;
    (digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| (&digits[..3], &digits[3..6], &digits[6..]))
}

/// A phone number as plain text, for labels and titles.
pub fn phone_text(number: &str) -> String {
    groups(number)
        .map_or_else(|| number.to_owned(), |(area, office, line)| format!("({area}) {office}-{line}"))
}

/// A phone number.
#[component]
pub fn Phone(
    /// In E.164.
    #[prop(into)]
    number: String,
    /// Where it leads; plain text without.
    #[prop(optional, into)]
    href: String,
    /// Adds a button that copies the E.164 form, once the page is alive.
    #[prop(optional)]
    copy: bool,
    /// The hero of the page, at 28 px.
    #[prop(optional)]
    hero: bool,
    /// The link covers its table row.
    #[prop(optional)]
    row: bool,
) -> impl IntoView {
    let class = if hero { "phone hero" } else { "phone" };
    let inner = written(&number, &href, row);
    if copy {
        view! {
            <span class=class>
                {inner.view()} <CopyButton text=number />
            </span>
        }
        .into_any()
    } else {
        let mut outer = Inert::new("span", &[("class", &class)]);
        outer.hold(inner);
        outer.view().into_any()
    }
}

/// The number, as a link where it leads somewhere.
fn written(number: &str, href: &str, row: bool) -> Inert {
    let (element, class) = match (href, row) {
        ("", _) => ("span", ""),
        (_, true) => ("a", "row-link"),
        (_, false) => ("a", ""),
    };
    let mut inner = Inert::new(element, &[("class", &class), ("href", &href), ("title", &number)]);
    match groups(number) {
        Some((area, office, line)) => {
            inner.write("b", &[("class", &"area")], &format_args!("({area})"));
            inner.say(&office);
            inner.write("i", &[], &"-");
            inner.say(&line);
        }
        None => inner.say(&number),
    }
    inner
}

/// A button that copies a text; its place is kept until the page is alive.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let label = format!("Copy {text}");
    let on_click = move |event: MouseEvent| {
        event.prevent_default();
        let clipboard = window().navigator().clipboard();
        let _ = clipboard.write_text(&text);
        copied.set(true);
        set_timeout(move || copied.set(false), std::time::Duration::from_millis(1600));
    };
    view! {
        <button
            type="button"
            class="icon-button small alive-only"
            class:copied=move || copied.get()
            aria-label=label
            on:click=on_click
        >
            {move || {
                if copied.get() {
                    view! { <Icon glyph=Glyph::Check small=true /> }
                } else {
                    view! { <Icon glyph=Glyph::Copy small=true /> }
                }
            }}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_north_american_number_is_grouped_and_any_other_left_alone() {
        assert_eq!(phone_text("+15125550142"), "(512) 555-0142");
        assert_eq!(phone_text("+442079460000"), "+442079460000");
        assert_eq!(phone_text("+1512555014x"), "+1512555014x");
    }
}
