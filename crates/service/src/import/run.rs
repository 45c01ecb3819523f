//! Importing what was checked: at once, or batch by batch.

use super::judge::{Change, Judged, judge, read};
use super::{BATCH, KEPT, Row, changed, lead as leads, locked, rows, tell};
use crate::assignment::broker_of;
use crate::ctx::{About, Ctx};
use crate::lead::{edited, release_suppressed, suppress_in};
use crate::{Conflict, Service, ServiceError};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::{BrokerId, ImportId};
use steadyline_core::import::{AT_ONCE, Column, Import, ImportStatus, LineKind, Suppressed};
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::import::Line;
use steadyline_db::{Tx, broker as brokers, dialect, lead, number};
use uuid::Uuid;

/// Imports what was checked, or goes on with what was stopped. Up to [`AT_ONCE`] lines are in when this returns, all or
/// nothing; of more the first batch is still to come. If lines have become bad since the check nothing is imported, and
/// the draft says which.
///
/// # Errors
/// `NotFound`; [`FieldError`] on `import` while a line is bad, unless those are left out, and where nothing is to be
/// done; [`Conflict::Import`] for one that cannot be run.
pub async fn start(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: ImportId,
    leave_out_bad: bool,
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
                may_start(&import, leave_out_bad)?;
                if import.status == ImportStatus::Draft && import.lines.are_at_once() {
                    at_once(tx, &ctx, &broker, &mut import, leave_out_bad).await?;
                } else {
                    rows::set_status(tx, &import, ImportStatus::Running).await?;
                    import.status = ImportStatus::Running;
                }
                Ok::<_, ServiceError>(import)
            })
        })
        .await?;
    changed(service, &import);
    Ok(import)
}

pub(super) fn may_start(import: &Import, leave_out_bad: bool) -> Result<(), ServiceError> {
    if !import.status.can_run() {
        return Err(Conflict::Import { is: import.status, what: "imported" }.into());
    }
    let bad = import.lines.bad;
    if bad > 0 && !leave_out_bad && import.status == ImportStatus::Draft {
        let (is, they) = if bad == 1 { ("line is", "it") } else { ("lines are", "them") };
        let why = format!("{bad} {is} bad: fix the file and check it again, or leave {they} out.");
        return Err(FieldError::new("import", why).into());
    }
    if import.lines.to_do() == 0 {
        return Err(
            FieldError::new("import", "There is nothing to import: every line is known or bad.").into()
        );
    }
    Ok(())
}

async fn at_once(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &mut Import,
    leave_out_bad: bool,
) -> Result<(), ServiceError> {
    let lines = rows::to_do(tx, import, 0, AT_ONCE as i64).await?;
    let mut judged = again(tx, ctx, broker, import, lines).await?;
    let turned_bad = judged.iter().any(|judged| judged.line.kind == LineKind::Bad);
    if turned_bad && !leave_out_bad {
        // Only the verdicts are written.
        return rows::set_counts(tx, import).await.map_err(ServiceError::from);
    }
    write(tx, ctx, broker, import, &mut judged).await?;
    finish(tx, ctx, import, judged.last().map_or(0, |judged| judged.line.line)).await
}

/// Judges lines anew, as things are now, and writes where a verdict is another one than at the check.
async fn again(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &mut Import,
    lines: Vec<Line>,
) -> Result<Vec<Judged>, ServiceError> {
    let ids: HashMap<_, _> = lines
        .iter()
        .filter(|line| line.kind == LineKind::New)
        .filter_map(|line| Some((line.line, line.row_id?)))
        .collect();
    let given = lines.iter().map(Row::of).collect();
    let read = read(import.noun, ctx, broker, &import.layout, given, &ids);
    let judged = judge(tx, broker, import.noun, import.fill, read).await?;
    for (was, is) in lines.iter().zip(&judged) {
        if (was.kind, was.row_id, &was.filled) != (is.line.kind, is.line.row_id, &is.line.filled) {
            import.lines.add(was.kind, -1);
            import.lines.add(is.line.kind, 1);
            rows::set_line(tx, import, &is.line).await?;
        }
    }
    Ok(judged)
}

