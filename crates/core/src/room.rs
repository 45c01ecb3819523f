//! Room on a number: which assignments weigh on it, who needs a slot, and whether another lead fits.
//!
//! At one lead a number every active assignment takes the number's only slot. Above one only leads that
//! never answered take slots: a lead that becomes held gives its slot back and keeps its number.

use serde::{Deserialize, Serialize};

/// How a live assignment weighs on its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Active, and the lead never answered.
    NeverAnswered,
    /// Active, with human contact.
    Held,
    /// Booked and locked.
    Booked,
}

impl Weight {
    /// Whether such a lead takes a slot, and so needs room before it comes onto a number.
    pub const fn takes_slot(self, leads_per_number: i32) -> bool {
        match self {
            Self::NeverAnswered => true,
            Self::Held => leads_per_number == 1,
            Self::Booked => false,
        }
    }
}

/// The live leads of a number, as counters on its row hold them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupancy {
    /// Active assignments, never answered and held.
    pub active_leads: i32,
    /// Active assignments whose lead never answered.
    pub never_answered_leads: i32,
    /// Booked and locked assignments.
    pub booked_leads: i32,
}

impl Occupancy {
    /// How many leads count against `leads_per_number`.
    pub const fn counted(self, leads_per_number: i32) -> i32 {
        if leads_per_number == 1 { self.active_leads } else { self.never_answered_leads }
    }

    /// Whether one more lead that takes a slot fits.
    pub const fn has_room(self, leads_per_number: i32) -> bool {
        self.counted(leads_per_number) < leads_per_number
    }

    /// Whether the number holds more leads than the setting allows, because the setting was lowered.
    pub const fn is_draining(self, leads_per_number: i32) -> bool {
        self.counted(leads_per_number) > leads_per_number
    }

    /// Held leads: active with human contact.
    pub const fn held_leads(self) -> i32 {
        self.active_leads - self.never_answered_leads
    }
}

/// What a change of one assignment does to its number's counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OccupancyChange {
    /// Change of [`Occupancy::active_leads`].
    pub active_leads: i32,
    /// Change of [`Occupancy::never_answered_leads`].
    pub never_answered_leads: i32,
    /// Change of [`Occupancy::booked_leads`].
    pub booked_leads: i32,
}

impl OccupancyChange {
    /// From one weight to another; `None` is an assignment that is not live.
    pub fn between(before: Option<Weight>, after: Option<Weight>) -> Self {
        let count = |weight: Option<Weight>| match weight {
            Some(Weight::NeverAnswered) => (1, 1, 0),
            Some(Weight::Held) => (1, 0, 0),
            Some(Weight::Booked) => (0, 0, 1),
            None => (0, 0, 0),
        };
        let (before, after) = (count(before), count(after));
        Self {
            active_leads: after.0 - before.0,
            never_answered_leads: after.1 - before.1,
            booked_leads: after.2 - before.2,
        }
    }

    /// Whether nothing changes.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// The lowest slot in `0..leads_per_number` that is not among `taken`.
pub fn lowest_free_slot(taken: &[i32], leads_per_number: i32) -> Option<i32> {
    (0..leads_per_number).find(|slot| !taken.contains(slot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_one_lead_a_number_a_held_lead_fills_it() {
        let held = Occupancy { active_leads: 1, never_answered_leads: 0, booked_leads: 0 };
        assert!(!held.has_room(1));
        assert!(held.has_room(10));
    }

    #[test]
    fn a_booked_lead_takes_no_slot() {
        let booked = Occupancy { booked_leads: 3, ..Occupancy::default() };
        assert!(booked.has_room(1));
        assert!(!Weight::Booked.takes_slot(1));
        assert!(Weight::Held.takes_slot(1));
        assert!(!Weight::Held.takes_slot(2));
    }

    #[test]
    fn lowering_the_setting_makes_a_full_number_drain() {
        let ten = Occupancy { active_leads: 10, never_answered_leads: 10, booked_leads: 0 };
        assert!(ten.is_draining(5));
        assert!(!ten.is_draining(10));
    }

    #[test]
    fn a_change_is_the_difference_of_two_weights() {
        let change = OccupancyChange::between(Some(Weight::NeverAnswered), Some(Weight::Held));
        assert_eq!(change, OccupancyChange { active_leads: 0, never_answered_leads: -1, booked_leads: 0 });
        let ended = OccupancyChange::between(Some(Weight::Booked), None);
        assert_eq!(ended.booked_leads, -1);
        assert!(OccupancyChange::between(None, None).is_none());
    }

    #[test]
    fn the_lowest_free_slot_is_taken() {
        assert_eq!(lowest_free_slot(&[0, 2], 3), Some(1));
        assert_eq!(lowest_free_slot(&[0], 1), None);
    }
}
