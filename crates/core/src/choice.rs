//! Choosing a number for a lead: candidates in, choice and reason out.
//!
//! A pure function: the same candidates, wish and policy give the same choice. The database hands candidates
//! over tier by tier; everything is checked and ranked again here.

mod rank;

use crate::area_code::{AreaCode, StateCode};
use crate::health::HealthBand;
use crate::id::NumberId;
use crate::number::Standing;
use crate::phone::E164;
use crate::room::Occupancy;
use crate::setting::{BrokerSettings, Locality, Rotation};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Most runners-up that are kept with a choice.
pub const RUNNERS_UP: usize = 5;

/// What a broker's settings say about choosing.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// See [`BrokerSettings::leads_per_number`].
    pub leads_per_number: i32,
    /// See [`BrokerSettings::min_health`].
    pub min_health: i32,
    /// See [`BrokerSettings::health_band`].
    pub health_band: i32,
    /// See [`BrokerSettings::rotation`].
    pub rotation: Rotation,
    /// See [`BrokerSettings::locality`].
    pub locality: Locality,
    /// See [`BrokerSettings::preferred_area_codes`].
    pub preferred_area_codes: Vec<AreaCode>,
    /// Calls a day after which a number takes no new lead; 0 is none.
    pub daily_call_cap: i32,
    /// Whether a number with a booked lead takes no new leads.
    pub reserve_booked_numbers: bool,
    /// The pool's own answer rate in percent, to which small samples are shrunk.
    pub pool_answer_rate: f64,
}

impl Policy {
    /// The policy of a broker.
    pub fn of(settings: &BrokerSettings, pool_answer_rate: Option<f64>) -> Self {
        Self {
            leads_per_number: settings.leads_per_number,
            min_health: settings.min_health,
            health_band: settings.health_band,
            rotation: settings.rotation,
            locality: settings.locality,
            preferred_area_codes: settings.preferred_area_codes.clone(),
            daily_call_cap: settings.daily_call_cap,
            reserve_booked_numbers: settings.reserve_booked_numbers,
            pool_answer_rate: pool_answer_rate.unwrap_or(0.0),
        }
    }

    /// The tiers to look at, nearest first.
    pub fn tiers(&self, wish: &Wish) -> Vec<Tier> {
        // A lead without known area is at home anywhere: `locality` has nothing to hold on to. Toll-free codes, and those
        // newer than the table, are of no area.
        let is_held_to_area = match self.locality {
            Locality::Anywhere => false,
            Locality::State => wish.state.is_some(),
            Locality::AreaCode => wish.area_code.as_ref().is_some_and(AreaCode::is_known),
        };
        let by_state = wish.state.is_some() && self.locality != Locality::AreaCode;
        let mut tiers = Vec::from_iter(wish.area_code.is_some().then_some(Tier::AreaCode));
        tiers.extend(by_state.then_some(Tier::State));
        tiers.extend((!is_held_to_area).then_some(Tier::Anywhere));
        tiers
    }
}

/// How near a number is to the lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Same area code.
    AreaCode,
    /// Another area code of the same state.
    State,
    /// Anywhere.
    Anywhere,
}

/// How the number was found: the `match` of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// Number and lead share the area code.
    AreaCode,
    /// Number and lead share the state.
    State,
    /// No local presence.
    Anywhere,
    /// The number on which the person last spoke to us.
    Previous,
    /// Another record of the same person has it already.
    SamePerson,
}

impl Match {
    /// What a sentence says of [`Self::Anywhere`].
    pub const NONE_LOCAL: &str = "no local number was free";

    /// Every way.
    pub const ALL: [Self; 5] =
        [Self::AreaCode, Self::State, Self::Anywhere, Self::Previous, Self::SamePerson];

    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AreaCode => "area_code",
            Self::State => "state",
            Self::Anywhere => "anywhere",
            Self::Previous => "previous",
            Self::SamePerson => "same_person",
        }
    }

    /// The words people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AreaCode => "Same area code",
            Self::State => "Same state",
            Self::Anywhere => "Anywhere",
            Self::Previous => "Spoke on it before",
            Self::SamePerson => "Same person",
        }
    }
}

