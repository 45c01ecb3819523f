//! Leads that rang back and that nobody answered: the hottest an office has.

use super::super::live_call::MISSED_FOR;
use super::super::teller::{lead_link, number_link};
use super::facts::Facts;
use super::found::{Found, Rows, each_or_all, open, open_or_call};
use crate::ServiceError;
use steadyline_core::carrier_call::CarrierCall;
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::page::{CheckRow, Fix, Severity, Warning, WarningKind, counted};
use steadyline_db::{Tx, carrier_call as rows, lead, number};

/// Callbacks that are named one by one.
const NAMED: i64 = 4;

pub(super) async fn missed(tx: &mut Tx, facts: &Facts<'_>, shown: Rows) -> Result<Found, ServiceError> {
    const ASKS: &str = "Was every lead that called back in the last 7 days answered, or called since?";
    let since = facts.counting.now - MISSED_FOR;
    let total = rows::count_missed(tx, facts.broker.id, since).await?;
    if total == 0 {
        return Ok(Found::fine(ASKS, "No callback is waiting."));
    }
    let mut warnings = Vec::new();
    for (call, lead, number) in read(tx, facts, NAMED, 0).await? {
        let link = lead_link(&lead);
        warnings.push(Warning {
            kind: WarningKind::MissedCallback,
            severity: Severity::Hot,
            title: format!("Missed callback from {}", link.title),
            figures: format!(
                "On {}, {}. Nobody picked up at the main line.",
                number.number.national(),
                facts.counting.teller.when(call.asked_at).relative
            ),
            number: Some(number_link(number.id, &number.number)),
            fixes: fixes(facts, &call, &lead),
        });
    }
    let callbacks = counted(total, "missed callback", "missed callbacks");
    let warnings = each_or_all(warnings, |_first| {
        let all = format!("{}/diagnostics/{}", facts.base, WarningKind::MissedCallback.as_str());
        (callbacks.clone(), vec![open("Show them", all)])
    });
    let found = read(tx, facts, shown.limit, shown.offset).await?;
    let rows = found.iter().map(|(call, lead, number)| CheckRow {
        lead: Some(lead_link(lead)),
        number: Some(number_link(number.id, &number.number)),
        detail: format!(
            "called back {} and nobody picked up",
            facts.counting.teller.when(call.asked_at).relative
        ),
        fixes: fixes(facts, call, lead),
        ..CheckRow::default()
    });
    let figures = format!(
        "{} back within 7 days and nobody picked up or called since.",
        counted(total, "lead called", "leads called")
    );
    Ok(Found { state: callbacks, figures, warnings, ..Found::fine(ASKS, "") }
        .with_rows(total, rows.collect()))
}

async fn read(
    tx: &mut Tx,
    facts: &Facts<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<(CarrierCall, Lead, Number)>, ServiceError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let (id, since) = (facts.broker.id, facts.counting.now - MISSED_FOR);
    let mut found = Vec::new();
    for call in rows::missed(tx, id, since, limit, offset).await? {
        let Some(of) = call.lead_id else { continue };
        let lead = lead::find(tx, id, of).await?;
        let number = number::find(tx, id, call.number_id).await?;
        found.extend(lead.zip(number).map(|(lead, number)| (call, lead, number)));
    }
    Ok(found)
}

fn fixes(facts: &Facts<'_>, call: &CarrierCall, lead: &Lead) -> Vec<Fix> {
    let page = format!("{}/leads/{}", facts.base, lead.id);
    let dismiss = format!("/api/v1/carrier-calls/{}/dismiss", call.id);
    vec![
        open_or_call("Call", format!("{page}/call"), "POST", format!("/api/v1/leads/{}/call", lead.id)),
        open_or_call("Dismiss", format!("{page}/callback"), "POST", dismiss),
    ]
}
