//! Undoing a release: the same person on the same number, as it was, where that is still possible.

use crate::office::{Office, asking, conflict, said};
use chrono::TimeDelta;
use steadyline_core::assignment::Status;
use steadyline_core::id::AssignmentId;
use steadyline_core::page::{FixKind, WarningKind};
use steadyline_db::testing::disagreements;
use steadyline_service::assignment::{
    AssignmentView, Many, lock, rehome, reinstate, reinstate_many, release, release_many,
};
use steadyline_service::call::Report;
use steadyline_service::diagnostics::{Ask, UndoneBy, mend};
use steadyline_service::lead::{erase, set_suppressed, suppress_many, undo_suppression};
use steadyline_service::number::retire;
use steadyline_service::page::released_told;
use steadyline_service::report::{self, Asked};
use steadyline_service::{Conflict, ServiceError};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";

/// Whether it can be undone.
async fn released(office: &Office, id: AssignmentId) -> bool {
    let view = release(&office.service, &office.actor, office.slug(), id, "by mistake").await.unwrap();
    can_undo(office, &view).await
}

async fn can_undo(office: &Office, released: &AssignmentView) -> bool {
    released_told(&office.service, &office.actor, office.slug(), released).await.unwrap().can_undo
}

async fn back(office: &Office, id: AssignmentId) -> Result<AssignmentView, ServiceError> {
    reinstate(&office.service, &office.actor, office.slug(), id, None).await
}

async fn kinds(office: &Office, id: AssignmentId) -> Vec<String> {
    let history = office.assignment(id).await.history.unwrap();
    history.into_iter().map(|entry| entry.kind).collect()
}

