//! What a lead that rings back is waited for, and when that is seen to.

use super::{connected, ended, logged, ring, rings, sees_agreement};
use crate::office::{Office, asking, said};
use chrono::TimeDelta;
use steadyline_core::assignment::Status;
use steadyline_core::carrier_call::LegStatus;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::WarningKind;
use steadyline_core::user::{Actor, Role};
use steadyline_service::assignment::Assign;
use steadyline_service::call::{Report, record};
use steadyline_service::job::run_due;
use steadyline_service::page;

const AUSTIN: &str = "5125550142";
const LEAD: &str = "5125560001";

async fn rang_back(office: &Office, status: LegStatus) {
    let of = rings(ring(office, "back", Some(LEAD), AUSTIN).await);
    ended(office, of, status).await;
}

async fn waits(office: &Office) -> bool {
    let page =
        page::lead(&office.service, &office.actor, office.slug(), "a", &Default::default()).await.unwrap();
    let checks = page::diagnostics(&office.service, &office.actor, office.slug()).await.unwrap().checks;
    let check = checks.iter().find(|check| check.kind == WarningKind::MissedCallback).unwrap();
    assert_eq!(check.rows.len(), usize::from(page.missed.is_some()), "the page and the check agree");
    page.missed.is_some()
}

steadyline_db::on_both_engines! {
    async fn who_rang_back_and_was_missed_keeps_the_number_as_long_as_the_limit_is_held(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", LEAD).await;
        office.report("a", "no_answer").await;
        office.wait(TimeDelta::days(13));
        rang_back(&office, LegStatus::NoAnswer).await;
        office.wait(TimeDelta::days(2));
        assert_eq!(run_due(&office.service).await.unwrap().released, 0);
        assert_eq!(office.stands(lead.assignment_id).await.0, Status::Active);
        office.wait(TimeDelta::days(6));
        assert_eq!(run_due(&office.service).await.unwrap().released, 1);
    }

    async fn a_call_that_failed_sees_to_no_callback_and_one_to_another_record_does(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        office.assign("a", LEAD).await;
        office.try_assign(Assign { lead: "b".to_owned(), ..asking("b", LEAD) }).await.unwrap();
        rang_back(&office, LegStatus::NoAnswer).await;
        office.wait(TimeDelta::minutes(5));
        assert!(waits(&office).await);
        office.report("a", "failed").await;
        assert!(waits(&office).await, "nobody was rung");
        office.wait(TimeDelta::minutes(5));
        office.report("b", "no_answer").await;
        assert!(!waits(&office).await);
    }

    async fn a_person_moves_the_appointment_of_who_booked_when_ringing_back(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", LEAD).await;
        rang_back(&office, LegStatus::Completed).await;
        let ann = Actor::User { id: office.service.clock.id(), name: "Ann".to_owned(), role: Role::Admin };
        let first = office.now() + TimeDelta::days(2);
        for at in [first, first + TimeDelta::days(1)] {
            let broker = Some(office.slug().to_owned());
            let report = Report { broker, call_id: Some("back".to_owned()), appointment_at: Some(at), ..said("a", "booked") };
            record(&office.service, &ann, report).await.unwrap();
            assert_eq!(office.assignment(lead.assignment_id).await.appointment_at, Some(at));
        }
        sees_agreement(&db).await;
    }

    async fn a_callback_that_was_no_booking_leaves_none_behind(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", LEAD).await;
        rang_back(&office, LegStatus::Completed).await;
        let said = |outcome| Report { call_id: Some("back".to_owned()), correct: true, ..said("a", outcome) };
        office.try_report(said("booked")).await.unwrap();
        let corrected = office.try_report(said("not_interested")).await.unwrap();
        assert_eq!(corrected.in_place_of, Some(Outcome::Booked));
        let ended = office.assignment(lead.assignment_id).await;
        assert_eq!((ended.status, ended.booked_at), (Status::Released, None));
        assert!(ended.first_answered_at.is_some());
        assert_eq!(logged(&office, lead.lead_id).await, ["not_interested"]);
        sees_agreement(&db).await;
    }
}
