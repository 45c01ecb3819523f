//! What the form would do, worked out by the server while one types.

use crate::letters::capital;
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, FormData, HtmlFormElement};
use std::time::Duration;
use steadyline_api::ApiError;
use steadyline_api::setting::PreviewSettings;
use steadyline_core::page::{Effect as SettingEffect, Preview};

/// After so long without a key it is asked.
const PAUSE: Duration = Duration::from_millis(350);

/// What the form would do.
#[derive(Clone, Copy)]
pub(super) struct Looking {
    asked: Action<PreviewSettings, Result<Preview, ApiError>>,
    /// What was worked out for a page without JavaScript.
    drafted: StoredValue<Option<Preview>>,
}

impl Looking {
    pub(super) fn new(drafted: Option<Preview>) -> Self {
        let asked = Action::new(|input: &PreviewSettings| PreviewSettings::run_on_client(input.clone()));
        Self { asked, drafted: StoredValue::new(drafted) }
    }

    /// What is known of it; none before anything was asked.
    pub(super) fn answer(self) -> Option<Result<Preview, ApiError>> {
        self.asked.value().get().or_else(|| self.drafted.get_value().map(Ok))
    }

    /// What a setting would do, if it would change.
    pub(super) fn effect(self, setting: &str) -> Option<SettingEffect> {
        let preview = self.answer()?.ok()?;
        preview.effects.into_iter().find(|effect| effect.setting == setting)
    }

    pub(super) fn busy(self) -> Signal<bool> {
        self.asked.pending().into()
    }

    /// Asks for the form that an event came from.
    pub(super) fn look(self, event: &Event) {
        if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
            self.look_around(&target);
        }
    }

    /// Asks for the form that an element stands in.
    pub(super) fn look_around(self, element: &Element) {
        let form = element.closest("form").ok().flatten();
        let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
        let Ok(typed) = FormData::new_with_form(&form) else { return };
        if let Ok(input) = PreviewSettings::from_form_data(&typed) {
            self.asked.dispatch(input);
        }
    }

    /// Asks once nothing was typed for a moment.
    pub(super) fn soon(self) -> impl FnMut(Event) + 'static {
        debounce(PAUSE, move |event: Event| self.look(&event))
    }
}

/// What all changes together would do, for the foot of the form.
#[component]
pub(super) fn Together(looking: Looking) -> impl IntoView {
    let words = move || match looking.answer() {
        None => vec!["Change a setting to see what it would do to the pool right now.".to_owned()],
        Some(Err(error)) => vec![error.message],
        Some(Ok(preview)) if preview.effects.is_empty() => {
            vec!["Nothing would change: this is what is saved.".to_owned()]
        }
        Some(Ok(preview)) => {
            let count = match preview.effects.len() {
                1 => "1 setting would change".to_owned(),
                count => format!("{count} settings would change"),
            };
            let head = format!("{count}, checked at {}.", preview.as_of);
            let own = preview.together.iter().map(|line| format!("{}.", capital(line)));
            std::iter::once(head).chain(own).collect()
        }
    };
    let refused = move || matches!(looking.answer(), Some(Err(_)));
    let idle = move || looking.answer().is_none();
    view! {
        <div
            class="preview-together"
            class:idle=idle
            class:refused=refused
            id="preview"
            role="status"
            aria-label="What this would do"
        >
            {move || words().into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
        </div>
    }
}
