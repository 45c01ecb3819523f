//! Numbers at the carrier: what a sync would change, and numbers to buy.

use super::link;
use super::pool::count;
use super::teller::{Teller, number_link};
use crate::carrier::{Account, account_of, newest, orders, search};
use crate::{Conflict, Service, ServiceError, local_time};
use std::collections::HashMap;
use steadyline_core::area_code::lookup;
use steadyline_core::broker::Broker;
use steadyline_core::carrier::{
    Change, ChangeKind, MOST_AT_ONCE, NumberSync, Offer, Order, OrderStatus, SyncStatus, VoiceWebhook,
    Wanted, dollars,
};
use steadyline_core::id::NumberId;
use steadyline_core::page::{BuyPage, BuyQuery, OfferRow, OrderRow, SyncPage, SyncRow, SyncView};
use steadyline_core::user::{Actor, Role};
use steadyline_db::carrier::order;

/// Most changes shown.
const ROWS: usize = 200;
/// Most orders shown.
const ORDERS: usize = 20;

/// The connection that the broker uses, or why it cannot be used.
async fn connected(service: &Service, office: &Broker) -> Result<Result<Account, String>, ServiceError> {
    match account_of(service, office.id).await {
        Ok(account) => Ok(Ok(account)),
        Err(ServiceError::Conflict(Conflict::Carrier(trouble))) => Ok(Err(trouble.to_string())),
        Err(error) => Err(error),
    }
}

/// What the newest sync would change, or did.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn sync(service: &Service, actor: &Actor, broker: &str) -> Result<SyncPage, ServiceError> {
    let office = crate::broker::find(service, actor, broker).await?;
    let account = connected(service, &office).await?;
    let found = newest(service, actor, Some(broker)).await?;
    let teller = Teller::of(&office, service.clock.now());
    let asks_for_new =
        actor.role() == Role::Admin && account.as_ref().is_ok_and(|account| account.broker_id.is_none());
    let sync = match found {
        Some(sync) => Some(view(service, &office, teller, sync).await?),
        None => None,
    };
    Ok(SyncPage { broker: link(&office), trouble: account.err().unwrap_or_default(), asks_for_new, sync })
}

async fn view(
    service: &Service,
    office: &Broker,
    teller: Teller,
    sync: NumberSync,
) -> Result<SyncView, ServiceError> {
    let shown: Vec<&Change> =
        sync.plan.changes.iter().filter(|change| change.kind != ChangeKind::Same).take(ROWS).collect();
    let gone: Vec<NumberId> = shown
        .iter()
        .filter(|change| change.kind == ChangeKind::Gone)
        .filter_map(|change| change.number_id)
        .collect();
    let broker = office.id;
    let leads: HashMap<NumberId, i64> = service
        .db
        .read(move |tx| {
            Box::pin(async move {
                Ok::<_, ServiceError>(steadyline_db::number::live_leads_of(tx, broker, &gone).await?)
            })
        })
        .await?
        .into_iter()
        .collect();
    let rows = shown.into_iter().map(|change| SyncRow {
        kind: change.kind,
        number: change.number.clone(),
        link: change.number_id.map(|id| number_link(id, &change.number)),
        note: note(change),
        leads: change.number_id.and_then(|id| leads.get(&id).copied()).unwrap_or_default(),
    });
    let plan = &sync.plan;
    let pointed = if sync.configures { plan.deaf() } else { 0 };
    // Where one could not be pointed here, nobody knows which were.
    let hear = if sync.status == SyncStatus::Done && sync.error.is_none() { pointed } else { 0 };
    let counts = ChangeKind::CHANGES.map(|kind| count(plan.count(kind)));
    Ok(SyncView {
        rows: rows.collect(),
        id: sync.id,
        status: sync.status,
        can_apply: sync.status == SyncStatus::Ready && sync.is_fresh(teller.now),
        who: sync.actor.clone(),
        made: teller.when(sync.created_at),
        ended: sync.ended_at.map(|at| teller.when(at)),
        seen: sync.seen.into(),
        done: sync.done.into(),
        steps: count(plan.changes.len() + pointed),
        changes: counts.iter().sum(),
        counts,
        deaf: count(plan.deaf() - hear),
        pointed: count(hear),
        elsewhere: count(plan.elsewhere),
        in_no_pool: count(plan.in_no_pool),
        voiceless: count(plan.voiceless),
        main_line: count(plan.main_line),
        error: sync.error.unwrap_or_default(),
    })
}

