//! The lead page: the number this person always sees, why, and what happened.

mod caller_id;
mod state;

use super::history::{Span, timeline_call, told};
use super::teller::{Teller, lead_link, place, title_of};
use super::{link, words};
use crate::assignment::{broker_of, may_call};
use crate::ctx::Ctx;
use crate::{Service, ServiceError, local_time};
use chrono::{DateTime, Utc};
use steadyline_core::area_code;
use steadyline_core::assignment::{Assignment, State};
use steadyline_core::broker::Broker;
use steadyline_core::call_window::MayCall;
use steadyline_core::id::CallId;
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::page::{LeadPage, OtherRecord, StatusKind, TimelineEntry};
use steadyline_core::user::Actor;
use steadyline_db::page::event::{self, Entry};
use steadyline_db::page::person::{self, Call};
use steadyline_db::{Tx, assignment as assignments, lead as leads, number};

/// Most entries of a timeline.
const TIMELINE: usize = 200;

/// The lead page. `lead` is our id, or the caller's own reference.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn lead(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lead: &str,
) -> Result<LeadPage, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (named, lead) = (broker.to_owned(), lead.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&named)).await?;
                let lead = leads::find_named(tx, broker.id, &lead).await?;
                let lead = lead.ok_or(ServiceError::NotFound("lead"))?;
                let known = Known::read(tx, &ctx, broker, lead).await?;
                Ok(known.page(ctx.clock.id()))
            })
        })
        .await
}

/// Everything the page is composed of.
#[derive(Debug)]
struct Known {
    broker: Broker,
    lead: Lead,
    teller: Teller,
    /// The live assignment, else the newest.
    current: Option<(Assignment, Number)>,
    /// The number the person had before, where it was rehomed.
    rehomed_from: Option<Number>,
    /// Every record of the person.
    records: Vec<Lead>,
    calls: Vec<Call>,
    events: Vec<Entry>,
    may_call: MayCall,
    attempts_today: i64,
    last_attempt_at: Option<DateTime<Utc>>,
    deal_at: Option<DateTime<Utc>>,
    /// When the person asked never to be called again, on any record or before an earlier one was erased.
    suppressed_at: Option<DateTime<Utc>>,
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
        let before = match current.as_ref().and_then(|(assignment, _)| assignment.rehomed_from) {
            Some(id) => assignments::find(tx, broker.id, id).await?,
            None => None,
        };
        let rehomed_from = match before {
            Some(before) => number::find(tx, broker.id, before.number_id).await?,
            None => None,
        };
        let records = match phone {
            Some(phone) => person::records(tx, broker.id, phone).await?,
            None => Vec::new(),
        };
        let by_phone = match phone {
            Some(phone) => leads::suppressed_at(tx, broker.id, phone).await?,
            None => None,
        };
        let most = i64::try_from(TIMELINE + 1).unwrap_or(i64::MAX);
        let day = local_time::day(&broker, ctx.now);
        let (attempts_today, last_attempt_at) =
            steadyline_db::call::of_person(tx, broker.id, lead.id, phone, day).await?;
        Ok(Self {
            calls: person::calls(tx, broker.id, lead.id, phone, most).await?,
            events: event::of_person(tx, broker.id, lead.id, phone, most).await?,
            may_call: may_call(tx, ctx, &broker, &lead).await?,
            deal_at: person::deal_at(tx, broker.id, lead.id).await?,
            teller: Teller::of(&broker, ctx.now),
            suppressed_at: by_phone.into_iter().chain(lead.suppressed_at).min(),
            current,
            rehomed_from,
            records,
            attempts_today,
            last_attempt_at,
            broker,
            lead,
        })
    }

    fn page(&self, call_id: CallId) -> LeadPage {
        let Self { lead, broker, teller, .. } = self;
        let current = self.current.as_ref().map(|(assignment, _)| assignment);
        let progress = current.map(|assignment| assignment.progress);
        let status = progress.map(|progress| StatusKind::of(&progress.state));
        let is_live = progress.is_some_and(|progress| progress.state.status().is_live());
        let appointment = progress.and_then(|progress| progress.state.appointment_at());
        let is_open = lead.erased_at.is_none();
        let ended = self.ended();
        let needs_force = ended.as_ref().is_some_and(|ended| ended.until.is_some());
        let (timeline, timeline_cut) = self.timeline();
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
            suppressed: self.suppressed_at.map(|at| teller.when(at)),
            bad_phone: lead.bad_phone_at.filter(|_| is_open).map(|at| teller.when(at)),
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
            carried_attempts: current.map_or(0, |assignment| assignment.carried.attempts),
            attempt_list: self.attempt_list(),
            limit_on_hold: current
                .and_then(|assignment| assignment.limit_held_until)
                .filter(|until| is_live && *until > teller.now)
                .map(|until| teller.when(until)),
            appointment: appointment.map(|at| teller.when(at)),
            appointment_input: appointment
                .map(|at| at.with_timezone(&teller.zone).format("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
            callable: self.callable(),
            can_record: current.is_some() && is_open,
            call_id: format!("page-{call_id}"),
            next_attempt: self.next_attempt(),
            can_assign: !is_live && is_open && self.suppressed_at.is_none() && lead.bad_phone_at.is_none(),
            needs_force,
            ended,
            route_to: (status == Some(StatusKind::Booked))
                .then(|| broker.settings.main_line.clone())
                .flatten(),
            other_records: self.other_records(),
            zone: teller.zone_words(),
            call_hours: self.call_hours(),
            timeline,
            timeline_cut,
        }
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

    fn time_there(&self) -> String {
        let area = self.lead.area_code.as_ref().and_then(area_code::lookup);
        area.and_then(|area| area.primary_timezone.parse().ok())
            .map(|zone| {
                format!("{} there", Teller { zone, now: self.teller.now }.when(self.teller.now).clock)
            })
            .unwrap_or_default()
    }

    fn other_records(&self) -> Vec<OtherRecord> {
        let holder = self.current.as_ref().map(|(assignment, _)| assignment.lead_id);
        self.records
            .iter()
            .filter(|record| record.id != self.lead.id)
            .map(|record| OtherRecord { lead: lead_link(record), has_assignment: holder == Some(record.id) })
            .collect()
    }

    /// Calls and events in one line, newest first.
    fn timeline(&self) -> (Vec<TimelineEntry>, bool) {
        let span = self.current.as_ref().map(|(assignment, _)| Span {
            assignment: assignment.id,
            max_attempts: assignment.progress.max_attempts,
        });
        let calls = self.calls.iter().map(|call| (call.called_at, timeline_call(self.teller, call, span)));
        let events = told(self.teller, &self.events, self.calls.iter().map(|call| call.recorded_at));
        let mut all: Vec<(DateTime<Utc>, TimelineEntry)> = calls.chain(events).collect();
        // Stable: what has the same time stays in its order, newest first.
        all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let is_cut = all.len() > TIMELINE;
        (all.into_iter().take(TIMELINE).map(|(_, entry)| entry).collect(), is_cut)
    }

    /// When an unreachable lead may be assigned again; none once that is past.
    fn unreachable_until(&self, state: State) -> Option<DateTime<Utc>> {
        let State::Unreachable { released_at } = state else { return None };
        let days = i64::from(self.broker.settings.unreachable_days);
        Some(released_at + chrono::TimeDelta::days(days)).filter(|until| *until > self.teller.now)
    }

    /// "two more attempts", "one more attempt".
    fn more_attempts(left: i32) -> String {
        let noun = if left == 1 { "attempt fails" } else { "attempts fail" };
        format!("{} more {noun}", words::spelled(left.into()))
    }
}
