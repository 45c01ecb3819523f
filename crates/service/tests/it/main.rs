//! What the product does, on both engines.

mod api_key;
mod assignment;
mod broker;
mod call;
mod correction;
mod demo;
mod job;
mod lead;
mod number;
mod office;
mod user;
mod who;