/// What else there is to say of a change.
fn note(change: &Change) -> String {
    let calls = match change.webhook {
        Some(VoiceWebhook::Other) => Some("its calls go elsewhere".to_owned()),
        Some(VoiceWebhook::None) => Some("its calls go nowhere".to_owned()),
        _ => None,
    };
    let unsure = (change.kind == ChangeKind::Gone && !change.is_sure)
        .then(|| "never seen in this project; its SignalWire ID may be of another one".to_owned());
    [change.name.clone(), calls, unsure].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Numbers that can be bought, where some are looked for, and those that were.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn buy(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &BuyQuery,
) -> Result<BuyPage, ServiceError> {
    let office = crate::broker::find(service, actor, broker).await?;
    let account = connected(service, &office).await?;
    let (mut wrong, mut offers) = (None, None);
    if account.is_ok() && !(query.area_code.trim().is_empty() && query.state.trim().is_empty()) {
        match looked_for(service, actor, broker, query).await {
            Ok(found) => offers = Some(found.into_iter().map(offer_row).collect()),
            Err(ServiceError::Field(error)) => wrong = Some((error.field.into_owned(), error.message)),
            Err(ServiceError::Conflict(Conflict::Carrier(trouble))) => {
                wrong = Some((String::new(), trouble.to_string()));
            }
            Err(error) => return Err(error),
        }
    }
    let (id, day) = (office.id, local_time::day(&office, service.clock.now()));
    let bought = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(order::on_day(tx, id, day).await?) }))
        .await?;
    let teller = Teller::of(&office, service.clock.now());
    let made = orders(service, actor, Some(broker)).await?;
    let per_day = account.as_ref().map_or(0, |account| i64::from(account.buys_per_day));
    let cents = account.as_ref().ok().and_then(|account| account.monthly_cents);
    Ok(BuyPage {
        broker: link(&office),
        trouble: account.err().unwrap_or_default(),
        query: query.clone(),
        wrong,
        offers,
        price: cents
            .map(|cents| dollars(cents.into()).trim_start_matches('$').to_owned())
            .unwrap_or_default(),
        per_day,
        left: (per_day - bought).max(0),
        at_once: count(MOST_AT_ONCE),
        orders: made.into_iter().take(ORDERS).map(|order| order_row(teller, order)).collect(),
    })
}

async fn looked_for(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &BuyQuery,
) -> Result<Vec<Offer>, ServiceError> {
    let wanted = Wanted::parse(Some(&query.area_code), Some(&query.state))?;
    search(service, actor, broker, &wanted).await
}

fn offer_row(offer: Offer) -> OfferRow {
    let Offer { number, town, state } = offer;
    let known = number.area_code().as_ref().and_then(lookup).and_then(|area| area.state());
    let state = state.or_else(|| known.map(|state| state.to_string()));
    let town = town.filter(|town| !town.trim().is_empty()).map(|town| in_words(&town));
    OfferRow { number, place: [town, state].into_iter().flatten().collect::<Vec<_>>().join(", ") }
}

/// `SAN ANTONIO` as people write it.
fn in_words(town: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        first + &letters.as_str().to_lowercase()
    };
    town.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn order_row(teller: Teller, order: Order) -> OrderRow {
    let error = match (order.status, order.error) {
        (OrderStatus::Unsure, _) => "SignalWire did not answer. It is asked until it is known.".to_owned(),
        (_, error) => error.unwrap_or_default(),
    };
    OrderRow {
        number: order.number,
        status: order.status,
        price: dollars(order.monthly_cents.into()),
        who: order.actor,
        at: teller.when(order.created_at),
        error,
    }
}

/// What came of buying, in a sentence.
pub fn bought_told(orders: &[Order]) -> String {
    let of = |status| orders.iter().filter(|order| order.status == status).count();
    let (bought, unsure, failed) =
        (of(OrderStatus::Bought), of(OrderStatus::Unsure), of(OrderStatus::Failed));
    let mut told = match (bought, orders) {
        (1, [only]) => format!("{} is bought and in the pool.", only.number.national()),
        (0, _) => String::new(),
        (1, _) => "1 number is bought and in the pool.".to_owned(),
        (many, _) => format!("{many} numbers are bought and in the pool."),
    };
    if unsure > 0 {
        told.push_str(&format!(" Of {unsure} SignalWire did not say whether it was bought: it is asked."));
    }
    if failed > 0 {
        told.push_str(&format!(" {failed} could not be bought: the list below says why."));
    }
    told.trim().to_owned()
}
