//! Imports of more than fits in one transaction.

use super::{source, staged, started};
use crate::office::{Office, phone};
use crate::who::field;
use chrono::TimeDelta;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use steadyline_core::import::{AT_ONCE, ImportStatus, Noun, Suppressed};
use steadyline_core::page::ImportQuery;
use steadyline_db::testing::{TestDb, columns_holding};
use steadyline_db::{DbError, Tx, dialect, on_both_engines};
use steadyline_service::import::{self, Sheet, work};
use steadyline_service::lead::{NewLead, create, erase, find, set_suppressed};
use steadyline_service::{Conflict, ServiceError, page};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// So many leads, one of them bad.
fn many(leads: usize) -> String {
    let lines: Vec<String> = (0..leads).map(|n| format!("crm-{n},+1512{:07}", 2_000_000 + n)).collect();
    format!("reference,phone\nbad,12\n{}", lines.join("\n"))
}

on_both_engines! {
    async fn a_large_import_goes_in_batches_can_be_stopped_goes_on_and_is_undone_as_a_whole(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        let leads = AT_ONCE + 500;
        let draft = staged(&office, Noun::Leads, &many(leads)).await;
        assert_eq!((draft.lines.new, draft.lines.bad), (leads as i64, 1));
        assert_eq!(field(import::start(service, actor, "alder", draft.id, false).await), "import");
        let running = started(&office, draft.id, true).await;
        assert_eq!((running.status, running.added), (ImportStatus::Running, 0));
        assert!(work(service).await.unwrap());
        let now = import::find(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((now.status, now.done, now.added), (ImportStatus::Running, 1_000, 1_000));
        import::stop(service, actor, "alder", draft.id).await.unwrap();
        assert!(!work(service).await.unwrap(), "nothing is under way");
        assert_eq!(db.count("select count(*) from leads").await, 1_000);
        started(&office, draft.id, false).await;
        // As another program, or this one after a restart, would.
        let again = steadyline_service::Service::new(db.db.clone());
        while work(&again).await.unwrap() {}
        let done = import::find(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((done.status, done.added, done.done), (ImportStatus::Done, leads as i64, leads as i64));
        assert_eq!(db.count("select count(*) from leads").await, leads as i64);
        assert_eq!(db.count("select count(*) from events where kind = 'lead.imported'").await, 1);
        let undoing = import::undo(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!(undoing.status, ImportStatus::Undoing);
        while work(&again).await.unwrap() {}
        let undone = import::find(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((undone.status, undone.removed, undone.kept), (ImportStatus::Undone, leads as i64, 0));
        assert_eq!(db.count("select count(*) from leads").await, 0);
    }

    async fn of_one_person_in_several_batches_nobody_is_called_and_the_undo_takes_all_of_it_back(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        for (reference, number) in [("x", "5125550102"), ("y", "5125550103")] {
            let there = NewLead { reference: Some(reference.to_owned()), phone: Some(phone(number)), ..NewLead::default() };
            create(service, actor, "alder", there).await.unwrap();
        }
        // Nobody knows yet that these are one person.
        for (reference, number) in [("p", Some("5125550104")), ("q", None)] {
            let there = NewLead { reference: Some(reference.to_owned()), phone: number.map(phone), ..NewLead::default() };
            create(service, actor, "alder", there).await.unwrap();
        }
        office.wait(TimeDelta::minutes(5));
        let between: Vec<String> = (0..AT_ONCE).map(|n| format!("crm-{n},+1512{:07},", 2_000_000 + n)).collect();
        let text = format!(
            "reference,phone,suppressed\na,5125550101,\nb,5125550102,yes\ny,,yes\np,,yes\n{}\nc,5125550101,yes\n\
            d,5125550102,\ne,5125550103,\nq,5125550104,yes\n",
            between.join("\n")
        );
        let draft = staged(&office, Noun::Leads, &text).await;
        let shown = page::import(service, actor, "alder", draft.id, &ImportQuery::default()).await.unwrap();
        assert_eq!(shown.suppressed, Suppressed { persons: 4, alone: 2 });
        started(&office, draft.id, false).await;
        while work(service).await.unwrap() {}
        for lead in ["a", "b", "c", "d", "e", "x", "y", "p", "q"] {
            assert!(find(service, actor, "alder", lead).await.unwrap().suppressed_at.is_some(), "{lead}");
        }
        let done = import::find(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!(done.suppressed, shown.suppressed, "each is counted in one batch");
        let told = "select count(*) from events where kind = 'lead.suppressed'";
        assert_eq!(db.count(told).await, 3, "of whom was there before");
        office.wait(TimeDelta::minutes(5));
        import::undo(service, actor, "alder", draft.id).await.unwrap();
        while work(service).await.unwrap() {}
        let undone = import::find(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((undone.status, undone.removed, undone.kept), (ImportStatus::Undone, undone.added, 0));
        for lead in ["x", "y", "p", "q"] {
            assert_eq!(find(service, actor, "alder", lead).await.unwrap().suppressed_at, None, "{lead}");
        }
    }

    async fn a_line_about_a_person_who_is_erased_while_a_file_is_checked_is_counted_as_it_stands(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        let there = NewLead { reference: Some("x".to_owned()), ..NewLead::default() };
        create(service, actor, "alder", there).await.unwrap();
        let more: Vec<String> = (0..2 * AT_ONCE).map(|n| format!("crm-{n},,+1512{:07}", 2_000_000 + n)).collect();
        let text = format!("reference,name,phone\nx,Zelda Quackenbush,\n{}", more.join("\n"));
        let erasing = async {
            while db.count("select count(*) from import_lines").await == 0 {
                sleep(Duration::from_millis(1)).await;
            }
            erase(service, actor, "alder", "x").await.unwrap();
            db.count("select count(*) from imports where status = 'staging'").await
        };
        let (draft, checking) = tokio::join!(staged(&office, Noun::Leads, &text), erasing);
        let kept = import::find(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((kept.lines.new, kept.lines.fill, kept.lines.known), (2 * AT_ONCE as i64, 0, 1));
        // Nearly always: a machine that stands still for long lets the check end first.
        if checking == 1 {
            assert_eq!(kept.lines, draft.lines);
        }
        assert_eq!(columns_holding(&db.db, "quackenbush").await.unwrap(), [""; 0]);
    }

    async fn what_was_stopped_is_undone_as_far_as_it_came(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor) = (&office.service, &office.actor);
        // The first lead and the last are suppressed.
        let list = many(AT_ONCE + 1).replacen("reference,phone", "reference,phone,dnc", 1).replacen("2000000", "2000000,yes", 1);
        let draft = staged(&office, Noun::Leads, &format!("{list},yes")).await;
        let suppressed = async || {
            let shown = page::import(service, actor, "alder", draft.id, &ImportQuery::default()).await.unwrap();
            shown.suppressed.persons
        };
        assert_eq!(suppressed().await, 2);
        started(&office, draft.id, true).await;
        work(service).await.unwrap();
        import::stop(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!(suppressed().await, 1, "it has not come to the last");
        import::undo(service, actor, "alder", draft.id).await.unwrap();
        while work(service).await.unwrap() {}
        let undone = import::find(service, actor, "alder", draft.id).await.unwrap();
        assert_eq!((undone.status, undone.added, undone.removed), (ImportStatus::Undone, 1_000, 1_000));
        let refused = crate::office::conflict(import::start(service, actor, "alder", draft.id, true).await);
        assert!(matches!(refused, Conflict::Import { is: ImportStatus::Undone, .. }));
    }
}

/// A transaction that holds a row: says when it does, and ends when it may.
#[derive(Default)]
struct Hold {
    is_held: Notify,
    may_end: Notify,
}

impl Hold {
    async fn run<F>(self: Arc<Self>, db: &TestDb, lock: F) -> Result<(), ServiceError>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<(), DbError>> + Send + Sync + 'static,
    {
        let lock = Arc::new(lock);
        let write = db.db.write(move |tx| {
            let (hold, lock) = (Arc::clone(&self), Arc::clone(&lock));
            Box::pin(async move {
                lock(tx).await?;
                hold.is_held.notify_one();
                hold.may_end.notified().await;
                Ok::<_, ServiceError>(())
            })
        });
        write.await
    }
}

/// Until so many transactions wait for what another holds.
async fn until_waiting(db: &TestDb, many: i64) {
    let waiting = "select count(*) from pg_stat_activity \
        where datname = current_database() and wait_event_type = 'Lock'";
    while db.count(waiting).await < many {
        sleep(Duration::from_millis(10)).await;
    }
}

/// As a batch of the import may want the lead next. SQLite has one writer, who waits for nobody.
#[tokio::test]
async fn an_erasure_that_waits_for_an_import_keeps_nobody_from_the_lead() {
    let db = TestDb::postgres().await;
    let office = Office::open(&db, 1, &[]).await;
    let (service, actor) = (&office.service, &office.actor);
    let draft = staged(&office, Noun::Leads, "reference,phone\ncrm-1,5125550101\n").await;
    started(&office, draft.id, false).await;
    let (broker, import, hold) = (office.broker.id, draft.id, Arc::<Hold>::default());
    let batch = Arc::clone(&hold).run(&db, move |tx| Box::pin(dialect::lock_import(tx, broker, import)));
    let erasing = async {
        hold.is_held.notified().await;
        erase(service, actor, "alder", "crm-1").await
    };
    let meanwhile = async {
        until_waiting(&db, 1).await;
        let suppressed = set_suppressed(service, actor, "alder", "crm-1", true);
        let suppressed = timeout(Duration::from_secs(10), suppressed).await;
        hold.may_end.notify_one();
        suppressed.expect("the lead is free").unwrap();
    };
    let all = async { tokio::join!(batch, erasing, meanwhile) };
    let (batch, erased, ()) = timeout(Duration::from_secs(60), all).await.expect("the erasure waits");
    batch.unwrap();
    assert!(erased.unwrap().erased_at.is_some());
}

/// As the erasure has looked through the lines by then. On SQLite no two write at once.
#[tokio::test]
async fn a_file_that_is_checked_during_an_erasure_holds_nothing_of_the_person() {
    let db = TestDb::postgres().await;
    let office = Office::open(&db, 1, &["5125550142"]).await;
    let (service, actor) = (&office.service, &office.actor);
    let (broker, number) = (office.broker.id, office.assign("crm-1", "5125550101").await.number_id);
    let hold = Arc::<Hold>::default();
    let call = Arc::clone(&hold).run(&db, move |tx| Box::pin(dialect::lock_number(tx, broker, number)));
    let erasing = async {
        hold.is_held.notified().await;
        erase(service, actor, "alder", "crm-1").await
    };
    let checking = async {
        until_waiting(&db, 1).await;
        let check = staged(&office, Noun::Leads, "reference,name\ncrm-1,Zelda Quackenbush\n");
        tokio::pin!(check);
        let early = tokio::select! {
            draft = &mut check => Some(draft),
            () = until_waiting(&db, 2) => None,
        };
        hold.may_end.notify_one();
        match early {
            Some(draft) => draft,
            None => check.await,
        }
    };
    let all = async { tokio::join!(call, erasing, checking) };
    let (call, erased, draft) = timeout(Duration::from_secs(60), all).await.expect("neither waits for ever");
    call.unwrap();
    assert!(erased.unwrap().erased_at.is_some());
    assert_eq!((draft.lines.known, draft.lines.all()), (1, 1));
    assert_eq!(columns_holding(&db.db, "quackenbush").await.unwrap(), [""; 0]);
}

#[test]
fn more_lines_than_an_import_may_have_are_refused() {
    let lines = "5125550101\n".repeat(100_001);
    assert_eq!(Sheet::read(Noun::Leads, &lines, "file").unwrap_err().field, "file");
    assert_eq!(source(Noun::Leads, &"5125550101\n".repeat(100_000), true).sheet.rows.len(), 100_000);
}
