//! Leads, and the person behind several records.

use crate::office::{Office, asking, conflict, phone};
use crate::who::{field, is_hidden, of, two_offices};
use steadyline_core::assignment::Status;
use steadyline_core::lead::{Deal, Lead};
use steadyline_db::on_both_engines;
use steadyline_db::testing::{Recording, TestDb};
use steadyline_service::Conflict;
use steadyline_service::lead::{
    LeadEdit, LeadFilter, NewLead, create, create_by_hand, edit, find, find_all, list, set_deal,
    set_suppressed,
};
use steadyline_service::seen::Seen;

fn called(reference: &str, number: &str) -> NewLead {
    NewLead { reference: Some(reference.to_owned()), phone: Some(phone(number)), ..NewLead::default() }
}

async fn made(office: &Office, reference: &str, number: &str) -> Lead {
    create(&office.service, &office.actor, office.slug(), called(reference, number)).await.expect("a lead")
}

async fn now(office: &Office, reference: &str) -> Lead {
    find(&office.service, &office.actor, office.slug(), reference).await.expect("the lead")
}

/// What a form sends that showed `was` when it was opened.
fn typed(was: [&str; 2], name: &str, notes: &str) -> LeadEdit {
    let given = |text: &str| Some((!text.is_empty()).then(|| text.to_owned()));
    let was = ["name", "notes"].into_iter().zip(was).map(|(field, was)| (field.to_owned(), was.to_owned()));
    LeadEdit { name: given(name), notes: given(notes), seen: Seen::new(was.collect()), ..LeadEdit::default() }
}

fn to_phone(number: &str) -> LeadEdit {
    LeadEdit { phone: Some(phone(number)), ..LeadEdit::default() }
}

