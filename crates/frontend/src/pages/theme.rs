//! Light, dark, or as the system has it.

use crate::components::{Card, Page};
use crate::theme::ThemeSwitch;
use leptos::prelude::*;

/// The choice, kept in this browser.
#[component]
pub fn ThemePage() -> impl IntoView {
    view! {
        <Page title="Appearance" narrow=true>
            <Card title="Light or dark" padded=true>
                <div class="stack tight">
                    <p>"Match your system, or always use the same one. Saved in this browser."</p>
                    <ThemeSwitch back="/theme" />
                </div>
            </Card>
        </Page>
    }
}
