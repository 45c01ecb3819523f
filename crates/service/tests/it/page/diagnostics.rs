//! Diagnostics: each check appears when there is something, and is fine when there is not; each fix mends it.

use crate::office::Office;
use chrono::TimeDelta;
use steadyline_core::assignment::Status;
use steadyline_core::page::{Act, Check, DiagnosticsPage, FixKind, Severity, StatusKind, WarningKind};
use steadyline_core::setting::BrokerSettings;
use steadyline_db::testing::TestDb;
use steadyline_service::call::Report;
use steadyline_service::diagnostics::{Ask, Mended, UndoneBy, mend};
use steadyline_service::{ServiceError, number, page};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const MIAMI: &str = "3055550110";

async fn all(office: &Office) -> DiagnosticsPage {
    page::diagnostics(&office.service, &office.actor, office.slug()).await.unwrap()
}

async fn of(office: &Office, kind: WarningKind) -> Check {
    all(office).await.checks.into_iter().find(|check| check.kind == kind).unwrap()
}

async fn is_fine(office: &Office, kind: WarningKind) {
    let check = of(office, kind).await;
    assert_eq!((check.severity, check.state.as_str()), (None, "Fine"), "{check:?}");
    assert!(check.rows.is_empty() && check.rows_total == 0 && check.fixes.is_empty(), "{check:?}");
    assert!(!check.asks.is_empty() && !check.figures.is_empty(), "{check:?}");
    assert!(all(office).await.warnings.iter().all(|warning| warning.kind != kind));
}

async fn is_found(office: &Office, kind: WarningKind) -> Check {
    let page = all(office).await;
    assert!(page.warnings.iter().any(|warning| warning.kind == kind), "{kind:?}: {:?}", page.warnings);
    let check = page.checks.into_iter().find(|check| check.kind == kind).unwrap();
    assert!(check.severity.is_some() && check.state != "Fine", "{check:?}");
    check
}

fn ask(check: WarningKind, fix: FixKind) -> Ask {
    Ask { check, fix, number: None, days: None }
}

async fn mended(office: &Office, ask: Ask) -> Mended {
    try_mend(office, ask).await.unwrap()
}

async fn try_mend(office: &Office, ask: Ask) -> Result<Mended, ServiceError> {
    mend(&office.service, &office.actor, office.slug(), ask).await
}

async fn with(db: &TestDb, leads_per_number: i32, numbers: &[&str]) -> Office {
    let settings =
        BrokerSettings { leads_per_number, max_attempts: 50, daily_call_cap: 0, ..BrokerSettings::default() };
    Office::with(db, settings, numbers).await
}

async fn calls(office: &Office, lead: &str, outcome: &str, count: usize) {
    for _ in 0..count {
        office.report(lead, outcome).await;
    }
}

/// A row that no action of ours would write.
async fn assigned_by_sql(db: &TestDb, lead: &str, number: &str, columns: &str, values: &str) {
    let sql = format!(
        "insert into lead_number_assignments (broker_id, lead_id, number_id{columns})
         select l.broker_id, l.id, n.id{values}
         from leads l join phone_numbers n on n.broker_id = l.broker_id
         where l.reference = '{lead}' and n.number = '+1{number}'"
    );
    assert_eq!(db.execute(&sql).await.unwrap(), 1);
}

async fn lead_by_sql(db: &TestDb, reference: &str, phone: &str) {
    let sql = format!(
        "insert into leads (broker_id, reference, phone) select id, '{reference}', '+1{phone}' from brokers"
    );
    assert_eq!(db.execute(&sql).await.unwrap(), 1);
}

