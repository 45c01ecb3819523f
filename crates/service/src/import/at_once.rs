//! An import in one step: lines in, a report of each out.

use super::judge::{Judged, count, judge, read};
use super::run::{finish, write};
use super::stage::new;
use super::{KEPT, Source, changed, rows};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::{Service, ServiceError};
use std::collections::HashMap;
use steadyline_core::field::FieldError;
use steadyline_core::import::{AT_ONCE, Import, ImportStatus, Layout, LineCounts};
use steadyline_core::user::Actor;
use steadyline_db::import::Line;
use steadyline_db::{Tx, broker as brokers};

/// How an import in one step is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Report only.
    pub dry_run: bool,
    /// Import the others while a line is bad.
    pub leave_out_bad: bool,
}

/// What an import would do, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Every line.
    pub lines: Vec<Judgement>,
    /// How many of each kind.
    pub counts: LineCounts,
    /// How many suppress a person who was not suppressed before.
    pub suppressed: i64,
    /// The import, by which it can be undone; none where nothing was imported.
    pub import: Option<Import>,
    /// The headings of the columns that are ignored.
    pub ignored: Vec<String>,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The line.
    pub line: Line,
    /// The phone of a number; a lead's stands in the line.
    pub number: Option<steadyline_core::phone::E164>,
}

/// Imports up to [`AT_ONCE`] lines: all or nothing. A dry run only reports.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; [`FieldError`] on the noun for none, or more.
pub async fn import(
    service: &Service,
    actor: &Actor,
    broker: &str,
    source: Source,
    asked: Asked,
) -> Result<Report, ServiceError> {
    let noun = source.noun;
    if source.sheet.rows.is_empty() || source.sheet.rows.len() > AT_ONCE {
        return Err(FieldError::new(noun.as_str(), format!("Send 1 to {AT_ONCE} {noun} at a time.")).into());
    }
    let ctx = Ctx::new(service, actor);
    let named = broker.to_owned();
    // Whoever only asks keeps nobody from writing.
    let report = if asked.dry_run {
        service
            .db
            .read(move |tx| Box::pin(once(tx, ctx.clone(), named.clone(), source.clone(), asked)))
            .await?
    } else {
        service
            .db
            .write(move |tx| Box::pin(once(tx, ctx.clone(), named.clone(), source.clone(), asked)))
            .await?
    };
    if let Some(import) = &report.import {
        changed(service, import);
    }
    Ok(report)
}

async fn once(
    tx: &mut Tx,
    ctx: Ctx,
    named: String,
    source: Source,
    asked: Asked,
) -> Result<Report, ServiceError> {
    let Source { noun, sheet, file_name, fill } = source;
    let broker = broker_of(tx, &ctx.actor, Some(&named)).await?;
    if !asked.dry_run {
        // What is judged before an erasure is there when it looks.
        brokers::lock(tx, broker.id).await?;
    }
    let read = read(noun, &ctx, &broker, &sheet.layout, sheet.rows, &HashMap::new());
    let mut judged = judge(tx, &broker, noun, fill, read).await?;
    let mut import = new(&ctx, &broker, noun, ImportStatus::Running, file_name);
    import.layout = sheet.layout;
    import.fill = fill;
    import.lines = count(&judged);
    let is_wanted = !asked.dry_run && import.lines.to_do() > 0;
    if !is_wanted || (import.lines.bad > 0 && !asked.leave_out_bad) {
        return Ok(report(&import.layout, judged, import.lines, None));
    }
    rows::insert(tx, &import, ctx.now + KEPT).await?;
    let lines: Vec<Line> = judged.iter().map(|judged| judged.line.clone()).collect();
    rows::insert_lines(tx, broker.id, import.id, &lines).await?;
    write(tx, &ctx, &broker, &mut import, &mut judged).await?;
    let last = lines.iter().map(|line| line.line).max().unwrap_or_default();
    finish(tx, &ctx, &mut import, last).await?;
    let layout = import.layout.clone();
    Ok(report(&layout, judged, import.lines, Some(import)))
}

fn report(layout: &Layout, judged: Vec<Judged>, counts: LineCounts, import: Option<Import>) -> Report {
    let suppressed = judged.iter().filter(|judged| judged.line.suppresses()).count() as i64;
    let lines = judged
        .into_iter()
        .map(|judged| {
            let phone = layout.cell(&judged.line.cells, steadyline_core::import::Column::Phone);
            Judgement { number: steadyline_core::phone::E164::parse(phone).ok(), line: judged.line }
        })
        .collect();
    let ignored = layout.ignored().into_iter().map(str::to_owned).collect();
    Report { lines, counts, suppressed, import, ignored }
}
