//! The key figures, each with its base, its course and its change.

use super::super::pool::Counting;
use super::super::words::{count_change, percent_change, point_change, share};
use crate::{ServiceError, local_time};
use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::health::answer_rate;
use steadyline_core::page::{Tile, TileKind, counted, grouped, one_decimal};
use steadyline_db::Tx;
use steadyline_db::page::day::{self, Day};
use steadyline_db::page::listed::StatusCounts;
use steadyline_db::page::past::{self, LiveAt};

/// Points of a sparkline, with today.
const POINTS: u64 = 14;
const WEEK: u64 = 7;

/// A broker's days, the missing ones as nothing.
struct Calendar {
    today: NaiveDate,
    days: Vec<Day>,
}

impl Calendar {
    /// Figures from so many days ago to so many days ago, both included.
    fn sum(&self, from: u64, to: u64) -> (i64, i64, i64) {
        let (from, to) = (self.today - Days::new(from), self.today - Days::new(to));
        self.days
            .iter()
            .filter(|day| (from..=to).contains(&day.day))
            .fold((0, 0, 0), |sum, day| (sum.0 + day.calls, sum.1 + day.contacts, sum.2 + day.bookings))
    }

    fn rate(&self, from: u64, to: u64) -> Option<f64> {
        let (calls, contacts, _) = self.sum(from, to);
        answer_rate(contacts, calls)
    }

