//! The pool.

use crate::import::paste;
use crate::office::{Office, conflict, phone};
use crate::who::{field, is_hidden, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::assignment::Status;
use steadyline_core::import::Noun;
use steadyline_core::number::Standing;
use steadyline_db::on_both_engines;
use steadyline_service::Conflict;
use steadyline_service::audit::of_broker;
use steadyline_service::broker::{self, BrokerEdit, SettingsChange};
use steadyline_service::cursor::Page;
use steadyline_service::number::{
    NewNumber, NumberEdit, NumberFilter, activate, add, edit, find, list, rest, retire, undo,
};

async fn pool(office: &Office) -> Page<steadyline_core::number::Number> {
    let all = NumberFilter::default();
    list(&office.service, &office.actor, Some(office.slug()), all, None, 500).await.expect("the pool")
}

on_both_engines! {
    async fn a_number_that_became_the_main_line_while_it_was_gone_does_not_come_back(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let number = office.add("5125550001").await;
        db.execute("update phone_numbers set gone_at = created_at").await.unwrap();
        let texts = vec![("main_line".to_owned(), "5125550001".to_owned())];
        let line = BrokerEdit { settings: Some(SettingsChange::Texts(texts)), ..BrokerEdit::default() };
        broker::edit(&office.service, &office.actor, "alder", line).await.unwrap();
        let refused = conflict(activate(&office.service, &office.actor, "alder", number.id).await);
        assert!(matches!(refused, Conflict::NumbersInTheWay { .. }), "{refused:?}");
    }

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
        assert!(own.contains("already in the pool"), "{own}");
        assert!(!why.contains("alder") && !why.contains("Alder"), "{why}");
        let report = paste(&office.service, &of(&other), "birch", Noun::Numbers, "5125550001\n5125550009").await;
        assert_eq!((report.counts.new, report.counts.bad, report.import.is_some()), (1, 1, false));
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
        assert!(list(service, &stranger, None, NumberFilter::default(), None, 9).await.unwrap().items.is_empty());
        assert_eq!(pool(&office).await.items.len(), 1);
    }

    async fn a_page_of_numbers_goes_on_where_it_ended(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let seven: String = (0..7).map(|n| format!("512555000{n}\n")).collect();
        paste(&office.service, &office.actor, "alder", Noun::Numbers, &seven).await;
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

    async fn what_is_done_to_one_number_stands_in_the_audit_log_and_can_be_taken_back(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        let (service, actor, slug) = (&office.service, &office.actor, office.slug());
        let id = pool(&office).await.items[0].id;
        rest(service, actor, slug, id, Some(3)).await.unwrap();
        activate(service, actor, slug, id).await.unwrap();
        activate(service, actor, slug, id).await.unwrap();
        retire(service, actor, slug, id, false).await.unwrap();
        retire(service, actor, slug, id, false).await.unwrap();
        let entries = of_broker(service, actor, slug, None, None, 500).await.unwrap().items;
        for (action, after) in [
            ("numbers.retired", Standing::Active),
            ("numbers.activated", Standing::Resting),
            ("numbers.rested", Standing::Active),
        ] {
            let done: Vec<_> = entries.iter().filter(|entry| entry.action == action).collect();
            assert_eq!(done.len(), 1, "{action}: what changes nothing leaves no entry");
            undo(service, actor, slug, done[0].id).await.unwrap();
            assert_eq!(office.number(id).await.standing(office.now()), after, "{action}");
        }
        assert_eq!(db.count("select count(*) from events where kind = 'number.retirement_undone'").await, 1);
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
