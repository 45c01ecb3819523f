//! Choices that are one field.

use super::{Around, fault};
use crate::components::steady::Steady;
use leptos::prelude::*;

/// Choices that belong together, what they are about, and what is wrong with them: all said to who comes to any of them.
#[component]
pub fn ChoiceGroup(
    /// The field that an error names.
    #[prop(into)]
    name: String,
    /// What they are about.
    #[prop(into)]
    label: String,
    /// The label is heard and not seen.
    #[prop(optional)]
    hushed: bool,
    /// Keeps two forms of one page apart.
    #[prop(optional, into)]
    form: String,
    /// What is wrong with them.
    #[prop(into)]
    error: Signal<String>,
    /// How they stand.
    #[prop(default = "choices boxed")]
    class: &'static str,
    /// Each `Choice`.
    children: Children,
) -> impl IntoView {
    let Around { id, described, invalid } = Around::new(&form, &name, "", error);
    let error_id = format!("{id}-error");
    // A refused form leads to it.
    let attributes = Steady::new("tabindex", "-1").with("id", id);
    view! {
        <fieldset
            class="field"
            {..attributes}
            aria-describedby=move || described.get()
            aria-invalid=move || invalid.get()
        >
            <legend class=hushed.then_some("hush")>{label}</legend>
            <div class=class>{children()}</div>
            {fault(error_id, error)}
        </fieldset>
    }
}
