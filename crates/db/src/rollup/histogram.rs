//! Histograms of a day: a row for each span, whose buckets are one value. A report reads as many rows whether few leads
//! stand in them or many.
//!
//! Of each bucket that is not empty the value has six bytes, in the order of the buckets: which it is, in two, and how
//! many are in it, in four, the highest byte first.

use crate::{DbError, Tx};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use steadyline_core::id::BrokerId;
use steadyline_core::report::{Histogram, Span};

const WIDTH: usize = 6;

/// Most rows of one statement.
const ROWS: usize = 500;

/// How many are in each bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Buckets(Vec<i64>);

impl Buckets {
    /// Adds to one; whatever is over the last that can be kept is in that.
    pub(super) fn add(&mut self, bucket: i32, by: i64) {
        let at = usize::try_from(bucket).unwrap_or(0).min(usize::from(u16::MAX));
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        if let Some(count) = self.0.get_mut(at) {
            *count += by;
        }
    }

    /// Adds another's.
    pub(crate) fn plus(&mut self, other: &Self) {
        for (bucket, count) in (0..).zip(&other.0).filter(|(_, count)| **count != 0) {
            self.add(bucket, *count);
        }
    }

    /// Adds what is kept.
    pub(crate) fn read(&mut self, kept: &[u8]) -> Result<(), DbError> {
        let (buckets, rest) = kept.as_chunks::<WIDTH>();
        if !rest.is_empty() {
            return Err(DbError::row("span_days", format!("{} bytes are no whole buckets", kept.len())));
        }
        for &[high, low, count @ ..] in buckets {
            self.add(i32::from(u16::from_be_bytes([high, low])), i64::from(u32::from_be_bytes(count)));
        }
        Ok(())
    }

    /// As it is kept.
    fn write(&self) -> Vec<u8> {
        let counts = self.0.iter().map(|count| u32::try_from((*count).max(0)).unwrap_or(u32::MAX));
        let buckets = (0..=u16::MAX).zip(counts).filter(|(_, count)| *count > 0);
        buckets
            .flat_map(|(bucket, count)| [&bucket.to_be_bytes()[..], &count.to_be_bytes()[..]].concat())
            .collect()
    }

    /// How many in all.
    fn leads(&self) -> i64 {
        self.0.iter().sum()
    }

    /// All, and those in buckets of which `part` is true.
    pub(crate) fn split(&self, part: impl Fn(i32) -> bool) -> (i64, i64) {
        (0..).zip(&self.0).fold((0, 0), |(all, of), (bucket, count)| {
            (all + count, if part(bucket) { of + count } else { of })
        })
    }

    pub(crate) fn into_histogram(self) -> Histogram {
        Histogram((0..).zip(self.0).filter(|(_, count)| *count != 0).collect())
    }
}

/// Histograms by span.
pub(crate) type Spans = BTreeMap<Span, Buckets>;

/// A span and its buckets, as they are kept.
pub(crate) type SpanRow = (String, Vec<u8>);

/// Adds rows.
pub(crate) fn read(spans: &mut Spans, rows: Vec<SpanRow>) -> Result<(), DbError> {
    for (span, buckets) in rows {
        let span = Span::parse(&span).ok_or_else(|| DbError::row("span_days", format!("no span {span}")))?;
        spans.entry(span).or_default().read(&buckets)?;
    }
    Ok(())
}

const OF_DAY: &str = "
    select span, buckets
    from span_days
    where broker_id = $1
        and day = $2";

/// Changes a day's histograms. Whoever calls it has written the row that stands beside them, and so is alone with them:
/// `broker_days` for the times of assignments that ended, `funnel_days` for the rest.
pub(super) async fn add_spans(
    tx: &mut Tx,
    broker: BrokerId,
    day: NaiveDate,
    changes: BTreeMap<(Span, i32), i64>,
) -> Result<(), DbError> {
    let mut spans = Spans::new();
    read(&mut spans, fetch_all!(tx, SpanRow, OF_DAY, broker, day)?)?;
    let mut changed = Spans::new();
    for ((span, bucket), by) in changes.into_iter().filter(|(_, by)| *by != 0) {
        let kept = spans.remove(&span).unwrap_or_default();
        changed.entry(span).or_insert(kept).add(bucket, by);
    }
    insert(tx, broker, changed.into_iter().map(|(span, buckets)| (day, span, buckets)).collect()).await
}

