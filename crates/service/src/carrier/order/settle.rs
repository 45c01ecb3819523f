//! What came of an order.

use super::super::connect::note;
use super::super::{Account, SetUp, account_of, hooks_of};
use crate::ctx::{About, Ctx};
use crate::number::NewNumber;
use crate::{Service, ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use steadyline_core::carrier::{CarrierNumber, Order, OrderStatus, VoiceWebhook};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::user::Actor;
use steadyline_db::carrier::{held, order as rows};
use steadyline_db::{Tx, number};

/// How long nobody but its buyer minds an order: longer than the carrier may take to answer.
const BUYERS_OWN: TimeDelta = TimeDelta::minutes(3);
/// For how long a number that was perhaps bought is looked for at the carrier.
const LOOKED_FOR: TimeDelta = TimeDelta::minutes(10);

/// Finds out what came of a broker's orders that nobody knows of: of a program that ended while it bought, or a carrier that
/// did not reply. Nothing is bought; says how many are known now.
///
/// # Errors
/// What the database says, or what stands between us and the carrier.
pub async fn finish_open(service: &Service, broker: BrokerId) -> Result<usize, ServiceError> {
    let now = service.clock.now();
    let open = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(rows::open(tx, broker, now).await?) }))
        .await?;
    let is_ours = |order: &Order| order.status == OrderStatus::Unsure || now - order.created_at > BUYERS_OWN;
    let open: Vec<Order> = open.into_iter().filter(is_ours).collect();
    if open.is_empty() {
        return Ok(0);
    }
    let account = account_of(service, broker).await?;
    let mut known = 0;
    for order in open {
        let found = service.carrier.number_of(&account, &order.number).await;
        match found {
            Ok(Some(found)) => {
                let found = pointed_here(service, &account, found).await?;
                bought(service, &account, &order, found).await?;
                known += 1;
            }
            Ok(None) if now - order.created_at > LOOKED_FOR => {
                let why = "SignalWire did not buy it: the number is not in the project".to_owned();
                not_bought(service, &order, OrderStatus::Failed, why).await?;
                known += 1;
            }
            Ok(None) => {}
            // It goes on later.
            Err(error) => note(service, &account, Some(&error)).await?,
        }
    }
    Ok(known)
}

/// A number that was bought without being set up, or by somebody at the carrier's site, is set up. Where that fails it is
/// seen in the pool that its calls go elsewhere.
async fn pointed_here(
    service: &Service,
    account: &Account,
    found: CarrierNumber,
) -> Result<CarrierNumber, ServiceError> {
    let hooks = hooks_of(service, account.id);
    if VoiceWebhook::of(found.voice_url.as_deref(), &hooks.voice) == VoiceWebhook::Ours {
        return Ok(found);
    }
    let set_up = SetUp { name: None, voice_url: hooks.voice, status_url: hooks.status };
    match service.carrier.configure(account, &found.id, &set_up).await {
        Ok(configured) => Ok(configured),
        Err(error) => {
            note(service, account, Some(&error)).await?;
            Ok(found)
        }
    }
}

/// The number is bought: it comes into the pool, or back into it.
pub(super) async fn bought(
    service: &Service,
    account: &Account,
    order: &Order,
    found: CarrierNumber,
) -> Result<(), ServiceError> {
    let ctx = Ctx::new(service, &Actor::System).on_behalf(&order.actor, order.broker_id);
    let ours = hooks_of(service, account.id).voice;
    let (order, project) = (order.clone(), account.project_id);
    let broker = order.broker_id;
    service
        .db
        .write(move |tx| {
            let (ctx, order, found, ours) = (ctx.clone(), order.clone(), found.clone(), ours.clone());
            Box::pin(async move {
                let ended = Some(ctx.now);
                if !rows::set(tx, broker, order.id, OrderStatus::Bought, None, ended).await? {
                    return Ok(());
                }
                let Some(id) = in_pool(tx, &order, &found, ctx.now, ctx.clock.id()).await? else {
                    return Ok(());
                };
                let webhook = VoiceWebhook::of(found.voice_url.as_deref(), &ours);
                held::saw(tx, broker, &[id], project, webhook).await?;
                let about = About { number_id: Some(id), ..About::default() };
                let detail = json!({ "number": order.number, "monthly_cents": order.monthly_cents });
                ctx.tell(tx, broker, "number.bought", about, None, detail).await
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(())
}

/// Puts a bought number into the pool, or back into it; none where it is in another pool of the installation by now.
async fn in_pool(
    tx: &mut Tx,
    order: &Order,
    found: &CarrierNumber,
    now: DateTime<Utc>,
    id: NumberId,
) -> Result<Option<NumberId>, ServiceError> {
    let broker = order.broker_id;
    let is_free = number::signalwire_ids(tx, broker, std::slice::from_ref(&found.id)).await?.is_empty();
    let new = NewNumber {
        label: found.name.as_deref().map(|name| name.chars().filter(|c| !c.is_control()).take(100).collect()),
        signalwire_id: Some(found.id.clone()).filter(|_| is_free),
        ..NewNumber::of(order.number.clone())
    };
    let new = new.complete(id)?;
    if number::insert_free(tx, broker, std::slice::from_ref(&new), now).await?.contains(&id) {
        return Ok(Some(id));
    }
    let known = number::find_by_phone(tx, &order.number).await?;
    let Some(known) = known.filter(|known| known.broker_id == broker) else { return Ok(None) };
    let Some(known) = number::find_locked(tx, broker, known.id).await? else { return Ok(None) };
    held::hold(tx, broker, known.id, None, None, None).await?;
    let mut back =
        Number { is_active: true, resting_until: None, gone_at: None, release_at: None, ..known.clone() };
    number::set_standing(tx, &back).await?;
    if is_free {
        back.signalwire_id = Some(found.id.clone());
        number::edit(tx, &back).await?;
    }
    Ok(Some(known.id))
}

/// It was not bought, or nobody knows.
pub(super) async fn not_bought(
    service: &Service,
    order: &Order,
    status: OrderStatus,
    why: String,
) -> Result<(), ServiceError> {
    let (broker, id, now) = (order.broker_id, order.id, service.clock.now());
    let ended = (status == OrderStatus::Failed).then_some(now);
    service
        .db
        .write(move |tx| {
            let why = why.clone();
            Box::pin(async move {
                rows::set(tx, broker, id, status, Some(&why), ended).await?;
                Ok::<_, ServiceError>(())
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(())
}
