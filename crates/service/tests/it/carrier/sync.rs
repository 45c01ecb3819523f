//! Syncs: what would change is said first, and is then done; nothing is ever deleted.

use super::shop::{Shop, connected};
use crate::office::Office;
use chrono::TimeDelta;
use steadyline_core::carrier::{ChangeKind, NumberSync, SyncStatus};
use steadyline_core::number::Standing::{Active, Gone};
use steadyline_core::page::{Act, WarningKind};
use steadyline_core::user::{Actor, Role};
use steadyline_db::testing::TestDb;
use steadyline_service::assignment::Assign;
use steadyline_service::broker::{BrokerEdit, SettingsChange, edit};
use steadyline_service::carrier::{AskSync, CarrierError, apply, begin_due, look, newest, work};
use steadyline_service::{CarrierTrouble, Conflict, ServiceError, page};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const TAMPA: &str = "8135550165";

async fn to_the_end(office: &Office) -> NumberSync {
    while work(&office.service).await.unwrap() {}
    newest(&office.service, &office.actor, Some("alder")).await.unwrap().expect("there was one")
}

async fn looked(office: &Office) -> NumberSync {
    look(&office.service, &office.actor, "alder", AskSync::default()).await.unwrap();
    to_the_end(office).await
}

async fn done(office: &Office, configures: bool) -> NumberSync {
    let found = looked(office).await;
    assert_eq!(found.status, SyncStatus::Ready, "{found:?}");
    apply(&office.service, &office.actor, "alder", found.id, configures).await.unwrap();
    to_the_end(office).await
}

/// By itself, as every few minutes.
async fn by_itself(office: &Office) -> NumberSync {
    office.wait(TimeDelta::minutes(20));
    assert_eq!(begin_due(&office.service).await.unwrap(), 1);
    to_the_end(office).await
}

fn counts(sync: &NumberSync) -> [usize; 4] {
    ChangeKind::CHANGES.map(|kind| sync.plan.count(kind))
}

/// Three numbers there, two of them known here.
async fn opened(db: &TestDb) -> (Office, Shop) {
    let (office, shop) = connected(db, &[AUSTIN, DALLAS]).await;
    for number in [AUSTIN, DALLAS, TAMPA] {
        shop.add(number);
    }
    (office, shop)
}

