//! The product's side: a broker made for one case, its clock, and everything it holds.

use super::act::{Act, Answer, Placed, Refusal, Said};
use super::office::{Model, Reply, Seconds};
use super::step::{AREAS, By, PHONES, Start};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::atomic::{AtomicU32, Ordering};
use steadyline_core::assignment::Assignment;
use steadyline_core::broker::Broker;
use steadyline_core::choice::Match;
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::{Actor, Role};
use steadyline_db::DbError;
use steadyline_db::testing::TestDb;
use steadyline_service::assignment::{Assign, assign, lock, rehome, release};
use steadyline_service::broker::{BrokerEdit, NewBroker, SettingsChange};
use steadyline_service::call::{Report, record};
use steadyline_service::lead::{LeadEdit, NewLead};
use steadyline_service::number::{NewNumber, activate, rest, retire};
use steadyline_service::{Conflict, Service, ServiceError, broker, job, lead, number};

/// 10:30 in a zone without summer time, so that every run has the same days.
const OPENED: i64 = 1_772_472_600;
const ZONE: &str = "America/Phoenix";

pub(crate) struct Real {
    service: Service,
    broker: Broker,
    numbers: Vec<Number>,
    leads: Vec<Lead>,
}

/// All rows of the office, in the order of the model's.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) numbers: Vec<Number>,
    pub(crate) leads: Vec<Lead>,
    /// Oldest first.
    pub(crate) assignments: Vec<Assignment>,
}

fn phone(index: u8) -> E164 {
    let area = AREAS[usize::from(index) % AREAS.len()].0;
    E164::parse(&format!("{area}777{index:04}")).unwrap()
}

impl Real {
    pub(crate) async fn open(db: &TestDb, start: &Start) -> Self {
        /// A phone number is in one pool of the installation, and a broker's name is its own.
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let service = Service::new(db.db.clone());
        let settings = BrokerSettings {
            leads_per_number: start.leads_per_number,
            max_attempts: start.max_attempts,
            reserve_booked_numbers: start.reserve_booked_numbers,
            daily_call_cap: start.daily_call_cap,
            timezone: ZONE.to_owned(),
            ..BrokerSettings::default()
        };
        let case = NEXT.fetch_add(1, Ordering::Relaxed);
        let slug = Some(format!("office-{case}"));
        let new = NewBroker { slug, name: "Alder".to_owned(), settings };
        let broker = broker::create(&service, &Actor::System, new).await.unwrap();
        let mut real = Self { service, broker, numbers: Vec::new(), leads: Vec::new() };
        real.set_clock(0);
        for area in &start.numbers {
            let next = 2_000_000 + NEXT.fetch_add(1, Ordering::Relaxed);
            let new = NewNumber::of(E164::parse(&format!("{}{next}", AREAS[usize::from(*area)].0)).unwrap());
            real.numbers.push(number::add(&real.service, &Actor::System, real.slug(), new).await.unwrap());
        }
        for at in 0..start.leads {
            let reference = Some(format!("lead-{at}"));
            let new = NewLead { reference, phone: start.phone_of(at).map(phone), ..NewLead::default() };
            real.leads.push(lead::create(&real.service, &Actor::System, real.slug(), new).await.unwrap());
        }
        real
    }

    fn slug(&self) -> &str {
        self.broker.slug.as_str()
    }

    fn at(seconds: Seconds) -> DateTime<Utc> {
        DateTime::from_timestamp(OPENED + seconds, 0).unwrap()
    }

    /// Steps take a moment: each begins at its own whole minute.
    fn set_clock(&self, to: Seconds) {
        self.service.clock.advance(Self::at(to) - self.service.clock.now());
    }

    fn actor(&self, by: By) -> Actor {
        let role = Role::Broker(self.broker.id);
        match by {
            By::Carrier => Actor::System,
            By::Crm => Actor::Key { id: self.service.clock.id(), name: "CRM".to_owned(), role },
            By::Person => Actor::User { id: self.service.clock.id(), name: "Ann".to_owned(), role },
        }
    }

    /// Does a step. What was made is told by id, as the rows then say.
    pub(crate) async fn act(&self, model: &Model, act: &Act) -> Result<Told, ServiceError> {
        self.set_clock(model.now);
        let (service, slug, actor) = (&self.service, self.slug(), &self.actor(By::Person));
        let lead_id = |lead: usize| self.leads[lead].id.to_string();
        let id = |assignment: usize| model.assignments[assignment].id;
        match act {
            Act::Assign { lead, force } => {
                let request = Assign {
                    broker: Some(slug.to_owned()),
                    lead: lead_id(*lead),
                    force: *force,
                    ..Assign::default()
                };
                let assigned = assign(service, actor, request).await?;
                assert_eq!(assigned.lead_id, self.leads[*lead].id, "the record asked for is named");
                return Ok(Told::Assigned(assigned));
            }
            Act::Report(said) => {
                let report = self.report(said, lead_id(said.lead));
                return Ok(Told::Reported(record(service, &self.actor(said.by), report).await?));
            }
            Act::Release { assignment } => {
                drop(release(service, actor, slug, id(*assignment), "moved").await?)
            }
            Act::Lock { assignment } => _ = lock(service, actor, slug, id(*assignment), None, "met").await?,
            Act::Rehome { assignment } => _ = rehome(service, actor, slug, id(*assignment), "tired").await?,
            Act::Rest { number, days } => {
                _ = rest(service, actor, slug, self.numbers[*number].id, Some(*days)).await?;
            }
            Act::Activate { number } => {
                _ = activate(service, actor, slug, self.numbers[*number].id).await?;
            }
            Act::Retire { number, rehome } => {
                _ = retire(service, actor, slug, self.numbers[*number].id, *rehome).await?;
            }
            // By SQL: `testing` does it, who has the database.
            Act::Dies { .. } => {}
            Act::LeadsPerNumber { to } => {
                let texts = vec![("leads_per_number".to_owned(), to.to_string())];
                let settings = Some(SettingsChange::Texts(texts));
                _ = broker::edit(service, actor, slug, BrokerEdit { settings, ..BrokerEdit::default() })
                    .await?;
            }
            Act::Suppress { lead, suppressed } => {
                _ = lead::set_suppressed(service, actor, slug, &lead_id(*lead), *suppressed).await?;
            }
            Act::Phone { lead, phone: to } => {
                let change = LeadEdit { phone: Some(phone(*to)), ..LeadEdit::default() };
                _ = lead::edit(service, actor, slug, &lead_id(*lead), change).await?;
            }
            Act::Pass { hours } => {
                self.service.clock.advance(TimeDelta::hours(*hours));
                _ = job::run_due(service).await?;
            }
        }
        Ok(Told::Done)
    }

