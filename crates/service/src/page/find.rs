//! The search of the top bar.

use super::teller::{lead_link, place};
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use steadyline_core::page::{Found, FoundKind};
use steadyline_core::user::Actor;
use steadyline_db::number::{self, NumberFilter};
use steadyline_db::page::lead;
use steadyline_db::page::narrow::Narrow;

/// Most of each kind.
const MOST: i64 = 8;

/// Numbers and leads that have the text in number, label, name, reference or phone.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn find(
    service: &Service,
    actor: &Actor,
    broker: &str,
    text: &str,
) -> Result<Vec<Found>, ServiceError> {
    let (actor, named, text) = (actor.clone(), broker.to_owned(), text.trim().to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                if text.is_empty() {
                    return Ok(Vec::new());
                }
                let base = format!("/b/{}", broker.slug);
                let filter = NumberFilter { search: Some(text.clone()), ..NumberFilter::default() };
                let numbers = number::list(tx, broker.id, &filter, now, None, MOST).await?;
                let filter = lead::Filter {
                    lead: Narrow { search: text.clone(), ..Narrow::default() },
                    descending: true,
                    ..lead::Filter::default()
                };
                let leads = lead::list(tx, broker.id, &filter, MOST).await?;
                let numbers = numbers.into_iter().map(|number| Found {
                    kind: FoundKind::Number,
                    title: number.number.national(),
                    detail: [
                        number.label.clone().unwrap_or_default(),
                        place(number.state.as_ref(), None),
                        number.standing(now).label().to_owned(),
                    ]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
                    href: format!("{base}/pool/{}", number.number.as_str().trim_start_matches('+')),
                });
                let leads = leads.into_iter().map(|lead| {
                    let link = lead_link(&lead);
                    let phone = lead.phone.as_ref().map(steadyline_core::phone::E164::national);
                    Found {
                        kind: FoundKind::Lead,
                        detail: [phone.unwrap_or_default(), link.place]
                            .into_iter()
                            .filter(|part| !part.is_empty() && *part != link.title)
                            .collect::<Vec<_>>()
                            .join(", "),
                        title: link.title,
                        href: format!("{base}/leads/{}", lead.id),
                    }
                });
                Ok(numbers.chain(leads).collect())
            })
        })
        .await
}
