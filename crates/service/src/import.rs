//! Imports: many numbers or leads at once.
//!
//! One machinery for both. Lines are read ([`Sheet`]), checked without writing anything to the pool or the leads
//! ([`stage`]), then imported: up to [`AT_ONCE`] lines in one transaction, all or nothing; more by a job, batch by batch,
//! each again judged as things are then ([`start`], [`work`]). What an import added can be taken back as a whole
//! ([`undo`]). [`import`] does it all in one step, for callers that send their lines in one request.

mod at_once;
mod judge;
mod lead;
mod number;
mod run;
mod sheet;
mod stage;
mod steer;
mod undo;

pub use at_once::{Asked, Judgement, Report, import};
pub use run::{is_under_way, start, work};
pub use sheet::{Sheet, text_of_file};
pub use stage::{Source, stage};
pub use steer::{delete_expired, discard, find, lines, list, stop};
pub use undo::undo;

pub use steadyline_db::import::{Line, Which};

use crate::ctx::Ctx;
use crate::{Service, ServiceError, history};
use chrono::TimeDelta;
use serde_json::json;
use steadyline_core::broker::Broker;
use steadyline_core::id::ImportId;
use steadyline_core::import::{Import, ImportStatus, Noun};
use steadyline_db::{Tx, event, import as rows};

/// Lines of one transaction of a large import: well under what may keep others from writing.
const BATCH: usize = 1_000;
/// How long a draft is kept.
const DRAFT: TimeDelta = TimeDelta::days(2);
/// How long the lines of an import that has run are kept, and with them the way to undo it.
pub(crate) const KEPT: TimeDelta = TimeDelta::days(30);

/// A line as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its line, from 1.
    pub line: i32,
    /// Its cells, in the order of the layout.
    pub cells: Vec<String>,
    /// The place of the cell in which a quotation mark is opened and never closed.
    pub unclosed: Option<usize>,
}

impl Row {
    /// A line that was kept: what was bad at sight is never read again.
    fn of(line: &Line) -> Self {
        Self { line: line.line, cells: line.cells.clone(), unclosed: None }
    }
}

/// The import of a broker.
async fn locked(tx: &mut Tx, broker: &Broker, id: ImportId) -> Result<Import, ServiceError> {
    rows::find_locked(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("import"))
}

/// Writes that an import is done, or undone: one entry for all, by whoever made it.
async fn tell(tx: &mut Tx, ctx: &Ctx, import: &Import) -> Result<(), ServiceError> {
    let (kind, count) = match (import.noun, import.status) {
        (Noun::Numbers, ImportStatus::Undone) => ("number.import_undone", import.removed),
        (Noun::Leads, ImportStatus::Undone) => ("lead.import_undone", import.removed),
        (Noun::Numbers, _) => ("number.imported", import.added),
        (Noun::Leads, _) => ("lead.imported", import.added),
    };
    let entry = event::NewEvent {
        id: ctx.clock.id(),
        broker_id: import.broker_id,
        at: ctx.now,
        kind,
        lead_id: None,
        number_id: None,
        assignment_id: None,
        call_id: None,
        actor: &import.actor,
        reason: None,
        detail: json!({
            import.noun.as_str(): count, "filled": import.filled, "kept": import.kept, "import_id": import.id,
        }),
    };
    history::write(tx, &ctx.clock, &entry, None).await
}

/// Tells whoever looks at the broker's pages.
fn changed(service: &Service, import: &Import) {
    service.bus.tell(import.broker_id);
}
