//! A SignalWire of our own, which answers as its documentation says: for tests, and for trying things out.

pub mod call;
