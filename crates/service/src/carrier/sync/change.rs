//! Making the changes: a batch in each transaction, then the numbers whose calls go elsewhere, one by one.

use super::super::connect::{note, trouble};
use super::super::{SetUp, account_of, hooks_of};
use super::{end, forget};
use crate::ctx::{About, Ctx};
use crate::number::NewNumber;
use crate::{Service, ServiceError, audit};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use steadyline_core::carrier::{Change, ChangeKind, NumberSync, SyncStatus, VoiceWebhook};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::carrier::{held, sync as rows};
use steadyline_db::{Tx, broker as brokers, number};

/// Changes of one transaction.
const BATCH: usize = 200;

/// The next batch, or the next number that is pointed here, or the end.
pub(super) async fn go_on(service: &Service, sync: &NumberSync) -> Result<(), ServiceError> {
    let done = usize::try_from(sync.done).unwrap_or_default();
    if done < sync.plan.changes.len() {
        return batch(service, sync, done).await;
    }
    let deaf: Vec<&Change> = sync.plan.changes.iter().filter(|change| change.is_deaf()).collect();
    let next = if sync.configures { deaf.get(done - sync.plan.changes.len()) } else { None };
    match next {
        Some(change) => point_here(service, sync, change).await,
        None => finish(service, sync).await,
    }
}

async fn batch(service: &Service, sync: &NumberSync, done: usize) -> Result<(), ServiceError> {
    let ctx = Ctx::new(service, &Actor::System).on_behalf(&sync.actor, sync.broker_id);
    let sync = sync.clone();
    service
        .db
        .write(move |tx| {
            let (ctx, sync) = (ctx.clone(), sync.clone());
            Box::pin(async move {
                let until = (done + BATCH).min(sync.plan.changes.len());
                let after = NumberSync { done: i32::try_from(until).unwrap_or(i32::MAX), ..sync.clone() };
                if !rows::go_on(tx, &after, sync.done).await? {
                    return Ok(());
                }
                make(tx, &ctx, &sync, &sync.plan.changes[done..until]).await
            })
        })
        .await
}

/// Makes these changes, each where its number still is as it was found.
async fn make(tx: &mut Tx, ctx: &Ctx, sync: &NumberSync, changes: &[Change]) -> Result<(), ServiceError> {
    let broker = sync.broker_id;
    let ids: Vec<NumberId> = changes.iter().filter_map(|change| change.number_id).collect();
    number::lock_all(tx, broker, &ids).await?;
    let known: HashMap<NumberId, Number> =
        number::by_ids(tx, broker, &ids).await?.into_iter().map(|number| (number.id, number)).collect();
    let carrier_ids: Vec<String> = changes.iter().filter_map(|change| change.carrier_id.clone()).collect();
    let taken: HashSet<String> =
        number::signalwire_ids(tx, broker, &carrier_ids).await?.into_iter().collect();
    let mut there: HashMap<VoiceWebhook, Vec<NumberId>> = HashMap::new();
    for change in changes {
        let number = change.number_id.and_then(|id| known.get(&id));
        match (change.kind, number) {
            (ChangeKind::Add, _) => {}
            (_, None) => continue,
            (ChangeKind::Gone, Some(number)) => {
                gone(tx, ctx, number, change).await?;
                continue;
            }
            (ChangeKind::Back, Some(number)) => back(tx, ctx, number, change, &taken).await?,
            (ChangeKind::Update, Some(number)) => update(tx, ctx, number, change, &taken).await?,
            (ChangeKind::Same, Some(_)) => {}
        }
        if let (Some(webhook), Some(number)) = (change.webhook, number) {
            there.entry(webhook).or_default().push(number.id);
        }
    }
    // It may have become the main line since it was read.
    let office = brokers::find(tx, broker).await?;
    let is_main_line = |number: &E164| office.as_ref().is_some_and(|office| office.is_main_line(number));
    let added: Vec<&Change> = changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Add && !is_main_line(&change.number))
        .collect();
    for (webhook, ids) in add(tx, ctx, broker, &added, &taken).await? {
        there.entry(webhook).or_default().extend(ids);
    }
    for (webhook, ids) in there {
        held::saw(tx, broker, &ids, sync.project_id, webhook).await?;
    }
    Ok(())
}

