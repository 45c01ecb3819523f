//! Several lines of text.

use super::{Around, around};
use crate::components::steady::Steady;
use leptos::prelude::*;

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it holds.
    #[prop(optional, into)]
    value: String,
    /// Keeps two forms of one page apart.
    #[prop(optional, into)]
    form: String,
    /// One sentence on what to enter.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<String>,
    /// An example of its shape.
    #[prop(optional, into)]
    placeholder: String,
    /// Rows before it grows.
    #[prop(default = 3)]
    rows: u32,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Says "optional" behind the label.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let Around { id, described, invalid } = Around::new(&form, &name, &hint, error);
    let attributes = Steady::new("id", id.clone())
        .with("name", name)
        .with("rows", rows.to_string())
        .with_given("placeholder", placeholder)
        .with_flag("required", required);
    let input = view! {
        <textarea
            class="input"
            {..attributes}
            aria-describedby=move || described.get()
            aria-invalid=move || invalid.get()
            inner_html=escaped(&value)
        ></textarea>
    }
    .into_any();
    around(id, label, hint, error, optional, input)
}

/// As markup: the framework writes what stands in a `<textarea>` as it is.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_was_typed_cannot_end_the_field() {
        assert_eq!(escaped("a </textarea><b> & &lt;"), "a &lt;/textarea>&lt;b> &amp; &amp;lt;");
    }
}
