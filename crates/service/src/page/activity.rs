//! Every event of a broker, newest first.

use super::history::events;
use super::narrow::Asked;
use super::teller::{Teller, number_link, title_of};
use super::{PAGE, cut, find_number, link};
use crate::assignment::broker_of;
use crate::cursor::{read_time_cursor, time_cursor};
use crate::{Service, ServiceError};
use steadyline_core::page::{ActivityPage, ActivityQuery, Choice};
use steadyline_core::user::Actor;
use steadyline_db::lead as leads;
use steadyline_db::page::event::{self, Filter};

/// Groups of kinds: the word of addresses, what people read, and how such kinds begin.
const KINDS: [(&str, &str, &str); 4] = [
    ("calls", "Calls", "call."),
    ("assignments", "Assignments", "assignment."),
    ("leads", "Leads", "lead."),
    ("numbers", "Numbers", "number."),
];
/// Events that are looked at for who did something lately.
const LATELY: i64 = 500;

/// The events as the address asks for them.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn activity(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &ActivityQuery,
) -> Result<ActivityPage, ServiceError> {
    let (actor, named, mut asked) = (actor.clone(), broker.to_owned(), Asked::default());
    let mut query = ActivityQuery { kind: asked.one("kind", query.kind.clone(), noun), ..query.clone() };
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
                let lead = match query.lead.trim() {
                    "" => None,
                    named => leads::find_named(tx, broker.id, named).await?,
                };
                if lead.is_none() {
                    asked.not_there("lead", &mut query.lead);
                }
                let filter = Filter {
                    noun: noun(&query.kind),
                    number_id: number.as_ref().map(|number| number.id),
                    lead_id: lead.as_ref().map(|lead| lead.id),
                    actor: Some(query.who.trim().to_owned()).filter(|who| !who.is_empty()),
                    before: read_time_cursor(&query.cursor),
                };
                let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
                let mut entries = event::page(tx, broker.id, &filter, limit).await?;
                let next_cursor = cut(&mut entries, |entry| time_cursor(entry.at, entry.id));
                Ok(ActivityPage {
                    broker: link(&broker),
                    zone: teller.zone_words(),
                    events: events(teller, entries),
                    kinds: KINDS
                        .iter()
                        .map(|(value, label, _)| Choice {
                            value: (*value).to_owned(),
                            label: (*label).to_owned(),
                            count: 0,
                        })
                        .collect(),
                    actors: event::actors(tx, broker.id, LATELY).await?,
                    number: number.map(|number| number_link(number.id, &number.number)),
                    lead: lead.as_ref().map(title_of),
                    next_cursor,
                    query: ActivityQuery { cursor: String::new(), ..query },
                    unread: asked.unread,
                })
            })
        })
        .await
}

/// How the kinds of a group begin.
fn noun(kind: &str) -> Option<&'static str> {
    KINDS.iter().find(|(word, ..)| *word == kind).map(|(_, _, noun)| *noun)
}
