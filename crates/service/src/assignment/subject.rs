//! Whom a request is about: the broker, the lead, the person, and whether they may be called.

use super::Assign;
use crate::ctx::{About, Ctx};
use crate::local_time;
use crate::{Conflict, ServiceError};
use serde_json::json;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::broker::{Broker, Slug};
use steadyline_core::call_window::{CallHistory, CallLimits, MayCall, may_call as decide};
use steadyline_core::field::FieldError;
use steadyline_core::id::{BrokerId, LeadId};
use steadyline_core::lead::{Deal, Lead};
use steadyline_core::phone::E164;
use steadyline_core::setting::Quality;
use steadyline_core::user::{Actor, Role};
use steadyline_db::{Tx, broker, call, dialect, lead};

/// Longest name and reference of a lead.
const MAX_TEXT: usize = 200;

/// The broker a request is about, if the actor may know of it. `named` is our id or the slug.
pub(crate) async fn broker_of(
    tx: &mut Tx,
    actor: &Actor,
    named: Option<&str>,
) -> Result<Broker, ServiceError> {
    let found = match (named, actor.role()) {
        (Some(named), _) => by_name(tx, named).await?,
        (None, Role::Broker(own)) => broker::find(tx, own).await?,
        (None, Role::Admin) => {
            return Err(
                FieldError::new("broker_id", "must say which broker: the key is for all of them").into()
            );
        }
    };
    found.filter(|broker| actor.role().may(broker.id)).ok_or(ServiceError::NotFound("broker"))
}

async fn by_name(tx: &mut Tx, named: &str) -> Result<Option<Broker>, ServiceError> {
    if let Ok(slug) = Slug::parse(named)
        && let Some(found) = broker::find_by_slug(tx, &slug).await?
    {
        return Ok(Some(found));
    }
    match named.parse::<BrokerId>() {
        Ok(id) => Ok(broker::find(tx, id).await?),
        Err(_) => Ok(None),
    }
}

/// What a request says of the lead, checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    phone: Option<E164>,
    name: Option<String>,
    state: Option<StateCode>,
    area_code: Option<AreaCode>,
    quality: Option<Quality>,
}

impl Given {
    pub(super) fn parse(request: &Assign) -> Result<Self, ServiceError> {
        let lead = request.lead.trim();
        if lead.is_empty() || lead.chars().count() > MAX_TEXT {
            return Err(FieldError::new("lead_id", "must be 1 to 200 characters").into());
        }
        if request.name.as_ref().is_some_and(|name| name.chars().count() > MAX_TEXT) {
            return Err(FieldError::new("name", "must be at most 200 characters").into());
        }
        let phone =
            request.phone.as_deref().map(E164::parse).transpose().map_err(|error| error.on("phone"))?;
        Ok(Self {
            phone,
            name: request.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned),
            state: request.state.as_deref().map(StateCode::given).transpose()?,
            area_code: request.area_code.as_deref().map(AreaCode::parse).transpose()?,
            quality: request.quality.as_deref().map(str::parse).transpose()?,
        })
    }

    /// Fills what is empty. A different phone is refused.
    fn fill(&self, known: &Lead) -> Result<Lead, ServiceError> {
        if let (Some(given), Some(phone)) = (&self.phone, &known.phone)
            && given != phone
        {
            return Err(Conflict::PhoneDiffers.into());
        }
        let mut lead = known.clone();
        lead.phone = lead.phone.or_else(|| self.phone.clone());
        lead.name = lead.name.or_else(|| self.name.clone());
        lead.quality = lead.quality.or(self.quality);
        lead.area_code =
            lead.area_code.or(self.area_code).or_else(|| lead.phone.as_ref().and_then(E164::area_code));
        lead.state = lead.state.or(self.state).or_else(|| {
            lead.area_code.as_ref().and_then(steadyline_core::area_code::lookup).and_then(|area| area.state())
        });
        Ok(lead)
    }
}

