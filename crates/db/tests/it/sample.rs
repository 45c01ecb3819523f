//! Rows to begin with.

use chrono::{DateTime, TimeDelta, Utc};
use steadyline_core::broker::{Broker, Slug};
use steadyline_core::id::{BrokerId, LeadId, NumberId};
use steadyline_core::lead::{Deal, Lead};
use steadyline_core::phone::E164;
use steadyline_core::setting::BrokerSettings;
use steadyline_db::number::NewNumber;
use steadyline_db::{Db, DbError, broker, lead, number};
use uuid::Uuid;

/// A time with microseconds, and others after it.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 123_456_000).expect("in range") + TimeDelta::seconds(seconds)
}

/// The broker of a figure.
pub(crate) fn broker_id(n: u128) -> BrokerId {
    BrokerId(Uuid::from_u128(0xb000 + n))
}

/// Writes the broker of a figure.
pub(crate) async fn a_broker(db: &Db, n: u128) -> BrokerId {
    let broker = Broker {
        id: broker_id(n),
        slug: Slug::parse(&format!("broker-{n}")).expect("a slug"),
        name: format!("Broker {n}"),
        settings: BrokerSettings::default(),
        version: 1,
    };
    let id = broker.id;
    let written: Result<bool, DbError> = db
        .write(move |tx| {
            let broker = broker.clone();
            Box::pin(async move { broker::insert(tx, &broker, at(0)).await })
        })
        .await;
    assert!(written.expect("the broker is written"));
    id
}

/// A number that ends in these four digits.
pub(crate) fn a_number(last: u32) -> NewNumber {
    NewNumber {
        id: NumberId(Uuid::from_u128(0xa000 + u128::from(last))),
        number: E164::parse(&format!("+1512555{last:04}")).expect("a phone"),
        signalwire_id: None,
        label: None,
        area_code: "512".parse().ok(),
        state: "TX".parse().ok(),
    }
}

/// Writes numbers of a broker.
pub(crate) async fn numbers(db: &Db, broker: BrokerId, new: Vec<NewNumber>) -> Result<(), DbError> {
    db.write(move |tx| {
        let new = new.clone();
        Box::pin(async move { number::insert(tx, broker, &new, at(0)).await })
    })
    .await
}

/// A lead of a broker, with a phone that ends in these four digits.
pub(crate) fn a_lead(broker_id: BrokerId, last: u32) -> Lead {
    Lead {
        id: LeadId(Uuid::from_u128(0xe000 + u128::from(last))),
        broker_id,
        reference: Some(format!("crm-{last}")),
        name: Some(format!("Lead {last}")),
        phone: E164::parse(&format!("+1737555{last:04}")).ok(),
        area_code: "737".parse().ok(),
        state: "TX".parse().ok(),
        quality: None,
        deal: Deal::Open,
        suppressed_at: None,
        bad_phone_at: None,
        erased_at: None,
        notes: None,
        created_at: at(i64::from(last)),
    }
}

/// Writes a lead.
pub(crate) async fn write_lead(db: &Db, lead: &Lead) -> Result<bool, DbError> {
    let lead = lead.clone();
    db.write(move |tx| {
        let lead = lead.clone();
        Box::pin(async move { lead::insert(tx, &lead).await })
    })
    .await
}
