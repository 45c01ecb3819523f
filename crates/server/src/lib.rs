//! The program: settings, telemetry, router, JSON API, webhooks, jobs and command line.
//!
//! Shape: [`settings`] is what a person may choose, [`command`] one file a group of subcommands, [`router`] the
//! list of all addresses. Handlers read the request, call the service and shape the reply.
//!
//! What does not belong here: SQL, decisions, markup.

mod app;
pub mod carrier;
mod carrier_call;
mod client;
pub mod command;
mod export;
mod extract;
mod field;
mod form;
mod idempotency;
mod import_lines;
pub mod job;
mod limit;
mod live;
mod n8n;
pub mod openapi;
mod page;
mod problem;
mod report;
mod rest;
pub mod router;
mod send;
mod session;
pub mod settings;
mod sheet;
mod site;
mod telemetry;
mod webhook;

pub use app::App;
pub use command::run;
