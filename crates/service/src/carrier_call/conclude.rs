//! What a word about a leg makes of a call, and what came of it once it is over.

use super::hear::Word;
use crate::ServiceError;
use crate::call::{Told, record_callback, record_placed};
use crate::ctx::Ctx;
use steadyline_core::broker::Broker;
use steadyline_core::call::Direction;
use steadyline_core::carrier_call::{CarrierCall, Ending, LegStatus, Stage, is_network_block};
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::outcome::Outcome;
use steadyline_db::{Tx, carrier_call as rows, lead as leads, number as numbers};

/// What is told of a call whose lead never had the number, or was erased meanwhile.
const NOT_COUNTED: &str = "Not counted: the lead did not have this number.";

/// A word about the leg with the lead.
pub(super) async fn lead_word(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    before: CarrierCall,
    word: &Word,
) -> Result<(), ServiceError> {
    let mut call = before;
    if call.sid.get_or_insert_with(|| word.sid.clone()) != &word.sid {
        tracing::debug!(call = %call.id, "a word about another leg of the call");
        return Ok(());
    }
    call.heard_at = ctx.now;
    call.answered_by = word.answered_by.clone().or(call.answered_by);
    if call.heard.is_older_than(word.heard()) {
        call.heard = call.heard.then(word.heard());
        call.seconds = word.seconds.or(call.seconds);
        call.sip_code = word.sip_code.or(call.sip_code);
    } else if call.heard.status == word.status {
        call.seconds = call.seconds.or(word.seconds);
        call.sip_code = call.sip_code.or(word.sip_code);
    }
    follow(ctx, &mut call);
    if call.stage == Stage::Over {
        conclude(tx, ctx, broker, &mut call).await?;
    }
    Ok(rows::update(tx, &call).await?)
}

/// The stage follows the leg with the lead. What is over stays so.
fn follow(ctx: &Ctx, call: &mut CarrierCall) {
    match call.heard.status {
        Some(status) if status.is_over() => {
            call.stage = Stage::Over;
            call.ended_at.get_or_insert(ctx.now);
        }
        Some(LegStatus::InProgress) if call.is_open() => {
            call.stage = Stage::Talking;
            call.answered_at.get_or_insert(ctx.now);
        }
        Some(_) if call.is_open() => call.stage = Stage::Lead,
        _ => {}
    }
}

/// Records what came of a call to a lead, once; counts on its number what labels of spam come from.
async fn conclude(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    call: &mut CarrierCall,
) -> Result<(), ServiceError> {
    let Some(status) = call.heard.status else { return Ok(()) };
    let least = broker.settings.min_answer_seconds;
    let ending = Ending { status, seconds: call.seconds, answered_by: call.answered_by.as_deref() };
    let (is_short, is_blocked) = (ending.is_short(least), call.sip_code.is_some_and(is_network_block));
    let outcome = ending.outcome(least);
    let by = |is: bool, was: bool| i32::from(is) - i32::from(was);
    let moved = (by(is_short, call.is_short), by(is_blocked, call.is_blocked));
    let Some(outcome) = outcome.filter(|outcome| call.outcome != Some(*outcome)) else {
        return count(tx, call, moved, (is_short, is_blocked)).await;
    };
    let Some((lead, number)) = subject(tx, broker, call).await? else { return Ok(()) };
    let told = Told {
        reference: call.reference(),
        outcome,
        called_at: call.placed_at.unwrap_or(call.asked_at),
        seconds: call.seconds,
    };
    if record_placed(tx, ctx, broker, &lead, &number, told).await? {
        call.outcome = Some(outcome);
        call.trouble.clear();
    } else {
        NOT_COUNTED.clone_into(&mut call.trouble);
    }
    count(tx, call, moved, (is_short, is_blocked)).await
}

async fn count(
    tx: &mut Tx,
    call: &mut CarrierCall,
    (short, blocked): (i32, i32),
    (is_short, is_blocked): (bool, bool),
) -> Result<(), ServiceError> {
    (call.is_short, call.is_blocked) = (is_short, is_blocked);
    if (short, blocked) != (0, 0) {
        rows::count_on_number(tx, call.broker_id, call.number_id, short, blocked).await?;
    }
    Ok(())
}

/// The lead, locked, and the number.
async fn subject(
    tx: &mut Tx,
    broker: &Broker,
    call: &CarrierCall,
) -> Result<Option<(Lead, Number)>, ServiceError> {
    let Some(lead) = call.lead_id else { return Ok(None) };
    let lead = leads::find_locked(tx, broker.id, lead).await?;
    let number = numbers::find(tx, broker.id, call.number_id).await?;
    Ok(lead.zip(number))
}

/// A word about the office's leg.
pub(super) async fn office_word(
    tx: &mut Tx,
    ctx: &Ctx,
    before: CarrierCall,
    word: &Word,
) -> Result<(), ServiceError> {
    let mut call = before;
    if call.office_sid.get_or_insert_with(|| word.sid.clone()) != &word.sid {
        return Ok(());
    }
    call.heard_at = ctx.now;
    if !call.office_heard.is_older_than(word.heard()) {
        return Ok(rows::update(tx, &call).await?);
    }
    call.office_heard = call.office_heard.then(word.heard());
    match (call.direction, word.status) {
        // What the main line did with a callback is told by its result.
        (Direction::Inbound, Some(LegStatus::InProgress)) if call.is_open() => {
            call.stage = Stage::Talking;
            call.answered_at.get_or_insert(ctx.now);
        }
        (Direction::Outbound, Some(status)) if status.is_over() && call.heard.status.is_none() => {
            call.stage = Stage::Over;
            call.ended_at.get_or_insert(ctx.now);
            // That it was picked up says nothing of the lead: its words may be on their way, and are asked for.
            if let Some(trouble) = office_trouble(status) {
                trouble.clone_into(&mut call.trouble);
            }
        }
        (Direction::Outbound, Some(_)) if matches!(call.stage, Stage::Queued | Stage::Placing) => {
            call.stage = Stage::Office;
        }
        _ => {}
    }
    Ok(rows::update(tx, &call).await?)
}

/// Why the lead was never rung.
const fn office_trouble(status: LegStatus) -> Option<&'static str> {
    match status {
        LegStatus::Busy => Some("Your phone was busy, so the lead was not called."),
        LegStatus::NoAnswer => Some("Your phone was not picked up, so the lead was not called."),
        LegStatus::Canceled => Some("It was canceled, so the lead was not called."),
        LegStatus::Failed => Some("Your phone could not be reached, so the lead was not called."),
        _ => None,
    }
}

/// What the main line did with a call of a lead. Of two words, the one that it was answered counts.
pub(super) async fn callback_ended(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    before: CarrierCall,
    (was_answered, seconds): (bool, Option<i32>),
) -> Result<(), ServiceError> {
    let mut call = before;
    let outcome = if was_answered { Outcome::Answered } else { Outcome::NoAnswer };
    call.stage = Stage::Over;
    call.heard_at = ctx.now;
    call.ended_at.get_or_insert(ctx.now);
    if call.outcome != Some(outcome) && call.outcome != Some(Outcome::Answered) {
        call.outcome = Some(outcome);
        call.seconds = seconds;
        if let (Some((lead, number)), Some(sid)) = (subject(tx, broker, &call).await?, call.sid.clone()) {
            let told = Told { reference: sid, outcome, called_at: call.asked_at, seconds };
            record_callback(tx, ctx, broker, &lead, &number, told).await?;
        }
    }
    Ok(rows::update(tx, &call).await?)
}
