//! What the server answers, said as who asks what, on both engines. How to run it, and the databases:
//! `steadyline_db::testing`.

#![allow(clippy::unwrap_used, reason = "a test fails by it, and says where")]

mod assign;
mod bad_input;
mod browser;
mod bulk;
mod carrier;
mod command_line;
mod connection;
mod described;
mod diagnostics;
mod erase;
mod events;
mod export;
mod harness;
mod history;
mod idempotency;
mod if_match;
mod import;
mod lists;
mod live;
mod many;
mod openapi;
mod outcome;
mod report;
mod server_functions;
mod signalwire;
mod tenants;
mod users;
