//! Another outcome for a known call: it still counts once, and the state follows what is left.

use crate::office::{Office, asking, conflict, phone, said};
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use steadyline_core::assignment::{Action, Assignment, Status};
use steadyline_core::choice::Match;
use steadyline_core::lead::Deal;
use steadyline_core::outcome::Outcome;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::{Actor, Role};
use steadyline_db::testing::{TestDb, disagreements};
use steadyline_db::{DbError, assignment as rows};
use steadyline_service::assignment::{rehome, release};
use steadyline_service::broker::{BrokerEdit, SettingsChange, edit};
use steadyline_service::call::{Report, record};
use steadyline_service::lead::{find, set_suppressed};
use steadyline_service::{Conflict, page};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";

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
        assert_eq!(office.try_report(named("voicemail")).await.unwrap().in_place_of, None);
        let corrected = office.try_report(named("answered")).await.unwrap();
        assert_eq!(corrected.in_place_of, Some(Outcome::Voicemail));
        assert_eq!(office.try_report(named("answered")).await.unwrap().in_place_of, None, "the same again");
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

    async fn what_came_later_corrects_a_report_without_a_time_of_its_own(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.wait(TimeDelta::hours(1));
        office.try_report(named("voicemail")).await.unwrap();
        let called = |minutes| Some(office.now() - TimeDelta::minutes(minutes));
        let rung = Report { call_timestamp: called(20), ..named("answered") };
        assert_eq!(office.try_report(rung).await.unwrap().action, Action::Held);
        let older = Report { call_timestamp: called(30), ..named("no_answer") };
        assert_eq!(office.try_report(older).await.unwrap().outcome.as_str(), "answered", "both say when");
        let newer = Report { call_timestamp: called(10), ..named("no_answer") };
        assert_eq!(office.try_report(newer).await.unwrap().action, Action::Continue);
    }

    async fn a_call_that_failed_after_all_was_nobodys_last_one(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        let last = async || {
            let (number, lead) = (office.number(made.number_id).await, office.assignment(made.assignment_id).await);
            (number.last_used_at, lead.last_call_at)
        };
        office.report("a", "no_answer").await;
        let first = last().await;
        assert!(first.0.is_some() && first.0 == first.1, "{first:?}");
        office.wait(TimeDelta::hours(2));
        office.try_report(named("voicemail")).await.unwrap();
        let second = last().await;
        assert!(second.0 > first.0 && second.1 > first.1, "{second:?}");
        office.try_report(named("failed")).await.unwrap();
        assert_eq!(last().await, first, "as before the call");
        office.try_report(named("answered")).await.unwrap();
        assert_eq!(last().await, second, "it was made after all");
    }

    async fn who_spoke_on_another_number_was_called_then(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN, DALLAS]).await;
        let made = office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        office.wait(TimeDelta::days(2));
        let moved = rehome(&office.service, &office.actor, office.slug(), made.assignment_id, "it is ill").await.unwrap();
        office.wait(TimeDelta::days(2));
        let late = Report { phone_number: Some(AUSTIN.to_owned()), ..said("a", "answered") };
        office.try_report(late).await.unwrap();
        let live = office.assignment(moved.id).await;
        assert!(live.last_call_at.is_some_and(|at| office.now() - at < TimeDelta::minutes(1)), "{live:?}");
    }

    async fn a_booking_is_taken_back_only_on_purpose(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.try_report(named("booked")).await.unwrap();
        let kept = office.try_report(named("no_answer")).await.unwrap();
        assert_eq!((kept.action, kept.outcome.as_str()), (Action::Locked, "booked"));
        assert_eq!(kept.in_place_of, None);
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

    async fn taking_back_a_late_answer_withdraws_it_from_the_number_it_was_kept_on(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        let late = office.try_report(named("booked")).await.unwrap();
        assert_eq!(late.action, Action::Locked);
        let back = office.try_report(correcting("voicemail")).await.unwrap();
        assert_eq!((back.assignment_id, back.action), (late.assignment_id, Action::Continue), "never answered, no attempt here yet");
        assert_eq!(office.number(late.number_id.unwrap()).await.occupancy.booked_leads, 0);
    }

    async fn a_correction_reaches_the_number_the_lead_was_moved_to(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        office.report("a", "voicemail").await;
        office.try_report(named("booked")).await.unwrap();
        let moved = rehome(&office.service, &office.actor, office.slug(), first.assignment_id, "it is ill").await.unwrap();
        let back = office.try_report(correcting("failed")).await.unwrap();
        assert_eq!((back.assignment_id, back.action, back.call_attempts), (Some(moved.id), Action::Continue, Some(1)));
        assert_eq!(office.stands(moved.id).await, (Status::Active, 1));
        assert_eq!(disagreements(&db.db).await.unwrap(), Vec::<String>::new());
    }

    async fn a_booking_that_corrects_an_answer_locks_the_lead_although_its_number_was_given_back(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let first = office.assign("a", "5125550176").await;
        office.try_report(named("answered")).await.unwrap();
        release(&office.service, &office.actor, office.slug(), first.assignment_id, "by mistake").await.unwrap();
        let booked = office.try_report(named("booked")).await.unwrap();
        assert_eq!((booked.action, booked.phone_number), (Action::Locked, Some(phone(AUSTIN))));
    }

    async fn the_first_reply_to_a_late_answer_is_given_again_as_it_was(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        let first = office.try_report(named("answered")).await.unwrap();
        let again = office.try_report(named("answered")).await.unwrap();
        assert_eq!((again.assignment_id, again.action), (first.assignment_id, first.action));
    }

    async fn a_do_not_call_that_was_said_twice_or_by_hand_outlives_a_correction(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.try_report(named("do_not_call")).await.unwrap();
        office.report("a", "do_not_call").await;
        office.try_report(correcting("voicemail")).await.unwrap();
        assert_eq!(conflict(office.try_assign(asking("a", "5125550176")).await), Conflict::LeadSuppressed);
        office.assign("b", "5125550177").await;
        set_suppressed(&office.service, &office.actor, office.slug(), "b", true).await.unwrap();
        let b = |outcome: &str| Report { call_id: Some("call-2".to_owned()), correct: true, ..said("b", outcome) };
        office.try_report(b("do_not_call")).await.unwrap();
        office.try_report(b("voicemail")).await.unwrap();
        assert_eq!(conflict(office.try_assign(asking("b", "5125550177")).await), Conflict::LeadSuppressed);
    }

    async fn a_held_lead_whose_answer_is_taken_back_is_held_no_longer_although_others_have_the_number(db: TestDb) {
        let office = Office::open(&db, 3, &[AUSTIN]).await;
        let a = office.assign("a", "5125550176").await;
        office.try_report(named("answered")).await.unwrap();
        office.assign("b", "5125550177").await;
        let settings = SettingsChange::Texts(vec![("leads_per_number".to_owned(), "1".to_owned())]);
        let change = BrokerEdit { settings: Some(settings), ..BrokerEdit::default() };
        edit(&office.service, &office.actor, office.slug(), change).await.unwrap();
        assert_eq!(office.try_report(named("voicemail")).await.unwrap().action, Action::Continue);
        assert_eq!(office.assignment(a.assignment_id).await.slot, Some(1), "the number drains");
    }

    async fn a_correction_by_another_record_of_the_person_is_about_the_lead_of_the_call(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.assign("b", "5125550176").await;
        office.try_report(named("not_interested")).await.unwrap();
        office.try_report(Report { lead: "b".to_owned(), ..named("voicemail") }).await.unwrap();
        let lead = find(&office.service, &office.actor, office.slug(), "a").await.unwrap();
        assert_eq!(lead.deal, Deal::Open);
    }

    async fn a_contact_that_was_taken_back_no_longer_draws_the_lead_to_its_old_number(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.try_report(named("not_interested")).await.unwrap();
        office.try_report(named("voicemail")).await.unwrap();
        assert_eq!(office.assign("a", "5125550176").await.matched, Match::AreaCode);
    }

    async fn a_person_gives_a_booking_another_time_and_the_timeline_keeps_both_notes(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        let first = office.now() + TimeDelta::days(1);
        let noted = |note: &str, at| Report { appointment_at: Some(at), notes: Some(note.to_owned()), ..named("booked") };
        office.try_report(noted("wants a loan", first)).await.unwrap();
        let moved = first + TimeDelta::days(2);
        office.try_report(noted("asked for Friday", moved)).await.unwrap();
        assert_eq!(office.assignment(made.assignment_id).await.appointment_at, Some(first), "a repetition changes nothing");
        let ann = Actor::User { id: office.service.clock.id(), name: "Ann".to_owned(), role: Role::Admin };
        let report = Report { broker: Some(office.slug().to_owned()), ..noted("asked for Friday", moved) };
        let said = record(&office.service, &ann, report).await.unwrap();
        assert_eq!((said.action, said.call_attempts), (Action::Locked, Some(1)));
        assert_eq!(office.assignment(made.assignment_id).await.appointment_at, Some(moved));
        let page = page::lead(&office.service, &office.actor, office.slug(), "a", &Default::default()).await.unwrap();
        let notes: Vec<_> = page.timeline.iter().filter(|entry| !entry.note.is_empty()).map(|entry| (&*entry.note, &*entry.who)).collect();
        assert_eq!(notes, [("asked for Friday", "Ann"), ("wants a loan", office.actor.name())]);
    }

    async fn a_correction_that_ends_the_number_a_lead_was_moved_to_tells_of_that_one(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        let called = Some(office.now() + TimeDelta::minutes(1));
        office.wait(TimeDelta::minutes(5));
        let moved = rehome(&office.service, &office.actor, office.slug(), first.assignment_id, "tired").await.unwrap();
        let late = office.try_report(Report { call_timestamp: called, ..named("voicemail") }).await.unwrap();
        assert_eq!(late.assignment_id, Some(moved.id));
        let over = office.try_report(correcting("not_interested")).await.unwrap();
        assert_eq!((over.action, over.assignment_id), (Action::Released, Some(moved.id)));
    }

    async fn a_booking_that_was_a_wrong_number_leaves_no_booking_behind(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", "5125550177").await;
        office.try_report(named("booked")).await.unwrap();
        office.try_report(correcting("wrong_number")).await.unwrap();
        let ended = office.assignment(lead.assignment_id).await;
        assert_eq!((ended.status, ended.first_answered_at, ended.booked_at), (Status::Released, None, None));
    }
}

/// SQLite has one writer: nobody comes in between.
#[tokio::test]
async fn what_somebody_changed_in_between_is_read_again() {
    let db = Arc::new(TestDb::postgres().await);
    let office = Office::open(&db, 1, &[AUSTIN]).await;
    let (broker, id) = (office.broker.id, office.assign("a", "5125550176").await.assignment_id);
    let (other, tries) = (db.clone(), Arc::new(AtomicU32::new(0)));
    let tried = tries.clone();
    let saved: Result<(), DbError> = db
        .db
        .write(move |tx| {
            let (other, tried) = (other.clone(), tried.clone());
            Box::pin(async move {
                let before = rows::find(tx, broker, id).await?.expect("it is there");
                if tried.fetch_add(1, Ordering::Relaxed) == 0 {
                    // As who holds the number, and not the lead.
                    other.execute("update lead_number_assignments set call_attempts = 1").await.unwrap();
                }
                let after = Assignment { notes: Some("kept".to_owned()), ..before.clone() };
                rows::update(tx, &before, &after).await
            })
        })
        .await;
    saved.unwrap();
    assert_eq!((tries.load(Ordering::Relaxed), office.stands(id).await.1), (2, 1));
}
