//! Which rows of a table are chosen. By script the choice outlives a reading of the rows and the pages of the table; without
//! it the checkboxes are fields of the form around the table.

use super::steady::Steady;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The chosen rows. Taken from the context that the page provides, outside of what it reads.
#[derive(Clone, Copy, Debug)]
pub struct Selection(RwSignal<BTreeSet<String>>);

impl Selection {
    /// Makes one and puts it into the context.
    pub fn provide() -> Self {
        let selection = Self(RwSignal::default());
        provide_context(selection);
        selection
    }

    /// The one of the page.
    pub fn find() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// How many are chosen.
    pub fn count(self) -> usize {
        self.0.with(BTreeSet::len)
    }

    /// Whether a row is chosen.
    pub fn has(self, id: &str) -> bool {
        self.0.with(|chosen| chosen.contains(id))
    }

    /// Chooses rows, or no longer.
    pub fn set<'a>(self, ids: impl IntoIterator<Item = &'a String>, on: bool) {
        self.0.update(|chosen| {
            for id in ids {
                if on {
                    chosen.insert(id.clone());
                } else {
                    chosen.remove(id);
                }
            }
        });
    }

    /// Chooses none.
    pub fn clear(self) {
        self.0.update(BTreeSet::clear);
    }

    /// Their ids, with commas.
    pub fn ids(self) -> String {
        self.0.with_untracked(|chosen| chosen.iter().map(String::as_str).collect::<Vec<_>>().join(","))
    }
}

/// The cell that chooses a row.
#[component]
pub fn SelectCell(
    /// The name that the form sends it under.
    #[prop(into)]
    name: String,
    /// The row's id.
    #[prop(into)]
    id: String,
    /// Whom the row is about, for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let selection = Selection::find();
    let row = StoredValue::new(id.clone());
    let on_change = move |event| selection.set([&row.get_value()], event_target_checked(&event));
    view! {
        <td class="check-cell">
            <label class="check">
                <input
                    {..Steady::new("type", "checkbox")}
                    name=name
                    value=id
                    autocomplete="off"
                    aria-label=format!("Select {label}")
                    prop:checked=move || row.with_value(|id| selection.has(id))
                    on:change=on_change
                />
            </label>
        </td>
    }
}

/// The head that chooses all rows of the page, by script alone.
#[component]
pub fn SelectAll(
    /// The rows' ids.
    ids: Vec<String>,
) -> impl IntoView {
    let selection = Selection::find();
    let rows = StoredValue::new(ids);
    let all = move || rows.with_value(|rows| !rows.is_empty() && rows.iter().all(|id| selection.has(id)));
    let some = move || rows.with_value(|rows| rows.iter().any(|id| selection.has(id)));
    let on_set = move |on| rows.with_value(|rows| selection.set(rows, on));
    view! {
        <th scope="col" class="check-cell">
            <span class="hush">"Selected"</span>
            <CheckAll all=Signal::derive(all) some=Signal::derive(some) on_set=on_set />
        </th>
    }
}

/// The box in it.
#[component]
pub(crate) fn CheckAll(
    /// Whether all of them are chosen.
    all: Signal<bool>,
    /// Whether any is.
    some: Signal<bool>,
    /// Chooses all or none.
    #[prop(into)]
    on_set: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="check alive-only">
            <input
                {..Steady::new("type", "checkbox")}
                autocomplete="off"
                aria-label="Select all rows on this page"
                prop:checked=move || all.get()
                prop:indeterminate=move || some.get() && !all.get()
                on:change=move |event| on_set.run(event_target_checked(&event))
            />
        </label>
    }
}
