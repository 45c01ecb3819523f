//! A number's figures, its days and its history.

use crate::components::{
    CapBar, Card, EmptyState, Fact, Facts, Glyph, HealthMeter, HeldBooked, Moment, Phone, Pips, Rows,
    Sparkline, StatusChip, TableScroll, Timeline, TimelineEntry, keyed,
};
use crate::pages::leads::lead_href;
use crate::pages::pool::row::{RoomCell, trend_words};
use leptos::prelude::*;
use steadyline_core::number::Standing;
use steadyline_core::page::{NumberDay, NumberLead, NumberPage, grouped, one_decimal};

/// Health with its trend, slots, calls.
#[component]
pub(super) fn FactsCard(
    /// The page.
    page: StoredValue<NumberPage>,
) -> impl IntoView {
    let NumberPage { row, signalwire_id, contacts, leads_per_number, daily_call_cap, .. } = page.get_value();
    let carried = page.with_value(|page| {
        let any = page.is_connected || page.short_answers > 0 || page.network_blocks > 0;
        any.then_some((page.short_answers, page.network_blocks))
    });
    let carried = carried.map(|(short, blocked)| {
        view! {
            <Fact term="Hung up at once">
                <span title="Answered and over within a few seconds; of the calls that went through SignalWire">
                    {grouped(short.into())}
                </span>
            </Fact>
            <Fact term="Blocked by a network">
                <span title="Rejected as unwanted (SIP 603, 607 or 608); of the calls that went through SignalWire">
                    {grouped(blocked.into())}
                </span>
            </Fact>
        }
    });
    let points: Vec<f64> = row.trend.iter().map(|score| score.unwrap_or(f64::NAN)).collect();
    let trend = trend_words(&row.trend);
    let rate = match row.answer_rate {
        Some(_) => {
            format!("{}%, {} of {}", one_decimal(row.answer_rate), grouped(contacts), grouped(row.calls))
        }
        None => "No calls yet".to_owned(),
    };
    let last = match row.last_call {
        Some(at) => view! { <Moment of=at /> }.into_any(),
        None => "Never".into_any(),
    };
    let area = row.area_code.map_or_else(|| "-".to_owned(), |area| area.to_string());
    let state = row.state.map_or_else(
        || "-".to_owned(),
        |state| state.name().map_or_else(|| state.to_string(), |name| format!("{name} ({state})")),
    );
    let today = if daily_call_cap > 0 {
        format!("Calls today, of {daily_call_cap}")
    } else {
        "Calls today".to_owned()
    };
    let carrier = if signalwire_id.is_empty() { "-".to_owned() } else { signalwire_id };
    view! {
        <Card title="Figures" padded=true>
            <Facts>
                <Fact term="Health">
                    <HealthMeter score=row.health_score calls=row.calls />
                </Fact>
                <Fact term="Health, 30 days">
                    <Sparkline
                        points=points
                        label=trend
                        width=140
                        height=30
                        least_span=14.0
                        trend=row.health_score
                    />
                </Fact>
                <Fact term="Room">
                    <RoomCell standing=row.standing words=row.standing_words room=row.room />
                </Fact>
                <Fact term=format!("Slots, of {leads_per_number}")>
                    <Pips used=row.leads of=leads_per_number />
                </Fact>
                <Fact term="Held, booked">
                    <HeldBooked held=row.held booked=row.booked />
                </Fact>
                <Fact term=today>
                    <CapBar used=row.calls_today cap=daily_call_cap />
                </Fact>
                <Fact term="Load">{row.load}</Fact>
                <Fact term="Answered so far">{rate}</Fact>
                <Fact term="Last call">{last}</Fact>
                {carried}
                <Fact term="State">{state}</Fact>
                <Fact term="Area code">{area}</Fact>
                <Fact term="SignalWire ID">
                    {carrier}
                </Fact>
            </Facts>
        </Card>
    }
}

