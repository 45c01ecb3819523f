//! Connecting, testing and disconnecting. A connection is tested before it is kept.

use super::account::{Opened, open, seal};
use super::{Account, CarrierError, Secret};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::news::everybody;
use crate::{CarrierTrouble, Conflict, Service, ServiceError, audit};
use serde_json::json;
use steadyline_core::carrier::space_of;
use steadyline_core::field::FieldError;
use steadyline_core::id::{BrokerId, CarrierAccountId};
use steadyline_core::user::{Actor, Role};
use steadyline_db::Tx;
use steadyline_db::carrier::{self as rows, AccountRow};
use uuid::Uuid;

/// Longest token or key.
const LONGEST_SECRET: usize = 200;

/// Whose connection is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A broker's own, by slug or id.
    Broker(String),
    /// The installation's, for brokers without one of their own. Only admins may.
    Installation,
}

/// What is given of a connection.
#[derive(Clone, Debug, Default)]
pub struct Connect {
    /// The space's name or address.
    pub space: String,
    /// The project's id; what is kept stays where it is empty and the space is the same.
    pub project: String,
    /// What is kept stays where it is empty.
    pub token: Option<Secret>,
    /// What is kept stays where it is empty.
    pub signing_key: Option<Secret>,
    /// What a number costs a month; none: the next purchase says it.
    pub monthly_cents: Option<i32>,
    /// Numbers that may be bought a day; what is kept stays where it is empty.
    pub buys_per_day: Option<i32>,
}

/// Buys a day unless said otherwise.
pub(super) const BUYS_PER_DAY: i32 = 10;

impl Whose {
    /// The broker, if the actor may connect it; none for the installation.
    pub(super) async fn checked(&self, tx: &mut Tx, actor: &Actor) -> Result<Option<BrokerId>, ServiceError> {
        match self {
            Self::Broker(broker) => Ok(Some(broker_of(tx, actor, Some(broker)).await?.id)),
            Self::Installation if actor.role() == Role::Admin => Ok(None),
            Self::Installation => {
                Err(ServiceError::Forbidden("only an admin may change the installation's connection"))
            }
        }
    }
}

/// The connection that is kept, if there is one.
pub(super) async fn kept(
    service: &Service,
    actor: &Actor,
    whose: &Whose,
) -> Result<Option<AccountRow>, ServiceError> {
    let (actor, whose) = (actor.clone(), whose.clone());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = whose.checked(tx, &actor).await?;
                Ok(rows::own(tx, broker).await?)
            })
        })
        .await
}

/// What the carrier did not do, as what stands in the way.
pub(super) fn trouble(error: CarrierError) -> ServiceError {
    let trouble = match error {
        CarrierError::Unauthorized | CarrierError::Refused { .. } | CarrierError::NotFound => {
            CarrierTrouble::Refused(error.to_string())
        }
        CarrierError::TooMany { retry_after } => CarrierTrouble::Down {
            why: error.to_string(),
            retry_after: retry_after.and_then(|seconds| i64::try_from(seconds).ok()),
        },
        CarrierError::LeftAlone(seconds) => {
            CarrierTrouble::Down { why: error.to_string(), retry_after: i64::try_from(seconds).ok() }
        }
        CarrierError::Down(why) | CarrierError::Unsure(why) => {
            CarrierTrouble::Down { why, retry_after: None }
        }
    };
    Conflict::Carrier(trouble).into()
}

fn secret(field: &'static str, given: Option<Secret>, known: Option<&Secret>) -> Result<Secret, FieldError> {
    let given = given.map(|secret| secret.reveal().trim().to_owned()).filter(|text| !text.is_empty());
    let Some(text) = given else {
        return known.cloned().ok_or_else(|| {
            FieldError::new(field, "Required: it is on the API Credentials page of your SignalWire space.")
        });
    };
    let well_formed = text.len() <= LONGEST_SECRET && text.bytes().all(|b| b.is_ascii_graphic());
    if well_formed {
        Ok(Secret::new(text))
    } else {
        Err(FieldError::new(field, "Copy it from the API Credentials page, without spaces."))
    }
}

