//! The pages, by what they are about.

pub mod account;
pub mod activity;
pub mod admin;
pub mod analytics;
pub mod assignments;
pub mod behind;
pub mod calls;
pub mod counted;
pub mod dashboard;
pub mod diagnostics;
mod figure;
pub mod find;
pub mod home;
pub mod imports;
pub mod invite;
pub mod leads;
mod narrow;
pub mod not_found;
pub mod people;
pub mod pool;
mod query;
pub mod set_up;
pub mod settings;
pub mod shortcuts;
pub mod sign_in;
pub mod theme;
