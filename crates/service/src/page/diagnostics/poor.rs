//! Health and answers: the pool as a whole, over time, and numbers that stand out below the rest.

use super::super::teller::number_link;
use super::facts::Facts;
use super::found::{Found, REST_DAYS, Rows, each_or_all, mend, numbers, open, rest_or_retire};
use super::room::add_numbers;
use crate::ServiceError;
use chrono::Days;
use std::collections::HashSet;
use steadyline_core::answer::{Answers, BEFORE_DAYS, RATE_CALLS, RATE_DAYS, RECENT_DAYS};
use steadyline_core::health::LEARNING_CALLS;
use steadyline_core::id::NumberId;
use steadyline_core::page::{
    CheckRow, FixKind, Severity, Warning, WarningKind, counted, grouped, one_decimal,
};
use steadyline_db::Tx;
use steadyline_db::page::warning::{Named, fallen, low};

/// Points below the pool's median at which a number stands out.
const BELOW_MEDIAN: i32 = 15;
/// A median under which the whole pool is poor: one warning then, not one a number.
const POOR_MEDIAN: i32 = 40;
/// So many numbers with calls enough say how a pool is, however many it has; else half of those that are active.
const JUDGED: i64 = 3;
/// Calls a week below which one number's fall says nothing.
const NUMBER_FALL_CALLS: i64 = 20;

pub(super) fn poor_pool(facts: &Facts<'_>) -> Found {
    const ASKS: &str = "Is the median health score of the pool's active numbers 40 or more?";
    let judged = facts.judged();
    let Some(middle) = facts.median() else {
        return Found::fine(ASKS, format!("No active number has {LEARNING_CALLS} calls yet."));
    };
    if !says_enough(facts) {
        let has = if judged == 1 { "has" } else { "have" };
        let of = numbers(facts.active());
        return Found::fine(
            ASKS,
            format!("{judged} of {of} {has} {LEARNING_CALLS} calls or more: too few to judge the pool by."),
        );
    }
    if middle >= POOR_MEDIAN {
        return Found::fine(
            ASKS,
            format!(
                "The median score of {} with {LEARNING_CALLS} calls or more is {middle}.",
                numbers(judged)
            ),
        );
    }
    Found::one(
        ASKS,
        (WarningKind::PoorPool, Severity::Mid),
        (
            "The pool as a whole is in poor health".to_owned(),
            format!("The median score of {} is {middle}. Rest some, and add fresh ones.", numbers(judged)),
        ),
        vec![add_numbers(facts), open("Show the pool", format!("{}/pool?sort=-health", facts.base))],
    )
}

/// Whether enough of the active numbers have calls enough to say how the pool is.
fn says_enough(facts: &Facts<'_>) -> bool {
    let judged = facts.judged();
    judged >= JUDGED || judged * 2 >= facts.active()
}

fn is_poor_as_a_whole(facts: &Facts<'_>) -> bool {
    says_enough(facts) && facts.median().is_some_and(|middle| middle < POOR_MEDIAN)
}

const WHOLE: &str = "The pool as a whole is poor: no number stands out.";

/// Numbers that are rarely answered; none where the whole pool is poor.
fn rarely<'f>(facts: &'f Facts<'_>) -> &'f [Named] {
    if is_poor_as_a_whole(facts) { &[] } else { &facts.rarely }
}

fn percent(calls: i64, contacts: i64) -> String {
    match (Answers { calls, contacts }).rate() {
        Some(rate) => format!("{}%", one_decimal(Some(rate))),
        None => "none".to_owned(),
    }
}

/// Warnings of numbers, each by itself or together.
fn of_numbers(
    kind: WarningKind,
    named: &[Named],
    words: impl Fn(&Named) -> (Severity, String, String),
    together: &str,
) -> Vec<Warning> {
    let total = super::super::pool::count(named.len());
    let each = named.iter().map(|number| {
        let (severity, title, figures) = words(number);
        let link = number_link(number.id, &number.number);
        let fixes = rest_or_retire(kind, &link);
        Warning { kind, severity, title, figures, number: Some(link), fixes }
    });
    each_or_all(each.collect(), |_first| {
        let all = mend(format!("Rest all {}", grouped(total)), kind, FixKind::Rest, None, Some(REST_DAYS));
        (format!("{} {together}", grouped(total)), vec![all])
    })
}

/// Rows of numbers, and what mends all of them.
fn found(
    asks: String,
    kind: WarningKind,
    (named, rows): (&[Named], Rows),
    warnings: Vec<Warning>,
    detail: impl Fn(&Named) -> String,
) -> Found {
    let total = super::super::pool::count(named.len());
    let shown = rows.cut(named).iter().map(|number| {
        let link = number_link(number.id, &number.number);
        CheckRow {
            detail: detail(number),
            fixes: rest_or_retire(kind, &link),
            number: Some(link),
            ..CheckRow::default()
        }
    });
    Found {
        asks,
        state: numbers(total),
        rows: shown.collect(),
        rows_total: total,
        fixes: vec![mend(
            if total == 1 { "Rest it".to_owned() } else { format!("Rest all {}", grouped(total)) },
            kind,
            FixKind::Rest,
            None,
            Some(REST_DAYS),
        )],
        warnings,
        ..Found::default()
    }
}

