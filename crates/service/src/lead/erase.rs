//! Erasing a person's data.
//!
//! All records of the person go: name, phone and notes; the notes of assignments and calls; what the history holds in
//! words, the edits of another lead while it had the phone, and the name in them while it still had that; what callers
//! named calls, where it is personal; what endpoints were told in words; the kept replies of named requests. Calls,
//! rollups, counters, times, area code, state and the deal stay, for they are figures. The record stays too, closed,
//! under our id and under the caller's reference, so that a CRM that still has the person is told so and does not bring
//! the data back. A reference that is itself personal goes.

use super::{named, rows, tell};
use crate::assignment::{apply, broker_of};
use crate::ctx::Ctx;
use crate::delivery::without_person;
use crate::{Conflict, Service, ServiceError, audit};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::collections::HashSet;
use steadyline_core::assignment::Event;
use steadyline_core::broker::Broker;
use steadyline_core::id::LeadId;
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::lead::Naming;
use steadyline_db::{
    Tx, broker as brokers, carrier_call, delivery as deliveries, dialect, idempotency, import, suppression,
};

/// Refuses a lead whose person's data was erased: nothing is done with it any more.
pub(crate) fn not_erased(lead: &Lead) -> Result<(), ServiceError> {
    if lead.erased_at.is_some() { Err(Conflict::LeadErased.into()) } else { Ok(()) }
}

/// Erases the data of a lead's person on all its records, and releases its number. Of a person who is suppressed a
/// salted hash of the phone stays. A second time changes nothing.
///
/// # Errors
/// `NotFound`.
pub async fn erase(service: &Service, actor: &Actor, broker: &str, lead: &str) -> Result<Lead, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let told = told_elsewhere(service, actor, broker, lead).await?;
    let (broker, lead) = (broker.to_owned(), lead.to_owned());
    let lead = service
        .db
        .write(move |tx| {
            let (ctx, broker, lead, told) = (ctx.clone(), broker.clone(), lead.clone(), told.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                // Whoever keeps lines of an import holds it from judging them on.
                brokers::lock(tx, broker.id).await?;
                let Lead { id, phone, .. } = named(tx, &broker, &lead).await?;
                let known = rows::of_person(tx, broker.id, id, phone.as_ref()).await?;
                let found = rows::by_ids(tx, broker.id, &known).await?;
                import::lock_about(tx, broker.id, &found).await?;
                let records = locked(tx, &broker, id).await?;
                if records.iter().any(|record| record.id == id && record.erased_at.is_none()) {
                    erase_in(tx, &ctx, &broker, id, &records, &told).await?;
                }
                rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("lead"))
            })
        })
        .await?;
    service.bus.tell(lead.broker_id);
    Ok(lead)
}

/// No edit is committed later than so long after the time it bears.
const LATEST_COMMIT: TimeDelta = TimeDelta::seconds(60);

/// Edits, of whatever lead, that tell of a person's phone, as found before a time.
#[derive(Clone, Debug)]
struct Told {
    phone: Option<E164>,
    edits: Vec<Naming>,
    at: DateTime<Utc>,
}

/// The history tells from what to what a phone was changed: it may be this person's, on a record that is somebody
/// else's by now. All of the history is looked through for it, so not while others wait to write.
async fn told_elsewhere(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lead: &str,
) -> Result<Told, ServiceError> {
    let at = service.clock.now();
    let (actor, broker, lead) = (actor.clone(), broker.to_owned(), lead.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let phone = named(tx, &broker, &lead).await?.phone;
                let edits = match &phone {
                    Some(phone) => rows::edits_naming(tx, broker.id, phone, DateTime::UNIX_EPOCH).await?,
                    None => Vec::new(),
                };
                Ok(Told { phone, edits, at })
            })
        })
        .await
}

/// Blanks them, those that were written since, and those of the same leads while they had the phone: from when it came,
/// if it came by an edit, until it went, a lead was a record of this person, and what it was called is this person's
/// name. One that was called as these records are, or were, when the phone went may have got its own name later: up to
/// then the name goes too, and nothing else.
async fn blank_told(
    tx: &mut Tx,
    broker: &Broker,
    phone: &E164,
    records: &[Lead],
    told: &Told,
) -> Result<(), ServiceError> {
    let is_known = told.phone.as_ref() == Some(phone);
    let since = if is_known { told.at - LATEST_COMMIT } else { DateTime::UNIX_EPOCH };
    let lately = rows::edits_naming(tx, broker.id, phone, since).await?;
    let naming: Vec<&Naming> = told.edits.iter().filter(|_| is_known).chain(&lately).collect();
    let mut names: HashSet<String> =
        records.iter().filter_map(|record| record.name.as_deref()).map(str::to_lowercase).collect();
    for record in records {
        let were = rows::names_told(tx, broker.id, record.id).await?;
        names.extend(were.iter().map(|name| name.to_lowercase()));
    }
    let has_name =
        |edit: &Naming| edit.name.as_ref().is_some_and(|name| names.contains(&name.to_lowercase()));
    // All are found first: what is blanked says of no name any more.
    let (mut spans, mut unnamed) = (Vec::with_capacity(naming.len()), Vec::new());
    for &edit in &naming {
        if edit.took && has_name(edit) {
            unnamed.extend(rows::unnamed_after(tx, broker.id, edit).await?);
        }
        spans.push((edit.lead_id, first_of(&naming, edit).map(Naming::place), edit.place()));
    }
    // Before the spans: one of these may have brought the phone once more.
    for (edit, detail) in unnamed {
        rows::set_detail(tx, broker.id, edit, detail).await?;
    }
    for (lead, first, last) in spans {
        rows::blank_edits(tx, broker.id, lead, first, last).await?;
    }
    Ok(())
}

