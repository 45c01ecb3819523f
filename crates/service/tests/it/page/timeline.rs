//! The timeline of a lead, a page at a time, and the numbers it had.

use crate::office::{Office, asking, said};
use chrono::TimeDelta;
use steadyline_core::page::{LeadPage, Shape, StatusKind, TimelineQuery};
use steadyline_service::assignment::{reinstate, release};
use steadyline_service::call::Report;
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

/// A call of that name, a minute after the one before.
async fn called(office: &Office, call: &str, outcome: &str, correct: bool) {
    office.wait(TimeDelta::minutes(1));
    let report = Report { call_id: Some(call.to_owned()), correct, ..said("a", outcome) };
    office.try_report(report).await.unwrap();
}

fn whats(page: &LeadPage) -> Vec<&str> {
    page.timeline.iter().map(|entry| entry.what.as_str()).collect()
}

steadyline_db::on_both_engines! {
    async fn that_no_local_number_was_free_is_said_in_the_words_of_the_card(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        office.assign("a", "2125550101").await;
        let page = shown(&office, "", "").await;
        assert_eq!(page.timeline[0].detail, "No local number was free. Up to 5 attempts.");
        let card = page.caller_id.expect("the lead has a number");
        assert_eq!(card.why[0], "No local number was free: taken from anywhere");
    }

    async fn a_corrected_call_stays_the_attempt_it_was(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        office.assign("a", "5125550101").await;
        for (call, outcome) in [("1", "no_answer"), ("2", "voicemail"), ("3", "busy")] {
            called(&office, call, outcome, false).await;
        }
        called(&office, "1", "busy", true).await;
        let page = shown(&office, "", "").await;
        assert_eq!(whats(&page)[..4], ["Corrected: busy", "Attempt 3: busy", "Attempt 2: voicemail", "Attempt 1: busy"]);
        let details: Vec<_> = page.timeline.iter().map(|entry| entry.detail.as_str()).take(4).collect();
        let last = "Outbound. The number stays, 2 attempts left.";
        let before = "Outbound. The number stays, 3 attempts left.";
        assert_eq!(details, ["It was no answer.", last, before, "Outbound. Corrected since."]);
    }

    async fn a_correction_says_what_followed_from_it(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        office.assign("a", "5125550101").await;
        for (call, outcome) in [("1", "no_answer"), ("2", "booked"), ("3", "no_answer"), ("4", "no_answer"), ("5", "no_answer")] {
            called(&office, call, outcome, false).await;
        }
        called(&office, "2", "no_answer", true).await;
        let page = shown(&office, "", "").await;
        let attempts = [5, 4, 3, 2, 1].map(|attempt| format!("Attempt {attempt}: no answer"));
        assert_eq!(whats(&page)[1..6], attempts);
        let entry = &page.timeline[0];
        assert_eq!(entry.detail, "It was booked. The attempts are used up: the lead no longer has a number.");
        assert_eq!((entry.shape, page.status), (Shape::Status(StatusKind::Unreachable), Some(StatusKind::Unreachable)));
        let call = &page.timeline[4];
        assert_eq!((call.detail.as_str(), call.shape), ("Outbound. Corrected since.", Shape::Status(StatusKind::Active)));
        let page = shown(&office, "calls", "").await;
        assert_eq!(whats(&page), attempts, "no correction stands beside them");
        let call = &page.timeline[3];
        let unreachable = "Outbound. The attempts are used up: the lead no longer has a number.";
        assert_eq!((call.detail.as_str(), call.shape), (unreachable, Shape::Status(StatusKind::Unreachable)));
    }

    async fn a_call_after_the_last_attempt_gives_nothing_back(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        office.assign("a", "5125550101").await;
        for call in ["1", "2", "3", "4", "5"] {
            called(&office, call, "no_answer", false).await;
        }
        called(&office, "6", "voicemail", false).await;
        let told = "Outbound. The attempts are used up: the lead no longer has a number.";
        assert_eq!(shown(&office, "calls", "").await.timeline[0].detail, told);
    }

    async fn a_lead_that_is_closed_once_more_gives_nothing_back(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        office.assign("a", "5125550101").await;
        for call in ["1", "2"] {
            called(&office, call, "not_interested", false).await;
            let told = "Outbound. The lead no longer has a number.";
            assert_eq!(shown(&office, "calls", "").await.timeline[0].detail, told, "{call}");
        }
    }

    async fn a_correction_that_opened_a_new_assignment_says_that_the_lead_is_held_there(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        office.assign("a", "5125550101").await;
        for call in ["1", "2", "3", "4", "5"] {
            called(&office, call, "no_answer", false).await;
        }
        assert_eq!(shown(&office, "", "").await.status, Some(StatusKind::Unreachable));
        called(&office, "5", "answered", true).await;
        let page = shown(&office, "", "").await;
        assert_eq!(page.status, Some(StatusKind::Held));
        let corrected = page.timeline.iter().find(|entry| entry.what == "Corrected: answered").unwrap();
        assert_eq!(corrected.detail, "It was no answer. Held: the lead stays on this number.");
        assert_eq!(corrected.shape, Shape::Status(StatusKind::Held));
        assert_eq!(whats(&page).into_iter().filter(|what| *what == "Assigned").count(), 2);
    }

    async fn attempts_that_were_written_by_sql_are_before_those_of_calls(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        office.assign("a", "5125550101").await;
        db.execute("update lead_number_assignments set call_attempts = 2").await.unwrap();
        called(&office, "1", "no_answer", false).await;
        called(&office, "2", "busy", false).await;
        let page = shown(&office, "", "").await;
        assert_eq!(whats(&page)[..2], ["Attempt 4: busy", "Attempt 3: no answer"]);
        assert_eq!(page.attempt_list.iter().map(|attempt| attempt.ordinal).collect::<Vec<_>>(), [3, 4]);
        let line = &page.caller_id.as_ref().unwrap().line;
        assert_eq!(line.iter().map(|mark| mark.ordinal).collect::<Vec<_>>(), [Some(3), Some(4)]);
        let details: Vec<_> = page.timeline.iter().map(|entry| entry.detail.as_str()).take(2).collect();
        assert_eq!(details, ["Outbound. The number stays, 1 attempt left.", "Outbound. The number stays, 2 attempts left."]);
    }

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
        assert!(!ended.can_reinstate && ended.no_reinstate.contains("no longer has room"), "{ended:?}");
    }
}
