//! Orders: numbers that are bought, written down before the carrier is asked.

use crate::id::{BrokerId, OrderId};
use crate::phone::E164;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// The carrier is asked.
    Pending,
    /// It did not reply: whether it was bought is asked until it is known.
    Unsure,
    /// The number is in the pool.
    Bought,
    /// It was not bought.
    Failed,
}

impl OrderStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Unsure, Self::Bought, Self::Failed];

    /// The word used in tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Unsure => "unsure",
            Self::Bought => "bought",
            Self::Failed => "failed",
        }
    }
}

/// A number that is bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Id.
    pub id: OrderId,
    /// For whose pool.
    pub broker_id: BrokerId,
    /// The number itself.
    pub number: E164,
    /// Where it stands.
    pub status: OrderStatus,
    /// What it costs a month, as it was confirmed.
    pub monthly_cents: i32,
    /// The broker-local day that its limit counts it on.
    pub local_day: NaiveDate,
    /// Why it was not bought, or is not known to be.
    pub error: Option<String>,
    /// Who bought it.
    pub actor: String,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was bought, or not.
    pub ended_at: Option<DateTime<Utc>>,
}
