//! Numbers for a sheet: those that are chosen, or all that the filters of the pool keep, however many.

use super::{Chosen, rows};
use crate::assignment::broker_of;
use crate::cursor::{Page, number_cursor_of};
use crate::page::{kept_by, limits_of};
use crate::{Service, ServiceError};
use steadyline_core::field::FieldError;
use steadyline_core::number::Number;
use steadyline_core::user::Actor;
use steadyline_db::number::Roomy;

/// The filter of a word, `free` or `full`: whether a number can take a lead, by the broker's policy and its calls today.
///
/// # Errors
/// `NotFound`; [`FieldError`] on `room`.
pub async fn room(
    service: &Service,
    actor: &Actor,
    broker: &str,
    word: Option<&str>,
) -> Result<Option<Roomy>, ServiceError> {
    let Some(word) = word else { return Ok(None) };
    let office = crate::broker::find(service, actor, broker).await?;
    let limits = limits_of(&office, service.clock.now());
    match word {
        "free" => Ok(Some(Roomy::Free(limits))),
        "full" => Ok(Some(Roomy::Full(limits))),
        _ => Err(FieldError::new("room", "Use free or full.").into()),
    }
}

/// A part of them in the order of the number itself, from the cursor of the part before on.
///
/// # Errors
/// `NotFound`; [`FieldError`] on `cursor` or `numbers`.
pub async fn export(
    service: &Service,
    actor: &Actor,
    broker: &str,
    chosen: &Chosen,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Page<Number>, ServiceError> {
    let (actor, named, chosen, now) = (actor.clone(), broker.to_owned(), chosen.clone(), service.clock.now());
    let after = number_cursor_of(cursor)?;
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                match &chosen {
                    Chosen::Named(_) => {
                        let items = chosen.numbers(tx, &broker, now).await?;
                        Ok(Page { items, next_cursor: None })
                    }
                    Chosen::Kept { query, .. } => {
                        let filter = kept_by(query, limits_of(&broker, now));
                        let found =
                            rows::list(tx, broker.id, &filter, now, after.as_ref(), limit + 1).await?;
                        Ok(Page::cut(found, limit, |number| number.number.to_string()))
                    }
                }
            })
        })
        .await
}
