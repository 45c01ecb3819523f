//! Choosing a number, claiming room on it, writing the assignment.

use super::tell_created;
use crate::ctx::Ctx;
use crate::local_time;
use crate::{Conflict, ServiceError};
use chrono::{DateTime, Days, Utc};
use steadyline_core::assignment::{Assignment, Carried, Progress};
use steadyline_core::broker::Broker;
use steadyline_core::choice::{Choice, Match, NoneFree, Policy, Wish, choose};
use steadyline_core::health;
use steadyline_core::id::{AssignmentId, NumberId};
use steadyline_core::lead::Lead;
use steadyline_core::number::Standing;
use steadyline_core::room::{OccupancyChange, lowest_free_slot};
use steadyline_core::setting::Rotation;
use steadyline_db::choice::{Today, Within};
use steadyline_db::{Tx, assignment as rows, choice as candidates, load, rollup};

/// Most times a choice is tried again after somebody else was quicker.
const TRIES: u32 = 5;
/// Days that choosing by performance looks back.
const PERFORMANCE_DAYS: u64 = 30;

/// What a new assignment starts with.
#[derive(Clone, Debug)]
pub(crate) struct Seed {
    pub(crate) progress: Progress,
    pub(crate) carried: Carried,
    pub(crate) last_call_at: Option<DateTime<Utc>>,
    pub(crate) locked_at: Option<DateTime<Utc>>,
    pub(crate) limit_held_until: Option<DateTime<Utc>>,
    pub(crate) notes: Option<String>,
    pub(crate) rehomed_from: Option<AssignmentId>,
    /// Never this number: the one it comes from.
    pub(crate) not_on: Option<NumberId>,
    /// This number, if it is active or resting and has the room the lead needs.
    pub(crate) rather_on: Option<NumberId>,
}

impl Seed {
    pub(crate) const fn fresh(progress: Progress) -> Self {
        Self {
            progress,
            carried: Carried { attempts: 0, answered_at: None, booked_at: None },
            last_call_at: None,
            locked_at: None,
            limit_held_until: None,
            notes: None,
            rehomed_from: None,
            not_on: None,
            rather_on: None,
        }
    }

    /// What an assignment brings along to the one that goes on with it.
    pub(crate) fn carried(from: &Assignment, progress: Progress) -> Self {
        let Progress { state, call_attempts, .. } = progress;
        Self {
            carried: Carried {
                attempts: call_attempts,
                answered_at: state.first_answered_at(),
                booked_at: state.booked_at().filter(|_| from.locked_at.is_none()),
            },
            last_call_at: from.last_call_at,
            locked_at: from.locked_at,
            limit_held_until: from.limit_held_until,
            notes: from.notes.clone(),
            rehomed_from: Some(from.id),
            ..Self::fresh(progress)
        }
    }
}

/// The broker's today.
pub(crate) fn today(broker: &Broker, now: DateTime<Utc>) -> Today {
    let day = local_time::day(broker, now);
    Today { now, day, performance_from: day - Days::new(PERFORMANCE_DAYS - 1) }
}

/// Places the person on the best number. The flag says whether the assignment was made now: another request
/// may have been quicker, and then its assignment is the person's.
///
/// # Errors
/// [`Conflict::NoAvailableNumber`] where the hard limits leave nothing.
pub(crate) async fn place(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    seed: Seed,
) -> Result<(Assignment, bool), ServiceError> {
    let today = today(broker, ctx.now);
    let policy = policy(tx, broker, today).await?;
    let weight = seed.progress.state.weight();
    let takes_slot = weight.is_some_and(|weight| weight.takes_slot(policy.leads_per_number));
    let phone = lead.phone.as_ref();
    let wish = Wish {
        area_code: lead.area_code,
        state: lead.state,
        spoke_on: rows::last_spoken_on(tx, broker.id, lead.id, phone).await?,
        tried: rows::tried_in_vain(tx, broker.id, lead.id, phone).await?,
        not_on: seed.not_on,
        takes_slot,
    };
    let change = OccupancyChange::between(None, weight);
    for _ in 0..TRIES {
        let choice = find_best(tx, broker, &policy, &wish, &seed, today).await?;
        let on_own = seed.rather_on == Some(choice.number_id);
        let claimed = if on_own {
            load::change(tx, broker.id, choice.number_id, change).await?;
            load::set_assigned(tx, broker.id, choice.number_id, ctx.now).await?;
            true
        } else {
            candidates::claim(tx, broker.id, choice.number_id, change, &policy, &wish, today).await?
        };
        if !claimed {
            continue;
        }
        let slot = if takes_slot {
            let taken = rows::taken_slots(tx, broker.id, choice.number_id).await?;
            let Some(slot) = lowest_free_slot(&taken, policy.leads_per_number) else {
                // The counters were wrong: rows were written by SQL.
                load::recount(tx, broker.id, choice.number_id).await?;
                continue;
            };
            Some(slot)
        } else {
            None
        };
        let made = new_assignment(ctx, lead, &seed, choice, slot);
        if rows::insert(tx, &made).await? {
            let rehomed = made.rehomed_from.is_some();
            rollup::add_assigned(tx, broker.id, made.number_id, today.day, rehomed).await?;
            crate::report::refresh_funnel(tx, broker, made.lead_id).await?;
            tell_created(tx, ctx, &made).await?;
            return Ok((made, true));
        }
        // Somebody was quicker, with the person or with the slot.
        load::recount(tx, broker.id, made.number_id).await?;
        if let Some(live) = rows::live_of_person(tx, broker.id, lead.id, phone).await? {
            return Ok((live, false));
        }
    }
    Err(none_free(tx, broker, &policy, &wish, today).await?)
}

