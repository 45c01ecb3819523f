//! What people and CRMs change of a lead.

use super::suppress::{release_suppressed, suppress_in};
use super::{named, not_erased, reference_taken, rows, state_of, tell};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::seen::Seen;
use crate::tag::Tagged;
use crate::text::{NOTE, ONE_LINE, optional};
use crate::{Conflict, Service, ServiceError};
use serde_json::{Map, Value, json};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::broker::Broker;
use steadyline_core::lead::{Deal, Lead};
use steadyline_core::phone::E164;
use steadyline_core::setting::Quality;
use steadyline_core::user::Actor;
use steadyline_db::{DbError, Tx, assignment, dialect};

/// What changes of a lead; `Some(None)` makes it empty.
#[derive(Clone, Debug, Default)]
pub struct LeadEdit {
    /// The caller's own name for it.
    pub reference: Option<Option<String>>,
    /// What the person is called.
    pub name: Option<Option<String>>,
    /// Another phone; the lead is then no longer marked as having a bad one.
    pub phone: Option<E164>,
    /// Area code.
    pub area_code: Option<Option<AreaCode>>,
    /// State.
    pub state: Option<Option<StateCode>>,
    /// How good the lead is; counts from the next assignment on.
    pub quality: Option<Option<Quality>>,
    /// Free text.
    pub notes: Option<Option<String>>,
    /// Where the deal stands.
    pub deal: Option<Deal>,
    /// Whether the person is suppressed.
    pub suppressed: Option<bool>,
    /// The [`Tagged::tag`] that was seen: with another one by now nothing is changed. None changes whatever is there.
    pub if_tag: Option<String>,
    /// What a form showed when it was opened.
    pub seen: Seen,
}

impl LeadEdit {
    fn checked(mut self) -> Result<Self, ServiceError> {
        let text = |field, text: Option<Option<String>>, most| {
            text.map(|text| optional(field, text.as_deref(), most)).transpose()
        };
        self.reference = text("reference", self.reference, ONE_LINE)?;
        self.name = text("name", self.name, ONE_LINE)?;
        self.notes = text("notes", self.notes, NOTE)?;
        Ok(self)
    }

    /// What the form changed of what it showed.
    fn merged(mut self, now: &Lead) -> Result<Self, Conflict> {
        let mut phone = self.phone.map(Some);
        let mut merge = self.seen.merge();
        merge.field("reference", &mut self.reference, now.reference.as_ref());
        merge.field("name", &mut self.name, now.name.as_ref());
        merge.field("phone", &mut phone, now.phone.as_ref());
        merge.field("area_code", &mut self.area_code, now.area_code.as_ref());
        merge.field("state", &mut self.state, now.state.as_ref());
        merge.field("quality", &mut self.quality, now.quality.as_ref());
        merge.field("notes", &mut self.notes, now.notes.as_ref());
        merge.end(Lead::WHAT)?;
        self.phone = phone.flatten();
        Ok(self)
    }
}

/// Changes a lead. A live assignment follows a lead to its new phone.
///
/// # Errors
/// [`Conflict::LeadErased`] if nothing is done with it any more,
/// [`Conflict::Changed`] where somebody was quicker,
/// [`Conflict::PersonHasNumber`] if the person of the new phone has another live assignment,
/// [`Conflict::Exists`] for a reference that is taken,
/// [`FieldError`](steadyline_core::field::FieldError), `NotFound`.
pub async fn edit(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lead: &str,
    edit: LeadEdit,
) -> Result<Lead, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, lead, edit) = (broker.to_owned(), lead.to_owned(), edit.checked()?);
    let lead = service
        .db
        .write(move |tx| {
            let (ctx, broker, lead, edit) = (ctx.clone(), broker.clone(), lead.clone(), edit.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let id = named(tx, &broker, &lead).await?.id;
                dialect::lock_lead(tx, broker.id, id).await?;
                let found = rows::find(tx, broker.id, id).await?;
                let old = found.ok_or(ServiceError::NotFound("lead"))?;
                not_erased(&old)?;
                old.is_still(edit.if_tag.as_deref())?;
                let edit = edit.merged(&old)?;
                let (deal, suppressed) = (edit.deal, edit.suppressed);
                let new = save(tx, &ctx, &old, edit).await?;
                if let Some(deal) = deal {
                    set_deal_in(tx, &ctx, &broker, &new, deal).await?;
                }
                if let Some(suppressed) = suppressed {
                    suppress_in(tx, &ctx, &broker, &new, suppressed, None).await?;
                }
                let now = rows::find(tx, broker.id, id).await?;
                now.ok_or(ServiceError::NotFound("lead"))
            })
        })
        .await?;
    service.bus.tell(lead.broker_id);
    Ok(lead)
}

