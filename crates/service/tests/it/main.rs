//! What the product does, on both engines.
#![allow(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod api_key;
mod appointment;
mod assignment;
mod broker;
mod bulk;
mod call;
mod carrier;
mod carrier_call;
mod correction;
mod demo;
mod endpoint;
mod erase;
mod events;
mod import;
mod invite;
mod job;
mod lead;
mod model;
mod news;
mod number;
mod office;
mod page;
mod plan;
mod preview;
mod reinstate;
mod release;
mod report;
mod user;
mod who;
