//! What SignalWire's wire looks like: its REST, the callbacks it sends, the documents it is answered with.
//!
//! Shape: [`signature`] says whether a callback is SignalWire's, [`hook`] reads its fields, [`cxml`] writes the answer to
//! it.
//!
//! What does not belong here: anything of the product. This crate knows neither leads nor brokers, and decides nothing.

pub mod cxml;
pub mod hook;
pub mod signature;
