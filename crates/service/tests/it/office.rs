//! A broker with numbers, and the few words the tests speak.

use chrono::{DateTime, TimeDelta, Utc};
use steadyline_core::assignment::{Action, Status};
use steadyline_core::broker::Broker;
use steadyline_core::id::{AssignmentId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_db::testing::TestDb;
use steadyline_service::assignment::{Assign, Assigned, AssignmentView, assign};
use steadyline_service::broker::{NewBroker, create};
use steadyline_service::call::{Report, Reported, record};
use steadyline_service::number::{NewNumber, NumberFilter};
use steadyline_service::{Conflict, Service, ServiceError, assignment, number};

/// A broker's office at noon in its zone, so that a test stays within one local day.
pub(crate) struct Office {
    pub(crate) service: Service,
    pub(crate) broker: Broker,
    pub(crate) actor: Actor,
}

impl Office {
    /// With that many leads a number, and these numbers.
    pub(crate) async fn open(db: &TestDb, leads_per_number: i32, numbers: &[&str]) -> Self {
        let settings = BrokerSettings { leads_per_number, ..BrokerSettings::default() };
        Self::with(db, settings, numbers).await
    }

    pub(crate) async fn with(db: &TestDb, settings: BrokerSettings, numbers: &[&str]) -> Self {
        Self::named(db, "alder", settings, numbers).await
    }

    /// One of several in one installation.
    pub(crate) async fn named(db: &TestDb, slug: &str, settings: BrokerSettings, numbers: &[&str]) -> Self {
        let settings = BrokerSettings { main_line: Some(phone("5125550100")), ..settings };
        let service = Service::new(db.db.clone());
        let now = service.clock.now();
        let noon = now.date_naive().and_hms_opt(18, 0, 0).expect("a time").and_utc();
        service.clock.advance(noon - now);
        let actor = Actor::System;
        let new = NewBroker { slug: Some(slug.to_owned()), name: capital(slug), settings };
        let broker = create(&service, &actor, new).await.expect("the broker is made");
        let office = Self { service, broker, actor };
        for number in numbers {
            office.add(number).await;
        }
        office
    }

    pub(crate) async fn add(&self, number: &str) -> Number {
        let new = NewNumber::of(phone(number));
        number::add(&self.service, &self.actor, self.broker.slug.as_str(), new)
            .await
            .expect("the number is added")
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.service.clock.now()
    }

    pub(crate) fn wait(&self, by: TimeDelta) {
        self.service.clock.advance(by);
    }

    pub(crate) fn slug(&self) -> &str {
        self.broker.slug.as_str()
    }

    pub(crate) async fn try_assign(&self, request: Assign) -> Result<Assigned, ServiceError> {
        assign(&self.service, &self.actor, Assign { broker: Some(self.slug().to_owned()), ..request }).await
    }

    /// A number for the lead of that name, whose phone is given.
    pub(crate) async fn assign(&self, lead: &str, phone: &str) -> Assigned {
        self.try_assign(asking(lead, phone)).await.expect("a number is free")
    }

    pub(crate) async fn try_report(&self, report: Report) -> Result<Reported, ServiceError> {
        record(&self.service, &self.actor, Report { broker: Some(self.slug().to_owned()), ..report }).await
    }

    pub(crate) async fn report(&self, lead: &str, outcome: &str) -> Reported {
        self.try_report(said(lead, outcome)).await.expect("the report is taken")
    }

    pub(crate) async fn number(&self, id: NumberId) -> Number {
        number::find(&self.service, &self.actor, self.slug(), id).await.expect("the number is there")
    }

    /// The number of a phone.
    pub(crate) async fn number_of(&self, phone: &E164) -> NumberId {
        let all =
            number::list(&self.service, &self.actor, Some(self.slug()), NumberFilter::default(), None, 500);
        let all = all.await.expect("the pool").items;
        all.into_iter().find(|number| number.number == *phone).expect("it is in the pool").id
    }

    pub(crate) async fn assignment(&self, id: AssignmentId) -> AssignmentView {
        assignment::find(&self.service, &self.actor, self.slug(), id).await.expect("the assignment is there")
    }

    /// Status and attempts, in one word for comparing.
    pub(crate) async fn stands(&self, id: AssignmentId) -> (Status, i32) {
        let view = self.assignment(id).await;
        (view.status, view.call_attempts)
    }
}

pub(crate) fn phone(text: &str) -> E164 {
    E164::parse(text).expect("a phone")
}

pub(crate) fn asking(lead: &str, phone: &str) -> Assign {
    Assign { lead: lead.to_owned(), phone: Some(phone.to_owned()), ..Assign::default() }
}

pub(crate) fn said(lead: &str, outcome: &str) -> Report {
    Report { lead: lead.to_owned(), outcome: outcome.to_owned(), ..Report::default() }
}

/// The reply's action and attempts.
pub(crate) fn answer(reported: &Reported) -> (Action, Option<i32>) {
    (reported.action, reported.call_attempts)
}

#[track_caller]
pub(crate) fn conflict<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Conflict {
    match result {
        Err(ServiceError::Conflict(conflict)) => conflict,
        other => panic!("expected a conflict, got {other:?}"),
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}