pub(super) fn rarely_answered(facts: &Facts<'_>, rows: Rows) -> Found {
    let asks = format!(
        "Is any number with {RATE_CALLS} calls in {RATE_DAYS} days answered less than half as often as the pool?"
    );
    let pool = percent(facts.lately.calls, facts.lately.contacts);
    let named = rarely(facts);
    if named.is_empty() {
        let figures = match facts.lately.calls {
            _ if is_poor_as_a_whole(facts) => WHOLE.to_owned(),
            0 => format!("No call in {RATE_DAYS} days."),
            1 => format!("{pool} of the pool's 1 call in {RATE_DAYS} days was answered."),
            calls => {
                format!("{pool} of the pool's {} calls in {RATE_DAYS} days were answered.", grouped(calls))
            }
        };
        return Found::fine(asks, figures);
    }
    let figures = |number: &Named| {
        format!(
            "{} of {} calls in {RATE_DAYS} days, {}. Of all the pool's calls {pool} were answered.",
            number.contacts,
            number.calls,
            percent(number.calls, number.contacts),
        )
    };
    let kind = WarningKind::PoorAnswerRate;
    let warnings = of_numbers(
        kind,
        named,
        |number| {
            let title = format!("{} is rarely answered", number.number.national());
            (Severity::Mid, title, figures(number))
        },
        "numbers are rarely answered",
    );
    let detail = |number: &Named| {
        format!(
            "{} of {}, {}",
            grouped(number.contacts),
            counted(number.calls, "call", "calls"),
            percent(number.calls, number.contacts)
        )
    };
    Found {
        figures: format!("{pool} of the pool's calls in {RATE_DAYS} days were answered."),
        ..found(asks, kind, (named, rows), warnings, detail)
    }
}

pub(super) async fn poor_health(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    let asks = format!(
        "Is any active number {BELOW_MEDIAN} points or more below the median score of those with {LEARNING_CALLS} calls or more?"
    );
    let Some(middle) = facts.median() else {
        return Ok(Found::fine(asks, format!("No active number has {LEARNING_CALLS} calls yet.")));
    };
    if is_poor_as_a_whole(facts) {
        return Ok(Found::fine(asks, WHOLE));
    }
    let most = middle - BELOW_MEDIAN;
    let mut named = low(tx, facts.broker.id, facts.counting.now, LEARNING_CALLS, most).await?;
    // A number is named once.
    let told: HashSet<NumberId> = rarely(facts).iter().map(|number| number.id).collect();
    named.retain(|number| !told.contains(&number.id));
    let judged = numbers(facts.judged());
    let figures = format!("The median score of {judged} with {LEARNING_CALLS} calls or more is {middle}.");
    if named.is_empty() {
        return Ok(Found::fine(asks, figures));
    }
    let kind = WarningKind::PoorHealth;
    let warnings = of_numbers(
        kind,
        &named,
        |number| {
            let is_under = number.health_score < facts.broker.settings.min_health;
            let figures = format!(
                "Score {}; the median of numbers with {LEARNING_CALLS} calls or more is {middle}. {} of its calls are answered.",
                number.health_score,
                percent(number.calls, number.contacts),
            );
            let severity = if is_under { Severity::Mid } else { Severity::Low };
            (severity, format!("{} is less healthy than the rest", number.number.national()), figures)
        },
        "numbers are less healthy than the rest",
    );
    let detail = |number: &Named| {
        format!(
            "score {}, {} of {} answered",
            number.health_score,
            percent(number.calls, number.contacts),
            counted(number.calls, "call", "calls")
        )
    };
    Ok(Found { figures, ..found(asks, kind, (&named, rows), warnings, detail) })
}

pub(super) async fn answer_drop(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    let asks = format!(
        "Is the pool answered as well in the last {RECENT_DAYS} days as in the {BEFORE_DAYS} before? A drop of a quarter counts as a fall."
    );
    let (now, before) = (facts.recent, facts.before);
    let figures = match (now.rate(), before.rate()) {
        (Some(rate), Some(was)) => format!(
            "{}% of {} in {RECENT_DAYS} days, {}% of {} before.",
            one_decimal(Some(rate)),
            counted(now.calls, "call", "calls"),
            one_decimal(Some(was)),
            grouped(before.calls),
        ),
        _ => "Not enough calls to compare yet.".to_owned(),
    };
    if !now.fell_from(before) {
        return Ok(Found::fine(asks, figures));
    }
    let kind = WarningKind::AnswerDrop;
    let today = facts.counting.today;
    let recent = today - Days::new(RECENT_DAYS - 1);
    let from = today - Days::new(RECENT_DAYS + BEFORE_DAYS - 1);
    let named = if rows.limit == 0 {
        Vec::new()
    } else {
        fallen(tx, facts.broker.id, (from, recent), NUMBER_FALL_CALLS, facts.counting.now).await?
    };
    let title = match (now.rate(), before.rate()) {
        (Some(rate), Some(was)) => format!("The answer rate fell from {was:.1}% to {rate:.1}%"),
        _ => "The answer rate fell".to_owned(),
    };
    let show = open("Show where", format!("{}/diagnostics/{}", facts.base, kind.as_str()));
    let total = super::super::pool::count(named.len());
    let shown = rows.cut(&named).iter().map(|number| {
        let link = number_link(number.id, &number.number);
        CheckRow {
            detail: format!(
                "{} of {} in {RECENT_DAYS} days",
                percent(number.calls, number.contacts),
                counted(number.calls, "call", "calls")
            ),
            fixes: rest_or_retire(kind, &link),
            number: Some(link),
            ..CheckRow::default()
        }
    });
    let shown = shown.collect();
    let fixes = vec![show, add_numbers(facts)];
    Ok(Found::one(asks, (kind, Severity::Mid), (title, figures), fixes).with_rows(total, shown))
}