    /// A figure of each of the last days, oldest first.
    fn points(&self, figure: impl Fn((i64, i64, i64)) -> Option<f64>) -> Vec<Option<f64>> {
        (0..POINTS).rev().map(|ago| figure(self.sum(ago, ago))).collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of a day")]
const fn point(count: i64) -> Option<f64> {
    Some(count as f64)
}

pub(super) async fn tiles(
    tx: &mut Tx,
    broker: &Broker,
    counting: Counting,
    slots: (i64, i64),
    counts: StatusCounts,
) -> Result<Vec<Tile>, ServiceError> {
    let today = counting.today;
    let days = day::of_broker(tx, broker.id, today - Days::new(POINTS)).await?;
    let calendar = Calendar { today, days };
    let past = Past::read(tx, broker, counting).await?;
    let base = format!("/b/{}", broker.slug);
    Ok(vec![
        utilization(slots, &past, &base),
        calls_today(&calendar, &past, &base),
        answered(&calendar, &base),
        booked_today(&calendar, &past, &base),
        live(&past, counts, &base),
    ])
}

/// What was live at the ends of the days before today, and what was so a week ago at this time of the day.
struct Past {
    ends: Vec<LiveAt>,
    week_ago: Option<LiveAt>,
    calls: i64,
    bookings: i64,
    /// "last Thu, 14:42"
    words: String,
}

impl Past {
    async fn read(tx: &mut Tx, broker: &Broker, counting: Counting) -> Result<Self, ServiceError> {
        let today = counting.today;
        let end = |ago: u64| local_time::day_ends_at(broker, today - Days::new(ago));
        let local = counting.now.with_timezone(&counting.teller.zone);
        let same = local.naive_local() - Days::new(WEEK);
        // An hour that the clock left out on that day is told by the hours between.
        let week_ago = counting.teller.zone.from_local_datetime(&same).earliest();
        let week_ago = week_ago.map_or_else(|| counting.now - Days::new(WEEK), |at| at.with_timezone(&Utc));
        // Ascending, the week before last's end first; today's point is now.
        let mut times: Vec<DateTime<Utc>> = (1..POINTS).rev().map(end).collect();
        let at = times.partition_point(|time| *time < week_ago);
        times.insert(at, week_ago);
        let mut ends = past::live_at(tx, broker.id, counting.leads_per_number, &times).await?;
        let week_ago_live = (at < ends.len()).then(|| ends.remove(at));
        let (calls, bookings) = day::until(tx, broker.id, end(WEEK + 1), week_ago).await?;
        let words = format!("last {}", local.format("%a, %-H:%M"));
        Ok(Self { ends, week_ago: week_ago_live, calls, bookings, words })
    }

    /// What a figure of today is set against; where it has no change there was nothing.
    fn base(&self, has_change: bool) -> String {
        format!("{} {}", if has_change { "vs" } else { "none" }, self.words)
    }
}

/// Slots taken of the slots of numbers in service. The past is measured with today's slots.
fn utilization((taken, slots): (i64, i64), past: &Past, base: &str) -> Tile {
    let percent = share(taken, slots);
    let mut points: Vec<Option<f64>> = past.ends.iter().map(|at| share(at.slots.min(slots), slots)).collect();
    points.push(percent);
    Tile {
        kind: TileKind::Utilization,
        name: "Slots taken".to_owned(),
        figure: percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent:.0}")),
        unit: if slots > 0 { "%".to_owned() } else { String::new() },
        change: past
            .week_ago
            .and_then(|at| point_change(percent, share(at.slots.min(slots), slots), 0, None)),
        base: format!("{} of {} slots", grouped(taken), grouped(slots)),
        points,
        href: format!("{base}/pool"),
    }
}

fn calls_today(calendar: &Calendar, past: &Past, base: &str) -> Tile {
    let today = calendar.sum(0, 0).0;
    let change = percent_change(today, past.calls, Some(true));
    Tile {
        kind: TileKind::CallsToday,
        name: "Calls today".to_owned(),
        figure: grouped(today),
        unit: String::new(),
        base: past.base(change.is_some()),
        change,
        points: calendar.points(|(calls, _, _)| point(calls)),
        href: format!("{base}/pool?sort=calls_today"),
    }
}

fn answered(calendar: &Calendar, base: &str) -> Tile {
    let rate = calendar.rate(WEEK - 1, 0);
    let (calls, contacts, _) = calendar.sum(WEEK - 1, 0);
    let change = point_change(rate, calendar.rate(2 * WEEK - 1, WEEK), 1, Some(true));
    Tile {
        kind: TileKind::AnswerRate,
        name: "Answer rate, 7 days".to_owned(),
        figure: one_decimal(rate),
        unit: if rate.is_some() { "%".to_owned() } else { String::new() },
        base: if change.is_some() {
            "vs prior week".to_owned()
        } else {
            format!("{} of {}", grouped(contacts), counted(calls, "call", "calls"))
        },
        change,
        points: calendar.points(|(calls, contacts, _)| answer_rate(contacts, calls)),
        href: format!("{base}/pool?sort=answer_rate"),
    }
}

fn booked_today(calendar: &Calendar, past: &Past, base: &str) -> Tile {
    let today = calendar.sum(0, 0).2;
    let change = (today > 0 || past.bookings > 0).then(|| count_change(today, past.bookings, "", Some(true)));
    Tile {
        kind: TileKind::BookedToday,
        name: "Booked today".to_owned(),
        figure: grouped(today),
        unit: String::new(),
        base: past.base(change.is_some()),
        change,
        points: calendar.points(|(_, _, bookings)| point(bookings)),
        href: format!("{base}/calls?from={day}&to={day}&outcome=booked", day = calendar.today),
    }
}

fn live(past: &Past, counts: StatusCounts, base: &str) -> Tile {
    let live = counts.live();
    let mut points: Vec<Option<f64>> = past.ends.iter().map(|at| point(at.live)).collect();
    points.push(point(live));
    Tile {
        kind: TileKind::LiveLeads,
        name: "Live leads".to_owned(),
        figure: grouped(live),
        unit: String::new(),
        change: past.week_ago.and_then(|at| percent_change(live, at.live, Some(true))),
        base: format!("{} held, {} booked", grouped(counts.held), grouped(counts.booked)),
        points,
        href: format!("{base}/assignments"),
    }
}
