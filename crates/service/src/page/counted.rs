//! Leads and assignments as rows: what stands behind a figure of a report.

use super::teller::{Teller, listed_lead, number_link};
use super::{PAGE, cut, link};
use crate::assignment::broker_of;
use crate::cursor::{read_time_cursor, time_cursor};
use crate::{Service, ServiceError, local_time};
use steadyline_core::field::FieldError;
use steadyline_core::page::{Counted, CountedPage, CountedQuery, CountedRow, FirstAnswer};
use steadyline_core::report::Range;
use steadyline_core::user::Actor;
use steadyline_db::page::counted::{self as rows, Filter};

/// The leads or assignments that a figure counts, as the address asks for them.
///
/// # Errors
/// [`FieldError`] for what cannot be asked for, `NotFound` for a broker the actor may not know of.
pub async fn rows_behind(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &CountedQuery,
) -> Result<CountedPage, ServiceError> {
    let (actor, named, query) = (actor.clone(), broker.to_owned(), query.clone());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let range = Range::parse(Some(&query.from), Some(&query.to), teller.today())?;
                let of = match query.of.trim() {
                    "" => Counted::Leads,
                    word => Counted::parse(word).ok_or_else(|| FieldError::new("of", unknown()))?,
                };
                let filter = Filter {
                    of,
                    range,
                    window: (
                        local_time::at_minute(&broker, range.from, 0),
                        local_time::day_ends_at(&broker, range.to),
                    ),
                    attempts: FirstAnswer::parse(&query.attempts)?,
                    after: read_time_cursor(&query.cursor),
                };
                let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
                let mut found = rows::list(tx, broker.id, &filter, limit).await?;
                let next_cursor = cut(&mut found, |row| time_cursor(row.at, row.id));
                Ok(CountedPage {
                    broker: link(&broker),
                    of,
                    range,
                    rows: found.iter().map(|row| row_of(teller, row)).collect(),
                    next_cursor,
                    query,
                })
            })
        })
        .await
}

fn unknown() -> String {
    let words: Vec<&str> = Counted::ALL.into_iter().map(Counted::as_str).collect();
    format!("Give one of {}.", words.join(", "))
}

fn row_of(teller: Teller, row: &rows::CountedRow) -> CountedRow {
    CountedRow {
        lead: listed_lead(&row.lead),
        number: row.number.as_ref().map(|(id, number)| number_link(*id, number)),
        assigned: teller.when(row.assigned_at),
        answered: row.answered_at.map(|at| teller.when(at)),
        booked: row.booked_at.map(|at| teller.when(at)),
        closed: row.closed_at.map(|at| teller.when(at)),
        ended: row.ended_at.map(|at| teller.when(at)),
        calls: row.calls,
    }
}
