//! The table of the pool.

use super::address::pool_href;
use super::dialogs::Dialogs;
use super::row::PoolLine;
use super::select_bar::PoolSelectBar;
use super::selection::{Choosable, Selection};
use crate::components::selection::CheckAll;
use crate::components::{Card, HeldBooked, Pager, SortHeader, Sorted, TableScroll, keyed};
use crate::loading::Piece;
use leptos::prelude::*;
use steadyline_core::page::{PoolPage, PoolQuery, PoolTotals, counted, grouped, one_decimal};

/// The numbers of the pool, sortable, with totals and pages.
#[component]
pub(super) fn PoolTable(
    /// The page.
    page: StoredValue<PoolPage>,
) -> impl IntoView {
    let PoolPage {
        broker,
        query,
        rows,
        totals,
        next_cursor,
        previous_cursor,
        leads_per_number,
        daily_call_cap,
        is_connected,
        ..
    } = page.get_value();
    let slug = broker.slug.to_string();
    let place = |cursor: Option<String>| {
        cursor.map(|cursor| pool_href(&slug, &PoolQuery { cursor, ..query.clone() })).unwrap_or_default()
    };
    let (before, after) = (place(previous_cursor), place(next_cursor));
    let shown = format!("{} of {}", rows.len(), counted(totals.numbers, "number", "numbers"));
    let head = |label: String, sort: &'static str, num: bool, only: &'static str| {
        let (href, sorted) = order(&slug, &query, sort);
        view! { <SortHeader label=label href=href sorted=sorted num=num only=only /> }
    };
    let word = |label: &str| label.to_owned();
    let today = if daily_call_cap > 0 { format!("Today, of\u{a0}{daily_call_cap}") } else { word("Today") };
    let leads = format!("Slots, of\u{a0}{leads_per_number}");
    let heads = view! {
        {head(word("Number"), "number", false, "")}
        {head(word("State"), "state", false, "laptop-only")}
        <th scope="col" class="wide-only">
            "Room"
        </th>
        {head(word("Health"), "health", false, "")}
        <th scope="col" class="wide-only">
            "30 days"
        </th>
        {head(word("Answer,\u{a0}%"), "answer_rate", true, "wide-only")}
        {head(word("Calls"), "calls", true, "laptop-only")}
        {head(today, "calls_today", true, "")}
        {head(leads, "leads", true, "desk-only")}
        <th scope="col" class="laptop-only">
            "Held, booked"
        </th>
        {head(word("Load"), "load", true, "desk-only")}
        {head(word("Last call"), "last_call", true, "desk-only")}
        <th scope="col">
            <span class="hush">"More"</span>
        </th>
    };
    let choosable: Vec<Choosable> = rows.iter().map(|row| (row.link.key().to_owned(), row.live)).collect();
    let (selection, dialogs) = (Selection::find(), Dialogs::find());
    let fresh = choosable.clone();
    Effect::new(move |_| selection.refresh(&fresh));
    let choosable = StoredValue::new(choosable);
    let lines = keyed(
        rows,
        |row| row.link.id,
        |row| {
            view! {
                <PoolLine
                    row=row
                    slug=slug.clone()
                    of=leads_per_number
                    cap=daily_call_cap
                    rows=choosable
                    connected=is_connected
                />
            }
        },
    );
    view! {
        <form class="stack bulk" method="get" action=format!("/b/{slug}/pool/change") aria-label="Numbers">
            {kept_fields(&query)}
            <Card label="Numbers" foot=view! { <Pager shown=shown before=before after=after /> }>
                <TableScroll label="Numbers of the pool" wide=true>
                    <table class="table sticky pool-table" on:click=move |event| dialogs.on_click(&event)>
                        <caption class="hush">"Numbers of the pool"</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="check-cell">
                                    <PageCheck rows=choosable />
                                </th>
                                {heads}
                            </tr>
                        </thead>
                        <tbody>{Piece::Rows(lines)}</tbody>
                        <Totals totals=totals />
                    </table>
                </TableScroll>
            </Card>
            <PoolSelectBar page=page rows=choosable />
        </form>
    }
}

/// The filters, for the page that the form leads to and the way back from it.
fn kept_fields(query: &PoolQuery) -> Vec<impl IntoView + use<>> {
    query
        .pairs()
        .into_iter()
        .filter(|(name, value)| !value.is_empty() && *name != "cursor")
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
        .collect()
}

/// Chooses all rows of the page.
#[component]
fn PageCheck(rows: StoredValue<Vec<Choosable>>) -> impl IntoView {
    let selection = Selection::find();
    let all = move || rows.with_value(|rows| !rows.is_empty() && selection.of(rows) == rows.len());
    let some = move || rows.with_value(|rows| selection.of(rows) > 0);
    let on_set = move |on| rows.with_value(|rows| selection.set_page(rows, on));
    view! { <CheckAll all=Signal::derive(all) some=Signal::derive(some) on_set=on_set /> }
}

/// Where a column's head leads, and how the table is sorted by it now.
fn order(slug: &str, query: &PoolQuery, sort: &str) -> (String, Option<Sorted>) {
    let now = if query.sort.is_empty() { "health" } else { query.sort.as_str() };
    let (reversed, key) = now.strip_prefix('-').map_or((false, now), |key| (true, key));
    let is_now = key == sort;
    let next = if is_now && !reversed { format!("-{sort}") } else { sort.to_owned() };
    let next = if next == "health" { String::new() } else { next };
    let href = pool_href(slug, &PoolQuery { sort: next, cursor: String::new(), ..query.clone() });
    // Names begin with the least, figures with the greatest.
    let descends = !matches!(sort, "number" | "state") ^ reversed;
    (href, is_now.then_some(if descends { Sorted::Descending } else { Sorted::Ascending }))
}

/// Sums over what the filters keep, on all pages.
#[component]
fn Totals(totals: PoolTotals) -> impl IntoView {
    let held = i32::try_from(totals.held).unwrap_or(i32::MAX);
    let booked = i32::try_from(totals.booked).unwrap_or(i32::MAX);
    let numbers = if totals.numbers == 1 { "number" } else { "numbers" };
    view! {
        <tfoot>
            <tr>
                <td></td>
                <th scope="row">{grouped(totals.numbers)} " " {numbers}</th>
                <td class="laptop-only"></td>
                <td class="wide-only">{grouped(totals.free)} " free"</td>
                <td></td>
                <td class="wide-only"></td>
                <td class="num wide-only">{one_decimal(totals.answer_rate)}</td>
                <td class="num laptop-only">{grouped(totals.calls)}</td>
                <td class="num">{grouped(totals.calls_today)}</td>
                <td class="num desk-only">{grouped(totals.leads)}</td>
                <td class="laptop-only">
                    <HeldBooked held=held booked=booked />
                </td>
                <td class="desk-only"></td>
                <td class="desk-only"></td>
                <td></td>
            </tr>
        </tfoot>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_on_a_head_turns_the_order_round() {
        let at = |sort: &str| PoolQuery { sort: sort.into(), ..PoolQuery::default() };
        let (href, sorted) = order("a", &at(""), "health");
        assert_eq!((href.as_str(), sorted), ("/b/a/pool?sort=-health", Some(Sorted::Descending)));
        let (href, sorted) = order("a", &at("-health"), "health");
        assert_eq!((href.as_str(), sorted), ("/b/a/pool", Some(Sorted::Ascending)));
        let (href, sorted) = order("a", &at("-health"), "number");
        assert_eq!((href.as_str(), sorted), ("/b/a/pool?sort=number", None));
    }
}
