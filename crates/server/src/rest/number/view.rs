//! A number as the API shows it: its columns by name, and what follows from them.

use crate::problem::Problem;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::health::HealthBand;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::{Number, Standing};
use steadyline_core::phone::E164;

/// A number as the API shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NumberView {
    id: NumberId,
    broker_id: BrokerId,
    number: E164,
    signalwire_id: Option<String>,
    label: Option<String>,
    area_code: Option<AreaCode>,
    state: Option<StateCode>,
    is_active: bool,
    standing: Standing,
    resting_until: Option<DateTime<Utc>>,
    gone_at: Option<DateTime<Utc>>,
    health_score: i32,
    band: HealthBand,
    call_count: i32,
    contact_count: i32,
    /// Percent; null without calls.
    answer_rate: Option<f64>,
    active_leads: i32,
    never_answered_leads: i32,
    booked_leads: i32,
    calls_day: Option<NaiveDate>,
    calls_on_day: i32,
    last_used_at: Option<DateTime<Utc>>,
    last_assigned_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl NumberView {
    pub(super) fn of(number: Number, now: DateTime<Utc>) -> Self {
        Self {
            standing: number.standing(now),
            band: HealthBand::of(number.health_score),
            answer_rate: number.answer_rate(),
            id: number.id,
            broker_id: number.broker_id,
            number: number.number,
            signalwire_id: number.signalwire_id,
            label: number.label,
            area_code: number.area_code,
            state: number.state,
            is_active: number.is_active,
            resting_until: number.resting_until,
            gone_at: number.gone_at,
            health_score: number.health_score,
            call_count: number.call_count,
            contact_count: number.contact_count,
            active_leads: number.occupancy.active_leads,
            never_answered_leads: number.occupancy.never_answered_leads,
            booked_leads: number.occupancy.booked_leads,
            calls_day: number.calls_day,
            calls_on_day: number.calls_on_day,
            last_used_at: number.last_used_at,
            last_assigned_at: number.last_assigned_at,
            created_at: number.created_at,
        }
    }
}

/// A band by its word.
pub(super) fn band(word: Option<&str>) -> Result<Option<HealthBand>, Problem> {
    let Some(word) = word else { return Ok(None) };
    let found = HealthBand::ALL.into_iter().find(|band| band.as_str() == word);
    found.map(Some).ok_or_else(|| Problem::field("band", "Use one of excellent, good, fair, poor."))
}
