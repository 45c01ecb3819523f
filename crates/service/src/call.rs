//! What came of a call: one report, counted once.

mod carrier;
mod correct;
mod count;
mod effect;
mod inbound;
mod list;
mod reply;

pub(crate) use carrier::{Told, record_callback, record_placed};
pub(crate) use count::rescore;
pub use list::{CallFilter, list};
pub use reply::Reported;

use crate::assignment::{apply, broker_of};
use crate::ctx::{About, Ctx};
use crate::{Conflict, Service, ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use count::{Counting, Target};
use effect::Settled;
use serde_json::json;
use steadyline_core::assignment::{Action, Assignment, Event};
use steadyline_core::broker::Broker;
use steadyline_core::call::{Call, Direction, Source};
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::lead::Lead;
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use steadyline_core::report::Presence;
use steadyline_core::user::{Actor, Role};
use steadyline_db::call::{CallResult, Logged};
use steadyline_db::{Tx, assignment as rows, call as log, lead, number};

/// How far ahead of our clock a call may be dated, in minutes.
const AHEAD_MINUTES: i64 = 5;
/// How old a call may be, in days.
const BACK_DAYS: i64 = 30;
/// Longest free text.
const MAX_NOTES: usize = 5_000;
/// Longest name of a call.
const MAX_REFERENCE: usize = 200;

/// A report about a call.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Our id or the slug; may be left out where the actor belongs to one broker or the lead is unambiguous.
    pub broker: Option<String>,
    /// The caller's own reference, or our id.
    pub lead: String,
    /// What came of the call: a word of [`Outcome`].
    pub outcome: String,
    /// The number it was made from.
    pub phone_number: Option<String>,
    /// The caller's own name for the call: the same one again is the same call.
    pub call_id: Option<String>,
    /// Seconds.
    pub call_duration: Option<i32>,
    /// When it was made; now unless said.
    pub call_timestamp: Option<DateTime<Utc>>,
    /// The appointment of a booking.
    pub appointment_at: Option<DateTime<Utc>>,
    /// Free text.
    pub notes: Option<String>,
    /// Take back a booking or a suppression that an earlier report of this call made.
    pub correct: bool,
}

/// A report whose fields are checked.
#[derive(Clone, Debug)]
struct Checked {
    direction: Direction,
    outcome: Outcome,
    number: Option<E164>,
    reference: Option<String>,
    duration: Option<i32>,
    /// When the call was made, if the report says so.
    stated_at: Option<DateTime<Utc>>,
    called_at: DateTime<Utc>,
    appointment_at: Option<DateTime<Utc>>,
    notes: Option<String>,
    correct: bool,
}

impl Checked {
    fn parse(report: &Report, now: DateTime<Utc>) -> Result<Self, ServiceError> {
        let outcome: Outcome =
            report.outcome.parse().map_err(|error: steadyline_core::outcome::UnknownOutcome| {
                FieldError::new("outcome", error.to_string())
            })?;
        let number = report.phone_number.as_deref().map(E164::parse).transpose();
        let stated_at = report.call_timestamp.map(crate::clock::whole_microseconds);
        let called_at = stated_at.unwrap_or(now);
        if called_at > now + TimeDelta::minutes(AHEAD_MINUTES) || called_at < now - TimeDelta::days(BACK_DAYS)
        {
            let message = "must be at most 5 minutes ahead and 30 days back";
            return Err(FieldError::new("call_timestamp", message).into());
        }
        // Of a booking alone: a form that shows an older one sends it along with any outcome.
        let appointment_at = report.appointment_at.filter(|_| outcome == Outcome::Booked);
        let appointment_at = appointment_at.map(crate::clock::whole_microseconds);
        check_appointment(appointment_at, now)?;
        if report.call_duration.is_some_and(|seconds| !(0..=86_400).contains(&seconds)) {
            return Err(FieldError::new("call_duration", "must be 0 to 86400 seconds").into());
        }
        for (field, text, most) in
            [("notes", &report.notes, MAX_NOTES), ("call_id", &report.call_id, MAX_REFERENCE)]
        {
            if text.as_ref().is_some_and(|text| text.chars().count() > most) {
                return Err(FieldError::new(field, format!("must be at most {most} characters")).into());
            }
        }
        let filled = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Ok(Self {
            direction: Direction::Outbound,
            outcome,
            number: number.map_err(|error| error.on("phone_number"))?,
            reference: filled(&report.call_id),
            duration: report.call_duration,
            stated_at,
            called_at,
            appointment_at,
            notes: filled(&report.notes),
            correct: report.correct,
        })
    }
}

/// How far ahead an appointment may be, in days.
const APPOINTMENT_AHEAD_DAYS: i64 = 1_826;

