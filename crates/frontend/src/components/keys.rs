//! The list of shortcuts, for the dialog that `?` opens and for the page of its own.

use super::hotkey;
use super::inert::Inert;
use super::outcome::outcome_key;
use super::steady::Steady;
use leptos::prelude::*;
use steadyline_core::outcome::Outcome;

/// What a key does everywhere, in the order of the list.
const EVERYWHERE: [(&[&str], &str); 4] = [
    (&["/"], "Search"),
    (&["Ctrl", "K"], "Search, also while typing"),
    (&["?"], "Show these shortcuts"),
    (&["Esc"], "Close a menu or a dialog"),
];

/// What one page alone has.
const ON_PAGES: [(&[&str], &str); 5] = [
    (&["N"], "New lead, on the dashboard"),
    (&["R"], "Check again, on Diagnostics"),
    (&["T"], "Write a note, on a lead's page"),
    (&["P"], "Set an appointment time, on a lead's page"),
    (&["Esc"], "Leave a field, so that keys record outcomes again"),
];

/// On the rows of the pool.
const IN_POOL: [(&[&str], &str); 5] = [
    (&["J", "K"], "Next row, previous row; arrow keys work too once a row has focus"),
    (&["Enter"], "Open the row"),
    (&["X"], "Select the row"),
    (&["Shift", "X"], "Select all rows from the last one selected to this one"),
    (&["Esc"], "Clear the selection"),
];

/// Keys that lead to pages: pressed after `g`. The navigation carries them.
pub const GO: [(&str, &str); 10] = [
    ("d", "Dashboard"),
    ("p", "Pool"),
    ("l", "Leads"),
    ("a", "Assignments"),
    ("y", "Analytics"),
    ("i", "Diagnostics"),
    ("e", "Activity"),
    ("s", "Settings"),
    ("b", "Brokers"),
    ("u", "Users"),
];

/// The key that leads to a page of the navigation.
pub fn go_key(label: &str) -> Option<&'static str> {
    GO.into_iter().find(|(_, page)| *page == label).map(|(key, _)| key)
}

/// A group of keys, each with what it does.
fn write_group<'a>(
    groups: &mut Inert,
    title: &str,
    lines: impl IntoIterator<Item = (impl AsRef<[&'a str]>, &'a str)>,
) {
    groups.open("section", &[("class", &"key-group")]);
    groups.write("h2", &[], &title);
    groups.open("ul", &[("class", &"rows lines keys")]);
    for (keys, what) in lines {
        groups.open("li", &[]);
        groups.write("span", &[], &what);
        groups.open("span", &[("class", &"end")]);
        for key in keys.as_ref() {
            // A letter is shown as it stands on the keyboard.
            let shown = if key.len() == 1 { key.to_ascii_uppercase() } else { (*key).to_owned() };
            groups.write("kbd", &[], &shown);
            groups.say(&" ");
        }
        groups.close("span");
        groups.close("li");
    }
    groups.close("ul");
    groups.close("section");
}

/// Every key, and the switch that turns single ones off.
#[component]
pub fn KeyList(
    /// Pages that who is signed in may open: others are left out. Read within a `Transition`.
    #[prop(into)]
    pages: Signal<Vec<&'static str>>,
) -> impl IntoView {
    let on = RwSignal::new(true);
    // What the browser kept, once the page is alive.
    Effect::new(move |_| on.set(hotkey::single_keys()));
    let turn = move |_| {
        let next = !on.get_untracked();
        hotkey::set_single_keys(next);
        on.set(next);
    };
    let groups = |pages: &[&str]| {
        let go = GO.iter().filter(|(_, page)| pages.contains(page));
        let mut groups = Inert::new("div", &[("class", &"key-groups")]);
        write_group(&mut groups, "Everywhere", EVERYWHERE);
        write_group(&mut groups, "Go to", go.map(|(key, page)| (["G", *key], *page)));
        // Here, so that the two columns end about alike.
        write_group(&mut groups, "On other pages", ON_PAGES);
        let outcomes = Outcome::ALL.map(|outcome| ([outcome_key(outcome)], outcome.label()));
        write_group(&mut groups, "Record an outcome, on a lead's page", outcomes);
        write_group(&mut groups, "In the pool", IN_POOL);
        groups.view()
    };
    view! {
        <Transition fallback=move || groups(&[])>{move || groups(&pages.get())}</Transition>
        <label class="choice alive-only">
            <input {..Steady::new("type", "checkbox")} prop:checked=move || on.get() on:change=turn />
            <span class="choice-name">"Single-key shortcuts work"</span>
            <span class="hint">
                "Turn them off if you use voice input or press keys by accident. Saved in this browser."
            </span>
        </label>
        <p class="still-only dim">"Shortcuts need JavaScript."</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pages_share_a_key() {
        let mut keys: Vec<_> = GO.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), GO.len());
        assert_eq!((go_key("Pool"), go_key("Poolside")), (Some("p"), None));
    }
}
