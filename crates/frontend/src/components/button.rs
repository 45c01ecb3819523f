//! Buttons, and links that look like them. What a press does is given as `on_click`: a listener that is put on a
//! component from outside (`on:click`) stays there when the component is rendered anew, beside the new one.

use super::icon::{Glyph, Icon};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How much a button asks for attention. One primary button a screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// An action among others.
    #[default]
    Plain,
    /// What most people came to do.
    Primary,
    /// Beside a primary one: dismiss, cancel.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button primary",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

fn class(kind: ButtonKind, big: bool, full: bool) -> String {
    format!("{}{}{}", kind.class(), if big { " big" } else { "" }, if full { " full" } else { "" })
}

fn pressed(on_click: Option<Callback<MouseEvent>>, event: MouseEvent) {
    if let Some(on_click) = on_click {
        on_click.run(event);
    }
}

/// A button; submits its form unless `kind` of the element is given by `attr:type`.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
    /// Taller, for the head of a page.
    #[prop(optional)]
    big: bool,
    /// As wide as its form.
    #[prop(optional)]
    full: bool,
    /// Does not submit.
    #[prop(optional)]
    still: bool,
    /// Sent with the form, with `value`.
    #[prop(optional, into)]
    name: String,
    /// Sent with the form under `name`.
    #[prop(optional, into)]
    value: String,
    /// Shows that the work is under way; a second press is ignored by the action itself.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why it cannot be pressed is said beside it.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What a press does by script.
    #[prop(optional, into)]
    on_click: Option<Callback<MouseEvent>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=if still { "button" } else { "submit" }
            class=class(kind, big, full)
            name=(!name.is_empty()).then_some(name)
            value=(!value.is_empty()).then_some(value)
            aria-busy=move || busy.get().then_some("true")
            disabled=move || disabled.get()
            on:click=move |event| pressed(on_click, event)
        >
            {icon.map(|glyph| view! { <Icon glyph=glyph /> })}
            {children()}
        </button>
    }
}

/// A link that looks like a button: it leads somewhere, it changes nothing.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
    /// Taller, for the head of a page.
    #[prop(optional)]
    big: bool,
    /// As wide as what holds it.
    #[prop(optional)]
    full: bool,
    /// What a press does by script.
    #[prop(optional, into)]
    on_click: Option<Callback<MouseEvent>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class=class(kind, big, full) href=href on:click=move |event| pressed(on_click, event)>
            {icon.map(|glyph| view! { <Icon glyph=glyph /> })}
            {children()}
        </a>
    }
}

/// The table as a sheet. The router leaves the link to the browser, which keeps the page.
#[component]
pub fn CsvLink(
    /// Where the sheet is.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! {
        <a class="button" href=href download="" rel="external">
            <Icon glyph=Glyph::Download />
            "CSV"
        </a>
    }
}

/// A link that is an icon alone.
#[component]
pub fn IconLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// The icon.
    glyph: Glyph,
    /// What it does, on hover and for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <a class="icon-button small" href=href aria-label=label.clone() title=label>
            <Icon glyph=glyph small=true />
        </a>
    }
}

/// One of few choices that exclude each other, as a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// Few choices that exclude each other: the range of a report.
#[component]
pub fn Segments(
    /// What is chosen, for screen readers.
    #[prop(into)]
    label: String,
    /// The choices.
    options: Vec<Segment>,
) -> impl IntoView {
    view! {
        <nav class="segments" aria-label=label>
            {options
                .into_iter()
                .map(|option| {
                    view! {
                        <a href=option.href aria-current=option.on.then_some("true")>
                            {option.label}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}
