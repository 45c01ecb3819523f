//! What admins see: brokers, and keys that open every broker's data.

mod brokers;
mod edit;

pub use brokers::BrokersPage;
pub use edit::{EditBrokerPage, NewBrokerPage};

pub use super::settings::{AdminKeysPage, NewAdminKeyPage};
