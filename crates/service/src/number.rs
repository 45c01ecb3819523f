//! The pool: numbers that come, rest, retire and come back.

mod bulk;
mod export;
mod standing;

pub(crate) use bulk::change_in;
pub use bulk::{Act, Changed, Chosen, Look, MOST_LEADS, change_all, look, undo};
pub use export::{export, room};
pub(crate) use standing::stays_out;
pub use standing::{activate, rest, retire};

use crate::assignment::broker_of;
use crate::ctx::{About, Ctx};
use crate::cursor::{Page, number_cursor_of};
use crate::seen::Seen;
use crate::tag::Tagged;
use crate::text::{ONE_LINE, optional};
use crate::{Conflict, Service, ServiceError};
use serde_json::json;
use steadyline_core::area_code::{AreaCode, StateCode, lookup};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::number as rows;
use steadyline_db::{DbError, Tx};

pub use steadyline_db::number::NumberFilter;

/// A number to be added.
#[derive(Clone, Debug)]
pub struct NewNumber {
    /// The number itself.
    pub number: E164,
    /// A name for people.
    pub label: Option<String>,
    /// The number's own where none is given.
    pub area_code: Option<AreaCode>,
    /// The area code's where none is given.
    pub state: Option<StateCode>,
    /// The carrier's id of it.
    pub signalwire_id: Option<String>,
}

impl NewNumber {
    /// Only the number; the rest follows from it.
    pub fn of(number: E164) -> Self {
        Self { number, label: None, area_code: None, state: None, signalwire_id: None }
    }

    /// Checks the texts and fills in what follows from the number.
    pub(crate) fn complete(self, id: NumberId) -> Result<rows::NewNumber, FieldError> {
        let Self { number, label, area_code, state, signalwire_id } = self;
        let area_code = area_code.or_else(|| number.area_code());
        let state = state.or_else(|| area_code.as_ref().and_then(lookup).and_then(|area| area.state()));
        Ok(rows::NewNumber {
            id,
            number,
            label: optional("label", label.as_deref(), ONE_LINE)?,
            area_code,
            state,
            signalwire_id: optional("signalwire_id", signalwire_id.as_deref(), ONE_LINE)?,
        })
    }
}

/// A unique violation is what somebody else did in between, or a carrier's id that is taken.
fn taken(error: DbError) -> ServiceError {
    if error.is_unique_violation() {
        let why = "a number with this phone or SignalWire ID is already in a pool".to_owned();
        Conflict::Exists { what: "number", why }.into()
    } else {
        error.into()
    }
}

/// Adds a number to a broker's pool.
///
/// # Errors
/// [`Conflict::Exists`] for a number that is in a pool already, without saying whose.
pub async fn add(
    service: &Service,
    actor: &Actor,
    broker: &str,
    new: NewNumber,
) -> Result<Number, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, new) = (broker.to_owned(), new.complete(ctx.clock.id())?);
    let number = service
        .db
        .write(move |tx| {
            let (ctx, broker, new) = (ctx.clone(), broker.clone(), new.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                if broker.is_main_line(&new.number) {
                    return Err(FieldError::new("number", IS_MAIN_LINE).into());
                }
                if let Some(known) = rows::find_by_phone(tx, &new.number).await? {
                    let why = if known.broker_id == broker.id {
                        "it is already in the pool"
                    } else {
                        "it is used elsewhere in this installation"
                    };
                    return Err(Conflict::Exists { what: "number", why: why.to_owned() }.into());
                }
                rows::insert(tx, broker.id, std::slice::from_ref(&new), ctx.now).await.map_err(taken)?;
                let number = get(tx, &broker, new.id).await?;
                tell(tx, &ctx, &number, "number.added", None, json!({ "number": number.number })).await?;
                Ok::<_, ServiceError>(number)
            })
        })
        .await?;
    service.bus.tell(number.broker_id);
    Ok(number)
}

/// Why the line that callers are put through to is no number of the pool.
pub(crate) const IS_MAIN_LINE: &str =
    "This is the office's main line: callers of pool numbers are connected to it.";

/// A number of a broker.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn find(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: NumberId,
) -> Result<Number, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                get(tx, &broker, id).await
            })
        })
        .await
}

async fn get(tx: &mut Tx, broker: &Broker, id: NumberId) -> Result<Number, ServiceError> {
    rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("number"))
}

