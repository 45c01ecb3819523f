//! Diagnostics as the API answers them.

use serde::Serialize;
use serde_json::{Map, Value, json};
use steadyline_core::id::{LeadId, NumberId};
use steadyline_core::page::{
    Act, Check, CheckRow, DiagnosticsPage, Fix, FixKind, Mend, Severity, Warning, WarningKind,
};
use steadyline_core::phone::E164;

/// What was found.
#[derive(Debug, Serialize)]
pub(crate) struct DiagnosticsView {
    broker_slug: String,
    checked_at: String,
    conflicts: i64,
    warnings: Vec<WarningView>,
    checks: Vec<CheckView>,
}

#[derive(Debug, Serialize)]
struct WarningView {
    kind: WarningKind,
    severity: Severity,
    title: String,
    figures: String,
    rows: Vec<RowView>,
    rows_total: i64,
    mend: Vec<CallView>,
}

#[derive(Debug, Serialize)]
struct CheckView {
    kind: WarningKind,
    asks: String,
    ok: bool,
    state: String,
    figures: String,
    rows_total: i64,
}

#[derive(Debug, Serialize)]
struct RowView {
    number_id: Option<NumberId>,
    phone_number: Option<E164>,
    lead_id: Option<LeadId>,
    text: String,
    appointment_at: Option<String>,
}

/// A call that mends it.
#[derive(Debug, Serialize)]
struct CallView {
    label: String,
    method: String,
    path: String,
    body: Value,
}

/// What was done.
#[derive(Debug, Serialize)]
pub(crate) struct MendedView {
    pub(super) done: i64,
    pub(super) message: String,
}

impl DiagnosticsView {
    pub(super) fn of(page: DiagnosticsPage) -> Self {
        let DiagnosticsPage { broker, checked, warnings, checks, conflicts, proof: _ } = page;
        Self {
            broker_slug: broker.slug.to_string(),
            checked_at: checked.iso,
            conflicts,
            warnings: warnings.into_iter().map(|warning| warning_of(warning, &checks)).collect(),
            checks: checks.into_iter().map(check_of).collect(),
        }
    }
}

/// A warning with the rows of its check: of its number alone where it is about one.
fn warning_of(warning: Warning, checks: &[Check]) -> WarningView {
    let Warning { kind, severity, title, figures, number, fixes } = warning;
    let check = checks.iter().find(|check| check.kind == kind);
    let is_of = |row: &&CheckRow| {
        number.as_ref().is_none_or(|number| row.number.as_ref().is_some_and(|of| of.id == number.id))
    };
    let mut rows: Vec<RowView> =
        check.map(|check| check.rows.iter().filter(is_of).map(row_of).collect()).unwrap_or_default();
    let total = check.map_or(0, |check| check.rows_total);
    if let Some(number) = number.filter(|_| rows.is_empty()) {
        // Its rows are further behind: the number at least is named.
        rows.push(RowView {
            number_id: Some(number.id),
            phone_number: Some(number.number),
            lead_id: None,
            text: figures.clone(),
            appointment_at: None,
        });
    }
    WarningView {
        kind,
        severity,
        title,
        figures,
        rows,
        rows_total: total,
        mend: fixes.into_iter().filter_map(call_of).collect(),
    }
}

fn row_of(row: &CheckRow) -> RowView {
    let lead = row.lead.as_ref();
    let words = [row.title.as_str(), lead.map_or("", |lead| lead.title.as_str()), row.detail.as_str()];
    RowView {
        number_id: row.number.as_ref().map(|number| number.id),
        phone_number: row.number.as_ref().map(|number| number.number.clone()),
        lead_id: lead.map(|lead| lead.id),
        text: words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(": "),
        appointment_at: row.appointment.as_ref().map(|at| at.iso.clone()),
    }
}

fn check_of(check: Check) -> CheckView {
    let Check { kind, asks, severity, state, figures, rows: _, rows_total, fixes: _ } = check;
    CheckView { kind, asks, ok: severity.is_none(), state, figures, rows_total }
}

/// The call of a fix; none where only a person can do it.
fn call_of(Fix { label, act }: Fix) -> Option<CallView> {
    let (method, path, body) = match act {
        Act::Open { call, .. } => {
            let call = call?;
            (call.method, call.path, json!({}))
        }
        Act::Mend(Mend { fix: FixKind::Rest, number: Some(number), days, .. }) => (
            "POST".to_owned(),
            format!("/api/v1/numbers/{}/rest", number.id),
            json!({ "days": days.unwrap_or(7) }),
        ),
        Act::Mend(Mend { fix: FixKind::Retire, number: Some(number), .. }) => {
            ("POST".to_owned(), format!("/api/v1/numbers/{}/retire", number.id), json!({ "rehome": true }))
        }
        Act::Mend(Mend { check, fix, number, days }) => {
            let mut body =
                Map::from_iter([("check".to_owned(), json!(check)), ("fix".to_owned(), json!(fix))]);
            if let Some(number) = number {
                body.insert("number_id".to_owned(), json!(number.id));
            }
            if let Some(days) = days {
                body.insert("days".to_owned(), json!(days));
            }
            ("POST".to_owned(), "/api/v1/diagnostics/mend".to_owned(), Value::Object(body))
        }
    };
    Some(CallView { label, method, path, body })
}
