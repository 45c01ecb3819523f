//! Brokers: creating them, and changing their policy.

mod change;

pub use change::SettingsChange;

use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::text::{ONE_LINE, required};
use crate::{Conflict, Service, ServiceError, audit, local_time};
use serde_json::json;
use std::collections::BTreeMap;
use steadyline_core::broker::{Broker, Slug};
use steadyline_core::field::FieldError;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::{Actor, Role};
use steadyline_db::{Tx, broker as rows, load, number};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Entries of the audit log looked at for what changed meanwhile.
const LOOKED_AT: i64 = 100;
/// Most changes told where somebody was quicker.
const CHANGES_TOLD: usize = 6;

/// A broker to be.
#[derive(Clone, Debug, Default)]
pub struct NewBroker {
    /// How addresses and the API name it; made of the name where none is given.
    pub slug: Option<String>,
    /// What people call it.
    pub name: String,
    /// Its policy.
    pub settings: BrokerSettings,
}

/// What changes of a broker.
#[derive(Clone, Debug, Default)]
pub struct BrokerEdit {
    /// What people call it.
    pub name: Option<String>,
    /// Its policy.
    pub settings: Option<SettingsChange>,
    /// The version that was seen: with another one by now nothing is changed. None changes whatever is there.
    pub if_version: Option<i32>,
}

/// Creates a broker. Only for admins.
///
/// # Errors
/// [`FieldError`] for what is not allowed, [`Conflict::Exists`] for a slug that is taken.
pub async fn create(service: &Service, actor: &Actor, new: NewBroker) -> Result<Broker, ServiceError> {
    if actor.role() != Role::Admin {
        return Err(ServiceError::Forbidden("only an admin may create a broker"));
    }
    let ctx = Ctx::new(service, actor);
    let broker = checked(&ctx, new)?;
    let broker = service
        .db
        .write(move |tx| {
            let (ctx, broker) = (ctx.clone(), broker.clone());
            Box::pin(async move {
                refuse_pool_number(tx, &broker.settings, None).await?;
                create_in(tx, &ctx, &broker).await?;
                Ok::<_, ServiceError>(broker)
            })
        })
        .await?;
    service.bus.tell(broker.id);
    Ok(broker)
}

/// A new broker, checked.
pub(crate) fn checked(ctx: &Ctx, new: NewBroker) -> Result<Broker, ServiceError> {
    let NewBroker { slug, name, settings } = new;
    let name = required("name", &name, ONE_LINE)?;
    let slug = match slug.as_deref().map(str::trim).filter(|slug| !slug.is_empty()) {
        Some(slug) => Slug::parse(slug)?,
        // An accent is left away, its letter stays.
        None => Slug::from_name(&name.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>()),
    };
    validate(&settings)?;
    Ok(Broker { id: ctx.clock.id(), slug, name, settings, version: 1 })
}

pub(crate) fn validate(settings: &BrokerSettings) -> Result<(), FieldError> {
    settings.validate()?;
    if crate::is_time_zone(&settings.timezone) {
        return Ok(());
    }
    Err(FieldError::new("timezone", "There is no such time zone; use an IANA name, such as America/Chicago."))
}

/// Refuses another main line than `old` that is a number of a pool: who calls it would be put through to itself.
pub(crate) async fn refuse_pool_number(
    tx: &mut Tx,
    new: &BrokerSettings,
    old: Option<&BrokerSettings>,
) -> Result<(), ServiceError> {
    let Some(line) = &new.main_line else { return Ok(()) };
    if old.is_some_and(|old| old.main_line.as_ref() == Some(line)) {
        return Ok(());
    }
    let known = number::find_by_phone(tx, line).await?;
    if known.is_none_or(|known| known.gone_at.is_some()) {
        return Ok(());
    }
    let why = "This number is in a pool: its calls would be connected to itself. Use a phone of the office.";
    Err(FieldError::new("main_line", why).into())
}

/// [`create`] inside a transaction.
pub(crate) async fn create_in(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<(), ServiceError> {
    if !rows::insert(tx, broker, ctx.now).await? {
        return Err(Conflict::Exists { what: "slug", why: "another broker has it".to_owned() }.into());
    }
    let detail = json!({ "slug": broker.slug, "name": broker.name });
    audit::record(tx, ctx, Some(broker.id), "broker.created", detail).await
}

/// The broker of that id or slug, if the actor may know of it.
///
/// # Errors
/// `NotFound`.
pub async fn find(service: &Service, actor: &Actor, broker: &str) -> Result<Broker, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.to_owned());
    service.db.read(move |tx| Box::pin(async move { broker_of(tx, &actor, Some(&broker)).await })).await
}

