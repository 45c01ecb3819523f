//! What the SQL does, on SQLite and on PostgreSQL. How to run it, and the databases: `steadyline_db::testing`.

mod catalog;
mod guide;
mod lease;
mod pool;
mod sample;
mod supabase;
mod time;
mod write;
