//! Buying: once, within the limit, at a price that was confirmed, whatever the carrier answers.

use super::shop::connected;
use crate::office::{Office, phone};
use chrono::TimeDelta;
use std::time::Duration;
use steadyline_core::carrier::{Order, OrderStatus, Wanted};
use steadyline_core::number::Standing::Active;
use steadyline_service::carrier::{
    AskSync, Buy, CarrierError, RefusedFor, buy, finish_open, look, newest, orders, search, work,
};
use steadyline_service::{CarrierTrouble, Conflict, ServiceError};

const FIRST: &str = "5125550160";
const SECOND: &str = "5125550161";
const THIRD: &str = "5125550162";

async fn try_buy(office: &Office, numbers: &[&str]) -> Result<Vec<Order>, ServiceError> {
    let numbers = numbers.iter().map(|number| phone(number)).collect();
    buy(&office.service, &office.actor, "alder", Buy { numbers, monthly_cents: 50 }).await
}

fn refused(why: RefusedFor) -> Option<CarrierError> {
    Some(CarrierError::Refused { why, message: "SignalWire refused".to_owned() })
}

fn unsure() -> Option<CarrierError> {
    Some(CarrierError::Unsure("no reply came".to_owned()))
}

async fn statuses(office: &Office) -> Vec<OrderStatus> {
    let all = orders(&office.service, &office.actor, Some("alder")).await.unwrap();
    all.into_iter().map(|order| order.status).collect()
}

#[track_caller]
fn why(error: Result<Vec<Order>, ServiceError>) -> String {
    error.unwrap_err().to_string()
}

