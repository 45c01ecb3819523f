//! Taking an import back as a whole: what it added and nobody has used since is removed, what it filled and nobody has
//! changed since is emptied, and whom it alone suppressed is suppressed no more.

use super::judge::{Entry, read};
use super::run::maker;
use super::{BATCH, Row, changed, lead as leads, locked, number as numbers, rows, tell};
use crate::assignment::broker_of;
use crate::ctx::{About, Ctx};
use crate::lead::{edited, undo_suppression_in};
use crate::{Conflict, Service, ServiceError};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::{ImportId, LeadId, NumberId};
use steadyline_core::import::{AT_ONCE, Import, ImportStatus, LineKind, Noun};
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::import::{Line, Which};
use steadyline_db::{Tx, dialect, lead, number};
use uuid::Uuid;

/// Undoes an import. Up to [`AT_ONCE`] lines are undone when this returns; more by a job. What has been used since
/// stays, and the import says how many.
///
/// # Errors
/// `NotFound`; [`Conflict::Import`] for one that is neither done nor stopped;
/// [`FieldError`] on `import` for one whose lines are no longer kept.
pub async fn undo(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: ImportId,
) -> Result<Import, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let named = broker.to_owned();
    let import = service
        .db
        .write(move |tx| {
            let (ctx, named) = (ctx.clone(), named.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&named)).await?;
                let mut import = locked(tx, &broker, id).await?;
                if !import.status.can_undo() {
                    return Err(Conflict::Import { is: import.status, what: "undone" }.into());
                }
                if rows::lines(tx, broker.id, id, Which::All, 0, 1).await?.is_empty() {
                    let why = "Its lines are no longer kept: an import can be undone for 30 days.";
                    return Err(FieldError::new("import", why).into());
                }
                rows::set_status(tx, &import, ImportStatus::Undoing).await?;
                import.status = ImportStatus::Undoing;
                if import.lines.are_at_once() {
                    some(tx, &ctx, &broker, &mut import, AT_ONCE as i64).await?;
                }
                Ok::<_, ServiceError>(import)
            })
        })
        .await?;
    changed(service, &import);
    Ok(import)
}

pub(super) async fn batch(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &mut Import,
) -> Result<(), ServiceError> {
    let maker = maker(ctx, import);
    some(tx, &maker, broker, import, BATCH as i64).await
}

async fn some(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &mut Import,
    most: i64,
) -> Result<(), ServiceError> {
    let (done_line, undone_line) = rows::place(tx, import).await?;
    let lines = rows::to_undo(tx, import, undone_line, done_line, most).await?;
    let found = lines.len() as i64;
    let last = lines.last().map_or(undone_line, |line| line.line);
    remove(tx, broker, import, &lines).await?;
    unsuppress(tx, ctx, broker, import, &lines, undone_line).await?;
    empty(tx, ctx, broker, import, lines).await?;
    if found < most {
        import.status = ImportStatus::Undone;
        import.undone_at = Some(ctx.now);
        tell(tx, ctx, import).await?;
    }
    rows::set_undone(tx, import, last).await?;
    Ok(())
}

/// Removes what was added and nobody has used.
async fn remove(
    tx: &mut Tx,
    broker: &Broker,
    import: &mut Import,
    lines: &[Line],
) -> Result<(), ServiceError> {
    let added: Vec<&Line> = lines.iter().filter(|line| line.kind == LineKind::New).collect();
    let ids: Vec<Uuid> = added.iter().filter_map(|line| line.row_id).collect();
    let left: HashSet<Uuid> = match import.noun {
        Noun::Leads => {
            let ids: Vec<LeadId> = ids.iter().copied().map(LeadId).collect();
            lead::lock_all(tx, broker.id, &ids).await?;
            rows::delete_unused_leads(tx, broker.id, &ids).await?.into_iter().map(|id| id.0).collect()
        }
        Noun::Numbers => {
            let ids: Vec<NumberId> = ids.iter().copied().map(NumberId).collect();
            number::lock_all(tx, broker.id, &ids).await?;
            rows::delete_unused_numbers(tx, broker.id, &ids).await?.into_iter().map(|id| id.0).collect()
        }
    };
    import.kept += left.len() as i64;
    import.removed += (ids.len() - left.len()) as i64;
    for line in added {
        if line.row_id.is_some_and(|id| left.contains(&id)) {
            rows::set_line(tx, import, &Line { kept: true, ..line.clone() }).await?;
        }
    }
    Ok(())
}

