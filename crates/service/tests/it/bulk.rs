//! Many numbers at once: all or none, told, and taken back.

use crate::import::paste;
use crate::office::{Office, conflict, phone, said};
use crate::who::{field, is_hidden, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::assignment::Status;
use steadyline_core::id::NumberId;
use steadyline_core::import::Noun;
use steadyline_core::number::Standing;
use steadyline_core::page::{BulkAct, BulkQuery, PoolPage, PoolQuery};
use steadyline_db::on_both_engines;
use steadyline_service::call::Report;
use steadyline_service::number::{
    Act, Changed, Chosen, MOST_LEADS, activate, change_all, export, look, retire, undo,
};
use steadyline_service::page;
use steadyline_service::{Conflict, ServiceError};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const MIAMI: &str = "3055550110";

async fn change(office: &Office, chosen: Chosen, act: Act) -> Result<Changed, ServiceError> {
    change_all(&office.service, &office.actor, office.slug(), chosen, act).await
}

fn these(numbers: &[&str]) -> Chosen {
    Chosen::Named(numbers.iter().map(|number| phone(number).to_string()).collect())
}

fn kept(query: PoolQuery, count: i64) -> Chosen {
    Chosen::Kept { query: Box::new(query), count: Some(count), seen: None }
}

async fn ids(office: &Office) -> Vec<NumberId> {
    let query = PoolQuery { standing: "all".to_owned(), ..PoolQuery::default() };
    let all = Chosen::Kept { query: Box::new(query), count: None, seen: None };
    let page = export(&office.service, &office.actor, office.slug(), &all, None, 500).await.unwrap();
    page.items.into_iter().map(|number| number.id).collect()
}

async fn standings(office: &Office) -> Vec<Standing> {
    let mut standings = Vec::new();
    for id in ids(office).await {
        standings.push(office.number(id).await.standing(office.now()));
    }
    standings
}

const REST: Act = Act::Rest { days: Some(3) };

on_both_engines! {
    async fn many_numbers_rest_are_told_of_one_by_one_and_stand_as_before_once_it_is_taken_back(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        let all = [Standing::Active; 3];
        change(&office, these(&[MIAMI]), Act::Rest { days: Some(30) }).await.unwrap();
        let before = office.number(ids(&office).await[1]).await.resting_until;
        let done = change(&office, these(&[AUSTIN, DALLAS, MIAMI]), REST).await.unwrap();
        assert_eq!((done.numbers, done.changed, done.leads_moved), (3, 3, 0));
        assert_eq!(standings(&office).await, [Standing::Resting; 3]);
        assert_eq!(db.count("select count(*) from events where kind = 'number.rested'").await, 4);
        assert_eq!(db.count("select count(*) from audit_log where action = 'numbers.rested'").await, 2);

        let undone = undo(&office.service, &office.actor, "alder", done.change_id).await.unwrap();
        assert_eq!(undone.numbers, 3);
        let miami = office.number(ids(&office).await[1]).await;
        assert_eq!((miami.standing(office.now()), miami.resting_until), (Standing::Resting, before));
        assert_eq!(db.count("select count(*) from events where kind = 'number.rest_undone'").await, 3);
        assert_eq!(db.count("select count(*) from audit_log where action = 'numbers.undone'").await, 1);
        let again = conflict(undo(&office.service, &office.actor, "alder", done.change_id).await);
        assert!(matches!(again, Conflict::NumbersInTheWay { of: 3, .. }), "{again}");

        change(&office, these(&[MIAMI, AUSTIN]), Act::Activate).await.unwrap();
        assert_eq!(standings(&office).await, all);
    }

    async fn one_number_that_cannot_keeps_all_as_they_are_and_is_named(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        let dallas = ids(&office).await[0];
        retire(&office.service, &office.actor, "alder", dallas, false).await.unwrap();
        let refused = conflict(change(&office, these(&[AUSTIN, DALLAS, MIAMI]), REST).await);
        let Conflict::NumbersInTheWay { numbers, of } = &refused else { panic!("{refused}") };
        assert_eq!((numbers.len(), *of, numbers[0].id), (1, 3, dallas));
        assert_eq!(
            refused.to_string(),
            "nothing was changed: 1 of 3 numbers stands in the way: (214) 555-0114 is retired: activate it first"
        );
        assert_eq!(standings(&office).await, [Standing::Retired, Standing::Active, Standing::Active]);
        assert_eq!(db.count("select count(*) from events where kind = 'number.rested'").await, 0);
        let audited = db.count("select count(*) from audit_log where action like 'numbers.%'").await;
        assert_eq!(audited, 1, "that it was retired");
        assert_eq!(field(change(&office, these(&[AUSTIN]), Act::Rest { days: Some(0) }).await), "days");
        assert_eq!(field(change(&office, these(&[]), REST).await), "numbers");
        assert_eq!(field(change(&office, Chosen::listed("x"), REST).await), "numbers");
        let nowhere = Act::Move { area_code: None, state: None };
        assert_eq!(field(change(&office, these(&[AUSTIN]), nowhere).await), "area_code");
    }

    async fn all_that_a_filter_keeps_are_meant_only_while_they_are_the_same(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        let query = PoolQuery { state: "TX".to_owned(), ..PoolQuery::default() };
        let asked = BulkQuery { act: Some(BulkAct::Rest), all: true, query, ..BulkQuery::default() };
        let look = async || page::bulk(&office.service, &office.actor, office.slug(), &asked).await.unwrap();
        let looked = look().await;
        // One comes and one leaves: they are as many, and others.
        let dallas = office.number_of(&phone(DALLAS)).await;
        let away = Act::Move { area_code: "305".parse().ok(), state: None };
        change(&office, these(&[DALLAS]), away).await.unwrap();
        office.add("5125550143").await;
        let chosen = page::chosen(&asked, Some(looked.numbers), Some(looked.seen));
        assert!(matches!(conflict(change(&office, chosen, REST).await), Conflict::OtherNumbers { .. }));
        assert!(standings(&office).await.iter().all(|standing| *standing == Standing::Active));
        let again = look().await;
        assert_eq!(again.numbers, looked.numbers);
        let done = change(&office, page::chosen(&asked, Some(again.numbers), Some(again.seen)), REST).await.unwrap();
        assert_eq!(done.numbers, 2);
        assert_eq!(office.number(dallas).await.standing(office.now()), Standing::Active);
    }

    async fn all_that_a_filter_keeps_are_meant_only_while_they_are_as_many(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        let texas = || PoolQuery { state: "TX".to_owned(), ..PoolQuery::default() };
        assert_eq!(field(change(&office, kept(texas(), 3), REST).await), "numbers");
        let done = change(&office, kept(texas(), 2), REST).await.unwrap();
        assert_eq!(done.numbers, 2);
        assert_eq!(standings(&office).await, [Standing::Resting, Standing::Active, Standing::Resting]);
        let free = PoolQuery { room: "free".to_owned(), ..PoolQuery::default() };
        let done = change(&office, kept(free, 1), Act::Move { area_code: "786".parse().ok(), state: None }).await.unwrap();
        let miami = office.number(ids(&office).await[1]).await;
        assert_eq!(miami.area_code.map(String::from).as_deref(), Some("786"));
        assert_eq!(miami.state.map(String::from).as_deref(), Some("FL"), "of the area code");
        undo(&office.service, &office.actor, "alder", done.change_id).await.unwrap();
        let miami = office.number(ids(&office).await[1]).await;
        assert_eq!(miami.area_code.map(String::from).as_deref(), Some("305"));
    }

    async fn numbers_with_leads_are_retired_with_every_lead_moved_or_not_at_all(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let held = office.assign("held", "5125550176").await;
        office.report("held", "answered").await;
        let booked = office.assign("booked", "2145550177").await;
        office.report("booked", "booked").await;
        let both = || these(&[AUSTIN, DALLAS]);
        let refused = conflict(change(&office, both(), Act::Retire { rehome: false }).await);
        assert!(matches!(&refused, Conflict::NumbersInTheWay { numbers, .. } if numbers.len() == 2), "{refused}");

        let moving = Act::Retire { rehome: true };
        let seen = look(&office.service, &office.actor, "alder", both(), moving).await.unwrap();
        assert_eq!((seen.leads_total(), seen.homeless.map(|homeless| homeless.len())), (2, Some(2)));
        let refused = conflict(change(&office, both(), moving).await);
        assert!(matches!(refused, Conflict::NoAvailableNumber { .. }));
        assert_eq!(standings(&office).await, [Standing::Active; 2], "nothing of it was kept");
        assert_eq!(office.stands(held.assignment_id).await.0, Status::Active);

        let spare = office.add(MIAMI).await;
        let seen = look(&office.service, &office.actor, "alder", both(), moving).await.unwrap();
        assert_eq!(seen.homeless.map(|homeless| homeless.len()), Some(0), "a booked lead takes no slot");
        assert_eq!(office.stands(booked.assignment_id).await.0, Status::BookedLocked, "a look changes nothing");
        let done = change(&office, both(), moving).await.unwrap();
        assert_eq!((done.changed, done.leads, done.leads_moved), (2, 2, 2));
        let spare = office.number(spare.id).await;
        assert_eq!((spare.occupancy.active_leads, spare.occupancy.booked_leads), (1, 1));
        undo(&office.service, &office.actor, "alder", done.change_id).await.unwrap();
        assert_eq!(standings(&office).await, [Standing::Active; 3]);
        let spare = office.number(spare.id).await;
        assert_eq!(spare.occupancy.active_leads + spare.occupancy.booked_leads, 2, "who moved stays");
    }

    async fn of_one_number_it_is_said_as_well_whose_lead_would_find_no_other(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let looked = async || {
            let page = page::number_leaving(&office.service, &office.actor, office.slug(), "15125550142").await.unwrap();
            page.looked.map(|looked| (looked.homeless, looked.leads.iter().filter(|lead| lead.homeless).count()))
        };
        assert_eq!(looked().await, None, "no lead is on it");
        let made = office.assign("a", "5125550176").await;
        assert_eq!(looked().await, Some((Some(1), 1)));
        office.add(DALLAS).await;
        assert_eq!(looked().await, Some((Some(0), 0)));
        assert_eq!(office.stands(made.assignment_id).await.0, Status::Active, "a look changes nothing");
    }

    async fn leads_are_rehomed_to_none_of_the_numbers_that_they_leave(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN, DALLAS, MIAMI]).await;
        office.assign("a", "5125550176").await;
        office.assign("b", "2145550177").await;
        let done = change(&office, these(&[AUSTIN, DALLAS]), Act::Rehome).await.unwrap();
        assert_eq!((done.changed, done.leads_moved), (0, 2));
        assert_eq!(standings(&office).await, [Standing::Active; 3]);
        assert_eq!(db.count("select count(*) from phone_numbers where resting_until is not null").await, 0);
        let miami = office.number(ids(&office).await[1]).await;
        assert_eq!(miami.occupancy.active_leads, 2);
        is_hidden(undo(&office.service, &office.actor, "alder", done.change_id).await);
        let refused = change(&office, these(&[AUSTIN, DALLAS, MIAMI]), Act::Rehome).await;
        assert!(matches!(conflict(refused), Conflict::NoAvailableNumber { .. }));
    }

    async fn what_was_changed_since_is_not_taken_back(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let done = change(&office, these(&[AUSTIN, DALLAS]), Act::Retire { rehome: false }).await.unwrap();
        activate(&office.service, &office.actor, "alder", ids(&office).await[0]).await.unwrap();
        let refused = conflict(undo(&office.service, &office.actor, "alder", done.change_id).await);
        assert!(refused.to_string().contains("(214) 555-0114 was changed since"), "{refused}");
        assert_eq!(standings(&office).await, [Standing::Active, Standing::Retired]);
    }

    async fn a_number_that_leads_came_to_since_is_not_taken_out_of_service_by_an_undo(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        change(&office, these(&[AUSTIN, DALLAS]), Act::Retire { rehome: false }).await.unwrap();
        let done = change(&office, these(&[AUSTIN, DALLAS]), Act::Activate).await.unwrap();
        let made = office.assign("a", "5125550176").await;
        let refused = conflict(undo(&office.service, &office.actor, "alder", done.change_id).await);
        assert!(refused.to_string().contains("(512) 555-0142 has leads now"), "{refused}");
        assert_eq!(standings(&office).await, [Standing::Active; 2]);
        let release = steadyline_service::assignment::release;
        release(&office.service, &office.actor, "alder", made.assignment_id, "moved").await.unwrap();
        undo(&office.service, &office.actor, "alder", done.change_id).await.unwrap();
        assert_eq!(standings(&office).await, [Standing::Retired; 2]);
    }

    async fn nobody_changes_the_numbers_of_another_office(db: TestDb) {
        let (office, other) = two_offices(&db, &[AUSTIN]).await;
        let done = change(&office, these(&[AUSTIN]), REST).await.unwrap();
        let (service, stranger) = (&office.service, of(&other));
        let one = Chosen::Named(vec![ids(&office).await[0].to_string()]);
        for broker in ["alder", "birch"] {
            for chosen in [these(&[AUSTIN]), one.clone()] {
                is_hidden(change_all(service, &stranger, broker, chosen.clone(), Act::Activate).await);
                is_hidden(look(service, &stranger, broker, chosen.clone(), Act::Retire { rehome: true }).await);
                is_hidden(export(service, &stranger, broker, &chosen, None, 9).await);
            }
            is_hidden(undo(service, &stranger, broker, done.change_id).await);
            let asked = BulkQuery { act: Some(BulkAct::Rest), numbers: "15125550142".to_owned(), ..BulkQuery::default() };
            is_hidden(page::bulk(service, &stranger, broker, &asked).await);
        }
        let all = Chosen::Kept { query: Box::default(), count: None, seen: None };
        is_hidden(export(service, &stranger, "alder", &all, None, 9).await);
        assert!(export(service, &stranger, "birch", &all, None, 9).await.unwrap().items.is_empty());
        assert_eq!(standings(&office).await, [Standing::Resting]);
    }

    async fn the_page_says_what_would_happen_to_whom(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        office.assign("a", "5125550176").await;
        let asked = |act, numbers: &str| BulkQuery { act: Some(act), numbers: numbers.to_owned(), ..BulkQuery::default() };
        let of = async |query: BulkQuery| page::bulk(&office.service, &office.actor, "alder", &query).await.unwrap();
        let page = of(asked(BulkAct::Retire, "15125550142,12145550114")).await;
        assert_eq!((page.numbers, page.changing, page.leads_total, page.homeless), (2, 2, 1, Some(1)));
        assert_eq!((page.rows[1].live, page.leads[0].homeless), (1, true));
        let page = of(asked(BulkAct::Retire, "15125550142")).await;
        assert_eq!((page.homeless, page.leads[0].number.key()), (Some(0), "15125550142"));
        let at = Some(office.now() + TimeDelta::minutes(90));
        office.try_report(Report { appointment_at: at, ..said("a", "booked") }).await.unwrap();
        for (hours, is_past) in [(1, false), (2, true)] {
            office.wait(TimeDelta::hours(1));
            let page = of(asked(BulkAct::Retire, "15125550142")).await;
            assert_eq!(page.leads[0].lead.is_past, is_past, "after {hours} h");
        }
        assert_eq!(page.most_leads, MOST_LEADS);
        let page = of(asked(BulkAct::Rest, "15125550142")).await;
        assert_eq!((page.homeless, page.in_the_way_total), (None, 0));
        let page = of(BulkQuery { all: true, ..asked(BulkAct::Activate, "") }).await;
        assert_eq!((page.numbers, page.changing), (2, 0));
        for act in BulkAct::ALL {
            let page = of(asked(act, "")).await;
            assert_eq!((page.numbers, page.leads_total, page.leads.len()), (0, 0, 0), "{act:?} of none");
        }
        assert_eq!(db.count("select count(*) from audit_log where action like 'numbers.%'").await, 0);
    }

    async fn a_pool_of_ten_thousand_is_turned_over_page_by_page_and_back(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        for part in 0..2 {
            let lines: String = (0..5_000).map(|n| format!("+1512{:07}\n", part * 5_000 + n)).collect();
            let report = paste(&office.service, &office.actor, "alder", Noun::Numbers, &lines).await;
            assert!(report.import.is_some());
        }
        db.execute("update phone_numbers set health_score = 70, state = null where number like '%7'").await.unwrap();
        for sort in ["health", "-state"] {
            let at = async |cursor: Option<String>| {
                let query = PoolQuery { sort: sort.to_owned(), cursor: cursor.unwrap_or_default(), ..PoolQuery::default() };
                page::pool(&office.service, &office.actor, "alder", &query).await.unwrap()
            };
            let keys = |page: &PoolPage| page.rows.iter().map(|row| row.link.key().to_owned()).collect::<Vec<_>>();
            let first = at(None).await;
            assert_eq!((first.total, first.totals.numbers, first.previous_cursor.clone()), (10_000, 10_000, None));
            assert_eq!(first.scores.iter().map(|one| one.numbers).sum::<i64>(), 10_000);
            let second = at(first.next_cursor.clone()).await;
            let third = at(second.next_cursor.clone()).await;
            let all: std::collections::BTreeSet<_> = [&first, &second, &third].into_iter().flat_map(keys).collect();
            assert_eq!(all.len(), 150, "{sort}: no row comes twice");
            assert_eq!(keys(&at(third.previous_cursor.clone()).await), keys(&second), "{sort}");
            let back = at(second.previous_cursor.clone()).await;
            assert_eq!((keys(&back), back.previous_cursor), (keys(&first), None), "{sort}");
        }
        let done = change(&office, kept(PoolQuery { state: "TX".to_owned(), ..PoolQuery::default() }, 9_000), REST).await;
        assert_eq!(field(done), "numbers", "5,000 at most at once");
    }
}
