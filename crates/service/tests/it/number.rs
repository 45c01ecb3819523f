//! The pool.

use crate::office::{Office, conflict, phone};
use crate::who::{field, is_hidden, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::assignment::Status;
use steadyline_core::number::Standing;
use steadyline_db::on_both_engines;
use steadyline_service::Conflict;
use steadyline_service::assignment::Page;
use steadyline_service::number::{
    ImportReport, NewNumber, NumberEdit, NumberFilter, Verdict, activate, add, edit, find, import, list,
    rest, retire, rows_of_text,
};

async fn paste(office: &Office, text: &str, dry_run: bool) -> ImportReport {
    import(&office.service, &office.actor, office.slug(), rows_of_text(text), dry_run)
        .await
        .expect("a report")
}

async fn pool(office: &Office) -> Page<steadyline_core::number::Number> {
    let all = NumberFilter::default();
    list(&office.service, &office.actor, Some(office.slug()), all, None, 500).await.expect("the pool")
}

on_both_engines! {
    async fn area_code_and_state_follow_from_the_number(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let number = office.add("(512) 555-0001").await;
        assert_eq!(number.area_code.map(String::from).as_deref(), Some("512"));
        assert_eq!(number.state.map(String::from).as_deref(), Some("TX"));
        let of_no_table = office.add("+1 555 123 4567").await;
        assert_eq!((of_no_table.area_code.map(String::from).as_deref(), of_no_table.state), (Some("555"), None));
        assert_eq!(office.add("+44 20 7946 0958").await.area_code, None);
        assert_eq!(db.count("select count(*) from events where kind = 'number.added'").await, 3);
    }

    async fn a_number_is_in_one_pool_and_nobody_is_told_whose(db: TestDb) {
        let (office, other) = two_offices(&db, &["5125550001"]).await;
        let again = add(&office.service, &office.actor, "alder", NewNumber::of(phone("5125550001"))).await;
        let theirs = add(&office.service, &of(&other), "birch", NewNumber::of(phone("5125550001"))).await;
        let (Conflict::Exists { why: own, .. }, Conflict::Exists { why, .. }) = (conflict(again), conflict(theirs))
        else { panic!("both exist") };
        assert!(own.contains("in the pool already"), "{own}");
        assert!(!why.contains("alder") && !why.contains("Alder"), "{why}");
        let rows = rows_of_text("5125550001\n5125550009");
        let report = import(&office.service, &of(&other), "birch", rows, false).await.unwrap();
        assert_eq!((report.new, report.bad, report.imported), (1, 1, false));
    }

    async fn a_broker_reaches_no_number_of_another(db: TestDb) {
        let (office, other) = two_offices(&db, &["5125550001"]).await;
        let (service, stranger) = (&office.service, of(&other));
        let id = pool(&office).await.items[0].id;
        for broker in ["alder", "birch"] {
            is_hidden(find(service, &stranger, broker, id).await);
            is_hidden(edit(service, &stranger, broker, id, NumberEdit::default()).await);
            is_hidden(rest(service, &stranger, broker, id, None).await);
            is_hidden(activate(service, &stranger, broker, id).await);
            is_hidden(retire(service, &stranger, broker, id, true).await);
        }
        is_hidden(list(service, &stranger, Some("alder"), NumberFilter::default(), None, 9).await);
        is_hidden(import(service, &stranger, "alder", rows_of_text("5125550002"), false).await);
        assert!(list(service, &stranger, None, NumberFilter::default(), None, 9).await.unwrap().items.is_empty());
        assert_eq!(pool(&office).await.items.len(), 1);
    }

    async fn an_import_reports_first_and_then_is_all_or_nothing(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        let good = "number,label,area_code,state,signalwire_id\n\
            (512) 555-0001,Known\n\
            512-555-0002,\"Main, big\",737,TX,sw_2\n\
            +15125550002,Twice\n\n\
            415 555 0003";
        let report = paste(&office, good, true).await;
        assert_eq!((report.new, report.known, report.bad, report.imported), (2, 2, 0, false));
        assert_eq!(report.lines.iter().map(|line| line.line).collect::<Vec<_>>(), [2, 3, 4, 6]);
        assert_eq!(pool(&office).await.items.len(), 1, "a dry run adds nothing");

        let bad = format!("{good}\n12345\n5125550007,,1\n5125550008,,,,sw_2");
        let report = paste(&office, &bad, false).await;
        assert_eq!((report.new, report.bad, report.imported), (2, 3, false));
        assert_eq!(pool(&office).await.items.len(), 1, "nor does one with a bad line");
        let bad: Vec<_> = report.lines.iter().filter(|line| matches!(line.verdict, Verdict::Bad { .. })).collect();
        assert_eq!(bad.iter().map(|line| line.line).collect::<Vec<_>>(), [7, 8, 9]);

        let report = paste(&office, good, false).await;
        assert!(report.imported);
        let numbers = pool(&office).await.items;
        assert_eq!(numbers.len(), 3);
        let main = numbers.iter().find(|number| number.label.as_deref() == Some("Main, big")).unwrap();
        assert_eq!(main.area_code.map(String::from).as_deref(), Some("737"));
        assert_eq!(main.signalwire_id.as_deref(), Some("sw_2"));
        let again = paste(&office, good, false).await;
        assert_eq!((again.new, again.known, again.imported), (0, 4, false));
    }

    async fn five_thousand_numbers_are_one_import_and_one_more_is_refused(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let lines: Vec<String> = (0..5_000).map(|n| format!("+1512555{n:04},Line {n}")).collect();
        let report = paste(&office, &lines.join("\n"), false).await;
        assert_eq!((report.new, report.imported), (5_000, true));
        assert_eq!(db.count("select count(*) from phone_numbers").await, 5_000);
        let many = rows_of_text(&format!("{}\n+15135550000", lines.join("\n")));
        assert_eq!(field(import(&office.service, &office.actor, office.slug(), many, true).await), "numbers");
        assert_eq!(field(import(&office.service, &office.actor, office.slug(), vec![], true).await), "numbers");
    }

    async fn a_page_of_numbers_goes_on_where_it_ended(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        paste(&office, &(0..7).map(|n| format!("512555000{n}\n")).collect::<String>(), false).await;
        let mut seen = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let all = NumberFilter::default();
            let page =
                list(&office.service, &office.actor, Some("alder"), all, cursor.as_deref(), 3).await.unwrap();
            seen.extend(page.items.into_iter().map(|number| number.number));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 7);
        let bad = list(&office.service, &office.actor, Some("alder"), NumberFilter::default(), Some("x"), 3).await;
        assert_eq!(field(bad), "cursor");
    }

    async fn a_number_rests_wakes_and_is_edited_and_the_history_says_so(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        let (service, actor, slug) = (&office.service, &office.actor, office.slug());
        let id = pool(&office).await.items[0].id;
        let resting = rest(service, actor, slug, id, None).await.unwrap();
        assert_eq!(resting.standing(office.now()), Standing::Resting);
        assert_eq!(resting.standing(office.now() + TimeDelta::days(7)), Standing::Active);
        assert_eq!(field(rest(service, actor, slug, id, Some(0)).await), "days");
        let awake = activate(service, actor, slug, id).await.unwrap();
        assert_eq!(awake.standing(office.now()), Standing::Active);
        let change = NumberEdit {
            label: Some(Some("  Austin main ".to_owned())),
            state: Some(None),
            ..NumberEdit::default()
        };
        let edited = edit(service, actor, slug, id, change).await.unwrap();
        assert_eq!((edited.label.as_deref(), edited.state), (Some("Austin main"), None));
        assert!(edited.area_code.is_some(), "what is not named stays");
        for kind in ["number.rested", "number.activated", "number.edited"] {
            assert_eq!(db.count(&format!("select count(*) from events where kind = '{kind}'")).await, 1);
        }
    }

    async fn a_number_with_leads_is_retired_only_with_rehome_and_all_or_none(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        let (service, actor, slug) = (&office.service, &office.actor, office.slug());
        let lead = office.assign("held", "7375550001").await;
        office.report("held", "answered").await;
        let refused = conflict(retire(service, actor, slug, lead.number_id, false).await);
        assert_eq!(refused, Conflict::NumberHasLeads { leads: 1 });
        let refused = conflict(retire(service, actor, slug, lead.number_id, true).await);
        assert!(matches!(refused, Conflict::NoAvailableNumber { .. }));
        assert!(office.number(lead.number_id).await.is_active, "nothing of it was kept");
        let spare = office.add("5125550002").await;
        let retired = retire(service, actor, slug, lead.number_id, true).await.unwrap();
        assert_eq!(retired.standing(office.now()), Standing::Retired);
        assert_eq!(retired.occupancy.active_leads, 0);
        let now = office.assign("held", "7375550001").await;
        assert_eq!((now.number_id, now.status, now.created), (spare.id, Status::Active, false));
        assert_eq!(field(rest(service, actor, slug, lead.number_id, None).await), "standing");
        let back = activate(service, actor, slug, lead.number_id).await.unwrap();
        assert_eq!(back.standing(office.now()), Standing::Active);
    }
}
