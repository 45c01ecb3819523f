//! The table of assignments.

use crate::components::{
    Card, CsvLink, EmptyState, FilterChip, Filters, Glyph, LinkButton, Moment, Pager, Phone, SelectAll,
    SelectCell, StatusChip, TableScroll, keyed, phone_text,
};
use crate::loading::Piece;
use crate::pages::leads::lead_href;
use crate::pages::narrow::{LeadSearch, LeadSelectBar, kept_words, one_of, qualities, silences, sorts};
use crate::pages::pool::number_href;
use crate::pages::query::{address, sheet};
use leptos::prelude::*;
use steadyline_core::page::{
    AssignmentRow, AssignmentsPage, AssignmentsQuery, StatusKind, When as At, grouped,
};

pub(super) fn href(slug: &str, query: &AssignmentsQuery) -> String {
    let pairs = pairs(query);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    address(&format!("/b/{slug}/assignments"), &pairs)
}

/// The query as the address has it.
fn pairs(query: &AssignmentsQuery) -> [(&'static str, String); 9] {
    let AssignmentsQuery { status, silent, number, state, area_code, quality, search, sort, cursor } =
        query.clone();
    [
        ("status", status),
        ("silent", silent),
        ("number", number),
        ("state", state),
        ("area_code", area_code),
        ("quality", quality),
        ("search", search),
        ("sort", sort),
        ("cursor", cursor),
    ]
}

/// Filters by status; a number that was asked for stands among them.
#[component]
pub(super) fn AssignmentsFilters(
    /// The page.
    page: StoredValue<AssignmentsPage>,
) -> impl IntoView {
    let AssignmentsPage { broker, query, number, statuses, choices, kept, .. } = page.get_value();
    let slug = broker.slug.to_string();
    let to = |change: &dyn Fn(&mut AssignmentsQuery)| {
        let mut to = AssignmentsQuery { cursor: String::new(), ..query.clone() };
        change(&mut to);
        href(&slug, &to)
    };
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
    let menus = (
        one_of("by-silent", "Silent", &silences(), &query.silent, |value| {
            to(&|to| value.clone_into(&mut to.silent))
        }),
        one_of("by-state", "State", &choices.states, &query.state, |value| {
            to(&|to| value.clone_into(&mut to.state))
        }),
        one_of("by-area-code", "Area code", &choices.area_codes, &query.area_code, |value| {
            to(&|to| value.clone_into(&mut to.area_code))
        }),
        one_of("by-quality", "Quality", &qualities(), &query.quality, |value| {
            to(&|to| value.clone_into(&mut to.quality))
        }),
    );
    let searched = (!query.search.is_empty()).then(|| {
        let label = format!("Search: {}", query.search);
        view! { <FilterChip label=label href=to(&|to| to.search.clear()) on=true /> }
    });
    let bare = AssignmentsQuery { sort: query.sort.clone(), ..AssignmentsQuery::default() };
    let clear = (bare != AssignmentsQuery { cursor: String::new(), ..query.clone() }).then(|| {
        view! {
            <a class="link small" href=href(&slug, &bare)>
                "Clear all"
            </a>
        }
    });
    let csv = sheet(&href(&slug, &AssignmentsQuery { cursor: String::new(), ..query.clone() }));
    let end = view! {
        <span class="dim foot-says">{kept_words(kept, "assignment", "assignments")}</span>
        <CsvLink href=csv />
    };
    let action = format!("/b/{slug}/assignments");
    let kept = pairs(&query).to_vec();
    let search =
        view! { <LeadSearch action=action label="Assignments" search=query.search.clone() kept=kept /> };
    view! {
        <Filters search=search end=end>
            {of} {chips} {menus} {searched} {clear}
        </Filters>
    }
}

/// The assignments.
#[component]
pub(super) fn AssignmentsTable(
    /// The page.
    page: StoredValue<AssignmentsPage>,
) -> impl IntoView {
    let AssignmentsPage { broker, query, rows, next_cursor, kept, .. } = page.get_value();
    let slug = broker.slug.to_string();
    if rows.is_empty() {
        return view! { <NoAssignments slug=slug query=query /> }.into_any();
    }
    let place = |cursor: String| href(&slug, &AssignmentsQuery { cursor, ..query.clone() });
    let after = next_cursor.map(place).unwrap_or_default();
    let first = if query.cursor.is_empty() { String::new() } else { place(String::new()) };
    let shown = format!("{} of {}", rows.len(), kept_words(kept, "assignment", "assignments"));
    let sort = |label, word, column| {
        sorts(label, word, &query.sort, "-assigned", column, |sort| {
            href(&slug, &AssignmentsQuery { sort, cursor: String::new(), ..query.clone() })
        })
    };
    // Live ones have not ended: the column would be empty.
    let has_ended = rows.iter().any(|row| row.ended.is_some());
    let heads = (
        sort("Attempts", "attempts", (false, "wide-only")),
        sort("Assigned", "assigned", (true, "laptop-only")),
        sort("Last call", "last_call", (true, last_call_only(has_ended))),
    );
    let ids: Vec<String> = rows.iter().map(|row| row.lead.id.to_string()).collect();
    let lines = keyed(
        rows,
        |row| row.id,
        |row| view! { <AssignmentLine row=row slug=slug.clone() has_ended=has_ended /> },
    );
    let foot = view! { <Pager shown=shown first=first after=after /> };
    let action = format!("/b/{slug}/many/release");
    let back = href(&slug, &query);
    view! {
        <form class="stack" method="get" action=action>
            <Card label="Assignments" foot=foot>
                <TableScroll label="Assignments" wide=true>
                    <table class="table sticky">
                        <caption class="hush">"Assignments"</caption>
                        <thead>
                            <tr>
                                <SelectAll ids=ids />
                                <th scope="col">"Lead"</th>
                                <th scope="col">"Caller ID"</th>
                                <th scope="col">"Status"</th>
                                {heads.0}
                                <th scope="col" class="laptop-only">
                                    "Match"
                                </th>
                                <th scope="col" class="desk-only">
                                    "Appointment"
                                </th>
                                {heads.1}
                                <th scope="col" class="num wide-only">
                                    "Age"
                                </th>
                                {heads.2}
                                {has_ended
                                    .then(|| {
                                        view! {
                                            <th scope="col" class="num wide-only">
                                                "Ended"
                                            </th>
                                        }
                                    })}
                            </tr>
                        </thead>
                        <tbody>{Piece::Rows(lines)}</tbody>
                    </table>
                </TableScroll>
            </Card>
            <LeadSelectBar slug=slug back=back />
        </form>
    }
    .into_any()
}

/// Which windows leave the last call out: where assignments have ended, that they have is told first.
const fn last_call_only(has_ended: bool) -> &'static str {
    if has_ended { "desk-only" } else { "wide-only" }
}