/// A page of a broker's numbers, in their own order. The broker may be left out where the actor has one.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; [`FieldError`] on `cursor`.
pub async fn list(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    filter: NumberFilter,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Page<Number>, ServiceError> {
    let (actor, broker, now) = (actor.clone(), broker.map(str::to_owned), service.clock.now());
    let after = number_cursor_of(cursor)?;
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                let found = rows::list(tx, broker.id, &filter, now, after.as_ref(), limit + 1).await?;
                Ok(Page::cut(found, limit, |number| number.number.to_string()))
            })
        })
        .await
}

/// What changes of a number; `Some(None)` makes it empty.
#[derive(Clone, Debug, Default)]
pub struct NumberEdit {
    /// A name for people.
    pub label: Option<Option<String>>,
    /// For local presence.
    pub area_code: Option<Option<AreaCode>>,
    /// For local presence.
    pub state: Option<Option<StateCode>>,
    /// The carrier's id of it.
    pub signalwire_id: Option<Option<String>>,
    /// The [`Tagged::tag`] that was seen: with another one by now nothing is changed. None changes whatever is there.
    pub if_tag: Option<String>,
    /// What a form showed when it was opened.
    pub seen: Seen,
}

impl NumberEdit {
    fn checked(mut self) -> Result<Self, FieldError> {
        let text = |field, text: Option<Option<String>>| {
            text.map(|text| optional(field, text.as_deref(), ONE_LINE)).transpose()
        };
        self.label = text("label", self.label)?;
        self.signalwire_id = text("signalwire_id", self.signalwire_id)?;
        Ok(self)
    }

    /// What the form changed of what it showed.
    fn merged(mut self, now: &Number) -> Result<Self, Conflict> {
        let mut merge = self.seen.merge();
        merge.field("label", &mut self.label, now.label.as_ref());
        merge.field("area_code", &mut self.area_code, now.area_code.as_ref());
        merge.field("state", &mut self.state, now.state.as_ref());
        merge.field("signalwire_id", &mut self.signalwire_id, now.signalwire_id.as_ref());
        merge.end(Number::WHAT)?;
        Ok(self)
    }
}

/// Changes what people may change of a number.
///
/// # Errors
/// `NotFound`; [`FieldError`]; [`Conflict::Exists`] for a carrier's id that is taken; [`Conflict::Changed`] where somebody
/// was quicker.
pub async fn edit(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: NumberId,
    edit: NumberEdit,
) -> Result<Number, ServiceError> {
    let edit = edit.checked()?;
    change(service, actor, broker, id, move |tx, ctx, _broker, old| {
        let edit = edit.clone();
        Box::pin(async move {
            old.is_still(edit.if_tag.as_deref())?;
            let edit = edit.merged(&old)?;
            let mut new = old.clone();
            new.label = edit.label.unwrap_or(new.label);
            new.area_code = edit.area_code.unwrap_or(new.area_code);
            new.state = edit.state.unwrap_or(new.state);
            new.signalwire_id = edit.signalwire_id.unwrap_or(new.signalwire_id);
            if new == old {
                return Ok(new);
            }
            rows::edit(tx, &new).await.map_err(taken)?;
            let detail = json!({
                "label": new.label, "area_code": new.area_code, "state": new.state,
                "signalwire_id": new.signalwire_id,
            });
            tell(tx, ctx, &new, "number.edited", None, detail).await?;
            Ok(new)
        })
    })
    .await
}

/// Loads a number, locked, lets `save` change it in the same transaction, and tells of it.
async fn change<F>(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: NumberId,
    save: F,
) -> Result<Number, ServiceError>
where
    F: for<'t> Fn(
            &'t mut Tx,
            &'t Ctx,
            &'t Broker,
            Number,
        ) -> futures::future::BoxFuture<'t, Result<Number, ServiceError>>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let ctx = Ctx::new(service, actor);
    let broker = broker.to_owned();
    let number = service
        .db
        .write(move |tx| {
            let (ctx, broker, save) = (ctx.clone(), broker.clone(), save.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let found = rows::find_locked(tx, broker.id, id).await?;
                let number = found.ok_or(ServiceError::NotFound("number"))?;
                save(tx, &ctx, &broker, number).await
            })
        })
        .await?;
    service.bus.tell(number.broker_id);
    Ok(number)
}

/// Writes the history of a number.
async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    number: &Number,
    kind: &str,
    reason: Option<&str>,
    detail: serde_json::Value,
) -> Result<(), ServiceError> {
    let about = About { number_id: Some(number.id), ..About::default() };
    ctx.tell(tx, number.broker_id, kind, about, reason, detail).await
}
