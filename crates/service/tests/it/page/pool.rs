//! The pool and its numbers.

use crate::office::Office;
use crate::who::is_hidden;
use steadyline_core::health::HealthBand;
use steadyline_core::number::Standing;
use steadyline_core::page::{BulkAct, BulkQuery, PoolPage, PoolQuery, Room, StatusKind};
use steadyline_core::setting::BrokerSettings;
use steadyline_service::number::{rest, retire};
use steadyline_service::page;

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const MIAMI: &str = "3055550110";

async fn of(office: &Office, query: PoolQuery) -> PoolPage {
    page::pool(&office.service, &office.actor, office.slug(), &query).await.unwrap()
}

fn keys(page: &PoolPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.link.key()).collect()
}

fn sorted(sort: &str) -> PoolQuery {
    PoolQuery { sort: sort.to_owned(), ..PoolQuery::default() }
}

steadyline_db::on_both_engines! {
    async fn filters_keep_what_they_say_and_totals_follow_them(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        for (query, expected) in [
            (PoolQuery { state: "TX".to_owned(), ..PoolQuery::default() }, 2),
            (PoolQuery { state: "TX,FL".to_owned(), ..PoolQuery::default() }, 3),
            (PoolQuery { area_code: "305".to_owned(), ..PoolQuery::default() }, 1),
            (PoolQuery { room: "free".to_owned(), ..PoolQuery::default() }, 2),
            (PoolQuery { room: "full".to_owned(), ..PoolQuery::default() }, 1),
            (PoolQuery { band: "poor".to_owned(), ..PoolQuery::default() }, 0),
            (PoolQuery { search: "555-0114".to_owned(), ..PoolQuery::default() }, 1),
            (PoolQuery { standing: "retired".to_owned(), ..PoolQuery::default() }, 0),
        ] {
            let page = of(&office, query.clone()).await;
            assert_eq!((page.rows.len(), page.totals.numbers, page.total), (expected, i64::try_from(expected).unwrap(), 3), "{query:?}");
        }
        let absent = PoolQuery { state: "alaska,TX".to_owned(), ..PoolQuery::default() };
        let page = of(&office, absent).await;
        let states: Vec<_> = page.choices.states.iter().map(|one| (one.label.as_str(), one.count)).collect();
        assert_eq!((page.query.state.as_str(), states[0]), ("AK,TX", ("Alaska", 0)));
        let odd = PoolQuery { state: "TX,nowhere,ZZ".to_owned(), room: "some".to_owned(), standing: "all".to_owned(), ..PoolQuery::default() };
        let page = of(&office, odd).await;
        let unread: Vec<_> = page.unread.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
        assert_eq!(unread, [("state", "nowhere"), ("state", "ZZ"), ("room", "some")]);
        assert_eq!((page.query.state.as_str(), page.query.room.as_str(), page.query.standing.as_str()), ("TX", "", "all"));
        let page = of(&office, PoolQuery::default()).await;
        assert_eq!((page.totals.free, page.totals.held, page.totals.calls), (2, 1, 1));
        assert_eq!(page.totals.answer_rate, Some(100.0));
        let states: Vec<_> = page.choices.states.iter().map(|one| (one.label.as_str(), one.count)).collect();
        assert_eq!(states, [("Florida", 1), ("Texas", 2)]);
        let scores: Vec<_> = page.scores.iter().map(|one| (one.score, one.numbers, one.learning)).collect();
        assert_eq!((scores, page.median), (vec![(100, 3, 3)], Some(100)));
        assert_eq!(page.bands.last().map(|band| (band.band, band.numbers)), Some((HealthBand::Excellent, 3)));

        db.execute("update phone_numbers set call_count = 20 where number = '+15125550142'").await.unwrap();
        let page = of(&office, PoolQuery::default()).await;
        assert_eq!(page.scores.iter().map(|one| one.learning).sum::<i64>(), 2);

        db.execute("update phone_numbers set is_active = false where number = '+13055550110'").await.unwrap();
        let texan = PoolQuery { state: "TX".to_owned(), ..PoolQuery::default() };
        let retired = PoolQuery { standing: "retired".to_owned(), ..PoolQuery::default() };
        let (texan, retired) = (of(&office, texan).await, of(&office, retired).await);
        assert_eq!((texan.totals.numbers, texan.total), (2, 2), "the retired one is none to choose from");
        assert_eq!((retired.totals.numbers, retired.total), (1, 3));
    }

    async fn an_order_is_the_same_on_every_page_and_what_is_unknown_comes_last(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        office.assign("a", "2145550176").await;
        office.report("a", "no_answer").await;
        assert_eq!(keys(&of(&office, sorted("number")).await), ["12145550114", "13055550110", "15125550142"]);
        assert_eq!(keys(&of(&office, sorted("-number")).await), ["15125550142", "13055550110", "12145550114"]);
        assert_eq!(keys(&of(&office, sorted("-health")).await)[0], "12145550114");
        for sort in ["last_call", "-last_call", "answer_rate", "-answer_rate", "calls", "load"] {
            assert_eq!(keys(&of(&office, sorted(sort)).await)[0], "12145550114", "{sort}");
        }
        let page = of(&office, PoolQuery { cursor: "a~~13055550110".to_owned(), ..sorted("number") }).await;
        assert_eq!(keys(&page), ["15125550142"]);
        assert_eq!((page.next_cursor, page.previous_cursor), (None, Some("b~~15125550142".to_owned())));
        let page = of(&office, PoolQuery { cursor: "nonsense".to_owned(), ..sorted("number") }).await;
        assert_eq!((page.rows.len(), page.previous_cursor), (3, None), "it begins anew");
    }

    async fn a_row_says_whether_the_number_can_take_a_lead_and_why_not(db: TestDb) {
        let settings = BrokerSettings { leads_per_number: 1, daily_call_cap: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS, MIAMI]).await;
        let rested = office.add("2125550101").await;
        rest(&office.service, &office.actor, "alder", rested.id, Some(7)).await.unwrap();
        office.assign("a", "5125550176").await;
        office.assign("b", "2145550177").await;
        office.report("b", "booked").await;
        let page = of(&office, sorted("number")).await;
        let rows: Vec<_> = page.rows.iter().map(|row| (row.link.key(), row.room, row.standing)).collect();
        assert_eq!(rows, [
            ("12125550101", Room::Out, Standing::Resting),
            ("12145550114", Room::Capped, Standing::Active),
            ("13055550110", Room::Free, Standing::Active),
            ("15125550142", Room::Full, Standing::Active),
        ]);
        assert!(page.rows[0].standing_words.starts_with("Resting until "), "{}", page.rows[0].standing_words);
        assert_eq!(page.rows[1].learning.as_deref(), Some("learning (1 of 20 calls)"));
        assert_eq!((page.rows[3].leads, page.rows[3].load, page.rows[3].answer_rate), (1, 1, None));
        assert_eq!(page.rows[1].trend.len(), 30, "today's score was kept with the call");
    }

    async fn the_last_numbers_of_a_state_say_so_before_they_rest_or_retire(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI]).await;
        let number = async |key: &str| {
            page::number(&office.service, &office.actor, "alder", key).await.unwrap().last_of_state
        };
        let bulk = async |act, numbers: &str| {
            let asked = BulkQuery { act: Some(act), numbers: numbers.to_owned(), ..BulkQuery::default() };
            page::bulk(&office.service, &office.actor, "alder", &asked).await.unwrap().last_of_state
        };
        let florida = "It is the only number of Florida that takes new leads: leads there get numbers of other states";
        let texas = "Among them are all numbers of Texas that take new leads: leads there get numbers of other states";
        assert_eq!((number("15125550142").await, number("13055550110").await), (String::new(), florida.to_owned()));
        assert_eq!(bulk(BulkAct::Rest, "15125550142,13055550110").await, texas.replace("Texas", "Florida"));
        assert_eq!(bulk(BulkAct::Retire, "15125550142,12145550114").await, texas);
        assert_eq!(bulk(BulkAct::Activate, "15125550142,12145550114").await, "");
        let none = "No other number takes new leads: leads get none";
        assert_eq!(bulk(BulkAct::Rest, "15125550142,12145550114,13055550110").await, none);
        let fix = async |fix: &'static str| {
            let asked = ("poor_health", fix);
            page::fix(&office.service, &office.actor, "alder", asked, ("13055550110", "")).await.unwrap().losses
        };
        assert!(fix("rest").await.contains(&format!("{florida} until then")));
        assert!(fix("retire").await.contains(&florida.to_owned()));
        let dallas = office.number_of(&crate::office::phone(DALLAS)).await;
        rest(&office.service, &office.actor, "alder", dallas, Some(7)).await.unwrap();
        assert_eq!(number("15125550142").await, florida.replace("Florida", "Texas"));
        assert_eq!(number("12145550114").await, "", "it takes none now");
    }

    async fn a_numbers_page_says_who_would_lose_it(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let made = office.assign("a", "5125550176").await;
        office.report("a", "voicemail").await;
        for named in ["15125550142".to_owned(), "+15125550142".to_owned(), made.number_id.to_string()] {
            let page = page::number(&office.service, &office.actor, "alder", &named).await.unwrap();
            assert_eq!(page.row.link.id, made.number_id);
            assert_eq!((page.leads_total, page.leads.len()), (1, 1));
            assert_eq!((page.leads[0].status, page.leads[0].attempts.as_str()), (StatusKind::Active, "1 of 5"));
            assert_eq!(page.days.len(), 1);
            assert_eq!((page.days[0].calls, page.days[0].contacts, page.days[0].assigned), (1, 0, 1));
            assert!(page.can_rest && page.can_retire && !page.can_activate);
            let what: Vec<&str> = page.history.iter().map(|entry| entry.what.as_str()).collect();
            assert_eq!(what, ["Assigned", "Added to the pool"]);
        }
        is_hidden(page::number(&office.service, &office.actor, "alder", "12145550199").await);
        is_hidden(page::number(&office.service, &office.actor, "alder", "nonsense").await);
        retire(&office.service, &office.actor, "alder", made.number_id, true).await.unwrap();
        let page = page::number(&office.service, &office.actor, "alder", "15125550142").await.unwrap();
        assert_eq!((page.leads_total, page.can_retire, page.can_activate), (0, false, true));
        assert!(page.standing_sentence.starts_with("Retired"), "{}", page.standing_sentence);
        let moved = page::number(&office.service, &office.actor, "alder", "12145550114").await.unwrap();
        assert_eq!(moved.history[0].what, "Rehomed");
    }
}
