//! Another outcome for a known call: it still counts once, and the state follows what is left.

use crate::office::{Office, asking, conflict, said};
use steadyline_core::assignment::{Action, Status};
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_service::call::{Report, record};

const AUSTIN: &str = "5125550142";

fn named(outcome: &str) -> Report {
    Report { call_id: Some("call-1".to_owned()), ..said("a", outcome) }
}

fn correcting(outcome: &str) -> Report {
    Report { correct: true, ..named(outcome) }
}

steadyline_db::on_both_engines! {
    async fn a_correction_moves_counters_by_the_difference(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let id = office.assign("a", "5125550176").await.number_id;
        office.try_report(named("voicemail")).await.unwrap();
        let corrected = office.try_report(named("answered")).await.unwrap();
        assert_eq!((corrected.action, corrected.call_attempts), (Action::Held, Some(1)));
        let number = office.number(id).await;
        assert_eq!((number.call_count, number.contact_count), (1, 1));
        let back = office.try_report(named("voicemail")).await.unwrap();
        assert_eq!((back.action, back.call_attempts), (Action::Continue, Some(1)));
        let number = office.number(id).await;
        assert_eq!((number.call_count, number.contact_count, number.occupancy.never_answered_leads), (1, 0, 1));
        let failed = office.try_report(named("failed")).await.unwrap();
        assert_eq!(failed.call_attempts, Some(0));
        assert_eq!(office.number(id).await.call_count, 0);
    }

    async fn a_booking_is_taken_back_only_on_purpose(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.try_report(named("booked")).await.unwrap();
        let kept = office.try_report(named("no_answer")).await.unwrap();
        assert_eq!((kept.action, kept.outcome.as_str()), (Action::Locked, "booked"));
        let taken = office.try_report(correcting("answered")).await.unwrap();
        assert_eq!((taken.action, taken.status), (Action::Held, Some(Status::Active)));
    }

    async fn a_booking_taken_back_while_another_lead_has_the_slot_stays_locked(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.try_report(named("booked")).await.unwrap();
        office.assign("b", "5125550177").await;
        let kept = office.try_report(correcting("answered")).await.unwrap();
        assert_eq!(kept.action, Action::Locked);
    }

    async fn taking_the_last_answer_back_may_leave_the_lead_unreachable(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        let id = office.assign("a", "5125550176").await.number_id;
        office.try_report(named("answered")).await.unwrap();
        assert_eq!(office.try_report(named("busy")).await.unwrap().action, Action::Unreachable);
        assert_eq!(office.number(id).await.occupancy.active_leads, 0);
    }

    async fn a_do_not_call_that_was_a_mistake_is_taken_back(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.try_report(named("do_not_call")).await.unwrap();
        conflict(office.try_assign(asking("a", "5125550176")).await);
        let back = office.try_report(correcting("answered")).await.unwrap();
        assert_eq!(back.action, Action::Held, "the lead spoke to us and is kept");
        office.assign("a", "5125550176").await;
    }

    async fn the_carrier_never_overrules_a_crm(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        let crm = Actor::Key {
            id: office.service.clock.id(),
            name: "CRM".to_owned(),
            role: steadyline_core::user::Role::Broker(office.broker.id),
        };
        record(&office.service, &crm, named("answered")).await.unwrap();
        let carrier = office.try_report(named("no_answer")).await.unwrap();
        assert_eq!((carrier.action, carrier.outcome.as_str()), (Action::Held, "answered"));
    }
}