steadyline_db::on_both_engines! {
    async fn leads_that_diagnostics_released_get_their_numbers_back(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let never = office.assign("a", "5125550176").await.assignment_id;
        let silent = office.assign("b", "2145550177").await.assignment_id;
        office.report("b", "answered").await;
        office.wait(TimeDelta::days(20));
        for (check, id) in [(WarningKind::AssignedTooLong, never), (WarningKind::SilentHeld, silent)] {
            let ask = Ask { check, fix: FixKind::Release, number: None, days: None };
            let mended = mend(&office.service, &office.actor, office.slug(), ask).await.unwrap();
            assert_eq!(office.stands(id).await.0, Status::Released);
            let Some(UndoneBy::Reinstating(leads)) = mended.undone_by else { panic!("{check:?}") };
            assert_eq!(leads, [id], "{check:?}");
            let (back, refused) =
                reinstate_many(&office.service, &office.actor, office.slug(), &leads).await.unwrap();
            assert!(refused.is_empty(), "{refused:?}");
            assert_eq!(office.stands(back[0]).await.0, Status::Active);
        }
    }

    async fn what_an_outcome_on_another_number_ended_is_not_undone(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        office.wait(TimeDelta::minutes(5));
        let moved = rehome(&office.service, &office.actor, office.slug(), first.assignment_id, "tired").await.unwrap();
        let late = Report { phone_number: Some(AUSTIN.to_owned()), ..said("a", "not_interested") };
        office.try_report(late).await.unwrap();
        assert_eq!(office.stands(moved.id).await.0, Status::Released);
        let why = conflict(back(&office, moved.id).await).to_string();
        assert!(why.contains("correct the call"), "{why}");
    }

    async fn a_released_lead_has_its_number_back_with_attempts_and_limit(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let made = office.assign("a", "5125550101").await;
        office.report("a", "busy").await;
        office.report("a", "no_answer").await;
        released(&office, made.assignment_id).await;
        office.wait(TimeDelta::minutes(1));
        let again = back(&office, made.assignment_id).await.unwrap();
        assert_eq!((again.number_id, again.status, again.call_attempts, again.max_attempts), (made.number_id, Status::Active, 2, 5));
        assert_eq!((again.slot, again.rehomed_from), (Some(0), Some(made.assignment_id)));
        assert!(again.choice.is_some(), "why it has this number is what it was");
        assert_eq!(office.stands(made.assignment_id).await, (Status::Released, 2), "the old one stays ended");
        assert_eq!(kinds(&office, again.id).await, ["assignment.reinstated"]);
        let number = office.number(made.number_id).await;
        assert_eq!((number.occupancy.active_leads, number.last_assigned_at), (1, Some(again.assigned_at)));
        let twice = back(&office, made.assignment_id).await.unwrap();
        assert_eq!(twice.id, again.id, "a second time changes nothing");
        let asked = Asked { broker: Some(office.slug().to_owned()), ..Asked::default() };
        let pool = report::utilization(&office.service, &office.actor, &asked).await.unwrap();
        assert_eq!(pool.rehomed.now, Some(0.0), "nobody moved to another number");
        assert_eq!(disagreements(&db.db).await.unwrap(), Vec::<String>::new());
        for _ in 0..3 {
            office.report("a", "busy").await;
        }
        assert_eq!(office.stands(again.id).await, (Status::Unreachable, 5), "the limit goes on from where it was");
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn a_held_lead_is_held_again_and_a_booked_one_keeps_its_appointment(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let held = office.assign("held", "5125550101").await;
        office.report("held", "answered").await;
        released(&office, held.assignment_id).await;
        let again = back(&office, held.assignment_id).await.unwrap();
        assert!(again.first_answered_at.is_some() && again.booked_at.is_none() && again.slot.is_none());
        let booked = office.assign("booked", "5125550102").await;
        let at = office.now() + TimeDelta::days(2);
        lock(&office.service, &office.actor, office.slug(), booked.assignment_id, Some(at), "met in person").await.unwrap();
        released(&office, booked.assignment_id).await;
        let again = back(&office, booked.assignment_id).await.unwrap();
        assert_eq!((again.status, again.appointment_at), (Status::BookedLocked, Some(at)));
        let number = office.number(booked.number_id).await;
        assert_eq!((number.occupancy.active_leads, number.occupancy.booked_leads), (1, 1));
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn a_number_that_other_leads_have_by_now_is_not_given_back(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let first = office.assign("a", "5125550101").await;
        released(&office, first.assignment_id).await;
        office.assign("b", "5125550102").await;
        assert_eq!(conflict(back(&office, first.assignment_id).await), Conflict::NumberTaken);
        let number = office.number(first.number_id).await;
        assert_eq!(number.occupancy.active_leads, 1, "nothing was left behind");
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn what_stands_against_the_lead_stands_against_giving_back(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN, DALLAS]).await;
        let (service, actor, slug) = (&office.service, &office.actor, "alder");
        let gone = office.assign("gone", "5125550101").await;
        released(&office, gone.assignment_id).await;
        retire(service, actor, slug, gone.number_id, false).await.unwrap();
        assert_eq!(conflict(back(&office, gone.assignment_id).await), Conflict::NumberOutOfService);
        let live = office.assign("live", "2145550102").await;
        assert!(matches!(conflict(back(&office, live.assignment_id).await), Conflict::PersonHasNumber));
        released(&office, live.assignment_id).await;
        let newer = office.assign("live", "2145550102").await;
        assert_eq!(conflict(back(&office, live.assignment_id).await), Conflict::PersonHasNumber);
        released(&office, newer.assignment_id).await;
        assert!(matches!(conflict(back(&office, live.assignment_id).await), Conflict::NotUndone { .. }), "it had another since");
        set_suppressed(service, actor, slug, &newer.lead_id.to_string(), true).await.unwrap();
        assert_eq!(conflict(back(&office, newer.assignment_id).await), Conflict::LeadSuppressed);
        let wrong = office.assign("wrong", "2145550103").await;
        office.report("wrong", "wrong_number").await;
        assert_eq!(conflict(back(&office, wrong.assignment_id).await), Conflict::BadPhone);
        let cold = office.assign("cold", "2145550104").await;
        office.report("cold", "not_interested").await;
        assert!(matches!(conflict(back(&office, cold.assignment_id).await), Conflict::NotUndone { .. }), "an outcome ended it");
        let erased = office.assign("erased", "2145550105").await;
        released(&office, erased.assignment_id).await;
        erase(service, actor, slug, &erased.lead_id.to_string()).await.unwrap();
        assert_eq!(conflict(back(&office, erased.assignment_id).await), Conflict::LeadErased);
        let used_up = office.assign("used up", "2145550106").await;
        for _ in 0..5 {
            office.report("used up", "busy").await;
        }
        assert!(!released(&office, used_up.assignment_id).await, "an unreachable lead had no number");
        assert!(matches!(conflict(back(&office, used_up.assignment_id).await), Conflict::NotUndone { .. }));
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn a_lead_that_kept_its_number_beyond_its_limit_can_have_it_back(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("a", "5125550101").await;
        let until = (office.now() + TimeDelta::days(7)).format("%Y-%m-%dT%H:%M:%S%.6fZ");
        db.execute(&format!("update lead_number_assignments set limit_held_until = '{until}'")).await.unwrap();
        for _ in 0..5 {
            office.report("a", "busy").await;
        }
        assert_eq!(office.stands(made.assignment_id).await, (Status::Active, 5), "it called back in vain");
        assert!(released(&office, made.assignment_id).await, "it had the number");
        let again = back(&office, made.assignment_id).await.unwrap();
        assert!(!can_undo(&office, &office.assignment(made.assignment_id).await).await, "it has it");
        assert_eq!((again.number_id, again.status, again.call_attempts), (made.number_id, Status::Active, 5));
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn a_rehomed_lead_is_given_back_the_number_it_moved_to(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550101").await;
        office.report("a", "busy").await;
        let moved = rehome(&office.service, &office.actor, "alder", first.assignment_id, "it is bad").await.unwrap();
        released(&office, moved.id).await;
        assert!(matches!(conflict(back(&office, first.assignment_id).await), Conflict::NotUndone { .. }));
        let again = back(&office, moved.id).await.unwrap();
        assert_eq!((again.number_id, again.call_attempts), (moved.number_id, 1));
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn a_correction_of_a_call_before_the_release_reaches_what_goes_on(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let made = office.assign("a", "5125550101").await;
        let call = |outcome: &str, correct: bool| steadyline_service::call::Report {
            call_id: Some("CA-1".to_owned()),
            correct,
            ..crate::office::said("a", outcome)
        };
        office.try_report(call("answered", false)).await.unwrap();
        released(&office, made.assignment_id).await;
        office.wait(TimeDelta::minutes(1));
        let again = back(&office, made.assignment_id).await.unwrap();
        assert!(again.first_answered_at.is_some());
        office.try_report(call("busy", true)).await.unwrap();
        let now = office.assignment(again.id).await;
        assert_eq!((now.first_answered_at, now.call_attempts, now.slot), (None, 1, Some(0)));
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn of_two_who_race_for_one_number_one_has_it(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let first = office.assign("a", "5125550101").await;
        released(&office, first.assignment_id).await;
        let other = asking("b", "5125550102");
        let (back, taken) = tokio::join!(back(&office, first.assignment_id), office.try_assign(other));
        assert_ne!(back.is_ok(), taken.is_ok(), "{back:?} {taken:?}");
        assert_eq!(office.number(first.number_id).await.occupancy.active_leads, 1);
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn the_same_undo_twice_at_once_makes_one_assignment(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let first = office.assign("a", "5125550101").await;
        released(&office, first.assignment_id).await;
        let id = first.assignment_id;
        let (a, b, c) = tokio::join!(back(&office, id), back(&office, id), office.try_assign(asking("a", "5125550101")));
        let (a, b) = (a.ok(), b.ok());
        assert!(c.is_ok());
        if let (Some(a), Some(b)) = (&a, &b) {
            assert_eq!(a.id, b.id);
        }
        let live = db.count("select count(*) from lead_number_assignments where status = 'active'").await;
        assert_eq!(live, 1);
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn erasing_and_giving_back_at_once_leave_no_number_with_an_erased_lead(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let first = office.assign("a", "5125550101").await;
        released(&office, first.assignment_id).await;
        let lead = first.lead_id.to_string();
        let (back, erased) = tokio::join!(
            back(&office, first.assignment_id),
            erase(&office.service, &office.actor, "alder", &lead),
        );
        assert!(erased.is_ok());
        if let Err(error) = back {
            assert_eq!(conflict::<()>(Err(error)), Conflict::LeadErased);
        }
        let live = db.count("select count(*) from lead_number_assignments where status = 'active'").await;
        assert_eq!(live, 0);
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn an_undone_suppression_gives_the_number_back_unless_it_is_taken(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let (service, actor, slug) = (&office.service, &office.actor, "alder");
        let made = office.assign("a", "5125550101").await;
        let lead = made.lead_id.to_string();
        set_suppressed(service, actor, slug, &lead, true).await.unwrap();
        office.wait(TimeDelta::minutes(1));
        let undone = undo_suppression(service, actor, slug, &lead).await.unwrap();
        assert_eq!((undone.lead.suppressed_at, undone.without_number), (None, None));
        assert_eq!(office.assign("a", "5125550101").await.number_id, made.number_id);
        set_suppressed(service, actor, slug, &lead, true).await.unwrap();
        office.assign("b", "5125550102").await;
        let undone = undo_suppression(service, actor, slug, &lead).await.unwrap();
        assert_eq!((undone.lead.suppressed_at, undone.without_number), (None, Some(Conflict::NumberTaken)));
        office.report("b", "do_not_call").await;
        let why = undo_suppression(service, actor, slug, "b").await;
        assert!(matches!(conflict(why), Conflict::NotUndone { .. }), "who asked for it on a call");
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn many_are_released_and_given_back_together(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let (service, actor, slug) = (&office.service, &office.actor, "alder");
        let mut leads = Vec::new();
        for (name, phone) in [("a", "5125550101"), ("b", "5125550102"), ("booked", "5125550103")] {
            leads.push(office.assign(name, phone).await.lead_id);
        }
        office.report("booked", "booked").await;
        let many = Many::Leads { leads: leads.clone(), booked: false };
        let released = release_many(service, actor, slug, many, "moved away").await.unwrap();
        assert_eq!(released.len(), 2, "who booked is left alone unless said");
        let (back, refused) = reinstate_many(service, actor, slug, &released).await.unwrap();
        assert_eq!((back.len(), refused.len()), (2, 0));
        let many = Many::Leads { leads: leads.clone(), booked: true };
        assert_eq!(release_many(service, actor, slug, many, "moved away").await.unwrap().len(), 3);
        assert_eq!(suppress_many(service, actor, slug, &leads).await.unwrap().len(), 3);
        assert_eq!(suppress_many(service, actor, slug, &leads).await.unwrap().len(), 0);
        assert!(matches!(
            release_many(service, actor, slug, Many::Leads { leads: vec![], booked: true }, "why").await,
            Err(ServiceError::Field(_))
        ));
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn who_is_silent_is_released_and_who_spoke_only_where_that_is_said(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let (service, actor, slug) = (&office.service, &office.actor, "alder");
        let silent = office.assign("silent", "5125550101").await;
        let held = office.assign("held", "5125550102").await;
        office.report("held", "answered").await;
        let booked = office.assign("booked", "5125550103").await;
        office.report("booked", "booked").await;
        office.wait(TimeDelta::days(8));
        let fresh = office.assign("fresh", "5125550104").await;
        let release = |held| release_many(service, actor, slug, Many::Silent { days: 7, held }, "silent");
        assert_eq!(release(false).await.unwrap(), [silent.assignment_id]);
        assert_eq!(release(true).await.unwrap(), [held.assignment_id]);
        for still in [booked, fresh] {
            assert!(office.stands(still.assignment_id).await.0.is_live());
        }
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }
}
