//! One of several values.

use super::{Around, around};
use crate::components::steady::Steady;
use leptos::prelude::*;

/// One option of a `SelectField`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl SelectOption {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One of several.
#[component]
pub fn SelectField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The options.
    options: Vec<SelectOption>,
    /// The chosen option's value.
    #[prop(optional, into)]
    value: String,
    /// Keeps two forms of one page apart.
    #[prop(optional, into)]
    form: String,
    /// One sentence on what it does.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<String>,
    /// Must be chosen.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let Around { id, described, invalid } = Around::new(&form, &name, &hint, error);
    let input = view! {
        <select
            class="input"
            id=id.clone()
            name=name
            required=required
            aria-describedby=move || described.get()
            aria-invalid=move || invalid.get()
        >
            {options
                .into_iter()
                .map(|option| {
                    let selected = option.value == value;
                    view! {
                        <option {..Steady::flag("selected", selected)} value=option.value>
                            {option.label}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
    .into_any();
    around(id, label, hint, error, false, input)
}
