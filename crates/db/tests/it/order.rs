//! Ten thousand numbers in every order, page by page: each comes once, both ways, and the usual orders are read off an
//! index.

use crate::sample::{a_broker, at, broker_id, numbers};
use std::collections::BTreeSet;
use steadyline_core::area_code::AreaCode;
use steadyline_core::id::NumberId;
use steadyline_core::number::Number;
use steadyline_db::number::{By, Limits, NewNumber, NumberFilter, Order, Place, Way, ordered};
use steadyline_db::testing::TestDb;
use steadyline_db::{DbError, on_both_engines};
use uuid::Uuid;

const MANY: u32 = 10_000;
const PAGE: i64 = 500;
const ALL: [By; 9] = [
    By::Health,
    By::Number,
    By::State,
    By::AnswerRate,
    By::Calls,
    By::CallsToday,
    By::Leads,
    By::Load,
    By::LastCall,
];

fn limits() -> Limits {
    Limits {
        leads_per_number: 10,
        daily_call_cap: 20,
        reserve_booked_numbers: false,
        today: at(0).date_naive(),
    }
}

/// Every tenth number was never used; the others differ in everything, with many that are equal.
async fn a_large_pool(db: &TestDb) {
    a_broker(&db.db, 1).await;
    a_broker(&db.db, 2).await;
    let number = |n: u32| NewNumber {
        id: NumberId(Uuid::from_u128(u128::from(n) + 1)),
        number: format!("+1512{n:07}").parse().unwrap(),
        signalwire_id: None,
        label: None,
        area_code: AreaCode::parse("512").ok(),
        state: ["TX", "FL", "CA"].get((n % 4) as usize).and_then(|state| state.parse().ok()),
    };
    numbers(&db.db, broker_id(1), (0..MANY).map(number).collect()).await.unwrap();
    let own = NewNumber { number: "+12125550000".parse().unwrap(), ..number(MANY) };
    numbers(&db.db, broker_id(2), vec![own]).await.unwrap();
    let now = at(0).to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let today = at(0).date_naive();
    let digits = "cast(substr(number, 9, 4) as integer)";
    let used = format!(
        "update phone_numbers set health_score = {digits} % 97, call_count = {digits} % 13 + 1,
            contact_count = {digits} % 3, calls_day = '{today}', calls_on_day = {digits} % 25,
            active_leads = {digits} % 7, never_answered_leads = {digits} % 5, last_used_at = '{now}'
        where {digits} % 10 <> 0"
    );
    db.execute(&used).await.unwrap();
}

async fn page(db: &TestDb, order: Order, from: Option<(Place, Way)>) -> Vec<Number> {
    let found: Result<Vec<Number>, DbError> = db
        .db
        .read(move |tx| {
            Box::pin(async move {
                let from = from.as_ref().map(|(place, way)| (place, *way));
                let filter = NumberFilter::default();
                ordered(tx, broker_id(1), &filter, limits(), at(0), order, from, PAGE).await
            })
        })
        .await;
    found.unwrap()
}

async fn walk(db: &TestDb, order: Order, mut from: Option<(Place, Way)>, way: Way) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        let page = page(db, order, from).await;
        seen.extend(page.iter().map(|number| number.number.to_string()));
        match page.last() {
            Some(last) if page.len() == PAGE as usize => from = Some((order.by.place(last, limits()), way)),
            _ => return seen,
        }
    }
}

on_both_engines! {
    async fn every_order_shows_each_number_once_and_the_same_way_back(db: TestDb) {
        a_large_pool(&db).await;
        for by in ALL {
            for descending in [false, true] {
                let order = Order { by, descending };
                let there = walk(&db, order, None, Way::After).await;
                let once: BTreeSet<&String> = there.iter().collect();
                assert_eq!((there.len(), once.len()), (MANY as usize, MANY as usize), "{order:?}");
                if descending {
                    continue;
                }
                let last = page(&db, order, None).await.pop().unwrap();
                let back = walk(&db, order, Some((order.by.place(&last, limits()), Way::Before)), Way::Before).await;
                let before: Vec<String> = there[..PAGE as usize - 1].iter().rev().cloned().collect();
                assert_eq!(back, before, "{order:?}");
                let end = Place { number: there.last().unwrap().parse().unwrap(), ..order.by.place(&last, limits()) };
                if by == By::Number {
                    let back = walk(&db, order, Some((end, Way::Before)), Way::Before).await;
                    assert_eq!(back.len(), MANY as usize - 1);
                }
            }
        }
    }

    async fn the_usual_orders_are_read_off_an_index(db: TestDb) {
        a_large_pool(&db).await;
        db.execute("analyze").await.unwrap();
        for order in ["health_score desc, number", "number"] {
            let plan = db
                .plan(&format!(
                    "select id from phone_numbers where broker_id = (select id from brokers order by id limit 1)
                        and gone_at is null and is_active order by {order} limit 51"
                ))
                .await;
            assert!(plan.contains("phone_numbers_"), "{order}: {plan}");
            assert!(!plan.to_lowercase().contains("temp b-tree"), "{order}: {plan}");
        }
    }
}
