//! The pool. It is read whole, some thousand rows at most: its filters, order, totals and distribution are all
//! of the whole.

mod order;
mod row;

pub(super) use row::{Counting, room, row, standing_words};

use order::Order;

use super::teller::Teller;
use super::{PAGE, link};
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, HashMap};
use steadyline_core::health::{HealthBand, answer_rate};
use steadyline_core::id::NumberId;
use steadyline_core::number::{Number, Standing};
use steadyline_core::page::{BandCount, Choice, Choices, PoolPage, PoolQuery, PoolTotals, Room};
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::number::{self, NumberFilter};
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
    let (actor, named, query) = (actor.clone(), broker.to_owned(), query.clone());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let counting = Counting::of(&broker, teller);
                let all = whole(tx, broker.id, teller).await?;
                let mut kept: Vec<&Number> =
                    all.iter().filter(|number| keeps(&query, number, counting)).collect();
                let order = Order::parse(&query.sort);
                kept.sort_by(|a, b| order.compare(a, b, counting));
                let offset = query.cursor.parse::<usize>().unwrap_or(0).min(kept.len());
                let shown: Vec<&Number> = kept.iter().skip(offset).take(PAGE).copied().collect();
                let ids: Vec<NumberId> = shown.iter().map(|number| number.id).collect();
                let trends = trends(tx, broker.id, &ids, teller.today()).await?;
                let week_ago = teller.today() - Days::new(WEEK);
                let before = day::scores_of_day(tx, broker.id, week_ago).await?;
                let mut scores: Vec<i32> = in_service(&all, now).map(|number| number.health_score).collect();
                scores.sort_unstable();
                Ok(PoolPage {
                    broker: link(&broker),
                    rows: shown.into_iter().map(|number| row(number, counting, &trends)).collect(),
                    total: count(all.len()),
                    totals: totals(&kept, counting),
                    next_cursor: (offset + PAGE < kept.len()).then(|| (offset + PAGE).to_string()),
                    previous_cursor: (offset > 0).then(|| match offset.saturating_sub(PAGE) {
                        0 => String::new(),
                        offset => offset.to_string(),
                    }),
                    choices: choices(&all, counting),
                    median: median(&scores),
                    bands: bands(&scores, &before),
                    scores,
                    leads_per_number: counting.leads_per_number,
                    daily_call_cap: counting.daily_call_cap,
                    query: PoolQuery { sort: order.text(), cursor: String::new(), ..query },
                })
            })
        })
        .await
}

/// Every number of a pool.
pub(super) async fn whole(
    tx: &mut Tx,
    broker: steadyline_core::id::BrokerId,
    teller: Teller,
) -> Result<Vec<Number>, ServiceError> {
    Ok(number::list(tx, broker, &NumberFilter::default(), teller.now, None, i64::MAX).await?)
}

