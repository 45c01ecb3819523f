//! The order among numbers that pass the hard limits.

use super::{Candidate, Match, Policy, Tier, Wish};
use crate::id::NumberId;
use crate::setting::Rotation;
use chrono::{DateTime, Utc};
use std::cmp::{Ordering, Reverse};

/// Calls by which a number's own rate is shrunk to the pool's.
const SHRINK_CALLS: f64 = 20.0;

/// A number's place; the smaller comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    not_previous: bool,
    tier: Tier,
    under_min_health: bool,
    tried_in_vain: bool,
    not_preferred: bool,
    order: Order,
    /// `None`, never touched, comes first.
    last_touched_at: Option<DateTime<Utc>>,
    id: NumberId,
}

/// The part that `rotation` decides. One policy gives one variant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Balanced { band: Reverse<i32>, load: i32 },
    Healthiest { score: Reverse<i32> },
    LeastUsed { load: i32, band: Reverse<i32> },
    Performance { permille: Reverse<i64>, band: Reverse<i32>, load: i32 },
}

impl Rank {
    pub(super) fn of(policy: &Policy, wish: &Wish, candidate: &Candidate) -> Self {
        let under_min_health = candidate.health_score < policy.min_health;
        let band = Reverse(candidate.health_score / policy.health_band.max(1));
        let load = candidate.load();
        let order = match policy.rotation {
            Rotation::Balanced => Order::Balanced { band, load },
            Rotation::Healthiest => Order::Healthiest { score: Reverse(candidate.health_score) },
            Rotation::LeastUsed => Order::LeastUsed { load, band },
            Rotation::Performance => Order::Performance {
                permille: Reverse(shrunk_permille(candidate.local, policy.pool_answer_rate)),
                band,
                load,
            },
        };
        Self {
            not_previous: wish.spoke_on != Some(candidate.id) || under_min_health,
            tier: wish.tier_of(candidate.area_code.as_ref(), candidate.state.as_ref()),
            under_min_health,
            tried_in_vain: wish.tried.contains(&candidate.id),
            not_preferred: !candidate
                .area_code
                .as_ref()
                .is_some_and(|code| policy.preferred_area_codes.contains(code)),
            order,
            last_touched_at: candidate.last_touched_at,
            id: candidate.id,
        }
    }

    pub(super) fn matched(&self) -> Match {
        if self.not_previous { self.tier.into() } else { Match::Previous }
    }

    /// Why `other` came after this one, in a few words.
    pub(super) fn ahead_of(&self, other: &Self, rotation: Rotation) -> &'static str {
        if self.not_previous != other.not_previous {
            return "not the one they spoke on";
        }
        if self.tier != other.tier {
            return match other.tier {
                Tier::AreaCode => "same area code",
                Tier::State => "other area code",
                Tier::Anywhere => "other state",
            };
        }
        if self.under_min_health != other.under_min_health {
            return "below the minimum health";
        }
        if self.tried_in_vain != other.tried_in_vain {
            return "tried before without an answer";
        }
        if self.not_preferred != other.not_preferred {
            return "not a preferred area code";
        }
        if self.order.cmp(&other.order) == Ordering::Equal {
            return "used more recently";
        }
        match (&self.order, &other.order) {
            (Order::Balanced { band: a, .. }, Order::Balanced { band: b, .. }) if a != b => {
                "lower health band"
            }
            (Order::LeastUsed { load: a, .. }, Order::LeastUsed { load: b, .. }) if a == b => {
                "lower health band"
            }
            (Order::Performance { permille: a, .. }, Order::Performance { permille: b, .. }) if a != b => {
                "answered less in this area"
            }
            (Order::Performance { band: a, .. }, Order::Performance { band: b, .. }) if a != b => {
                "lower health band"
            }
            _ if rotation == Rotation::Healthiest => "lower health",
            _ => "higher load",
        }
    }

    /// One line for each thing that spoke for the number.
    pub(super) fn why(&self, policy: &Policy, wish: &Wish, chosen: &Candidate) -> Vec<String> {
        let mut why = Vec::with_capacity(4);
        why.push(match (self.matched(), &wish.area_code, &wish.state) {
            (Match::Previous, _, _) => "the number on which they last spoke to us".to_owned(),
            (Match::AreaCode, Some(code), _) => format!("same area code as the lead, {code}"),
            (Match::State, _, Some(state)) => format!("same state as the lead, {state}"),
            (_, None, None) => "the lead's area is not known: anywhere".to_owned(),
            _ => format!("{}: taken from anywhere", Match::NONE_LOCAL),
        });
        why.push(match policy.rotation {
            Rotation::Healthiest => format!("best health of its tier, {}", chosen.health_score),
            Rotation::Performance => format!("answered best in this area, health {}", chosen.health_score),
            Rotation::Balanced | Rotation::LeastUsed if self.under_min_health => {
                format!("health {} is below the minimum of {}", chosen.health_score, policy.min_health)
            }
            Rotation::Balanced | Rotation::LeastUsed => {
                format!("best health band of its tier, {}", chosen.health_score)
            }
        });
        why.push(format!("load {}", chosen.load()));
        if wish.takes_slot {
            let leads = chosen.occupancy.counted(policy.leads_per_number);
            why.push(format!("had room: {leads} of {} taken", policy.leads_per_number));
        }
        if self.tried_in_vain {
            why.push("tried before without an answer, and no better one was free".to_owned());
        }
        why
    }
}

/// The rate in permille, shrunk to the pool's by [`SHRINK_CALLS`] calls.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn shrunk_permille((calls, contacts): (i64, i64), pool_percent: f64) -> i64 {
    let expected = SHRINK_CALLS * pool_percent / 100.0;
    ((contacts as f64 + expected) * 1000.0 / (calls as f64 + SHRINK_CALLS)).round() as i64
}