/// The lead of a request, locked: found and filled, or made. An unknown UUID is stored as the reference.
pub(super) async fn find_or_create(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    named: &str,
    given: &Given,
) -> Result<Lead, ServiceError> {
    let named = named.trim();
    if let Some(phone) = &given.phone {
        dialect::lock_person(tx, broker.id, phone).await?;
    }
    let known = match lead::find_named(tx, broker.id, named).await? {
        Some(known) => known.id,
        None => match create(tx, ctx, broker, named, given).await? {
            Ok(new) => return Ok(new),
            Err(known) => known,
        },
    };
    // Read again: while it waited for the lock, somebody may have changed or erased it.
    let known = lead::find_locked(tx, broker.id, known).await?.ok_or(ServiceError::NotFound("lead"))?;
    crate::lead::not_erased(&known)?;
    let filled = given.fill(&known)?;
    if filled == known {
        return Ok(known);
    }
    if filled.phone != known.phone {
        refuse_second_person(tx, &filled).await?;
        // Before a number that it has already is given back to it.
        if is_suppressed(tx, broker, &filled).await? {
            return Err(Conflict::LeadSuppressed.into());
        }
    }
    lead::update(tx, &filled).await?;
    if filled.phone != known.phone {
        let key = filled.person_key();
        steadyline_db::assignment::set_person_key(tx, broker.id, filled.id, &key).await?;
    }
    Ok(filled)
}

/// Makes the lead; `Err` with the one that another request made in between.
async fn create(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    named: &str,
    given: &Given,
) -> Result<Result<Lead, LeadId>, ServiceError> {
    let new = given.fill(&Lead {
        id: ctx.clock.id(),
        broker_id: broker.id,
        reference: Some(named.to_owned()),
        name: None,
        phone: None,
        area_code: None,
        state: None,
        quality: None,
        deal: Deal::Open,
        suppressed_at: None,
        bad_phone_at: None,
        erased_at: None,
        notes: None,
        created_at: ctx.now,
    })?;
    if !lead::insert(tx, &new).await? {
        let known = lead::find_named(tx, broker.id, named).await?.ok_or(ServiceError::NotFound("lead"))?;
        return Ok(Err(known.id));
    }
    let about = About { lead_id: Some(new.id), ..About::default() };
    ctx.tell(tx, broker.id, "lead.created", about, None, json!({})).await?;
    Ok(Ok(new))
}

/// A lead that gets a phone may have a live assignment while the person of that phone has another one.
async fn refuse_second_person(tx: &mut Tx, lead: &Lead) -> Result<(), ServiceError> {
    let own = steadyline_db::assignment::live_of_person(tx, lead.broker_id, lead.id, None).await?;
    let persons = match &own {
        Some(_) => {
            steadyline_db::assignment::live_of_phone(tx, lead.broker_id, lead.phone.as_ref(), lead.id).await?
        }
        None => None,
    };
    if persons.is_some() { Err(Conflict::PersonHasNumber.into()) } else { Ok(()) }
}

/// Whether the person is suppressed, on any of its records.
pub(crate) async fn is_suppressed(tx: &mut Tx, broker: &Broker, lead: &Lead) -> Result<bool, ServiceError> {
    if lead.suppressed_at.is_some() {
        return Ok(true);
    }
    match &lead.phone {
        Some(phone) => Ok(lead::is_phone_suppressed(tx, broker.id, phone).await?),
        None => Ok(false),
    }
}

/// Refuses a person who is not to be called at all, whatever the time.
pub(crate) async fn refuse_marked(tx: &mut Tx, lead: &Lead) -> Result<(), ServiceError> {
    let marks = lead::marks(tx, lead).await?;
    if marks.suppressed_at.is_some() {
        return Err(Conflict::LeadSuppressed.into());
    }
    if marks.bad_phone_at.is_some() { Err(Conflict::BadPhone.into()) } else { Ok(()) }
}

/// Whether the lead may be called now: never, or by the limits.
pub(crate) async fn may_call(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
) -> Result<MayCall, ServiceError> {
    let marks = lead::marks(tx, lead).await?;
    let never = if marks.erased_at.is_some() {
        "Never: the person's data was erased."
    } else if marks.suppressed_at.is_some() {
        "Never: the person asked not to be called."
    } else if marks.bad_phone_at.is_some() {
        "Not at this phone: it is someone else's. Enter another one."
    } else {
        return by_limits(tx, ctx, broker, lead).await;
    };
    Ok(MayCall { allowed: false, not_before: None, why: never.to_owned() })
}

/// Whether the limits let a lead be called now that [`refuse_marked`] let pass.
pub(crate) async fn by_limits(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
) -> Result<MayCall, ServiceError> {
    let day = local_time::day(broker, ctx.now);
    let (attempts_today, last_attempt_at) =
        call::of_person(tx, broker.id, lead.id, lead.phone.as_ref(), day).await?;
    let history = CallHistory {
        attempts_today: i32::try_from(attempts_today).unwrap_or(i32::MAX),
        last_attempt_at,
        day_ends_at: local_time::day_ends_at(broker, day),
    };
    let windows = local_time::windows(broker, lead, ctx.now);
    Ok(decide(ctx.now, &windows, &CallLimits::from(&broker.settings), &history))
}
