//! What reports count, kept while it happens.

use crate::{ServiceError, local_time};
use steadyline_core::assignment::Assignment;
use steadyline_core::broker::Broker;
use steadyline_core::id::LeadId;
use steadyline_db::rollup::{self, Ended};
use steadyline_db::{Tx, broker as brokers};

/// Brings a lead's place in the funnel up to date.
pub(crate) async fn refresh_funnel(tx: &mut Tx, broker: &Broker, lead: LeadId) -> Result<(), ServiceError> {
    Ok(rollup::refresh_funnel(tx, broker.id, lead, |at| local_time::day(broker, at)).await?)
}

fn ended(broker: &Broker, assignment: &Assignment) -> Option<Ended> {
    let state = assignment.progress.state;
    let released_at = state.released_at()?;
    Some(Ended {
        day: local_time::day(broker, released_at),
        seconds: (released_at - assignment.assigned_at).num_seconds().max(0),
        silent: state.first_answered_at().is_none(),
    })
}

/// Counts an assignment whose number was released, or was before and of which something else is known now.
pub(crate) async fn count_ended(
    tx: &mut Tx,
    before: &Assignment,
    after: &Assignment,
) -> Result<(), ServiceError> {
    if after.progress.state.released_at().is_none() {
        return Ok(());
    }
    let Some(broker) = brokers::find(tx, before.broker_id).await? else { return Ok(()) };
    let (was, is) = (ended(&broker, before), ended(&broker, after));
    if was != is {
        if let Some(was) = was {
            rollup::add_ended(tx, broker.id, was, -1).await?;
        }
        if let Some(is) = is {
            rollup::add_ended(tx, broker.id, is, 1).await?;
        }
    }
    refresh_funnel(tx, &broker, before.lead_id).await
}
