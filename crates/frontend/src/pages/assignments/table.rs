//! The table of assignments.

use crate::components::{
    Card, CsvLink, EmptyState, FilterChip, Filters, Glyph, LinkButton, Pager, Phone, StatusChip, TableScroll,
    When, phone_text,
};
use crate::pages::leads::lead_href;
use crate::pages::pool::number_href;
use crate::pages::query::{address, sheet};
use leptos::prelude::*;
use steadyline_core::page::{
    AssignmentRow, AssignmentsPage, AssignmentsQuery, StatusKind, When as At, grouped,
};

fn href(slug: &str, query: &AssignmentsQuery) -> String {
    address(
        &format!("/b/{slug}/assignments"),
        &[("status", &query.status), ("number", &query.number), ("cursor", &query.cursor)],
    )
}

/// Filters by status; a number that was asked for stands among them.
#[component]
pub(super) fn AssignmentsFilters(
    /// The page.
    page: StoredValue<AssignmentsPage>,
) -> impl IntoView {
    let AssignmentsPage { broker, query, number, statuses, .. } = page.get_value();
    let slug = broker.slug.to_string();
    let chips: Vec<_> = statuses
        .into_iter()
        .map(|choice| {
            let on = query.status == choice.value;
            let status = if on { String::new() } else { choice.value };
            let to = AssignmentsQuery { status, cursor: String::new(), ..query.clone() };
            // Live is the rule: its chip is chosen, not taken away.
            let is_rule = on && query.status.is_empty();
            if is_rule {
                view! {
                    <a class="filter" href=href(&slug, &to) aria-current="true">
                        {choice.label}
                        <span class="filter-count">{grouped(choice.count)}</span>
                    </a>
                }
                .into_any()
            } else {
                let count = grouped(choice.count);
                view! { <FilterChip label=choice.label href=href(&slug, &to) count=count on=on /> }.into_any()
            }
        })
        .collect();
    let of = number.map(|link| {
        let without = AssignmentsQuery { number: String::new(), cursor: String::new(), ..query.clone() };
        let label = format!("On {}", phone_text(link.number.as_str()));
        view! { <FilterChip label=label href=href(&slug, &without) on=true /> }
    });
    let csv = sheet(&href(&slug, &AssignmentsQuery { cursor: String::new(), ..query }));
    view! { <Filters end=view! { <CsvLink href=csv /> }>{of} {chips}</Filters> }
}

/// The assignments.
#[component]
pub(super) fn AssignmentsTable(
    /// The page.
    page: StoredValue<AssignmentsPage>,
) -> impl IntoView {
    let AssignmentsPage { broker, query, rows, next_cursor, .. } = page.get_value();
    let slug = broker.slug.to_string();
    if rows.is_empty() {
        return view! { <NoAssignments slug=slug query=query /> }.into_any();
    }
    let place = |cursor: String| href(&slug, &AssignmentsQuery { cursor, ..query.clone() });
    let after = next_cursor.map(place).unwrap_or_default();
    let first = (!query.cursor.is_empty()).then(|| {
        view! {
            <a class="link" href=place(String::new())>
                "First page"
            </a>
        }
    });
    let shown = match rows.len() {
        1 => "1 assignment on this page".to_owned(),
        some => format!("{some} assignments on this page"),
    };
    let lines: Vec<_> =
        rows.into_iter().map(|row| view! { <AssignmentLine row=row slug=slug.clone() /> }).collect();
    let foot = view! {
        {first}
        <Pager shown=shown after=after />
    };
    view! {
        <Card label="Assignments" foot=foot>
            <TableScroll label="Assignments">
                <table class="table sticky">
                    <caption class="hush">"Assignments"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Lead"</th>
                            <th scope="col">"Number"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Attempts"</th>
                            <th scope="col">"Match"</th>
                            <th scope="col">"Appointment"</th>
                            <th scope="col" class="num">
                                "Assigned"
                            </th>
                            <th scope="col" class="num">
                                "Age"
                            </th>
                            <th scope="col" class="num">
                                "Last call"
                            </th>
                            <th scope="col" class="num">
                                "Ended"
                            </th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </TableScroll>
        </Card>
    }
    .into_any()
}

#[component]
fn AssignmentLine(row: AssignmentRow, slug: String) -> impl IntoView {
    let lead = lead_href(&slug, row.lead.id, "");
    let number = number_href(&slug, &row.number, "");
    let short = |at: Option<At>| at.map(|at| view! { <span title=at.exact>{at.short}</span> });
    let last = match row.last_call {
        Some(at) => view! { <When words=at.relative exact=at.exact at=at.iso /> }.into_any(),
        None => "never".into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a class="row-link mid" href=lead>
                    {row.lead.title}
                </a>
                {(!row.lead.place.is_empty())
                    .then(|| view! { <span class="number-label cut">{row.lead.place}</span> })}
            </th>
            <td>
                <Phone number=row.number.number.to_string() href=number />
                {(!row.trouble.is_empty())
                    .then(|| view! { <span class="bad-text small">" " {row.trouble}</span> })}
            </td>
            <td>
                <StatusChip status=row.status />
            </td>
            <td>{row.attempts}</td>
            <td>{row.matched}</td>
            <td>{short(row.appointment)}</td>
            <td class="num dim">{short(Some(row.assigned))}</td>
            <td class="num">{row.age}</td>
            <td class="num dim">{last}</td>
            <td class="num dim">{short(row.ended)}</td>
        </tr>
    }
}

/// No assignment: why, and what to do next.
#[component]
fn NoAssignments(slug: String, query: AssignmentsQuery) -> impl IntoView {
    let (title, text) = match query.status.as_str() {
        "" if query.number.is_empty() => (
            "No live assignments".to_owned(),
            "A lead gets its number on its own page, or when n8n or your CRM asks for one.",
        ),
        "" => ("No lead is on this number".to_owned(), "It is free for the next one."),
        "too_long" => (
            "None takes too long".to_owned(),
            "Leads that keep a number for long without an answer show here.",
        ),
        "out_of_service" => {
            ("None on a dead number".to_owned(), "Leads on numbers that were retired or are gone show here.")
        }
        other => {
            let word = StatusKind::parse(other).map_or("such", StatusKind::label).to_lowercase();
            (format!("No {word} assignments"), "Take the filter away to see the others.")
        }
    };
    let leads = format!("/b/{slug}/leads");
    view! {
        <Card label="Assignments">
            <EmptyState glyph=Glyph::Assignments title=title text=text>
                <LinkButton href=leads>"To the leads"</LinkButton>
            </EmptyState>
        </Card>
    }
}