steadyline_db::on_both_engines! {
    async fn an_office_that_runs_well_has_nothing_but_fine_checks(db: TestDb) {
        let numbers: Vec<String> = (0..12).map(|n| format!("51255502{n:02}")).collect();
        let office = with(&db, 1, &numbers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        for kind in WarningKind::ALL {
            is_fine(&office, *kind).await;
        }
        let page = all(&office).await;
        assert_eq!((page.conflicts, page.proof.as_str()), (0, "0 conflicts: every lead sees one number."));
        let conflict = of(&office, WarningKind::Conflict).await;
        assert_eq!(conflict.figures, "0 conflicts: 1 live lead was looked at, each person sees one number.");
    }

    async fn two_numbers_for_one_person_are_found_and_the_booked_one_stays(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS]).await;
        let kept = office.assign("a", "5125550176").await;
        office.report("a", "booked").await;
        is_fine(&office, WarningKind::Conflict).await;
        lead_by_sql(&db, "twin", "5125550176").await;
        assigned_by_sql(&db, "twin", DALLAS, "", "").await;
        let check = is_found(&office, WarningKind::Conflict).await;
        assert_eq!((check.severity, check.rows_total, check.rows.len()), (Some(Severity::Hot), 2, 2));
        assert_eq!(check.state, "1 person sees more than one number");
        let done = mended(&office, ask(WarningKind::Conflict, FixKind::KeepOne)).await;
        assert_eq!((done.done, done.message.as_str()), (1, "1 lead is released."));
        assert_eq!(office.stands(kept.assignment_id).await.0, Status::BookedLocked);
        is_fine(&office, WarningKind::Conflict).await;
    }

    async fn leads_on_dead_numbers_are_found_booked_first_and_moved(db: TestDb) {
        let office = with(&db, 10, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        office.assign("b", "5125550177").await;
        office.assign("c", "5125550178").await;
        office.report("b", "answered").await;
        let at = office.now() + TimeDelta::hours(20);
        let booked = Report { appointment_at: Some(at), ..crate::office::said("c", "booked") };
        office.try_report(booked).await.unwrap();
        is_fine(&office, WarningKind::DeadNumber).await;
        db.execute("update phone_numbers set gone_at = created_at where number = '+15125550142'").await.unwrap();
        let check = is_found(&office, WarningKind::DeadNumber).await;
        let rows: Vec<_> = check.rows.iter().map(|row| (row.lead.as_ref().unwrap().title.as_str(), row.status)).collect();
        assert_eq!(rows, [
            ("c", Some(StatusKind::Booked)), ("b", Some(StatusKind::Held)), ("a", Some(StatusKind::Active)),
        ]);
        assert!(check.rows[0].appointment.is_some(), "the appointment is shown");
        let done = mended(&office, ask(WarningKind::DeadNumber, FixKind::MoveLeads)).await;
        assert_eq!((done.done, done.message.as_str()), (3, "3 leads have another number."));
        is_fine(&office, WarningKind::DeadNumber).await;
    }

    async fn moving_leads_is_done_for_all_or_for_none(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        for (lead, phone) in [("a", "5125550176"), ("b", "2145550177")] {
            office.assign(lead, phone).await;
            office.report(lead, "answered").await;
        }
        db.execute("update phone_numbers set is_active = false where number <> '+13055550110'").await.unwrap();
        let refused = try_mend(&office, ask(WarningKind::DeadNumber, FixKind::MoveLeads)).await;
        assert!(matches!(crate::office::conflict(refused), steadyline_service::Conflict::NoAvailableNumber { .. }));
        assert_eq!(is_found(&office, WarningKind::DeadNumber).await.rows_total, 2, "nobody was moved");
    }

    async fn a_booking_taken_back_without_a_slot_is_found_and_put_back_once_there_is_one(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN]).await;
        let first = office.assign("a", "5125550176").await;
        let call = |outcome: &str| Report { call_id: Some("CA-1".to_owned()), ..crate::office::said("a", outcome) };
        office.try_report(call("booked")).await.unwrap();
        let second = office.assign("b", "5125550177").await;
        is_fine(&office, WarningKind::SlotTaken).await;
        office.try_report(Report { correct: true, ..call("answered") }).await.unwrap();
        assert_eq!(office.stands(first.assignment_id).await.0, Status::BookedLocked);
        let check = is_found(&office, WarningKind::SlotTaken).await;
        assert_eq!((check.rows_total, check.rows[0].lead.as_ref().unwrap().title.as_str()), (1, "a"));
        let repair = ask(WarningKind::SlotTaken, FixKind::Repair);
        assert_eq!(mended(&office, repair.clone()).await.done, 0, "the other lead still has it");
        let release = steadyline_service::assignment::release;
        release(&office.service, &office.actor, office.slug(), second.assignment_id, "done").await.unwrap();
        assert_eq!(mended(&office, repair).await.done, 1);
        assert_eq!(office.stands(first.assignment_id).await.0, Status::Active);
        is_fine(&office, WarningKind::SlotTaken).await;
    }

    async fn full_states_are_found_with_what_their_leads_got(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, MIAMI]).await;
        is_fine(&office, WarningKind::NoFreeNumber).await;
        office.assign("a", "5125550176").await;
        let check = is_found(&office, WarningKind::NoFreeNumber).await;
        assert_eq!((check.severity, check.state.as_str()), (Some(Severity::Mid), "No free number in Texas"));
        assert_eq!((check.rows.len(), check.rows[0].title.as_str()), (1, "Texas"));
        is_fine(&office, WarningKind::Utilization).await;
        office.assign("b", "5125550177").await;
        let check = is_found(&office, WarningKind::NoFreeNumber).await;
        let is_told = check.rows.iter().any(|row| row.detail == "1 full; 1 lead got one from elsewhere today");
        assert_eq!((check.severity, is_told), (Some(Severity::Hot), true), "{:?}", check.rows);
        let Check { state, figures, .. } = is_found(&office, WarningKind::Utilization).await;
        assert_eq!((&*state, &*figures), ("100% of the slots are taken", "2 of 2; new leads find no number."));
    }

    async fn a_pool_of_fewer_than_ten_numbers_is_small(db: TestDb) {
        let numbers: Vec<String> = (0..9).map(|n| format!("51255502{n:02}")).collect();
        let office = with(&db, 1, &numbers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let check = is_found(&office, WarningKind::SmallPool).await;
        assert_eq!((check.severity, check.state.as_str()), (Some(Severity::Low), "The pool has only 9 numbers"));
        office.add("5125550199").await;
        is_fine(&office, WarningKind::SmallPool).await;
    }

    async fn numbers_that_stand_out_below_the_pool_are_found_and_rest(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        for (lead, phone, outcome, count) in [
            ("a", "5125550176", "no_answer", 49),
            ("b", "2145550177", "answered", 30),
            ("c", "3055550178", "answered", 30),
        ] {
            office.assign(lead, phone).await;
            is_fine(&office, WarningKind::PoorAnswerRate).await;
            calls(&office, lead, outcome, count).await;
        }
        is_fine(&office, WarningKind::PoorAnswerRate).await;
        let check = is_found(&office, WarningKind::PoorHealth).await;
        assert_eq!((check.rows_total, check.rows[0].number.as_ref().unwrap().key()), (1, "15125550142"));
        office.report("a", "answered").await;
        let check = is_found(&office, WarningKind::PoorAnswerRate).await;
        assert_eq!(check.figures, "55.5% of the pool's calls in 14 days were answered.");
        assert_eq!(check.rows[0].detail, "1 of 50 calls, 2.0%");
        is_fine(&office, WarningKind::PoorHealth).await;
        is_fine(&office, WarningKind::PoorPool).await;
        let rest = Ask { days: Some(3), ..ask(WarningKind::PoorAnswerRate, FixKind::Rest) };
        let done = mended(&office, rest).await;
        assert_eq!((done.done, done.message.as_str()), (1, "1 number rests for 3 days."));
        is_fine(&office, WarningKind::PoorAnswerRate).await;
        let Some(UndoneBy::Change(change)) = done.undone_by else { panic!("it is taken back: {done:?}") };
        number::undo(&office.service, &office.actor, office.slug(), change).await.unwrap();
        assert_eq!(is_found(&office, WarningKind::PoorAnswerRate).await.rows_total, 1, "it is taken back");
    }

    async fn many_poor_numbers_are_one_warning(db: TestDb) {
        let numbers: Vec<String> = (0..12).map(|n| format!("51255502{n:02}")).collect();
        let office = with(&db, 1, &numbers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        db.execute("update phone_numbers set call_count = 40, contact_count = 20, health_score = 80").await.unwrap();
        db.execute("update phone_numbers set health_score = 50 where number < '+15125550205'").await.unwrap();
        let page = all(&office).await;
        let about: Vec<_> = page.warnings.iter().filter(|warning| warning.kind == WarningKind::PoorHealth).collect();
        assert_eq!(about.len(), 1);
        assert_eq!(about[0].title, "5 numbers are less healthy than the rest");
        assert!(matches!(&about[0].fixes[0].act, Act::Mend(mend) if mend.number.is_none() && mend.fix == FixKind::Rest));
        assert_eq!(is_found(&office, WarningKind::PoorHealth).await.rows_total, 5);
    }

    async fn a_pool_that_is_poor_as_a_whole_is_one_warning(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        is_fine(&office, WarningKind::PoorPool).await;
        db.execute("update phone_numbers set call_count = 40, contact_count = 1, health_score = 35").await.unwrap();
        db.execute("update phone_numbers set health_score = 3 where number = '+15125550142'").await.unwrap();
        let check = is_found(&office, WarningKind::PoorPool).await;
        assert_eq!(check.figures, "The median score of 3 numbers is 35. Rest some, and add fresh ones.");
        is_fine(&office, WarningKind::PoorHealth).await;
        is_fine(&office, WarningKind::PoorAnswerRate).await;
    }

    async fn an_answer_rate_that_falls_by_a_quarter_is_found(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        calls(&office, "a", "answered", 40).await;
        calls(&office, "a", "no_answer", 40).await;
        office.wait(TimeDelta::days(10));
        calls(&office, "a", "answered", 20).await;
        calls(&office, "a", "no_answer", 29).await;
        is_fine(&office, WarningKind::AnswerDrop).await;
        calls(&office, "a", "no_answer", 11).await;
        let check = is_found(&office, WarningKind::AnswerDrop).await;
        assert_eq!(check.state, "The answer rate fell from 50.0% to 33.3%");
        assert_eq!((check.rows_total, check.rows[0].number.as_ref().unwrap().key()), (1, "15125550142"));
        calls(&office, "a", "answered", 20).await;
        is_fine(&office, WarningKind::AnswerDrop).await;
    }

    async fn leads_that_keep_a_number_too_long_are_found_and_released_if_they_never_answered(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS]).await;
        let silent = office.assign("a", "5125550176").await;
        let held = office.assign("b", "2145550177").await;
        office.report("b", "answered").await;
        office.wait(TimeDelta::days(6));
        is_fine(&office, WarningKind::AssignedTooLong).await;
        office.wait(TimeDelta::days(2));
        let check = is_found(&office, WarningKind::AssignedTooLong).await;
        assert_eq!((check.rows_total, check.state.as_str()), (2, "2 leads have been assigned for longer than 7 days"));
        assert!(check.figures.ends_with("; 1 never answered."), "{}", check.figures);
        let done = mended(&office, ask(WarningKind::AssignedTooLong, FixKind::Release)).await;
        assert_eq!(done.done, 1);
        assert_eq!(office.stands(silent.assignment_id).await.0, Status::Released);
        assert_eq!(office.stands(held.assignment_id).await.0, Status::Active);
        let check = is_found(&office, WarningKind::AssignedTooLong).await;
        assert!(check.figures.ends_with("; it is held."), "{}", check.figures);
    }

    async fn held_leads_that_nobody_calls_are_found_and_released_with_the_reason(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS]).await;
        let held = office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        office.wait(TimeDelta::days(13));
        is_fine(&office, WarningKind::SilentHeld).await;
        office.wait(TimeDelta::days(3));
        let check = is_found(&office, WarningKind::SilentHeld).await;
        assert_eq!((check.rows_total, check.figures.as_str()), (1, "It stays on 1 number."));
        let longer = Ask { days: Some(30), ..ask(WarningKind::SilentHeld, FixKind::Release) };
        assert_eq!(mended(&office, longer).await.done, 0);
        assert_eq!(mended(&office, ask(WarningKind::SilentHeld, FixKind::Release)).await.done, 1);
        let view = office.assignment(held.assignment_id).await;
        assert!(view.history.iter().flatten().any(|entry| entry.reason.as_deref() == Some("held and silent for 14 days")), "{view:?}");
        is_fine(&office, WarningKind::SilentHeld).await;
    }

    async fn unused_numbers_are_found_and_those_without_leads_retired(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        office.wait(TimeDelta::days(29));
        is_fine(&office, WarningKind::UnusedNumbers).await;
        office.wait(TimeDelta::days(2));
        assert_eq!(is_found(&office, WarningKind::UnusedNumbers).await.rows_total, 2);
        let done = mended(&office, ask(WarningKind::UnusedNumbers, FixKind::Retire)).await;
        assert_eq!((done.done, done.message.as_str()), (1, "1 number is retired."));
        assert_eq!(is_found(&office, WarningKind::UnusedNumbers).await.rows_total, 1, "the other has a lead");
        office.report("a", "no_answer").await;
        is_fine(&office, WarningKind::UnusedNumbers).await;
        db.execute("update phone_numbers set is_active = false").await.unwrap();
        assert_eq!(of(&office, WarningKind::NoFreeNumber).await.figures, "No number is in service.");
    }

    async fn rows_by_sql_that_disagree_are_found_and_put_right(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        is_fine(&office, WarningKind::WrongRows).await;
        lead_by_sql(&db, "b", "2145550177").await;
        assigned_by_sql(&db, "b", DALLAS, "", "").await;
        lead_by_sql(&db, "c", "2145550178").await;
        assigned_by_sql(&db, "c", DALLAS, ", status", ", 'released'").await;
        let check = is_found(&office, WarningKind::WrongRows).await;
        assert_eq!(check.figures, "1 number with wrong counters, 1 assignment with a wrong end.");
        assert_eq!(
            check.rows[0].detail,
            "says 0 active, 0 never answered, 0 booked; counted 1, 1, 0"
        );
        assert_eq!(mended(&office, ask(WarningKind::WrongRows, FixKind::Repair)).await.done, 2);
        is_fine(&office, WarningKind::WrongRows).await;
        let counted = db.count("select cast(active_leads as bigint) from phone_numbers where number = '+12145550114'").await;
        assert_eq!(counted, 1);
    }

    async fn a_fix_that_a_check_does_not_have_is_refused_and_names_the_field(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN]).await;
        for (asked, field) in [
            (ask(WarningKind::Conflict, FixKind::Rest), "fix"),
            (ask(WarningKind::SmallPool, FixKind::Retire), "fix"),
            (Ask { days: Some(366), ..ask(WarningKind::SilentHeld, FixKind::Release) }, "days"),
        ] {
            match try_mend(&office, asked.clone()).await {
                Err(ServiceError::Field(error)) => assert_eq!(error.field, field),
                other => panic!("{asked:?}: {other:?}"),
            }
        }
    }

    async fn a_fix_says_before_what_it_would_do(db: TestDb) {
        let office = with(&db, 10, &[AUSTIN, DALLAS]).await;
        let lead = office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        office.wait(TimeDelta::days(20));
        let slug = office.slug();
        let preview = |check: &'static str, fix: &'static str, number: &'static str| {
            page::fix(&office.service, &office.actor, slug, (check, fix), (number, ""))
        };
        let page = preview("silent_held", "release", "").await.unwrap();
        assert_eq!((page.title.as_str(), page.days.clone()), ("Release 1 lead", Some((14, "Silent for".to_owned()))));
        assert!(page.affected[0].lead.as_ref().unwrap().id == lead.lead_id && page.text.ends_with("gives its number back."));
        let page = preview("poor_health", "retire", "15125550142").await.unwrap();
        assert_eq!((page.title.as_str(), page.affected_total), ("Retire (512) 555-0142", 1));
        let page = preview("conflict", "keep_one", "").await.unwrap();
        assert_eq!(page.nothing, "No person sees more than one number.");
        assert!(matches!(preview("conflict", "rest", "").await, Err(ServiceError::NotFound("fix"))));
        assert!(matches!(preview("nonsense", "rest", "").await, Err(ServiceError::NotFound("fix"))));
        assert!(matches!(preview("poor_health", "rest", "19995550100").await, Err(ServiceError::NotFound("number"))));
    }

    async fn a_check_has_all_its_rows_page_by_page(db: TestDb) {
        let office = with(&db, 100, &[AUSTIN]).await;
        for n in 0..53 {
            office.assign(&format!("lead-{n}"), &format!("512555{n:04}")).await;
        }
        db.execute("update phone_numbers set is_active = false").await.unwrap();
        let of = async |cursor: &str| {
            page::check(&office.service, &office.actor, office.slug(), "dead_number", cursor).await.unwrap()
        };
        let first = of("").await;
        assert_eq!((first.check.rows.len(), first.check.rows_total, first.from), (50, 53, 0));
        let second = of(first.next_cursor.as_deref().unwrap()).await;
        assert_eq!((second.check.rows.len(), second.from, second.next_cursor), (3, 50, None));
        assert_eq!(second.previous_cursor.as_deref(), Some(""));
        assert_eq!(of("nonsense").await.from, 0);
    }

    async fn the_sidebar_counts_what_the_dashboard_lists(db: TestDb) {
        let office = with(&db, 1, &[AUSTIN, MIAMI]).await;
        let frame = async || page::frame(&office.service, &office.actor, office.slug(), "1").await.unwrap().warnings;
        assert_eq!(frame().await, 1, "a small pool");
        office.assign("a", "5125550176").await;
        assert_eq!(frame().await, 2, "and Texas is full");
        let dashboard = page::dashboard(&office.service, &office.actor, office.slug()).await.unwrap();
        assert_eq!(dashboard.warnings_total, 2);
        let id = office.assign("a", "5125550176").await.number_id;
        number::rest(&office.service, &office.actor, office.slug(), id, None).await.unwrap();
        let counted = page::dashboard(&office.service, &office.actor, office.slug()).await.unwrap().warnings_total;
        assert_eq!(frame().await, counted);
    }
}