/// Takes back that persons are suppressed, where nothing but the import said so. Of one of whom a lead stays that was
/// added, that stays too.
async fn unsuppress(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &Import,
    lines: &[Line],
    undone_line: i32,
) -> Result<(), ServiceError> {
    // A lead that is removed only now may be what an earlier batch left a person suppressed for.
    let removed = lines.iter().filter(|line| line.kind == LineKind::New);
    let phones: Vec<E164> = removed.filter_map(|line| line.phone.clone()).collect();
    let mut said = match undone_line {
        0 => Vec::new(),
        last => rows::suppressing(tx, import, &phones, last).await?,
    };
    said.extend(lines.iter().filter(|line| line.suppresses()).cloned());
    let is_by_it = |lead: &Lead| match (lead.suppressed_at, import.ended_at) {
        (Some(at), Some(ended)) if import.lines.are_at_once() => at == ended,
        (Some(at), ended) => at >= import.created_at && ended.is_none_or(|ended| at <= ended),
        (None, _) => false,
    };
    for line in said {
        let mut records = match &line.phone {
            Some(phone) => lead::by_phones(tx, broker.id, std::slice::from_ref(phone)).await?,
            None => Vec::new(),
        };
        if let Some(id) = line.row_id.filter(|_| line.kind == LineKind::Fill) {
            let record = lead::find(tx, broker.id, LeadId(id)).await?;
            // The line may name no phone, or another; what it says holds for all records of the person.
            if let Some(phone) = record.as_ref().and_then(|record| record.phone.as_ref()) {
                records.extend(lead::by_phones(tx, broker.id, std::slice::from_ref(phone)).await?);
            }
            records.extend(record);
        }
        let ids: Vec<Uuid> = records.iter().map(|record| record.id.0).collect();
        if !rows::added(tx, import, &ids).await?.is_empty() {
            continue;
        }
        for record in records {
            let locked = lead::find_locked(tx, broker.id, record.id).await?;
            let Some(locked) = locked.filter(is_by_it) else { continue };
            match undo_suppression_in(tx, ctx, broker, locked).await {
                // The person asked for it on a call since then.
                Ok(_) | Err(ServiceError::Conflict(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Empties what was filled, where it still stands so.
async fn empty(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &Import,
    lines: Vec<Line>,
) -> Result<(), ServiceError> {
    let filled: Vec<Line> = lines.into_iter().filter(|line| line.kind == LineKind::Fill).collect();
    let given = filled.iter().map(Row::of).collect();
    let read = read(import.noun, ctx, broker, &import.layout, given, &HashMap::new());
    for (line, read) in filled.iter().zip(read) {
        let Some(id) = line.row_id else { continue };
        match read.entry {
            Ok(Entry::Lead(said)) => empty_lead(tx, ctx, broker, LeadId(id), &said, &line.filled).await?,
            Ok(Entry::Number(said)) => {
                let Some(now) = number::find_locked(tx, broker.id, NumberId(id)).await? else { continue };
                let to = numbers::emptied(&now, &said, &line.filled);
                if to != now {
                    number::edit(tx, &to).await?;
                    let about = About { number_id: Some(to.id), ..About::default() };
                    let detail = json!({
                        "label": to.label, "area_code": to.area_code, "state": to.state,
                        "signalwire_id": to.signalwire_id,
                    });
                    ctx.tell(tx, broker.id, "number.edited", about, Some(UNDONE), detail).await?;
                }
            }
            Err(_) => {}
        }
    }
    Ok(())
}

/// Why something was emptied.
const UNDONE: &str = "an import was undone";

async fn empty_lead(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    id: LeadId,
    said: &Lead,
    filled: &[String],
) -> Result<(), ServiceError> {
    dialect::lock_lead(tx, broker.id, id).await?;
    let Some(now) = lead::find(tx, broker.id, id).await?.filter(|lead| lead.erased_at.is_none()) else {
        return Ok(());
    };
    let has_number = !rows::with_assignments(tx, broker.id, &[id]).await?.is_empty();
    let to = leads::emptied(&now, said, filled, has_number);
    if to == now {
        return Ok(());
    }
    lead::update(tx, &to).await?;
    let about = About { lead_id: Some(to.id), ..About::default() };
    ctx.tell(tx, broker.id, "lead.edited", about, Some(UNDONE), edited(&now, &to)).await
}
