//! What SignalWire's wire looks like: its REST, the callbacks it sends, the documents it is answered with.
//!
//! Shape: [`Client`] makes one request at a time for an [`Account`], and is the only place that knows about retries and
//! the breaker; [`number`] says what is asked about numbers. [`signature`] says whether a callback is SignalWire's,
//! [`hook`] reads its fields, [`cxml`] writes the answer to it. With the feature `fake` there is a SignalWire of our own.
//!
//! Requests go by the compatible API alone, which places calls too: so there is one id of a number and one shape of lists.
//! Errors are read in every shape that either API gives them.
//!
//! What does not belong here: anything of the product. This crate knows neither leads nor brokers, and decides nothing.

pub mod account;
pub mod breaker;
pub mod client;
pub mod cxml;
pub mod error;
#[cfg(feature = "fake")]
pub mod fake;
pub mod hook;
pub mod number;
pub mod signature;

pub use account::Account;
pub use breaker::Breaker;
pub use client::{Client, Policy};
pub use error::{Code, Error};