    /// Retires a number by SQL.
    pub(crate) async fn dies(&self, db: &TestDb, number: usize) {
        let number = &self.numbers[number].number;
        let sql = format!("update phone_numbers set is_active = false where number = '{number}'");
        assert_eq!(db.execute(&sql).await.unwrap(), 1);
    }

    fn report(&self, said: &Said, lead: String) -> Report {
        Report {
            broker: Some(self.slug().to_owned()),
            lead,
            outcome: said.outcome.to_string(),
            phone_number: said.number.map(|number| self.numbers[number].number.to_string()),
            call_id: said.name.clone(),
            call_timestamp: said.at.map(Self::at),
            correct: said.correct,
            ..Report::default()
        }
    }

    pub(crate) async fn rows(&self) -> Rows {
        let id = self.broker.id;
        let now = self.service.clock.now();
        let (mut numbers, mut leads, mut assignments) = self
            .service
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let numbers =
                        steadyline_db::number::list(tx, id, &Default::default(), now, None, 100).await?;
                    let leads = steadyline_db::lead::list(tx, id, &Default::default(), None, 100).await?;
                    let all = steadyline_db::assignment::list(tx, id, &Default::default(), 1000).await?;
                    Ok::<_, DbError>((numbers, leads, all))
                })
            })
            .await
            .unwrap();
        numbers.sort_by_key(|row| self.numbers.iter().position(|number| number.id == row.id));
        leads.sort_by_key(|row| self.leads.iter().position(|lead| lead.id == row.id));
        assignments.reverse();
        Rows { numbers, leads, assignments }
    }

    /// The assignments that the model does not know yet.
    pub(crate) fn fresh(&self, model: &Model, rows: &Rows) -> Vec<Placed> {
        let is_new = |row: &&Assignment| model.assignments.iter().all(|known| known.id != row.id);
        let placed = |row: &Assignment| Placed {
            id: row.id,
            lead: self.leads.iter().position(|lead| lead.id == row.lead_id).unwrap(),
            number: self.numbers.iter().position(|number| number.id == row.number_id).unwrap(),
            matched: row.matched.unwrap_or(Match::SamePerson),
        };
        rows.assignments.iter().filter(is_new).map(placed).collect()
    }
}

/// What the product said.
#[derive(Debug)]
pub(crate) enum Told {
    Done,
    Assigned(steadyline_service::assignment::Assigned),
    Reported(steadyline_service::call::Reported),
}

/// The same in the model's words, once the model knows what was made. `Err` with what cannot be said in them.
pub(crate) fn in_words_of(model: &Model, told: &Result<Told, ServiceError>) -> Result<Answer, Refusal> {
    let index = |id| model.assignments.iter().position(|known| known.id == id);
    match told {
        Ok(Told::Done) => Ok(Answer::Done),
        Ok(Told::Assigned(assigned)) => match index(assigned.assignment_id) {
            Some(assignment) => Ok(Answer::Assigned {
                assignment,
                created: assigned.created,
                same_person: assigned.matched == Match::SamePerson,
            }),
            None => Err(Refusal::Other("an assignment that is not known".to_owned())),
        },
        Ok(Told::Reported(said)) => Ok(Answer::Reported(Reply {
            assignment: said.assignment_id.and_then(index),
            action: said.action,
            status: said.status,
            attempts: said.call_attempts,
        })),
        Err(ServiceError::Field(error)) => Err(Refusal::Field(error.field.to_string())),
        Err(ServiceError::Conflict(conflict)) => Err(match conflict {
            Conflict::NoAvailableNumber { .. } => Refusal::NoAvailableNumber,
            Conflict::LeadUnreachable { .. } => Refusal::Unreachable,
            Conflict::LeadSuppressed => Refusal::Suppressed,
            Conflict::BadPhone => Refusal::BadPhone,
            Conflict::NoLiveAssignment => Refusal::NoLiveAssignment,
            Conflict::NumberOutOfService => Refusal::OutOfService,
            Conflict::PersonHasNumber => Refusal::PersonHasNumber,
            Conflict::NumberHasLeads { leads } => Refusal::NumberHasLeads(*leads),
            Conflict::State(_) => Refusal::State,
            other => Refusal::Other(other.to_string()),
        }),
        Err(other) => Err(Refusal::Other(other.to_string())),
    }
}

const _: () = assert!(PHONES < 100, "phones of leads have two digits");