#[component]
fn AssignmentLine(row: AssignmentRow, slug: String, has_ended: bool) -> impl IntoView {
    let lead = lead_href(&slug, row.lead.id, "");
    let number = number_href(&slug, &row.number, "");
    let short = |at: Option<At>| at.map(|at| view! { <span title=at.exact>{at.short}</span> });
    let last = match row.last_call {
        Some(at) => view! { <Moment of=at /> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr>
            <SelectCell name="leads" id=row.lead.id.to_string() label=row.lead.title.clone() />
            <th scope="row">
                <a class="row-link mid" href=lead title=row.lead.title.clone()>
                    {row.lead.title.clone()}
                </a>
                {(!row.lead.place.is_empty())
                    .then(|| view! { <span class="number-label cut wide-only">{row.lead.place}</span> })}
            </th>
            <td>
                <Phone number=row.number.number.to_string() href=number />
                {(!row.trouble.is_empty())
                    .then(|| view! { <span class="bad-text small">" " {row.trouble}</span> })}
            </td>
            <td>
                <StatusChip status=row.status />
            </td>
            <td class="wide-only">{row.attempts}</td>
            <td class="laptop-only">{row.matched}</td>
            <td class="desk-only">{short(row.appointment)}</td>
            <td class="num dim laptop-only">{short(Some(row.assigned))}</td>
            <td class="num wide-only">{row.age}</td>
            <td class=format!("num dim {}", last_call_only(has_ended))>{last}</td>
            {has_ended.then(|| view! { <td class="num dim wide-only">{short(row.ended)}</td> })}
        </tr>
    }
}

/// No assignment: why, and what to do next.
#[component]
fn NoAssignments(slug: String, query: AssignmentsQuery) -> impl IntoView {
    let by_status = AssignmentsQuery {
        status: query.status.clone(),
        number: query.number.clone(),
        sort: query.sort.clone(),
        ..AssignmentsQuery::default()
    };
    let (title, text) = match query.status.as_str() {
        _ if query != by_status => {
            ("No assignments match".to_owned(), "Remove a filter or clear the search to see more.")
        }
        "" if query.number.is_empty() => (
            "No live assignments".to_owned(),
            "A lead gets its number on its own page, or when n8n or your CRM asks for one.",
        ),
        "" => ("No lead is on this number".to_owned(), "It is free for the next one."),
        "too_long" => (
            "No lead has been assigned too long".to_owned(),
            "Leads that keep a number longer than your settings allow appear here.",
        ),
        "out_of_service" => (
            "No lead is on a dead number".to_owned(),
            "Leads on numbers that were retired or are gone appear here.",
        ),
        other => {
            let word = StatusKind::parse(other).map_or("such", StatusKind::label).to_ascii_lowercase();
            (format!("No {word} assignments"), "Clear the filter to see the others.")
        }
    };
    let all = query != AssignmentsQuery::default();
    let (to, words) = if all {
        (href(&slug, &AssignmentsQuery::default()), "Show all live assignments")
    } else {
        (format!("/b/{slug}/leads"), "Go to leads")
    };
    view! {
        <Card label="Assignments">
            <EmptyState glyph=Glyph::Assignments title=title text=text>
                <LinkButton href=to>{words}</LinkButton>
            </EmptyState>
        </Card>
    }
}
