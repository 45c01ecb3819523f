//! The lead page: the number this person always sees, why, and what happened.

mod caller_id;
mod state;
mod timeline;

use super::live_call::CallsOfLead;
use super::number::attempts;
use super::teller::{Teller, lead_link, listed_lead, number_link, place, title_of};
use super::{link, words};
use crate::assignment::{broker_of, could, may_call};
use crate::ctx::Ctx;
use crate::{Conflict, Service, ServiceError, local_time};
use chrono::{DateTime, Utc};
use steadyline_core::area_code;
use steadyline_core::assignment::{Assignment, State, Status};
use steadyline_core::broker::Broker;
use steadyline_core::call_window::MayCall;
use steadyline_core::id::{AssignmentId, CallId};
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::page::{HadNumber, LeadPage, OtherRecord, StatusKind, TimelineQuery};
use steadyline_core::user::Actor;
use steadyline_db::lead::Marks;
use steadyline_db::page::listed::{self, Listed};
use steadyline_db::page::person::{self, Call};
use steadyline_db::{Tx, assignment as assignments, lead as leads, number};
use timeline::Timeline;

/// Calls that attempts and the line are drawn from: more than an assignment has.
const CALLS: i64 = 200;
/// Numbers shown of those that the person had.
const NUMBERS: i64 = 20;

/// The lead page. `lead` is our id, or the caller's own reference.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn lead(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lead: &str,
    query: &TimelineQuery,
) -> Result<LeadPage, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (named, lead, query) = (broker.to_owned(), lead.to_owned(), query.clone());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&named)).await?;
                let lead = leads::find_named(tx, broker.id, &lead).await?;
                let lead = lead.ok_or(ServiceError::NotFound("lead"))?;
                let known = Known::read(tx, &ctx, broker, lead).await?;
                let timeline = known.timeline(tx, query).await?;
                Ok(known.page(ctx.clock.id(), timeline))
            })
        })
        .await
}

/// The assignments on the same number that one goes on with, newest first, and the number before that one.
async fn came_from(
    tx: &mut Tx,
    broker: &Broker,
    current: &Assignment,
) -> Result<(Vec<Assignment>, Option<Number>), ServiceError> {
    let mut before = Vec::new();
    let mut from = current.rehomed_from;
    while let Some(id) = from {
        let Some(one) = assignments::find(tx, broker.id, id).await? else { break };
        if one.number_id != current.number_id {
            return Ok((before, number::find(tx, broker.id, one.number_id).await?));
        }
        from = one.rehomed_from;
        before.push(one);
    }
    Ok((before, None))
}

/// Everything the page is composed of.
#[derive(Debug)]
struct Known {
    broker: Broker,
    lead: Lead,
    teller: Teller,
    /// The live assignment, else the newest.
    current: Option<(Assignment, Number)>,
    /// Those that it goes on with, on the same number, newest first: a release that was undone.
    before: Vec<Assignment>,
    /// The number the person had before, where it was rehomed.
    rehomed_from: Option<Number>,
    /// Whether a release can be undone, if the newest assignment was released.
    back: Option<Result<(), Conflict>>,
    /// Every record of the person.
    records: Vec<Lead>,
    /// The newest.
    calls: Vec<Call>,
    numbers: Vec<Listed>,
    may_call: MayCall,
    attempts_today: i64,
    last_attempt_at: Option<DateTime<Utc>>,
    deal_at: Option<DateTime<Utc>>,
    /// What stands against calling the person, on any record or from before an earlier one was erased.
    marks: Marks,
    at_carrier: CallsOfLead,
}