impl Connect {
    fn checked(self, known: Option<&Account>) -> Result<(Opened, Option<i32>, i32), FieldError> {
        let Self { space, project, token, signing_key, monthly_cents, buys_per_day } = self;
        let space = space_of(&space)?;
        let project = match known.filter(|known| project.trim().is_empty() && known.space == space) {
            Some(known) => known.project.clone(),
            None => Uuid::parse_str(project.trim())
                .map_err(|_| {
                    let why = "Enter the Project ID from the API Credentials page, such as 8f0119bf-f4e2-….";
                    FieldError::new("project", why)
                })?
                .to_string(),
        };
        // What lets into one project is never shown to another.
        let known = known.filter(|known| known.space == space && known.project == project);
        let opened = Opened {
            token: secret("token", token, known.map(|known| &known.token))?,
            signing_key: secret("signing_key", signing_key, known.map(|known| &known.signing_key))?,
            space,
            project,
        };
        if monthly_cents.is_some_and(|cents| !(0..=100_000).contains(&cents)) {
            return Err(FieldError::new("monthly_cents", "Enter 0 to 100,000 cents a month."));
        }
        let buys_per_day = buys_per_day.unwrap_or(BUYS_PER_DAY);
        if !(0..=1000).contains(&buys_per_day) {
            return Err(FieldError::new("buys_per_day", "Enter 0 to 1,000 numbers a day."));
        }
        Ok((opened, monthly_cents, buys_per_day))
    }
}

/// Connects a broker or the installation, or changes the connection. The carrier is asked first: what does not work is
/// not kept.
///
/// # Errors
/// [`FieldError`] on the field at fault, `token` where the carrier refuses it; [`Conflict::Carrier`] where the program has
/// no key or the carrier does not answer; `NotFound` and `Forbidden` for who may not.
pub async fn connect(
    service: &Service,
    actor: &Actor,
    whose: Whose,
    given: Connect,
) -> Result<CarrierAccountId, ServiceError> {
    let known = kept(service, actor, &whose).await?;
    let vault = service.opener()?;
    // One that does not open is written anew, with everything.
    let opened = known.as_ref().and_then(|row| open(service, row).ok());
    let buys_per_day = given.buys_per_day.or(known.as_ref().map(|row| row.buys_per_day));
    let given = Connect { buys_per_day, ..given };
    let (new, monthly_cents, buys_per_day) = given.checked(opened.as_ref())?;
    let is_same =
        opened.as_ref().is_some_and(|known| known.space == new.space && known.project == new.project);
    let id = known.as_ref().map_or_else(|| service.clock.id(), |row| row.id);
    let project_id = match &known {
        Some(row) if is_same => row.project_id,
        _ => service.clock.id(),
    };
    let Opened { space, project, token, signing_key } = new.clone();
    let account = Account {
        id,
        broker_id: known.as_ref().and_then(|row| row.broker_id),
        project_id,
        space,
        project,
        token,
        signing_key,
        monthly_cents,
        buys_per_day,
    };
    match service.carrier.check(&account).await {
        Ok(()) => {}
        Err(CarrierError::Unauthorized) => {
            let why = "SignalWire refuses this project and token, or the token lacks the scope Numbers.";
            return Err(FieldError::new("token", why).into());
        }
        Err(CarrierError::NotFound) => {
            return Err(FieldError::new("project", "SignalWire knows no such project in this space.").into());
        }
        Err(error) => return Err(trouble(error)),
    }
    let (sealed, sealed_by) = (seal(vault, id, &new)?, vault.mark());
    let ctx = Ctx::new(service, actor);
    let shown_by = service
        .db
        .write(move |tx| {
            let (ctx, whose, sealed, sealed_by) =
                (ctx.clone(), whose.clone(), sealed.clone(), sealed_by.clone());
            Box::pin(async move {
                let broker_id = whose.checked(tx, &ctx.actor).await?;
                let now = rows::own(tx, broker_id).await?;
                if now.as_ref().is_some_and(|now| now.id != id) {
                    let why = "someone else connected it in the meantime".to_owned();
                    return Err(Conflict::Exists { what: "space", why }.into());
                }
                let row = AccountRow {
                    id,
                    broker_id,
                    project_id,
                    sealed,
                    sealed_by,
                    monthly_cents,
                    buys_per_day,
                    tested_at: ctx.now,
                    error: None,
                    error_at: None,
                    changed_by: ctx.actor.name().to_owned(),
                    changed_at: ctx.now,
                };
                rows::save(tx, &row, now.is_none()).await?;
                // Neither project nor token: what is sealed there is not told here.
                let detail = json!({
                    "monthly_cents": monthly_cents, "buys_per_day": buys_per_day, "another_project": !is_same,
                });
                let action = if now.is_none() { "carrier.connected" } else { "carrier.changed" };
                audit::record(tx, &ctx, broker_id, action, detail).await?;
                showing(tx, broker_id).await
            })
        })
        .await?;
    tell(service, &shown_by);
    Ok(id)
}

