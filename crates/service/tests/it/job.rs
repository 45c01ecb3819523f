//! What falls due by itself.

use crate::office::{Office, asking, conflict, said};
use chrono::TimeDelta;
use steadyline_core::assignment::Status;
use steadyline_core::number::Standing;
use steadyline_core::setting::BrokerSettings;
use steadyline_db::testing::{Recording, TestDb};
use steadyline_service::Conflict;
use steadyline_service::assignment::{reinstate, release};
use steadyline_service::call::Report;
use steadyline_service::history::{self, EventFilter};
use steadyline_service::job::run_due;
use steadyline_service::number::rest;

const AUSTIN: &str = "5125550142";

steadyline_db::on_both_engines! {
    async fn the_unreachable_period_ends(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        let first = office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        office.wait(TimeDelta::days(6));
        assert_eq!(run_due(&office.service).await.unwrap().periods_ended, 0);
        assert!(matches!(conflict(office.try_assign(asking("a", "5125550176")).await), Conflict::LeadUnreachable { .. }));
        office.wait(TimeDelta::days(1));
        assert_eq!(run_due(&office.service).await.unwrap().periods_ended, 1);
        assert_eq!(office.stands(first.assignment_id).await.0, Status::Released);
        office.assign("a", "5125550176").await;
    }

    async fn a_silent_lead_gives_its_number_back_and_a_held_one_does_not(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let silent = office.assign("a", "5125550176").await;
        let held = office.assign("b", "5125550177").await;
        office.report("b", "answered").await;
        office.wait(TimeDelta::days(15));
        assert_eq!(run_due(&office.service).await.unwrap().released, 1);
        assert_eq!(office.stands(silent.assignment_id).await.0, Status::Released);
        assert_eq!(office.stands(held.assignment_id).await.0, Status::Active);
        assert_eq!(office.number(held.number_id).await.occupancy.active_leads, 1);
    }

    async fn who_got_a_number_back_just_now_is_not_silent(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        office.wait(TimeDelta::days(15));
        run_due(&office.service).await.unwrap();
        assert_eq!(office.stands(made.assignment_id).await.0, Status::Released);
        let undo = reinstate(&office.service, &office.actor, office.slug(), made.assignment_id, None);
        let again = undo.await.unwrap();
        assert_eq!(run_due(&office.service).await.unwrap().released, 0);
        office.wait(TimeDelta::days(14));
        assert_eq!(run_due(&office.service).await.unwrap().released, 1);
        assert_eq!(office.stands(again.id).await.0, Status::Released);
    }

    async fn who_spoke_by_a_late_report_is_not_silent(db: TestDb) {
        let settings = BrokerSettings { release_held_after_days: 10, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        office.wait(TimeDelta::days(12));
        release(&office.service, &office.actor, office.slug(), made.assignment_id, "gave up").await.unwrap();
        let spoken = office.now() - TimeDelta::days(11);
        let report = Report { call_timestamp: Some(spoken), ..said("a", "answered") };
        let again = office.try_report(report).await.unwrap().assignment_id.expect("a number");
        assert_eq!(run_due(&office.service).await.unwrap().released, 0);
        assert_eq!(office.stands(again).await.0, Status::Active);
    }

    async fn persons_with_two_numbers_by_sql_keep_nobody_else_from_their_key(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        // Its key is that of the phone it had, which another record has by now.
        office.assign("renamed", "5125550174").await;
        let by_sql = [
            "update leads set phone = '+15125550175' where reference = 'renamed'",
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 220)
                insert into leads (broker_id, reference, phone)
                select b.id, 'twin ' || cast(n.i as text), '+15125550176' from n cross join brokers b",
            "insert into leads (broker_id, reference, phone) select id, 'late 900', '+15125550174' from brokers",
            "insert into leads (broker_id, reference, phone) select id, 'lone 901', '+15125550177' from brokers",
        ];
        for sql in by_sql {
            db.execute(sql).await.unwrap();
        }
        for kind in ["twin", "late", "lone"] {
            db.execute(&format!("insert into lead_number_assignments (broker_id, lead_id, number_id, slot)
                select l.broker_id, l.id, n.id, cast(substr(l.reference, 6) as integer)
                from leads l join phone_numbers n on n.broker_id = l.broker_id
                where l.reference like '{kind} %'")).await.unwrap();
        }
        assert_eq!(run_due(&office.service).await.unwrap().keyed, 1);
        let lone = "select count(*) from lead_number_assignments where person_key = '+15125550177'";
        assert_eq!(db.count(lone).await, 1);
        assert_eq!(run_due(&office.service).await.unwrap().keyed, 0);
    }

    async fn the_history_is_kept_for_400_days(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        let kept = async || {
            let filter = EventFilter::default();
            history::list(&office.service, &office.actor, office.slug(), filter, None, 100).await.unwrap().items.len()
        };
        office.wait(TimeDelta::days(399));
        let all = kept().await;
        assert!(all > 0);
        assert_eq!(history::delete_old(&office.service, 2).await.unwrap(), 0);
        office.wait(TimeDelta::days(2));
        office.assign("b", "5125550177").await;
        let mut removed = 0;
        while let some @ 1.. = history::delete_old(&office.service, 2).await.unwrap() {
            assert!(some <= 2);
            removed += some;
        }
        assert_eq!(usize::try_from(removed), Ok(all));
        assert!(kept().await > 0, "what is newer stays");
    }

    async fn a_rest_ends_and_the_history_says_so(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let id = office.add("5125550143").await.id;
        rest(&office.service, &office.actor, office.slug(), id, Some(2)).await.unwrap();
        assert_eq!(office.number(id).await.standing(office.now()), Standing::Resting);
        office.wait(TimeDelta::days(2));
        assert_eq!(run_due(&office.service).await.unwrap().rests_ended, 1);
        assert_eq!(office.number(id).await.resting_until, None);
    }

    async fn a_number_that_lies_idle_loses_health_day_by_day(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let id = office.assign("a", "5125550176").await.number_id;
        office.report("a", "answered").await;
        assert_eq!(office.number(id).await.health_score, 100);
        office.wait(TimeDelta::days(8));
        assert_eq!(run_due(&office.service).await.unwrap().rescored, 1);
        assert_eq!(office.number(id).await.health_score, 85);
        assert_eq!(run_due(&office.service).await.unwrap().rescored, 0, "once a day");
    }
}

#[tokio::test]
async fn an_office_in_which_nothing_is_due_costs_no_write() {
    let db = TestDb::sqlite().await;
    let office = Office::open(&db, 1, &[AUSTIN]).await;
    office.assign("a", "5125550176").await;
    let mut writes = Vec::new();
    for _ in 0..2 {
        Recording::start();
        run_due(&office.service).await.unwrap();
        let ran = Recording::stop();
        assert!(ran.statements() > 5, "it was looked");
        writes.push(ran.writes());
    }
    assert!(writes[0] > 0, "the day's scores were kept, and that the pool is full");
    assert_eq!(writes[1], 0);
}

/// PostgreSQL keeps no time that is none.
#[tokio::test]
async fn a_broken_row_of_one_office_keeps_nothing_from_the_others() {
    let db = TestDb::sqlite().await;
    Office::named(&db, "alder", BrokerSettings::default(), &[AUSTIN]).await;
    db.execute("update phone_numbers set resting_until = '0'").await.unwrap();
    let other = Office::named(&db, "birch", BrokerSettings::default(), &["2145550114"]).await;
    let silent = other.assign("b", "2145550177").await;
    other.wait(TimeDelta::days(15));
    let report = run_due(&other.service).await.unwrap();
    assert_eq!(report.released, 1, "{report:?}");
    assert!(report.failed > 0, "{report:?}");
    assert_eq!(other.stands(silent.assignment_id).await.0, Status::Released);
}
