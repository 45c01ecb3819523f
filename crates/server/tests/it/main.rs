//! What the server answers, said as who asks what, on both engines.

mod assign;
mod bad_input;
mod browser;
mod command_line;
mod harness;
mod idempotency;
mod lists;
mod outcome;
mod tenants;
