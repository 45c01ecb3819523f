//! What the SQL does, on SQLite and on PostgreSQL. How to run it, and the databases: `steadyline_db::testing`.
#![allow(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod catalog;
mod find;
mod guide;
mod histogram;
mod lease;
mod order;
mod pool;
mod sample;
mod supabase;
mod time;
mod write;
