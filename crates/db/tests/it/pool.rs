//! Lists and counts of a pool, and searches.

use crate::sample::{a_broker, a_lead, a_number, at, broker_id, numbers, write_lead};
use steadyline_core::health::HealthBand;
use steadyline_core::number::{Number, Standing};
use steadyline_db::lead::LeadFilter;
use steadyline_db::number::{NewNumber, NumberFilter, StandingCounts};
use steadyline_db::testing::TestDb;
use steadyline_db::{DbError, lead, number, on_both_engines};

async fn found(db: &TestDb, filter: NumberFilter) -> Vec<String> {
    let found: Result<Vec<Number>, DbError> = db
        .db
        .read(move |tx| {
            Box::pin(async move { number::list(tx, broker_id(1), &filter, at(0), None, 100).await })
        })
        .await;
    found.unwrap().into_iter().map(|number| number.number.as_str()[8..].to_owned()).collect()
}

async fn leads(db: &TestDb, search: &'static str) -> Vec<String> {
    let filter = LeadFilter { search: Some(search.to_owned()), ..LeadFilter::default() };
    let found: Result<_, DbError> = db
        .db
        .read(move |tx| Box::pin(async move { lead::list(tx, broker_id(1), &filter, None, 100).await }))
        .await;
    found.unwrap().into_iter().filter_map(|lead| lead.reference).collect()
}

/// One number of each standing, health and place.
async fn a_pool(db: &TestDb) {
    a_broker(&db.db, 1).await;
    a_broker(&db.db, 2).await;
    let in_austin = (1..=4).map(a_number);
    let elsewhere = NewNumber {
        area_code: "415".parse().ok(),
        state: "CA".parse().ok(),
        label: Some("Bay 100%".to_owned()),
        ..a_number(5)
    };
    numbers(&db.db, broker_id(1), in_austin.chain([elsewhere]).collect()).await.unwrap();
    numbers(&db.db, broker_id(2), vec![a_number(6)]).await.unwrap();
    let later = at(60).to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    for sql in [
        "update phone_numbers set is_active = false where number = '+15125550002'".to_owned(),
        format!("update phone_numbers set resting_until = '{later}' where number = '+15125550003'"),
        format!("update phone_numbers set gone_at = '{later}' where number = '+15125550004'"),
        "update phone_numbers set health_score = 79 where number = '+15125550005'".to_owned(),
        "update phone_numbers set active_leads = 1, never_answered_leads = 1, call_count = 4, contact_count = 1
            where number = '+15125550001'"
            .to_owned(),
    ] {
        assert_eq!(db.execute(&sql).await.unwrap(), 1);
    }
}

on_both_engines! {
    async fn a_pool_is_filtered_by_all_that_pages_and_api_offer(db: TestDb) {
        a_pool(&db).await;
        let all = NumberFilter::default;
        assert_eq!(found(&db, all()).await, ["0001", "0002", "0003", "0004", "0005"]);
        for (standing, last) in [
            (Standing::Retired, "0002"), (Standing::Resting, "0003"), (Standing::Gone, "0004"),
        ] {
            assert_eq!(found(&db, NumberFilter { standings: vec![standing], ..all() }).await, [last]);
        }
        let active = NumberFilter { standings: vec![Standing::Active], ..all() };
        assert_eq!(found(&db, active).await, ["0001", "0005"]);
        assert_eq!(found(&db, NumberFilter { states: vec!["CA".parse().unwrap()], ..all() }).await, ["0005"]);
        assert_eq!(found(&db, NumberFilter { area_codes: vec!["415".parse().unwrap()], ..all() }).await, ["0005"]);
        assert_eq!(found(&db, NumberFilter { bands: vec![HealthBand::Good], ..all() }).await, ["0005"]);
        assert_eq!(found(&db, NumberFilter { bands: vec![HealthBand::Excellent], ..all() }).await.len(), 4);
        assert!(found(&db, NumberFilter { bands: vec![HealthBand::Poor], ..all() }).await.is_empty());
        for search in ["bay", "100%", "(512) 555-0005"] {
            let filter = NumberFilter { search: Some(search.to_owned()), ..all() };
            assert_eq!(found(&db, filter).await, ["0005"], "{search}");
        }
        let nothing = NumberFilter { search: Some("_".to_owned()), ..all() };
        assert!(found(&db, nothing).await.is_empty());
    }

    async fn a_pool_is_counted_by_standing(db: TestDb) {
        a_pool(&db).await;
        let standings: Result<_, DbError> = db
            .db
            .read(|tx| Box::pin(async move { number::standings(tx, broker_id(1), at(0)).await }))
            .await;
        let counted = StandingCounts { active: 2, in_use: 1, resting: 1, retired: 1, gone: 1 };
        assert_eq!(standings.unwrap(), counted);
    }

    async fn leads_are_searched_by_name_reference_and_phone(db: TestDb) {
        a_broker(&db.db, 1).await;
        for n in [1, 2, 12] {
            write_lead(&db.db, &a_lead(broker_id(1), n)).await.unwrap();
        }
        assert_eq!(leads(&db, "LEAD 12").await, ["crm-12"]);
        assert_eq!(leads(&db, "crm-2").await, ["crm-2"]);
        assert_eq!(leads(&db, "555-0001").await, ["crm-1"]);
        assert_eq!(leads(&db, "%").await, [""; 0]);
        assert_eq!(leads(&db, "  ").await.len(), 3);
    }

    async fn a_phone_is_in_one_pool_and_a_carriers_id_is_unique_in_a_broker(db: TestDb) {
        a_broker(&db.db, 1).await;
        a_broker(&db.db, 2).await;
        let with_id = |last| NewNumber { signalwire_id: Some("sw_1".to_owned()), ..a_number(last) };
        numbers(&db.db, broker_id(1), vec![with_id(1)]).await.unwrap();
        let taken = numbers(&db.db, broker_id(2), vec![a_number(1)]).await.unwrap_err();
        assert!(taken.is_unique_violation(), "{taken}");
        let taken = numbers(&db.db, broker_id(1), vec![with_id(2)]).await.unwrap_err();
        assert!(taken.is_unique_violation(), "{taken}");
        numbers(&db.db, broker_id(2), vec![with_id(3)]).await.unwrap();
    }

    async fn a_number_written_by_sql_with_any_area_is_still_read(db: TestDb) {
        a_broker(&db.db, 1).await;
        db.execute("insert into phone_numbers (number, broker_id, area_code, state)
            select '+15125550009', id, 'n/a', 'Somewhere' from brokers").await.unwrap();
        assert_eq!(found(&db, NumberFilter::default()).await, ["0009"]);
        let refused = db.execute("insert into phone_numbers (number, broker_id)
            select '(512) 555-0009', id from brokers").await;
        assert!(refused.is_err());
    }
}
