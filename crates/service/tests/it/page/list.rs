//! The lists of leads and assignments.

use crate::office::Office;
use chrono::TimeDelta;
use std::collections::BTreeSet;
use steadyline_core::lead::Deal;
use steadyline_core::page::{AssignmentsPage, AssignmentsQuery, LeadsPage, LeadsQuery, StatusKind};
use steadyline_service::lead::{NewLead, create, set_deal, set_suppressed};
use steadyline_service::number::NewNumber;
use steadyline_service::page;

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const MIAMI: &str = "3055550110";

async fn leads(office: &Office, status: &str, search: &str) -> LeadsPage {
    let query = LeadsQuery { status: status.to_owned(), search: search.to_owned(), ..LeadsQuery::default() };
    page::leads(&office.service, &office.actor, office.slug(), &query).await.unwrap()
}

fn titles(page: &LeadsPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.link.title.as_str()).collect()
}

async fn assignments(office: &Office, status: &str, number: &str) -> AssignmentsPage {
    let query = AssignmentsQuery {
        status: status.to_owned(),
        number: number.to_owned(),
        ..AssignmentsQuery::default()
    };
    page::assignments(&office.service, &office.actor, office.slug(), &query).await.unwrap()
}

async fn record(office: &Office, name: &str) -> String {
    let new = NewLead { name: Some(name.to_owned()), ..NewLead::default() };
    create(&office.service, &office.actor, office.slug(), new).await.unwrap().id.to_string()
}