/// The brokers the actor may see, by name: an admin all, a broker itself.
///
/// # Errors
/// What the database says.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<Broker>, ServiceError> {
    let role = actor.role();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                Ok(match role {
                    Role::Admin => rows::list(tx).await?,
                    Role::Broker(own) => rows::find(tx, own).await?.into_iter().collect(),
                })
            })
        })
        .await
}

/// Changes a broker's name and policy. Every changed setting gets an audit entry. Raising `leads_per_number`
/// from 1 frees the slots of held leads in the same transaction.
///
/// # Errors
/// [`FieldError`] for what is not allowed; `NotFound`; [`Conflict::Changed`] where somebody was quicker.
pub async fn edit(
    service: &Service,
    actor: &Actor,
    broker: &str,
    edit: BrokerEdit,
) -> Result<Broker, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let named = broker.to_owned();
    let name = edit.name.as_deref().map(|name| required("name", name, ONE_LINE)).transpose()?;
    let (change, if_version) = (edit.settings, edit.if_version);
    let broker = service
        .db
        .write(move |tx| {
            let (ctx, named, name, change) = (ctx.clone(), named.clone(), name.clone(), change.clone());
            Box::pin(async move {
                let id = broker_of(tx, &ctx.actor, Some(&named)).await?.id;
                rows::lock(tx, id).await?;
                let old = rows::find(tx, id).await?.ok_or(ServiceError::NotFound("broker"))?;
                if if_version.is_some_and(|seen| seen != old.version) {
                    return Err(changed_since(tx, &old, if_version.unwrap_or_default()).await?);
                }
                let mut new = old.clone();
                new.name = name.unwrap_or(new.name);
                if let Some(change) = change {
                    new.settings = change.apply(&old.settings)?;
                    validate(&new.settings)?;
                    refuse_pool_number(tx, &new.settings, Some(&old.settings)).await?;
                }
                if new.settings.timezone != old.settings.timezone {
                    load::begin_day(tx, id, local_time::day(&new, ctx.now)).await?;
                }
                if new != old {
                    new.version = old.version.wrapping_add(1);
                    save(tx, &ctx, &old, &new).await?;
                }
                Ok::<_, ServiceError>(new)
            })
        })
        .await?;
    service.bus.tell(broker.id);
    Ok(broker)
}

/// Says who changed what since a version.
async fn changed_since(tx: &mut Tx, now: &Broker, seen: i32) -> Result<ServiceError, ServiceError> {
    let entries = steadyline_db::audit::list(tx, Some(now.id), None, None, LOOKED_AT).await?;
    let mut changes: Vec<String> = entries
        .iter()
        .filter(|entry| entry.detail["version"].as_i64().is_some_and(|version| version > i64::from(seen)))
        .filter_map(|entry| Some(format!("{} by {}", crate::page::setting_change(entry)?, entry.actor)))
        .take(CHANGES_TOLD)
        .collect();
    changes.reverse();
    let changes = if changes.is_empty() { "read it again".to_owned() } else { changes.join("; ") };
    Ok(Conflict::Changed { what: "the broker", changes, version: Some(now.version), fields: BTreeMap::new() }
        .into())
}

async fn save(tx: &mut Tx, ctx: &Ctx, old: &Broker, new: &Broker) -> Result<(), ServiceError> {
    rows::update(tx, new).await?;
    let version = new.version;
    if old.name != new.name {
        let detail = json!({ "from": old.name, "to": new.name, "version": version });
        audit::record(tx, ctx, Some(new.id), "broker.renamed", detail).await?;
    }
    for (setting, from, to) in old.settings.changes(&new.settings) {
        let detail = json!({ "setting": setting, "from": from, "to": to, "version": version });
        audit::record(tx, ctx, Some(new.id), "setting.changed", detail).await?;
    }
    // Above one lead a number a held lead needs no slot.
    if old.settings.leads_per_number == 1 && new.settings.leads_per_number > 1 {
        steadyline_db::assignment::clear_held_slots(tx, new.id).await?;
    }
    Ok(())
}
