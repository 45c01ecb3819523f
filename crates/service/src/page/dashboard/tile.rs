//! The key figures, each with its base, its course and its change.

use super::super::pool::{Counting, in_service};
use super::super::words::{percent_change, point_change, share};
use crate::{ServiceError, local_time};
use chrono::{DateTime, Days, NaiveDate, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::health::answer_rate;
use steadyline_core::number::Number;
use steadyline_core::page::{Tile, TileKind, grouped, one_decimal};
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
    pool: &[Number],
    counts: StatusCounts,
) -> Result<Vec<Tile>, ServiceError> {
    let today = counting.today;
    let days = day::of_broker(tx, broker.id, today - Days::new(POINTS)).await?;
    let calendar = Calendar { today, days };
    // The ends of the days before today; today's point is now.
    let ends: Vec<DateTime<Utc>> =
        (1..POINTS).rev().map(|ago| local_time::day_ends_at(broker, today - Days::new(ago))).collect();
    let before = past::live_at(tx, broker.id, counting.leads_per_number, &ends).await?;
    let base = format!("/b/{}", broker.slug);
    let mut tiles = vec![
        utilization(counting, pool, &before, &base),
        calls_today(&calendar, &base),
        answered(&calendar, &base),
        booked_today(&calendar, &base),
    ];
    tiles.push(live(&before, counts, &base));
    Ok(tiles)
}

/// What was a week ago: the end of the day seven days back.
fn week_ago(before: &[LiveAt]) -> Option<LiveAt> {
    let back = usize::try_from(WEEK).ok()?;
    before.len().checked_sub(back).and_then(|at| before.get(at)).copied()
}

/// Slots taken of the slots of numbers in service. The past is measured with today's slots.
fn utilization(counting: Counting, pool: &[Number], before: &[LiveAt], base: &str) -> Tile {
    let leads = counting.leads_per_number;
    let numbers = in_service(pool, counting.now);
    let (mut taken, mut slots) = (0, 0);
    for number in numbers {
        taken += i64::from(number.occupancy.counted(leads).min(leads));
        slots += i64::from(leads);
    }
    let percent = share(taken, slots);
    let mut points: Vec<Option<f64>> = before.iter().map(|at| share(at.slots.min(slots), slots)).collect();
    points.push(percent);
    Tile {
        kind: TileKind::Utilization,
        name: "Pool utilization".to_owned(),
        figure: percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent:.0}")),
        unit: if slots > 0 { "%".to_owned() } else { String::new() },
        change: week_ago(before)
            .and_then(|at| point_change(percent, share(at.slots.min(slots), slots), 0, None)),
        base: format!("{} of {} slots", grouped(taken), grouped(slots)),
        points,
        href: format!("{base}/pool"),
    }
}

fn calls_today(calendar: &Calendar, base: &str) -> Tile {
    let (week, before) = (calendar.sum(WEEK, 1).0, calendar.sum(2 * WEEK, WEEK + 1).0);
    Tile {
        kind: TileKind::CallsToday,
        name: "Calls today".to_owned(),
        figure: grouped(calendar.sum(0, 0).0),
        unit: String::new(),
        change: percent_change(week, before, None),
        base: "last 7 days on the 7 before".to_owned(),
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
            "on the week before".to_owned()
        } else {
            format!("{} of {} calls", grouped(contacts), grouped(calls))
        },
        change,
        points: calendar.points(|(calls, contacts, _)| answer_rate(contacts, calls)),
        href: format!("{base}/pool?sort=answer_rate"),
    }
}

fn booked_today(calendar: &Calendar, base: &str) -> Tile {
    let (week, before) = (calendar.sum(WEEK, 1).2, calendar.sum(2 * WEEK, WEEK + 1).2);
    Tile {
        kind: TileKind::BookedToday,
        name: "Booked today".to_owned(),
        figure: grouped(calendar.sum(0, 0).2),
        unit: String::new(),
        change: percent_change(week, before, Some(true)),
        base: "last 7 days on the 7 before".to_owned(),
        points: calendar.points(|(_, _, bookings)| point(bookings)),
        href: format!("{base}/assignments?status=booked"),
    }
}

fn live(before: &[LiveAt], counts: StatusCounts, base: &str) -> Tile {
    let live = counts.live();
    let mut points: Vec<Option<f64>> = before.iter().map(|at| point(at.live)).collect();
    points.push(point(live));
    Tile {
        kind: TileKind::LiveLeads,
        name: "Live leads".to_owned(),
        figure: grouped(live),
        unit: String::new(),
        change: week_ago(before).and_then(|at| percent_change(live, at.live, Some(true))),
        base: format!("{} held, {} booked", grouped(counts.held), grouped(counts.booked)),
        points,
        href: format!("{base}/assignments"),
    }
}