steadyline_db::on_both_engines! {
    async fn it_is_said_what_would_change_and_nothing_does_until_it_is_done(db: TestDb) {
        let (office, _shop) = opened(&db).await;
        let found = looked(&office).await;
        assert_eq!((found.status, found.seen), (SyncStatus::Ready, 3));
        assert_eq!((counts(&found), found.plan.deaf()), ([1, 2, 0, 0], 3));
        assert_eq!(office.pool().await.len(), 2);
        assert_eq!(db.count("select count(*) from phone_numbers where signalwire_id is not null").await, 0);

        apply(&office.service, &office.actor, "alder", found.id, false).await.unwrap();
        let done = to_the_end(&office).await;
        assert_eq!((done.status, done.done, done.error), (SyncStatus::Done, 3, None));
        assert_eq!(db.count("select count(*) from phone_numbers where signalwire_id is not null").await, 3);
        // It brings its area code and state.
        assert_eq!(db.count("select count(*) from phone_numbers where area_code = '813' and state = 'FL'").await, 1);
        assert_eq!(db.count("select count(*) from audit_log where action = 'numbers.synced'").await, 1);
        // The same again changes nothing, and what was done cannot be done twice.
        let again = apply(&office.service, &office.actor, "alder", found.id, false).await;
        assert!(matches!(again, Err(ServiceError::Conflict(Conflict::SyncOver))));
        assert_eq!(counts(&looked(&office).await), [0; 4]);
    }

    async fn numbers_bought_and_removed_there_are_noticed_and_a_gone_one_takes_no_lead(db: TestDb) {
        let (office, shop) = opened(&db).await;
        done(&office, false).await;
        shop.add("3055550171");
        shop.remove(DALLAS);
        shop.remove(TAMPA);
        shop.remove(AUSTIN);
        let synced = by_itself(&office).await;
        assert_eq!((synced.status, counts(&synced)), (SyncStatus::Done, [1, 0, 0, 3]));
        let gone = office.pool().await.iter().filter(|(_, standing)| *standing == Gone).count();
        assert_eq!((office.pool().await.len(), gone), (4, 3));
        for lead in ["a", "b", "c"] {
            let asked = Assign { area_code: Some("512".parse().unwrap()), ..Assign::default() };
            let asked = Assign { lead: lead.to_owned(), ..asked };
            assert_eq!(office.try_assign(asked).await.unwrap().phone_number.national(), "(305) 555-0171");
        }
        // Found again it is as it was.
        shop.add(AUSTIN);
        assert_eq!(counts(&by_itself(&office).await), [0, 0, 1, 0]);
        assert_eq!(office.pool().await.iter().filter(|(_, standing)| *standing == Active).count(), 2);
        assert_eq!(db.count("select count(*) from events where kind = 'number.gone'").await, 3);
        assert_eq!(db.count("select count(*) from events where kind = 'number.back'").await, 1);
        // Nothing new, nothing said: of the two that change nothing only the newest is kept.
        by_itself(&office).await;
        by_itself(&office).await;
        assert_eq!(db.count("select count(*) from audit_log where action = 'numbers.synced'").await, 3);
        assert_eq!(db.count("select count(*) from carrier_syncs where is_automatic").await, 1);
    }

    async fn so_much_missing_is_not_believed_until_somebody_has_looked(db: TestDb) {
        let numbers: Vec<String> = (150..160).map(|last| format!("512555{last:04}")).collect();
        let (office, shop) = connected(&db, &[]).await;
        for number in &numbers {
            shop.add(number);
        }
        done(&office, false).await;
        for number in &numbers[1..] {
            shop.remove(number);
        }
        let waits = by_itself(&office).await;
        assert_eq!(waits.status, SyncStatus::Ready);
        assert!(waits.error.unwrap().contains("More than half"));
        assert!(office.pool().await.iter().all(|(_, standing)| *standing == Active));
        apply(&office.service, &office.actor, "alder", waits.id, false).await.unwrap();
        assert_eq!(to_the_end(&office).await.status, SyncStatus::Done);
        assert_eq!(office.pool().await.iter().filter(|(_, standing)| *standing == Gone).count(), 9);
    }

    async fn the_offices_main_line_stays_out_of_the_pool(db: TestDb) {
        let (office, shop) = opened(&db).await;
        shop.add("5125550100");
        let found = done(&office, false).await;
        assert_eq!((counts(&found)[0], found.plan.main_line), (1, 1));
        assert_eq!(office.pool().await.len(), 3);
        // One that became the main line after the look does not come in either.
        shop.add("3055550171");
        let found = looked(&office).await;
        assert_eq!(counts(&found)[0], 1);
        let texts = vec![("main_line".to_owned(), "3055550171".to_owned())];
        let line = BrokerEdit { settings: Some(SettingsChange::Texts(texts)), ..BrokerEdit::default() };
        edit(&office.service, &office.actor, "alder", line).await.unwrap();
        apply(&office.service, &office.actor, "alder", found.id, false).await.unwrap();
        assert_eq!(to_the_end(&office).await.status, SyncStatus::Done);
        assert!(office.pool().await.iter().all(|(number, _)| number != "(305) 555-0171"));
    }

    async fn a_number_that_was_never_seen_there_is_not_marked_by_itself(db: TestDb) {
        let (office, _shop) = opened(&db).await;
        db.execute("update phone_numbers set signalwire_id = 'typed' where number = '+12145550114'").await.unwrap();
        db.execute("insert into phone_numbers (broker_id, number, signalwire_id)
            select id, '+17025550133', 'elsewhere' from brokers").await.unwrap();
        by_itself(&office).await;
        let standing = |pool: Vec<(String, _)>| pool.iter().find(|(n, _)| n == "(702) 555-0133").unwrap().1;
        assert_eq!(standing(office.pool().await), Active);
        done(&office, false).await;
        assert_eq!(standing(office.pool().await), Gone);
    }

    async fn numbers_whose_calls_go_elsewhere_are_warned_of(db: TestDb) {
        let (office, _shop) = opened(&db).await;
        let asked = async || {
            let page = page::diagnostics(&office.service, &office.actor, "alder").await.unwrap();
            page.checks.into_iter().find(|check| check.kind == WarningKind::DeafNumbers).unwrap()
        };
        assert_eq!(asked().await.severity, None, "nobody has looked where they go");
        done(&office, false).await;
        let deaf = asked().await;
        assert_eq!(deaf.state, "Calls to 3 numbers do not come here");
        assert_eq!((deaf.rows_total, deaf.rows[0].detail.as_str()), (3, "calls go nowhere"));
        let Act::Open { href, .. } = &deaf.fixes[0].act else { panic!("{:?}", deaf.fixes) };
        assert_eq!(href, "/b/alder/pool/sync");
        done(&office, true).await;
        assert_eq!(asked().await.severity, None);
    }

    async fn numbers_are_pointed_here_where_that_is_said_and_what_is_refused_is_told(db: TestDb) {
        let (office, shop) = opened(&db).await;
        let ours = office.own_url().await;
        let all = done(&office, true).await;
        assert_eq!((all.status, all.done, all.error), (SyncStatus::Done, 6, None));
        assert_eq!(shop.voice_url(TAMPA), Some(ours));
        let told = page::sync(&office.service, &office.actor, "alder").await.unwrap().sync.unwrap();
        assert_eq!((told.deaf, told.pointed), (0, 3), "what was pointed here does not go elsewhere any more");
        assert_eq!(looked(&office).await.plan.deaf(), 0);
        shop.add("3055550171");
        let found = looked(&office).await;
        apply(&office.service, &office.actor, "alder", found.id, true).await.unwrap();
        shop.next([Some(CarrierError::NotFound)]);
        let told = to_the_end(&office).await;
        assert_eq!(told.status, SyncStatus::Done);
        assert!(told.error.unwrap().contains("(305) 555-0171"));
    }

    async fn a_carrier_that_does_not_work_is_told_and_goes_on_by_itself_later(db: TestDb) {
        let (office, shop) = opened(&db).await;
        shop.next([None, Some(CarrierError::Down("it is down".to_owned()))]);
        let failed = looked(&office).await;
        assert_eq!((failed.status, failed.error.as_deref()), (SyncStatus::Failed, Some("it is down")));
        assert_eq!(db.count("select count(*) from carrier_accounts where error = 'it is down'").await, 1);
        office.assign("a", "5125550900").await;
        assert_eq!(by_itself(&office).await.status, SyncStatus::Done);
        assert_eq!(db.count("select count(*) from carrier_accounts where error is null").await, 1);
        assert_eq!(office.pool().await.len(), 3);
    }

    async fn a_sync_goes_on_where_the_program_ended_and_one_at_a_time(db: TestDb) {
        let (office, _shop) = opened(&db).await;
        let first = look(&office.service, &office.actor, "alder", AskSync::default()).await.unwrap();
        let second = look(&office.service, &office.actor, "alder", AskSync::default()).await.unwrap();
        assert_eq!(first.id, second.id);
        let found = to_the_end(&office).await;
        apply(&office.service, &office.actor, "alder", found.id, false).await.unwrap();
        // The batch was made, its end was not seen.
        assert!(work(&office.service).await.unwrap());
        assert_eq!(newest(&office.service, &office.actor, Some("alder")).await.unwrap().unwrap().status, SyncStatus::Applying);
        assert_eq!(to_the_end(&office).await.status, SyncStatus::Done);
        assert_eq!(db.count("select count(*) from events where kind = 'number.added' and number_id is not null").await, 3);
    }

    async fn what_was_found_is_not_done_a_quarter_of_an_hour_later(db: TestDb) {
        let (office, _shop) = opened(&db).await;
        let found = looked(&office).await;
        office.wait(TimeDelta::minutes(16));
        let late = apply(&office.service, &office.actor, "alder", found.id, false).await;
        assert!(matches!(late, Err(ServiceError::Conflict(Conflict::SyncOver))));
    }

    async fn the_installations_new_numbers_come_into_a_pool_only_by_an_admin(db: TestDb) {
        use steadyline_service::carrier::{Whose, connect, disconnect};
        let (office, _shop) = opened(&db).await;
        disconnect(&office.service, &Actor::System, Whose::Broker("alder".to_owned())).await.unwrap();
        let nothing = look(&office.service, &office.actor, "alder", AskSync::default()).await;
        assert!(matches!(nothing, Err(ServiceError::Conflict(Conflict::Carrier(CarrierTrouble::NotConnected)))));
        let told = || [Role::Admin, Role::Broker(office.broker.id)].map(|role| office.service.bus.count_for(role));
        let [admins, alders] = told();
        connect(&office.service, &Actor::System, Whose::Installation, super::shop::given()).await.unwrap();
        assert_eq!(told(), [admins + 2, alders + 1], "the pages of admins and of every office are told");
        assert_eq!(counts(&by_itself(&office).await), [0, 2, 0, 0]);
        let person = Actor::User {
            id: office.service.clock.id(), name: "Ada".to_owned(), role: Role::Broker(office.broker.id),
        };
        let ask = AskSync { takes_new: true, ..AskSync::default() };
        let refused = look(&office.service, &person, "alder", ask).await;
        assert!(matches!(refused, Err(ServiceError::Field(error)) if error.field == "take_new"));
        look(&office.service, &Actor::System, "alder", ask).await.unwrap();
        assert_eq!(counts(&to_the_end(&office).await), [1, 0, 0, 0]);
    }
}