/// Refuses an appointment that nobody can mean.
///
/// # Errors
/// [`FieldError`] on `appointment_at`.
pub(crate) fn check_appointment(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), FieldError> {
    let (from, to) = (now - TimeDelta::days(BACK_DAYS), now + TimeDelta::days(APPOINTMENT_AHEAD_DAYS));
    match at {
        Some(at) if !(from..=to).contains(&at) => Err(FieldError::new(
            "appointment_at",
            "An appointment can be at most 30 days back and five years ahead.",
        )),
        _ => Ok(()),
    }
}

/// Records what came of a call. A call counts once, however often it is reported.
///
/// # Errors
/// [`FieldError`] for bad input, `NotFound` for an unknown lead, [`Conflict::NoLiveAssignment`] where the lead
/// never had a number and there was no human contact, [`Conflict::LeadErased`].
pub async fn record(service: &Service, actor: &Actor, report: Report) -> Result<Reported, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let checked = Checked::parse(&report, ctx.now)?;
    let (broker_id, reported) = service
        .db
        .write(move |tx| {
            let (ctx, report, checked) = (ctx.clone(), report.clone(), checked.clone());
            Box::pin(async move {
                let (broker, lead) = subject(tx, &ctx.actor, &report).await?;
                // Read again: while it waited for the lock, somebody may have changed or erased it.
                let lead = lead::find_locked(tx, broker.id, lead.id).await?;
                let lead = lead.ok_or(ServiceError::NotFound("lead"))?;
                crate::lead::not_erased(&lead)?;
                let reported = record_in(tx, &ctx, &broker, &lead, &checked).await?;
                Ok::<_, ServiceError>((broker.id, reported))
            })
        })
        .await?;
    service.bus.tell(broker_id);
    Ok(reported)
}

/// The broker and the lead a report is about.
async fn subject(tx: &mut Tx, actor: &Actor, report: &Report) -> Result<(Broker, Lead), ServiceError> {
    let named = report.lead.trim();
    if report.broker.is_none() && actor.role() == Role::Admin {
        let mut found = lead::find_named_anywhere(tx, named).await?;
        let Some(lead) = found.pop() else { return Err(ServiceError::NotFound("lead")) };
        if !found.is_empty() {
            return Err(Conflict::AmbiguousLead.into());
        }
        let broker = broker_of(tx, actor, Some(&lead.broker_id.to_string())).await?;
        return Ok((broker, lead));
    }
    let broker = broker_of(tx, actor, report.broker.as_deref()).await?;
    let lead = lead::find_named(tx, broker.id, named).await?.ok_or(ServiceError::NotFound("lead"))?;
    Ok((broker, lead))
}

/// What a report about a call that is known by its `call_id` does; none where it is not known.
async fn known(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    report: &Checked,
) -> Result<Option<Reported>, ServiceError> {
    let Some(reference) = &report.reference else { return Ok(None) };
    let Some(known) = log::find_by_reference(tx, broker.id, reference).await? else { return Ok(None) };
    let said = match (known.call.direction, report.direction) {
        (Direction::Inbound, _) => inbound::known_callback(tx, ctx, broker, lead, known, report).await?,
        // The carrier's word on a call that rang here does not correct one that was made from here.
        (Direction::Outbound, Direction::Inbound) => reply::build(tx, ctx, broker, lead, &known).await?,
        (Direction::Outbound, Direction::Outbound) => {
            correct::known_call(tx, ctx, broker, lead, known, report).await?
        }
    };
    Ok(Some(said))
}

async fn record_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    report: &Checked,
) -> Result<Reported, ServiceError> {
    if let Some(said) = known(tx, ctx, broker, lead, report).await? {
        return Ok(said);
    }
    let target = Target::find(tx, broker, lead, report).await?;
    let presence = presence(tx, broker, lead, target.number).await?;
    let mut logged = new_call(ctx, broker, lead, report, &target, presence);
    let hour = crate::local_time::hour(broker, report.called_at);
    if !log::insert(tx, &logged, ctx.now, hour).await? {
        // Another report of that `call_id` was quicker.
        return known(tx, ctx, broker, lead, report).await?.ok_or(ServiceError::NotFound("call"));
    }
    Counting::new(ctx, broker, &logged).add(tx).await?;
    let settled = settle(tx, ctx, broker, lead, report, target.assignment.as_ref()).await?;
    logged.credited_to = settled.credited_to;
    logged.result = reply::result(settled.after.as_ref(), report.outcome);
    log::update(tx, &logged).await?;
    // A call made now that nobody answered takes a lead that goes on being called nowhere in the funnel.
    let goes_on = settled.after.as_ref().is_some_and(Assignment::is_live);
    let changes_nothing = goes_on && !report.outcome.is_human_contact() && report.stated_at.is_none();
    if let Some(assignment) = target.assignment.as_ref().filter(|_| !changes_nothing) {
        crate::report::refresh_funnel(tx, broker, assignment.lead_id).await?;
    }
    let about = About {
        lead_id: Some(lead.id),
        number_id: logged.call.number_id,
        assignment: target.assignment.as_ref(),
        call_id: Some(logged.call.id),
    };
    let detail = json!({ "outcome": report.outcome, "attempts": logged.result.attempts });
    ctx.tell(tx, broker.id, "call.recorded", about, report.notes.as_deref(), detail).await?;
    reply::build(tx, ctx, broker, lead, &logged).await
}

