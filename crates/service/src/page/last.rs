//! Numbers that shall take no new leads any more, and the states whose last ones they are.

use super::words::listed;
use crate::ServiceError;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use steadyline_core::area_code::StateCode;
use steadyline_core::broker::Broker;
use steadyline_core::number::{Number, Standing};
use steadyline_core::setting::Locality;
use steadyline_db::Tx;
use steadyline_db::page::room::{active, active_in};

/// Active numbers that shall take no new leads any more, counted by state.
#[derive(Debug, Default)]
pub(super) struct Leaving {
    states: BTreeMap<Option<StateCode>, i64>,
}

impl Leaving {
    pub(super) fn of<'n>(numbers: impl IntoIterator<Item = &'n Number>, now: DateTime<Utc>) -> Self {
        let mut states = BTreeMap::new();
        for number in numbers.into_iter().filter(|number| number.standing(now) == Standing::Active) {
            *states.entry(number.state).or_insert(0) += 1;
        }
        Self { states }
    }

    /// What new leads lose, without a full stop; empty where each of these states keeps a number.
    pub(super) async fn told(
        &self,
        tx: &mut Tx,
        broker: &Broker,
        now: DateTime<Utc>,
    ) -> Result<String, ServiceError> {
        let (mut names, mut keeps) = (Vec::new(), false);
        for (state, leaving) in &self.states {
            let Some(state) = *state else { continue };
            if active_in(tx, broker.id, state, now).await? > *leaving {
                keeps = true;
            } else {
                names.push(state.name().map_or_else(|| state.to_string(), str::to_owned));
            }
        }
        let all: i64 = self.states.values().sum();
        if all > 0 && !keeps && active(tx, broker.id, now).await? <= all {
            return Ok("No other number takes new leads: leads get none".to_owned());
        }
        if names.is_empty() {
            return Ok(String::new());
        }
        let states = listed(&names);
        let last = match all {
            1 => format!("It is the only number of {states} that takes new leads"),
            _ => format!("Among them are all numbers of {states} that take new leads"),
        };
        let instead = match broker.settings.locality {
            Locality::Anywhere => "numbers of other states",
            Locality::State | Locality::AreaCode => "none",
        };
        Ok(format!("{last}: leads there get {instead}"))
    }
}