steadyline_db::on_both_engines! {
    async fn leads_are_kept_by_status_deal_and_search(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN, DALLAS, MIAMI]).await;
        for (lead, phone, outcome) in [
            ("active", "5125550101", "no_answer"),
            ("held", "5125550102", "answered"),
            ("booked", "5125550103", "booked"),
            ("released", "5125550104", "not_interested"),
        ] {
            office.assign(lead, phone).await;
            office.report(lead, outcome).await;
        }
        office.assign("unreachable", "5125550105").await;
        for _ in 0..5 {
            office.report("unreachable", "busy").await;
        }
        let (never, suppressed) = (record(&office, "Nora Never").await, record(&office, "Boris Barred").await);
        set_suppressed(&office.service, &office.actor, "alder", &suppressed, true).await.unwrap();
        set_deal(&office.service, &office.actor, "alder", &never, Deal::ClosedWon).await.unwrap();
        for status in StatusKind::ALL {
            let page = leads(&office, status.as_str(), "").await;
            assert_eq!(titles(&page), [status.as_str()]);
            assert_eq!(page.rows[0].status, Some(status));
        }
        for (status, search, expected) in [
            ("none", "", vec!["Boris Barred", "Nora Never"]),
            ("suppressed", "", vec!["Boris Barred"]),
            ("closed_won", "", vec!["Nora Never"]),
            ("closed_lost", "", vec!["released"]),
            ("", "nora", vec!["Nora Never"]),
            ("", "555-0103", vec!["booked"]),
            ("held", "booked", vec![]),
            ("held", "hel", vec!["held"]),
            ("", "%", vec![]),
        ] {
            assert_eq!(titles(&leads(&office, status, search).await), expected, "{status} {search}");
        }
        let all = leads(&office, "", "").await;
        assert_eq!((all.rows.len(), all.total), (7, 7));
        let counts: Vec<_> = all.statuses.iter().map(|one| (one.value.as_str(), one.count)).collect();
        assert_eq!(counts, [("", 7), ("active", 1), ("held", 1), ("booked", 1), ("unreachable", 1)]);
        let of = |title: &str| all.rows.iter().find(|row| row.link.title == title).unwrap();
        assert_eq!((of("active").attempts.as_str(), of("held").attempts.as_str()), ("1 of 5", "1"));
        let ended = (of("unreachable").attempts.as_str(), of("released").attempts.as_str());
        assert_eq!(ended, ("5 of 5", "1"), "one that was released before gets no more of five");
        assert_eq!(of("booked").status, Some(StatusKind::Booked));
        assert_eq!((of("Nora Never").status, of("Nora Never").deal), (None, Deal::ClosedWon));

        db.execute("update lead_number_assignments set call_attempts = 7 where status = 'released'").await.unwrap();
        assert_eq!(leads(&office, "released", "").await.rows[0].attempts, "7", "it was held: no limit was passed");
    }

    async fn another_record_of_the_person_shows_the_same_number(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("crm-1", "5125550176").await;
        let phone = crate::office::phone("5125550176");
        let new = NewLead { reference: Some("crm-2".to_owned()), phone: Some(phone), ..NewLead::default() };
        create(&office.service, &office.actor, "alder", new).await.unwrap();
        let page = leads(&office, "", "").await;
        assert!(page.rows.iter().all(|row| row.status == Some(StatusKind::Active)), "{:?}", page.rows);
    }

    async fn pages_follow_one_another_without_gap_or_repeat(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        for n in 0..103 {
            record(&office, &format!("Lead {n}")).await;
        }
        let mut seen = BTreeSet::new();
        let mut cursor = String::new();
        let mut sizes = Vec::new();
        loop {
            let query = LeadsQuery { cursor, ..LeadsQuery::default() };
            let page = page::leads(&office.service, &office.actor, "alder", &query).await.unwrap();
            sizes.push(page.rows.len());
            seen.extend(page.rows.iter().map(|row| row.link.id));
            let Some(next) = page.next_cursor else { break };
            cursor = next;
        }
        assert_eq!((sizes, seen.len()), (vec![50, 50, 3], 103));
    }

    async fn assignments_are_kept_by_status_number_and_age(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        let old = office.assign("old", "5125550101").await;
        office.assign("silent", "2145550102").await;
        office.report("silent", "answered").await;
        office.wait(TimeDelta::days(15));
        office.assign("new", "3055550103").await;
        let of = async |status: &str, number: &str| -> Vec<String> {
            let page = assignments(&office, status, number).await;
            page.rows.iter().map(|row| row.lead.title.clone()).collect()
        };
        assert_eq!(of("", "").await, ["new", "silent", "old"]);
        assert_eq!(of("active", "").await, ["new", "old"]);
        assert_eq!(of("too_long", "").await, ["silent", "old"]);
        assert_eq!(of("silent", "").await, ["silent"]);
        assert_eq!(of("", "15125550142").await, ["old"]);
        assert_eq!(of("out_of_service", "").await, Vec::<String>::new());
        let page = assignments(&office, "", "").await;
        assert_eq!((page.rows[2].age.as_str(), page.rows[2].matched.as_str()), ("15 days", "Same area code"));
        assert_eq!(page.rows[2].id, old.assignment_id);
        let counts: Vec<_> = page.statuses.iter().map(|one| one.count).collect();
        assert_eq!(counts, [3, 2, 1, 0, 0]);
        db.execute("update phone_numbers set is_active = false where number = '+15125550142'").await.unwrap();
        let page = assignments(&office, "out_of_service", "").await;
        assert_eq!(page.rows[0].trouble, "number is retired");
    }

    async fn rows_written_by_sql_are_listed_too(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let new = NewNumber::of(crate::office::phone(AUSTIN));
        steadyline_service::number::add(&office.service, &office.actor, "alder", new).await.unwrap();
        let lead = record(&office, "By hand").await;
        db.execute("insert into lead_number_assignments (lead_id, number_id, broker_id)
            select l.id, n.id, n.broker_id from leads l join phone_numbers n on n.broker_id = l.broker_id").await.unwrap();
        assert_eq!(titles(&leads(&office, "active", "").await), ["By hand"]);
        assert_eq!(assignments(&office, "", "").await.rows[0].matched, "");
        let page = page::lead(&office.service, &office.actor, "alder", &lead, &Default::default()).await.unwrap();
        let card = page.caller_id.unwrap();
        assert!(card.why.is_empty() && card.rotation.is_empty() && card.health_change.is_none());
        page::dashboard(&office.service, &office.actor, "alder").await.unwrap();
    }
}
