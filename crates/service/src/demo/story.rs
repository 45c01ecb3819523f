//! One office's 60 days: leads come in, are given a number, are called, answer or do not, book, close.

use super::DAYS;
use super::office::Plan;
use super::people::Chance;
use crate::assignment::{Assign, assign};
use crate::broker::{NewBroker, create};
use crate::call::{Report, record};
use crate::job::{self, JobReport};
use crate::lead::{self, NewLead, set_deal};
use crate::number::{self, NewNumber};
use crate::{Clock, Service, ServiceError, local_time};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use std::collections::BTreeSet;
use steadyline_core::assignment::Action;
use steadyline_core::broker::Broker;
use steadyline_core::lead::Deal;
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use steadyline_core::setting::{BrokerSettings, Quality};
use steadyline_core::user::{Actor, Role};

/// Hours of the broker's day in which calls are made.
const HOURS: std::ops::Range<u32> = 9..18;

/// How readily people pick up for a number, in percent of what is usual: some are tired, some are clean.
const STANDING_WITH_PEOPLE: [u64; 7] = [45, 75, 95, 110, 130, 160, 190];

/// One lead in so many is lost sight of: whoever did not pick up at the first call is not called on, and gives its number
/// back once the office's limit is over.
const LOST_SIGHT_OF: usize = 18;

/// A lead of the story.
#[derive(Clone, Debug)]
struct Character {
    reference: String,
    area: &'static str,
    next_call_at: DateTime<Utc>,
    number: Option<E164>,
    contacts: u32,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Waiting,
    Calling,
    Booked(DateTime<Utc>),
    Done,
}

/// One office's story, with a clock of its own.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) broker: Broker,
    plan: Plan,
    service: Service,
    began: DateTime<Utc>,
    ends: DateTime<Utc>,
    chance: Chance,
    cast: Vec<Character>,
    phones: BTreeSet<String>,
    calls: u64,
}

impl Story {
    pub(super) async fn begin(service: &Service, plan: Plan) -> Result<Self, ServiceError> {
        let clock = Clock::real();
        let ends = clock.now();
        clock.advance(TimeDelta::days(-DAYS));
        let service = Service { clock, ..service.clone() };
        let settings = BrokerSettings {
            leads_per_number: plan.leads_per_number,
            timezone: plan.timezone.to_owned(),
            main_line: E164::parse(plan.main_line).ok(),
            release_held_after_days: plan.release_held_after_days,
            ..BrokerSettings::default()
        };
        let new = NewBroker { slug: Some(plan.slug.to_owned()), name: plan.name.to_owned(), settings };
        let broker = create(&service, &Actor::System, new).await?;
        let mut phones = BTreeSet::new();
        for (area, last) in plan.numbers {
            let text = format!("{area}55501{last:02}");
            let phone = E164::parse(&text).map_err(|error| error.on("number"))?;
            number::add(&service, &Actor::System, plan.slug, NewNumber::of(phone)).await?;
            phones.insert(text);
        }
        Ok(Self {
            broker,
            plan,
            began: service.clock.now(),
            service,
            ends,
            chance: Chance::new(plan.seed),
            cast: Vec::new(),
            phones,
            calls: 0,
        })
    }

    pub(super) fn email(&self) -> String {
        format!("{}@example.com", self.plan.slug)
    }

    pub(super) fn person(&self) -> String {
        self.plan.person.to_owned()
    }

    pub(super) async fn play(&mut self) -> Result<(), ServiceError> {
        let zone = local_time::zone(&self.broker);
        let first = self.began.with_timezone(&zone).date_naive();
        for n in 0..=u64::try_from(DAYS).unwrap_or_default() {
            let Some(day) = first.checked_add_days(Days::new(n)) else { break };
            for hour in HOURS {
                let minute = u32::try_from(self.chance.below(20)).unwrap_or_default();
                let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
                let Some(at) = zone.from_local_datetime(&day.and_time(time)).earliest() else { continue };
                let at = at.with_timezone(&Utc);
                if at <= self.began || at >= self.ends {
                    continue;
                }
                self.move_clock_to(at);
                self.hour(n, hour).await?;
            }
            // Of this office alone: the others' stories are at another time.
            job::run_due_of(&self.service, self.broker.id, &mut JobReport::default()).await;
            self.rest_and_retire(n).await?;
        }
        Ok(())
    }

    /// Leads and calls come in by n8n.
    fn caller(&self) -> Actor {
        let role = Role::Broker(self.broker.id);
        Actor::Key { id: self.service.clock.id(), name: "n8n".to_owned(), role }
    }

    fn move_clock_to(&self, at: DateTime<Utc>) {
        self.service.clock.advance(at - self.service.clock.now());
    }

