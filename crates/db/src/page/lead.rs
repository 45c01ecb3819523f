//! Leads, as their list shows them.

use crate::bind::to_sql;
use crate::lead::{LeadCursor, Row, select_leads};
use crate::{DbError, Tx};
use steadyline_core::id::BrokerId;
use steadyline_core::lead::{Deal, Lead};

/// Which leads, where no status of an assignment decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Never assigned.
    NeverAssigned,
    /// Never to be called again.
    Suppressed,
    /// Whose deal stands so.
    Deal(Deal),
}

const SELECT: &str = select_leads!("");

/// Leads with this in name or reference, or these digits in the phone, newest first.
///
/// # Errors
/// What the engine says.
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    which: Which,
    search: &str,
    after: Option<LeadCursor>,
    limit: i64,
) -> Result<Vec<Lead>, DbError> {
    let rows = fetch_built!(tx, Row, SELECT, |query| {
        query.push(" where broker_id = ").push_bind(to_sql(broker));
        match which {
            Which::All => {}
            Which::NeverAssigned => {
                query.push(
                    " and not exists (
                        select 1 from lead_number_assignments a
                        where a.broker_id = leads.broker_id and a.lead_id = leads.id)",
                );
            }
            Which::Suppressed => {
                query.push(" and suppressed_at is not null");
            }
            Which::Deal(deal) => {
                query.push(" and deal = ").push_bind(to_sql(deal));
            }
        }
        if !search.trim().is_empty() {
            let pattern = crate::search::contains(search);
            query.push(" and (lower(name) like ").push_bind(pattern.clone()).push(" escape '\\'");
            query.push(" or lower(reference) like ").push_bind(pattern).push(" escape '\\'");
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

const COUNT: &str = "
    select count(*)
    from (select 1 from leads where broker_id = $1 limit $2) counted";

/// How many leads a broker has, counted up to `most`.
///
/// # Errors
/// What the engine says.
pub async fn count(tx: &mut Tx, broker: BrokerId, most: i64) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), COUNT, broker, most)?;
    Ok(count)
}