/// Whether the number is at home where the lead is, as both are now.
async fn presence(
    tx: &mut Tx,
    broker: &Broker,
    lead: &Lead,
    number: Option<NumberId>,
) -> Result<Presence, ServiceError> {
    let Some(number) = number else { return Ok(Presence::Unknown) };
    let home = number::home(tx, broker.id, number).await?;
    Ok(Presence::of((lead.area_code, lead.state), home))
}

fn new_call(
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    report: &Checked,
    target: &Target,
    presence: Presence,
) -> Logged {
    let day = crate::local_time::day(broker, report.called_at);
    let (weekday, hour) = crate::local_time::lead_weekday_hour(broker, lead, report.called_at);
    Logged {
        call: Call {
            id: ctx.clock.id(),
            broker_id: broker.id,
            lead_id: lead.id,
            number_id: target.number,
            assignment_id: target.assignment.as_ref().map(|assignment| assignment.id),
            reference: report.reference.clone(),
            direction: report.direction,
            outcome: report.outcome,
            source: source(&ctx.actor),
            called_at: report.called_at,
            local_day: day,
            duration_seconds: report.duration,
            appointment_at: report.appointment_at,
            notes: report.notes.clone(),
        },
        place: steadyline_db::rollup::Place {
            broker_id: broker.id,
            number_id: target.number,
            day,
            weekday,
            hour,
            area_code: lead.area_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            state: lead.state.as_ref().map(ToString::to_string).unwrap_or_default(),
            presence,
        },
        actor: ctx.actor.name().to_owned(),
        reported_at: report.called_at,
        is_timed: report.stated_at.is_some(),
        result: CallResult { assignment: None, status: None, attempts: None, action: Action::Continue },
        credited_to: None,
    }
}

fn source(actor: &Actor) -> Source {
    match actor {
        Actor::User { .. } => Source::User,
        Actor::Key { .. } => Source::Api,
        Actor::System => Source::Carrier,
    }
}

/// What a new call does: to the assignment it belongs to, to the lead, and, where that assignment has ended, to the
/// person's live one or a new one.
async fn settle(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    report: &Checked,
    target: Option<&Assignment>,
) -> Result<Settled, ServiceError> {
    let outcome = report.outcome;
    effect::on_lead(tx, ctx, broker, lead, outcome, report.called_at).await?;
    match target {
        Some(live) if live.is_live() && !outcome.counts() => Ok(Settled::with(live.clone())),
        Some(live) if live.is_live() => {
            let before =
                Assignment { last_call_at: live.last_call_at.max(Some(report.called_at)), ..live.clone() };
            let event = event_of(outcome, report, live.limit_on_hold(ctx.now));
            let after = apply(tx, ctx, &before, event, Some(outcome.label())).await?;
            Ok(Settled::with(after))
        }
        _ => effect::late(tx, ctx, broker, lead, report, target, outcome.counts()).await,
    }
}

fn event_of(outcome: Outcome, report: &Checked, limit_on_hold: bool) -> Event {
    match outcome {
        Outcome::Answered => Event::Answered,
        Outcome::Booked => Event::Booked { appointment_at: report.appointment_at },
        Outcome::NotInterested | Outcome::DoNotCall | Outcome::WrongNumber => {
            Event::LeadEnded { human_contact: outcome.is_human_contact() }
        }
        Outcome::Voicemail | Outcome::NoAnswer | Outcome::Busy | Outcome::Failed => {
            Event::Attempt { limit_on_hold }
        }
    }
}

/// Finds the number a report names.
async fn named_number(
    tx: &mut Tx,
    broker: &Broker,
    report: &Checked,
) -> Result<Option<steadyline_core::number::Number>, ServiceError> {
    let Some(phone) = &report.number else { return Ok(None) };
    let found = number::find_by_phone(tx, phone).await?.filter(|number| number.broker_id == broker.id);
    found.map(Some).ok_or_else(|| never_had().into())
}

fn never_had() -> FieldError {
    FieldError::new("phone_number", "must be a number that this lead has or had")
}

/// The newest assignment of the person: live first, else the newest ended.
async fn of_person(tx: &mut Tx, broker: &Broker, lead: &Lead) -> Result<Option<Assignment>, ServiceError> {
    let phone = lead.phone.as_ref();
    if let Some(live) = rows::live_of_person(tx, broker.id, lead.id, phone).await? {
        return Ok(Some(live));
    }
    Ok(rows::newest_of_person(tx, broker.id, lead.id, phone).await?)
}
