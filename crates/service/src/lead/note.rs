//! Notes that people write into a lead's history.

use super::{named, not_erased, rows, tell};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::text::{NOTE, required};
use crate::{Service, ServiceError};
use serde_json::json;
use steadyline_core::lead::Lead;
use steadyline_core::user::Actor;

/// Writes a note into a lead's history.
///
/// # Errors
/// [`FieldError`](steadyline_core::field::FieldError) on `note` for an empty or endless one;
/// [`Conflict::LeadErased`](crate::Conflict::LeadErased); `NotFound`.
pub async fn add_note(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lead: &str,
    note: &str,
) -> Result<Lead, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, lead, note) = (broker.to_owned(), lead.to_owned(), required("note", note, NOTE)?);
    let lead = service
        .db
        .write(move |tx| {
            let (ctx, broker, lead, note) = (ctx.clone(), broker.clone(), lead.clone(), note.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let id = named(tx, &broker, &lead).await?.id;
                let found = rows::find_locked(tx, broker.id, id).await?;
                let lead = found.ok_or(ServiceError::NotFound("lead"))?;
                not_erased(&lead)?;
                tell(tx, &ctx, &lead, "lead.noted", Some(&note), json!({})).await?;
                Ok::<_, ServiceError>(lead)
            })
        })
        .await?;
    service.bus.tell(lead.broker_id);
    Ok(lead)
}
