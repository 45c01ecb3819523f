//! The table of the pool.

use super::address::pool_href;
use super::row::PoolLine;
use crate::components::{Card, HeldBooked, Pager, SortHeader, Sorted, TableScroll};
use leptos::prelude::*;
use steadyline_core::page::{PoolPage, PoolQuery, PoolTotals, grouped, one_decimal};

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
        ..
    } = page.get_value();
    let slug = broker.slug.to_string();
    let place = |cursor: Option<String>| {
        cursor.map(|cursor| pool_href(&slug, &PoolQuery { cursor, ..query.clone() })).unwrap_or_default()
    };
    let (before, after) = (place(previous_cursor), place(next_cursor));
    let shown = format!("{} of {} numbers", rows.len(), grouped(totals.numbers));
    let head = |label: String, sort: &'static str, num: bool| {
        let (href, sorted) = order(&slug, &query, sort);
        view! { <SortHeader label=label href=href sorted=sorted num=num /> }
    };
    let word = |label: &str| label.to_owned();
    let today = if daily_call_cap > 0 { format!("Today, of {daily_call_cap}") } else { word("Today") };
    let leads = format!("Leads, of {leads_per_number}");
    let heads = view! {
        {head(word("Number"), "number", false)}
        {head(word("State"), "state", false)}
        <th scope="col">"Room"</th>
        {head(word("Health"), "health", false)}
        <th scope="col">"30 days"</th>
        {head(word("Answer, %"), "answer_rate", true)}
        {head(word("Calls"), "calls", true)}
        {head(today, "calls_today", true)}
        {head(leads, "leads", false)}
        <th scope="col">"Held, booked"</th>
        {head(word("Load"), "load", true)}
        {head(word("Last call"), "last_call", true)}
        <th scope="col">
            <span class="hush">"More"</span>
        </th>
    };
    let lines: Vec<_> = rows
        .into_iter()
        .map(|row| {
            view! { <PoolLine row=row slug=slug.clone() of=leads_per_number cap=daily_call_cap /> }
        })
        .collect();
    view! {
        <Card label="Numbers" foot=view! { <Pager shown=shown before=before after=after /> }>
            <TableScroll label="Numbers of the pool" wide=true>
                <table class="table sticky pool-table">
                    <caption class="hush">"Numbers of the pool"</caption>
                    <thead>
                        <tr>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                    <Totals totals=totals />
                </table>
            </TableScroll>
        </Card>
    }
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
                <th scope="row">{grouped(totals.numbers)} " " {numbers}</th>
                <td></td>
                <td>{grouped(totals.free)} " free"</td>
                <td></td>
                <td></td>
                <td class="num">{one_decimal(totals.answer_rate)}</td>
                <td class="num">{grouped(totals.calls)}</td>
                <td class="num">{grouped(totals.calls_today)}</td>
                <td class="num">{grouped(totals.leads)}</td>
                <td>
                    <HeldBooked held=held booked=booked />
                </td>
                <td></td>
                <td></td>
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