/// The first edit that goes along with one: that which brought the phone, where this one took it away; none, if the
/// lead had it from the beginning. Where this one did not, it goes alone.
fn first_of<'n>(naming: &[&'n Naming], edit: &'n Naming) -> Option<&'n Naming> {
    if !edit.took {
        return Some(edit);
    }
    let is_before = |one: &&Naming| one.lead_id == edit.lead_id && (one.at, one.id) < (edit.at, edit.id);
    let brought = naming.iter().copied().filter(|one| one.brought).filter(is_before);
    brought.max_by_key(|one| (one.at, one.id))
}

/// All records of the lead's person, locked in the order of their ids.
async fn locked(tx: &mut Tx, broker: &Broker, id: LeadId) -> Result<Vec<Lead>, ServiceError> {
    let mut known = vec![id];
    loop {
        let mut records = Vec::with_capacity(known.len());
        for id in &known {
            dialect::lock_lead(tx, broker.id, *id).await?;
            records.extend(rows::find(tx, broker.id, *id).await?);
        }
        let phone = records.iter().find(|record| record.id == id).and_then(|record| record.phone.as_ref());
        let now = rows::of_person(tx, broker.id, id, phone).await?;
        // Another phone, or another record, since they were read.
        if now.iter().all(|id| known.contains(id)) {
            records.retain(|record| now.contains(&record.id));
            return Ok(records);
        }
        known = now;
    }
}

async fn erase_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    asked: LeadId,
    records: &[Lead],
    told: &Told,
) -> Result<(), ServiceError> {
    let phone = records.iter().find_map(|record| record.phone.clone());
    let suppressed = suppressed_since(tx, broker, records, phone.as_ref()).await?;
    if let (Some(phone), Some(at)) = (&phone, suppressed) {
        suppression::keep(tx, broker.id, phone, at).await?;
    }
    if let Some(phone) = &phone {
        blank_told(tx, broker, phone, records, told).await?;
    }
    for record in records {
        rows::blank_history(tx, broker.id, record.id).await?;
        rows::blank_references(tx, record).await?;
        carrier_call::blank_person(tx, broker.id, record.id, phone.as_ref()).await?;
        import::blank_person(tx, broker.id, record, phone.as_ref()).await?;
        for open in rows::open_assignments(tx, broker.id, record.id).await? {
            apply(tx, ctx, &open, Event::ReleasedByPerson, Some("erased")).await?;
        }
        let keeps_reference = !record.has_personal_reference();
        rows::blank_records(tx, broker.id, record.id, keeps_reference, ctx.now).await?;
        tell(tx, ctx, record, "lead.erased", None, json!({})).await?;
    }
    // Last, as what was done to the lead just now is on its way too.
    for record in records {
        deliveries::blank_lead(tx, broker.id, record.id, without_person).await?;
    }
    forget_requests(tx, broker, records, phone.as_ref()).await?;
    let detail = json!({
        "lead_id": asked, "records": records.iter().map(|record| record.id).collect::<Vec<_>>(),
        "suppressed": suppressed.is_some(),
    });
    audit::record(tx, ctx, Some(broker.id), "lead.erased", detail).await
}

/// When the person was suppressed, on any of its records or before an earlier erasure.
async fn suppressed_since(
    tx: &mut Tx,
    broker: &Broker,
    records: &[Lead],
    phone: Option<&E164>,
) -> Result<Option<DateTime<Utc>>, ServiceError> {
    let by_phone = match phone {
        Some(phone) => rows::suppressed_at(tx, broker.id, phone).await?,
        None => None,
    };
    Ok(records.iter().filter_map(|record| record.suppressed_at).chain(by_phone).min())
}

/// Replies that are kept for requests that come again hold what the request was about.
async fn forget_requests(
    tx: &mut Tx,
    broker: &Broker,
    records: &[Lead],
    phone: Option<&E164>,
) -> Result<(), ServiceError> {
    let references = records.iter().filter(|record| record.has_personal_reference());
    let personal: Vec<String> = references
        .filter_map(|record| record.reference.clone())
        .chain(phone.map(|phone| phone.local_digits().to_owned()))
        .collect();
    let ids = records.iter().map(|record| record.id.to_string());
    let told: Vec<String> = ids.chain(personal.iter().cloned()).collect();
    if !personal.is_empty() {
        idempotency::forget_named_by(tx, broker.id, &personal).await?;
    }
    idempotency::blank_replies(tx, broker.id, &told).await?;
    Ok(())
}
