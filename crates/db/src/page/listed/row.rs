//! The row that lists of assignments read.

use super::{Listed, ListedLead};
use crate::DbError;
use chrono::{DateTime, Utc};
use steadyline_core::number::Standing;
use steadyline_core::page::StatusKind;
use steadyline_core::phone::E164;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: Uuid,
    lead_id: Uuid,
    name: Option<String>,
    reference: Option<String>,
    phone: Option<String>,
    area_code: Option<String>,
    state: Option<String>,
    erased_at: Option<DateTime<Utc>>,
    number_id: Uuid,
    number: String,
    is_active: bool,
    gone_at: Option<DateTime<Utc>>,
    status: String,
    assigned_at: DateTime<Utc>,
    released_at: Option<DateTime<Utc>>,
    call_attempts: i32,
    max_attempts: i32,
    last_call_at: Option<DateTime<Utc>>,
    first_answered_at: Option<DateTime<Utc>>,
    appointment_at: Option<DateTime<Utc>>,
    matched: Option<String>,
}

impl TryFrom<Row> for Listed {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            lead_id,
            name,
            reference,
            phone,
            area_code,
            state,
            erased_at,
            number_id,
            number,
            is_active,
            gone_at,
            status,
            assigned_at,
            released_at,
            call_attempts,
            max_attempts,
            last_call_at,
            first_answered_at,
            appointment_at,
            matched,
        } = row;
        let status = match (status.as_str(), first_answered_at) {
            ("active", None) => StatusKind::Active,
            ("active", Some(_)) => StatusKind::Held,
            ("booked_locked", _) => StatusKind::Booked,
            ("unreachable", _) => StatusKind::Unreachable,
            _ => StatusKind::Released,
        };
        Ok(Self {
            id: id.into(),
            lead: ListedLead {
                id: lead_id.into(),
                name,
                reference,
                phone: phone.and_then(|phone| E164::parse(&phone).ok()),
                area_code,
                state,
                erased_at,
            },
            number_id: number_id.into(),
            number: number.parse().map_err(|error| DbError::row("phone_numbers", error))?,
            standing: Standing::of(gone_at, is_active, None, assigned_at),
            status,
            assigned_at,
            released_at,
            call_attempts,
            max_attempts,
            last_call_at,
            appointment_at: appointment_at.filter(|_| status == StatusKind::Booked),
            matched,
        })
    }
}
