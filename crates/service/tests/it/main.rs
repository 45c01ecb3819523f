//! What the product does, on both engines.

mod assignment;
mod call;
mod correction;
mod job;
mod office;
