//! What may be believed of the carrier, and whose it is.

use crate::ServiceError;
use crate::ctx::Ctx;
use steadyline_core::broker::Broker;
use steadyline_core::id::{BrokerId, CarrierAccountId};
use steadyline_db::{Tx, broker, carrier, carrier_call as rows};

/// A callback whose signature was checked.
#[derive(Clone, Debug)]
pub struct Believed {
    /// The connection whose key signed it.
    pub account: CarrierAccountId,
    /// What names this one callback: the same again is a replay.
    pub digest: Vec<u8>,
}

/// Whether a callback was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It counts, or says what is known.
    Taken,
    /// The same one came before.
    Replayed,
    /// It is about nothing of the connection whose key signed it.
    Foreign,
}

/// The broker that a callback is about, if the connection whose key signed it is the one that the broker uses.
pub(super) async fn broker_of(
    tx: &mut Tx,
    believed: &Believed,
    id: BrokerId,
) -> Result<Option<Broker>, ServiceError> {
    let Some(broker) = broker::find(tx, id).await? else { return Ok(None) };
    let used = carrier::used_by(tx, broker.id).await?;
    Ok(used.is_some_and(|used| used.id == believed.account).then_some(broker))
}

/// Notes a callback; `false` if the same one came before.
pub(super) async fn is_first(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    believed: &Believed,
) -> Result<bool, ServiceError> {
    Ok(rows::see(tx, broker.id, &believed.digest, ctx.now).await?)
}
