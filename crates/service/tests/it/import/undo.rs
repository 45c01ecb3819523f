//! Taking an import back.

use super::{paste, source, staged, started, verdicts};
use crate::office::{Office, conflict, phone};
use steadyline_core::assignment::Status;
use steadyline_core::import::{ImportStatus, LineKind, Noun, Suppressed};
use steadyline_core::page::ImportQuery;
use steadyline_db::import::{NAMES_LEAD, NAMES_NUMBER};
use steadyline_db::on_both_engines;
use steadyline_service::import::{self, Asked, Which, undo};
use steadyline_service::job::run_due;
use steadyline_service::lead::{LeadEdit, NewLead, add_note, create, edit, find};
use steadyline_service::number::rest;
use steadyline_service::{Conflict, page};

on_both_engines! {
    async fn leads_that_were_used_stay_and_the_import_says_how_many(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001"]).await;
        let (service, actor) = (&office.service, &office.actor);
        let known = NewLead { reference: Some("crm-0".to_owned()), ..NewLead::default() };
        create(service, actor, "alder", known).await.unwrap();
        let text = "reference,name,phone,state\ncrm-0,Zoe,5125550100,TX\ncrm-1,Ada,5125550101,TX\ncrm-2,Bo,5125550102,\ncrm-3,Cy,5125550103,";
        let draft = staged(&office, Noun::Leads, text).await;
        let done = started(&office, draft.id, false).await;
        assert_eq!((done.added, done.filled), (3, 1));
        assert_eq!(find(service, actor, "alder", "crm-0").await.unwrap().phone, Some(phone("5125550100")));
        office.assign("crm-1", "5125550101").await;
        add_note(service, actor, "alder", "crm-2", "called back").await.unwrap();
        let undone = undo(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((undone.status, undone.removed, undone.kept), (ImportStatus::Undone, 1, 2));
        for (lead, is_there) in [("crm-0", true), ("crm-1", true), ("crm-2", true), ("crm-3", false)] {
            assert_eq!(find(service, actor, "alder", lead).await.is_ok(), is_there, "{lead}");
        }
        let emptied = find(service, actor, "alder", "crm-0").await.unwrap();
        assert_eq!((emptied.name, emptied.phone, emptied.state), (None, None, None), "what was filled is empty again");
        let kept = import::lines(service, actor, "alder", draft.id, Which::Kept, 0, 9).await.unwrap().1;
        assert_eq!(kept.iter().map(|line| (line.line, line.kind)).collect::<Vec<_>>(), [(3, LineKind::New), (4, LineKind::New)]);
        let refused = conflict(undo(service, actor, "alder", draft.id).await);
        assert!(matches!(refused, Conflict::Import { is: ImportStatus::Undone, .. }));
        let activity = page::dashboard(service, actor, "alder").await.unwrap().activity;
        assert!(activity.iter().any(|line| line.what == "An import was undone, 1 lead removed"), "{activity:?}");
    }

    async fn who_is_never_to_be_called_is_not_until_the_import_is_undone(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001", "5125550002"]).await;
        let (service, actor) = (&office.service, &office.actor);
        let had = office.assign("crm-1", "5125550101").await;
        let text = "reference,phone,suppressed\ncrm-1,,false\ncrm-2,5125550101,true\ncrm-3,5125550103,Yes\ncrm-4,5125550104,\n\
            crm-5,5125550105,maybe\n,5125550104,x\n";
        let draft = staged(&office, Noun::Leads, text).await;
        let shown = page::import(service, actor, "alder", draft.id, &ImportQuery::default()).await.unwrap();
        assert_eq!(shown.suppressed, Suppressed { persons: 2, alone: 0 });
        let told = verdicts(&office, draft.id).await;
        let kinds: Vec<_> = told.iter().map(|(_, kind, _)| *kind).collect();
        assert_eq!(kinds, [LineKind::Known, LineKind::New, LineKind::New, LineKind::New, LineKind::Bad, LineKind::Bad]);
        assert_eq!((&*told[1].2, &*told[3].2), ("Suppressed, as the line says.", ""));
        assert!(told[4].2.starts_with("Use yes or no") && told[5].2.contains("Line 5"), "{told:?}");
        let suppressed = async |lead: &str| find(service, actor, "alder", lead).await.unwrap().suppressed_at.is_some();
        assert!(!suppressed("crm-1").await, "a check changes nothing");
        office.wait(chrono::TimeDelta::minutes(5));
        started(&office, draft.id, true).await;
        for (lead, is) in [("crm-1", true), ("crm-2", true), ("crm-3", true), ("crm-4", false)] {
            assert_eq!(suppressed(lead).await, is, "{lead}");
        }
        assert_eq!(office.stands(had.assignment_id).await.0, Status::Released);
        let why = "select count(*) from events where kind = 'lead.suppressed' and reason = 'imported as suppressed'";
        assert_eq!(db.count(why).await, 1, "of whom was there before");
        office.wait(chrono::TimeDelta::minutes(5));
        let undone = undo(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((undone.removed, undone.kept), (3, 0));
        assert!(!suppressed("crm-1").await);
        assert_eq!(office.assign("crm-1", "5125550101").await.number_id, had.number_id, "it has its number again");
    }

    async fn a_known_lead_is_never_called_again_also_where_no_gap_is_filled(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        let known = NewLead { reference: Some("crm-1".to_owned()), phone: Some(phone("5125550101")), ..NewLead::default() };
        create(service, actor, "alder", known).await.unwrap();
        let text = "Reference,Name,Phone,DNC\ncrm-1,Ada,5125550199,Y\n";
        let dry = Asked { dry_run: true, ..Asked::default() };
        let dry = import::import(service, actor, "alder", source(Noun::Leads, text, false), dry).await.unwrap();
        assert_eq!((dry.counts.fill, dry.suppressed), (1, 1));
        let other = NewLead { reference: Some("crm-2".to_owned()), phone: Some(phone("5125550199")), ..NewLead::default() };
        create(service, actor, "alder", other).await.unwrap();
        assert!(dry.lines[0].line.suppresses() && dry.ignored.is_empty());
        let same = NewLead { reference: Some("crm-3".to_owned()), phone: Some(phone("5125550101")), ..NewLead::default() };
        create(service, actor, "alder", same).await.unwrap();
        let suppressed = async |id| page::import(service, actor, "alder", id, &ImportQuery::default()).await.unwrap().suppressed;
        let list = "reference,phone,do not call\ncrm-1,,yes\ncrm-3,,yes\ncrm-8,5125550108,yes\ncrm-9,5125550108,yes\ncrm-7,5125550107,\n";
        let draft = import::stage(service, actor, "alder", source(Noun::Leads, list, false)).await.unwrap();
        assert_eq!((draft.lines.new, draft.lines.fill), (3, 2));
        assert_eq!(suppressed(draft.id).await, Suppressed { persons: 2, alone: 2 }, "two records are one person");
        let report = paste(service, actor, "alder", Noun::Leads, text).await;
        let id = report.import.as_ref().unwrap().id;
        assert_eq!(suppressed(id).await, Suppressed { persons: 1, alone: 1 });
        let lead = find(service, actor, "alder", "crm-1").await.unwrap();
        assert_eq!((report.suppressed, lead.name, lead.phone), (1, None, Some(phone("5125550101"))));
        assert!(lead.suppressed_at.is_some());
        let has_phone = async || find(service, actor, "alder", "crm-2").await.unwrap().suppressed_at;
        assert!(has_phone().await.is_some(), "nor is whoever has the phone that the line gives");
        let again = paste(service, actor, "alder", Noun::Leads, text).await;
        assert_eq!((again.counts.known, again.suppressed), (1, 0), "it is known by now");
        undo(service, actor, "alder", id).await.unwrap();
        assert_eq!(find(service, actor, "alder", "crm-1").await.unwrap().suppressed_at, None);
        assert_eq!(has_phone().await, None);
    }

    async fn a_person_of_whom_an_added_lead_stays_is_not_called_by_the_undo(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        let known = NewLead { reference: Some("crm-1".to_owned()), phone: Some(phone("5125550101")), ..NewLead::default() };
        create(service, actor, "alder", known).await.unwrap();
        // The line that says it names no phone.
        let text = "reference,phone,suppressed\ncrm-1,,yes\ncrm-5,5125550101,\n";
        let draft = staged(&office, Noun::Leads, text).await;
        started(&office, draft.id, false).await;
        add_note(service, actor, "alder", "crm-5", "called back").await.unwrap();
        assert_eq!(undo(service, actor, "alder", draft.id).await.unwrap().kept, 1);
        for lead in ["crm-1", "crm-5"] {
            assert!(find(service, actor, "alder", lead).await.unwrap().suppressed_at.is_some(), "{lead}");
        }
    }

    async fn a_gap_that_cannot_be_filled_keeps_nobody_callable_who_is_never_to_be_called(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        for (reference, number) in [("crm-1", "5125550101"), ("crm-2", "5125550102"), ("crm-3", "5125550103")] {
            let new = NewLead { reference: Some(reference.to_owned()), phone: Some(phone(number)), ..NewLead::default() };
            create(service, actor, "alder", new).await.unwrap();
        }
        // A gap that an import would fill by the area code alone.
        let cleared = LeadEdit { state: Some(None), ..LeadEdit::default() };
        let cleared = edit(service, actor, "alder", "crm-1", cleared).await.unwrap();
        assert!(cleared.area_code.is_some() && cleared.state.is_none());
        let report = paste(service, actor, "alder", Noun::Leads, "reference,suppressed\ncrm-1,yes\n").await;
        let lead = find(service, actor, "alder", "crm-1").await.unwrap();
        assert_eq!((report.suppressed, lead.suppressed_at.is_some(), lead.state), (1, true, None));
        // Another line fills something of the same lead, or the very same gap.
        let text = "reference,name,phone,suppressed\ncrm-2,Ada,,\n,,5125550102,yes\ncrm-3,Cy,,\n,Dee,5125550103,yes\n";
        let draft = staged(&office, Noun::Leads, text).await;
        assert_eq!(started(&office, draft.id, false).await.filled, 4);
        let lines = import::lines(service, actor, "alder", draft.id, Which::All, 0, 9).await.unwrap().1;
        let filled: Vec<_> = lines.iter().map(|line| (line.kind, line.filled.join(","))).collect();
        assert_eq!(filled, ["name", "suppressed", "name", "suppressed"].map(|name| (LineKind::Fill, name.to_owned())));
        let shown = async |lead: &str| {
            let lead = find(service, actor, "alder", lead).await.unwrap();
            (lead.name, lead.suppressed_at.is_some())
        };
        assert_eq!(shown("crm-2").await, (Some("Ada".to_owned()), true));
        assert_eq!(shown("crm-3").await, (Some("Cy".to_owned()), true));
        undo(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((shown("crm-2").await, shown("crm-3").await), ((None, false), (None, false)));
    }

    async fn numbers_that_nobody_used_go_with_the_scores_of_their_days(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        let text = "5125550001,One\n5125550002,Two\n5125550003,Three";
        let report = paste(service, actor, "alder", Noun::Numbers, text).await;
        let import = report.import.unwrap();
        run_due(service).await.unwrap();
        assert!(db.count("select count(*) from number_days").await > 0, "each has a score of the day");
        let used = office.assign("lead", "5125550101").await;
        let pool = steadyline_service::number::list(service, actor, Some("alder"), Default::default(), None, 9).await.unwrap();
        let other = pool.items.iter().find(|number| number.id != used.number_id).unwrap();
        rest(service, actor, "alder", other.id, None).await.unwrap();
        assert_eq!(db.count("select cast(sum(numbers) as bigint) from pool_days").await, 3);
        let undone = undo(service, actor, "alder", import.id).await.unwrap();
        assert_eq!((undone.status, undone.removed, undone.kept), (ImportStatus::Undone, 1, 2));
        assert_eq!(db.count("select count(*) from phone_numbers").await, 2);
        assert_eq!(db.count("select cast(sum(numbers) as bigint) from pool_days").await, 2, "nor are they in the reports");
    }
}

#[test]
fn every_table_that_names_a_lead_or_number_is_weighed() {
    let schema: String = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/sqlite"))
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    for (table, weighed) in [("leads", &NAMES_LEAD[..]), ("phone_numbers", &NAMES_NUMBER)] {
        let naming: std::collections::BTreeSet<&str> = schema
            .split("create table ")
            .skip(1)
            .filter(|made| {
                made.split(';').next().unwrap_or_default().contains(&format!("references {table} ("))
            })
            .map(|made| made.split_whitespace().next().unwrap_or_default())
            .collect();
        assert_eq!(
            naming,
            weighed.iter().copied().collect(),
            "say in db/import/undo.rs whether its rows are a use"
        );
    }
}
