//! A number as the pool lists it.

use super::super::teller::{Teller, day, number_link};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;
use steadyline_core::broker::Broker;
use steadyline_core::health::{HealthBand, learning};
use steadyline_core::id::NumberId;
use steadyline_core::number::{Number, Standing};
use steadyline_core::page::{PoolRow, Room};
use steadyline_db::number::Limits;

/// What is needed to say how full a number is.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Counting {
    pub(in super::super) teller: Teller,
    pub(in super::super) now: DateTime<Utc>,
    pub(in super::super) today: NaiveDate,
    pub(in super::super) leads_per_number: i32,
    pub(in super::super) daily_call_cap: i32,
    pub(in super::super) reserve_booked_numbers: bool,
}

impl Counting {
    pub(in super::super) fn of(broker: &Broker, teller: Teller) -> Self {
        let settings = &broker.settings;
        Self {
            teller,
            now: teller.now,
            today: teller.today(),
            leads_per_number: settings.leads_per_number,
            daily_call_cap: settings.daily_call_cap,
            reserve_booked_numbers: settings.reserve_booked_numbers,
        }
    }

    /// The same for the database.
    pub(in super::super) const fn limits(self) -> Limits {
        let Self { today, leads_per_number, daily_call_cap, reserve_booked_numbers, .. } = self;
        Limits { leads_per_number, daily_call_cap, reserve_booked_numbers, today }
    }
}

/// Whether a number can take a lead that has not answered yet: the hard limits of choosing.
pub(in super::super) fn room(number: &Number, counting: Counting) -> Room {
    let Counting { now, today, leads_per_number, daily_call_cap, reserve_booked_numbers, .. } = counting;
    if number.standing(now) != Standing::Active {
        Room::Out
    } else if number.occupancy.is_draining(leads_per_number) {
        Room::Draining
    } else if !number.occupancy.has_room(leads_per_number) {
        Room::Full
    } else if daily_call_cap > 0 && number.calls_today(today) >= daily_call_cap {
        Room::Capped
    } else if reserve_booked_numbers && number.occupancy.booked_leads > 0 {
        Room::Kept
    } else {
        Room::Free
    }
}

/// The standing with its day: "Resting until Nov 26".
pub(in super::super) fn standing_words(number: &Number, teller: Teller) -> String {
    let on = |at: DateTime<Utc>| day(teller.today(), at.with_timezone(&teller.zone).date_naive());
    match (number.standing(teller.now), number.resting_until, number.gone_at) {
        (Standing::Resting, Some(until), _) => format!("Resting until {}", on(until)),
        (Standing::Gone, _, Some(at)) => format!("Gone since {}", on(at)),
        (Standing::Retired, ..) if number.released_at.is_some() => "Given up".to_owned(),
        (Standing::Retired, ..) if number.release_at.is_some() => {
            format!("Given up from {}", number.release_at.map(on).unwrap_or_default())
        }
        (standing, _, _) => standing.label().to_owned(),
    }
}

/// A number as the pool lists it.
pub(in super::super) fn row(
    number: &Number,
    counting: Counting,
    trends: &HashMap<NumberId, Vec<Option<f64>>>,
) -> PoolRow {
    let calls = i64::from(number.call_count);
    PoolRow {
        link: number_link(number.id, &number.number),
        label: number.label.clone().unwrap_or_default(),
        state: number.state,
        area_code: number.area_code,
        standing: number.standing(counting.now),
        standing_words: standing_words(number, counting.teller),
        room: room(number, counting),
        health_score: number.health_score,
        band: HealthBand::of(number.health_score),
        learning: learning(calls),
        trend: trends.get(&number.id).cloned().unwrap_or_default(),
        answer_rate: number.answer_rate(),
        calls,
        calls_today: number.calls_today(counting.today),
        leads: number.occupancy.counted(counting.leads_per_number),
        live: number.occupancy.active_leads + number.occupancy.booked_leads,
        held: number.occupancy.held_leads(),
        booked: number.occupancy.booked_leads,
        load: number.load(counting.today),
        last_call: number.last_used_at.map(|at| counting.teller.when(at)),
        is_at_carrier: is_at_carrier(number),
    }
}

/// Whether the carrier has it, and nobody gave it up.
pub(in super::super) fn is_at_carrier(number: &Number) -> bool {
    number.signalwire_id.is_some() && number.release_at.is_none() && number.gone_at.is_none()
}