    async fn hour(&mut self, day: u64, hour: u32) -> Result<(), ServiceError> {
        self.leads_come_in(day, hour).await?;
        let now = self.service.clock.now();
        for index in 0..self.cast.len() {
            if self.service.clock.now() >= self.ends {
                break;
            }
            let due = self.cast.get(index).is_some_and(|lead| lead.next_call_at <= now);
            if !due {
                continue;
            }
            match self.cast.get(index).map(|lead| lead.stage) {
                Some(Stage::Waiting) => self.ask_for_a_number(index).await?,
                Some(Stage::Calling) => self.call(index).await?,
                Some(Stage::Booked(at)) if at <= now => self.close(index).await?,
                _ => {}
            }
            self.service.clock.advance(TimeDelta::seconds(5));
        }
        Ok(())
    }

    /// Leads come in evenly over the days.
    async fn leads_come_in(&mut self, day: u64, hour: u32) -> Result<(), ServiceError> {
        let slots = u64::try_from(DAYS).unwrap_or(1) * u64::from(HOURS.end - HOURS.start);
        let passed = day * u64::from(HOURS.end - HOURS.start) + u64::from(hour - HOURS.start) + 1;
        let wanted = usize::try_from(u64::try_from(self.plan.leads).unwrap_or_default() * passed / slots);
        while self.cast.len() < wanted.unwrap_or_default().min(self.plan.leads) {
            let area = self.chance.one_of(self.plan.lead_areas).unwrap_or("512");
            let first = self.chance.below(100);
            let free = (0..100)
                .map(|n| format!("{area}55501{:02}", (first + n) % 100))
                .find(|phone| !self.phones.contains(phone));
            let Some(phone) = free else { continue };
            self.phones.insert(phone.clone());
            let initial = self.plan.slug.get(..1).unwrap_or("l").to_uppercase();
            let reference = format!("{initial}-{}", 1000 + self.cast.len());
            let name = self.chance.name();
            let new = NewLead {
                reference: Some(reference.clone()),
                name: Some(name),
                phone: Some(E164::parse(&phone).map_err(|error| error.on("phone"))?),
                area_code: None,
                state: None,
                quality: self.chance.one_of(&[None, None, Some(Quality::Hot), Some(Quality::Low)]).flatten(),
                notes: None,
            };
            lead::create(&self.service, &self.caller(), self.plan.slug, new).await?;
            self.cast.push(Character {
                reference,
                area,
                next_call_at: self.service.clock.now(),
                number: None,
                contacts: 0,
                stage: Stage::Waiting,
            });
        }
        Ok(())
    }

