//! The rules of Steadyline: numbers, leads, assignments, outcomes, states, choosing, health and report
//! arithmetic, and the types every other crate shares.
//!
//! What does not belong here: IO, SQL, HTTP, markup, the current time and randomness. Time and ids are
//! arguments, local time arrives as UTC windows. The crate compiles natively and for wasm32.

pub mod answer;
pub mod area_code;
pub mod assignment;
pub mod broker;
pub mod call;
pub mod call_window;
pub mod carrier;
pub mod carrier_call;
pub mod choice;
pub mod delivery;
pub mod endpoint;
pub mod field;
pub mod health;
pub mod history;
pub mod id;
pub mod import;
pub mod invite;
pub mod lead;
pub mod number;
pub mod outcome;
pub mod page;
pub mod phone;
pub mod report;
pub mod room;
pub mod setting;
pub mod user;
