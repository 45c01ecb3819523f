//! The pool: the numbers of a page, and figures over all that the filters keep. Only the rows of the page are
//! read; everything else is counted where it stands.

mod cut;
mod order;
mod row;

pub(super) use row::{Counting, is_at_carrier, room, row, standing_words};

use cut::Cut;

use super::link;
use super::narrow::{self, Asked};
use super::teller::Teller;
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::broker::Broker;
use steadyline_core::health::{HealthBand, answer_rate};
use steadyline_core::id::NumberId;
use steadyline_core::number::Standing;
use steadyline_core::page::{
    BandCount, Choice, Choices, PoolPage, PoolQuery, PoolTotals, ScoreCount, Unread,
};
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::number::{self, Limits, NumberFilter, PlaceCount, PoolSums, Roomy, StandingCounts};
use steadyline_db::page::day;

/// Days of a health trend, with today.
pub(super) const TREND_DAYS: u64 = 30;
/// Days that the distribution is compared over.
const WEEK: u64 = 7;

/// The pool as the address asks for it.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn pool(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &PoolQuery,
) -> Result<PoolPage, ServiceError> {
    let (actor, named, (query, unread)) = (actor.clone(), broker.to_owned(), understood(query.clone()));
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let counting = Counting::of(&broker, teller);
                let limits = counting.limits();
                let filter = kept_by(&query, limits);
                let order = order::parse(&query.sort);
                let cut = Cut::read(tx, broker.id, &filter, limits, now, order, &query.cursor).await?;
                let ids: Vec<NumberId> = cut.numbers.iter().map(|number| number.id).collect();
                let trends = trends(tx, broker.id, &ids, teller.today()).await?;
                let sums = number::sums(tx, broker.id, &filter, limits, now).await?;
                let standings = number::standings(tx, broker.id, now).await?;
                // Without a filter what is kept is what is in service, and that holds all free numbers.
                let free = if is_bare(&query) {
                    sums.free
                } else {
                    number::sums(tx, broker.id, &NumberFilter::default(), limits, now).await?.free
                };
                let counts = number::scores(tx, broker.id).await?;
                let scores: Vec<(i32, i64)> =
                    counts.iter().map(|(score, numbers, _)| (*score, *numbers)).collect();
                let before = day::scores_of_day(tx, broker.id, teller.today() - Days::new(WEEK)).await?;
                let places = number::places(tx, broker.id).await?;
                let choices = Choices {
                    states: state_choices(&places, &query.state),
                    area_codes: area_code_choices(&places),
                    standings: standing_choices(standings),
                    bands: band_choices(&scores),
                    rooms: vec![
                        choice("free", "Free", free),
                        choice("full", "Full", standings.active.saturating_sub(free)),
                    ],
                };
                Ok(PoolPage {
                    is_connected: crate::carrier_call::is_connected(tx, broker.id).await?,
                    broker: link(&broker),
                    rows: cut.numbers.iter().map(|number| row(number, counting, &trends)).collect(),
                    total: chosen_from(&query, &standings),
                    totals: totals(sums),
                    next_cursor: cut.next,
                    previous_cursor: cut.previous,
                    choices,
                    median: median_of(&scores),
                    bands: bands(&scores, &before),
                    scores: counts
                        .into_iter()
                        .map(|(score, numbers, learning)| ScoreCount { score, numbers, learning })
                        .collect(),
                    leads_per_number: counting.leads_per_number,
                    daily_call_cap: counting.daily_call_cap,
                    query: PoolQuery { sort: order::text(order), cursor: String::new(), ..query },
                    unread,
                })
            })
        })
        .await
}

/// What can be read of it, and what cannot.
fn understood(query: PoolQuery) -> (PoolQuery, Vec<Unread>) {
    let mut asked = Asked::default();
    // Codes, as they are offered, of whatever names a state.
    let states = values(&asked.several("state", &query.state, narrow::state), narrow::state);
    let states: BTreeSet<String> = states.iter().map(ToString::to_string).collect();
    let query = PoolQuery {
        state: states.into_iter().collect::<Vec<_>>().join(","),
        area_code: asked.several("area_code", &query.area_code, narrow::area_code),
        standing: match query.standing.trim() {
            "all" => query.standing,
            named => asked.several("standing", named, narrow::parsed::<Standing>),
        },
        band: asked.several("band", &query.band, band),
        room: asked.one("room", query.room, |room| matches!(room.trim(), "free" | "full").then_some(())),
        ..query
    };
    (query, asked.unread)
}

pub(super) fn band(word: &str) -> Option<HealthBand> {
    HealthBand::ALL.into_iter().find(|band| band.as_str() == word)
}

/// What decides whether a number has room, for the database.
pub(crate) fn limits_of(broker: &Broker, now: DateTime<Utc>) -> Limits {
    Counting::of(broker, Teller::of(broker, now)).limits()
}

/// What the filters choose from: numbers in service, and all where they say in which standing.
fn chosen_from(query: &PoolQuery, standings: &StandingCounts) -> i64 {
    let in_service = standings.active + standings.resting;
    if query.standing.trim().is_empty() {
        in_service
    } else {
        in_service + standings.retired + standings.gone
    }
}

/// Whether an address asks for no part of the pool.
fn is_bare(query: &PoolQuery) -> bool {
    [&query.state, &query.area_code, &query.standing, &query.band, &query.room, &query.search]
        .into_iter()
        .all(|value| value.trim().is_empty())
}

/// The values of a list with commas that mean something.
fn values<T>(list: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    list.split(',').filter_map(|one| parse(one.trim())).collect()
}