    async fn ask_for_a_number(&mut self, index: usize) -> Result<(), ServiceError> {
        let Some(lead) = self.cast.get(index) else { return Ok(()) };
        let request = Assign {
            broker: Some(self.plan.slug.to_owned()),
            lead: lead.reference.clone(),
            ..Assign::default()
        };
        let result = assign(&self.service, &self.caller(), request).await;
        let now = self.service.clock.now();
        let wait = TimeDelta::hours(1 + i64::try_from(self.chance.below(20)).unwrap_or(1));
        let Some(lead) = self.cast.get_mut(index) else { return Ok(()) };
        match result {
            Ok(assigned) => {
                lead.number = Some(assigned.phone_number);
                lead.stage = Stage::Calling;
                lead.next_call_at = now;
            }
            Err(ServiceError::Conflict(_)) => lead.next_call_at = now + wait,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn call(&mut self, index: usize) -> Result<(), ServiceError> {
        let Some(lead) = self.cast.get(index).cloned() else { return Ok(()) };
        let now = self.service.clock.now();
        let hour = now.with_timezone(&local_time::zone(&self.broker)).hour();
        let outcome = self.outcome(&lead, hour);
        self.calls += 1;
        let appointment = self.appointment(now);
        let seconds = match outcome {
            Outcome::Answered | Outcome::Booked => 90 + self.chance.below(500),
            Outcome::NotInterested | Outcome::DoNotCall | Outcome::WrongNumber => 15 + self.chance.below(60),
            Outcome::Voicemail => 25 + self.chance.below(25),
            _ => 0,
        };
        let report = Report {
            broker: Some(self.plan.slug.to_owned()),
            lead: lead.reference.clone(),
            outcome: outcome.as_str().to_owned(),
            call_id: Some(format!("{}-call-{}", self.plan.slug, self.calls)),
            call_duration: i32::try_from(seconds).ok(),
            appointment_at: (outcome == Outcome::Booked).then_some(appointment),
            ..Report::default()
        };
        let action = match record(&self.service, &self.caller(), report).await {
            Ok(reported) => reported.action,
            Err(ServiceError::Conflict(_)) => Action::Released,
            Err(error) => return Err(error),
        };
        let wait = match action {
            Action::Held => TimeDelta::hours(20 + i64::try_from(self.chance.below(50)).unwrap_or(24)),
            _ => TimeDelta::hours(3 + i64::try_from(self.chance.below(24)).unwrap_or(12)),
        };
        let Some(lead) = self.cast.get_mut(index) else { return Ok(()) };
        lead.contacts += u32::from(outcome.is_human_contact());
        lead.next_call_at = now + wait;
        lead.stage = match action {
            Action::Continue if index % LOST_SIGHT_OF == 5 => Stage::Done,
            Action::Continue | Action::Held => Stage::Calling,
            Action::Locked => Stage::Booked(appointment + TimeDelta::hours(2)),
            Action::Released | Action::Unreachable | Action::NoNumber => Stage::Done,
        };
        Ok(())
    }

    /// A half hour of the office's day, tomorrow or in the days after.
    fn appointment(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let later = u64::try_from(self.chance.below(4)).unwrap_or_default();
        let day = local_time::day(&self.broker, now) + Days::new(1 + later);
        let half_hours = u16::try_from(self.chance.below(16)).unwrap_or_default();
        local_time::at_minute(&self.broker, day, 9 * 60 + 30 * half_hours)
    }

    /// What comes of a call: by the number's own standing with people, the hour, and whether it is local.
    fn outcome(&mut self, lead: &Character, hour: u32) -> Outcome {
        let number = lead.number.as_ref().map(E164::as_str).unwrap_or_default();
        let sum = number.bytes().map(usize::from).sum::<usize>();
        let of_number = STANDING_WITH_PEOPLE[sum % STANDING_WITH_PEOPLE.len()];
        let of_hour = match hour {
            10 | 11 | 16 => 130,
            9 | 13 | 17 => 100,
            _ => 75,
        };
        let of_area = if number.get(2..5) == Some(lead.area) { 125 } else { 80 };
        let willing = if lead.contacts > 0 { 170 } else { 100 };
        let permille = 260 * of_number * of_hour * of_area * willing / 100_000_000;
        if self.chance.permille(permille.min(850)) {
            return match self.chance.below(100) {
                0..19 => Outcome::Booked,
                19..37 => Outcome::NotInterested,
                37..40 => Outcome::DoNotCall,
                _ if lead.contacts >= 3 => Outcome::NotInterested,
                _ => Outcome::Answered,
            };
        }
        match self.chance.below(100) {
            0..46 => Outcome::Voicemail,
            46..84 => Outcome::NoAnswer,
            84..95 => Outcome::Busy,
            95..97 => Outcome::WrongNumber,
            _ => Outcome::Failed,
        }
    }

    /// The appointment is over: won or lost.
    async fn close(&mut self, index: usize) -> Result<(), ServiceError> {
        let deal = if self.chance.permille(450) { Deal::ClosedWon } else { Deal::ClosedLost };
        let open = self.chance.permille(200);
        let Some(lead) = self.cast.get_mut(index) else { return Ok(()) };
        lead.stage = Stage::Done;
        let reference = lead.reference.clone();
        if !open {
            set_deal(&self.service, &Actor::System, self.plan.slug, &reference, deal).await?;
        }
        Ok(())
    }

    /// Towards the end one number rests and one is retired, so that every standing is there to be seen.
    async fn rest_and_retire(&mut self, day: u64) -> Result<(), ServiceError> {
        let last = u64::try_from(DAYS).unwrap_or_default();
        let numbers =
            if day == last - 2 || day == last - 20 { self.plan.numbers.len() } else { return Ok(()) };
        let (area, end) = self.plan.numbers[if day == last - 2 { numbers - 2 } else { numbers - 1 }];
        let phone = E164::parse(&format!("{area}55501{end:02}")).map_err(|error| error.on("number"))?;
        let Some(id) = self.find(&phone).await? else { return Ok(()) };
        if day == last - 2 {
            number::rest(&self.service, &Actor::System, self.plan.slug, id, None).await?;
        } else if let Err(error) =
            number::retire(&self.service, &Actor::System, self.plan.slug, id, true).await
            && !matches!(error, ServiceError::Conflict(_))
        {
            return Err(error);
        }
        Ok(())
    }

    async fn find(&self, phone: &E164) -> Result<Option<steadyline_core::id::NumberId>, ServiceError> {
        let phone = phone.clone();
        self.service
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let found = steadyline_db::number::find_by_phone(tx, &phone).await?;
                    Ok::<_, ServiceError>(found.map(|number| number.id))
                })
            })
            .await
    }
}