impl From<Tier> for Match {
    fn from(tier: Tier) -> Self {
        match tier {
            Tier::AreaCode => Self::AreaCode,
            Tier::State => Self::State,
            Tier::Anywhere => Self::Anywhere,
        }
    }
}

/// What the lead needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The lead's area code.
    pub area_code: Option<AreaCode>,
    /// The lead's state.
    pub state: Option<StateCode>,
    /// The number on which the person last spoke to us.
    pub spoke_on: Option<NumberId>,
    /// Numbers on which this person never answered.
    pub tried: Vec<NumberId>,
    /// Never this number: the one the lead comes from.
    pub not_on: Option<NumberId>,
    /// Whether the lead would take a slot; a booked lead never does, a held one only at one lead a number.
    pub takes_slot: bool,
}

impl Wish {
    /// How near a number is.
    pub fn tier_of(&self, area_code: Option<&AreaCode>, state: Option<&StateCode>) -> Tier {
        if self.area_code.is_some() && self.area_code.as_ref() == area_code {
            Tier::AreaCode
        } else if self.state.is_some() && self.state.as_ref() == state {
            Tier::State
        } else {
            Tier::Anywhere
        }
    }
}

/// A number that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Id.
    pub id: NumberId,
    /// The number.
    pub number: E164,
    /// Its area code.
    pub area_code: Option<AreaCode>,
    /// Its state.
    pub state: Option<StateCode>,
    /// Where it stands.
    pub standing: Standing,
    /// 0 to 100.
    pub health_score: i32,
    /// Its live leads.
    pub occupancy: Occupancy,
    /// Outbound calls today, broker-local.
    pub calls_today: i32,
    /// The later of its last call and its newest assignment.
    pub last_touched_at: Option<DateTime<Utc>>,
    /// Calls and human contacts in the lead's area over 30 days, for [`Rotation::Performance`].
    pub local: (i64, i64),
}

impl Candidate {
    /// Never-answered leads plus calls today.
    pub const fn load(&self) -> i32 {
        self.occupancy.never_answered_leads + self.calls_today
    }
}

/// Why a number was ruled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuledOut {
    /// Missing at the carrier.
    Gone,
    /// Out of the pool.
    Retired,
    /// Takes no new leads for a while.
    Resting,
    /// No room for another lead.
    Full,
    /// At its daily call cap.
    DailyCap,
    /// Kept for its booked lead.
    Reserved,
    /// Too far away for the broker's locality setting.
    TooFar,
}

impl RuledOut {
    /// Every reason.
    pub const ALL: [Self; 7] =
        [Self::Gone, Self::Retired, Self::Resting, Self::Full, Self::DailyCap, Self::Reserved, Self::TooFar];

    /// The words people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Gone => "Gone at the carrier",
            Self::Retired => "Retired",
            Self::Resting => "Resting",
            Self::Full => "Full",
            Self::DailyCap => "At the daily call cap",
            Self::Reserved => "Kept for a booked lead",
            Self::TooFar => "Too far away",
        }
    }
}

impl fmt::Display for RuledOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// The hard limits: why this number may not take the lead, or `None` if it may.
pub fn ruled_out(policy: &Policy, wish: &Wish, candidate: &Candidate) -> Option<RuledOut> {
    match candidate.standing {
        Standing::Gone => return Some(RuledOut::Gone),
        Standing::Retired => return Some(RuledOut::Retired),
        Standing::Resting => return Some(RuledOut::Resting),
        Standing::Active => {}
    }
    if wish.takes_slot && !candidate.occupancy.has_room(policy.leads_per_number) {
        return Some(RuledOut::Full);
    }
    if policy.daily_call_cap > 0 && candidate.calls_today >= policy.daily_call_cap {
        return Some(RuledOut::DailyCap);
    }
    if policy.reserve_booked_numbers && wish.takes_slot && candidate.occupancy.booked_leads > 0 {
        return Some(RuledOut::Reserved);
    }
    let tier = wish.tier_of(candidate.area_code.as_ref(), candidate.state.as_ref());
    if !policy.tiers(wish).contains(&tier) && wish.spoke_on != Some(candidate.id) {
        return Some(RuledOut::TooFar);
    }
    None
}