on_both_engines! {
    async fn by_hand_a_person_gets_a_second_record_only_on_purpose(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let by_hand = |reference: &str, another: bool| {
            let new = called(reference, "7375550001");
            create_by_hand(&office.service, &office.actor, office.slug(), new, another)
        };
        let (one, other) = tokio::join!(by_hand("crm-1", false), by_hand("crm-2", false));
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "a form sent twice adds one");
        assert_eq!(field(one.and(other)), "another");
        by_hand("crm-3", true).await.unwrap();
        by_hand("crm-4", false).await.unwrap_err();
        let all = list(&office.service, &office.actor, Some(office.slug()), LeadFilter::default(), None, 10).await.unwrap();
        assert_eq!(all.items.len(), 2);
    }

    async fn a_lead_is_found_by_reference_before_id(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let first = made(&office, "crm-1", "7375550001").await;
        assert_eq!(first.state.map(String::from).as_deref(), Some("TX"));
        assert_eq!(now(&office, "crm-1").await, first);
        assert_eq!(now(&office, &first.id.to_string()).await, first);
        // Another lead's reference that looks like our id wins.
        let second = made(&office, &first.id.to_string(), "7375550002").await;
        assert_eq!(now(&office, &first.id.to_string()).await, second);
        let again = create(&office.service, &office.actor, "alder", called("crm-1", "7375550003")).await;
        assert!(matches!(conflict(again), Conflict::Exists { what: "reference", .. }));
        let empty = create(&office.service, &office.actor, "alder", NewLead::default()).await;
        assert_eq!(field(empty), "phone");
    }

    async fn two_who_edit_a_lead_at_once_overwrite_nothing_unseen(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        made(&office, "crm-1", "7375550001").await;
        let save = async |form| edit(&office.service, &office.actor, "alder", "crm-1", form).await;
        let held = async || {
            let lead = now(&office, "crm-1").await;
            [lead.name, lead.notes].map(Option::unwrap_or_default)
        };
        // Both opened the form when nothing was known. They say different things.
        save(typed(["", ""], "Ada", "")).await.unwrap();
        save(typed(["", ""], "", "Calls back")).await.unwrap();
        assert_eq!(held().await, ["Ada", "Calls back"]);

        // A third one says something else of the same.
        let third = |was| typed(was, "Ada Byron", "Not before noon");
        let Conflict::Changed { fields, .. } = conflict(save(third(["Ada", ""])).await) else {
            panic!("another conflict");
        };
        assert_eq!(fields.into_iter().collect::<Vec<_>>(), [("notes".to_owned(), "Calls back".to_owned())]);
        assert_eq!(held().await, ["Ada", "Calls back"], "neither of the two is written");
        save(third(["Ada", "Calls back"])).await.unwrap();
        assert_eq!(held().await, ["Ada Byron", "Not before noon"]);
    }

    async fn a_broker_reaches_no_lead_of_another(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let lead = made(&office, "crm-1", "7375550001").await;
        let (service, stranger) = (&office.service, of(&other));
        for broker in ["alder", "birch"] {
            for name in ["crm-1".to_owned(), lead.id.to_string()] {
                is_hidden(find(service, &stranger, broker, &name).await);
                is_hidden(edit(service, &stranger, broker, &name, LeadEdit::default()).await);
                is_hidden(set_suppressed(service, &stranger, broker, &name, true).await);
            }
        }
        is_hidden(create(service, &stranger, "alder", called("x", "7375550002")).await);
        is_hidden(list(service, &stranger, Some("alder"), LeadFilter::default(), None, 9).await);
        assert!(list(service, &stranger, None, LeadFilter::default(), None, 9).await.unwrap().items.is_empty());
        // The same reference and phone are another person in another office.
        let theirs = create(service, &stranger, "birch", called("crm-1", "7375550001")).await.unwrap();
        set_suppressed(service, &stranger, "birch", "crm-1", true).await.unwrap();
        assert_ne!(theirs.id, lead.id);
        assert_eq!(now(&office, "crm-1").await.suppressed_at, None);
    }

    async fn suppressing_a_person_holds_for_all_its_records_and_gives_the_number_back(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        made(&office, "second", "7375550001").await;
        let assigned = office.assign("first", "7375550001").await;
        set_suppressed(&office.service, &office.actor, "alder", "second", true).await.unwrap();
        assert_eq!(office.stands(assigned.assignment_id).await.0, Status::Released);
        for name in ["first", "second"] {
            assert!(now(&office, name).await.suppressed_at.is_some());
            let refused = office.try_assign(asking(name, "7375550001")).await;
            assert_eq!(conflict(refused), Conflict::LeadSuppressed);
        }
        let third = made(&office, "third", "(737) 555-0001").await;
        assert!(third.suppressed_at.is_some(), "a new record of the person too");
        let moved = made(&office, "fourth", "7375550004").await;
        assert!(moved.suppressed_at.is_none());
        let moved = edit(&office.service, &office.actor, "alder", "fourth", to_phone("7375550001")).await.unwrap();
        assert!(moved.suppressed_at.is_some(), "and one that becomes the person's");
        set_suppressed(&office.service, &office.actor, "alder", "third", false).await.unwrap();
        assert!(now(&office, "first").await.suppressed_at.is_none());
        assert!(office.assign("first", "7375550001").await.created);
    }

    async fn a_live_assignment_follows_its_lead_to_another_phone(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001", "5125550002"]).await;
        let first = office.assign("first", "7375550001").await;
        office.assign("second", "7375550002").await;
        let taken = edit(&office.service, &office.actor, "alder", "first", to_phone("7375550002")).await;
        assert_eq!(conflict(taken), Conflict::PersonHasNumber);
        assert_eq!(now(&office, "first").await.phone, Some(phone("7375550001")));
        let moved = edit(&office.service, &office.actor, "alder", "first", to_phone("(415) 555-0003")).await.unwrap();
        assert_eq!(moved.area_code.map(String::from).as_deref(), Some("415"));
        assert_eq!(moved.state.map(String::from).as_deref(), Some("CA"));
        let again = office.assign("first", "4155550003").await;
        assert_eq!((again.assignment_id, again.created), (first.assignment_id, false));
        // Whoever has the old phone now is another person, and the new phone's other record is this one.
        let same = office.assign("third", "4155550003").await;
        assert_eq!(same.assignment_id, first.assignment_id);
        let old = office.try_assign(asking("fourth", "7375550001")).await;
        assert!(matches!(conflict(old), Conflict::NoAvailableNumber { .. }));
    }

    async fn a_bad_phone_is_mended_by_another(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        office.assign("lead", "7375550001").await;
        office.report("lead", "wrong_number").await;
        assert!(now(&office, "lead").await.bad_phone_at.is_some());
        let refused = office.try_assign(asking("lead", "7375550001")).await;
        assert_eq!(conflict(refused), Conflict::BadPhone);
        let mended = edit(&office.service, &office.actor, "alder", "lead", to_phone("7375550002")).await.unwrap();
        assert!(mended.bad_phone_at.is_none());
        assert!(office.assign("lead", "7375550002").await.created);
    }

    async fn a_deal_is_closed_whatever_the_assignment(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        let assigned = office.assign("lead", "7375550001").await;
        for deal in [Deal::ClosedWon, Deal::ClosedWon, Deal::Open] {
            let lead = set_deal(&office.service, &office.actor, "alder", "lead", deal).await.unwrap();
            assert_eq!(lead.deal, deal);
        }
        assert_eq!(office.stands(assigned.assignment_id).await.0, Status::Active);
        assert_eq!(db.count("select count(*) from events where kind = 'lead.deal_changed'").await, 2);
    }

    async fn texts_of_a_lead_are_changed_and_emptied(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let lead = made(&office, "lead", "7375550001").await;
        made(&office, "other", "7375550002").await;
        let text = |text: &str| Some(Some(text.to_owned()));
        let change = LeadEdit { name: text(" Ada "), notes: text("Two\nlines"), ..LeadEdit::default() };
        let changed = edit(&office.service, &office.actor, "alder", "lead", change).await.unwrap();
        assert_eq!((changed.name.as_deref(), changed.notes.as_deref()), (Some("Ada"), Some("Two\nlines")));
        assert_eq!(changed.phone, lead.phone);
        let empty = LeadEdit { name: Some(None), ..LeadEdit::default() };
        assert_eq!(edit(&office.service, &office.actor, "alder", "lead", empty).await.unwrap().name, None);
        let long = LeadEdit { name: text(&"x".repeat(201)), ..LeadEdit::default() };
        assert_eq!(field(edit(&office.service, &office.actor, "alder", "lead", long).await), "name");
        let taken = LeadEdit { reference: text("other"), ..LeadEdit::default() };
        let taken = edit(&office.service, &office.actor, "alder", "lead", taken).await;
        assert!(matches!(conflict(taken), Conflict::Exists { what: "reference", .. }));
    }

    async fn leads_are_listed_newest_first_page_by_page(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        for n in 0..5 {
            made(&office, &format!("crm-{n}"), &format!("737555000{n}")).await;
        }
        set_deal(&office.service, &office.actor, "alder", "crm-3", Deal::ClosedWon).await.unwrap();
        let mut seen = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let all = LeadFilter::default();
            let page = list(&office.service, &office.actor, Some("alder"), all, cursor.as_deref(), 2).await.unwrap();
            seen.extend(page.items.into_iter().filter_map(|lead| lead.reference));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["crm-4", "crm-3", "crm-2", "crm-1", "crm-0"]);
        let won = LeadFilter { deal: Some(Deal::ClosedWon), ..LeadFilter::default() };
        let won = list(&office.service, &office.actor, Some("alder"), won, None, 9).await.unwrap();
        assert_eq!(won.items.len(), 1);
        let bad = list(&office.service, &office.actor, Some("alder"), LeadFilter::default(), Some("x~y"), 9).await;
        assert_eq!(field(bad), "cursor");
    }

    async fn a_lead_that_turns_out_to_be_a_suppressed_person_gives_its_number_back(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        made(&office, "known", "5125550171").await;
        set_suppressed(&office.service, &office.actor, "alder", "known", true).await.unwrap();
        let live = office.assign("new", "5125550172").await;
        let moved = edit(&office.service, &office.actor, "alder", "new", to_phone("5125550171")).await.unwrap();
        assert_eq!(moved.suppressed_at, now(&office, "known").await.suppressed_at);
        assert_eq!(office.stands(live.assignment_id).await.0, Status::Released);
    }
}

#[tokio::test]
async fn many_named_leads_are_found_in_as_few_statements_as_two() {
    let db = TestDb::sqlite().await;
    let office = Office::open(&db, 1, &[]).await;
    let mut names = Vec::new();
    for n in 0..20 {
        let lead = made(&office, &format!("crm-{n}"), &format!("73755500{n:02}")).await;
        names.push(if n % 2 == 0 { format!("crm-{n}") } else { lead.id.to_string() });
    }
    let mut costs = Vec::new();
    for some in [&names[..2], &names[..]] {
        Recording::start();
        let found = find_all(&office.service, &office.actor, "alder", some.to_vec()).await.unwrap();
        costs.push(Recording::stop().statements());
        let references: Vec<_> = found.into_iter().filter_map(|lead| lead.reference).collect();
        assert_eq!(references, (0..some.len()).map(|n| format!("crm-{n}")).collect::<Vec<_>>());
    }
    assert_eq!(costs[0], costs[1]);
    names.push("nobody".to_owned());
    is_hidden(find_all(&office.service, &office.actor, "alder", names).await);
}
