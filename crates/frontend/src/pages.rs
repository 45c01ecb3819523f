//! The pages, by what they are about.

pub mod account;
pub mod admin;
pub mod dashboard;
pub mod find;
pub mod home;
pub mod not_found;
pub mod set_up;
pub mod settings;
pub mod sign_in;
