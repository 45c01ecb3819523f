//! What admins see: brokers and the people who sign in.

mod brokers;
mod users;

pub use brokers::{BrokersPage, NewBrokerPage};
pub use users::UsersPage;