/// Writes histograms, over what there is.
pub(super) async fn insert(
    tx: &mut Tx,
    broker: BrokerId,
    spans: Vec<(NaiveDate, Span, Buckets)>,
) -> Result<(), DbError> {
    for rows in spans.chunks(ROWS) {
        execute_built!(tx, "insert into span_days (broker_id, day, span, leads, buckets) ", |query| {
            query.push_values(rows, |mut row, (day, span, buckets)| {
                row.push_bind(broker.0).push_bind(*day).push_bind(span.as_str());
                row.push_bind(buckets.leads()).push_bind(buckets.write());
            });
            query.push(
                " on conflict (broker_id, day, span) do update set
                    leads = excluded.leads,
                    buckets = excluded.buckets",
            );
        })?;
    }
    Ok(())
}

/// Sums a day's histograms over all brokers: those of `only`.
pub(super) async fn sum(tx: &mut Tx, day: NaiveDate, only: &str) -> Result<(), DbError> {
    execute_built!(tx, "delete from all_span_days where day = ", |query| {
        query.push_bind(day).push(only);
    })?;
    let spans = of_all(tx, day, only).await?;
    if spans.is_empty() {
        return Ok(());
    }
    execute_built!(tx, "insert into all_span_days (day, span, leads, buckets) ", |query| {
        query.push_values(&spans, |mut row, (span, buckets)| {
            row.push_bind(day).push_bind(span.as_str());
            row.push_bind(buckets.leads()).push_bind(buckets.write());
        });
    })?;
    Ok(())
}

/// A day's histograms, summed over the brokers' own rows: those of `only`.
pub(crate) async fn of_all(tx: &mut Tx, day: NaiveDate, only: &str) -> Result<Spans, DbError> {
    // Broker by broker, as the key begins with it.
    let start =
        "select span, buckets from brokers b cross join span_days r where r.broker_id = b.id and r.day = ";
    let rows = fetch_built!(tx, SpanRow, start, |query| {
        query.push_bind(day).push(only);
    })?;
    let mut spans = Spans::new();
    read(&mut spans, rows)?;
    Ok(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_adds_up() {
        let mut buckets = Buckets::default();
        for (bucket, by) in [(0, 3), (7, 70_000), (353, 1), (7, -1), (9, 2), (9, -2)] {
            buckets.add(bucket, by);
        }
        let kept = buckets.write();
        assert_eq!(kept, [0, 0, 0, 0, 0, 3, 0, 7, 0, 1, 17, 111, 1, 97, 0, 0, 0, 1]);
        let mut twice = Buckets::default();
        twice.read(&kept).unwrap();
        twice.read(&kept).unwrap();
        assert_eq!(twice.leads(), 2 * buckets.leads());
        assert_eq!(twice.split(|bucket| bucket >= 7), (140_006, 140_000));
        assert_eq!(twice.into_histogram(), Histogram([(0, 6), (7, 139_998), (353, 2)].into()));
    }

    #[test]
    fn what_is_no_whole_bucket_is_an_error() {
        let mut buckets = Buckets::default();
        assert!(buckets.read(&[0, 1, 0]).is_err());
        assert!(read(&mut Spans::new(), vec![("lunch".to_owned(), Vec::new())]).is_err());
    }

    #[test]
    fn no_count_is_lost_over_the_last_bucket() {
        let mut buckets = Buckets::default();
        buckets.add(i32::MAX, 1);
        buckets.add(-1, 1);
        let mut again = Buckets::default();
        again.read(&buckets.write()).unwrap();
        assert_eq!(again.split(|bucket| bucket == 65_535), (2, 1));
    }
}
