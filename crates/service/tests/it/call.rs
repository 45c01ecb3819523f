//! What came of a call: counted once, with what follows from it.

use crate::office::{Office, answer, asking, conflict, phone, said};
use crate::who::field;
use chrono::TimeDelta;
use steadyline_core::assignment::{Action, Status};
use steadyline_core::choice::Match;
use steadyline_core::setting::BrokerSettings;
use steadyline_service::assignment::{lock, release};
use steadyline_service::call::Report;
use steadyline_service::{Conflict, ServiceError};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";

steadyline_db::on_both_engines! {
    async fn the_fifth_attempt_without_an_answer_frees_the_number_for_the_next_lead(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let first = office.assign("a", "5125550176").await;
        for attempt in 1..5 {
            let reply = office.report("a", "no_answer").await;
            assert_eq!(answer(&reply), (Action::Continue, Some(attempt)));
            assert_eq!(reply.attempts_left, Some(5 - attempt));
        }
        let last = office.report("a", "voicemail").await;
        assert_eq!((answer(&last), last.attempts_left), ((Action::Unreachable, Some(5)), Some(0)));
        let next = office.assign("b", "5125550177").await;
        assert_eq!(next.number_id, first.number_id);
    }

    async fn a_held_lead_outlives_its_attempts_and_a_booked_one_goes_to_the_main_line(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        assert_eq!(office.report("a", "answered").await.action, Action::Held);
        for _ in 0..7 {
            let reply = office.report("a", "no_answer").await;
            assert_eq!((reply.action, reply.attempts_left), (Action::Held, None));
        }
        let booked = office.report("a", "booked").await;
        assert_eq!((booked.action, booked.route_to.clone()), (Action::Locked, Some(phone("5125550100"))));
        assert_eq!(booked.status, Some(Status::BookedLocked));
        assert_eq!(office.report("a", "no_answer").await.action, Action::Locked);
    }

    async fn a_call_moves_the_numbers_counters_and_its_health(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let id = office.assign("a", "5125550176").await.number_id;
        office.report("a", "no_answer").await;
        let after_one = office.number(id).await;
        assert_eq!((after_one.call_count, after_one.contact_count, after_one.health_score), (1, 0, 40));
        office.report("a", "answered").await;
        let after_two = office.number(id).await;
        assert_eq!((after_two.call_count, after_two.contact_count, after_two.health_score), (2, 1, 70));
        assert_eq!(after_two.answer_rate(), Some(50.0));
        assert!(after_two.last_used_at.is_some_and(|at| office.now() - at < TimeDelta::minutes(1)));
    }

    async fn an_appointment_that_nobody_can_mean_is_refused(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        for days in [-31, 1_827, 2_900_000] {
            let appointment_at = Some(office.now() + TimeDelta::days(days));
            let refused = office.try_report(Report { appointment_at, ..said("a", "booked") }).await;
            assert_eq!(field(refused), "appointment_at", "{days}");
            let refused =
                lock(&office.service, &office.actor, office.slug(), made.assignment_id, appointment_at, "x").await;
            assert_eq!(field(refused), "appointment_at", "{days}");
        }
        assert_eq!(office.stands(made.assignment_id).await, (Status::Active, 0));
        let appointment_at = Some(office.now() + TimeDelta::days(1_800));
        office.try_report(Report { appointment_at, ..said("a", "booked") }).await.unwrap();
    }

    async fn a_failed_call_counts_nowhere(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let id = office.assign("a", "5125550176").await.number_id;
        assert_eq!(answer(&office.report("a", "failed").await), (Action::Continue, Some(0)));
        let number = office.number(id).await;
        assert_eq!((number.call_count, number.health_score, number.last_used_at), (0, 100, None));
    }

    async fn the_same_call_reported_five_times_counts_once(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let id = office.assign("a", "5125550176").await.number_id;
        for _ in 0..5 {
            let reply = office.try_report(named("a", "voicemail", "call-1")).await.unwrap();
            assert_eq!(answer(&reply), (Action::Continue, Some(1)));
        }
        assert_eq!(office.number(id).await.call_count, 1);
    }

    async fn one_call_id_for_two_people_at_once_counts_once(db: TestDb) {
        let office = Office::open(&db, 50, &[AUSTIN]).await;
        let number = office.assign("a-0", "5125553300").await.number_id;
        for n in 0..12 {
            let (a, b, call) = (format!("a-{n}"), format!("b-{n}"), Some(format!("call-{n}")));
            office.assign(&a, &format!("512555{:04}", 3300 + n)).await;
            office.assign(&b, &format!("512555{:04}", 3400 + n)).await;
            let report = |lead: &str| office.try_report(Report { call_id: call.clone(), ..said(lead, "answered") });
            let (a, b) = tokio::join!(report(&a), report(&b));
            let refused = match (a, b) {
                (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
                other => panic!("one is counted and one refused: {other:?}"),
            };
            assert!(matches!(refused, ServiceError::Field(error) if error.field == "call_id"));
        }
        assert_eq!(office.number(number).await.call_count, 12);
    }

    async fn what_both_records_of_a_person_report_at_once_is_counted(db: TestDb) {
        let office = Office::open(&db, 50, &[AUSTIN]).await;
        for n in 0..12 {
            let (a, b, phone) = (format!("a-{n}"), format!("b-{n}"), format!("512555{:04}", 3500 + n));
            let made = office.assign(&a, &phone).await;
            office.assign(&b, &phone).await;
            let report = |lead: &str| office.try_report(said(lead, "answered"));
            let (one, other) = tokio::join!(report(&a), report(&b));
            let attempts = [one.expect("counted").call_attempts, other.expect("counted").call_attempts];
            assert_eq!(attempts.into_iter().max(), Some(Some(2)));
            assert_eq!(office.stands(made.assignment_id).await, (Status::Active, 2));
        }
    }

    async fn a_call_of_another_person_is_refused(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.assign("b", "5125550177").await;
        office.try_report(named("a", "voicemail", "call-1")).await.unwrap();
        let error = office.try_report(named("b", "answered", "call-1")).await.unwrap_err();
        assert!(matches!(error, ServiceError::Field(error) if error.field == "call_id"));
    }

    async fn a_lead_without_a_number_is_told_so_unless_it_spoke_to_us(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let lead = steadyline_service::lead::NewLead { reference: Some("a".to_owned()), phone: Some(phone("5125550176")), name: None, area_code: None, state: None, quality: None, notes: None };
        steadyline_service::lead::create(&office.service, &office.actor, office.slug(), lead).await.unwrap();
        assert_eq!(conflict(office.try_report(said("a", "busy")).await), Conflict::NoLiveAssignment);
        assert_eq!(office.report("a", "answered").await.action, Action::Held);
        assert!(matches!(office.try_report(said("nobody", "busy")).await, Err(ServiceError::NotFound("lead"))));
    }

    async fn an_unreachable_lead_that_answers_late_is_held_on_the_same_number(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        let late = office.report("a", "answered").await;
        assert_eq!((late.action, late.phone_number.clone()), (Action::Held, Some(phone(AUSTIN))));
        assert_ne!(late.assignment_id, Some(first.assignment_id));
        assert_eq!(office.stands(first.assignment_id).await, (Status::Released, 2));
    }

    async fn a_lead_keeps_its_number_as_the_previous_one_however_poor_that_is(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, min_health: 90, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        let late = office.report("a", "answered").await.assignment_id.expect("a number");
        let late = office.assignment(late).await;
        assert_eq!(office.number(late.number_id).await.last_assigned_at, Some(late.assigned_at));
        let choice = late.choice.expect("a choice");
        assert_eq!((choice.number, choice.matched), (phone(AUSTIN), Match::Previous));
    }

    async fn an_unreachable_lead_that_answers_late_gets_the_next_best_if_its_number_is_taken(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        office.assign("b", "5125550177").await;
        let late = office.report("a", "booked").await;
        assert_eq!((late.action, late.phone_number.clone()), (Action::Locked, Some(phone(AUSTIN))), "a booked lead needs no room");
        let other = Office::number(&office, late.number_id.unwrap()).await;
        assert_eq!((other.occupancy.active_leads, other.occupancy.booked_leads), (1, 1));
    }

    async fn a_late_answer_with_no_number_free_is_still_recorded(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        let first = office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        office.assign("b", "5125550177").await;
        let late = office.report("a", "answered").await;
        assert_eq!((late.action, late.assignment_id), (Action::NoNumber, None));
        assert_eq!(office.number(first.number_id).await.call_count, 2);
    }

    async fn a_late_answer_on_the_old_number_holds_the_lead_on_its_present_one(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        let old = office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        office.assign("b", "5125550177").await;
        office.wait(TimeDelta::days(8));
        let present = office.assign("a", "5125550176").await;
        assert_eq!(present.phone_number, phone(DALLAS));
        let report = Report { phone_number: Some(AUSTIN.to_owned()), ..said("a", "answered") };
        let late = office.try_report(report).await.unwrap();
        assert_eq!((late.action, late.assignment_id), (Action::Held, Some(present.assignment_id)));
        assert_eq!(office.number(old.number_id).await.contact_count, 1);
        assert_eq!(office.number(present.number_id).await.call_count, 0);
    }

    async fn a_late_do_not_call_ends_the_present_assignment(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        office.assign("b", "5125550177").await;
        office.wait(TimeDelta::days(8));
        let present = office.assign("a", "5125550176").await;
        let report = Report { phone_number: Some(AUSTIN.to_owned()), ..said("a", "do_not_call") };
        assert_eq!(office.try_report(report).await.unwrap().action, Action::Released);
        assert_eq!(office.stands(present.assignment_id).await.0, Status::Released);
        assert_eq!(conflict(office.try_assign(asking("a", "5125550176")).await), Conflict::LeadSuppressed);
    }

    async fn bad_reports_name_the_field(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        let far = office.now() + TimeDelta::minutes(6);
        let old = office.now() - TimeDelta::days(31);
        for (report, field) in [
            (said("a", "maybe"), "outcome"),
            (Report { phone_number: Some("12".to_owned()), ..said("a", "busy") }, "phone_number"),
            (Report { phone_number: Some("2145550199".to_owned()), ..said("a", "busy") }, "phone_number"),
            (Report { call_timestamp: Some(far), ..said("a", "busy") }, "call_timestamp"),
            (Report { call_timestamp: Some(old), ..said("a", "busy") }, "call_timestamp"),
            (Report { call_duration: Some(-1), ..said("a", "busy") }, "call_duration"),
        ] {
            match office.try_report(report.clone()).await {
                Err(ServiceError::Field(error)) => assert_eq!(error.field, field),
                other => panic!("{report:?}: {other:?}"),
            }
        }
        assert_eq!(answer(&office.report("a", "failed").await), (Action::Continue, Some(0)), "nothing was kept");
    }

    async fn the_daily_cap_keeps_new_leads_away(db: TestDb) {
        let settings = BrokerSettings { leads_per_number: 10, daily_call_cap: 2, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "busy").await;
        office.report("a", "busy").await;
        conflict(office.try_assign(asking("b", "5125550177")).await);
        office.wait(TimeDelta::days(1));
        office.assign("b", "5125550177").await;
    }

    async fn the_reply_says_when_the_lead_may_be_called_again(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        assert!(office.assign("a", "5125550176").await.call_allowed);
        let reply = office.report("a", "busy").await;
        assert!(!reply.call_allowed);
        assert!(reply.not_before.is_some_and(|at| at > office.now() + TimeDelta::minutes(29)), "{}", reply.why);
    }

    async fn the_reply_says_never_of_who_is_not_to_be_called(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        let peace = office.report("a", "do_not_call").await;
        let never = "Never: the person asked not to be called.";
        assert_eq!((peace.call_allowed, peace.not_before, peace.why.as_str()), (false, None, never));
        office.assign("b", "5125550177").await;
        let wrong = office.report("b", "wrong_number").await;
        let not_here = "Not at this phone: it is someone else's. Enter another one.";
        assert_eq!((wrong.call_allowed, wrong.not_before, wrong.why.as_str()), (false, None, not_here));
    }

    async fn a_late_report_that_changes_nothing_says_what_the_lead_is_now(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        office.assign("b", "5125550177").await;
        office.wait(TimeDelta::days(8));
        let present = office.assign("a", "5125550176").await;
        for outcome in ["voicemail", "failed"] {
            let report = Report { phone_number: Some(AUSTIN.to_owned()), ..said("a", outcome) };
            let late = office.try_report(report).await.unwrap();
            assert_eq!((late.action, late.assignment_id), (Action::Continue, Some(present.assignment_id)));
            assert_eq!((late.call_attempts, late.attempts_left), (Some(0), Some(1)), "it was made for the number before");
        }
    }

    async fn who_answers_late_is_unreachable_no_more_whichever_number_was_called(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        release(&office.service, &office.actor, office.slug(), first.assignment_id, "rest").await.unwrap();
        office.assign("b", "5125550177").await;
        let second = office.assign("a", "5125550176").await;
        assert_eq!(office.report("a", "no_answer").await.action, Action::Unreachable);
        let report = Report { phone_number: Some(AUSTIN.to_owned()), ..said("a", "booked") };
        let late = office.try_report(report).await.unwrap();
        assert_eq!(late.action, Action::Locked);
        assert_eq!(office.stands(second.assignment_id).await.0, Status::Released);
    }
}

fn named(lead: &str, outcome: &str, call: &str) -> Report {
    Report { call_id: Some(call.to_owned()), ..said(lead, outcome) }
}
