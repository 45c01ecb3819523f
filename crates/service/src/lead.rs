//! Leads: records of persons to call.

mod edit;
mod erase;
mod note;
mod suppress;

pub use edit::{LeadEdit, edit, set_deal};
pub(crate) use edit::{TOLD, edited};
pub use erase::erase;
pub(crate) use erase::not_erased;
pub use note::add_note;
pub use suppress::{Unsuppressed, set_suppressed, suppress_many, undo_suppression, undo_suppressions};
pub(crate) use suppress::{release_suppressed, suppress_in, undo_suppression_in};

use crate::assignment::{MOST, broker_of};
use crate::ctx::{About, Ctx};
use crate::cursor::{Page, time_cursor, time_cursor_of};
use crate::text::{NOTE, ONE_LINE, optional};
use crate::{Conflict, Service, ServiceError};
use serde_json::json;
use steadyline_core::area_code::{AreaCode, StateCode, lookup};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::lead::{Deal, Lead};
use steadyline_core::phone::E164;
use steadyline_core::setting::Quality;
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::dialect;
use steadyline_db::lead::{self as rows, LeadCursor};

pub use steadyline_db::lead::LeadFilter;

/// A lead to be.
#[derive(Clone, Debug, Default)]
pub struct NewLead {
    /// The caller's own name for it, unique in a broker.
    pub reference: Option<String>,
    /// What the person is called.
    pub name: Option<String>,
    /// The person's phone.
    pub phone: Option<E164>,
    /// The phone's where none is given.
    pub area_code: Option<AreaCode>,
    /// The area code's where none is given.
    pub state: Option<StateCode>,
    /// How good the lead is.
    pub quality: Option<Quality>,
    /// Free text.
    pub notes: Option<String>,
}

impl NewLead {
    pub(crate) fn complete(self, ctx: &Ctx) -> Result<Lead, FieldError> {
        let Self { reference, name, phone, area_code, state, quality, notes } = self;
        let area_code = area_code.or_else(|| phone.as_ref().and_then(E164::area_code));
        let state = state.or_else(|| state_of(area_code));
        let reference = optional("reference", reference.as_deref(), ONE_LINE)?;
        let name = optional("name", name.as_deref(), ONE_LINE)?;
        if reference.is_none() && name.is_none() && phone.is_none() {
            return Err(FieldError::new("phone", "Enter at least a phone, a name or a reference."));
        }
        Ok(Lead {
            id: ctx.clock.id(),
            // Known once the broker is.
            broker_id: steadyline_core::id::BrokerId(uuid::Uuid::nil()),
            reference,
            name,
            phone,
            area_code,
            state,
            quality,
            deal: Deal::Open,
            suppressed_at: None,
            bad_phone_at: None,
            erased_at: None,
            notes: optional("notes", notes.as_deref(), NOTE)?,
            created_at: ctx.now,
        })
    }
}

/// The state that an area code stands for.
pub(crate) fn state_of(area_code: Option<AreaCode>) -> Option<StateCode> {
    area_code.as_ref().and_then(lookup).and_then(|area| area.state())
}

/// Creates a lead. A record of a person who is suppressed is suppressed from the start.
///
/// # Errors
/// [`Conflict::Exists`] for a reference that is taken; [`FieldError`] for what is not allowed.
pub async fn create(
    service: &Service,
    actor: &Actor,
    broker: &str,
    new: NewLead,
) -> Result<Lead, ServiceError> {
    create_by_hand(service, actor, broker, new, true).await
}

/// The same, by hand: of a person who has a record already only where `another` says so. Else somebody who types a
/// known phone, or sends a form twice, has two.
///
/// # Errors
/// As [`create`], and [`FieldError`] on `another`.
pub async fn create_by_hand(
    service: &Service,
    actor: &Actor,
    broker: &str,
    new: NewLead,
    another: bool,
) -> Result<Lead, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, new) = (broker.to_owned(), new.complete(&ctx)?);
    let lead = service
        .db
        .write(move |tx| {
            let (ctx, broker, mut lead) = (ctx.clone(), broker.clone(), new.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                lead.broker_id = broker.id;
                if let Some(phone) = &lead.phone {
                    dialect::lock_person(tx, broker.id, phone).await?;
                    if !another {
                        refuse_known(tx, &broker, phone).await?;
                    }
                    lead.suppressed_at = rows::suppressed_at(tx, broker.id, phone).await?;
                }
                if !rows::insert(tx, &lead).await? {
                    return Err(reference_taken());
                }
                tell(tx, &ctx, &lead, "lead.created", None, json!({})).await?;
                Ok(lead)
            })
        })
        .await?;
    service.bus.tell(lead.broker_id);
    Ok(lead)
}

async fn refuse_known(tx: &mut Tx, broker: &Broker, phone: &E164) -> Result<(), ServiceError> {
    let known = rows::by_phones(tx, broker.id, std::slice::from_ref(phone)).await?;
    let Some(first) = known.first() else { return Ok(()) };
    let who = first.name.as_deref().or(first.reference.as_deref()).unwrap_or("Another lead");
    let why =
        format!("{who} already has {}. Check this to add a second record of the person.", phone.national());
    Err(FieldError::new("another", why).into())
}

fn reference_taken() -> ServiceError {
    Conflict::Exists { what: "reference", why: "another lead has it".to_owned() }.into()
}

/// The lead of that reference, else of that id.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn find(service: &Service, actor: &Actor, broker: &str, lead: &str) -> Result<Lead, ServiceError> {
    let (actor, broker, lead) = (actor.clone(), broker.to_owned(), lead.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                named(tx, &broker, &lead).await
            })
        })
        .await
}

/// The leads of these references or ids, in that order.
///
/// # Errors
/// `NotFound` where there is none of one of them that the actor may know of; [`FieldError`] on `leads` for too many.
pub async fn find_all(
    service: &Service,
    actor: &Actor,
    broker: &str,
    leads: Vec<String>,
) -> Result<Vec<Lead>, ServiceError> {
    if leads.len() > MOST {
        return Err(FieldError::new("leads", format!("Select at most {MOST} leads.")).into());
    }
    let (actor, broker) = (actor.clone(), broker.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let found = rows::find_named_all(tx, broker.id, &leads).await?.into_iter();
                let found = found.map(|lead| lead.ok_or(ServiceError::NotFound("lead")));
                found.collect::<Result<Vec<_>, ServiceError>>()
            })
        })
        .await
}

/// The lead of a broker that a caller names.
async fn named(tx: &mut Tx, broker: &Broker, lead: &str) -> Result<Lead, ServiceError> {
    rows::find_named(tx, broker.id, lead).await?.ok_or(ServiceError::NotFound("lead"))
}

/// A page of a broker's leads, newest first. The broker may be left out where the actor has one.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; [`FieldError`] on `cursor`.
pub async fn list(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    filter: LeadFilter,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Page<Lead>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    let after = cursor.map(time_cursor_of).transpose()?;
    let after = after.map(|(created_at, id)| LeadCursor { created_at, id });
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                let items = rows::list(tx, broker.id, &filter, after, limit + 1).await?;
                Ok(Page::cut(items, limit, |lead| time_cursor(lead.created_at, lead.id)))
            })
        })
        .await
}

/// Writes the history of a lead.
async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    lead: &Lead,
    kind: &str,
    reason: Option<&str>,
    detail: serde_json::Value,
) -> Result<(), ServiceError> {
    let about = About { lead_id: Some(lead.id), ..About::default() };
    ctx.tell(tx, lead.broker_id, kind, about, reason, detail).await
}
