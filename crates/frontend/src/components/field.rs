//! Form fields: a label, the input, a hint and an error that belong together for every reader.

mod area;
mod group;
mod select;

pub use area::TextArea;
pub use group::ChoiceGroup;
pub use select::{SelectField, SelectOption};

use super::icon::{Glyph, Icon};
use super::steady::Steady;
use leptos::prelude::*;
use steadyline_core::user::SHORTEST_PASSWORD;

/// A field at fault.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// The field's name; empty for the form as a whole.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// The id of a field's input; `form` keeps two forms of a page apart.
fn field_id(form: &str, name: &str) -> String {
    if form.is_empty() { format!("f-{name}") } else { format!("f-{form}-{name}") }
}

struct Around {
    id: String,
    described: Signal<Option<String>>,
    invalid: Signal<Option<&'static str>>,
}

impl Around {
    fn new(form: &str, name: &str, hint: &str, error: Signal<String>) -> Self {
        let id = field_id(form, name);
        let (has_hint, of) = (!hint.is_empty(), id.clone());
        let described = Signal::derive(move || {
            let ids: Vec<String> = [(has_hint, "hint"), (!error.get().is_empty(), "error")]
                .into_iter()
                .filter(|(there, _)| *there)
                .map(|(_, part)| format!("{of}-{part}"))
                .collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        });
        let invalid = Signal::derive(move || (!error.get().is_empty()).then_some("true"));
        Self { id, described, invalid }
    }
}

/// What is wrong with a field; nothing as long as nothing is.
fn fault(id: String, error: Signal<String>) -> impl IntoView {
    move || {
        let error = error.get();
        (!error.is_empty()).then(|| {
            view! {
                <p class="error" id=id.clone()>
                    <Icon glyph=Glyph::Alert />
                    {error}
                </p>
            }
        })
    }
}

fn around(
    id: String,
    label: String,
    hint: String,
    error: Signal<String>,
    optional: bool,
    input: AnyView,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="field">
            <label for=id>
                {label} {optional.then(|| view! { <span class="optional">", optional"</span> })}
            </label>
            {input} {fault(error_id, error)}
            {(!hint.is_empty())
                .then(|| {
                    view! {
                        <p class="hint" id=hint_id>
                            {hint}
                        </p>
                    }
                })}
        </div>
    }
}

/// A line of text. Rarer attributes are added from outside: `<Field attr:max="100" …/>` lands on the wrapper,
/// so those that the input needs are props here.
#[component]
pub fn Field(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it holds: what was typed before, or what is stored.
    #[prop(optional, into)]
    value: String,
    /// Keeps two forms of one page apart.
    #[prop(optional, into)]
    form: String,
    /// One sentence on what to enter or what it does.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<String>,
    /// `text`, `email`, `tel`, `password`, `number`, `date`, `datetime-local`, `time`, `search`, `file`.
    #[prop(default = "text")]
    kind: &'static str,
    /// An example of its shape.
    #[prop(optional, into)]
    placeholder: String,
    /// What a browser may fill in.
    #[prop(optional, into)]
    autocomplete: String,
    /// The unit behind the figure.
    #[prop(optional, into)]
    unit: String,
    /// Least value of a number.
    #[prop(optional, into)]
    min: String,
    /// Greatest value of a number.
    #[prop(optional, into)]
    max: String,
    /// What files it takes.
    #[prop(optional, into)]
    accept: String,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Says "optional" behind the label.
    #[prop(optional)]
    optional: bool,
    /// Can be copied but not changed.
    #[prop(optional)]
    readonly: bool,
    /// Gets the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let Around { id, described, invalid } = Around::new(&form, &name, &hint, error);
    let least = if autocomplete == "new-password" { SHORTEST_PASSWORD.to_string() } else { String::new() };
    let attributes = Steady::new("type", kind)
        .with("id", id.clone())
        .with("name", name)
        .with_given("value", value)
        .with_given("placeholder", placeholder)
        .with_given("autocomplete", autocomplete)
        .with_given("minlength", least)
        .with_given("min", min)
        .with_given("max", max)
        .with_given("accept", accept)
        .with_flag("required", required)
        .with_flag("readonly", readonly);
    let input = view! {
        <input
            class="input"
            {..attributes}
            autofocus=autofocus
            aria-describedby=move || described.get()
            aria-invalid=move || invalid.get()
        />
    };
    let input = if unit.is_empty() {
        input.into_any()
    } else {
        view! {
            <div class="input-unit">
                {input} <span class="unit" aria-hidden="true">
                    {unit}
                </span>
            </div>
        }
        .into_any()
    };
    around(id, label, hint, error, optional, input)
}
