//! The table of leads.

use super::address::{lead_href, leads_href};
use crate::components::{
    ButtonKind, Card, EmptyState, Glyph, LinkButton, Moment, Pager, Phone, SelectAll, SelectCell, StatusChip,
    TableScroll, keyed,
};
use crate::loading::Piece;
use crate::pages::narrow::{LeadSelectBar, kept_words, sorts};
use crate::pages::pool::number_href;
use leptos::prelude::*;
use steadyline_core::lead::Deal;
use steadyline_core::page::{LeadRow, LeadsPage, LeadsQuery, StatusKind};

/// The leads.
#[component]
pub(super) fn LeadsTable(
    /// The page.
    page: StoredValue<LeadsPage>,
) -> impl IntoView {
    let LeadsPage { broker, query, rows, next_cursor, kept, total, .. } = page.get_value();
    let slug = broker.slug.to_string();
    if rows.is_empty() {
        return view! { <NoLeads slug=slug query=query total=total /> }.into_any();
    }
    let place = |cursor: String| leads_href(&slug, &LeadsQuery { cursor, ..query.clone() });
    let after = next_cursor.map(place).unwrap_or_default();
    let first = if query.cursor.is_empty() { String::new() } else { place(String::new()) };
    let shown = format!("{} of {}", rows.len(), kept_words(kept, "lead", "leads"));
    let sort = |label, word, column| {
        sorts(label, word, &query.sort, "-created", column, |sort| {
            leads_href(&slug, &LeadsQuery { sort, cursor: String::new(), ..query.clone() })
        })
    };
    let heads = (
        sort("Lead", "name", (false, "")),
        sort("Last call", "last_call", (true, "wide-only")),
        sort("Added", "created", (true, "laptop-only")),
    );
    let ids: Vec<String> = rows.iter().map(|row| row.link.id.to_string()).collect();
    let lines = keyed(rows, |row| row.link.id, |row| view! { <LeadLine row=row slug=slug.clone() /> });
    let foot = view! { <Pager shown=shown first=first after=after /> };
    let action = format!("/b/{slug}/many/release");
    let back = leads_href(&slug, &query);
    view! {
        <form class="stack" method="get" action=action>
            <Card label="Leads" foot=foot>
                <TableScroll label="Leads" wide=true>
                    <table class="table sticky">
                        <caption class="hush">"Leads"</caption>
                        <thead>
                            <tr>
                                <SelectAll ids=ids />
                                {heads.0}
                                <th scope="col">"Status"</th>
                                <th scope="col">"Caller ID"</th>
                                <th scope="col" class="num wide-only">
                                    "Attempts"
                                </th>
                                <th scope="col" class="desk-only">
                                    "Phone"
                                </th>
                                <th scope="col" class="laptop-only">
                                    "Place"
                                </th>
                                <th scope="col" class="roomy-only">
                                    "Quality"
                                </th>
                                <th scope="col" class="desk-only">
                                    "Appointment"
                                </th>
                                {heads.1}
                                {heads.2}
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

#[component]
fn LeadLine(row: LeadRow, slug: String) -> impl IntoView {
    let href = lead_href(&slug, row.link.id, "");
    let reference = (!row.reference.is_empty() && row.reference != row.link.title)
        .then(|| view! { <span class="number-label cut">{row.reference.clone()}</span> });
    let number = row.number.as_ref().map(|link| {
        view! { <Phone number=link.number.to_string() href=number_href(&slug, link, "") /> }
    });
    // One that was released is another lead's by now, or will be.
    let is_live = matches!(row.status, Some(StatusKind::Active | StatusKind::Held | StatusKind::Booked));
    let past = (row.number.is_some() && !is_live).then_some("past-number");
    let phone = row.phone.as_ref().map(|phone| view! { <Phone number=phone.to_string() /> });
    let appointment = row.appointment.clone().map(|at| view! { <span title=at.exact>{at.short}</span> });
    let last = match row.last_call.clone() {
        Some(at) => view! { <Moment of=at /> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr>
            <SelectCell name="leads" id=row.link.id.to_string() label=row.link.title.clone() />
            <th scope="row">
                <a class="row-link mid" href=href title=row.link.title.clone()>
                    {row.link.title.clone()}
                </a>
                {reference}
            </th>
            <td>
                <LeadState row=row.clone() />
            </td>
            <td class=past title=past.map(|_| "Its last number")>
                {number}
            </td>
            <td class="num wide-only">{row.attempts}</td>
            <td class="desk-only">
                {phone} {row.bad_phone.then(|| view! { <span class="bad-text small">" wrong number"</span> })}
            </td>
            <td class="laptop-only">{row.link.place}</td>
            <td class="roomy-only">{row.quality.map(|quality| quality.label())}</td>
            <td class="desk-only">{appointment}</td>
            <td class="num dim wide-only">{last}</td>
            <td class="num dim laptop-only" title=row.created.exact>
                {row.created.day}
            </td>
        </tr>
    }
}

/// The status; what ends a lead for good stands beside or in place of it.
#[component]
fn LeadState(row: LeadRow) -> impl IntoView {
    // That its last assignment was released says nothing of a lead that is closed.
    let chip = row.status.filter(|_| !row.erased).map(|status| view! { <StatusChip status=status /> });
    let deal = match row.deal {
        Deal::Open => None,
        Deal::ClosedWon => Some("Won"),
        Deal::ClosedLost => Some("Lost"),
    };
    let none = (row.status.is_none() && deal.is_none() && !row.suppressed && !row.erased)
        .then(|| view! { <span class="dim">"No number yet"</span> });
    view! {
        <span class="chips">
            {chip} {none} {deal.map(|deal| view! { <span class="mid small">{deal}</span> })}
            {row.erased.then(|| view! { <span class="dim">"Erased"</span> })}
            {row.suppressed.then(|| view! { <span class="bad-text small">"Suppressed"</span> })}
        </span>
    }
}

/// No lead: what to do next.
#[component]
fn NoLeads(slug: String, query: LeadsQuery, total: i64) -> impl IntoView {
    let bare = query == LeadsQuery::default();
    if bare || total == 0 {
        let new = format!("/b/{slug}/leads/new");
        let import = format!("/b/{slug}/leads/import");
        let keys = format!("/b/{slug}/settings/keys");
        return view! {
            <Card label="Leads">
                <EmptyState
                    glyph=Glyph::Leads
                    title="No leads yet"
                    text="Import a list, add a lead by hand, or let n8n or your CRM send them with an API key. Each lead gets the best free local number."
                >
                    <LinkButton href=new kind=ButtonKind::Primary icon=Glyph::Plus big=true>
                        "New lead"
                    </LinkButton>
                    <LinkButton href=import icon=Glyph::Upload big=true>
                        "Import leads"
                    </LinkButton>
                    <LinkButton href=keys icon=Glyph::Key big=true>
                        "API keys"
                    </LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let all = leads_href(&slug, &LeadsQuery::default());
    view! {
        <Card label="Leads">
            <EmptyState
                glyph=Glyph::Filter
                title="No leads match"
                text="Remove a filter or clear the search to see more."
            >
                <LinkButton href=all>"Show all leads"</LinkButton>
            </EmptyState>
        </Card>
    }
    .into_any()
}
