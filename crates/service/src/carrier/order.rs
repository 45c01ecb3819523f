//! Buying numbers: looking for some, writing down that they are bought, buying them, and what came of it.
//!
//! An order is written before the carrier is asked, and never asked for twice: where it is not known what came of one, the
//! carrier is asked whether the project has the number (`settle`).

mod settle;

pub use settle::finish_open;

use super::connect::{note, trouble};
use super::{Account, CarrierError, RefusedFor, SetUp, account_of, hooks_of};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::number::IS_MAIN_LINE;
use crate::{CarrierTrouble, Conflict, Service, ServiceError, audit, local_time};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures::future::join_all;
use serde_json::json;
use std::collections::HashSet;
use steadyline_core::broker::Broker;
use steadyline_core::carrier::{MOST_AT_ONCE, Offer, Order, OrderStatus, Wanted, dollars};
use steadyline_core::field::FieldError;
use steadyline_core::id::OrderId;
use steadyline_core::phone::E164;
use steadyline_core::user::{Actor, Role};
use steadyline_db::carrier as accounts;
use steadyline_db::carrier::order as rows;
use steadyline_db::{Tx, number};
use tracing::Instrument;

/// Numbers to buy.
#[derive(Clone, Debug)]
pub struct Buy {
    /// Which.
    pub numbers: Vec<E164>,
    /// What each costs a month, as whoever buys it confirms. Kept with the connection where it was not known.
    pub monthly_cents: i32,
}

/// Numbers that can be bought, without those that are in a pool of this installation.
///
/// # Errors
/// `NotFound`; [`Conflict::Carrier`].
pub async fn search(
    service: &Service,
    actor: &Actor,
    broker: &str,
    wanted: &Wanted,
) -> Result<Vec<Offer>, ServiceError> {
    let office = crate::broker::find(service, actor, broker).await?;
    let account = account_of(service, office.id).await?;
    let found = service.carrier.available(&account, wanted).await;
    note(service, &account, found.as_ref().err().filter(|error| error.is_fault())).await?;
    let found = found.map_err(plain)?;
    let phones: Vec<E164> = found.iter().map(|offer| offer.number.clone()).collect();
    let known: HashSet<E164> = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(number::of_phones(tx, &phones).await?) }))
        .await?
        .into_iter()
        .filter(|known| known.broker_id != office.id || known.released_at.is_none())
        .map(|known| known.number)
        .collect();
    Ok(found.into_iter().filter(|offer| !known.contains(&offer.number)).collect())
}

/// A broker's orders of the last 30 days, newest first.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn orders(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
) -> Result<Vec<Order>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    let since = service.clock.now() - TimeDelta::days(30);
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                Ok(rows::list(tx, broker.id, since).await?)
            })
        })
        .await
}

/// Buys numbers for a broker's pool, each by itself: the orders say what came of each. What nobody knows yet is found out
/// by [`finish_open`]. Whoever asks may go away meanwhile: what was begun goes on to its end.
///
/// # Errors
/// [`FieldError`] on `numbers`, also over the limit of the day, or on `monthly_price`; [`Conflict::Exists`] for one that is in
/// a pool or being bought; [`Conflict::Carrier`] where the carrier sold none of them.
pub async fn buy(
    service: &Service,
    actor: &Actor,
    broker: &str,
    buy: Buy,
) -> Result<Vec<Order>, ServiceError> {
    let office = crate::broker::find(service, actor, broker).await?;
    let account = account_of(service, office.id).await?;
    let numbers = checked(&account, &buy)?;
    let all = all(service.clone(), actor.clone(), office, account, numbers, buy.monthly_cents);
    // A task of its own: a request ends where it is when its page is left.
    let done = tokio::spawn(all.in_current_span()).await;
    let done = done.map_err(|error| ServiceError::Internal(error.to_string()))??;
    // Where none was sold the first reason is the answer.
    if done.iter().all(|(_, error)| error.is_some())
        && let Some(error) =
            done.iter().flat_map(|(_, error)| error).find(|error| !matches!(error, CarrierError::Unsure(_)))
    {
        return Err(plain(error.clone()));
    }
    let ids: HashSet<_> = done.iter().map(|(id, _)| *id).collect();
    let now = self::orders(service, actor, Some(broker)).await?;
    Ok(now.into_iter().filter(|order| ids.contains(&order.id)).collect())
}

/// Writes the orders down and asks for each; gives why one was not bought, or is not known to be.
async fn all(
    service: Service,
    actor: Actor,
    office: Broker,
    account: Account,
    numbers: Vec<E164>,
    monthly_cents: i32,
) -> Result<Vec<(OrderId, Option<CarrierError>)>, ServiceError> {
    let orders = intend(&service, &actor, &office, &account, numbers, monthly_cents).await?;
    let asked = orders.iter().map(async |order| Ok((order.id, one(&service, &account, order).await?)));
    let done = join_all(asked).await;
    service.bus.tell(office.id);
    done.into_iter().collect()
}

/// Each once, at the price that was confirmed.
fn checked(account: &Account, buy: &Buy) -> Result<Vec<E164>, FieldError> {
    let mut numbers: Vec<E164> = Vec::new();
    for number in &buy.numbers {
        if !numbers.contains(number) {
            numbers.push(number.clone());
        }
    }
    if numbers.is_empty() {
        return Err(FieldError::new("numbers", "Select at least one number."));
    }
    if numbers.len() > MOST_AT_ONCE {
        return Err(FieldError::new("numbers", format!("Buy at most {MOST_AT_ONCE} numbers at once.")));
    }
    match account.monthly_cents {
        Some(price) if price != buy.monthly_cents => {
            let why = format!(
                "A number costs {} a month by your settings: confirm that, or change it there.",
                dollars(price.into())
            );
            Err(FieldError::new("monthly_price", why))
        }
        None if !(0..=100_000).contains(&buy.monthly_cents) => {
            Err(FieldError::new("monthly_price", "Enter $0 to $1,000 a month."))
        }
        _ => Ok(numbers),
    }
}