/// The numbers that an address asks for: those in service unless it says otherwise. What means nothing in it
/// is left out.
pub(crate) fn kept_by(query: &PoolQuery, limits: Limits) -> NumberFilter {
    let standings = match query.standing.trim() {
        "all" => Vec::new(),
        standing => {
            let named = values(standing, |word| word.parse().ok());
            if named.is_empty() { vec![Standing::Active, Standing::Resting] } else { named }
        }
    };
    NumberFilter {
        states: values(&query.state, |state| StateCode::parse(state).ok()),
        area_codes: values(&query.area_code, |code| AreaCode::parse(code).ok()),
        standings,
        bands: values(&query.band, band),
        room: match query.room.trim() {
            "free" => Some(Roomy::Free(limits)),
            "full" => Some(Roomy::Full(limits)),
            _ => None,
        },
        search: Some(query.search.trim().to_owned()).filter(|search| !search.is_empty()),
        ids: None,
    }
}

/// Scores by number and day, for the trends of these numbers.
pub(super) async fn trends(
    tx: &mut Tx,
    broker: steadyline_core::id::BrokerId,
    numbers: &[NumberId],
    today: NaiveDate,
) -> Result<HashMap<NumberId, Vec<Option<f64>>>, ServiceError> {
    let from = today - Days::new(TREND_DAYS - 1);
    let days = usize::try_from(TREND_DAYS).unwrap_or_default();
    let mut trends: HashMap<NumberId, Vec<Option<f64>>> = HashMap::new();
    for (number, day, score) in day::scores(tx, broker, numbers, from).await? {
        let trend = trends.entry(number).or_insert_with(|| vec![None; days]);
        let at = usize::try_from((day - from).num_days()).ok().and_then(|at| trend.get_mut(at));
        if let Some(point) = at {
            *point = Some(f64::from(score));
        }
    }
    Ok(trends)
}

pub(super) fn count(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

fn choice(value: &str, label: &str, count: i64) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), count }
}

fn totals(sums: PoolSums) -> PoolTotals {
    let PoolSums { numbers, free, calls, contacts, calls_today, leads, held, booked, live } = sums;
    let answer_rate = answer_rate(contacts, calls);
    PoolTotals { numbers, free, calls, calls_today, leads, held, booked, live, answer_rate }
}

/// States with numbers, and those that are asked for all the same: each has a name to be shown by.
fn state_choices(places: &[PlaceCount], asked: &str) -> Vec<Choice> {
    let mut states: BTreeMap<StateCode, i64> =
        values(asked, narrow::state).into_iter().map(|state| (state, 0)).collect();
    for PlaceCount { state, numbers, .. } in places {
        if let Some(state) = state.as_deref().and_then(|state| StateCode::parse(state).ok()) {
            *states.entry(state).or_insert(0) += numbers;
        }
    }
    let of = |(state, count): (StateCode, i64)| Some(choice(state.as_str(), state.name()?, count));
    states.into_iter().filter_map(of).collect()
}

fn area_code_choices(places: &[PlaceCount]) -> Vec<Choice> {
    let mut codes = BTreeMap::new();
    for PlaceCount { area_code, numbers, .. } in places {
        if let Some(code) = area_code.as_deref().and_then(|code| AreaCode::parse(code).ok()) {
            *codes.entry(code).or_insert(0) += numbers;
        }
    }
    codes
        .into_iter()
        .map(|(code, count): (AreaCode, i64)| choice(code.as_str(), code.as_str(), count))
        .collect()
}

fn standing_choices(counts: StandingCounts) -> Vec<Choice> {
    let StandingCounts { active, resting, retired, gone, .. } = counts;
    let of = |(standing, count): (Standing, i64)| choice(standing.as_str(), standing.label(), count);
    Standing::ALL.into_iter().zip([active, resting, retired, gone]).map(of).collect()
}

/// How many of these scores fall into a band.
fn in_band(scores: &[(i32, i64)], band: HealthBand) -> i64 {
    scores.iter().filter(|(score, _)| HealthBand::of(*score) == band).map(|(_, numbers)| numbers).sum()
}

fn band_choices(scores: &[(i32, i64)]) -> Vec<Choice> {
    HealthBand::ALL
        .into_iter()
        .map(|band| choice(band.as_str(), band.label(), in_band(scores, band)))
        .collect()
}

/// Poor, fair, good, excellent.
fn bands(scores: &[(i32, i64)], before: &[(i32, i64)]) -> Vec<BandCount> {
    let mut bands = HealthBand::ALL.map(|band| BandCount {
        band,
        numbers: in_band(scores, band),
        week_ago: (!before.is_empty()).then(|| in_band(before, band)),
    });
    bands.reverse();
    bands.to_vec()
}

/// The middle of scores that ascend, each with how many numbers have it.
pub(super) fn median_of(scores: &[(i32, i64)]) -> Option<i32> {
    let all: i64 = scores.iter().map(|(_, numbers)| numbers).sum();
    let at = |place: i64| {
        let mut passed = 0;
        scores.iter().find_map(|(score, numbers)| {
            passed += numbers;
            (passed > place).then_some(*score)
        })
    };
    let upper = at(all / 2)?;
    if all % 2 == 1 { Some(upper) } else { at(all / 2 - 1).map(|lower| (lower + upper).div_euclid(2)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_many_scores_is_that_of_each_number() {
        assert_eq!(median_of(&[]), None);
        assert_eq!(median_of(&[(60, 1), (71, 1)]), Some(65));
        assert_eq!(median_of(&[(60, 2), (71, 1)]), Some(60));
        assert_eq!(median_of(&[(10, 5), (90, 6)]), Some(90));
    }
}
