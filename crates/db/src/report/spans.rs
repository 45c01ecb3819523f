//! Histograms of the days, summed.

use super::{MOST_UNSUMMED, Which, is_summed, push_days, push_which};
use crate::rollup::{Part, SpanRow, Spans, read_spans, spans_of_all, unsummed};
use crate::{DbError, Tx};
use std::collections::BTreeMap;
use steadyline_core::report::{Histogram, Range, Span};

/// The times of assignments that ended on those days.
///
/// # Errors
/// What the engine says.
pub async fn ended_spans(tx: &mut Tx, which: Which) -> Result<BTreeMap<Span, Histogram>, DbError> {
    histograms(tx, Part::Calls, which).await
}

/// The times between the steps of the funnel, and the calls until an answer, of leads first assigned on those days.
///
/// # Errors
/// What the engine says.
pub async fn funnel_spans(tx: &mut Tx, which: Which) -> Result<BTreeMap<Span, Histogram>, DbError> {
    histograms(tx, Part::Leads, which).await
}

async fn histograms(tx: &mut Tx, part: Part, which: Which) -> Result<BTreeMap<Span, Histogram>, DbError> {
    let Some(only) = part.spans() else { return Ok(BTreeMap::new()) };
    let mut spans = Spans::new();
    if which.broker.is_some() {
        let rows = fetch_built!(tx, SpanRow, "select span, buckets from span_days", |query| {
            push_which!(query, which);
            query.push(only);
        })?;
        read_spans(&mut spans, rows)?;
    } else {
        let mut days = unsummed(tx, part, Some(which.range), MOST_UNSUMMED + 1).await?;
        if is_summed(&days) {
            let rows = fetch_built!(tx, SpanRow, "select span, buckets from all_span_days", |query| {
                push_which!(query, which);
                query.push(only);
                if !days.is_empty() {
                    query.push(" and day not in ");
                    push_days!(query, &days);
                }
            })?;
            read_spans(&mut spans, rows)?;
        } else {
            let Range { from, to } = which.range;
            days = from.iter_days().take_while(|day| *day <= to).collect();
        }
        // A day at a time: the rows of all brokers are many.
        for day in days {
            for (span, buckets) in spans_of_all(tx, day, only).await? {
                spans.entry(span).or_default().plus(&buckets);
            }
        }
    }
    Ok(spans.into_iter().map(|(span, buckets)| (span, buckets.into_histogram())).collect())
}
