//! Moving the leads of numbers that are changed to others.

use super::{Act, MOST_LEADS, count, rows};
use crate::ServiceError;
use crate::assignment::rehome_in;
use crate::ctx::Ctx;
use chrono::TimeDelta;
use steadyline_core::assignment::Assignment;
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::number::{Number, Standing};
use steadyline_core::room::Weight;
use steadyline_db::Tx;

/// The live leads of these numbers, those first who have most to lose.
pub(super) async fn live_leads(
    tx: &mut Tx,
    broker: &Broker,
    numbers: &[Number],
) -> Result<Vec<Assignment>, ServiceError> {
    let mut live = Vec::new();
    for number in numbers {
        live.extend(steadyline_db::assignment::live_on_number(tx, broker.id, number.id).await?);
    }
    live.sort_by_key(|assignment| match assignment.progress.state.weight() {
        Some(Weight::Booked) => 0,
        Some(Weight::Held) => 1,
        _ => 2,
    });
    Ok(live)
}

fn too_many(leads: i64) -> Result<(), ServiceError> {
    if leads > MOST_LEADS {
        let why = format!(
            "These numbers have {leads} live leads; {MOST_LEADS} at most are rehomed at once. Select fewer."
        );
        return Err(FieldError::new("numbers", why).into());
    }
    Ok(())
}

/// Moves the live leads of these numbers to others that are none of these.
pub(super) async fn move_leads(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    numbers: &[Number],
    leads: i64,
    act: Act,
) -> Result<i64, ServiceError> {
    // A number alone cannot be fewer.
    if numbers.len() > 1 {
        too_many(leads)?;
    }
    let reason = match act {
        Act::Rehome => "its number's leads were rehomed",
        Act::Release { .. } => "its number was given up",
        _ => "its number was retired",
    };
    let live = live_leads(tx, broker, numbers).await?;
    let closed = close(tx, ctx, broker, numbers, act).await?;
    for assignment in &live {
        rehome_in(tx, ctx, broker, assignment, reason).await?;
    }
    open_again(tx, &closed).await?;
    Ok(count(live.len()))
}

/// Until the leads are moved, numbers that stay in the pool take none, so that no lead moves among them. Nobody
/// else ever sees them so.
pub(super) async fn close<'n>(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    numbers: &'n [Number],
    act: Act,
) -> Result<Vec<&'n Number>, ServiceError> {
    if act != Act::Rehome {
        return Ok(Vec::new());
    }
    let open: Vec<&Number> =
        numbers.iter().filter(|number| number.standing(ctx.now) == Standing::Active).collect();
    let ids: Vec<NumberId> = open.iter().map(|number| number.id).collect();
    let later = ctx.now + TimeDelta::days(1);
    rows::set_standing_all(tx, broker.id, &ids, true, Some(later), None, None).await?;
    Ok(open)
}

async fn open_again(tx: &mut Tx, closed: &[&Number]) -> Result<(), ServiceError> {
    for number in closed {
        rows::set_standing(tx, number).await?;
    }
    Ok(())
}