/// Writes the orders down.
async fn intend(
    service: &Service,
    actor: &Actor,
    office: &Broker,
    account: &Account,
    numbers: Vec<E164>,
    monthly_cents: i32,
) -> Result<Vec<Order>, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (office, account) = (office.clone(), account.clone());
    service
        .db
        .write(move |tx| {
            let (ctx, office, account, numbers) =
                (ctx.clone(), office.clone(), account.clone(), numbers.clone());
            Box::pin(async move {
                // One buyer at a time, so that the limit holds.
                steadyline_db::broker::lock(tx, office.id).await?;
                let day = local_time::day(&office, ctx.now);
                within_limit(tx, &office, &account, day, numbers.len()).await?;
                not_taken(tx, &office, &numbers, ctx.now).await?;
                if account.broker_id.is_some() || ctx.actor.role() == Role::Admin {
                    accounts::price(tx, account.id, monthly_cents).await?;
                }
                let mut orders = Vec::new();
                for number in numbers {
                    let order = Order {
                        id: ctx.clock.id(),
                        broker_id: office.id,
                        number,
                        status: OrderStatus::Pending,
                        monthly_cents,
                        local_day: day,
                        error: None,
                        actor: ctx.actor.name().to_owned(),
                        created_at: ctx.now,
                        ended_at: None,
                    };
                    rows::insert(tx, &order).await?;
                    orders.push(order);
                }
                let numbers: Vec<&E164> = orders.iter().map(|order| &order.number).collect();
                let detail = json!({ "numbers": numbers, "monthly_cents": monthly_cents });
                audit::record(tx, &ctx, Some(office.id), "numbers.ordered", detail).await?;
                Ok::<_, ServiceError>(orders)
            })
        })
        .await
}

async fn within_limit(
    tx: &mut Tx,
    office: &Broker,
    account: &Account,
    day: NaiveDate,
    wanted: usize,
) -> Result<(), ServiceError> {
    let bought = rows::on_day(tx, office.id, day).await?;
    let left = (i64::from(account.buys_per_day) - bought).max(0);
    if i64::try_from(wanted).unwrap_or(i64::MAX) <= left {
        return Ok(());
    }
    let why = match left {
        0 => format!(
            "The limit of {} numbers a day is reached: buy more tomorrow, or raise the limit in Settings, SignalWire.",
            account.buys_per_day
        ),
        left => format!(
            "{left} more can be bought today, of {} a day: select fewer, or raise the limit in Settings, SignalWire.",
            account.buys_per_day
        ),
    };
    Err(FieldError::new("numbers", why).into())
}

/// Neither the main line, nor in a pool, nor being bought.
async fn not_taken(
    tx: &mut Tx,
    office: &Broker,
    numbers: &[E164],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    if numbers.iter().any(|number| office.is_main_line(number)) {
        return Err(FieldError::new("numbers", IS_MAIN_LINE).into());
    }
    for known in number::of_phones(tx, numbers).await? {
        if known.broker_id != office.id {
            let why = format!("{} is used elsewhere in this installation", known.number.national());
            return Err(Conflict::Exists { what: "numbers", why }.into());
        }
        if known.released_at.is_none() && known.gone_at.is_none() {
            let why = format!("{} is already in the pool", known.number.national());
            return Err(Conflict::Exists { what: "numbers", why }.into());
        }
    }
    let open = rows::open(tx, office.id, now + TimeDelta::days(1)).await?;
    match open.iter().find(|order| numbers.contains(&order.number)) {
        Some(order) => {
            let why = format!("{} is already being bought", order.number.national());
            Err(Conflict::Exists { what: "numbers", why }.into())
        }
        None => Ok(()),
    }
}

/// Buys one that was written down. Gives why it was not bought, or is not known to be.
async fn one(
    service: &Service,
    account: &Account,
    order: &Order,
) -> Result<Option<CarrierError>, ServiceError> {
    let hooks = hooks_of(service, account.id);
    let set_up = SetUp { name: None, voice_url: hooks.voice, status_url: hooks.status };
    let done = service.carrier.buy(account, &order.number, &set_up).await;
    note(service, account, done.as_ref().err().filter(|error| error.is_fault())).await?;
    match done {
        Ok(bought) => {
            settle::bought(service, account, order, bought).await?;
            Ok(None)
        }
        Err(error) => {
            let (status, why) = match &error {
                CarrierError::Unsure(why) => (OrderStatus::Unsure, why.clone()),
                other => (OrderStatus::Failed, words(other)),
            };
            settle::not_bought(service, order, status, why).await?;
            Ok(Some(error))
        }
    }
}

/// What the carrier's refusal means for a buyer.
fn words(error: &CarrierError) -> String {
    let CarrierError::Refused { why, message } = error else { return error.to_string() };
    match why {
        RefusedFor::Balance => {
            "the SignalWire account has too little balance: add funds there and buy again".to_owned()
        }
        RefusedFor::NotForSale => "someone else has the number by now: search again".to_owned(),
        RefusedFor::NumberLimit => {
            "the SignalWire account has reached its limit of numbers: give some up, or ask SignalWire for more"
                .to_owned()
        }
        _ => message.clone(),
    }
}

/// The same as what stands in the way.
fn plain(error: CarrierError) -> ServiceError {
    match &error {
        CarrierError::Refused { .. } => Conflict::Carrier(CarrierTrouble::Refused(words(&error))).into(),
        _ => trouble(error),
    }
}
