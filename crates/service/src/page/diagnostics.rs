//! Diagnostics: the guide's troubleshooting as live checks.
//!
//! A check is a kind of [`WarningKind`] and a function that says what is checked, what was found, the rows and
//! what mends it: see [`check`]. A new one is a kind, its function and its line there. The dashboard, the sidebar
//! and the API show what the same checks found.

mod callbacks;
mod carrier;
mod check;
mod events;
mod facts;
mod fix;
mod found;
mod leads;
mod poor;
mod room;
mod wrong;

pub use fix::fix;

pub(crate) use facts::states_without_room;
pub(crate) use fix::diagnosed_numbers;

use facts::Facts;
use found::{Found, Rows};

use super::link;
use super::pool::Counting;
use super::teller::Teller;
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use steadyline_core::broker::Broker;
use steadyline_core::page::{Check, CheckPage, DiagnosticsPage, Severity, States, Warning, WarningKind};
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::page::listed::StatusCounts;

/// Rows of a check shown beside the others.
const FIRST_ROWS: i64 = 5;
/// Rows of a check on its own page.
const PAGE_ROWS: i64 = 50;

/// Every check of a broker, done now, with its first rows.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn diagnostics(
    service: &Service,
    actor: &Actor,
    broker: &str,
) -> Result<DiagnosticsPage, ServiceError> {
    checked(service, actor, broker, FIRST_ROWS).await
}

/// The same for programs, with 50 rows of each check.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn diagnostics_at_length(
    service: &Service,
    actor: &Actor,
    broker: &str,
) -> Result<DiagnosticsPage, ServiceError> {
    checked(service, actor, broker, PAGE_ROWS).await
}

async fn checked(
    service: &Service,
    actor: &Actor,
    broker: &str,
    rows: i64,
) -> Result<DiagnosticsPage, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let counting = Counting::of(&broker, Teller::of(&broker, now));
                let facts = Facts::read(tx, &broker, counting).await?;
                whole(tx, &facts, Rows::first(rows)).await
            })
        })
        .await
}

async fn whole(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<DiagnosticsPage, ServiceError> {
    let (mut warnings, mut checks) = (Vec::new(), Vec::new());
    for kind in WarningKind::ALL.iter().copied() {
        let found = check::run(tx, facts, kind, rows).await?;
        warnings.extend(found.warnings.iter().cloned());
        checks.push(found.into_check(kind));
    }
    // Stable: within a severity the order of the kinds.
    warnings.sort_by_key(|warning| warning.severity);
    checks.sort_by_key(|check: &Check| (check.severity.is_none(), check.severity));
    Ok(DiagnosticsPage {
        broker: link(facts.broker),
        checked: facts.counting.teller.when(facts.counting.now),
        warnings,
        checks,
        conflicts: facts.conflicts.persons,
        proof: proof(facts.conflicts.persons),
    })
}

/// One check with all its rows.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of, and for a check that is not known.
pub async fn check(
    service: &Service,
    actor: &Actor,
    broker: &str,
    kind: &str,
    cursor: &str,
) -> Result<CheckPage, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let kind = WarningKind::parse(kind);
    let offset = cursor.parse::<u32>().map_or(0, i64::from);
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let kind = kind.ok_or(ServiceError::NotFound("check"))?;
                let counting = Counting::of(&broker, Teller::of(&broker, now));
                let facts = Facts::read(tx, &broker, counting).await?;
                let rows = Rows { offset, limit: PAGE_ROWS };
                let check = check::run(tx, &facts, kind, rows).await?.into_check(kind);
                let next = offset + PAGE_ROWS;
                Ok(CheckPage {
                    broker: link(&broker),
                    checked: counting.teller.this_minute(),
                    from: offset,
                    next_cursor: (next < check.rows_total).then(|| next.to_string()),
                    previous_cursor: (offset > 0).then(|| match offset - PAGE_ROWS {
                        ..=0 => String::new(),
                        before => before.to_string(),
                    }),
                    check,
                })
            })
        })
        .await
}

/// What the checks found, hottest first, for the dashboard; with the pool by state, which they have read.
pub(super) struct Warned {
    pub(super) warnings: Vec<Warning>,
    pub(super) conflicts: i64,
    pub(super) states: States,
    /// Slots taken on numbers in service, and all of them.
    pub(super) slots: (i64, i64),
    /// Live leads, counted.
    pub(super) leads: StatusCounts,
    /// Whether the pool has no number at all, in service or not.
    pub(super) is_empty: bool,
}

pub(super) async fn warned(tx: &mut Tx, broker: &Broker, counting: Counting) -> Result<Warned, ServiceError> {
    let facts = Facts::read(tx, broker, counting).await?;
    let page = whole(tx, &facts, Rows::NONE).await?;
    Ok(Warned {
        warnings: page.warnings,
        conflicts: page.conflicts,
        slots: facts.slots(),
        leads: facts.leads(),
        is_empty: facts.numbers == 0,
        states: facts.states,
    })
}

/// The sentence that says how many conflicts there are.
pub(super) fn proof(conflicts: i64) -> String {
    match conflicts {
        0 => "0 conflicts: every lead sees one number.".to_owned(),
        1 => "1 conflict: a person sees two numbers.".to_owned(),
        many => format!("{many} conflicts: people see two numbers."),
    }
}

/// How many checks warn. One that names each of its numbers or leads by itself is one thing all the same, as in
/// Diagnostics.
pub(super) fn checks_of(warnings: &[Warning]) -> i64 {
    let kinds: HashSet<WarningKind> = warnings.iter().map(|warning| warning.kind).collect();
    super::pool::count(kinds.len())
}

/// How many things want a hand, for the sidebar.
pub(crate) async fn count_warnings(service: &Service, broker: &Broker) -> Result<i64, ServiceError> {
    let (broker, now) = (broker.clone(), service.clock.now());
    service.db.read(move |tx| Box::pin(async move { Ok(warnings_of(tx, &broker, now).await?.0) })).await
}

/// How many things of a broker want a hand, and whether one of them presses now.
pub(super) async fn warnings_of(
    tx: &mut Tx,
    broker: &Broker,
    now: DateTime<Utc>,
) -> Result<(i64, bool), ServiceError> {
    let counting = Counting::of(broker, Teller::of(broker, now));
    let warnings = warned(tx, broker, counting).await?.warnings;
    let is_hot = warnings.iter().any(|warning| warning.severity == Severity::Hot);
    Ok((checks_of(&warnings), is_hot))
}
