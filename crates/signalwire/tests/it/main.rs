//! The crate against what SignalWire's own libraries say.

mod client;
mod signature;