steadyline_db::on_both_engines! {
    async fn a_bought_number_is_set_up_and_in_the_pool(db: TestDb) {
        let (office, shop) = connected(&db, &[FIRST]).await;
        let wanted = Wanted::parse(Some("512"), None).unwrap();
        let offers = search(&office.service, &office.actor, "alder", &wanted).await.unwrap();
        // One of five is in the pool already.
        assert_eq!(offers.len(), 4);
        let bought = try_buy(&office, &[SECOND, THIRD, SECOND]).await.unwrap();
        assert_eq!(bought.iter().filter(|order| order.status == OrderStatus::Bought).count(), 2);
        assert_eq!(shop.voice_url(SECOND), Some(office.own_url().await));
        assert_eq!(office.pool().await.iter().filter(|(_, standing)| *standing == Active).count(), 3);
        assert_eq!(db.count("select count(*) from phone_numbers where signalwire_id is not null
            and voice_webhook = 'ours' and carrier_project_id is not null and state = 'TX'").await, 2);
        assert_eq!(db.count("select count(*) from events where kind = 'number.bought'").await, 2);
        assert_eq!(db.count("select count(*) from audit_log where action = 'numbers.ordered'").await, 1);
        // A sync finds nothing to do about them.
        look(&office.service, &office.actor, "alder", AskSync::default()).await.unwrap();
        while work(&office.service).await.unwrap() {}
        assert!(newest(&office.service, &office.actor, Some("alder")).await.unwrap().unwrap().plan.is_empty());
    }

    async fn who_leaves_the_page_while_a_number_is_bought_has_it_in_the_pool_all_the_same(db: TestDb) {
        let (office, shop) = connected(&db, &[FIRST]).await;
        let held = shop.hold();
        tokio::select! {
            bought = try_buy(&office, &[SECOND]) => panic!("the carrier has not answered: {bought:?}"),
            () = held.asked() => {}
        }
        assert_eq!(statuses(&office).await, [OrderStatus::Pending]);
        held.go_on();
        while statuses(&office).await == [OrderStatus::Pending] {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(statuses(&office).await, [OrderStatus::Bought]);
        assert_eq!(office.pool().await.len(), 2);
    }

    async fn the_limit_of_a_day_and_the_price_hold(db: TestDb) {
        let (office, shop) = connected(&db, &[FIRST]).await;
        assert!(why(try_buy(&office, &[]).await).contains("at least one number"));
        assert!(why(try_buy(&office, &[FIRST]).await).contains("already in the pool"));
        let four = [SECOND, THIRD, "5125550163", "5125550164"];
        assert!(why(try_buy(&office, &four).await).contains("3 more can be bought today"));
        let dear = Buy { numbers: vec![phone(SECOND)], monthly_cents: 49 };
        let dear = buy(&office.service, &office.actor, "alder", dear).await;
        assert!(matches!(&dear, Err(ServiceError::Field(error)) if error.field == "monthly_price"));
        assert_eq!(shop.bought(), 0);
        try_buy(&office, &four[..3]).await.unwrap();
        assert!(why(try_buy(&office, &four[3..]).await).contains("more tomorrow"));
        office.wait(TimeDelta::days(1));
        try_buy(&office, &four[3..]).await.unwrap();
    }

    async fn what_the_carrier_refuses_is_told_in_words_and_counts_for_nothing(db: TestDb) {
        let (office, shop) = connected(&db, &[]).await;
        for (refusal, words) in [
            (RefusedFor::Balance, "too little balance"),
            (RefusedFor::NotForSale, "someone else has the number"),
            (RefusedFor::NumberLimit, "has reached its limit of numbers"),
        ] {
            shop.next([refused(refusal)]);
            let error = try_buy(&office, &[FIRST]).await;
            assert!(matches!(&error, Err(ServiceError::Conflict(Conflict::Carrier(CarrierTrouble::Refused(_))))));
            assert!(why(error).contains(words), "{words}");
        }
        // One of two is sold.
        shop.next([refused(RefusedFor::NotForSale)]);
        let two = try_buy(&office, &[FIRST, SECOND]).await.unwrap();
        assert_eq!(two.iter().filter(|order| order.status == OrderStatus::Bought).count(), 1);
        assert_eq!(two.iter().filter(|order| order.error.is_some()).count(), 1);
        try_buy(&office, &["5125550163", "5125550164"]).await.unwrap();
    }

    async fn a_purchase_that_nobody_answered_is_found_out_and_never_made_twice(db: TestDb) {
        let (office, shop) = connected(&db, &[]).await;
        shop.next([unsure()]);
        let asked = try_buy(&office, &[FIRST]).await.unwrap();
        assert_eq!(asked[0].status, OrderStatus::Unsure);
        assert!(office.pool().await.is_empty());
        assert!(why(try_buy(&office, &[FIRST]).await).contains("already being bought"));
        // The carrier does not work at first.
        shop.next([Some(CarrierError::Down("down".to_owned()))]);
        assert_eq!(finish_open(&office.service, office.broker.id).await.unwrap(), 0);
        assert_eq!(finish_open(&office.service, office.broker.id).await.unwrap(), 1);
        assert_eq!(statuses(&office).await, [OrderStatus::Bought]);
        assert_eq!((office.pool().await.len(), shop.bought()), (1, 1));
        assert_eq!(shop.voice_url(FIRST), Some(office.own_url().await));
        assert_eq!(finish_open(&office.service, office.broker.id).await.unwrap(), 0);
    }

    async fn a_program_that_ended_while_it_bought_leaves_nothing_open(db: TestDb) {
        let (office, shop) = connected(&db, &[]).await;
        shop.next([unsure(), unsure()]);
        try_buy(&office, &[FIRST, SECOND]).await.unwrap();
        // As if it had ended before it wrote what came of them; one was never asked for.
        db.execute("update carrier_orders set status = 'pending', error = null").await.unwrap();
        shop.remove(SECOND);
        assert_eq!(finish_open(&office.service, office.broker.id).await.unwrap(), 0);
        office.wait(TimeDelta::minutes(4));
        assert_eq!(finish_open(&office.service, office.broker.id).await.unwrap(), 1);
        office.wait(TimeDelta::minutes(7));
        assert_eq!(finish_open(&office.service, office.broker.id).await.unwrap(), 1);
        let mut is = statuses(&office).await;
        is.sort_by_key(|status| status.as_str());
        assert_eq!(is, [OrderStatus::Bought, OrderStatus::Failed]);
        assert_eq!(shop.bought(), 2);
        // What failed may be bought.
        try_buy(&office, &[SECOND]).await.unwrap();
    }

    async fn the_offices_main_line_is_not_bought_for_its_pool(db: TestDb) {
        let (office, shop) = connected(&db, &[]).await;
        assert!(why(try_buy(&office, &[FIRST, "5125550100"]).await).contains("main line"));
        assert_eq!(shop.bought(), 0);
    }

    async fn a_price_that_was_not_known_is_kept_once_it_was_confirmed(db: TestDb) {
        let (office, _shop) = connected(&db, &[]).await;
        db.execute("update carrier_accounts set monthly_cents = null").await.unwrap();
        try_buy(&office, &[FIRST]).await.unwrap();
        assert_eq!(db.count("select count(*) from carrier_accounts where monthly_cents = 50").await, 1);
    }
}
