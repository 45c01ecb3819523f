//! What pages show, composed: each function reads once and writes nothing.
//!
//! Words, zones and figures in text are made here, so that a page is the same whoever renders it. The types
//! are in [`steadyline_core::page`].

mod account;
mod activity;
mod admin;
mod assignments;
mod behind;
mod bulk;
mod calls;
mod carrier;
mod connection;
mod counted;
mod dashboard;
mod diagnostics;
mod event;
mod find;
mod freed;
mod history;
mod import;
mod last;
mod lead;
mod leads;
mod live_call;
mod many;
mod narrow;
mod number;
mod pool;
mod preview;
mod setting;
mod teller;
mod words;

pub use account::{account, new_link, opened_link, users};
pub use activity::activity;
pub use admin::{broker_form, brokers, frame, me, set_up};
pub use assignments::assignments;
pub(crate) use behind::figure_behind;
pub use bulk::{bulk, bulk_told, chosen, undone_told};
pub use calls::calls;
pub use carrier::{bought_told, buy, sync};
pub use connection::carrier;
pub use counted::rows_behind;
pub use dashboard::dashboard;
pub use diagnostics::{check, diagnostics, diagnostics_at_length, fix};
pub use event::{LogQuery, delivery, endpoint, events};
pub use find::{find, suggest};
pub use freed::{ReleaseTold, released_told};
pub use import::{import, imports};
pub use lead::lead;
pub use leads::leads;
pub use many::{lead_ids, many, silent_days};
pub(crate) use narrow::days;
pub use number::{number, number_id, number_leaving};
pub use pool::pool;
pub(crate) use pool::{kept_by, limits_of};
pub use preview::preview;
pub(crate) use setting::setting_change;
pub use setting::{admin_keys, api_keys, setting_changes, settings};
pub use words::local_time;

pub(crate) use assignments::silent_days_of;
pub(crate) use diagnostics::{count_warnings, diagnosed_numbers};

use crate::ServiceError;
use steadyline_core::broker::Broker;
use steadyline_core::id::NumberId;
use steadyline_core::number::Number;
use steadyline_core::page::BrokerLink;
use steadyline_core::phone::E164;
use steadyline_db::{Tx, number as numbers};

/// Rows of a page of a table.
const PAGE: usize = 50;

fn link(broker: &Broker) -> BrokerLink {
    BrokerLink { slug: broker.slug.clone(), name: broker.name.clone() }
}

/// Cuts one row more than a page, and says where the next page begins.
fn cut<T>(rows: &mut Vec<T>, cursor: impl Fn(&T) -> String) -> Option<String> {
    crate::cursor::cut(rows, PAGE, cursor)
}

/// A number of the broker as addresses name it: by its digits, else by our id.
async fn number_named(tx: &mut Tx, broker: &Broker, named: &str) -> Result<Number, ServiceError> {
    find_number(tx, broker, named).await?.ok_or(ServiceError::NotFound("number"))
}

/// The same for a list that is narrowed by it.
async fn find_number(tx: &mut Tx, broker: &Broker, named: &str) -> Result<Option<Number>, ServiceError> {
    let named = named.trim();
    Ok(if let Ok(id) = named.parse::<NumberId>() {
        numbers::find(tx, broker.id, id).await?
    } else if let Ok(phone) = E164::parse(&format!("+{}", named.trim_start_matches('+'))) {
        numbers::find_by_phone(tx, &phone).await?.filter(|number| number.broker_id == broker.id)
    } else {
        None
    })
}