impl Known {
    async fn read(tx: &mut Tx, ctx: &Ctx, broker: Broker, lead: Lead) -> Result<Self, ServiceError> {
        let phone = lead.phone.as_ref();
        let newest = match assignments::live_of_person(tx, broker.id, lead.id, phone).await? {
            Some(live) => Some(live),
            None => assignments::newest_of_person(tx, broker.id, lead.id, phone).await?,
        };
        let current = match newest {
            Some(assignment) => {
                number::find(tx, broker.id, assignment.number_id).await?.map(|number| (assignment, number))
            }
            None => None,
        };
        let (before, rehomed_from) = match &current {
            Some((assignment, _)) => came_from(tx, &broker, assignment).await?,
            None => (Vec::new(), None),
        };
        let back = match &current {
            Some((ended, _)) if ended.progress.state.status() == Status::Released => {
                match could(tx, ctx, &broker, &lead, ended).await {
                    Ok(()) => Some(Ok(())),
                    Err(ServiceError::Conflict(why)) => Some(Err(why)),
                    Err(error) => return Err(error),
                }
            }
            _ => None,
        };
        let records = match phone {
            Some(phone) => person::records(tx, broker.id, phone).await?,
            None => Vec::new(),
        };
        let day = local_time::day(&broker, ctx.now);
        let (attempts_today, last_attempt_at) =
            steadyline_db::call::of_person(tx, broker.id, lead.id, phone, day).await?;
        Ok(Self {
            calls: person::calls(tx, broker.id, lead.id, phone, false, None, CALLS).await?,
            numbers: listed::of_person(tx, broker.id, lead.id, phone, NUMBERS).await?,
            may_call: may_call(tx, ctx, &broker, &lead).await?,
            deal_at: person::deal_at(tx, broker.id, lead.id).await?,
            at_carrier: CallsOfLead::read(tx, &ctx.actor, Teller::of(&broker, ctx.now), &lead).await?,
            teller: Teller::of(&broker, ctx.now),
            marks: leads::marks(tx, &lead).await?,
            current,
            before,
            rehomed_from,
            back,
            records,
            attempts_today,
            last_attempt_at,
            broker,
            lead,
        })
    }

