//! The history as programs read it: a page at a time, newest first, or as it goes on.

use crate::assignment::broker_of;
use crate::cursor::{Page, time_cursor};
use crate::{Service, ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;
use steadyline_core::id::{BrokerId, EventId};
use steadyline_core::user::Actor;
use steadyline_db::event::{self, Place, Way};

pub use steadyline_db::event::{EventFilter, HistoryEvent};

/// An entry is committed at most so long after the time it bears: no request takes longer.
const LATEST_COMMIT: TimeDelta = TimeDelta::seconds(60);
/// Entries read at once.
const AT_ONCE: i64 = 500;

/// Entries of a broker's history, newest first, those before a place.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn list(
    service: &Service,
    actor: &Actor,
    broker: &str,
    filter: EventFilter,
    before: Option<Place>,
    limit: i64,
) -> Result<Page<HistoryEvent>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let items = event::list(tx, broker.id, &filter, Way::Newest(before), limit + 1).await?;
                Ok(Page::cut(items, limit, |entry| time_cursor(entry.at, entry.id)))
            })
        })
        .await
}

/// A reader of the history as it goes on: every entry once, oldest first. An entry is told as soon as it is committed,
/// which may be after one that bears a later time: so what was committed lately is read again, and what was told left
/// out.
#[derive(Debug)]
pub struct Reader {
    broker: BrokerId,
    filter: EventFilter,
    /// The newest place that was read.
    place: Place,
    /// What was told of the time in which others may still be committed.
    told: BTreeSet<Place>,
}

impl Reader {
    /// From now on, or from after a place that was told before; around which some may be told once more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin(
        service: &Service,
        broker: BrokerId,
        filter: EventFilter,
        after: Option<Place>,
    ) -> Result<Self, ServiceError> {
        let place = after.unwrap_or_else(|| (service.clock.now(), EventId(uuid::Uuid::max())));
        let told = after.into_iter().collect();
        let mut reader = Self { broker, filter, place, told };
        if after.is_none() {
            // What is there already is not news.
            while !reader.next(service).await?.is_empty() {}
        }
        Ok(reader)
    }

    /// What was committed since, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next(&mut self, service: &Service) -> Result<Vec<HistoryEvent>, ServiceError> {
        let (broker, filter, told) = (self.broker, self.filter.clone(), self.told.clone());
        let from = (self.settled(), EventId(uuid::Uuid::nil()));
        let read = service
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let (mut fresh, mut place) = (Vec::new(), from);
                    loop {
                        let page = event::list(tx, broker, &filter, Way::Oldest(place), AT_ONCE).await?;
                        let count = page.len();
                        place = page.last().map_or(place, HistoryEvent::place);
                        fresh.extend(page.into_iter().filter(|entry| !told.contains(&entry.place())));
                        let is_all = i64::try_from(count).is_ok_and(|count| count < AT_ONCE);
                        if is_all || !fresh.is_empty() {
                            return Ok::<_, ServiceError>(fresh);
                        }
                    }
                })
            })
            .await?;
        self.told.extend(read.iter().map(HistoryEvent::place));
        self.place = read.last().map_or(self.place, |last| last.place().max(self.place));
        let settled = self.settled();
        self.told.retain(|(at, _)| *at >= settled);
        Ok(read)
    }

    /// Before this time nothing is committed any more.
    fn settled(&self) -> DateTime<Utc> {
        self.place.0.checked_sub_signed(LATEST_COMMIT).unwrap_or(self.place.0)
    }
}
