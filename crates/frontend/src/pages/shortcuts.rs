//! Keys, and the switch that turns single ones off.

use crate::components::{Card, Page, hotkey};
use leptos::prelude::*;

/// What a key does, in the order of the list.
const KEYS: [(&[&str], &str); 4] = [
    (&["/"], "Search"),
    (&["Ctrl", "K"], "Search, also while typing"),
    (&["?"], "This list"),
    (&["Esc"], "Close a menu or a dialog"),
];

/// The list.
#[component]
pub fn ShortcutsPage() -> impl IntoView {
    let on = RwSignal::new(true);
    // What the browser kept, once the page is alive.
    Effect::new(move |_| on.set(hotkey::single_keys()));
    let turn = move |_| {
        let next = !on.get_untracked();
        hotkey::set_single_keys(next);
        on.set(next);
    };
    view! {
        <Page title="Shortcuts" narrow=true>
            <Card title="Everywhere">
                <ul class="rows lines keys">
                    {KEYS
                        .into_iter()
                        .map(|(keys, what)| {
                            view! {
                                <li>
                                    <span>{what}</span>
                                    <span class="end">
                                        {keys
                                            .iter()
                                            .map(|key| view! { <kbd>{*key}</kbd> " " })
                                            .collect_view()}
                                    </span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Card>
            <Card title="On a lead's page" padded=true>
                <p>"Each outcome button shows its key. The call is recorded as if the button were pressed."</p>
            </Card>
            <Card title="Single keys" padded=true>
                <label class="choice alive-only">
                    <input type="checkbox" prop:checked=move || on.get() on:change=turn />
                    <span class="choice-name">"Keys without Ctrl work"</span>
                    <span class="hint">
                        "Turn them off if you speak to your computer, or press keys by accident. Kept in this browser."
                    </span>
                </label>
                <p class="still-only dim">"Shortcuts need JavaScript."</p>
            </Card>
        </Page>
    }
}