/// Whose pages show whether there is a connection: an office's those of that office, the installation's everybody's.
async fn showing(tx: &mut Tx, broker: Option<BrokerId>) -> Result<Vec<BrokerId>, ServiceError> {
    match broker {
        Some(own) => Ok(vec![own]),
        None => everybody(tx).await,
    }
}

/// Tells them that it changed, once that is committed.
fn tell(service: &Service, shown_by: &[BrokerId]) {
    for office in shown_by {
        service.bus.tell(*office);
    }
}

/// Asks the carrier whether the connection still works, and keeps what it says.
///
/// # Errors
/// [`Conflict::Carrier`] where there is none, or it does not work.
pub async fn test(service: &Service, actor: &Actor, whose: Whose) -> Result<(), ServiceError> {
    let row = kept(service, actor, &whose).await?.ok_or(Conflict::Carrier(CarrierTrouble::NotConnected))?;
    let account = open(service, &row)?;
    let done = service.carrier.check(&account).await;
    note(service, &account, done.as_ref().err()).await?;
    done.map_err(trouble)
}

/// Keeps what went wrong with a connection, or that nothing did.
pub(super) async fn note(
    service: &Service,
    account: &Account,
    error: Option<&CarrierError>,
) -> Result<(), ServiceError> {
    let (id, now, error) = (account.id, service.clock.now(), error.map(ToString::to_string));
    service
        .db
        .write(move |tx| {
            let error = error.clone();
            Box::pin(async move { Ok::<_, ServiceError>(rows::note(tx, id, now, error.as_deref()).await?) })
        })
        .await?;
    service.tell_owner(account.broker_id);
    Ok(())
}

/// Forgets a connection. Numbers stay as they are, here and at the carrier.
///
/// # Errors
/// [`Conflict::Carrier`] where there is none; `NotFound` and `Forbidden` for who may not.
pub async fn disconnect(service: &Service, actor: &Actor, whose: Whose) -> Result<(), ServiceError> {
    let ctx = Ctx::new(service, actor);
    let shown_by = service
        .db
        .write(move |tx| {
            let (ctx, whose) = (ctx.clone(), whose.clone());
            Box::pin(async move {
                let broker_id = whose.checked(tx, &ctx.actor).await?;
                let row = rows::own(tx, broker_id).await?;
                let row = row.ok_or(Conflict::Carrier(CarrierTrouble::NotConnected))?;
                rows::delete(tx, row.id).await?;
                audit::record(tx, &ctx, broker_id, "carrier.disconnected", json!({})).await?;
                showing(tx, broker_id).await
            })
        })
        .await?;
    tell(service, &shown_by);
    Ok(())
}
