//! How a type of core is bound as an argument, the same on both engines.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo};
use sqlx::types::Json;
use sqlx::{Encode, Postgres, Sqlite, Type};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::assignment::{Action, Status};
use steadyline_core::broker::Slug;
use steadyline_core::call::{Direction, Source};
use steadyline_core::carrier::{OrderStatus, SyncStatus, VoiceWebhook};
use steadyline_core::carrier_call::{LegStatus, Stage};
use steadyline_core::choice::Match;
use steadyline_core::delivery::DeliveryStatus;
use steadyline_core::endpoint::{EventKind, PoolLevel};
use steadyline_core::id::{
    ApiKeyId, AssignmentId, BrokerId, CallId, CarrierAccountId, CarrierCallId, DeliveryId, EndpointId,
    EventId, ImportId, InviteId, LeadId, NumberId, OrderId, SyncId, UserId,
};
use steadyline_core::import::{ImportStatus, LineKind, Noun};
use steadyline_core::lead::Deal;
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use steadyline_core::report::Presence;
use steadyline_core::setting::Quality;
use uuid::Uuid;

/// A time as an argument. On SQLite it is text of one width with six decimals, so that text order is time
/// order; sqlx's own encoding drops trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(pub DateTime<Utc>);

impl Type<Sqlite> for Stamp {
    fn type_info() -> SqliteTypeInfo {
        <String as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for Stamp {
    fn encode_by_ref(&self, buf: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode(self.0.to_rfc3339_opts(SecondsFormat::Micros, true), buf)
    }
}

impl Type<Postgres> for Stamp {
    fn type_info() -> PgTypeInfo {
        <DateTime<Utc> as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Stamp {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode(self.0, buf)
    }
}

/// A value that can be an argument.
pub(crate) trait ToSql {
    /// What the engines take.
    type Sql;
    /// The conversion.
    fn sql(self) -> Self::Sql;
}

/// The argument that stands for a value.
pub(crate) fn to_sql<T: ToSql>(value: T) -> T::Sql {
    value.sql()
}

macro_rules! as_is {
    ($($type:ty),+) => {$(
        impl ToSql for $type {
            type Sql = Self;
            fn sql(self) -> Self {
                self
            }
        }
    )+};
}
as_is!(bool, i32, i64, f64, String, Uuid, NaiveDate, Vec<u8>, Stamp);

macro_rules! ids {
    ($($type:ty),+) => {$(
        impl ToSql for $type {
            type Sql = Uuid;
            fn sql(self) -> Uuid {
                self.0
            }
        }
    )+};
}
ids!(
    ApiKeyId,
    AssignmentId,
    BrokerId,
    CallId,
    CarrierAccountId,
    CarrierCallId,
    DeliveryId,
    EndpointId,
    EventId,
    ImportId,
    InviteId,
    LeadId,
    NumberId,
    OrderId,
    SyncId,
    UserId
);

macro_rules! words {
    ($($type:ty),+) => {$(
        impl ToSql for $type {
            type Sql = String;
            fn sql(self) -> String {
                self.as_str().to_owned()
            }
        }
    )+};
}
words!(
    Action,
    AreaCode,
    Deal,
    DeliveryStatus,
    Direction,
    E164,
    EventKind,
    ImportStatus,
    LegStatus,
    LineKind,
    Match,
    Noun,
    OrderStatus,
    Outcome,
    PoolLevel,
    Presence,
    Quality,
    Slug,
    Source,
    Stage,
    StateCode,
    Status,
    SyncStatus,
    VoiceWebhook
);

impl ToSql for &str {
    type Sql = String;
    fn sql(self) -> String {
        self.to_owned()
    }
}

impl ToSql for &[u8] {
    type Sql = Vec<u8>;
    fn sql(self) -> Vec<u8> {
        self.to_vec()
    }
}

impl ToSql for DateTime<Utc> {
    type Sql = Stamp;
    fn sql(self) -> Stamp {
        Stamp(self)
    }
}

impl<T> ToSql for Json<T> {
    type Sql = Self;
    fn sql(self) -> Self {
        self
    }
}

impl<T: ToSql> ToSql for Option<T> {
    type Sql = Option<T::Sql>;
    fn sql(self) -> Self::Sql {
        self.map(ToSql::sql)
    }
}

impl<T: ToSql + Clone> ToSql for &T {
    type Sql = T::Sql;
    fn sql(self) -> T::Sql {
        self.clone().sql()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_width_so_that_text_order_is_time_order() {
        let whole = DateTime::from_timestamp(1_790_000_000, 0).expect("in range");
        let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let later = whole + chrono::TimeDelta::microseconds(10);
        assert_eq!(text(whole).len(), text(later).len());
        assert!(text(whole) < text(later));
    }
}