/// Why a person is suppressed whom a line says that of.
const IMPORTED: &str = "imported as suppressed";

/// Writes what follows from the verdicts, and adds it to the import's figures.
pub(super) async fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &mut Import,
    judged: &mut [Judged],
) -> Result<(), ServiceError> {
    let (mut new_numbers, mut new_leads) = (Vec::new(), Vec::new());
    for judged in judged.iter() {
        match &judged.change {
            Change::AddNumber(new) => new_numbers.push(new.clone()),
            Change::AddLead(new) => new_leads.push((**new).clone()),
            Change::FillNumber(_) | Change::FillLead(_) | Change::None => {}
        }
    }
    // What one record of a person is told holds for all of them.
    let suppressed: HashSet<E164> = judged
        .iter()
        .filter(|judged| judged.line.suppresses())
        .filter_map(|one| one.line.phone.clone())
        .collect();
    for lead in &mut new_leads {
        if lead.phone.as_ref().is_some_and(|phone| suppressed.contains(phone)) {
            lead.suppressed_at = lead.suppressed_at.or(Some(ctx.now));
        }
    }
    let mut written = HashSet::new();
    let numbers = number::insert_free(tx, broker.id, &new_numbers, ctx.now).await?;
    written.extend(numbers.into_iter().map(|id| id.0));
    written.extend(lead::insert_many(tx, &new_leads).await?.into_iter().map(|id| id.0));
    for judged in judged.iter_mut() {
        let is_there = match &judged.change {
            Change::AddNumber(new) => written.contains(&new.id.0),
            Change::AddLead(new) => written.contains(&new.id.0),
            Change::FillNumber(to) => fill_number(tx, ctx, to).await?,
            Change::FillLead(to) => fill_lead(tx, ctx, broker, import, to, &mut judged.line).await?,
            Change::None => continue,
        };
        match (is_there, judged.line.kind) {
            (true, LineKind::New) => import.added += 1,
            (true, _) => import.filled += 1,
            // Somebody else was quicker: it is known, and stays as it is.
            (false, was) => {
                import.lines.add(was, -1);
                import.lines.add(LineKind::Known, 1);
                judged.line.kind = LineKind::Known;
                judged.line.row_id = None;
                judged.line.filled.clear();
                rows::set_line(tx, import, &judged.line).await?;
            }
        }
    }
    suppress_known(tx, ctx, broker, import, suppressed.into_iter().collect()).await?;
    count_suppressed(tx, import, judged).await
}

/// Adds whom these lines suppressed. That an earlier batch counted the same person can only be where the phone of a lead
/// without one is said: all others are judged as things are then, and say nothing that is known.
async fn count_suppressed(tx: &mut Tx, import: &mut Import, judged: &[Judged]) -> Result<(), ServiceError> {
    let said = || judged.iter().filter(|judged| judged.line.suppresses());
    let mut lines = said().map(|judged| judged.line.line);
    let Some(first) = lines.next() else { return Ok(()) };
    let last = lines.next_back().unwrap_or(first);
    let Suppressed { mut persons, alone } = rows::count_suppressing(tx, import, first - 1, last).await?;
    let phones: Vec<E164> =
        said().filter(|judged| says_phone(judged)).filter_map(|judged| judged.line.phone.clone()).collect();
    if !rows::suppressing(tx, import, &phones, first - 1).await?.is_empty() {
        let before = rows::count_suppressing(tx, import, 0, first - 1).await?;
        persons = rows::count_suppressing(tx, import, 0, last).await?.persons - before.persons;
    }
    import.suppressed.persons += persons;
    import.suppressed.alone += alone;
    Ok(())
}

