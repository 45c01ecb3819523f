//! The rows of a check, each with its page and what mends it alone.

use super::FixButtons;
use crate::components::{Phone, StatusChip, TableScroll, keyed};
use crate::pages::leads::lead_href;
use crate::pages::pool::number_href;
use leptos::prelude::*;
use steadyline_core::id::{LeadId, NumberId};
use steadyline_core::page::{CheckRow, NumberLink, WarningKind};

/// What a row is known by when the check is made again.
fn known_by(row: &CheckRow) -> (Option<LeadId>, Option<NumberId>, String) {
    let (lead, number) = (row.lead.as_ref(), row.number.as_ref());
    (lead.map(|link| link.id), number.map(|link| link.id), row.title.clone())
}

/// The rows as a table; a column stands there only where a row has something for it.
#[component]
pub(crate) fn CheckRows(
    /// Whose.
    slug: String,
    /// What they are, for screen readers.
    label: &'static str,
    /// The rows.
    rows: Vec<CheckRow>,
    /// The check that found them.
    #[prop(optional)]
    kind: Option<WarningKind>,
) -> impl IntoView {
    let named = rows.iter().any(|row| row.lead.is_some() || !row.title.is_empty());
    let numbered = rows.iter().any(|row| row.number.is_some());
    let has_status = rows.iter().any(|row| row.status.is_some());
    let has_appointment = rows.iter().any(|row| row.appointment.is_some());
    let has_fixes = rows.iter().any(|row| !row.fixes.is_empty());
    let of_leads = rows.iter().any(|row| row.lead.is_some());
    let named_head = match kind {
        _ if of_leads || kind == Some(WarningKind::WrongRows) => "Lead",
        Some(WarningKind::NoFreeNumber) => "State",
        Some(WarningKind::FailedEvents) => "Event",
        _ => "What",
    };
    // Beside a lead a phone has no room for its number, its status and its appointment: the number stands below it, the
    // appointment below the figures.
    let column = if of_leads { "wide-only" } else { "" };
    // On a phone the appointment stands there as well.
    let figures = if rows.iter().any(|row| !row.detail.is_empty()) {
        Some("")
    } else {
        has_appointment.then_some("phone-only")
    };
    let columns = Columns { named, numbered, has_status, has_appointment, has_fixes, column, figures };
    let lines = keyed(rows, known_by, |row| view! { <Line slug=slug.clone() row=row columns=columns /> });
    view! {
        <TableScroll label=label narrow=true>
            <table class="table">
                <caption class="hush">{label}</caption>
                <thead>
                    <tr>
                        {named.then(|| view! { <th scope="col">{named_head}</th> })}
                        {numbered
                            .then(|| {
                                view! {
                                    <th scope="col" class=column>
                                        "Number"
                                    </th>
                                }
                            })}
                        {has_status
                            .then(|| {
                                view! {
                                    <th scope="col" class=column>
                                        "Status"
                                    </th>
                                }
                            })}
                        {has_appointment
                            .then(|| {
                                view! {
                                    <th scope="col" class=column>
                                        "Appointment"
                                    </th>
                                }
                            })}
                        {figures
                            .map(|class| {
                                view! {
                                    <th scope="col" class=class>
                                        "Figures"
                                    </th>
                                }
                            })}
                        {has_fixes
                            .then(|| {
                                view! {
                                    <th scope="col" class="num">
                                        "Fix"
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </TableScroll>
    }
}

#[derive(Clone, Copy)]
struct Columns {
    named: bool,
    numbered: bool,
    has_status: bool,
    has_appointment: bool,
    has_fixes: bool,
    /// The class of number, status and appointment.
    column: &'static str,
    /// The class of the figures, where a row has any.
    figures: Option<&'static str>,
}

#[component]
fn Line(slug: String, row: CheckRow, columns: Columns) -> impl IntoView {
    let CheckRow { lead, number, status, title, detail, appointment, href, fixes } = row;
    let number_of = |number: &NumberLink| {
        let href = number_href(&slug, number, "");
        view! { <Phone number=number.number.to_string() href=href /> }
    };
    let name = match lead {
        Some(lead) => {
            let href = lead_href(&slug, lead.id, "");
            let place = lead.place;
            view! {
                <a class="mid" href=href>
                    {lead.title}
                </a>
                {(!place.is_empty()).then(|| view! { <span class="number-label cut wide-only">{place}</span> })}
                {number
                    .as_ref()
                    .map(|number| {
                        view! {
                            <span class="phone-only small">
                                <br />
                                {number_of(number)}
                            </span>
                        }
                    })}
            }
            .into_any()
        }
        None if href.is_empty() => title.into_any(),
        None => view! {
            <a class="mid" href=href>
                {title}
            </a>
        }
        .into_any(),
    };
    let phone = number.as_ref().map(number_of);
    let column = columns.column;
    view! {
        <tr>
            {columns.named.then(|| view! { <td>{name}</td> })}
            {columns.numbered.then(|| view! { <td class=column>{phone}</td> })}
            {columns
                .has_status
                .then(|| {
                    view! { <td class=column>{status.map(|status| view! { <StatusChip status=status /> })}</td> }
                })}
            {columns
                .has_appointment
                .then(|| {
                    let at = appointment.clone();
                    view! {
                        <td class=column>{at.map(|at| view! { <span title=at.exact>{at.short}</span> })}</td>
                    }
                })}
            {columns
                .figures
                .map(|class| {
                    view! {
                        <td class=format!("dim told {class}")>
                            {detail}
                            {appointment
                                .map(|at| {
                                    view! {
                                        <span class="phone-only">
                                            <br />
                                            "Appointment "
                                            {at.short}
                                        </span>
                                    }
                                })}
                        </td>
                    }
                })}
            {columns
                .has_fixes
                .then(|| {
                    view! {
                        <td class="num">
                            <div class="acts">
                                <FixButtons slug=slug fixes=fixes />
                            </div>
                        </td>
                    }
                })}
        </tr>
    }
}
