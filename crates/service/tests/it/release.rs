//! A release by a form: it does what the form told, or nothing.

use crate::office::{Office, asking, conflict};
use steadyline_core::assignment::Status;
use steadyline_core::id::AssignmentId;
use steadyline_core::page::StatusKind;
use steadyline_core::setting::BrokerSettings;
use steadyline_db::testing::disagreements;
use steadyline_service::assignment::{AssignmentView, release_shown};
use steadyline_service::{Conflict, ServiceError};

const AUSTIN: &str = "5125550142";

async fn shown_for(
    office: &Office,
    id: AssignmentId,
    status: StatusKind,
) -> Result<AssignmentView, ServiceError> {
    release_shown(&office.service, &office.actor, office.slug(), id, Some(status), "by the form").await
}

steadyline_db::on_both_engines! {
    async fn a_form_that_was_shown_for_a_live_lead_does_not_end_its_wait(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        let id = office.assign("a", "5125550176").await.assignment_id;
        office.report("a", "busy").await;
        for shown in [StatusKind::Active, StatusKind::Held, StatusKind::Booked] {
            let refused = conflict(shown_for(&office, id, shown).await);
            assert_eq!(refused, Conflict::OtherStatus { is: StatusKind::Unreachable, shown });
        }
        assert_eq!(office.stands(id).await, (Status::Unreachable, 1));
        let history = office.assignment(id).await.history.unwrap();
        assert!(history.iter().all(|entry| entry.kind != "assignment.released"), "{history:?}");
        let waits = conflict(office.try_assign(asking("a", "5125550176")).await);
        assert!(matches!(waits, Conflict::LeadUnreachable { .. }), "{waits}");
        shown_for(&office, id, StatusKind::Unreachable).await.unwrap();
        assert_eq!(office.stands(id).await, (Status::Released, 1));
        assert!(office.assign("a", "5125550176").await.created, "the wait is over");
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn a_form_that_did_not_know_of_an_answer_or_a_booking_releases_nothing(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        let id = made.assignment_id;
        for (outcome, shown, is) in [
            ("answered", StatusKind::Active, StatusKind::Held),
            ("booked", StatusKind::Held, StatusKind::Booked),
        ] {
            office.report("a", outcome).await;
            assert_eq!(conflict(shown_for(&office, id, shown).await), Conflict::OtherStatus { is, shown });
            assert!(office.stands(id).await.0.is_live(), "{outcome}");
        }
        assert_eq!(office.number(made.number_id).await.occupancy.booked_leads, 1);
        shown_for(&office, id, StatusKind::Booked).await.unwrap();
        assert_eq!(office.stands(id).await.0, Status::Released);
        let twice = conflict(shown_for(&office, id, StatusKind::Booked).await);
        assert_eq!(twice.to_string(), "the lead already gave its number back");
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }
}