fn new_assignment(ctx: &Ctx, lead: &Lead, seed: &Seed, choice: Choice, slot: Option<i32>) -> Assignment {
    let matched = Some(choice.matched);
    Assignment { matched, choice: Some(choice.clone()), ..seed.assignment(ctx, lead, choice.number_id, slot) }
}

impl Seed {
    /// A new assignment on that number, without a choice.
    pub(super) fn assignment(
        &self,
        ctx: &Ctx,
        lead: &Lead,
        number_id: NumberId,
        slot: Option<i32>,
    ) -> Assignment {
        Assignment {
            id: ctx.clock.id(),
            broker_id: lead.broker_id,
            lead_id: lead.id,
            number_id,
            person_key: Some(lead.person_key()),
            slot,
            progress: self.progress,
            assigned_at: ctx.now,
            last_call_at: self.last_call_at,
            locked_at: self.locked_at,
            matched: None,
            choice: None,
            limit_held_until: self.limit_held_until,
            carried: self.carried,
            rehomed_from: self.rehomed_from,
            notes: self.notes.clone(),
        }
    }
}

/// The broker's policy, with the pool's own answer rate where the rotation wants it.
async fn policy(tx: &mut Tx, broker: &Broker, today: Today) -> Result<Policy, ServiceError> {
    let rate = if broker.settings.rotation == Rotation::Performance {
        let (calls, contacts) =
            rollup::broker_on_days(tx, broker.id, today.performance_from, today.day).await?;
        health::answer_rate(contacts, calls)
    } else {
        None
    };
    Ok(Policy::of(&broker.settings, rate))
}

async fn find_best(
    tx: &mut Tx,
    broker: &Broker,
    policy: &Policy,
    wish: &Wish,
    seed: &Seed,
    today: Today,
) -> Result<Choice, ServiceError> {
    if let Some(own) = seed.rather_on
        && let Some(mut same) = candidates::candidate(tx, broker.id, own, policy, wish, today).await?
    {
        let roomy = !wish.takes_slot || same.occupancy.has_room(policy.leads_per_number);
        if same.standing.in_service() && roomy {
            // A resting or poor number goes on with its own leads, and neither cap nor reserve is about them.
            same.standing = Standing::Active;
            same.calls_today = 0;
            let own = Wish { spoke_on: Some(own), takes_slot: false, ..wish.clone() };
            let policy = Policy { min_health: 0, ..policy.clone() };
            if let Ok(choice) = choose(&policy, &own, &[same]) {
                return Ok(choice);
            }
        }
    }
    let mut found = Vec::new();
    if let Some(spoke_on) = wish.spoke_on.filter(|number| Some(*number) != wish.not_on) {
        let previous = candidates::candidate(tx, broker.id, spoke_on, policy, wish, today).await?;
        // One that is not healthy enough to go first stands with the others of its tier, not before nearer ones.
        let goes_first =
            choose(policy, wish, previous.as_slice()).is_ok_and(|choice| choice.matched == Match::Previous);
        found.extend(previous.filter(|_| goes_first));
    }
    for tier in policy.tiers(wish) {
        found.extend(candidates::candidates(tx, broker.id, tier, policy, wish, today).await?);
        if let Ok(mut choice) = choose(policy, wish, &found) {
            // Numbers of the lead's own area and state, which an index finds; never the whole pool.
            if wish.area_code.is_some() || wish.state.is_some() {
                choice.ruled_out =
                    candidates::ruled_out(tx, broker.id, policy, wish, Within::Area, today).await?;
            }
            return Ok(choice);
        }
    }
    Err(none_free(tx, broker, policy, wish, today).await?)
}

/// The number that a lead of this wish would get now, if any.
pub(crate) async fn would_get(
    tx: &mut Tx,
    broker: &Broker,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Result<Option<Choice>, ServiceError> {
    let today = today(broker, now);
    let policy = policy(tx, broker, today).await?;
    for tier in policy.tiers(wish) {
        let found = candidates::candidates(tx, broker.id, tier, &policy, wish, today).await?;
        if let Ok(choice) = choose(&policy, wish, &found) {
            return Ok(Some(choice));
        }
    }
    Ok(None)
}

async fn none_free(
    tx: &mut Tx,
    broker: &Broker,
    policy: &Policy,
    wish: &Wish,
    today: Today,
) -> Result<ServiceError, ServiceError> {
    let ruled_out = candidates::ruled_out(tx, broker.id, policy, wish, Within::Pool, today).await?;
    let next = candidates::next_free(tx, broker.id, policy, wish, today).await?;
    let day_ends = next.is_capped.then(|| local_time::day_ends_at(broker, today.day));
    let next_free_at = day_ends.into_iter().chain(next.rest_ends).min();
    Ok(Conflict::NoAvailableNumber { none: NoneFree { ruled_out }, next_free_at }.into())
}
