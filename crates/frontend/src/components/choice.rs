//! Choices that explain themselves, and what is wrong with a form as a whole.

use super::field::Problem;
use super::icon::{Glyph, Icon};
use super::phone::Phone;
use super::steady::Steady;
use leptos::prelude::*;

/// A checkbox or a radio button with a word and a line of explanation.
#[component]
pub fn Choice(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// What is sent.
    #[prop(default = "true".into(), into)]
    value: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it is called is a phone number, in E.164.
    #[prop(optional)]
    phone: bool,
    /// What it means, in one line.
    #[prop(optional, into)]
    hint: String,
    /// One of several of this name, in place of yes or no.
    #[prop(optional)]
    radio: bool,
    /// Whether it is chosen.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView {
    let attributes = Steady::new("type", if radio { "radio" } else { "checkbox" })
        .with("name", name)
        .with("value", value)
        .with_flag("checked", checked);
    let called = if phone { view! { <Phone number=label /> }.into_any() } else { label.into_any() };
    view! {
        <label class="choice">
            <input {..attributes} />
            <span class="choice-name">{called}</span>
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
        </label>
    }
}

/// What is wrong with a form, above it; each problem leads to its field.
#[component]
pub fn FormError(
    /// What is wrong; nothing shows nothing.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// The `form` its fields were given.
    #[prop(optional, into)]
    form: String,
) -> impl IntoView {
    // A form in a dialog that closes is gone before what came of it is told.
    move || said(problems.try_get().unwrap_or_default(), &form)
}

fn said(problems: Vec<Problem>, form: &str) -> impl IntoView + use<> {
    let heading = match problems.as_slice() {
        [] => return None,
        [only] if only.field.is_empty() => only.message.clone(),
        [_] => "One field needs attention".to_owned(),
        more => format!("{} fields need attention", more.len()),
    };
    let named: Vec<_> = problems.into_iter().filter(|problem| !problem.field.is_empty()).collect();
    Some(view! {
        <div {..Steady::new("tabindex", "-1")} class="form-error" role="alert">
            <Icon glyph=Glyph::Alert />
            <b>{heading}</b>
            <ul>
                {named
                    .into_iter()
                    .map(|problem| {
                        let target = if form.is_empty() {
                            format!("#f-{}", problem.field)
                        } else {
                            format!("#f-{form}-{}", problem.field)
                        };
                        view! {
                            <li>
                                <a href=target>{problem.message}</a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    })
}
