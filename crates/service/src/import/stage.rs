//! Checking: every line is judged and kept, and nothing else is written.

use super::judge::{ReadLine, judge, read};
use super::{BATCH, DRAFT, Sheet, changed, rows};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::text::{ONE_LINE, optional};
use crate::{Service, ServiceError};
use std::collections::HashMap;
use steadyline_core::broker::Broker;
use steadyline_core::id::ImportId;
use steadyline_core::import::{Import, ImportStatus, LineCounts, Noun, Suppressed};
use steadyline_core::user::Actor;
use steadyline_db::import::Line;
use steadyline_db::{broker as brokers, dialect};

/// What is to be imported.
#[derive(Clone, Debug)]
pub struct Source {
    /// Of what.
    pub noun: Noun,
    /// The lines.
    pub sheet: Sheet,
    /// The file's name, if it was one.
    pub file_name: Option<String>,
    /// Whether what is empty of those known is filled.
    pub fill: bool,
}

/// Checks the lines of an import and keeps them as a draft.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; what the database says: then there is no draft.
pub async fn stage(
    service: &Service,
    actor: &Actor,
    broker: &str,
    source: Source,
) -> Result<Import, ServiceError> {
    let Source { noun, sheet, file_name, fill } = source;
    let ctx = Ctx::new(service, actor);
    let (asked, named) = (ctx.actor.clone(), broker.to_owned());
    let broker =
        service.db.read(move |tx| Box::pin(async move { broker_of(tx, &asked, Some(&named)).await })).await?;
    let file_name =
        file_name.map(|name| name.chars().filter(|c| !c.is_control()).take(ONE_LINE).collect::<String>());
    let mut import =
        new(&ctx, &broker, noun, ImportStatus::Staging, optional("file", file_name.as_deref(), ONE_LINE)?);
    import.layout = sheet.layout;
    import.fill = fill;
    keep(service, &ctx, &import).await?;
    let lines = read(noun, &ctx, &broker, &import.layout, sheet.rows, &HashMap::new());
    for some in lines.chunks(BATCH) {
        keep_lines(service, &broker, &import, some.to_vec()).await?;
    }
    let import = settle(service, import).await?;
    changed(service, &import);
    Ok(import)
}

/// An import that is being made.
pub(super) fn new(
    ctx: &Ctx,
    broker: &Broker,
    noun: Noun,
    status: ImportStatus,
    file_name: Option<String>,
) -> Import {
    Import {
        id: ctx.clock.id::<ImportId>(),
        broker_id: broker.id,
        noun,
        status,
        actor: ctx.actor.name().to_owned(),
        file_name,
        layout: Default::default(),
        fill: false,
        lines: LineCounts::default(),
        done: 0,
        added: 0,
        filled: 0,
        suppressed: Suppressed::default(),
        removed: 0,
        kept: 0,
        created_at: ctx.now,
        ended_at: None,
        undone_at: None,
    }
}

async fn keep(service: &Service, ctx: &Ctx, import: &Import) -> Result<(), ServiceError> {
    let (import, until) = (import.clone(), ctx.now + DRAFT);
    service
        .db
        .write(move |tx| {
            let import = import.clone();
            Box::pin(async move { Ok(rows::insert(tx, &import, until).await?) })
        })
        .await
}

/// Judges lines and keeps them in one transaction, for which an erasure waits, or which waits for it: what was judged before
/// one is there when it looks.
async fn keep_lines(
    service: &Service,
    broker: &Broker,
    import: &Import,
    lines: Vec<ReadLine>,
) -> Result<(), ServiceError> {
    let (broker, id, noun, fill) = (broker.clone(), import.id, import.noun, import.fill);
    service
        .db
        .write(move |tx| {
            let (broker, lines) = (broker.clone(), lines.clone());
            Box::pin(async move {
                brokers::lock(tx, broker.id).await?;
                let judged = judge(tx, &broker, noun, fill, lines).await?;
                let lines: Vec<Line> = judged.into_iter().map(|judged| judged.line).collect();
                Ok(rows::insert_lines(tx, broker.id, id, &lines).await?)
            })
        })
        .await
}

/// The lines are all there: it may be looked at, and run. They are counted as they stand, for an erasure may have blanked
/// some of them since they were judged.
async fn settle(service: &Service, import: Import) -> Result<Import, ServiceError> {
    service
        .db
        .write(move |tx| {
            let mut import = import.clone();
            Box::pin(async move {
                dialect::lock_import(tx, import.broker_id, import.id).await?;
                import.lines = rows::count_lines(tx, &import).await?;
                rows::set_counts(tx, &import).await?;
                rows::set_status(tx, &import, ImportStatus::Draft).await?;
                import.status = ImportStatus::Draft;
                Ok::<_, ServiceError>(import)
            })
        })
        .await
}
