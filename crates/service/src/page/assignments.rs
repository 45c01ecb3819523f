//! Assignments by status.

use super::narrow::{self, Asked, By, Shared};
use super::number::attempts;
use super::teller::{Teller, listed_lead, number_link};
use super::{PAGE, cut, find_number, link};
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use chrono::TimeDelta;
use steadyline_core::broker::Broker;
use steadyline_core::choice::Match;
use steadyline_core::id::NumberId;
use steadyline_core::number::Standing;
use steadyline_core::page::{
    AssignmentRow, AssignmentsPage, AssignmentsQuery, Choice, KEPT_COUNTED, StatusKind,
};
use steadyline_core::user::Actor;
use steadyline_db::page::listed::{self, Filter, Listed, Order, StatusCounts, Which};
use steadyline_db::page::narrow::Narrow;

/// Days after which a held lead that nobody called is silent, unless the broker says otherwise.
pub(super) const SILENT_DAYS: i32 = 14;

/// The assignments as the address asks for them.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn assignments(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &AssignmentsQuery,
) -> Result<AssignmentsPage, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let (mut query, mut asked) = understood(query.clone());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let number = find_number(tx, &broker, &query.number).await?;
                if number.is_none() {
                    asked.not_there("number", &mut query.number);
                }
                let filter = filter(&query, &broker, teller, number.as_ref().map(|number| number.id));
                let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
                let mut rows = listed::list(tx, broker.id, &filter, limit).await?;
                let next_cursor = cut(&mut rows, |row| narrow::cursor(&filter.order.after(row)));
                let kept = listed::count(tx, broker.id, &filter, KEPT_COUNTED).await?;
                let counts = listed::counts(tx, broker.id).await?;
                Ok(AssignmentsPage {
                    broker: link(&broker),
                    number: number.map(|number| number_link(number.id, &number.number)),
                    rows: rows.iter().map(|row| row_of(teller, row)).collect(),
                    next_cursor,
                    statuses: statuses(counts),
                    choices: narrow::of_assignments(tx, &broker, &filter).await?,
                    kept,
                    too_long_days: broker.settings.assigned_too_long_days,
                    query: AssignmentsQuery { cursor: String::new(), ..query },
                    unread: asked.unread,
                })
            })
        })
        .await
}

/// What can be read of it, and what cannot.
fn understood(mut query: AssignmentsQuery) -> (AssignmentsQuery, Asked) {
    let mut asked = Asked::default();
    let AssignmentsQuery { status, silent, state, area_code, quality, .. } = &mut query;
    asked.shared(Shared { status, silent, state, area_code, quality }, known_status);
    (query, asked)
}

/// A status, or what diagnostics ask for.
fn known_status(word: &str) -> Option<()> {
    (matches!(word, "too_long" | "silent" | "out_of_service") || StatusKind::parse(word).is_some())
        .then_some(())
}

pub(super) fn filter(
    query: &AssignmentsQuery,
    broker: &Broker,
    teller: Teller,
    number_id: Option<NumberId>,
) -> Filter {
    let (order, by, descending) = match narrow::order(&query.sort) {
        ("last_call", descending) => (Order::LastCall, By::Time, descending),
        ("attempts", descending) => (Order::Attempts, By::Count, descending),
        ("assigned", false) => (Order::Assigned, By::Time, false),
        _ => (Order::Assigned, By::Time, true),
    };
    Filter {
        which: which(&query.status, broker, teller),
        number_id,
        silent_since: narrow::silent_since(&query.silent, teller),
        not_held_at: None,
        lead: Narrow {
            search: query.search.clone(),
            state: narrow::state(&query.state),
            area_code: narrow::area_code(&query.area_code),
            quality: narrow::parsed(&query.quality),
            ..Narrow::default()
        },
        order,
        descending,
        after: narrow::read_cursor(&query.cursor, by),
    }
}

/// Days after which a held lead is silent.
pub(crate) fn silent_days_of(broker: &Broker) -> i32 {
    match broker.settings.release_held_after_days {
        0 => SILENT_DAYS,
        days => days.min(SILENT_DAYS),
    }
}

fn which(status: &str, broker: &Broker, teller: Teller) -> Which {
    let days_ago = |days: i32| teller.now - TimeDelta::days(days.into());
    match status {
        "too_long" => Which::ActiveSinceBefore(days_ago(broker.settings.assigned_too_long_days)),
        "silent" => Which::HeldSilentSince(days_ago(silent_days_of(broker))),
        "out_of_service" => Which::OutOfService,
        word => StatusKind::parse(word).map_or(Which::Live, Which::Of),
    }
}

fn statuses(counts: StatusCounts) -> Vec<Choice> {
    let of =
        |value: &str, label: &str, count| Choice { value: value.to_owned(), label: label.to_owned(), count };
    let mut all = vec![of("", "Live", counts.live())];
    all.extend(counted_statuses(counts));
    all
}

/// The statuses with counts; released ones are history and not counted.
pub(super) fn counted_statuses(counts: StatusCounts) -> Vec<Choice> {
    let of = |status: StatusKind, count| Choice {
        value: status.as_str().to_owned(),
        label: status.label().to_owned(),
        count,
    };
    vec![
        of(StatusKind::Active, counts.active),
        of(StatusKind::Held, counts.held),
        of(StatusKind::Booked, counts.booked),
        of(StatusKind::Unreachable, counts.unreachable),
    ]
}

/// "number is gone", "number is retired"; empty while it is in service.
pub(super) fn trouble(standing: Standing) -> String {
    match standing {
        Standing::Gone => "number is gone".to_owned(),
        Standing::Retired => "number is retired".to_owned(),
        Standing::Active | Standing::Resting => String::new(),
    }
}

/// How a number was found, as a heading has it.
pub(super) fn match_label(word: Option<&str>) -> String {
    Match::ALL
        .into_iter()
        .find(|matched| Some(matched.as_str()) == word)
        .map(|matched| matched.label().to_owned())
        .unwrap_or_default()
}

fn row_of(teller: Teller, row: &Listed) -> AssignmentRow {
    let is_live = matches!(row.status, StatusKind::Active | StatusKind::Held | StatusKind::Booked);
    AssignmentRow {
        id: row.id,
        lead: listed_lead(&row.lead),
        number: number_link(row.number_id, &row.number),
        status: row.status,
        attempts: attempts(row),
        matched: match_label(row.matched.as_deref()),
        assigned: teller.when(row.assigned_at),
        age: Teller { now: row.released_at.filter(|_| !is_live).unwrap_or(teller.now), ..teller }
            .age(row.assigned_at),
        last_call: row.last_call_at.map(|at| teller.when(at)),
        appointment: row.appointment_at.map(|at| teller.when(at)),
        ended: row.released_at.filter(|_| !is_live).map(|at| teller.when(at)),
        trouble: if is_live { trouble(row.standing) } else { String::new() },
    }
}
