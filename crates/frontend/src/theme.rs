//! The switch between light, dark and as the system has it. The server keeps the choice in a cookie of this browser and
//! writes it into the document, so that the first paint is right; a living page changes at once.

use crate::components::{Glyph, Icon};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::theme::SetTheme;

/// Names of the document's attribute, and what is on the buttons.
const CHOICES: [(&str, &str, Glyph); 3] =
    [("system", "System", Glyph::Monitor), ("light", "Light", Glyph::Sun), ("dark", "Dark", Glyph::Moon)];

fn force(theme: &str) {
    let Some(root) = document().document_element() else { return };
    let _ = match theme {
        "system" => root.remove_attribute("data-theme"),
        forced => root.set_attribute("data-theme", forced),
    };
}

/// What the document forces now.
fn forced() -> String {
    document()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"))
        .unwrap_or_else(|| "system".to_owned())
}

/// The switch.
#[component]
pub fn ThemeSwitch(
    /// Where the form leads without JavaScript.
    #[prop(into)]
    back: String,
) -> impl IntoView {
    let post = Post::<SetTheme>::named("theme");
    let chosen = RwSignal::new(None::<String>);
    Effect::new(move |_| chosen.set(Some(forced())));
    let hidden = vec![("back", back)];
    view! {
        <PostForm post=post bare=true hidden=hidden class="segments theme" let:_form>
            {CHOICES
                .map(|(theme, words, glyph)| {
                    let pick = move |_| {
                        force(theme);
                        chosen.set(Some(theme.to_owned()));
                    };
                    let pressed = move || {
                        chosen.with(|chosen| {
                            chosen.as_ref().map(|chosen| if chosen == theme { "true" } else { "false" })
                        })
                    };
                    view! {
                        <button type="submit" name="theme" value=theme aria-pressed=pressed on:click=pick>
                            <Icon glyph=glyph small=true />
                            {words}
                        </button>
                    }
                })}
        </PostForm>
    }
}
