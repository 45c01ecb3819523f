//! What a check found, and the words that checks share.

use steadyline_core::page::{
    Act, Call, Check, CheckRow, Fix, FixKind, Mend, NumberLink, Severity, Warning, WarningKind, counted,
};

/// Numbers of one kind that get a warning each; more get one together.
const NAMED: usize = 3;
/// Days that a number is proposed to rest.
pub(super) const REST_DAYS: i32 = 7;

/// Which rows of a check to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    pub(super) offset: i64,
    pub(super) limit: i64,
}

impl Rows {
    pub(super) const NONE: Self = Self { offset: 0, limit: 0 };

    pub(super) const fn first(limit: i64) -> Self {
        Self { offset: 0, limit }
    }

    /// The rows of something that was read whole.
    pub(super) fn cut<T>(self, all: &[T]) -> &[T] {
        let at = |count: i64| usize::try_from(count).unwrap_or_default().min(all.len());
        &all[at(self.offset)..at(self.offset.saturating_add(self.limit))]
    }
}

/// What a check found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What is checked, in one sentence.
    pub(super) asks: String,
    /// One line with figures, found or not.
    pub(super) figures: String,
    /// The state in words; empty where nothing was found.
    pub(super) state: String,
    pub(super) rows: Vec<CheckRow>,
    pub(super) rows_total: i64,
    pub(super) warnings: Vec<Warning>,
    /// What mends all of it.
    pub(super) fixes: Vec<Fix>,
}

impl Found {
    /// Nothing.
    pub(super) fn fine(asks: impl Into<String>, figures: impl Into<String>) -> Self {
        Self { asks: asks.into(), figures: figures.into(), ..Self::default() }
    }

    /// One thing, whose warning says what the check says.
    pub(super) fn one(
        asks: impl Into<String>,
        (kind, severity): (WarningKind, Severity),
        (title, figures): (String, String),
        fixes: Vec<Fix>,
    ) -> Self {
        let warning =
            Warning { kind, severity, title: title.clone(), figures: figures.clone(), number: None, fixes };
        Self {
            asks: asks.into(),
            fixes: warning.fixes.clone(),
            warnings: vec![warning],
            state: title,
            figures,
            ..Self::default()
        }
    }

    pub(super) fn with_rows(self, rows_total: i64, rows: Vec<CheckRow>) -> Self {
        Self { rows, rows_total, ..self }
    }

    pub(super) fn into_check(self, kind: WarningKind) -> Check {
        let severity = self.warnings.iter().map(|warning| warning.severity).min();
        Check {
            kind,
            asks: self.asks,
            state: if severity.is_none() { "Fine".to_owned() } else { self.state },
            severity,
            figures: self.figures,
            rows: self.rows,
            rows_total: self.rows_total,
            fixes: self.fixes,
        }
    }
}

/// A page where a person does it.
pub(super) fn open(label: impl Into<String>, href: String) -> Fix {
    Fix { label: label.into(), act: Act::Open { href, call: None } }
}

/// The same, with the call that does it.
pub(super) fn open_or_call(label: &str, href: String, method: &str, path: String) -> Fix {
    let call = Call { method: method.to_owned(), path };
    Fix { label: label.to_owned(), act: Act::Open { href, call: Some(call) } }
}

/// What is asked, then done.
pub(super) fn mend(
    label: impl Into<String>,
    check: WarningKind,
    fix: FixKind,
    number: Option<NumberLink>,
    days: Option<i32>,
) -> Fix {
    Fix { label: label.into(), act: Act::Mend(Mend { check, fix, number, days }) }
}

/// Rest it, or take it out.
pub(super) fn rest_or_retire(check: WarningKind, number: &NumberLink) -> Vec<Fix> {
    vec![
        mend(format!("Rest {REST_DAYS} days"), check, FixKind::Rest, Some(number.clone()), Some(REST_DAYS)),
        mend("Retire", check, FixKind::Retire, Some(number.clone()), None),
    ]
}

/// Few numbers get a warning each, many get one together, which names the first and mends all.
pub(super) fn each_or_all(
    each: Vec<Warning>,
    all: impl FnOnce(&Warning) -> (String, Vec<Fix>),
) -> Vec<Warning> {
    if each.len() <= NAMED {
        return each;
    }
    let severity = each.iter().map(|warning| warning.severity).min();
    let Some((first, severity)) = each.into_iter().next().zip(severity) else { return Vec::new() };
    let (title, fixes) = all(&first);
    let figures = match &first.number {
        Some(number) => format!("First {}: {}", number.number.national(), first.figures),
        None => first.figures,
    };
    vec![Warning { kind: first.kind, severity, title, figures, number: None, fixes }]
}

/// "3 numbers".
pub(super) fn numbers(count: i64) -> String {
    counted(count, "number", "numbers")
}
