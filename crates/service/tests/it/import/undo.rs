//! Taking an import back.

use super::{paste, staged, started};
use crate::office::{Office, conflict, phone};
use steadyline_core::import::{ImportStatus, LineKind, Noun};
use steadyline_db::import::{NAMES_LEAD, NAMES_NUMBER};
use steadyline_db::on_both_engines;
use steadyline_service::import::{self, Which, undo};
use steadyline_service::job::run_due;
use steadyline_service::lead::{NewLead, add_note, create, find};
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
