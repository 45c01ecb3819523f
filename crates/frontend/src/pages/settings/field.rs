//! One setting, typed as its kind asks, with its limits, its default and what a change would do.

use super::preview::Looking;
use crate::components::{Choice, Field, Glyph, Icon, SelectField, SelectOption};
use crate::dom::find;
use crate::form::Fields;
use crate::pages::set_up::zone_words;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use steadyline_core::page::{SettingField, SettingKind, grouped};

/// The field of a setting.
#[component]
pub(super) fn Setting(form: Fields, setting: SettingField, looking: Looking) -> impl IntoView {
    let (name, default, words) =
        (setting.name.clone(), setting.default.clone(), setting.default_words.clone());
    let limits = match &setting.kind {
        SettingKind::Number { min, max, .. } => {
            format!("{} to {}. ", grouped((*min).into()), grouped((*max).into()))
        }
        _ => String::new(),
    };
    // As the field offers it.
    let words = if matches!(setting.kind, SettingKind::TimeZone(_)) { zone_words(&words) } else { words };
    // "1 leads" is no English; "1 points" neither.
    let words = if default == "1" { words.trim_end_matches('s').to_owned() } else { words };
    let differs = setting.value != default;
    let (of, named) = (name.clone(), name.clone());
    let can_reset = move || differs || looking.effect(&of).is_some();
    let reset = move || {
        let (name, default) = (named.clone(), default.clone());
        view! {
            <button type="button" class="link-button alive-only" on:click=move |_| put(&name, &default, looking)>
                "Reset"
                <span class="hush">{format!(" {name}").replace('_', " ")}</span>
            </button>
        }
    };
    let effect = {
        let name = name.clone();
        move || {
            looking.effect(&name).map(|effect| {
                let class = if effect.takes { "effect takes" } else { "effect" };
                let glyph = if effect.takes { Glyph::Alert } else { Glyph::ArrowRight };
                view! {
                    <p class=class>
                        <Icon glyph=glyph small=true />
                        <span>{effect.effect}</span>
                    </p>
                }
            })
        }
    };
    view! {
        <div class="setting">
            {input(form, setting)}
            <p class="default">
                {limits} {format!("Default: {words}. ")} {move || can_reset().then(&reset)}
            </p>
            {effect}
        </div>
    }
}

/// Puts a value into the field of a setting, as if it were typed, and looks what it would do.
fn put(name: &str, value: &str, looking: Looking) {
    let Some(field) = document().get_element_by_id(&format!("f-{name}")).or_else(|| named(name)) else {
        return;
    };
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        if input.type_() == "checkbox" {
            input.set_checked(value == "on");
        } else {
            input.set_value(value);
        }
    } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
    }
    looking.look_around(&field);
}

/// A checkbox has no id.
fn named(name: &str) -> Option<Element> {
    find(&format!("input[name='{name}']")).map(Element::from)
}

fn input(form: Fields, setting: SettingField) -> AnyView {
    let SettingField { name, label, meaning, unit, value, default, kind, .. } = setting;
    let error = {
        let name = name.clone();
        Signal::derive(move || {
            let refusal = form.refusal().get();
            let own = refusal.filter(|error| error.field.as_deref() == Some(name.as_str()));
            own.map(|error| error.message).unwrap_or_default()
        })
    };
    let value_now = form.typed(&name, value.clone());
    match kind {
        SettingKind::Number { min, max, optional } => view! {
            <Field
                name=name
                label=label
                kind="number"
                unit=unit
                min=min.to_string()
                max=max.to_string()
                value=value_now
                hint=meaning
                error=error
                required=!optional
                optional=optional
            />
        }
        .into_any(),
        SettingKind::Word(words) => {
            let options = words.into_iter().map(|word| SelectOption::new(word.value, word.label)).collect();
            view! { <SelectField name=name label=label options=options value=value_now hint=meaning error=error /> }
                .into_any()
        }
        SettingKind::TimeZone(mut zones) => {
            if !zones.contains(&value) {
                zones.insert(0, value);
            }
            let options =
                zones.into_iter().map(|zone| SelectOption::new(zone.clone(), zone_words(&zone))).collect();
            view! { <SelectField name=name label=label options=options value=value_now hint=meaning error=error /> }
                .into_any()
        }
        SettingKind::Switch => {
            let checked = form.checked(&name, value == "on");
            view! { <Choice name=name value="on" label=label hint=meaning checked=checked /> }.into_any()
        }
        SettingKind::Phone => view! {
            <Field
                name=name
                label=label
                kind="tel"
                autocomplete="off"
                placeholder="(512) 555-0100"
                value=value_now
                hint=meaning
                error=error
                optional=true
            />
        }
        .into_any(),
        // The codes alone may be none.
        SettingKind::Text if default.is_empty() => view! {
            <Field
                name=name
                label=label
                placeholder="512, 737"
                value=value_now
                hint=meaning
                error=error
                optional=true
            />
        }
        .into_any(),
        SettingKind::Text => {
            view! { <Field name=name label=label value=value_now hint=meaning error=error /> }.into_any()
        }
    }
}
