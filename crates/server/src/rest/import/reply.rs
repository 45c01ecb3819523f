//! What is answered of an import's lines.

use serde::Serialize;
use steadyline_core::import::{Import, LineKind, Noun};
use steadyline_core::phone::E164;
use steadyline_service::import::{Judgement, Line, Report};
use uuid::Uuid;

/// A line of an import that is kept.
#[derive(Debug, Serialize)]
pub(crate) struct LineView {
    line: i32,
    text: String,
    kind: LineKind,
    field: Option<String>,
    why: Option<String>,
    row_id: Option<Uuid>,
    kept: bool,
}

impl LineView {
    pub(super) fn of(line: Line) -> Self {
        let text = line.cells.join(",");
        let Line { line, kind, field, why, row_id, kept, .. } = line;
        Self { line, text, kind, field, why, row_id, kept }
    }
}

/// What an import in one step did, or would do.
#[derive(Debug, Serialize)]
pub(super) struct ReportView {
    lines: Vec<Reported>,
    new: i64,
    known: i64,
    fill: i64,
    bad: i64,
    /// Of leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<i64>,
    imported: bool,
    import_id: Option<steadyline_core::id::ImportId>,
    ignored_columns: Vec<String>,
}

/// One line of it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Reported {
    Number {
        line: i32,
        text: String,
        number: Option<E164>,
        verdict: LineKind,
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    Lead {
        line: i32,
        reference: Option<String>,
        field: Option<String>,
        verdict: LineKind,
        suppressed: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
}

impl ReportView {
    /// `texts` are the lines as they were written, where cells do not say it.
    pub(super) fn of(noun: Noun, report: Report, texts: &[String]) -> Self {
        let Report { lines, counts, suppressed, import, ignored } = report;
        let lines = lines.into_iter().enumerate().map(|(at, line)| reported(noun, line, texts.get(at)));
        Self {
            lines: lines.collect(),
            new: counts.new,
            known: counts.known + counts.double,
            fill: counts.fill,
            bad: counts.bad,
            suppressed: (noun == Noun::Leads).then_some(suppressed),
            imported: import.is_some(),
            import_id: import.map(|Import { id, .. }| id),
            ignored_columns: ignored,
        }
    }
}

fn reported(noun: Noun, judgement: Judgement, text: Option<&String>) -> Reported {
    let Judgement { line, number } = judgement;
    let suppressed = line.suppresses();
    let Line { line, cells, kind, field, why, reference, .. } = line;
    let why = why.filter(|_| kind == LineKind::Bad);
    // An earlier line of the list has it: so it is known.
    let verdict = if kind == LineKind::Double { LineKind::Known } else { kind };
    match noun {
        Noun::Numbers => {
            let text = text.cloned().unwrap_or_else(|| cells.join(","));
            Reported::Number { line, text, number, verdict, why }
        }
        Noun::Leads => Reported::Lead { line, reference, field, verdict, suppressed, why },
    }
}
