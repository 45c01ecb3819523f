//! Lists of leads.

use super::{Row, select_leads};
use crate::bind::to_sql;
use crate::search::push_contains;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::{BrokerId, LeadId};
use steadyline_core::lead::{Deal, Lead};

/// Which leads. The default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadFilter {
    /// With this in name or reference, or these digits in the phone.
    pub search: Option<String>,
    /// Whose deal stands so.
    pub deal: Option<Deal>,
    /// Suppressed, or not.
    pub suppressed: Option<bool>,
}

/// Where a list goes on: after this lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadCursor {
    /// Its `created_at`.
    pub created_at: DateTime<Utc>,
    /// Its id.
    pub id: LeadId,
}

const SELECT: &str = select_leads!("");

/// Leads of a broker, newest first, those after `after`.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &LeadFilter,
    after: Option<LeadCursor>,
    limit: i64,
) -> Result<Vec<Lead>, DbError> {
    let rows = fetch_built!(tx, Row, SELECT, |query| {
        query.push(" where broker_id = ").push_bind(to_sql(broker));
        if let Some(deal) = filter.deal {
            query.push(" and deal = ").push_bind(to_sql(deal));
        }
        match filter.suppressed {
            Some(true) => {
                query.push(" and suppressed_at is not null");
            }
            Some(false) => {
                query.push(" and suppressed_at is null");
            }
            None => {}
        }
        if let Some(search) = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            query.push(" and ");
            push_contains!(query, search, ["name", "reference"]);
            if let Some(digits) = crate::search::digits(search) {
                query.push(" or phone like ").push_bind(digits);
            }
            query.push(")");
        }
        if let Some(LeadCursor { created_at, id }) = after {
            query.push(" and (created_at, id) < (").push_bind(to_sql(created_at));
            query.push(", ").push_bind(to_sql(id)).push(")");
        }
        query.push(" order by created_at desc, id desc limit ").push_bind(to_sql(limit));
    })?;
    rows.into_iter().map(Lead::try_from).collect()
}