/// Whether a line says the phone of a lead that was known without one.
fn says_phone(Judged { line, change }: &Judged) -> bool {
    let Change::FillLead(to) = change else { return false };
    line.phone.is_some()
        && (to.phone.is_none() || line.filled.iter().any(|name| name == Column::Phone.as_str()))
}

/// Suppresses the persons of these phones on the records that are there.
async fn suppress_known(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &Import,
    phones: Vec<E164>,
) -> Result<(), ServiceError> {
    let mut known = lead::by_phones(tx, broker.id, &phones).await?;
    known.retain(|lead| lead.suppressed_at.is_none());
    let ids: Vec<Uuid> = known.iter().map(|lead| lead.id.0).collect();
    let added = rows::added(tx, import, &ids).await?;
    // What an earlier batch added comes last: it is told of by the import's entry, and one of its own would be a use.
    known.sort_by_key(|lead| added.contains(&lead.id.0));
    for known in known {
        let locked = lead::find_locked(tx, broker.id, known.id).await?;
        let Some(known) = locked.filter(|lead| lead.suppressed_at.is_none()) else { continue };
        if !added.contains(&known.id.0) {
            suppress_in(tx, ctx, broker, &known, true, Some(IMPORTED)).await?;
        } else if lead::set_suppressed(tx, &known, Some(ctx.now)).await? > 0 {
            release_suppressed(tx, ctx, &known).await?;
        }
    }
    Ok(())
}

/// Fills what is empty of a number; `false` if it has changed since it was looked at.
async fn fill_number(tx: &mut Tx, ctx: &Ctx, to: &Number) -> Result<bool, ServiceError> {
    let Some(now) = number::find_locked(tx, to.broker_id, to.id).await? else { return Ok(false) };
    let taken =
        [now.label.is_some(), now.area_code.is_some(), now.state.is_some(), now.signalwire_id.is_some()];
    let wanted = [
        to.label != now.label,
        to.area_code != now.area_code,
        to.state != now.state,
        to.signalwire_id != now.signalwire_id,
    ];
    if taken.into_iter().zip(wanted).any(|(taken, wanted)| taken && wanted) {
        return Ok(false);
    }
    number::edit(tx, to).await?;
    let about = About { number_id: Some(to.id), ..About::default() };
    let detail = json!({
        "label": to.label, "area_code": to.area_code, "state": to.state, "signalwire_id": to.signalwire_id,
    });
    ctx.tell(tx, to.broker_id, "number.edited", about, Some("filled by an import"), detail).await?;
    Ok(true)
}

/// Fills what is empty of a lead, and suppresses its person where that is said; `false` if neither was done. Nothing is
/// filled of a lead that has changed since it was looked at, but its person is suppressed all the same.
async fn fill_lead(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    import: &Import,
    to: &Lead,
    line: &mut Line,
) -> Result<bool, ServiceError> {
    if let Some(phone) = &to.phone {
        dialect::lock_person(tx, to.broker_id, phone).await?;
    }
    dialect::lock_lead(tx, to.broker_id, to.id).await?;
    let now = lead::find(tx, to.broker_id, to.id).await?;
    let Some(now) = now.filter(|lead| lead.erased_at.is_none()) else { return Ok(false) };
    // Another line may have said of the person what is said of it here.
    let to = &Lead { suppressed_at: now.suppressed_at, ..to.clone() };
    let fills = line.filled.iter().any(|name| name != Column::Suppressed.as_str());
    let fits = fills && leads::filled(&now, to, false).0 == *to;
    if fits && now != *to {
        write_filled(tx, ctx, &now, to).await?;
    }
    if line.suppresses() {
        let record = if fits { to } else { &now };
        suppress_in(tx, ctx, broker, record, true, Some(IMPORTED)).await?;
        if fills && !fits {
            line.filled.retain(|name| name == Column::Suppressed.as_str());
            rows::set_line(tx, import, line).await?;
        }
    }
    Ok(fits || line.suppresses())
}

