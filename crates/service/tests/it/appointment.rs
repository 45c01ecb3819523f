//! When the appointment of a lead is, whoever set it and wherever the lead went since.

use crate::office::{Office, said};
use chrono::{DateTime, TimeDelta, Utc};
use steadyline_core::id::AssignmentId;
use steadyline_core::user::{Actor, Role};
use steadyline_service::assignment::{lock, rehome};
use steadyline_service::call::{Report, record};
use steadyline_service::page;

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";

fn booked(call_id: &str, at: Option<DateTime<Utc>>) -> Report {
    Report { call_id: Some(call_id.to_owned()), appointment_at: at, ..said("a", "booked") }
}

/// A person of the office says so.
async fn says(office: &Office, report: Report) {
    let ann = Actor::User { id: office.service.clock.id(), name: "Ann".to_owned(), role: Role::Admin };
    let report = Report { broker: Some(office.slug().to_owned()), ..report };
    record(&office.service, &ann, report).await.unwrap();
}

async fn appointment(office: &Office, id: AssignmentId) -> Option<DateTime<Utc>> {
    office.assignment(id).await.appointment_at
}

steadyline_db::on_both_engines! {
    async fn a_booking_is_moved_to_another_time_after_the_lead_got_another_number(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let made = office.assign("a", "5125550176").await;
        let monday = office.now() + TimeDelta::days(2);
        office.try_report(booked("call-1", Some(monday))).await.unwrap();
        office.wait(TimeDelta::hours(1));
        let moved = rehome(&office.service, &office.actor, office.slug(), made.assignment_id, "tired").await.unwrap();
        assert_eq!(appointment(&office, moved.id).await, Some(monday));
        let tuesday = monday + TimeDelta::days(1);
        says(&office, booked("call-1", Some(tuesday))).await;
        assert_eq!(appointment(&office, moved.id).await, Some(tuesday));
        // Another booking there, and a word on the first call that says nothing of a time.
        let friday = monday + TimeDelta::days(4);
        office.try_report(booked("call-2", Some(friday))).await.unwrap();
        says(&office, Report { notes: Some("wants a loan".to_owned()), ..booked("call-1", None) }).await;
        assert_eq!(appointment(&office, moved.id).await, Some(friday));
    }

    async fn a_time_that_a_person_set_stays_when_other_calls_are_corrected(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        let tried = Report { call_id: Some("call-0".to_owned()), ..said("a", "voicemail") };
        office.try_report(tried.clone()).await.unwrap();
        let set = office.now() + TimeDelta::days(2);
        lock(&office.service, &office.actor, office.slug(), made.assignment_id, Some(set), "agreed by mail").await.unwrap();
        office.try_report(booked("call-1", None)).await.unwrap();
        office.try_report(Report { outcome: "no_answer".to_owned(), ..tried }).await.unwrap();
        assert_eq!(appointment(&office, made.assignment_id).await, Some(set));
        // A booking that named a time, and is taken back, takes that time along.
        let named = set + TimeDelta::days(1);
        office.try_report(booked("call-2", Some(named))).await.unwrap();
        assert_eq!(appointment(&office, made.assignment_id).await, Some(named));
        let back = Report { outcome: "answered".to_owned(), correct: true, ..booked("call-2", None) };
        office.try_report(back).await.unwrap();
        assert_eq!(appointment(&office, made.assignment_id).await, None);
    }

    async fn an_appointment_of_long_ago_does_not_stand_in_the_way_of_another_outcome(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        let met = office.now() + TimeDelta::days(2);
        office.try_report(booked("call-1", Some(met))).await.unwrap();
        office.wait(TimeDelta::days(40));
        // As a form sends it that shows the appointment.
        says(&office, Report { appointment_at: Some(met), ..said("a", "no_answer") }).await;
        assert_eq!(office.stands(made.assignment_id).await.1, 2);
        let page = page::lead(&office.service, &office.actor, office.slug(), "a", &Default::default()).await.unwrap();
        assert_eq!(page.timeline.iter().filter(|entry| entry.detail.contains("Appointment:")).count(), 1, "{:?}", page.timeline);
    }
}
