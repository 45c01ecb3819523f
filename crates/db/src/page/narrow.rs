//! What lists of leads and assignments are narrowed by beside the status, and in which order they come.

use chrono::{DateTime, Utc};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::lead::Deal;
use steadyline_core::setting::Quality;
use uuid::Uuid;

/// What the lead must be. The default is anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    /// With this in name or reference, or these digits in the phone.
    pub search: String,
    /// Of this state.
    pub state: Option<StateCode>,
    /// Of this area code.
    pub area_code: Option<AreaCode>,
    /// Of this quality.
    pub quality: Option<Quality>,
    /// Whose deal stands so.
    pub deal: Option<Deal>,
    /// Suppressed, or not.
    pub suppressed: Option<bool>,
}

/// Where a list goes on: after the row with this key and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// What the list is ordered by.
    pub key: Key,
    /// The row's id.
    pub id: Uuid,
}

/// What a list is ordered by, of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A time.
    Time(DateTime<Utc>),
    /// A name as written, if there is one: its case is the engine's to fold.
    Name(Option<String>),
    /// A count.
    Count(i64),
}

/// What stands for "never" where a list is ordered by a time: [`LAST_CALL`] says the same.
pub const NEVER: DateTime<Utc> = DateTime::UNIX_EPOCH;
/// The last call of assignment `a`. The literal is a time on PostgreSQL and a text of the width of times on SQLite.
pub(super) const LAST_CALL: &str = "coalesce(a.last_call_at, '1970-01-01T00:00:00.000000Z')";

/// Pushes what [`Narrow`] asks of the lead `l`.
macro_rules! push_narrow {
    ($query:ident, $narrow:expr) => {
        if let Some(state) = $narrow.state {
            $query.push(" and l.state = ").push_bind(to_sql(state));
        }
        if let Some(area_code) = $narrow.area_code {
            $query.push(" and l.area_code = ").push_bind(to_sql(area_code));
        }
        if let Some(quality) = $narrow.quality {
            $query.push(" and l.quality = ").push_bind(to_sql(quality));
        }
        if let Some(deal) = $narrow.deal {
            $query.push(" and l.deal = ").push_bind(to_sql(deal));
        }
        match $narrow.suppressed {
            Some(true) => {
                $query.push(" and l.suppressed_at is not null");
            }
            Some(false) => {
                $query.push(" and l.suppressed_at is null");
            }
            None => {}
        }
        let search = $narrow.search.trim();
        if !search.is_empty() {
            $query.push(" and ");
            $crate::search::push_contains!($query, search, ["l.name", "l.reference"]);
            if let Some(digits) = crate::search::digits(search) {
                $query.push(" or l.phone like ").push_bind(digits);
            }
            $query.push(")");
        }
    };
}
pub(super) use push_narrow;

/// Pushes the place after a row, the order, and how many.
macro_rules! push_order {
    ($query:ident, $key:expr, $id:literal, $descending:expr, $after:expr, $limit:expr) => {
        let (further, way) = if $descending { (" < ", " desc") } else { (" > ", "") };
        if let Some(after) = $after {
            $query.push(" and (").push($key);
            $query.push(concat!(", ", $id, ")")).push(further).push("(");
            match &after.key {
                Key::Time(at) => $query.push_bind(to_sql(at)),
                Key::Name(Some(name)) => $query.push("('0' || lower(").push_bind(name.clone()).push("))"),
                Key::Name(None) => $query.push("'1'"),
                Key::Count(count) => $query.push_bind(*count),
            };
            $query.push(", ").push_bind(after.id).push(")");
        }
        $query.push(" order by ").push($key).push(way).push(concat!(", ", $id)).push(way);
        $query.push(" limit ").push_bind(to_sql($limit));
    };
}
pub(super) use push_order;
