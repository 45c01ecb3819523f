//! Giving numbers up: nobody loses theirs, callbacks are caught for 30 days, then they are the carrier's.

use super::shop::{Shop, connected};
use crate::carrier_call::believed;
use crate::office::{Office, phone};
use chrono::TimeDelta;
use steadyline_core::number::Standing::{Active, Retired};
use steadyline_db::testing::{TestDb, disagreements};
use steadyline_service::ServiceError;
use steadyline_service::carrier::{
    AskSync, CarrierError, RefusedFor, apply, give_up_due, look, newest, work,
};
use steadyline_service::carrier_call::{Answer, RingsIn, ring_in};
use steadyline_service::number::{Act, Changed, Chosen, activate, change_all, undo};
use steadyline_service::page;

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";

async fn synced(db: &TestDb) -> (Office, Shop) {
    let (office, shop) = connected(db, &[]).await;
    for number in [AUSTIN, DALLAS] {
        shop.add(number);
    }
    sync(&office).await;
    (office, shop)
}

async fn sync(office: &Office) {
    look(&office.service, &office.actor, "alder", AskSync::default()).await.unwrap();
    while work(&office.service).await.unwrap() {}
    let found = newest(&office.service, &office.actor, Some("alder")).await.unwrap().unwrap();
    apply(&office.service, &office.actor, "alder", found.id, false).await.unwrap();
    while work(&office.service).await.unwrap() {}
}

async fn give_up(office: &Office, number: &str, rehome: bool) -> Result<Changed, ServiceError> {
    let chosen = Chosen::one(phone(number).as_str().trim_start_matches('+'));
    change_all(&office.service, &office.actor, "alder", chosen, Act::Release { rehome }).await
}

steadyline_db::on_both_engines! {
    async fn it_asks_for_another_number_for_its_leads_and_then_catches_callbacks_for_thirty_days(db: TestDb) {
        let (office, shop) = synced(&db).await;
        let lead = office.assign("a", "5125550900").await;
        let held = lead.phone_number.national();
        let held = held.as_str();
        let refused = give_up(&office, held, false).await.unwrap_err().to_string();
        assert!(refused.contains("has 1 live lead"), "{refused}");
        assert_eq!(give_up(&office, held, true).await.unwrap().leads_moved, 1);
        assert_eq!(db.count("select count(*) from events where kind = 'number.retired'").await, 1);
        assert!(office.pool().await.contains(&(held.to_owned(), Retired)));
        assert!(shop.has(held));

        // A callback within the hold is bridged to the main line.
        office.wait(TimeDelta::days(29));
        assert_eq!(give_up_due(&office.service, office.broker.id).await.unwrap(), 0);
        let rings = RingsIn { sid: "in".to_owned(), from: Some(phone("5125550900")), to: phone(held) };
        let answer = ring_in(&office.service, believed(&office).await, rings).await.unwrap();
        assert!(matches!(answer, Answer::Bridge { .. }), "{answer:?}");

        office.wait(TimeDelta::days(2));
        assert_eq!(give_up_due(&office.service, office.broker.id).await.unwrap(), 1);
        assert!(!shop.has(held));
        assert_eq!(give_up_due(&office.service, office.broker.id).await.unwrap(), 0);
        let put_back = activate(&office.service, &office.actor, "alder", office.id_of(held).await).await;
        assert!(put_back.unwrap_err().to_string().contains("buy it again"));
        assert_eq!(db.count("select count(*) from events where kind = 'number.released'").await, 1);
        assert_eq!(disagreements(&db.db).await.unwrap(), Vec::<String>::new());
        // Bought again at the carrier it is in the pool again.
        shop.add(held);
        sync(&office).await;
        assert!(office.pool().await.contains(&(held.to_owned(), Active)));
        assert_eq!(db.count("select count(*) from phone_numbers where release_at is not null").await, 0);
    }

    async fn it_is_called_off_within_the_hold_and_the_undo_gives_the_hold_back(db: TestDb) {
        let (office, shop) = synced(&db).await;
        let id = office.id_of(AUSTIN).await;
        let changed = give_up(&office, AUSTIN, false).await.unwrap();
        office.wait(TimeDelta::days(10));
        assert_eq!(activate(&office.service, &office.actor, "alder", id).await.unwrap().release_at, None);
        office.wait(TimeDelta::days(30));
        assert_eq!(give_up_due(&office.service, office.broker.id).await.unwrap(), 0);
        assert!(shop.has(AUSTIN));
        undo(&office.service, &office.actor, "alder", changed.change_id).await.unwrap_err();

        let changed = give_up(&office, AUSTIN, false).await.unwrap();
        undo(&office.service, &office.actor, "alder", changed.change_id).await.unwrap();
        assert_eq!(office.number(id).await.release_at, None);
        give_up(&office, AUSTIN, false).await.unwrap();
        let until = office.number(id).await.release_at;
        let chosen = Chosen::one("15125550142");
        let back = change_all(&office.service, &office.actor, "alder", chosen, Act::Activate).await.unwrap();
        undo(&office.service, &office.actor, "alder", back.change_id).await.unwrap();
        assert_eq!(office.number(id).await.release_at, until);
    }

    async fn what_the_carrier_refuses_is_told_and_tried_again(db: TestDb) {
        let (office, shop) = synced(&db).await;
        let id = office.id_of(AUSTIN).await;
        give_up(&office, AUSTIN, false).await.unwrap();
        let shown = page::number(&office.service, &office.actor, "alder", "15125550142").await.unwrap();
        let said = shown.standing_sentence;
        assert!(said.starts_with("Given up from ") && said.ends_with(": until then callbacks still reach you."));
        office.wait(TimeDelta::days(30));
        let message = "22121".to_owned();
        shop.next([Some(CarrierError::Refused { why: RefusedFor::TooRecent, message })]);
        assert_eq!(give_up_due(&office.service, office.broker.id).await.unwrap(), 0);
        assert_eq!(db.count("select count(*) from phone_numbers where release_error like '%14 days%'").await, 1);
        let again = office.number(id).await.release_at.unwrap() - office.now();
        assert_eq!((again + TimeDelta::minutes(1)).num_days(), 1);
        office.wait(TimeDelta::days(1) + TimeDelta::minutes(1));
        shop.next([Some(CarrierError::Down("down".to_owned()))]);
        assert_eq!(give_up_due(&office.service, office.broker.id).await.unwrap(), 0);
        office.wait(TimeDelta::minutes(16));
        assert_eq!(give_up_due(&office.service, office.broker.id).await.unwrap(), 1);
        assert_eq!(db.count("select count(*) from phone_numbers where release_error is not null").await, 0);
    }

    async fn a_number_that_is_not_known_there_cannot_be_given_back(db: TestDb) {
        let (office, _shop) = connected(&db, &[AUSTIN]).await;
        let refused = give_up(&office, AUSTIN, false).await.unwrap_err().to_string();
        assert!(refused.contains("sync with SignalWire first"), "{refused}");
    }
}
