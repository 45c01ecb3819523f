//! Held and booked leads, by time.

use crate::components::{Card, EmptyState, Glyph, Phone, StatusChip, TableScroll, When, keyed};
use leptos::prelude::*;
use steadyline_core::page::NextLead;

/// The card with the table.
#[component]
pub(super) fn NextLeads(slug: String, leads: Vec<NextLead>, total: i64) -> impl IntoView {
    let all = format!("/b/{slug}/assignments");
    // Those who never answered are there as well: no figure of these would be that of the list.
    let end = (total > 0).then(|| view! { <a class="link" href=all>"All in Assignments"</a> });
    view! {
        <Card title="Next leads" sub="Held and booked, by time" end=end>
            {if leads.is_empty() {
                view! {
                    <EmptyState
                        glyph=Glyph::Calendar
                        title="No held or booked leads yet"
                        text="A lead who answers stays on the number; a booked one appears here with the time."
                    />
                }
                    .into_any()
            } else {
                view! {
                    <TableScroll label="Next held and booked leads" narrow=true>
                        <table class="table next-leads">
                            <caption class="hush">"Next held and booked leads with number and time"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Lead"</th>
                                    <th scope="col">"Status"</th>
                                    <th scope="col" class="wide-only">
                                        "Caller ID"
                                    </th>
                                    <th scope="col">
                                        <span class="wide-only">"Appointment"</span>
                                        <span class="phone-only">"When"</span>
                                    </th>
                                    <th scope="col" class="num wide-only">
                                        "Note"
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {keyed(
                                    leads,
                                    |lead| lead.lead.id,
                                    |lead| view! { <Row slug=slug.clone() lead=lead /> },
                                )}
                            </tbody>
                        </table>
                    </TableScroll>
                }
                    .into_any()
            }}
        </Card>
    }
}

#[component]
fn Row(slug: String, lead: NextLead) -> impl IntoView {
    let NextLead { lead, status, number, when, note, trouble, note_exact } = lead;
    let note = match &when {
        Some(when) => once(note, &when.short),
        None => note,
    };
    let (tone, exact) =
        (if trouble { "bad-text" } else { "dim" }, (!note_exact.is_empty()).then_some(note_exact));
    // Without an appointment the note has its column as well, and one line.
    let alone = when.is_none();
    let appointment = when.map(|when| view! { <When words=when.short exact=when.exact at=when.iso /> });
    // A phone has no column of notes.
    let noted = (!note.is_empty()).then(|| {
        view! {
            <span class=format!("note phone-only {tone}") title=exact.clone()>
                {note.clone()}
            </span>
        }
    });
    let number_page = format!("/b/{slug}/pool/{}", number.key());
    let name = lead.title.clone();
    view! {
        <tr>
            <th scope="row">
                <a class="mid row-link" href=format!("/b/{slug}/leads/{}", lead.id) title=name>
                    {lead.title}
                </a>
                " "
                <span class="dim wide-only">{lead.place}</span>
            </th>
            <td>
                <StatusChip status=status />
            </td>
            <td class="wide-only">
                <Phone number=number.number.as_str() href=number_page />
            </td>
            <td class=alone.then_some("phone-only")>{appointment} {noted}</td>
            <td class=format!("note num wide-only {tone}") colspan=alone.then_some("2") title=exact>
                {note}
            </td>
        </tr>
    }
}

/// The note without the time that stands beside it already: "passed" of "passed Fri, Nov 20, 9:30".
fn once(note: String, when: &str) -> String {
    let cut = note.len().checked_sub(when.len()).filter(|cut| note.is_char_boundary(*cut));
    match cut {
        Some(cut) if note[cut..].eq_ignore_ascii_case(when) => note[..cut].trim_end().to_owned(),
        _ => note,
    }
}

#[cfg(test)]
mod tests {
    use super::once;

    #[test]
    fn a_time_is_not_told_twice() {
        assert_eq!(once("passed yesterday, 9:51".to_owned(), "Yesterday, 9:51"), "passed");
        assert_eq!(once("tomorrow, 9:51".to_owned(), "Tomorrow, 9:51"), "");
        assert_eq!(once("in 1 h 18 min".to_owned(), "Today, 16:00"), "in 1 h 18 min");
    }
}