    fn page(&self, call_id: CallId, timeline: Timeline) -> LeadPage {
        let Self { lead, broker, teller, .. } = self;
        let current = self.current.as_ref().map(|(assignment, _)| assignment);
        let progress = current.map(|assignment| assignment.progress);
        let status = progress.map(|progress| StatusKind::of(&progress.state));
        let is_live = progress.is_some_and(|progress| progress.state.status().is_live());
        let appointment = progress.and_then(|progress| progress.state.appointment_at());
        let is_open = lead.erased_at.is_none();
        let ended = self.ended();
        let needs_force = ended.as_ref().is_some_and(|ended| ended.until.is_some());
        LeadPage {
            broker: link(broker),
            id: lead.id,
            title: title_of(lead),
            short_name: self.short_name(),
            name: lead.name.clone().unwrap_or_default(),
            reference: lead.reference.clone().unwrap_or_default(),
            personal_reference: lead.has_personal_reference(),
            phone: lead.phone.clone(),
            place: place(lead.state.as_ref(), lead.area_code.as_ref().map(|code| code.as_str())),
            area_code: lead.area_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            state: lead.state.as_ref().map(ToString::to_string).unwrap_or_default(),
            local_time: self.time_there(),
            quality: lead.quality,
            deal: lead.deal,
            deal_at: self.deal_at.map(|at| teller.when(at)),
            suppressed: self.marks.suppressed_at.map(|at| teller.when(at)),
            bad_phone: self.marks.bad_phone_at.filter(|_| is_open).map(|at| teller.when(at)),
            erased: lead.erased_at.map(|at| teller.when(at)),
            notes: lead.notes.clone().unwrap_or_default(),
            created: teller.when(lead.created_at),
            status,
            status_words: state::status_words(status),
            caller_id: self.caller_id(),
            attempts: progress.map_or(0, |progress| progress.call_attempts),
            max_attempts: progress.map_or_else(
                || broker.settings.max_attempts_for(lead.quality),
                |progress| progress.max_attempts,
            ),
            attempts_left: progress.and_then(|progress| progress.attempts_left()),
            carried_attempts: self.carried_attempts(),
            attempt_list: self.attempt_list(),
            limit_on_hold: current
                .and_then(|assignment| assignment.limit_held_until)
                .filter(|until| is_live && *until > teller.now)
                .map(|until| teller.when(until)),
            is_callback_seen_to: self.at_carrier.is_callback_seen_to,
            appointment: appointment.map(|at| teller.when(at)),
            appointment_input: appointment
                .map(|at| at.with_timezone(&teller.zone).format("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
            callable: self.callable(),
            is_connected: self.at_carrier.is_connected,
            main_line: broker.settings.main_line.clone(),
            own_phone: self.at_carrier.own_phone.clone(),
            live_call: self.at_carrier.live.clone(),
            missed: self.at_carrier.missed.clone(),
            can_record: current.is_some() && is_open,
            call_id: self.at_carrier.reference.clone().unwrap_or_else(|| format!("page-{call_id}")),
            next_attempt: self.next_attempt(),
            can_assign: !is_live
                && is_open
                && self.marks.suppressed_at.is_none()
                && self.marks.bad_phone_at.is_none(),
            needs_force,
            ended,
            route_to: (status == Some(StatusKind::Booked))
                .then(|| broker.settings.main_line.clone())
                .flatten(),
            other_records: self.other_records(),
            zone: teller.zone_words(),
            call_hours: self.call_hours(),
            numbers: self.numbers.iter().map(|had| self.had(had)).collect(),
            query: timeline.query,
            timeline: timeline.entries,
            older: timeline.older,
            named_call: timeline.named_call,
            assignment_notes: current.and_then(|current| current.notes.clone()).unwrap_or_default(),
            has_appointment_passed: appointment.is_some_and(|at| at <= teller.now),
            not_before_there: self.not_before_there(),
        }
    }

    /// Whether an assignment is the current one, or one that it goes on with on the same number.
    fn is_on_number(&self, id: AssignmentId) -> bool {
        let current = self.current.iter().map(|(assignment, _)| assignment);
        current.chain(&self.before).any(|assignment| assignment.id == id)
    }

    /// The first assignment on the number without another number in between.
    fn first_on_number(&self) -> Option<&Assignment> {
        self.before.last().or(self.current.as_ref().map(|(assignment, _)| assignment))
    }

    fn carried_attempts(&self) -> i32 {
        self.first_on_number().map_or(0, |first| first.carried.attempts)
    }

    fn short_name(&self) -> String {
        self.lead.name.clone().unwrap_or_else(|| "the lead".to_owned())
    }

    /// "8:00 to 21:00".
    fn hours(&self) -> String {
        let hours = self.broker.settings.call_hours;
        let clock = |minute: u16| format!("{}:{:02}", minute / 60, minute % 60);
        format!("{} to {}", clock(hours.from), clock(hours.to))
    }

    fn call_hours(&self) -> String {
        let zones =
            self.lead.area_code.as_ref().and_then(area_code::lookup).map_or(0, |area| area.timezones.len());
        match zones {
            0 => format!("{}, {}", self.hours(), self.teller.zone_words()),
            1 => format!("{}, the lead's time", self.hours()),
            _ => format!("{}, in each of the lead's {zones} time zones", self.hours()),
        }
    }

    /// The clock of the lead's place; none where that is not known.
    fn clock_there(&self, at: DateTime<Utc>) -> Option<String> {
        let area = self.lead.area_code.as_ref().and_then(area_code::lookup);
        let zone = area.and_then(|area| area.primary_timezone.parse().ok());
        zone.map(|zone| Teller { zone, now: self.teller.now }.when(at).clock)
    }

    fn time_there(&self) -> String {
        self.clock_there(self.teller.now).map(|clock| format!("{clock} there")).unwrap_or_default()
    }

    fn not_before_there(&self) -> String {
        let Some(at) = self.may_call.not_before else { return String::new() };
        let clock = self.clock_there(at).filter(|clock| *clock != self.teller.when(at).clock);
        clock.map(|clock| format!("{clock} there")).unwrap_or_default()
    }

    fn other_records(&self) -> Vec<OtherRecord> {
        let holder = self.current.as_ref().map(|(assignment, _)| assignment.lead_id);
        self.records
            .iter()
            .filter(|record| record.id != self.lead.id)
            .map(|record| OtherRecord { lead: lead_link(record), has_assignment: holder == Some(record.id) })
            .collect()
    }

    fn had(&self, had: &Listed) -> HadNumber {
        let is_live = matches!(had.status, StatusKind::Active | StatusKind::Held | StatusKind::Booked);
        HadNumber {
            number: number_link(had.number_id, &had.number),
            status: had.status,
            from: self.teller.when(had.assigned_at),
            to: had.released_at.filter(|_| !is_live).map(|at| self.teller.when(at)),
            attempts: attempts(had),
            of: (had.lead.id != self.lead.id).then(|| listed_lead(&had.lead)),
        }
    }

    /// When an unreachable lead may be assigned again; none once that is past.
    fn unreachable_until(&self, state: State) -> Option<DateTime<Utc>> {
        let State::Unreachable { released_at } = state else { return None };
        let days = i64::from(self.broker.settings.unreachable_days);
        Some(released_at + chrono::TimeDelta::days(days)).filter(|until| *until > self.teller.now)
    }

    /// "two more failed attempts", "one more failed attempt".
    fn more_attempts(left: i32) -> String {
        let noun = if left == 1 { "attempt" } else { "attempts" };
        format!("{} more failed {noun}", words::spelled(left.into()))
    }
}
