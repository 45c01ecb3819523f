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
                    <p>"As your system has it, or always the same. Kept in this browser."</p>
                    <ThemeSwitch back="/theme" />
                </div>
            </Card>
        </Page>
    }
}
