//! What was measured, and how it is shown.

use std::fmt::Write;
use std::time::Duration;

/// The time of each request, and of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    sorted: Vec<Duration>,
    all: Duration,
}

impl Sample {
    pub(crate) fn new(mut times: Vec<Duration>, all: Duration) -> Self {
        times.sort_unstable();
        Self { sorted: times, all }
    }

    fn per_second(&self) -> f64 {
        self.sorted.len() as f64 / self.all.as_secs_f64()
    }

    /// Milliseconds within which this share was answered.
    fn quantile(&self, share: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        let at = (last as f64 * share).ceil() as usize;
        self.sorted.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }
}

/// A line of a table.
pub(crate) struct Row {
    name: String,
    sample: Sample,
}

impl Row {
    pub(crate) fn new(name: String, sample: Sample) -> Self {
        Self { name, sample }
    }
}

/// The rows, each beside the first.
pub(crate) fn table(title: &str, rows: &[Row]) -> String {
    let mut text = format!(
        "{title:<32} {:>8} {:>9} {:>9} {:>10} {:>8} {:>8}\n",
        "a second", "p50 ms", "p99 ms", "throughput", "p50", "p99"
    );
    let Some(base) = rows.first().map(|row| &row.sample) else { return text };
    for Row { name, sample } in rows {
        let (p50, p99) = (sample.quantile(0.5), sample.quantile(0.99));
        writeln!(
            text,
            "  {name:<30} {:>8.0} {p50:>9.2} {p99:>9.2} {:>9.2}x {:>7.2}x {:>7.2}x",
            sample.per_second(),
            sample.per_second() / base.per_second(),
            p50 / base.quantile(0.5),
            p99 / base.quantile(0.99),
        )
        .expect("a string can be written to");
    }
    text
}
