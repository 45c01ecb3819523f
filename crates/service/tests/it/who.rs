//! Who asks: two offices, and somebody in each.

use crate::office::Office;
use steadyline_core::broker::Broker;
use steadyline_core::id::{ApiKeyId, UserId};
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::{Actor, Role};
use steadyline_db::testing::TestDb;
use steadyline_service::ServiceError;
use steadyline_service::broker::{NewBroker, create};
use uuid::Uuid;

/// Somebody of a broker's office.
pub(crate) fn of(broker: &Broker) -> Actor {
    Actor::User { id: UserId(Uuid::from_u128(7)), name: "Ada".to_owned(), role: Role::Broker(broker.id) }
}

/// A key of a broker's.
pub(crate) fn key_of(broker: &Broker) -> Actor {
    let role = Role::Broker(broker.id);
    Actor::Key { id: ApiKeyId(Uuid::from_u128(8)), name: "n8n".to_owned(), role }
}

/// Two offices in one installation: the first with these numbers, and the second's broker.
pub(crate) async fn two_offices(db: &TestDb, numbers: &[&str]) -> (Office, Broker) {
    let office = Office::open(db, 1, numbers).await;
    let new = NewBroker {
        slug: Some("birch".to_owned()),
        name: "Birch".to_owned(),
        settings: BrokerSettings::default(),
    };
    let other = create(&office.service, &Actor::System, new).await.expect("the other broker is made");
    (office, other)
}

/// The field that was refused.
#[track_caller]
pub(crate) fn field<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> String {
    match result {
        Err(ServiceError::Field(error)) => error.field.into_owned(),
        other => panic!("expected a refused field, got {other:?}"),
    }
}

/// That there is no such thing for who asks.
#[track_caller]
pub(crate) fn is_hidden<T: std::fmt::Debug>(result: Result<T, ServiceError>) {
    assert!(matches!(result, Err(ServiceError::NotFound(_))), "{result:?}");
}

/// That who asks may not do it.
#[track_caller]
pub(crate) fn is_forbidden<T: std::fmt::Debug>(result: Result<T, ServiceError>) {
    assert!(matches!(result, Err(ServiceError::Forbidden(_))), "{result:?}");
}