async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: BrokerId,
    id: NumberId,
    kind: &str,
    detail: serde_json::Value,
) -> Result<(), ServiceError> {
    let about = About { number_id: Some(id), ..About::default() };
    ctx.tell(tx, broker, kind, about, None, detail).await
}

/// It is not the carrier's any more: it takes no lead. One that was held anyway was given up by somebody there.
async fn gone(tx: &mut Tx, ctx: &Ctx, number: &Number, change: &Change) -> Result<(), ServiceError> {
    if number.gone_at.is_some() || number.released_at.is_some() || number.signalwire_id != change.carrier_id {
        return Ok(());
    }
    if number.release_at.is_some() {
        held::hold(tx, number.broker_id, number.id, number.release_at, Some(ctx.now), None).await?;
        return tell(tx, ctx, number.broker_id, number.id, "number.released", json!({ "there": true })).await;
    }
    let gone = Number { gone_at: Some(ctx.now), ..number.clone() };
    number::set_standing(tx, &gone).await?;
    let detail = json!({ "leads": number.occupancy.active_leads + number.occupancy.booked_leads });
    tell(tx, ctx, number.broker_id, number.id, "number.gone", detail).await
}

/// It is there again: it stands as it stood. One that we gave up was bought again, and is in the pool.
async fn back(
    tx: &mut Tx,
    ctx: &Ctx,
    number: &Number,
    change: &Change,
    taken: &HashSet<String>,
) -> Result<(), ServiceError> {
    if number.gone_at.is_none() && number.released_at.is_none() {
        return update(tx, ctx, number, change, taken).await;
    }
    let mut new = Number { gone_at: None, ..number.clone() };
    if number.released_at.is_some() {
        held::hold(tx, number.broker_id, number.id, None, None, None).await?;
        (new.release_at, new.released_at, new.is_active) = (None, None, true);
    }
    number::set_standing(tx, &new).await?;
    name(&mut new, change, taken);
    number::edit(tx, &new).await?;
    tell(tx, ctx, number.broker_id, number.id, "number.back", json!({})).await
}

async fn update(
    tx: &mut Tx,
    ctx: &Ctx,
    number: &Number,
    change: &Change,
    taken: &HashSet<String>,
) -> Result<(), ServiceError> {
    let mut new = number.clone();
    name(&mut new, change, taken);
    if new == *number {
        return Ok(());
    }
    number::edit(tx, &new).await?;
    let detail = json!({ "label": new.label, "signalwire_id": new.signalwire_id, "synced": true });
    tell(tx, ctx, number.broker_id, number.id, "number.edited", detail).await
}

/// The carrier's id of it, unless another number has it, and its name where it has none here.
fn name(number: &mut Number, change: &Change, taken: &HashSet<String>) {
    if let Some(id) = change.carrier_id.as_ref().filter(|id| !taken.contains(*id)) {
        number.signalwire_id = Some(id.clone());
    }
    if number.label.is_none() {
        number.label = label(change);
    }
}

/// As long as a label may be.
fn label(change: &Change) -> Option<String> {
    let text: String = change.name.as_deref()?.trim().chars().filter(|c| !c.is_control()).take(100).collect();
    (!text.is_empty()).then_some(text)
}

