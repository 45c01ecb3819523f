//! The pages, by what they are about.

pub mod account;
pub mod admin;
pub mod assignments;
pub mod dashboard;
pub mod find;
pub mod home;
pub mod imports;
pub mod leads;
mod link;
mod narrow;
pub mod not_found;
pub mod pool;
mod query;
pub mod set_up;
pub mod settings;
pub mod shortcuts;
pub mod sign_in;