/// Another number that would have done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// Id.
    pub number_id: NumberId,
    /// The number.
    pub number: E164,
    /// Its score that day.
    pub health_score: i32,
    /// Why it came after the chosen one.
    pub behind: String,
}

/// A number for the lead, and why. Stored with the assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The number chosen.
    pub number_id: NumberId,
    /// The number chosen.
    pub number: E164,
    /// How it was found.
    pub matched: Match,
    /// Its score that day.
    pub health_score: i32,
    /// Its load before this lead.
    pub load: i32,
    /// Leads that counted on it before this one.
    pub leads: i32,
    /// The setting that day.
    pub leads_per_number: i32,
    /// The order that day.
    pub rotation: Rotation,
    /// One line each: why this number.
    pub why: Vec<String>,
    /// Up to five others.
    pub runners_up: Vec<RunnerUp>,
    /// How many of those looked at were ruled out, by reason.
    pub ruled_out: BTreeMap<RuledOut, i64>,
}

impl Choice {
    /// The reason in one line.
    pub fn reason(&self) -> String {
        self.why.join(", ")
    }

    /// The band the score was in.
    pub fn band(&self) -> HealthBand {
        HealthBand::of(self.health_score)
    }
}

/// Nothing to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoneFree {
    /// How many numbers were ruled out by each reason.
    pub ruled_out: BTreeMap<RuledOut, i64>,
}

impl fmt::Display for NoneFree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ruled_out.is_empty() {
            return f.write_str("the pool has no numbers");
        }
        f.write_str("no number is free: ")?;
        for (n, (reason, count)) in self.ruled_out.iter().enumerate() {
            if n > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{count} {}", reason.label().to_ascii_lowercase())?;
        }
        Ok(())
    }
}

/// Picks the best number of the candidates.
///
/// # Errors
/// [`NoneFree`] with a count per reason where the hard limits leave nothing.
pub fn choose(policy: &Policy, wish: &Wish, candidates: &[Candidate]) -> Result<Choice, NoneFree> {
    let mut counts = BTreeMap::new();
    let mut ranked = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        match ruled_out(policy, wish, candidate) {
            Some(reason) => *counts.entry(reason).or_insert(0) += 1,
            None => ranked.push((rank::Rank::of(policy, wish, candidate), candidate)),
        }
    }
    ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
    ranked.dedup_by_key(|(_, candidate)| candidate.id);
    let Some(((best_rank, best), others)) = ranked.split_first() else {
        return Err(NoneFree { ruled_out: counts });
    };
    let runners_up = others
        .iter()
        .take(RUNNERS_UP)
        .map(|(other, candidate)| RunnerUp {
            number_id: candidate.id,
            number: candidate.number.clone(),
            health_score: candidate.health_score,
            behind: best_rank.ahead_of(other, policy.rotation).to_owned(),
        })
        .collect();
    Ok(Choice {
        number_id: best.id,
        number: best.number.clone(),
        matched: best_rank.matched(),
        health_score: best.health_score,
        load: best.load(),
        leads: best.occupancy.counted(policy.leads_per_number),
        leads_per_number: policy.leads_per_number,
        rotation: policy.rotation,
        why: best_rank.why(policy, wish, best),
        runners_up,
        ruled_out: counts,
    })
}

#[cfg(test)]
mod tests;
