//! What pages read: lists and figures that join several tables. Everything here only reads.
//!
//! Days come from the rollups. The call log is read for the timeline of one person, and for a part of one day.

pub mod admin;
pub mod day;
pub mod event;
pub mod find;
pub mod lead;
pub mod listed;
pub mod past;
pub mod person;
pub mod room;
pub mod warning;
