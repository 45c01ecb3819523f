//! What lists of leads and assignments are narrowed by, how they are ordered, and their pages.

use crate::office::{Office, phone};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use steadyline_core::lead::Deal;
use steadyline_core::page::{AssignmentsQuery, CallsQuery, LeadsQuery, Unread};
use steadyline_core::setting::Quality;
use steadyline_service::lead::{NewLead, create, set_deal, set_suppressed};
use steadyline_service::page;

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";

async fn add(office: &Office, new: NewLead) -> String {
    create(&office.service, &office.actor, office.slug(), new).await.unwrap().id.to_string()
}

fn named(name: &str) -> NewLead {
    NewLead { name: Some(name.to_owned()), ..NewLead::default() }
}

async fn kept(office: &Office, query: LeadsQuery) -> Vec<String> {
    let page = page::leads(&office.service, &office.actor, office.slug(), &query).await.unwrap();
    assert_eq!(page.kept, i64::try_from(page.rows.len()).unwrap(), "{query:?}");
    page.rows.into_iter().map(|row| row.link.title).collect()
}

fn asked(of: &[(&str, &str)]) -> LeadsQuery {
    let mut query = LeadsQuery { sort: "name".to_owned(), ..LeadsQuery::default() };
    for (name, value) in of {
        let value = (*value).to_owned();
        match *name {
            "status" => query.status = value,
            "silent" => query.silent = value,
            "state" => query.state = value,
            "area_code" => query.area_code = value,
            "number" => query.number = value,
            "quality" => query.quality = value,
            "deal" => query.deal = value,
            "suppressed" => query.suppressed = value,
            "search" => query.search = value,
            other => panic!("{other}"),
        }
    }
    query
}

fn told(unread: &[Unread]) -> Vec<String> {
    unread.iter().map(|one| format!("{} {}", one.name, one.value)).collect()
}

/// Every row over all pages, in order.
async fn all(office: &Office, sort: &str, status: &str) -> Vec<String> {
    let mut rows = Vec::new();
    let mut cursor = String::new();
    loop {
        let query =
            LeadsQuery { cursor, sort: sort.to_owned(), status: status.to_owned(), ..LeadsQuery::default() };
        let page = page::leads(&office.service, &office.actor, office.slug(), &query).await.unwrap();
        assert!(page.rows.len() <= 50);
        rows.extend(page.rows.into_iter().map(|row| row.link.title));
        let Some(next) = page.next_cursor else { return rows };
        cursor = next;
    }
}