async fn write_filled(tx: &mut Tx, ctx: &Ctx, now: &Lead, to: &Lead) -> Result<(), ServiceError> {
    lead::update(tx, to).await?;
    if now.phone != to.phone
        && let Some(phone) = &to.phone
        && let Some(at) = lead::suppressed_at(tx, to.broker_id, phone).await?
    {
        // What one record of the person was told holds for all of them.
        lead::set_suppressed(tx, to, Some(at)).await?;
    }
    let about = About { lead_id: Some(to.id), ..About::default() };
    ctx.tell(tx, to.broker_id, "lead.edited", about, Some("filled by an import"), edited(now, to)).await
}

/// Writes that an import is done.
pub(super) async fn finish(
    tx: &mut Tx,
    ctx: &Ctx,
    import: &mut Import,
    last: i32,
) -> Result<(), ServiceError> {
    import.done = import.lines.to_do();
    import.status = ImportStatus::Done;
    import.ended_at = Some(ctx.now);
    rows::set_counts(tx, import).await?;
    rows::set_done(tx, import, last, ctx.now + KEPT).await?;
    tell(tx, ctx, import).await
}

/// Whether an import of any broker is under way.
///
/// # Errors
/// What the database says.
pub async fn is_under_way(service: &Service) -> Result<bool, ServiceError> {
    let under_way = service.db.read(|tx| Box::pin(async move { rows::under_way(tx).await })).await;
    Ok(!under_way?.is_empty())
}

/// Does the next batch of every import that is under way, of any broker; `false` where there is none.
///
/// # Errors
/// What the database says; what was done until then is kept.
pub async fn work(service: &Service) -> Result<bool, ServiceError> {
    let under_way = service
        .db
        .read(|tx| Box::pin(async move { Ok::<_, ServiceError>(rows::under_way(tx).await?) }))
        .await?;
    for (broker, id) in &under_way {
        batch(service, *broker, *id).await?;
    }
    Ok(!under_way.is_empty())
}

async fn batch(service: &Service, broker: BrokerId, id: ImportId) -> Result<(), ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    let import = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let Some(broker) = brokers::find(tx, broker).await? else { return Ok(None) };
                let mut import = locked(tx, &broker, id).await?;
                match import.status {
                    ImportStatus::Running => run_batch(tx, &ctx, &broker, &mut import).await?,
                    ImportStatus::Undoing => super::undo::batch(tx, &ctx, &broker, &mut import).await?,
                    // Somebody stopped it, or another program ended it, since the list was read.
                    _ => return Ok(None),
                }
                Ok::<_, ServiceError>(Some(import))
            })
        })
        .await?;
    if let Some(import) = &import {
        changed(service, import);
    }
    Ok(())
}

/// A job does it, for whoever made the import: that is who the history of what is filled names.
pub(super) fn maker(ctx: &Ctx, import: &Import) -> Ctx {
    ctx.clone().on_behalf(&import.actor, import.broker_id)
}

async fn run_batch(tx: &mut Tx, ctx: &Ctx, broker: &Broker, import: &mut Import) -> Result<(), ServiceError> {
    let (done_line, _) = rows::place(tx, import).await?;
    let lines = rows::to_do(tx, import, done_line, BATCH as i64).await?;
    let Some(last) = lines.last().map(|line| line.line) else {
        return finish(tx, ctx, import, done_line).await;
    };
    let maker = maker(ctx, import);
    let so_far = import.done;
    let found = lines.len() as i64;
    let mut judged = again(tx, &maker, broker, import, lines).await?;
    write(tx, &maker, broker, import, &mut judged).await?;
    if found < BATCH as i64 {
        return finish(tx, ctx, import, last).await;
    }
    import.done = so_far + found;
    rows::set_counts(tx, import).await?;
    rows::set_done(tx, import, last, ctx.now + KEPT).await?;
    Ok(())
}