/// New numbers, with the area code and state that follow from them.
async fn add(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: BrokerId,
    changes: &[&Change],
    taken: &HashSet<String>,
) -> Result<HashMap<VoiceWebhook, Vec<NumberId>>, ServiceError> {
    let mut made = Vec::new();
    for change in changes {
        let new = NewNumber {
            label: label(change),
            signalwire_id: change.carrier_id.clone().filter(|id| !taken.contains(id)),
            ..NewNumber::of(change.number.clone())
        };
        made.push(new.complete(ctx.clock.id())?);
    }
    // Somebody may have added one by hand meanwhile: it is found there by the next sync.
    let written = number::insert_free(tx, broker, &made, ctx.now).await?;
    let webhooks: HashMap<&E164, VoiceWebhook> =
        changes.iter().filter_map(|change| Some((&change.number, change.webhook?))).collect();
    let mut there: HashMap<VoiceWebhook, Vec<NumberId>> = HashMap::new();
    for new in made.iter().filter(|new| written.contains(&new.id)) {
        let detail = json!({ "number": new.number, "synced": true });
        tell(tx, ctx, broker, new.id, "number.added", detail).await?;
        if let Some(webhook) = webhooks.get(&new.number) {
            there.entry(*webhook).or_default().push(new.id);
        }
    }
    Ok(there)
}

/// Points a number's calls here. One that the carrier refuses stays as it is, and is told at the end.
async fn point_here(service: &Service, sync: &NumberSync, change: &Change) -> Result<(), ServiceError> {
    let account = account_of(service, sync.broker_id).await?;
    let hooks = hooks_of(service, account.id);
    let set_up = SetUp { name: None, voice_url: hooks.voice, status_url: hooks.status };
    let id = change.carrier_id.clone().unwrap_or_default();
    let done = service.carrier.configure(&account, &id, &set_up).await;
    let refused = match done {
        Ok(_) => None,
        Err(error) if error.passes() => {
            note(service, &account, Some(&error)).await?;
            return Err(trouble(error));
        }
        Err(error) => Some(format!("{}: {error}", change.number.national())),
    };
    let (sync, phone) = (sync.clone(), change.number.clone());
    service
        .db
        .write(move |tx| {
            let (sync, refused, phone) = (sync.clone(), refused.clone(), phone.clone());
            Box::pin(async move {
                let error = match (&sync.error, refused) {
                    (Some(was), _) => Some(was.clone()),
                    (None, Some(why)) => Some(format!("Some numbers could not be pointed here. {why}")),
                    (None, None) => {
                        let found = number::find_by_phone(tx, &phone).await?;
                        if let Some(own) = found.filter(|number| number.broker_id == sync.broker_id) {
                            let ours = VoiceWebhook::Ours;
                            held::saw(tx, sync.broker_id, &[own.id], sync.project_id, ours).await?;
                        }
                        None
                    }
                };
                let after = NumberSync { done: sync.done + 1, error, ..sync.clone() };
                if rows::go_on(tx, &after, sync.done).await? && after.error != sync.error {
                    rows::update(tx, &after, SyncStatus::Applying).await?;
                }
                Ok::<_, ServiceError>(())
            })
        })
        .await
}

/// Notes who changed what, where anything changed.
async fn finish(service: &Service, sync: &NumberSync) -> Result<(), ServiceError> {
    if sync.plan.is_empty() {
        return end(service, sync, SyncStatus::Done, sync.error.clone()).await;
    }
    let ctx = Ctx::new(service, &Actor::System).on_behalf(&sync.actor, sync.broker_id);
    let sync = sync.clone();
    let broker = sync.broker_id;
    service
        .db
        .write(move |tx| {
            let (ctx, sync) = (ctx.clone(), sync.clone());
            Box::pin(async move {
                let ended = NumberSync { status: SyncStatus::Done, ended_at: Some(ctx.now), ..sync.clone() };
                if !rows::update(tx, &ended, SyncStatus::Applying).await? {
                    return Ok(());
                }
                let count = |kind| sync.plan.count(kind);
                let detail = json!({
                    "added": count(ChangeKind::Add), "updated": count(ChangeKind::Update),
                    "back": count(ChangeKind::Back), "gone": count(ChangeKind::Gone),
                });
                audit::record(tx, &ctx, Some(broker), "numbers.synced", detail).await?;
                Ok::<_, ServiceError>(forget(tx, &ended).await?)
            })
        })
        .await
}
