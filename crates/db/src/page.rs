//! What pages read: lists and figures that join several tables. Everything here only reads.
//!
//! Days come from the rollups. The call log is read for the timeline of one person, for a page of the calls behind
//! a figure, and for a part of one day.

pub mod admin;
pub mod called;
pub mod counted;
pub mod day;
pub mod due;
pub mod event;
pub mod find;
pub mod lead;
pub mod listed;
pub mod narrow;
pub mod past;
pub mod person;
pub mod room;
pub mod warning;
