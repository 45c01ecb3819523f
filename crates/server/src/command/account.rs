//! `steadyline create-admin` and `create-user`

use super::{CommandError, password, say};
use crate::settings::{CreateAdmin, CreateUser};
use steadyline_core::user::{Actor, Role};
use steadyline_service::user::NewUser;
use steadyline_service::{Service, broker, user};

pub(super) async fn create_admin(service: &Service, admin: CreateAdmin) -> Result<(), CommandError> {
    create(service, admin.email, admin.name, Role::Admin).await
}

pub(super) async fn create_user(service: &Service, new: CreateUser) -> Result<(), CommandError> {
    let broker = broker::find(service, &Actor::System, &new.broker).await?;
    create(service, new.email, new.name, Role::Broker(broker.id)).await
}

async fn create(
    service: &Service,
    email: String,
    name: Option<String>,
    role: Role,
) -> Result<(), CommandError> {
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or(&email).to_owned());
    let new = NewUser { email, name, password: password()?, role };
    let user = user::create(service, &Actor::System, new).await?;
    say(format_args!("{} can sign in.", user.email))
}