async fn save(tx: &mut Tx, ctx: &Ctx, old: &Lead, edit: LeadEdit) -> Result<Lead, ServiceError> {
    let mut new = old.clone();
    new.reference = edit.reference.unwrap_or(new.reference);
    new.name = edit.name.unwrap_or(new.name);
    new.quality = edit.quality.unwrap_or(new.quality);
    new.notes = edit.notes.unwrap_or(new.notes);
    let mut moved = None;
    if let Some(phone) = edit.phone.filter(|phone| old.phone.as_ref() != Some(phone)) {
        // Area code and state that only followed from the old phone follow the new one.
        if old.area_code == old.phone.as_ref().and_then(E164::area_code) {
            new.area_code = phone.area_code().or(new.area_code);
        }
        if old.state == state_of(old.area_code) {
            new.state = state_of(new.area_code).or(new.state);
        }
        new.bad_phone_at = None;
        new.phone = Some(phone.clone());
        moved = Some(phone);
    }
    new.area_code = edit.area_code.unwrap_or(new.area_code);
    new.state = edit.state.unwrap_or(new.state);
    if new == *old {
        return Ok(new);
    }
    if let Some(phone) = &moved {
        dialect::lock_person(tx, new.broker_id, phone).await?;
    }
    rows::update(tx, &new).await.map_err(|error| taken(error, reference_taken()))?;
    if let Some(phone) = moved {
        move_person(tx, ctx, &new, &phone).await?;
    }
    tell(tx, ctx, &new, "lead.edited", None, edited(old, &new)).await?;
    Ok(new)
}

/// A field, and what a lead has in it.
pub(crate) type Told = (&'static str, fn(&Lead) -> Value);

/// What of a lead an edit can change and the history tells from what to what, in the order in which it is told.
pub(crate) const TOLD: [Told; 6] = [
    ("name", |lead| json!(lead.name)),
    ("phone", |lead| json!(lead.phone)),
    ("reference", |lead| json!(lead.reference)),
    ("area_code", |lead| json!(lead.area_code)),
    ("state", |lead| json!(lead.state)),
    ("quality", |lead| json!(lead.quality)),
];

/// What the history keeps of an edit: how the lead is now, and what of it changed from what to what; of notes only that
/// they did.
pub(crate) fn edited(old: &Lead, new: &Lead) -> Value {
    let changes: Map<String, Value> = TOLD
        .into_iter()
        .map(|(field, of)| (field, of(old), of(new)))
        .filter(|(_, from, to)| from != to)
        .map(|(field, from, to)| (field.to_owned(), json!({ "from": from, "to": to })))
        .collect();
    json!({
        "phone_changed": new.phone != old.phone, "name": new.name, "reference": new.reference,
        "area_code": new.area_code, "state": new.state, "quality": new.quality,
        "notes_changed": new.notes != old.notes, "changes": changes,
    })
}

fn taken(error: DbError, conflict: ServiceError) -> ServiceError {
    if error.is_unique_violation() { conflict } else { error.into() }
}

/// The lead is a record of another person now: its live assignment goes along, and what that person asked for
/// holds for it.
async fn move_person(tx: &mut Tx, ctx: &Ctx, lead: &Lead, phone: &E164) -> Result<(), ServiceError> {
    let own = assignment::live_of_person(tx, lead.broker_id, lead.id, None).await?;
    if own.is_some() {
        if assignment::live_of_phone(tx, lead.broker_id, Some(phone), lead.id).await?.is_some() {
            return Err(Conflict::PersonHasNumber.into());
        }
        let key = lead.person_key();
        let moved = assignment::set_person_key(tx, lead.broker_id, lead.id, &key).await;
        moved.map_err(|error| taken(error, Conflict::PersonHasNumber.into()))?;
    }
    // What one record of the person was told holds for all of them, and keeps no number.
    if let Some(at) = rows::suppressed_at(tx, lead.broker_id, phone).await? {
        rows::set_suppressed(tx, lead, Some(at)).await?;
        release_suppressed(tx, ctx, lead).await?;
    }
    Ok(())
}

/// Writes where a lead's deal stands, whatever its assignment.
///
/// # Errors
/// `NotFound`.
pub async fn set_deal(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lead: &str,
    deal: Deal,
) -> Result<Lead, ServiceError> {
    edit(service, actor, broker, lead, LeadEdit { deal: Some(deal), ..LeadEdit::default() }).await
}

async fn set_deal_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    deal: Deal,
) -> Result<(), ServiceError> {
    if rows::set_deal(tx, lead.broker_id, lead.id, deal, ctx.now).await? {
        crate::report::refresh_funnel(tx, broker, lead.id).await?;
        tell(tx, ctx, lead, "lead.deal_changed", None, json!({ "from": lead.deal, "to": deal })).await?;
    }
    Ok(())
}
