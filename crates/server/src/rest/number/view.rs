//! A number as the API shows it: its columns by name, and what follows from them.

use crate::openapi::word;
use crate::problem::Problem;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::health::HealthBand;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::{Number, Standing};
use steadyline_core::phone::E164;
use utoipa::ToSchema;

/// A number of a pool.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Number, example = json!({
    "id": "018f4e9b-91f0-7a55-b6c7-d8e9fa0b1c2d", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "number": "+15125550142", "signalwire_id": null, "label": "Austin main", "area_code": "512", "state": "TX",
    "is_active": true, "standing": "active", "resting_until": null, "gone_at": null, "release_at": null,
    "released_at": null, "health_score": 87, "band": "excellent", "call_count": 142, "contact_count": 61,
    "short_answers": 2, "network_blocks": 0, "answer_rate": 42.95774647887324,
    "active_leads": 7, "never_answered_leads": 5, "booked_leads": 1, "calls_day": "2026-11-21", "calls_on_day": 18,
    "last_used_at": "2026-11-21T16:02:11Z", "last_assigned_at": "2026-11-20T15:30:00Z",
    "created_at": "2026-09-01T14:00:00Z"
}))]
pub(crate) struct NumberView {
    #[schema(value_type = uuid::Uuid)]
    id: NumberId,
    #[schema(value_type = uuid::Uuid)]
    broker_id: BrokerId,
    #[schema(value_type = word::Phone)]
    number: E164,
    /// The carrier's id for it.
    #[schema(required)]
    signalwire_id: Option<String>,
    /// A name for people.
    #[schema(required)]
    label: Option<String>,
    #[schema(required, value_type = Option<word::AreaCodeDigits>)]
    area_code: Option<AreaCode>,
    #[schema(required, value_type = Option<word::StateLetters>)]
    state: Option<StateCode>,
    /// False retires it.
    is_active: bool,
    #[schema(value_type = word::StandingWord)]
    standing: Standing,
    /// No new leads until then.
    #[schema(required)]
    resting_until: Option<DateTime<Utc>>,
    /// When it was found missing at the carrier.
    #[schema(required)]
    gone_at: Option<DateTime<Utc>>,
    /// When it is given up at SignalWire: until then callbacks still reach the main line.
    #[schema(required)]
    release_at: Option<DateTime<Utc>>,
    /// When it was given up at SignalWire.
    #[schema(required)]
    released_at: Option<DateTime<Utc>>,
    /// Points.
    #[schema(minimum = 0, maximum = 100)]
    health_score: i32,
    #[schema(value_type = word::BandWord)]
    band: HealthBand,
    /// Outbound calls that count.
    #[schema(minimum = 0)]
    call_count: i32,
    /// Of those, with human contact.
    #[schema(minimum = 0)]
    contact_count: i32,
    /// Calls through SignalWire that were answered but shorter than the setting `min_answer_seconds`.
    #[schema(minimum = 0)]
    short_answers: i32,
    /// Calls through SignalWire that a network rejected as unwanted (SIP 603, 607, 608).
    #[schema(minimum = 0)]
    network_blocks: i32,
    /// Percent; null without calls.
    #[schema(required, minimum = 0, maximum = 100)]
    answer_rate: Option<f64>,
    /// Leads whose assignment is active.
    #[schema(minimum = 0)]
    active_leads: i32,
    /// Those of them who never answered.
    #[schema(minimum = 0)]
    never_answered_leads: i32,
    #[schema(minimum = 0)]
    booked_leads: i32,
    /// The day that `calls_on_day` counts, in the broker's time zone.
    #[schema(required)]
    calls_day: Option<NaiveDate>,
    /// Outbound calls that count on that day.
    #[schema(minimum = 0)]
    calls_on_day: i32,
    /// The last outbound call that counts.
    #[schema(required)]
    last_used_at: Option<DateTime<Utc>>,
    /// The newest assignment.
    #[schema(required)]
    last_assigned_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl NumberView {
    pub(crate) fn of(number: Number, now: DateTime<Utc>) -> Self {
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
            release_at: number.release_at,
            released_at: number.released_at,
            short_answers: number.short_answers,
            network_blocks: number.network_blocks,
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

/// Bands by their words, with commas.
pub(super) fn bands(words: Option<&str>) -> Result<Vec<HealthBand>, Problem> {
    let band = |word: &str| {
        let found = HealthBand::ALL.into_iter().find(|band| band.as_str() == word.trim());
        found.ok_or_else(|| Problem::field("band", "Use one of excellent, good, fair, poor."))
    };
    words.into_iter().flat_map(|words| words.split(',')).map(band).collect()
}
