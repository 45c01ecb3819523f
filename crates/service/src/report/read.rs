//! Reading reports.

mod at_once;

pub use at_once::whole;

use super::scope::{Asked, Scope};
use crate::{Service, ServiceError};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use std::collections::{BTreeMap, HashMap};
use steadyline_core::area_code::{AreaCode, StateCode, lookup};
use steadyline_core::field::FieldError;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::report::{
    AreaRow, AreasReport, BrokerRow, BrokersReport, CallDay, CallsReport, Compared, Funnel, FunnelReport,
    HealthDay, HealthReport, HourCell, HoursReport, NumberRow, NumbersReport, PoolDay, PresenceReport, Rate,
    ScoreRow, Span, UtilizationReport,
};
use steadyline_core::user::Actor;
use steadyline_db::number::{self as number_rows, NumberFilter};
use steadyline_db::report::{self as rows, Area, Day, PoolSums, Which};
use steadyline_db::{Tx, broker as broker_rows};

/// Points of a row of the distribution of scores.
const SCORE_STEP: i32 = 5;

type Read<T> = for<'tx> fn(&'tx mut Tx, &'tx Scope) -> BoxFuture<'tx, Result<T, ServiceError>>;

/// Finds out what is asked for, and reads it from one snapshot.
async fn read<T: Send + 'static>(
    service: &Service,
    actor: &Actor,
    asked: &Asked,
    report: Read<T>,
) -> Result<T, ServiceError> {
    let (actor, asked, now) = (actor.clone(), asked.clone(), service.clock.now());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let scope = Scope::of(tx, &actor, &asked, now).await?;
                report(tx, &scope).await
            })
        })
        .await
}

macro_rules! reports {
    ($($(#[$doc:meta])* $name:ident -> $report:ty: $of:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// [`FieldError`] for a bad range, `NotFound` for a broker the actor may not know of.
        pub async fn $name(service: &Service, actor: &Actor, asked: &Asked) -> Result<$report, ServiceError> {
            read(service, actor, asked, |tx, scope| Box::pin($of(tx, scope))).await
        }
    )+};
}

reports! {
    /// Calls and how many succeed.
    calls -> CallsReport: calls_of;
    /// When leads answer.
    hours -> HoursReport: hours_of;
    /// Where leads answer.
    areas -> AreasReport: areas_of;
    /// How the pool is used.
    utilization -> UtilizationReport: utilization_of;
    /// How healthy the pool is.
    health -> HealthReport: health_of;
    /// Numbers side by side, of one broker.
    numbers -> NumbersReport: numbers_of;
    /// The funnel.
    funnel -> FunnelReport: funnel_of;
    /// Local against non-local calls.
    presence -> PresenceReport: presence_of;
    /// Brokers side by side. For one broker it is that one.
    brokers -> BrokersReport: brokers_of;
}

fn sums(days: &[Day]) -> (i64, i64, i64) {
    days.iter().fold((0, 0, 0), |sum, day| (sum.0 + day.calls, sum.1 + day.contacts, sum.2 + day.bookings))
}

async fn calls_of(tx: &mut Tx, scope: &Scope) -> Result<CallsReport, ServiceError> {
    let days = rows::days(tx, scope.which()).await?;
    let (calls, contacts, bookings) = sums(&days);
    let (calls_before, contacts_before, bookings_before) = sums(&rows::days(tx, scope.which_before()).await?);
    let by_day: HashMap<NaiveDate, Day> = days.into_iter().map(|day| (day.day, day)).collect();
    let shown = scope.range.each().map(|day| {
        let sums = by_day.get(&day);
        CallDay {
            day,
            rate: sums.map_or_else(Rate::default, |sums| Rate::of(sums.contacts, sums.calls)),
            bookings: sums.map_or(0, |sums| sums.bookings),
        }
    });
    Ok(CallsReport {
        range: scope.range,
        total: Rate::of(contacts, calls),
        before: Rate::of(contacts_before, calls_before),
        bookings: Compared::counts(bookings, bookings_before),
        success_rate: Compared::shares((bookings, calls), (bookings_before, calls_before)),
        days: shown.collect(),
    })
}

async fn hours_of(tx: &mut Tx, scope: &Scope) -> Result<HoursReport, ServiceError> {
    let hours = rows::hours(tx, scope.which()).await?;
    let before: BTreeMap<(i32, i32), Rate> = (rows::hours(tx, scope.which_before()).await?.iter())
        .map(|hour| ((hour.weekday, hour.hour), Rate::of(hour.contacts, hour.calls)))
        .collect();
    let (calls, contacts) =
        hours.iter().fold((0, 0), |sum, hour| (sum.0 + hour.calls, sum.1 + hour.contacts));
    Ok(HoursReport {
        range: scope.range,
        total: Rate::of(contacts, calls),
        before: Rate::sum(before.values()),
        hours: hours
            .into_iter()
            .map(|hour| HourCell {
                weekday: hour.weekday,
                hour: hour.hour,
                rate: Rate::of(hour.contacts, hour.calls),
                before: before.get(&(hour.weekday, hour.hour)).copied().unwrap_or_default(),
            })
            .collect(),
    })
}

fn state_name(code: &str) -> String {
    StateCode::parse(code).ok().and_then(|state| state.name()).unwrap_or_default().to_owned()
}

fn area_name(code: &str) -> String {
    let area = AreaCode::parse(code).ok();
    area.as_ref().and_then(lookup).map_or_else(String::new, |area| area.region_name.to_owned())
}

/// Calls, contacts and bookings of places, by their codes.
type Places = BTreeMap<String, [i64; 3]>;

/// By area code and by state, and the rate of all.
fn places(areas: Vec<Area>) -> (Places, Places, Rate) {
    let (mut codes, mut states) = (Places::new(), Places::new());
    let mut total = (0, 0);
    for area in areas {
        total = (total.0 + area.calls, total.1 + area.contacts);
        for sums in [codes.entry(area.area_code).or_default(), states.entry(area.state).or_default()] {
            sums[0] += area.calls;
            sums[1] += area.contacts;
            sums[2] += area.bookings;
        }
    }
    (codes, states, Rate::of(total.1, total.0))
}

async fn areas_of(tx: &mut Tx, scope: &Scope) -> Result<AreasReport, ServiceError> {
    let (codes, states, total) = places(rows::areas(tx, scope.which()).await?);
    let (codes_before, states_before, before) = places(rows::areas(tx, scope.which_before()).await?);
    let shown = |kind: &str, sums: Places, before: &Places, name: fn(&str) -> String| {
        let mut rows: Vec<AreaRow> = sums
            .into_iter()
            .map(|(code, [calls, contacts, bookings])| AreaRow {
                kind: kind.to_owned(),
                name: name(&code),
                before: before
                    .get(&code)
                    .map_or_else(Rate::default, |[calls, contacts, _]| Rate::of(*contacts, *calls)),
                code,
                rate: Rate::of(contacts, calls),
                bookings,
            })
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.rate.calls));
        rows
    };
    Ok(AreasReport {
        range: scope.range,
        total,
        before,
        area_codes: shown("area_code", codes, &codes_before, area_name),
        states: shown("state", states, &states_before, state_name),
    })
}

