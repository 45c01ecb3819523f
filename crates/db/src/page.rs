//! What pages read: lists and figures that join several tables. Everything here only reads.
//!
//! Days come from the rollups. The call log is read for the timeline of one person alone.

pub mod admin;
pub mod day;
pub mod event;
pub mod lead;
pub mod listed;
pub mod narrow;
pub mod past;
pub mod person;
pub mod warning;
