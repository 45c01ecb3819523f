//! Keys, and the switch that turns single ones off.

use crate::components::{Card, Page, hotkey};
use leptos::prelude::*;

/// Keys, and what they do.
type Key = (&'static [&'static str], &'static str);

/// What works everywhere, in the order of the list.
const KEYS: [Key; 4] = [
    (&["/"], "Search"),
    (&["Ctrl", "K"], "Search, also while typing"),
    (&["?"], "This list"),
    (&["Esc"], "Close a menu or a dialog"),
];

/// What works on the rows of the pool.
const POOL_KEYS: [Key; 5] = [
    (&["j", "k"], "The next row, the row before; the arrows do it too once a row has the focus"),
    (&["Enter"], "Open the row"),
    (&["x"], "Choose the row"),
    (&["Shift", "X"], "Choose all rows from the last chosen one to this"),
    (&["Esc"], "Choose none"),
];

#[component]
fn KeyList(keys: &'static [Key]) -> impl IntoView {
    view! {
        <ul class="rows lines keys">
            {keys
                .iter()
                .map(|(keys, what)| {
                    view! {
                        <li>
                            <span>{*what}</span>
                            <span class="end">
                                {keys.iter().map(|key| view! { <kbd>{*key}</kbd> " " }).collect_view()}
                            </span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

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
                <KeyList keys=&KEYS />
            </Card>
            <Card title="In the pool">
                <KeyList keys=&POOL_KEYS />
            </Card>
            <Card title="On a lead's page" padded=true>
                <p>
                    "Each outcome button shows its key. The call is recorded as if the button were pressed; what ends the lead is only reached by its key, and Enter presses it. "
                    <kbd>"T"</kbd> " goes to the note, " <kbd>"P"</kbd>
                    " to the time of an appointment, and " <kbd>"Esc"</kbd>
                    " leaves the field, so that the next key is an outcome."
                </p>
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
