//! Keys, and the switch that turns single ones off: the page of what `?` opens as a dialog.

use crate::components::{Card, KeyList, Page, nav_labels};
use leptos::prelude::*;

/// The list.
#[component]
pub fn ShortcutsPage() -> impl IntoView {
    view! {
        <Page title="Shortcuts" narrow=true>
            <Card label="Shortcuts" padded=true>
                <KeyList pages=nav_labels() />
            </Card>
        </Page>
    }
}
