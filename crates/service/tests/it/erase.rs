//! Erasing a person's data: what goes, what stays, and that it stays so.

mod history;

use crate::import::{paste, staged};
use crate::office::{Office, asking, conflict, phone, said};
use crate::who::{is_hidden, key_of, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::assignment::Status;
use steadyline_core::import::Noun;
use steadyline_core::lead::Lead;
use steadyline_core::user::Actor;
use steadyline_db::on_both_engines;
use steadyline_db::testing::{TestDb, columns_holding, disagreements};
use steadyline_service::assignment::{Assign, lock, release};
use steadyline_service::call::Report;
use steadyline_service::lead::{
    LeadEdit, NewLead, add_note, create, edit, erase, find, set_deal, set_suppressed,
};
use steadyline_service::{Conflict, audit, page};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const PERSON: &str = "7375550176";

async fn erased(office: &Office, lead: &str) -> Lead {
    erase(&office.service, &office.actor, office.slug(), lead).await.unwrap()
}

async fn suppressed(office: &Office, lead: &str) {
    set_suppressed(&office.service, &office.actor, office.slug(), lead, true).await.unwrap();
}

async fn made(office: &Office, new: NewLead) -> Lead {
    create(&office.service, &office.actor, office.slug(), new).await.unwrap()
}

fn record(reference: &str, number: &str) -> NewLead {
    NewLead { reference: Some(reference.to_owned()), phone: Some(phone(number)), ..NewLead::default() }
}

/// A person with two records, calls, a correction, a move, and notes wherever notes can be written.
async fn quackenbush(office: &Office) {
    let (service, actor) = (&office.service, &office.actor);
    let text = |text: &str| Some(Some(text.to_owned()));
    let mut new = record("crm-1", PERSON);
    // Long enough for pages of its own.
    new.notes = Some("secret on the lead ".repeat(500));
    made(office, new).await;
    made(office, record("crm-2", PERSON)).await;
    let name = LeadEdit { name: text("Zelda Quackenbush"), ..LeadEdit::default() };
    edit(service, actor, "alder", "crm-1", name.clone()).await.unwrap();
    edit(service, actor, "alder", "crm-2", name).await.unwrap();
    office.assign("crm-1", PERSON).await;
    add_note(service, actor, "alder", "crm-2", "secret in the history").await.unwrap();
    let call = Report {
        // As dialers name calls.
        call_id: Some(format!("dial-+1{PERSON}-1795967376")),
        notes: Some("secret of a call".to_owned()),
        ..said("crm-1", "no_answer")
    };
    office.wait(TimeDelta::minutes(1));
    office.try_report(call.clone()).await.unwrap();
    office.wait(TimeDelta::minutes(1));
    let answered = Report {
        outcome: "answered".to_owned(),
        notes: Some("secret of a correction".to_owned()),
        correct: true,
        ..call
    };
    let held = office.try_report(answered).await.unwrap().assignment_id.unwrap();
    lock(service, actor, "alder", held, None, "secret reason").await.unwrap();
}

async fn holding(db: &TestDb, text: &str) -> Vec<String> {
    columns_holding(&db.db, text).await.unwrap()
}

on_both_engines! {
    async fn name_phone_and_notes_are_nowhere_any_more_and_the_figures_stay(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        quackenbush(&office).await;
        // A lead that had the phone by mistake, and is somebody else.
        made(&office, record("crm-3", PERSON)).await;
        let to = LeadEdit { phone: Some(phone("7375550199")), ..LeadEdit::default() };
        edit(&office.service, &office.actor, "alder", "crm-3", to).await.unwrap();
        db.execute("update lead_number_assignments set notes = 'secret by SQL'").await.unwrap();
        let everywhere = ["calls.notes", "events.reason", "lead_number_assignments.notes", "leads.notes"];
        assert_eq!(holding(&db, "secret").await, everywhere, "the test says it everywhere");
        assert_eq!(holding(&db, "zelda quackenbush").await, ["events.detail", "leads.name"]);
        let with_phone = ["calls.reference", "events.detail", "lead_number_assignments.person_key", "leads.phone"];
        assert_eq!(holding(&db, PERSON).await, with_phone);
        let bad = format!(
            "reference,name,phone,state,suppressed\ncrm-1,Zelda Quackenbush,,ZZ,\n,Zelda Quackenbush,{PERSON},,maybe\n\
            ,Quackenbush,{PERSON},,\"no"
        );
        let draft = staged(&office, Noun::Leads, &bad).await;
        assert_eq!(draft.lines.bad, 3);
        assert!(holding(&db, "zelda quackenbush").await.contains(&"import_lines.cells".to_owned()));
        let figures = "select (select sum(calls) + sum(contacts) * 10 + sum(assigned) * 100 from broker_days)
            + (select count(*) * 1000 from calls) + (select sum(call_count) * 10000 from phone_numbers)";
        let figures = figures.replace("select (select", "select cast((select") + " as bigint)";
        let before = db.count(&figures).await;
        let lead = erased(&office, "crm-2").await;
        assert!(lead.erased_at.is_some());
        for text in ["secret", "quackenbush", PERSON] {
            assert_eq!(holding(&db, text).await, [""; 0], "{text}");
        }
        assert_eq!(db.count(&figures).await, before);
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
        assert_eq!(db.count("select count(*) from suppressed_phones").await, 0, "nobody was suppressed");
        let other = find(&office.service, &office.actor, "alder", "crm-1").await.unwrap();
        assert!(other.erased_at.is_some(), "all records of the person");
        let somebody = find(&office.service, &office.actor, "alder", "crm-3").await.unwrap();
        assert!(somebody.erased_at.is_none() && somebody.phone.is_some(), "and of nobody else");
        assert_eq!(other.state.map(String::from).as_deref(), Some("TX"), "where, not who");
    }

    async fn a_live_number_is_given_back_and_the_history_says_why(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let assigned = office.assign("crm-1", PERSON).await;
        office.wait(TimeDelta::minutes(1));
        erased(&office, "crm-1").await;
        let view = office.assignment(assigned.assignment_id).await;
        assert_eq!((view.status, view.slot), (Status::Released, None));
        let history = view.history.expect("a shown assignment has its history");
        assert_eq!(history.last().unwrap().reason.as_deref(), Some("erased"));
        let why = history[0].reason.clone().unwrap_or_default();
        assert!(why.starts_with("same state as the lead"), "why a number was chosen is ours to say: {why}");
        assert_eq!(office.number(assigned.number_id).await.occupancy.active_leads, 0);
        assert!(office.assign("crm-9", "7375550199").await.created, "and the next lead gets it");
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn an_unreachable_lead_is_released_too(db: TestDb) {
        let settings = steadyline_core::setting::BrokerSettings { max_attempts: 1, ..Default::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        let assigned = office.assign("crm-1", PERSON).await;
        office.report("crm-1", "voicemail").await;
        assert_eq!(office.stands(assigned.assignment_id).await, (Status::Unreachable, 1));
        erased(&office, "crm-1").await;
        assert_eq!(office.stands(assigned.assignment_id).await, (Status::Released, 1));
        let again = release(&office.service, &office.actor, "alder", assigned.assignment_id, "Zelda asked").await;
        assert!(matches!(conflict(again), Conflict::State(_)), "nobody can write a reason to it");
    }

    async fn nothing_is_done_with_an_erased_lead(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("crm-1", PERSON).await;
        erased(&office, "crm-1").await;
        let (service, actor) = (&office.service, &office.actor);
        for request in [asking("crm-1", PERSON), Assign { force: true, ..asking("crm-1", "7375550177") }] {
            assert_eq!(conflict(office.try_assign(request).await), Conflict::LeadErased);
        }
        let named = Assign { lead: "crm-1".to_owned(), name: Some("Zelda".to_owned()), ..Assign::default() };
        assert_eq!(conflict(office.try_assign(named).await), Conflict::LeadErased);
        let told = Report { notes: Some("Zelda".to_owned()), ..said("crm-1", "answered") };
        assert_eq!(conflict(office.try_report(told).await), Conflict::LeadErased);
        let name = LeadEdit { name: Some(Some("Zelda".to_owned())), ..LeadEdit::default() };
        assert_eq!(conflict(edit(service, actor, "alder", "crm-1", name).await), Conflict::LeadErased);
        let won = steadyline_core::lead::Deal::ClosedWon;
        assert_eq!(conflict(set_deal(service, actor, "alder", "crm-1", won).await), Conflict::LeadErased);
        let again = set_suppressed(service, actor, "alder", "crm-1", true).await;
        assert_eq!(conflict(again), Conflict::LeadErased);
        assert_eq!(conflict(add_note(service, actor, "alder", "crm-1", "Zelda").await), Conflict::LeadErased);
        assert_eq!(holding(&db, "zelda").await, [""; 0]);
        let written = db.execute("update leads set name = 'Zelda'").await;
        assert!(written.is_err(), "not even by SQL");
    }

    async fn a_second_time_changes_nothing(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("crm-1", PERSON).await;
        let first = erased(&office, "crm-1").await;
        let rows = "select (select count(*) from events) + (select count(*) from audit_log)";
        let before = db.count(rows).await;
        office.wait(TimeDelta::days(1));
        assert_eq!(erased(&office, "crm-1").await, first);
        assert_eq!(db.count(rows).await, before);
    }

    async fn whoever_was_suppressed_stays_so_whatever_way_the_phone_comes_back(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let (service, actor) = (&office.service, &office.actor);
        made(&office, record("crm-1", PERSON)).await;
        made(&office, record("crm-2", PERSON)).await;
        suppressed(&office, "crm-2").await;
        let since = find(service, actor, "alder", "crm-1").await.unwrap().suppressed_at;
        office.wait(TimeDelta::days(3));
        erased(&office, "crm-1").await;
        assert_eq!(db.count("select count(*) from suppressed_phones").await, 1);
        assert_eq!(holding(&db, PERSON).await, [""; 0]);
        // Created.
        let again = made(&office, record("again", "(737) 555-0176")).await;
        assert_eq!(again.suppressed_at, since);
        assert_eq!(conflict(office.try_assign(asking("again", PERSON)).await), Conflict::LeadSuppressed);
        let shown = page::lead(service, actor, "alder", "again", &Default::default()).await.unwrap();
        assert!(shown.suppressed.is_some() && !shown.can_assign && !shown.callable.allowed);
        // Imported.
        let text = format!("reference,phone\nsheet,{PERSON}");
        assert!(paste(service, actor, "alder", Noun::Leads, &text).await.import.is_some());
        assert_eq!(find(service, actor, "alder", "sheet").await.unwrap().suppressed_at, since);
        // Made by the webhook, or given the phone by it, also while it has a number.
        assert_eq!(conflict(office.try_assign(asking("new", PERSON)).await), Conflict::LeadSuppressed);
        office.try_assign(Assign { lead: "bare".to_owned(), ..Assign::default() }).await.unwrap();
        assert_eq!(conflict(office.try_assign(asking("bare", PERSON)).await), Conflict::LeadSuppressed);
        // Given the phone by an edit.
        let live = office.assign("other", "7375550188").await;
        let to = LeadEdit { phone: Some(phone(PERSON)), ..LeadEdit::default() };
        assert!(edit(service, actor, "alder", "other", to).await.unwrap().suppressed_at.is_some());
        assert_eq!(office.stands(live.assignment_id).await.0, Status::Released);
        assert_eq!(conflict(office.try_assign(asking("other", PERSON)).await), Conflict::LeadSuppressed);
        // Written by SQL.
        db.execute("update leads set suppressed_at = null where erased_at is null").await.unwrap();
        assert_eq!(conflict(office.try_assign(asking("again", PERSON)).await), Conflict::LeadSuppressed);
        assert!(page::lead(service, actor, "alder", "again", &Default::default()).await.unwrap().suppressed.is_some());
        // Erased once more: the hash stays one.
        erased(&office, "again").await;
        assert_eq!(made(&office, record("third", PERSON)).await.suppressed_at, since);
        assert_eq!(db.count("select count(*) from suppressed_phones").await, 1);
        // And taken back by the office, on purpose.
        set_suppressed(service, actor, "alder", "third", false).await.unwrap();
        assert!(office.assign("third", PERSON).await.created);
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
    }

    async fn whoever_was_not_suppressed_may_come_back_as_somebody_new(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let first = office.assign("crm-1", PERSON).await;
        erased(&office, "crm-1").await;
        let second = office.assign("crm-2", PERSON).await;
        assert!(second.created && second.lead_id != first.lead_id);
        let shown = page::lead(&office.service, &office.actor, "alder", "crm-2", &Default::default()).await.unwrap();
        assert_eq!((shown.other_records.len(), shown.timeline.len()), (0, 2), "nothing of before is known");
    }

    async fn a_hash_is_of_one_broker(db: TestDb) {
        let (office, other) = two_offices(&db, &[AUSTIN]).await;
        let theirs = key_of(&other);
        for (actor, broker) in [(&office.actor, "alder"), (&theirs, "birch")] {
            create(&office.service, actor, broker, record("crm-1", PERSON)).await.unwrap();
            set_suppressed(&office.service, actor, broker, "crm-1", true).await.unwrap();
        }
        erased(&office, "crm-1").await;
        let kept = find(&office.service, &theirs, "birch", "crm-1").await.unwrap();
        assert!(kept.erased_at.is_none() && kept.phone.is_some(), "the same phone is another person there");
        erase(&office.service, &theirs, "birch", "crm-1").await.unwrap();
        assert_eq!(db.count("select count(distinct hash) from suppressed_phones").await, 2, "the salts differ");
        assert_eq!(db.count("select count(distinct suppression_salt) from brokers").await, 2);
        set_suppressed(&office.service, &office.actor, "alder", &made(&office, record("b", PERSON)).await.id.to_string(), false)
            .await
            .unwrap();
        let again = create(&office.service, &theirs, "birch", record("b", PERSON)).await.unwrap();
        assert!(again.suppressed_at.is_some(), "what one takes back holds for the other");
    }

    async fn only_its_own_broker_erases_and_the_audit_says_who(db: TestDb) {
        let (office, other) = two_offices(&db, &[AUSTIN]).await;
        let lead = made(&office, record("crm-1", PERSON)).await;
        for broker in ["alder", "birch"] {
            for name in ["crm-1".to_owned(), lead.id.to_string()] {
                is_hidden(erase(&office.service, &of(&other), broker, &name).await);
            }
        }
        is_hidden(erase(&office.service, &office.actor, "alder", "nobody").await);
        assert_eq!(holding(&db, PERSON).await, ["leads.phone"]);
        let ada = of(&office.broker);
        erase(&office.service, &ada, "alder", "crm-1").await.unwrap();
        let entries = audit::list(&office.service, &Actor::System, None, 9).await.unwrap();
        assert_eq!((entries[0].action.as_str(), entries[0].actor.as_str()), ("lead.erased", "Ada"));
        assert_eq!(entries[0].detail["lead_id"], lead.id.to_string());
    }

    async fn a_reference_stays_unless_it_is_personal(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let plain = office.assign("crm-1", PERSON).await;
        erased(&office, "crm-1").await;
        assert_eq!(find(&office.service, &office.actor, "alder", "crm-1").await.unwrap().id, plain.lead_id);
        let told = office.assign("+1 737 555 0177", "7375550177").await;
        let lead = erased(&office, "+1 737 555 0177").await;
        assert_eq!((lead.id, lead.reference), (told.lead_id, None));
        assert_eq!(holding(&db, "737 555 0177").await, [""; 0]);
    }

    async fn pages_say_that_it_was_erased_and_offer_nothing(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        quackenbush(&office).await;
        erased(&office, "crm-1").await;
        let (service, actor) = (&office.service, &office.actor);
        let shown = page::lead(service, actor, "alder", "crm-1", &Default::default()).await.unwrap();
        assert_eq!((shown.title.as_str(), shown.erased.is_some()), ("Erased lead", true));
        assert!(shown.caller_id.is_none() && !shown.can_record && !shown.can_assign && !shown.callable.allowed);
        assert_eq!(shown.callable.not_before, None, "never is not later");
        assert!(shown.phone.is_none() && shown.name.is_empty() && shown.notes.is_empty());
        assert!(shown.timeline.iter().any(|entry| entry.what == "Erased"));
        assert!(shown.timeline.iter().any(|entry| entry.what == "Answered"), "its calls are figures: {:?}", shown.timeline);
        let list = page::leads(service, actor, "alder", &Default::default()).await.unwrap();
        let titles: Vec<_> = list.rows.iter().map(|row| (row.link.title.as_str(), row.erased)).collect();
        assert_eq!(titles, [("Erased lead", true), ("Erased lead", true)]);
        let activity = page::dashboard(service, actor, "alder").await.unwrap().activity;
        assert!(activity.iter().any(|line| line.what == "had its data erased"));
        assert!(activity.iter().filter_map(|line| line.lead.as_ref()).all(|lead| lead.title == "Erased lead"));
    }
}

#[tokio::test]
async fn not_even_the_bytes_of_the_file_hold_what_was_erased() {
    let db = TestDb::sqlite().await;
    let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
    quackenbush(&office).await;
    let holds = |text: &str| {
        let file = std::fs::read(db.address.trim_start_matches("sqlite://")).unwrap();
        file.windows(text.len()).any(|bytes| bytes.eq_ignore_ascii_case(text.as_bytes()))
    };
    erased(&office, "crm-1").await;
    db.db.close().await;
    assert!(holds("crm-1"), "the file is read");
    for text in ["quackenbush", "secret of", "secret on", "secret in", "secret reason", PERSON] {
        assert!(!holds(text), "{text}");
    }
}
