//! The timeline of a lead, a page at a time, and the numbers it had.

use crate::office::{Office, asking};
use chrono::TimeDelta;
use steadyline_core::page::{LeadPage, StatusKind, TimelineQuery};
use steadyline_service::assignment::{reinstate, release};
use steadyline_service::lead::add_note;
use steadyline_service::page;

async fn shown(office: &Office, show: &str, before: &str) -> LeadPage {
    let query =
        TimelineQuery { show: show.to_owned(), before: before.to_owned(), ..TimelineQuery::default() };
    page::lead(&office.service, &office.actor, office.slug(), "a", &query).await.unwrap()
}

/// Every entry over all pages: what and the exact time.
async fn all(office: &Office, show: &str) -> Vec<String> {
    let (mut told, mut before) = (Vec::new(), String::new());
    loop {
        let page = shown(office, show, &before).await;
        assert!(page.timeline.len() <= 50);
        told.extend(page.timeline.iter().map(|entry| format!("{} {}", entry.what, entry.note)));
        let Some(older) = page.older else { return told };
        before = older;
    }
}

steadyline_db::on_both_engines! {
    async fn a_long_history_is_told_page_by_page_without_gap_or_repeat(db: TestDb) {
        let office = Office::open(&db, 10, &["5125550142"]).await;
        office.try_assign(steadyline_service::assignment::Assign { max_attempts: Some(50), ..asking("a", "5125550101") }).await.unwrap();
        for n in 0..40 {
            office.report("a", "busy").await;
            for m in 0..2 {
                let note = format!("note {n} {m}");
                add_note(&office.service, &office.actor, "alder", "a", &note).await.unwrap();
            }
            office.wait(TimeDelta::seconds(1));
        }
        let told = all(&office, "").await;
        let count = |start: &str| told.iter().filter(|what| what.starts_with(start)).count();
        assert_eq!((count("Attempt"), count("Note"), count("Assigned")), (40, 80, 1));
        let mut once = told.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), told.len());
        assert_eq!(told[0], "Note note 39 1");
        assert_eq!(all(&office, "calls").await.len(), 40);
        assert_eq!(all(&office, "notes").await.len(), 80);
        assert!(all(&office, "changes").await.iter().all(|what| !what.starts_with("Note") && !what.starts_with("Attempt")));
    }

    async fn the_numbers_a_person_had_are_told_apart_and_an_undone_release_goes_on(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142", "2145550114"]).await;
        let first = office.assign("a", "5125550101").await;
        office.report("a", "busy").await;
        release(&office.service, &office.actor, "alder", first.assignment_id, "by mistake").await.unwrap();
        let page = shown(&office, "", "").await;
        let ended = page.ended.unwrap();
        assert!(ended.can_reinstate && ended.no_reinstate.is_empty());
        office.wait(TimeDelta::minutes(5));
        reinstate(&office.service, &office.actor, "alder", first.assignment_id, None).await.unwrap();
        let page = shown(&office, "", "").await;
        let card = page.caller_id.unwrap();
        assert_eq!((page.attempts, page.carried_attempts, page.attempt_list.len()), (1, 0, 1), "its attempts are its own");
        assert!(card.rehomed_from.is_none(), "it is the same number");
        assert_eq!((card.age.as_str(), card.line.len()), ("5 min", 1), "since it first had it");
        let had: Vec<_> = page.numbers.iter().map(|had| (had.status, had.to.is_some())).collect();
        assert_eq!(had, [(StatusKind::Active, false), (StatusKind::Released, true)]);
        assert!(page.timeline.iter().any(|entry| entry.what == "Release undone: back"));
        let live = page::assignments(&office.service, &office.actor, "alder", &Default::default()).await.unwrap();
        let now = live.rows[0].id;
        release(&office.service, &office.actor, "alder", now, "again").await.unwrap();
        office.assign("b", "5125550102").await;
        office.assign("c", "5125550103").await;
        let ended = shown(&office, "", "").await.ended.unwrap();
        assert!(!ended.can_reinstate && ended.no_reinstate.contains("no room"), "{ended:?}");
    }
}
