//! What is done with the chosen rows. Each button submits the form around the table, which leads to a page that
//! says what would happen to whom; by script that page is a dialog.

use super::address::pool_href;
use super::dialogs::{Dialogs, Opened, focus_bar};
use super::selection::{Choosable, Selection, too_many};
use crate::components::{Button, Glyph, Icon, SelectBar, Steady};
use crate::pages::query::{address, sheet};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use steadyline_core::page::{BulkAct, PoolPage, grouped};

const fn glyph(act: BulkAct) -> Glyph {
    match act {
        BulkAct::Rest => Glyph::Moon,
        BulkAct::Activate => Glyph::Restore,
        BulkAct::Retire => Glyph::Archive,
        BulkAct::Move => Glyph::Place,
        BulkAct::Rehome => Glyph::ArrowRight,
    }
}

/// The bar at the bottom while rows are chosen; without JavaScript always.
#[component]
pub(super) fn PoolSelectBar(
    /// The page.
    page: StoredValue<PoolPage>,
    /// Its rows.
    rows: StoredValue<Vec<Choosable>>,
) -> impl IntoView {
    let (selection, dialogs) = (Selection::find(), Dialogs::find());
    let (kept, live) = page.with_value(|page| (page.totals.numbers, page.totals.live));
    let (slug, query) = page.with_value(|page| (page.broker.slug.to_string(), page.query.clone()));
    let query = StoredValue::new(query);
    let is_off = Signal::derive(move || !selection.can_change());
    let acts = BulkAct::ALL.map(|act| {
        let on_click = move |event: MouseEvent| {
            event.prevent_default();
            dialogs.open(Opened::Bulk(selection.asked(act, &query.get_value())));
        };
        view! {
            <Button name="act" value=act.as_str() icon=glyph(act) disabled=is_off on_click=on_click>
                {act.label()}
            </Button>
        }
    });
    let csv = format!("/b/{slug}/pool.csv");
    let download = csv.clone();
    let on_csv = move |event: MouseEvent| {
        event.prevent_default();
        let asked = selection.asked(BulkAct::Rest, &query.get_value());
        let numbers = [("numbers", asked.numbers.as_str())];
        let href =
            if asked.all { sheet(&pool_href(&slug, &asked.query)) } else { address(&download, &numbers) };
        let _ = window().location().assign(&href);
    };
    let more = kept > i64::try_from(rows.with_value(Vec::len)).unwrap_or(i64::MAX);
    let all_words = StoredValue::new(format!("All {} matching", grouped(kept)));
    let offers_all =
        move || more && !selection.is_all() && rows.with_value(|rows| selection.of(rows) == rows.len());
    let by_hand = more.then(|| {
        view! {
            <label class="still-only bar-choice">
                <input {..Steady::new("type", "checkbox")} name="all" value="true" />
                {all_words.get_value()}
            </label>
            {too_many(kept).map(|words| view! { <span class="still-only bar-note">{words}</span> })}
        }
    });
    let on_all = move |_: MouseEvent| {
        selection.set_all(kept, live);
        // The button is gone with that.
        request_animation_frame(focus_bar);
    };
    let all_button = move || {
        offers_all().then(|| {
            view! {
                <Button still=true on_click=on_all>
                    {all_words.get_value()}
                </Button>
            }
        })
    };
    // Beside the offer already: who takes all of them learns there that it is for the file alone.
    let limit = move || {
        let words = offers_all().then(|| too_many(kept)).flatten();
        words.map(|words| view! { <span class="bar-note">{words}</span> })
    };
    view! {
        <SelectBar
            count=Signal::derive(move || selection.count())
            words=Signal::derive(move || {
                if selection.count() == 0 { "Selected numbers".to_owned() } else { selection.words() }
            })
        >
            {by_hand}
            {all_button}
            {limit}
            {acts}
            <button type="submit" class="button" formaction=csv on:click=on_csv>
                <Icon glyph=Glyph::Download />
                "CSV"
            </button>
            <span class="rule alive-only" aria-hidden="true"></span>
            <button
                type="button"
                class="button alive-only"
                aria-label="Clear the selection"
                title="Clear the selection (Esc)"
                on:click=move |_| selection.clear()
            >
                <Icon glyph=Glyph::Close />
            </button>
        </SelectBar>
    }
}
