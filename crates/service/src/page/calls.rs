//! Calls as rows: what stands behind a figure of a report.

use super::teller::{Teller, listed_lead, number_link};
use super::{PAGE, cut, link};
use crate::assignment::broker_of;
use crate::cursor::{read_time_cursor, time_cursor};
use crate::{Service, ServiceError};
use std::str::FromStr;
use steadyline_core::field::FieldError;
use steadyline_core::page::{CallRow, CallsPage, CallsQuery};
use steadyline_core::report::Range;
use steadyline_core::user::Actor;
use steadyline_db::page::called::{self, Called, Filter};

/// The outbound calls that count, as the address asks for them.
///
/// # Errors
/// [`FieldError`] for what cannot be asked for, `NotFound` for a broker the actor may not know of.
pub async fn calls(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &CallsQuery,
) -> Result<CallsPage, ServiceError> {
    let (actor, named, query) = (actor.clone(), broker.to_owned(), query.clone());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let range = Range::parse(Some(&query.from), Some(&query.to), teller.today())?;
                let filter = Filter {
                    range,
                    weekday: figure("weekday", &query.weekday, 6)?,
                    hour: figure("hour", &query.hour, 23)?,
                    area_code: word(&query.area_code)?,
                    state: word(&query.state)?,
                    outcome: word(&query.outcome)
                        .map_err(|_| FieldError::new("outcome", "Give an outcome's word."))?,
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
                })
            })
        })
        .await
}

pub(crate) fn figure(field: &'static str, text: &str, most: i32) -> Result<Option<i32>, FieldError> {
    match text.trim() {
        "" => Ok(None),
        text => text
            .parse()
            .ok()
            .filter(|figure| (0..=most).contains(figure))
            .map(Some)
            .ok_or_else(|| FieldError::new(field, format!("Give 0 to {most}."))),
    }
}

pub(crate) fn word<T: FromStr>(text: &str) -> Result<Option<T>, T::Err> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some),
    }
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