/// The live leads of a number.
#[component]
pub(super) fn LeadsCard(
    /// The page.
    page: StoredValue<NumberPage>,
) -> impl IntoView {
    let NumberPage { broker, row, leads, leads_total, .. } = page.get_value();
    let slug = broker.slug.to_string();
    if leads.is_empty() {
        let text = match row.standing {
            Standing::Active => "Leads nearby get it as long as it has room.",
            Standing::Resting => "It is resting: no new lead gets it.",
            Standing::Retired | Standing::Gone => "It is out of the pool: no lead gets it.",
        };
        return view! {
            <Card title="Leads on this number">
                <EmptyState
                    glyph=Glyph::Leads
                    title="No lead is on this number"
                    text=text
                />
            </Card>
        }
        .into_any();
    }
    let all = format!("/b/{slug}/assignments?number={}", row.link.key());
    let end = view! {
        <a class="link" href=all>
            "All assignments"
        </a>
    };
    let lines = lead_lines(&slug, leads);
    view! {
        <Card title="Leads on this number" count=grouped(leads_total) end=end>
            <TableScroll label="Leads on this number" narrow=true>
                <table class="table">
                    <caption class="hush">"Leads on this number"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Lead"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num wide-only">
                                "Attempts"
                            </th>
                            <th scope="col">"Appointment"</th>
                            <th scope="col" class="num wide-only">
                                "Last call"
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

fn lead_lines(slug: &str, leads: Vec<NumberLead>) -> Rows {
    keyed(
        leads,
        |lead| lead.lead.id,
        |lead| {
            let href = lead_href(slug, lead.lead.id, "");
            let appointment = lead.appointment.map(|at| view! { <span title=at.exact>{at.short}</span> });
            let last = match lead.last_call {
                Some(at) => view! { <Moment of=at /> }.into_any(),
                None => "Never".into_any(),
            };
            view! {
                <tr>
                    <th scope="row">
                        <a class="row-link mid" href=href>
                            {lead.lead.title}
                        </a>
                        {(!lead.lead.place.is_empty())
                            .then(|| view! { <span class="number-label long cut">{lead.lead.place}</span> })}
                    </th>
                    <td>
                        <StatusChip status=lead.status />
                    </td>
                    <td class="num wide-only">{lead.attempts}</td>
                    <td>{appointment}</td>
                    <td class="num dim wide-only">{last}</td>
                </tr>
            }
        },
    )
}

/// The last 30 days, newest first.
#[component]
pub(super) fn DaysCard(
    /// The page.
    page: StoredValue<NumberPage>,
) -> impl IntoView {
    let days = page.with_value(|page| page.days.clone());
    (!days.is_empty()).then(|| {
        let lines: Vec<_> = days.into_iter().map(day_line).collect();
        view! {
            <Card title="Days" sub="the last 30 with calls or a score">
                <TableScroll label="Days" narrow=true>
                    <table class="table short">
                        <caption class="hush">"The number's last days"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Day"</th>
                                <th scope="col" class="num">
                                    "Health"
                                </th>
                                <th scope="col" class="num">
                                    "Calls"
                                </th>
                                <th scope="col" class="num wide-only">
                                    "Answered"
                                </th>
                                <th scope="col" class="num">
                                    "Answer, %"
                                </th>
                                <th scope="col" class="num">
                                    "Booked"
                                </th>
                                <th scope="col" class="num wide-only">
                                    "New leads"
                                </th>
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </TableScroll>
            </Card>
        }
    })
}

fn day_line(day: NumberDay) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{day.day}</th>
            <td class="num">{day.health_score.map_or_else(|| "-".to_owned(), |score| score.to_string())}</td>
            <td class="num">{grouped(day.calls)}</td>
            <td class="num wide-only">{grouped(day.contacts)}</td>
            <td class="num ink">{one_decimal(day.answer_rate)}</td>
            <td class="num">{grouped(day.bookings)}</td>
            <td class="num wide-only">{grouped(day.assigned)}</td>
        </tr>
    }
}

/// What happened to the number.
#[component]
pub(super) fn HistoryCard(
    /// The page.
    page: StoredValue<NumberPage>,
) -> impl IntoView {
    let (history, own, slug) =
        page.with_value(|page| (page.history.clone(), page.row.link.clone(), page.broker.slug.to_string()));
    (!history.is_empty()).then(|| {
        let entries = keyed(
            history,
            |entry| (entry.at.iso.clone(), entry.what.clone()),
            |entry| {
                let who = (!entry.who.is_empty()).then(|| format!(" by {}", entry.who));
                // This number itself need not be named; who it was about, is.
                let lead = entry.lead.map(|lead| {
                    view! {
                        " · "
                        <a class="link" href=lead_href(&slug, lead.id, "")>
                            {lead.title}
                        </a>
                    }
                });
                let number = entry.number.filter(|link| *link != own).map(|link| {
                    let word = format!(" {} ", entry.link_word);
                    view! {
                        {word}
                        <Phone number=link.number.to_string() />
                    }
                });
                view! {
                    <TimelineEntry
                        shape=entry.shape
                        at=entry.at
                        detail=entry.detail
                        note=entry.note
                    >
                        <b class="strong">{entry.what}</b>
                        {lead}
                        {number}
                        {who}
                    </TimelineEntry>
                }
            },
        );
        view! {
            <Card title="History">
                <Timeline>{entries}</Timeline>
            </Card>
        }
    })
}
