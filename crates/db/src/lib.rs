//! Reads and writes the types of `steadyline-core`, on SQLite and PostgreSQL, with one SQL text.
//!
//! Shape: [`Db`] is the database, [`Tx`] one open transaction on either engine. Every function of the noun
//! modules takes a `&mut Tx` and runs one statement or a few that belong together; SQL stands in named
//! constants. [`Db::read`] and [`Db::write`] are the only two doors to rows; [`news`] and [`Db::ping`] touch none.
//!
//! What does not belong here: decisions (they are in core and service), HTTP, Leptos, the current time.

#[macro_use]
mod engine;

pub mod api_key;
pub mod assignment;
pub mod audit;
mod bind;
pub mod broker;
pub mod call;
pub mod carrier;
pub mod carrier_call;
pub mod choice;
pub mod delivery;
pub mod dialect;
pub mod endpoint;
mod error;
pub mod event;
pub mod idempotency;
pub mod import;
pub mod invite;
pub mod lead;
pub mod lease;
pub mod load;
mod migrate;
pub mod news;
pub mod number;
mod open;
pub mod page;
pub mod pool_level;
pub mod report;
pub mod rollup;
mod search;
pub mod session;
pub mod suppression;
#[cfg(feature = "testing")]
pub mod testing;
pub mod user;
mod write;

pub use bind::Stamp;
pub use engine::Tx;
pub use error::DbError;
pub use open::{Db, Engine};
