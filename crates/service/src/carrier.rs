//! The carrier: connections to SignalWire, and what is done with its numbers.
//!
//! Shape: [`Carrier`] is the port by which the carrier is asked; who runs the program gives the [`Service`] one. What is
//! asked is decided and written down first, in a write job; the carrier is asked outside of any transaction, and what
//! came of it is written in another. So a slow carrier holds up nobody, and a program that dies in between leaves an
//! intent that is looked at again.
//!
//! What does not belong here: HTTP, SignalWire's words.

mod account;
mod connect;
mod order;
mod port;
mod release;
mod standing;
mod sync;

pub(crate) use account::open as open_account;
pub use account::{Account, HookUrls, Secret, account, account_of, hooks_of};
pub use connect::{Connect, Whose, connect, disconnect, test};
pub use order::{Buy, buy, finish_open, orders, search};
pub use port::{Breaker, Carrier, CarrierError, CarrierPage, RefusedFor, SetUp, Unconnected};
pub use release::give_up_due;
pub use standing::{Connected, Connections, connection};
pub use sync::{AskSync, apply, begin_due, connected, is_under_way, look, newest, settled, work};