const fn pool_day(sums: &PoolSums) -> PoolDay {
    PoolDay {
        day: sums.day,
        numbers: sums.numbers,
        in_use: sums.in_use,
        assigned: sums.assigned,
        rehomed: sums.rehomed,
        ended: sums.ended,
        ended_seconds: sums.ended_seconds,
        ended_silent: sums.ended_silent,
        ended_silent_seconds: sums.ended_silent_seconds,
    }
}

async fn utilization_of(tx: &mut Tx, scope: &Scope) -> Result<UtilizationReport, ServiceError> {
    let now = rows::pool_days(tx, scope.which()).await?;
    let before: Vec<PoolDay> =
        rows::pool_days(tx, scope.which_before()).await?.iter().map(pool_day).collect();
    let by_day: HashMap<NaiveDate, PoolDay> = now.iter().map(|sums| (sums.day, pool_day(sums))).collect();
    let days = scope.range.each().map(|day| by_day.get(&day).copied().unwrap_or(PoolDay::empty(day)));
    let spans = rows::ended_spans(tx, scope.which()).await?;
    let median = spans.get(&Span::Assigned).and_then(|times| times.median_seconds());
    Ok(UtilizationReport::of(scope.range, days.collect(), &before, median))
}

async fn health_of(tx: &mut Tx, scope: &Scope) -> Result<HealthReport, ServiceError> {
    let days = rows::pool_days(tx, scope.which()).await?;
    let scores = rows::scores(tx, scope.which().broker).await?;
    let (numbers, points) = scores
        .iter()
        .fold((0, 0), |sum, (score, numbers)| (sum.0 + numbers, sum.1 + i64::from(*score) * numbers));
    let steps = (0..100 / SCORE_STEP).map(|step| {
        let from = step * SCORE_STEP;
        let to = if from + SCORE_STEP == 100 { 100 } else { from + SCORE_STEP - 1 };
        ScoreRow { from, to, numbers: scores.range(from..=to).map(|(_, numbers)| numbers).sum() }
    });
    Ok(HealthReport {
        range: scope.range,
        scores: steps.collect(),
        mean_score: Compared::means((points, numbers), (0, 0)).now,
        days: days
            .iter()
            .filter(|day| day.numbers > 0)
            .map(|day| HealthDay {
                day: day.day,
                excellent: day.excellent,
                good: day.good,
                fair: day.fair,
                poor: day.poor,
            })
            .collect(),
    })
}

