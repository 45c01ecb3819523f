//! Leads and assignments as rows: what stands behind a figure of a report.

use super::narrow::{self, Asked};
use super::teller::{Teller, listed_lead, number_link};
use super::{PAGE, cut, link};
use crate::assignment::broker_of;
use crate::cursor::{read_time_cursor, time_cursor};
use crate::{Service, ServiceError, local_time};
use steadyline_core::page::{Counted, CountedPage, CountedQuery, CountedRow};
use steadyline_core::user::Actor;
use steadyline_db::page::counted::{self as rows, Filter};

/// The leads or assignments that a figure counts, as the address asks for them.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn rows_behind(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &CountedQuery,
) -> Result<CountedPage, ServiceError> {
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
                let of = counted(&query.of).unwrap_or(Counted::Leads);
                let filter = Filter {
                    of,
                    range,
                    window: (
                        local_time::at_minute(&broker, range.from, 0),
                        local_time::day_ends_at(&broker, range.to),
                    ),
                    attempts: narrow::first_answer(&query.attempts),
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
                    unread,
                })
            })
        })
        .await
}

/// What can be read of it, and what cannot.
fn understood(query: CountedQuery) -> (CountedQuery, Asked) {
    let mut asked = Asked::default();
    let query = CountedQuery {
        of: asked.one("of", query.of, counted),
        attempts: asked.one("attempts", query.attempts, narrow::first_answer),
        ..query
    };
    (query, asked)
}

fn counted(word: &str) -> Option<Counted> {
    Counted::parse(word.trim())
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
