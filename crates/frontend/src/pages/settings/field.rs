//! One setting, typed as its kind asks.

use crate::components::{Choice, Field, SelectField, SelectOption};
use crate::form::Fields;
use crate::pages::set_up::zone_words;
use leptos::prelude::*;
use steadyline_core::page::{SettingField, SettingKind};

/// The field of a setting.
#[component]
pub(super) fn Setting(form: Fields, setting: SettingField) -> impl IntoView {
    let SettingField { name, label, meaning, unit, value, kind } = setting;
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
            view! {
                <div class="setting-switch">
                    <Choice name=name value="on" label=label hint=meaning checked=checked />
                </div>
            }
            .into_any()
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
        SettingKind::Text => {
            view! { <Field name=name label=label value=value_now hint=meaning error=error /> }.into_any()
        }
    }
}
