//! Every event of a broker.

use crate::office::{Office, asking};
use chrono::TimeDelta;
use steadyline_core::page::{ActivityPage, ActivityQuery};
use steadyline_service::page;

async fn of(office: &Office, query: ActivityQuery) -> ActivityPage {
    page::activity(&office.service, &office.actor, office.slug(), &query).await.unwrap()
}

fn what(page: &ActivityPage) -> Vec<&str> {
    page.events.iter().map(|event| event.line.what.as_str()).collect()
}

steadyline_db::on_both_engines! {
    async fn events_are_newest_first_and_kept_by_kind_number_lead_and_who(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142", "2145550114"]).await;
        office.assign("a", "5125550176").await;
        office.wait(TimeDelta::minutes(1));
        office.report("a", "answered").await;
        office.wait(TimeDelta::minutes(1));
        office.assign("b", "2145550177").await;
        let all = of(&office, ActivityQuery::default()).await;
        assert_eq!(what(&all)[..2], ["assigned", "was added"], "{:?}", all.events);
        assert_eq!(all.events.len() as i64, db.count("select count(*) from events").await, "every event is there");
        let held = all.events.iter().map(|event| &event.line).find(|line| line.what == "held on");
        assert_eq!(held.map(|line| line.rest.as_str()), Some("answered"), "within a line");
        let calls = of(&office, ActivityQuery { kind: "calls".to_owned(), ..ActivityQuery::default() }).await;
        assert_eq!(what(&calls), ["answered on"]);
        let odd = of(&office, ActivityQuery { kind: "deeds".to_owned(), ..ActivityQuery::default() }).await;
        assert_eq!((odd.events.len(), odd.query.kind.as_str(), odd.unread[0].value.as_str()), (all.events.len(), "", "deeds"));
        let on = ActivityQuery { number: "12145550114".to_owned(), ..ActivityQuery::default() };
        let on = of(&office, on).await;
        assert!(on.events.iter().all(|event| event.line.number.as_ref().unwrap().key() == "12145550114"), "{on:?}");
        let lead = of(&office, ActivityQuery { lead: "a".to_owned(), ..ActivityQuery::default() }).await;
        assert_eq!(lead.lead.as_deref(), Some("a"));
        assert!(lead.events.iter().all(|event| event.line.lead.as_ref().unwrap().title == "a"));
        let who = all.events[0].who.clone();
        assert!(all.actors.contains(&who));
        let by = of(&office, ActivityQuery { who: who.clone(), ..ActivityQuery::default() }).await;
        assert!(!by.events.is_empty() && by.events.iter().all(|event| event.who == who));
        let nobody = of(&office, ActivityQuery { who: "nobody".to_owned(), ..ActivityQuery::default() }).await;
        assert!(nobody.events.is_empty());
    }

    async fn a_lead_that_got_no_number_is_told_in_words(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        office.assign("a", "5125550176").await;
        office.try_assign(asking("b", "5125550177")).await.unwrap_err();
        let page = of(&office, ActivityQuery::default()).await;
        assert_eq!(what(&page)[0], "A lead found no free number", "{:?}", page.events);
        office.wait(TimeDelta::minutes(1));
        steadyline_service::job::run_due(&office.service).await.unwrap();
        let page = of(&office, ActivityQuery::default()).await;
        assert_eq!(what(&page)[..2], ["No number is free anymore", "A lead found no free number"], "{:?}", page.events);
        assert!(page.events[..2].iter().all(|event| event.line.rest.is_empty()), "nothing is said twice");
    }

    async fn events_go_on_where_the_page_before_ended(db: TestDb) {
        let office = Office::open(&db, 100, &["5125550142"]).await;
        for n in 0..30 {
            office.assign(&format!("lead-{n}"), &format!("512555{n:04}")).await;
        }
        let (mut seen, mut cursor) = (0, String::new());
        loop {
            let page = of(&office, ActivityQuery { cursor, ..ActivityQuery::default() }).await;
            seen += page.events.len();
            match page.next_cursor {
                Some(next) => cursor = next,
                None => break,
            }
        }
        assert_eq!(seen as i64, db.count("select count(*) from events").await);
    }
}