pub(super) fn in_service(
    all: &[Number],
    now: chrono::DateTime<chrono::Utc>,
) -> impl Iterator<Item = &Number> {
    all.iter().filter(move |number| number.standing(now).in_service())
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

/// The middle score of scores that ascend.
pub(super) fn median(scores: &[i32]) -> Option<i32> {
    let middle = scores.len() / 2;
    let upper = *scores.get(middle)?;
    if scores.len() % 2 == 1 {
        return Some(upper);
    }
    scores.get(middle - 1).map(|lower| (lower + upper).div_euclid(2))
}

fn named(list: &str, value: &str) -> bool {
    list.trim().is_empty() || list.split(',').any(|one| one.trim().eq_ignore_ascii_case(value))
}

fn keeps(query: &PoolQuery, number: &Number, counting: Counting) -> bool {
    let standing = number.standing(counting.now);
    let stands = if query.standing.trim().is_empty() {
        standing.in_service()
    } else {
        query.standing == "all" || named(&query.standing, standing.as_str())
    };
    let room = room(number, counting);
    let has_room = match query.room.as_str() {
        "free" => room == Room::Free,
        "full" => room != Room::Free && standing == Standing::Active,
        _ => true,
    };
    let text = query.search.trim().to_lowercase();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_found = text.is_empty()
        || number.label.as_ref().is_some_and(|label| label.to_lowercase().contains(&text))
        || (!digits.is_empty() && number.number.as_str().contains(&digits));
    stands
        && has_room
        && is_found
        && named(&query.state, number.state.as_ref().map_or("", |state| state.as_str()))
        && named(&query.area_code, number.area_code.as_ref().map_or("", |code| code.as_str()))
        && named(&query.band, HealthBand::of(number.health_score).as_str())
}

fn totals(kept: &[&Number], counting: Counting) -> PoolTotals {
    let sum =
        |figure: &dyn Fn(&Number) -> i32| kept.iter().map(|number| i64::from(figure(number))).sum::<i64>();
    let calls = sum(&|number| number.call_count);
    PoolTotals {
        numbers: count(kept.len()),
        free: count(kept.iter().filter(|number| room(number, counting) == Room::Free).count()),
        calls,
        calls_today: sum(&|number| number.calls_today(counting.today)),
        leads: sum(&|number| number.occupancy.counted(counting.leads_per_number)),
        held: sum(&|number| number.occupancy.held_leads()),
        booked: sum(&|number| number.occupancy.booked_leads),
        answer_rate: answer_rate(sum(&|number| number.contact_count), calls),
    }
}

fn choices(all: &[Number], counting: Counting) -> Choices {
    let (mut states, mut area_codes) = (BTreeMap::new(), BTreeMap::new());
    for number in in_service(all, counting.now) {
        if let Some(state) = &number.state {
            *states.entry(*state).or_insert(0) += 1;
        }
        if let Some(code) = &number.area_code {
            *area_codes.entry(*code).or_insert(0) += 1;
        }
    }
    let of =
        |value: &str, label: &str, count| Choice { value: value.to_owned(), label: label.to_owned(), count };
    let tally = |keep: &dyn Fn(&Number) -> bool| count(all.iter().filter(|number| keep(number)).count());
    let active = |number: &Number| number.standing(counting.now) == Standing::Active;
    Choices {
        states: states
            .into_iter()
            .map(|(state, count)| of(state.as_str(), state.name().unwrap_or(state.as_str()), count))
            .collect(),
        area_codes: area_codes
            .into_iter()
            .map(|(code, count)| of(code.as_str(), code.as_str(), count))
            .collect(),
        standings: Standing::ALL
            .into_iter()
            .map(|stands| {
                let count = tally(&|number| number.standing(counting.now) == stands);
                of(stands.as_str(), stands.label(), count)
            })
            .collect(),
        bands: HealthBand::ALL
            .into_iter()
            .map(|band| {
                let in_band = |number: &Number| {
                    HealthBand::of(number.health_score) == band && number.standing(counting.now).in_service()
                };
                of(band.as_str(), band.label(), tally(&in_band))
            })
            .collect(),
        rooms: vec![
            of("free", "Free", tally(&|number| room(number, counting) == Room::Free)),
            of("full", "Full", tally(&|number| active(number) && room(number, counting) != Room::Free)),
        ],
    }
}

fn bands(scores: &[i32], before: &[(NumberId, i32)]) -> Vec<BandCount> {
    let tally = |band, scores: &mut dyn Iterator<Item = i32>| {
        count(scores.filter(|score| HealthBand::of(*score) == band).count())
    };
    let mut bands: Vec<BandCount> = HealthBand::ALL
        .into_iter()
        .map(|band| BandCount {
            band,
            numbers: tally(band, &mut scores.iter().copied()),
            week_ago: (!before.is_empty()).then(|| tally(band, &mut before.iter().map(|(_, score)| *score))),
        })
        .collect();
    bands.reverse();
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_none_is_none() {
        assert_eq!((median(&[]), median(&[7]), median(&[60, 71])), (None, Some(7), Some(65)));
    }

    #[test]
    fn a_list_of_values_keeps_each_of_them() {
        assert!(named("TX, fl", "FL") && named("", "TX") && !named("TX", ""));
    }
}
