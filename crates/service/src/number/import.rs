//! Many numbers at once: a report first, then all or nothing.

use super::{ImportRow, rows, taken};
use crate::assignment::broker_of;
use crate::ctx::{About, Ctx};
use crate::{Clock, Service, ServiceError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::BrokerId;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::Tx;

/// Most numbers of one import.
pub const LARGEST_IMPORT: usize = 5_000;

/// What an import would do, or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Every line.
    pub lines: Vec<ImportLine>,
    /// Numbers that are new.
    pub new: usize,
    /// Numbers that are in the pool already; they stay as they are.
    pub known: usize,
    /// Lines that stand in the way of the whole import.
    pub bad: usize,
    /// Whether the new numbers were added: not in a dry run, and not while a line is bad.
    pub imported: bool,
}

/// One line of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// Its line, from 1.
    pub line: usize,
    /// As it was written.
    pub text: String,
    /// The number in it.
    pub number: Option<E164>,
    /// What becomes of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// The number comes into the pool.
    New,
    /// It is in the pool, or on an earlier line.
    Known,
    /// It cannot be taken.
    Bad {
        /// Why, in a sentence.
        why: String,
    },
}

/// Imports numbers into a broker's pool: all or nothing. A dry run only reports.
///
/// # Errors
/// [`FieldError`] on `numbers` for none, or more than [`LARGEST_IMPORT`].
pub async fn import(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lines: Vec<ImportRow>,
    dry_run: bool,
) -> Result<ImportReport, ServiceError> {
    if lines.is_empty() || lines.len() > LARGEST_IMPORT {
        return Err(
            FieldError::new("numbers", format!("Give 1 to {LARGEST_IMPORT} numbers at a time.")).into()
        );
    }
    let ctx = Ctx::new(service, actor);
    let broker = broker.to_owned();
    let (report, broker) = service
        .db
        .write(move |tx| {
            let (ctx, broker, lines) = (ctx.clone(), broker.clone(), lines.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let (mut report, new) = judge(tx, &ctx.clock, &broker, &lines).await?;
                if !dry_run && report.bad == 0 && !new.is_empty() {
                    save(tx, &ctx, &broker, &new).await?;
                    report.imported = true;
                }
                Ok::<_, ServiceError>((report, broker.id))
            })
        })
        .await?;
    if report.imported {
        service.bus.tell(broker);
    }
    Ok(report)
}

async fn save(tx: &mut Tx, ctx: &Ctx, broker: &Broker, new: &[rows::NewNumber]) -> Result<(), ServiceError> {
    rows::insert(tx, broker.id, new, ctx.now).await.map_err(taken)?;
    match new {
        [one] => {
            let about = About { number_id: Some(one.id), ..About::default() };
            ctx.tell(tx, broker.id, "number.added", about, None, json!({ "number": one.number })).await
        }
        // One entry for all: a number's own beginning is its `created_at`.
        _ => {
            let detail = json!({ "numbers": new.len() });
            ctx.tell(tx, broker.id, "number.imported", About::default(), None, detail).await
        }
    }
}

/// What is in the way, looked up once for all lines.
struct Known {
    owners: HashMap<String, BrokerId>,
    carrier_ids: HashSet<String>,
}

async fn judge(
    tx: &mut Tx,
    clock: &Clock,
    broker: &Broker,
    lines: &[ImportRow],
) -> Result<(ImportReport, Vec<rows::NewNumber>), ServiceError> {
    let parsed: Vec<Result<rows::NewNumber, FieldError>> =
        lines.iter().map(|line| line.parse()?.complete(clock.id())).collect();
    let good = || parsed.iter().filter_map(|number| number.as_ref().ok());
    let phones: Vec<E164> = good().map(|number| number.number.clone()).collect();
    let carrier_ids: Vec<String> = good().filter_map(|number| number.signalwire_id.clone()).collect();
    let mut known = Known {
        owners: rows::owners(tx, &phones).await?.into_iter().collect(),
        carrier_ids: rows::signalwire_ids(tx, broker.id, &carrier_ids).await?.into_iter().collect(),
    };
    let mut report = ImportReport { lines: Vec::new(), new: 0, known: 0, bad: 0, imported: false };
    let mut new = Vec::new();
    for (line, parsed) in lines.iter().zip(parsed) {
        let number = parsed.as_ref().ok().map(|number| number.number.clone());
        let verdict = match parsed {
            Err(error) => Verdict::Bad { why: error.message },
            Ok(number) => known.verdict(broker.id, number, &mut new),
        };
        match &verdict {
            Verdict::New => report.new += 1,
            Verdict::Known => report.known += 1,
            Verdict::Bad { .. } => report.bad += 1,
        }
        report.lines.push(ImportLine { line: line.line, text: line.text.clone(), number, verdict });
    }
    Ok((report, new))
}

impl Known {
    fn verdict(
        &mut self,
        broker: BrokerId,
        number: rows::NewNumber,
        new: &mut Vec<rows::NewNumber>,
    ) -> Verdict {
        let bad = |why: &str| Verdict::Bad { why: why.to_owned() };
        match self.owners.get(number.number.as_str()) {
            Some(owner) if *owner == broker => return Verdict::Known,
            Some(_another) => return bad("This number is used elsewhere in this installation."),
            None => {}
        }
        if let Some(id) = &number.signalwire_id
            && !self.carrier_ids.insert(id.clone())
        {
            return bad("Another number has this SignalWire id.");
        }
        self.owners.insert(number.number.to_string(), broker);
        new.push(number);
        Verdict::New
    }
}
