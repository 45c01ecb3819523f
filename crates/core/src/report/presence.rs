//! Local presence: whether number and lead share an area code or a state, and whether that pays.

use super::{Cell, Range, Rate, Sheet, rate};
use crate::area_code::{AreaCode, StateCode};
use serde::{Deserialize, Serialize};

/// Whether a call was made from a number at home where the lead is. Fixed when the call is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Number and lead share area code or state.
    Local,
    /// They share neither.
    Far,
    /// Of one of them neither is known, or the call has no number.
    #[default]
    Unknown,
}

impl Presence {
    /// Every presence.
    pub const ALL: [Self; 3] = [Self::Local, Self::Far, Self::Unknown];

    /// Of a lead and a number.
    pub fn of(
        lead: (Option<AreaCode>, Option<StateCode>),
        number: (Option<AreaCode>, Option<StateCode>),
    ) -> Self {
        let known = |(area, state): &(Option<AreaCode>, Option<StateCode>)| area.is_some() || state.is_some();
        if !known(&lead) || !known(&number) {
            Self::Unknown
        } else if (lead.0.is_some() && lead.0 == number.0) || (lead.1.is_some() && lead.1 == number.1) {
            Self::Local
        } else {
            Self::Far
        }
    }

    /// The word of the `presence` column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Far => "far",
            Self::Unknown => "unknown",
        }
    }
}

/// Local against non-local calls: does local presence pay?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PresenceReport {
    /// The days.
    pub range: Range,
    /// Calls from a number that shares area code or state with the lead.
    pub local: Rate,
    /// Calls from any other number.
    pub far: Rate,
    /// Calls of which it is not known.
    pub unknown: Rate,
    /// Local calls of as many days right before.
    pub local_before: Rate,
    /// Calls from any other number, of these days.
    pub far_before: Rate,
    /// Calls of which it is not known, of these days.
    pub unknown_before: Rate,
    /// Points of percent by which local calls are answered more often; none where either has no calls.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval (Newcombe).
    pub difference_low: Option<f64>,
    /// Upper end.
    pub difference_high: Option<f64>,
}

impl PresenceReport {
    /// From local, non-local and unknown calls, now and of as many days right before.
    pub fn of(range: Range, now: [Rate; 3], before: [Rate; 3]) -> Self {
        let ([local, far, unknown], [local_before, far_before, unknown_before]) = (now, before);
        let difference = rate::difference(local, far);
        Self {
            range,
            local,
            far,
            unknown,
            local_before,
            far_before,
            unknown_before,
            difference: difference.map(|found| found.0),
            difference_low: difference.map(|found| found.1),
            difference_high: difference.map(|found| found.2),
        }
    }

    /// What it means, in one sentence.
    pub fn verdict(&self) -> &'static str {
        if self.local.few_calls || self.far.few_calls {
            return "Too few calls of one kind to say.";
        }
        match (self.difference_low, self.difference_high) {
            (Some(low), _) if low > 0.0 => "Local presence pays: the whole interval is above zero.",
            (_, Some(high)) if high < 0.0 => "Local calls are answered less often here.",
            _ => "No difference that chance could not explain.",
        }
    }

    /// As rows.
    pub fn sheet(&self) -> Sheet {
        let row = |kind: Presence, rate: &Rate, before: &Rate| {
            let mut cells = vec![Cell::from(kind.as_str())];
            cells.extend(rate.cells());
            cells.extend(before.cells_before());
            cells
        };
        Sheet {
            columns: [&["presence"][..], &Rate::COLUMNS, &Rate::COLUMNS_BEFORE].concat(),
            rows: vec![
                row(Presence::Local, &self.local, &self.local_before),
                row(Presence::Far, &self.far, &self.far_before),
                row(Presence::Unknown, &self.unknown, &self.unknown_before),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_local_where_area_code_or_state_is_shared() {
        let place = |area: &str, state: &str| (AreaCode::parse(area).ok(), StateCode::parse(state).ok());
        assert_eq!(Presence::of(place("512", "TX"), place("512", "TX")), Presence::Local);
        assert_eq!(Presence::of(place("512", "TX"), place("214", "TX")), Presence::Local);
        assert_eq!(Presence::of(place("512", "TX"), place("212", "NY")), Presence::Far);
        assert_eq!(Presence::of((None, None), place("212", "NY")), Presence::Unknown);
        assert_eq!(Presence::of(place("512", "TX"), (None, None)), Presence::Unknown);
    }
}
