//! Search: numbers, leads, pages and, for admins, brokers.

mod place;

use super::teller::{lead_link, place as place_of};
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use place::places;
use steadyline_core::broker::Broker;
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::page::{Found, FoundKind, MOST_FOUND};
use steadyline_core::user::{Actor, Role};
use steadyline_db::number::{self, NumberFilter};
use steadyline_db::page::narrow::Narrow;
use steadyline_db::page::{find as leads_as_typed, lead};
use steadyline_db::{Tx, broker as brokers};

/// Most of each kind: what a page shows, and one more, which says that there are others.
const MOST: usize = MOST_FOUND + 1;
/// The same while somebody types.
const SUGGESTED: usize = 5;

/// Numbers and leads that have the text in number, label, name, reference or phone, and pages of that name.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn find(
    service: &Service,
    actor: &Actor,
    broker: &str,
    text: &str,
) -> Result<Vec<Found>, ServiceError> {
    search(service, actor, broker, text, MOST, false).await
}

/// The same as one types: only leads that an index finds, which begin with the text or end with its digits. Without a
/// text the pages.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn suggest(
    service: &Service,
    actor: &Actor,
    broker: &str,
    text: &str,
) -> Result<Vec<Found>, ServiceError> {
    search(service, actor, broker, text, SUGGESTED, true).await
}

async fn search(
    service: &Service,
    actor: &Actor,
    broker: &str,
    text: &str,
    most: usize,
    as_typed: bool,
) -> Result<Vec<Found>, ServiceError> {
    let (actor, named, text) = (actor.clone(), broker.to_owned(), text.trim().to_owned());
    let now = service.clock.now();
    let limit = super::pool::count(most);
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let is_admin = matches!(actor.role(), Role::Admin);
                let base = format!("/b/{}", broker.slug);
                if text.is_empty() {
                    return Ok(if as_typed { places(&base, "", is_admin) } else { Vec::new() });
                }
                let filter = NumberFilter { search: Some(text.clone()), ..NumberFilter::default() };
                let numbers = number::list(tx, broker.id, &filter, now, None, limit).await?;
                let mut leads = if as_typed {
                    leads_as_typed::leads(tx, broker.id, &text, limit).await?
                } else {
                    let filter = lead::Filter {
                        lead: Narrow { search: text.clone(), ..Narrow::default() },
                        descending: true,
                        ..lead::Filter::default()
                    };
                    lead::list(tx, broker.id, &filter, limit).await?
                };
                leads.truncate(most);
                let mut found: Vec<Found> =
                    numbers.iter().map(|number| of_number(&base, number, now)).collect();
                found.extend(leads.iter().map(|lead| of_lead(&base, lead)));
                found.extend(places(&base, &text, is_admin));
                if is_admin {
                    found.extend(of_brokers(tx, &broker, &text).await?);
                }
                Ok(found)
            })
        })
        .await
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn of_number(base: &str, number: &Number, now: chrono::DateTime<chrono::Utc>) -> Found {
    Found {
        kind: FoundKind::Number,
        title: number.number.national(),
        detail: joined([
            number.label.clone().unwrap_or_default(),
            place_of(number.state.as_ref(), None),
            number.standing(now).label().to_ascii_lowercase(),
        ]),
        href: format!("{base}/pool/{}", number.number.as_str().trim_start_matches('+')),
    }
}

fn of_lead(base: &str, lead: &Lead) -> Found {
    let link = lead_link(lead);
    let phone = lead.phone.as_ref().map(steadyline_core::phone::E164::national);
    let is_told =
        |reference: &&String| **reference != link.title && uuid::Uuid::parse_str(reference).is_err();
    let reference = lead.reference.as_ref().filter(is_told).map(|reference| format!("ref. {reference}"));
    let parts = [phone.filter(|phone| *phone != link.title), Some(link.place), reference];
    Found {
        kind: FoundKind::Lead,
        detail: joined(parts.into_iter().flatten()),
        title: link.title,
        href: format!("{base}/leads/{}", lead.id),
    }
}

async fn of_brokers(tx: &mut Tx, open: &Broker, text: &str) -> Result<Vec<Found>, ServiceError> {
    let text = text.to_lowercase();
    let named =
        |broker: &Broker| broker.name.to_lowercase().contains(&text) || broker.slug.as_str().contains(&text);
    let all = brokers::list(tx).await?;
    Ok(all
        .into_iter()
        .filter(|broker| broker.id != open.id && named(broker))
        .take(SUGGESTED)
        .map(|broker| Found {
            kind: FoundKind::Broker,
            title: broker.name.clone(),
            detail: "Open its dashboard".to_owned(),
            href: format!("/b/{}", broker.slug),
        })
        .collect())
}