async fn numbers_of(tx: &mut Tx, scope: &Scope) -> Result<NumbersReport, ServiceError> {
    let Some(broker) = &scope.broker else {
        return Err(
            FieldError::new("broker_id", "Say which broker: numbers are compared within one pool.").into()
        );
    };
    let sums = rows::numbers(tx, scope.which()).await?;
    let before = rows::numbers(tx, scope.which_before()).await?;
    let before: BTreeMap<NumberId, Rate> =
        before.into_iter().map(|(id, sums)| (id, Rate::of(sums.contacts, sums.calls))).collect();
    let all = number_rows::list(tx, broker.id, &NumberFilter::default(), scope.now, None, i64::MAX).await?;
    let (calls, contacts, _) = sums_of(sums.values().map(|sums| (sums.calls, sums.contacts, sums.bookings)));
    let mut shown: Vec<NumberRow> = all
        .into_iter()
        .filter_map(|number| {
            let sums = sums.get(&number.id).copied().unwrap_or_default();
            let standing = number.standing(scope.now);
            (standing.in_service() || sums.calls > 0).then(|| NumberRow {
                number_id: number.id,
                number: number.number,
                area_code: number.area_code.map(String::from),
                state: number.state.map(String::from),
                standing,
                health_score: number.health_score,
                rate: Rate::of(sums.contacts, sums.calls),
                bookings: sums.bookings,
                assigned: sums.assigned,
                days: sums.days,
                leads_a_week: Compared::means((sums.assigned * 7, sums.days), (0, 0)).now,
                before: before.get(&number.id).copied().unwrap_or_default(),
            })
        })
        .collect();
    shown.sort_by_key(|row| std::cmp::Reverse(row.rate.calls));
    Ok(NumbersReport {
        range: scope.range,
        pool: Rate::of(contacts, calls),
        before: Rate::sum(before.values()),
        numbers: shown,
    })
}

fn sums_of(all: impl Iterator<Item = (i64, i64, i64)>) -> (i64, i64, i64) {
    all.fold((0, 0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1, sum.2 + one.2))
}

async fn counted(tx: &mut Tx, which: Which) -> Result<Funnel, ServiceError> {
    let counts = rows::funnel(tx, which).await?;
    let mut spans = rows::funnel_spans(tx, which).await?;
    let mut span = |span| spans.remove(&span).unwrap_or_default();
    Ok(Funnel {
        counts,
        answer: span(Span::Answer),
        booking: span(Span::Booking),
        closing: span(Span::Closing),
        attempts: span(Span::Attempts),
    })
}

async fn funnel_of(tx: &mut Tx, scope: &Scope) -> Result<FunnelReport, ServiceError> {
    let now = counted(tx, scope.which()).await?;
    let before = Funnel { counts: rows::funnel(tx, scope.which_before()).await?, ..Funnel::default() };
    Ok(FunnelReport::of(scope.range, &now, &before))
}

/// Local, non-local and unknown calls.
async fn presences(tx: &mut Tx, which: Which) -> Result<[Rate; 3], ServiceError> {
    let sums = rows::presence(tx, which).await?;
    let unknown = Rate::of(
        sums.contacts - sums.local_contacts - sums.far_contacts,
        sums.calls - sums.local_calls - sums.far_calls,
    );
    Ok([
        Rate::of(sums.local_contacts, sums.local_calls),
        Rate::of(sums.far_contacts, sums.far_calls),
        unknown,
    ])
}

async fn presence_of(tx: &mut Tx, scope: &Scope) -> Result<PresenceReport, ServiceError> {
    let now = presences(tx, scope.which()).await?;
    Ok(PresenceReport::of(scope.range, now, presences(tx, scope.which_before()).await?))
}

async fn brokers_of(tx: &mut Tx, scope: &Scope) -> Result<BrokersReport, ServiceError> {
    let sums = rows::broker_sums(tx, scope.which()).await?;
    let before = rows::broker_sums(tx, scope.which_before()).await?;
    let before: BTreeMap<BrokerId, Rate> =
        before.into_iter().map(|(id, [calls, contacts, ..])| (id, Rate::of(contacts, calls))).collect();
    let pools = rows::broker_pools(tx, scope.which()).await?;
    let all = match &scope.broker {
        Some(one) => vec![one.clone()],
        None => broker_rows::list(tx).await?,
    };
    let (calls, contacts, _) = sums_of(sums.values().map(|sums| (sums[0], sums[1], sums[2])));
    let mut shown: Vec<BrokerRow> = all
        .into_iter()
        .map(|broker| {
            let [calls, contacts, bookings, assigned] = sums.get(&broker.id).copied().unwrap_or_default();
            let pool = pools.get(&broker.id).copied().unwrap_or_default();
            BrokerRow {
                before: before.get(&broker.id).copied().unwrap_or_default(),
                slug: broker.slug,
                name: broker.name,
                numbers: pool.numbers,
                utilization: Compared::shares((pool.in_use, pool.number_days), (0, 0)).now,
                rate: Rate::of(contacts, calls),
                bookings,
                assigned,
                mean_score: Compared::means((pool.scores, pool.numbers), (0, 0)).now,
            }
        })
        .collect();
    shown.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(BrokersReport {
        range: scope.range,
        total: Rate::of(contacts, calls),
        before: Rate::sum(before.values()),
        brokers: shown,
    })
}
