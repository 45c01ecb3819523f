//! Brokers behind a figure about all of them.

use super::scope::{Asked, Scope};
use crate::{Service, ServiceError, page};
use std::cmp::Reverse;
use steadyline_core::page::{
    BehindPage, BehindQuery, BehindRow, BrokerLink, Counted, FirstAnswer, MOST_SHOWN,
};
use steadyline_core::report::Rate;
use steadyline_core::user::{Actor, Role};
use steadyline_db::broker as broker_rows;
use steadyline_db::report::{self as rows, Behind};

/// The brokers behind a figure, as the address asks for them. For admins.
///
/// # Errors
/// `Forbidden` for who is no admin.
pub async fn behind(
    service: &Service,
    actor: &Actor,
    query: &BehindQuery,
) -> Result<BehindPage, ServiceError> {
    if actor.role() != Role::Admin {
        return Err(ServiceError::Forbidden("only admins may see that"));
    }
    let (actor, now) = (actor.clone(), service.clock.now());
    let (query, of, not_read) = page::figure_behind(query.clone());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let asked =
                    Asked { broker: None, from: Some(query.from.clone()), to: Some(query.to.clone()) };
                let (scope, mut unread) = Scope::of_page(tx, &actor, asked, now).await?;
                unread.extend(not_read);
                let sums = rows::behind(tx, &of, scope.range).await?;
                let brokers = broker_rows::list(tx).await?;
                let (title, whole, part) = words(&of);
                let total = sums.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                let mut rows: Vec<BehindRow> = brokers
                    .into_iter()
                    .filter_map(|broker| {
                        let (whole, part) = sums.get(&broker.id).copied().filter(|sums| sums.0 > 0)?;
                        let broker = BrokerLink { slug: broker.slug, name: broker.name };
                        Some(BehindRow { broker, rate: Rate::of(part, whole) })
                    })
                    .collect();
                rows.sort_by_key(|row| {
                    (Reverse(row.rate.contacts), Reverse(row.rate.calls), row.broker.name.clone())
                });
                let count = rows.len();
                rows.truncate(MOST_SHOWN);
                Ok(BehindPage {
                    range: scope.range,
                    query,
                    title,
                    whole: whole.to_owned(),
                    part: part.to_owned(),
                    total: Rate::of(total.1, total.0),
                    rows,
                    count,
                    unread,
                })
            })
        })
        .await
}

/// The title, and what all of it and the part are called.
fn words(of: &Behind) -> (String, &'static str, &'static str) {
    match of {
        Behind::Calls(_) => ("Calls, by broker".to_owned(), "Calls", "Answered"),
        Behind::BookedCalls(_) => ("Booked calls, by broker".to_owned(), "Calls", "Booked"),
        Behind::Counted(of) => {
            let (whole, part) = match of {
                Counted::Leads => ("Leads", ""),
                Counted::Answered => ("First assigned", "Answered"),
                Counted::Booked => ("Answered", "Booked"),
                Counted::Closed => ("Booked", "Closed"),
                Counted::ClosedUnbooked => ("Won", "Without a booked call"),
                Counted::Unreachable => ("First assigned", "Unreachable"),
                Counted::Assigned => ("Assignments", ""),
                Counted::Moved => ("Assignments", "Rehomed"),
                Counted::Ended => ("Given back", ""),
            };
            (format!("{}, by broker", of.label()), whole, part)
        }
        Behind::Attempts(FirstAnswer { nth, or_later }) => (
            format!(
                "Leads that answered at call {nth}{}, by broker",
                if *or_later { " or later" } else { "" }
            ),
            "Answered",
            "At that call",
        ),
        Behind::Numbers => ("Numbers in use, by broker".to_owned(), "Number-days in service", "In use"),
        Behind::Band(band) => (
            format!("Numbers of {} health now, by broker", band.label().to_lowercase()),
            "Numbers in service",
            band.label(),
        ),
    }
}