steadyline_db::on_both_engines! {
    async fn leads_are_narrowed_by_all_that_is_known_of_them(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN, DALLAS]).await;
        let (service, actor) = (&office.service, &office.actor);
        let ann = NewLead { phone: Some(phone("5125550101")), quality: Some(Quality::Hot), ..named("Ann") };
        let ann = add(&office, ann).await;
        let bob = NewLead { phone: Some(phone("2145550102")), reference: Some("CRM-77".to_owned()), ..named("Bob") };
        let bob = add(&office, bob).await;
        let cat = add(&office, NewLead { phone: Some(phone("3055550103")), ..named("Cat") }).await;
        add(&office, named("Dan")).await;
        let cats_other = NewLead { phone: Some(phone("3055550103")), ..named("Eve") };
        add(&office, cats_other).await;
        for (lead, phone) in [(&ann, "5125550101"), (&bob, "2145550102"), (&cat, "3055550103")] {
            office.assign(lead, phone).await;
        }
        office.wait(TimeDelta::days(10));
        office.report(&bob, "answered").await;
        set_deal(service, actor, "alder", &bob, Deal::ClosedWon).await.unwrap();
        let fay = add(&office, named("Fay")).await;
        set_suppressed(service, actor, "alder", &fay, true).await.unwrap();
        for (of, expected) in [
            (&[("status", "active")][..], &["Ann", "Cat"][..]),
            (&[("status", "held")], &["Bob"]),
            (&[("status", "none")], &["Dan", "Fay"]),
            (&[("silent", "7")], &["Ann", "Cat"]),
            (&[("silent", "11")], &[]),
            (&[("silent", "7"), ("state", "TX")], &["Ann"]),
            (&[("state", "TX")], &["Ann", "Bob"]),
            (&[("area_code", "214")], &["Bob"]),
            (&[("number", "15125550142")], &["Ann", "Cat"]),
            (&[("quality", "hot")], &["Ann"]),
            (&[("deal", "closed_won")], &["Bob"]),
            (&[("suppressed", "yes")], &["Fay"]),
            (&[("suppressed", "no"), ("status", "none")], &["Dan"]),
            (&[("search", "crm-7")], &["Bob"]),
            (&[("search", "aN")], &["Ann", "Dan"]),
            (&[("state", "nowhere at all"), ("silent", "-1"), ("search", "Dan")], &["Dan"]),
        ] {
            assert_eq!(kept(&office, asked(of)).await, expected, "{of:?}");
        }
        let page = page::leads(service, actor, "alder", &asked(&[])).await.unwrap();
        let offered: Vec<_> = page.choices.states.iter().map(|one| (one.value.as_str(), one.count)).collect();
        assert_eq!(offered, [("FL", 2), ("TX", 2)]);
        assert_eq!(page.choices.area_codes[0].value, "305");
        let query = AssignmentsQuery { silent: "7".to_owned(), state: "TX".to_owned(), ..AssignmentsQuery::default() };
        let page = page::assignments(service, actor, "alder", &query).await.unwrap();
        assert_eq!((page.rows.len(), page.rows[0].lead.title.as_str(), page.kept), (1, "Ann", 1));
        let odd = AssignmentsQuery { state: "nowhere".to_owned(), area_code: "x".to_owned(), silent: "-5".to_owned(), ..AssignmentsQuery::default() };
        let page = page::assignments(service, actor, "alder", &odd).await.unwrap();
        assert_eq!(page.query, AssignmentsQuery::default(), "what keeps nothing away is not shown as chosen");
        assert_eq!(told(&page.unread), ["silent -5", "state nowhere", "area_code x"]);
        let live = page.kept;
        let nowhere = AssignmentsQuery { state: "ZZ".to_owned(), ..AssignmentsQuery::default() };
        let page = page::assignments(service, actor, "alder", &nowhere).await.unwrap();
        assert_eq!((told(&page.unread), page.kept), (vec!["state ZZ".to_owned()], live), "two letters alone are no state");
        let page = page::leads(service, actor, "alder", &asked(&[("state", "ZZ")])).await.unwrap();
        assert_eq!((told(&page.unread), page.kept), (vec!["state ZZ".to_owned()], 6));
        let gone = AssignmentsQuery { number: "15125550199".to_owned(), ..AssignmentsQuery::default() };
        let page = page::assignments(service, actor, "alder", &gone).await.unwrap();
        assert_eq!((told(&page.unread), page.kept, page.query), (vec!["number 15125550199".to_owned()], live, AssignmentsQuery::default()));
        let page = page::leads(service, actor, "alder", &asked(&[("number", "nobody")])).await.unwrap();
        assert_eq!((told(&page.unread), page.kept, page.query.number), (vec!["number nobody".to_owned()], 6, String::new()));
        let odd = CallsQuery {
            from: "abc".to_owned(),
            weekday: "7".to_owned(),
            hour: "noon".to_owned(),
            outcome: "nonsense".to_owned(),
            state: "TX".to_owned(),
            ..CallsQuery::default()
        };
        let page = page::calls(service, actor, "alder", &odd).await.unwrap();
        assert_eq!(told(&page.unread), ["from abc", "weekday 7", "hour noon", "outcome nonsense"]);
        assert_eq!((page.query, page.rows.len()), (CallsQuery { state: "TX".to_owned(), ..CallsQuery::default() }, 1));
        for status in ["too_long", "silent", "out_of_service", "released"] {
            let query = AssignmentsQuery { status: status.to_owned(), ..AssignmentsQuery::default() };
            let page = page::assignments(service, actor, "alder", &query).await.unwrap();
            assert_eq!((told(&page.unread), page.query), (Vec::<String>::new(), query));
        }
        for (status, expected) in [("zz", &["status zz"][..]), ("none", &[]), ("suppressed", &[]), ("closed_won", &[])] {
            let page = page::leads(service, actor, "alder", &asked(&[("status", status)])).await.unwrap();
            assert_eq!(told(&page.unread), expected, "{status}");
        }
        for status in ["", "held", "all"] {
            let query = AssignmentsQuery { status: status.to_owned(), ..AssignmentsQuery::default() };
            let page = page::assignments(service, actor, "alder", &query).await.unwrap();
            let choices = page.choices;
            for (state, area_code, offered) in choices.states.iter().map(|one| (one.value.clone(), String::new(), one.count))
                .chain(choices.area_codes.iter().map(|one| (String::new(), one.value.clone(), one.count)))
            {
                let narrowed = AssignmentsQuery { state, area_code, ..query.clone() };
                let page = page::assignments(service, actor, "alder", &narrowed).await.unwrap();
                assert_eq!(page.kept, offered, "{narrowed:?}");
            }
        }
    }

    async fn a_phone_is_found_however_it_is_written(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        add(&office, NewLead { phone: Some(phone("5125550176")), ..named("Ann") }).await;
        add(&office, NewLead { phone: Some(phone("+447700900123")), ..named("Bob") }).await;
        for typed in [
            "(512) 555-0176", "512.555.0176", "+1 512 555 0176", "1-512-555-0176", "0176", "512/555-0176",
            "512\u{2011}555\u{2011}0176", "512\u{a0}555\u{a0}0176", "tel:+15125550176", "001 512 555 0176",
        ] {
            assert_eq!(kept(&office, asked(&[("search", typed)])).await, ["Ann"], "{typed}");
        }
        assert_eq!(kept(&office, asked(&[("search", "+44 7700 900123")])).await, ["Bob"]);
        assert_eq!(kept(&office, asked(&[("search", "0044 7700 900123")])).await, ["Bob"]);
    }

    async fn pages_follow_one_another_in_every_order_without_gap_or_repeat(db: TestDb) {
        let office = Office::open(&db, 200, &[AUSTIN]).await;
        for n in 0..120 {
            // Names that share a key, that no engine folds alike, that hold what parts a cursor, and none.
            let new = match n % 4 {
                0 => named("Same"),
                1 => named(&format!("\u{c9}ve ~ {}", n / 8)),
                2 => named(&format!("Lead {n:03}")),
                _ => NewLead { reference: Some(format!("R-{n}")), ..NewLead::default() },
            };
            let id = add(&office, new).await;
            if n % 3 == 0 {
                office.assign(&id, &format!("512555{:04}", 1000 + n)).await;
            }
            if n % 6 == 0 {
                office.report(&id, "busy").await;
            }
        }
        for (sort, status, expected) in [
            ("", "", 120), ("created", "", 120), ("name", "", 120), ("-name", "", 120),
            ("last_call", "", 120), ("-last_call", "", 120), ("-last_call", "active", 40), ("name", "none", 80),
        ] {
            let rows = all(&office, sort, status).await;
            assert_eq!(rows.len(), expected, "{sort} {status}");
        }
        let mut ids = BTreeSet::new();
        let mut cursor = String::new();
        loop {
            let query = LeadsQuery { cursor, sort: "-name".to_owned(), ..LeadsQuery::default() };
            let page = page::leads(&office.service, &office.actor, "alder", &query).await.unwrap();
            ids.extend(page.rows.iter().map(|row| row.link.id));
            let Some(next) = page.next_cursor else { break };
            cursor = next;
        }
        assert_eq!(ids.len(), 120);
        let named = all(&office, "name", "").await;
        let plain: Vec<_> = named.iter().filter(|name| name.starts_with("Lead")).collect();
        assert!(plain.is_sorted(), "{plain:?}");
        assert!(named[90..].iter().all(|name| name.starts_with("R-")), "who has no name comes last");
        for sort in ["assigned", "last_call", "-last_call", "attempts", "-attempts"] {
            let query = AssignmentsQuery { sort: sort.to_owned(), ..AssignmentsQuery::default() };
            let page = page::assignments(&office.service, &office.actor, "alder", &query).await.unwrap();
            assert_eq!((page.rows.len(), page.kept, page.next_cursor), (40, 40, None), "{sort}");
        }
    }
}
