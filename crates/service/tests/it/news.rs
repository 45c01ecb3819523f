//! Several programs on one database.

use std::time::Duration;
use steadyline_core::id::BrokerId;
use steadyline_core::user::{Actor, Role};
use steadyline_db::{Db, Engine};
use steadyline_service::{Service, invite, news};
use tokio::time::timeout;
use uuid::Uuid;

steadyline_db::on_both_engines! {
    async fn a_change_is_heard_by_every_program_on_the_database_once(db: TestDb) {
        let here = Service::new(db.db.clone());
        if db.engine() == Engine::Sqlite {
            news::share(&here).await.unwrap();
            return;
        }
        let there = Service::new(Db::open(&db.address).await.unwrap());
        for service in [here.clone(), there.clone()] {
            tokio::spawn(async move { news::share(&service).await });
        }
        let (mut here_hears, mut there_hears) = (here.bus.listen(), there.bus.listen());
        let (broker, answer) = (BrokerId(Uuid::from_u128(7)), BrokerId(Uuid::from_u128(8)));
        // Until both listen nothing is heard: told again until it is.
        let (mut told, unheard) = (here.bus.count(broker), there.bus.count(broker));
        let heard = async {
            loop {
                here.bus.tell(broker);
                told += 1;
                if let Ok(heard) = timeout(Duration::from_millis(300), there_hears.recv()).await {
                    return heard.unwrap().broker_id;
                }
            }
        };
        assert_eq!(timeout(Duration::from_secs(20), heard).await.expect("it is heard there"), broker);
        // An echo of what was heard there comes before what is told there only now.
        there.bus.tell(answer);
        let answered = async { while here_hears.recv().await.unwrap().broker_id != answer {} };
        timeout(Duration::from_secs(20), answered).await.expect("it is heard here");
        assert_eq!(here.bus.count(broker), told, "nothing comes back as an echo");
        assert!(there.bus.count(broker) > unheard);
        // What belongs to no office as well, which admins alone hear of.
        invite::create(&here, &Actor::System, "grace@example.com", Role::Admin).await.unwrap();
        let of_house = async {
            loop {
                let changed = there_hears.recv().await.unwrap().broker_id;
                if ![broker, answer].contains(&changed) {
                    return changed;
                }
            }
        };
        let of_house = timeout(Duration::from_secs(20), of_house).await.expect("it is heard there");
        assert!(Role::Admin.may(of_house) && !Role::Broker(broker).may(of_house));
        there.db.close().await;
    }

    async fn a_page_that_comes_back_to_a_program_that_was_started_anew_finds_another_count(db: TestDb) {
        let before = Service::new(db.db.clone());
        tokio::time::sleep(Duration::from_millis(2)).await;
        let after = Service::new(db.db.clone());
        let broker = BrokerId(Uuid::from_u128(7));
        for role in [Role::Admin, Role::Broker(broker)] {
            // As much is told by both, and it was not the same.
            before.bus.tell(broker);
            after.bus.tell(broker);
            assert_ne!(before.bus.count_for(role), after.bus.count_for(role));
        }
    }
}
