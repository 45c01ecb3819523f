//! Calls as rows: what stands behind a figure of a report.

use super::narrow::{self, Asked};
use super::teller::{Teller, listed_lead, number_link};
use super::{PAGE, cut, link};
use crate::assignment::broker_of;
use crate::cursor::{read_time_cursor, time_cursor};
use crate::{Service, ServiceError};
use steadyline_core::area_code::StateCode;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{CallRow, CallsPage, CallsQuery};
use steadyline_core::user::Actor;
use steadyline_db::page::called::{self, Called, Filter};

/// The outbound calls that count, as the address asks for them.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn calls(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &CallsQuery,
) -> Result<CallsPage, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let (mut query, asked) = understood(query.clone());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let (range, mut unread) = narrow::days(&mut query.from, &mut query.to, teller.today())?;
                unread.extend(asked.unread);
                let filter = Filter {
                    range,
                    weekday: weekday(&query.weekday),
                    hour: hour(&query.hour),
                    area_code: narrow::area_code(&query.area_code),
                    state: narrow::parsed(&query.state),
                    outcome: narrow::parsed(&query.outcome),
                    after: read_time_cursor(&query.cursor),
                };
                let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
                let mut rows = called::list(tx, broker.id, &filter, limit).await?;
                let next_cursor = cut(&mut rows, |row| time_cursor(row.called_at, row.id));
                Ok(CallsPage {
                    broker: link(&broker),
                    range,
                    rows: rows.iter().map(|row| row_of(teller, row)).collect(),
                    next_cursor,
                    query,
                    unread,
                })
            })
        })
        .await
}

/// What can be read of it, and what cannot. A figure may count a state that no table knows.
fn understood(query: CallsQuery) -> (CallsQuery, Asked) {
    let mut asked = Asked::default();
    let query = CallsQuery {
        weekday: asked.one("weekday", query.weekday, weekday),
        hour: asked.one("hour", query.hour, hour),
        area_code: asked.one("area_code", query.area_code, narrow::area_code),
        state: asked.one("state", query.state, narrow::parsed::<StateCode>),
        outcome: asked.one("outcome", query.outcome, narrow::parsed::<Outcome>),
        ..query
    };
    (query, asked)
}

pub(super) fn weekday(text: &str) -> Option<i32> {
    figure(text, 6)
}

pub(super) fn hour(text: &str) -> Option<i32> {
    figure(text, 23)
}

fn figure(text: &str, most: i32) -> Option<i32> {
    text.trim().parse().ok().filter(|figure| (0..=most).contains(figure))
}

fn row_of(teller: Teller, row: &Called) -> CallRow {
    let Called { id: _, called_at, outcome, duration_seconds, area_code, state, lead, number } = row;
    CallRow {
        at: teller.when(*called_at),
        lead: listed_lead(lead),
        number: number.as_ref().map(|(id, number)| number_link(*id, number)),
        outcome: *outcome,
        place: format!("{state} {area_code}").trim().to_owned(),
        duration_seconds: *duration_seconds,
    }
}
