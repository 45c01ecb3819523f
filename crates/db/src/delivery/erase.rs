//! What goes of deliveries when a person's data is erased.

use super::{Row, columns, read};
use crate::{DbError, Tx};
use steadyline_core::delivery::Delivery;
use steadyline_core::id::{BrokerId, LeadId};

const OF_LEAD: &str =
    concat!("select ", columns!(), " from deliveries d where d.broker_id = $1 and d.lead_id = $2");

const SET_PAYLOAD: &str = "update deliveries set payload = $3 where broker_id = $1 and id = $2";

/// What an endpoint replied may repeat what it was told.
const BLANK_REPLIES: &str = "
    update delivery_tries
    set reply = ''
    where broker_id = $1
        and delivery_id in (select id from deliveries where broker_id = $1 and lead_id = $2)";

/// Blanks what deliveries about a lead say in words: `without` gives a payload without them.
///
/// # Errors
/// What the engine says.
pub async fn blank_lead(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    without: impl Fn(&str) -> String,
) -> Result<(), DbError> {
    execute!(tx, BLANK_REPLIES, broker, lead)?;
    for Delivery { id, payload, .. } in read(fetch_all!(tx, Row, OF_LEAD, broker, lead)?)? {
        execute!(tx, SET_PAYLOAD, broker, id, without(&payload))?;
    }
    Ok(())
}
