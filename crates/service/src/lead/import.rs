//! Many leads at once: a report first, then all or nothing.

use super::{NewLead, rows, tell_of_all};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::number::Verdict;
use crate::{Service, ServiceError};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::Tx;

/// Most leads of one import.
pub const LARGEST_IMPORT: usize = 5_000;

/// One lead to import, as it was written; empty means absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadRow {
    /// Its line, from 1.
    pub line: usize,
    /// The caller's own name for it.
    pub reference: String,
    /// What the person is called.
    pub name: String,
    /// The person's phone.
    pub phone: String,
    /// The phone's where none is given.
    pub area_code: String,
    /// The area code's where none is given.
    pub state: String,
    /// How good the lead is.
    pub quality: String,
    /// Free text.
    pub notes: String,
}

/// What an import would do, or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadImport {
    /// Every line.
    pub lines: Vec<LeadLine>,
    /// Leads that are new.
    pub new: usize,
    /// Leads that are there already, by reference, or by phone where there is no reference; they stay as they are.
    pub known: usize,
    /// Lines that stand in the way of the whole import.
    pub bad: usize,
    /// Whether the new leads were added: not in a dry run, and not while a line is bad.
    pub imported: bool,
}

/// One line of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadLine {
    /// Its line, from 1.
    pub line: usize,
    /// The caller's own name for the lead.
    pub reference: Option<String>,
    /// The field at fault of a line that is bad.
    pub field: Option<String>,
    /// What becomes of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl LeadRow {
    fn parse(&self) -> Result<NewLead, FieldError> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(NewLead {
            reference: given(&self.reference),
            name: given(&self.name),
            phone: given(&self.phone)
                .map(|phone| E164::parse(&phone))
                .transpose()
                .map_err(|e| e.on("phone"))?,
            area_code: given(&self.area_code).map(|code| AreaCode::parse(&code)).transpose()?,
            state: given(&self.state).map(|state| StateCode::parse(&state)).transpose()?,
            quality: given(&self.quality).map(|quality| quality.parse()).transpose()?,
            notes: given(&self.notes),
        })
    }
}

/// Imports leads of a broker: all or nothing. A dry run only reports.
///
/// # Errors
/// [`FieldError`] on `leads` for none, or more than [`LARGEST_IMPORT`].
pub async fn import(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lines: Vec<LeadRow>,
    dry_run: bool,
) -> Result<LeadImport, ServiceError> {
    if lines.is_empty() || lines.len() > LARGEST_IMPORT {
        return Err(FieldError::new("leads", format!("Give 1 to {LARGEST_IMPORT} leads at a time.")).into());
    }
    let ctx = Ctx::new(service, actor);
    let named = broker.to_owned();
    let (report, broker) = service
        .db
        .write(move |tx| {
            let (ctx, named, lines) = (ctx.clone(), named.clone(), lines.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&named)).await?;
                let (mut report, new) = judge(tx, &ctx, &broker, &lines).await?;
                if !dry_run && report.bad == 0 && !new.is_empty() {
                    save(tx, &ctx, &broker, new).await?;
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

async fn judge(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lines: &[LeadRow],
) -> Result<(LeadImport, Vec<Lead>), ServiceError> {
    let mut report = LeadImport { lines: Vec::new(), new: 0, known: 0, bad: 0, imported: false };
    let mut new = Vec::new();
    let mut seen = HashSet::new();
    for row in lines {
        let parsed = row.parse().and_then(|lead| lead.complete(ctx));
        let reference = parsed.as_ref().ok().and_then(|lead| lead.reference.clone());
        let field = parsed.as_ref().err().map(|error| error.field.to_string());
        let verdict = match parsed {
            Err(error) => {
                report.bad += 1;
                Verdict::Bad { why: error.message }
            }
            Ok(lead) if !seen.insert(name_of(&lead)) || is_known(tx, broker, &lead).await? => {
                report.known += 1;
                Verdict::Known
            }
            Ok(lead) => {
                report.new += 1;
                new.push(lead);
                Verdict::New
            }
        };
        report.lines.push(LeadLine { line: row.line, reference, field, verdict });
    }
    Ok((report, new))
}

/// By what two lines are the same lead.
fn name_of(lead: &Lead) -> String {
    match (&lead.reference, &lead.phone) {
        (Some(reference), _) => format!("reference {reference}"),
        (None, Some(phone)) => format!("phone {phone}"),
        (None, None) => lead.id.to_string(),
    }
}

async fn is_known(tx: &mut Tx, broker: &Broker, lead: &Lead) -> Result<bool, ServiceError> {
    Ok(match (&lead.reference, &lead.phone) {
        (Some(reference), _) => rows::find_by_reference(tx, broker.id, reference).await?.is_some(),
        (None, Some(phone)) => rows::has_record(tx, broker.id, phone).await?,
        (None, None) => false,
    })
}

async fn save(tx: &mut Tx, ctx: &Ctx, broker: &Broker, new: Vec<Lead>) -> Result<(), ServiceError> {
    let count = new.len();
    for mut lead in new {
        lead.broker_id = broker.id;
        if let Some(phone) = &lead.phone {
            lead.suppressed_at = rows::suppressed_at(tx, broker.id, phone).await?;
        }
        // Somebody else may have made it since: then it is known, and stays as it is.
        rows::insert(tx, &lead).await?;
    }
    tell_of_all(tx, ctx, broker, count).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_is_wrong_is_named() {
        let row = |phone: &str, state: &str, quality: &str| LeadRow {
            phone: phone.to_owned(),
            state: state.to_owned(),
            quality: quality.to_owned(),
            ..LeadRow::default()
        };
        for (row, field) in
            [(row("12", "", ""), "phone"), (row("", "Tex", ""), "state"), (row("", "", "warm"), "quality")]
        {
            assert_eq!(row.parse().unwrap_err().field, field);
        }
        assert!(row("(512) 555-0142", "TX", "hot").parse().is_ok());
    }
}
