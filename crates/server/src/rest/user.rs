//! `/api/v1/users` and `/api/v1/invites`, for admins' keys.

use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::Fields;
use crate::idempotency::Unkept;
use crate::openapi::list::{Invites, Users};
use crate::openapi::user as shape;
use crate::problem::Problem;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use steadyline_api::error::ErrorKind;
use steadyline_core::id::{BrokerId, InviteId, UserId};
use steadyline_core::invite::Invite;
use steadyline_core::user::{Actor, Role, User};
use steadyline_service::cursor::Page;
use steadyline_service::{broker, invite, user};

/// A user as the API shows it.
#[derive(Serialize)]
pub(super) struct UserView {
    id: UserId,
    email: String,
    name: String,
    role: &'static str,
    broker_id: Option<BrokerId>,
    disabled: bool,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        let User { id, email, name, role, disabled } = user;
        Self { id, email, name, role: role.as_str(), broker_id: role.broker(), disabled }
    }
}

/// A link as the API shows it.
#[derive(Serialize)]
pub(super) struct InviteView {
    id: InviteId,
    kind: &'static str,
    email: String,
    role: &'static str,
    broker_id: Option<BrokerId>,
    made_by: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    /// The whole link; only where it was just made.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

impl InviteView {
    fn of(invite: Invite, link: Option<String>) -> Self {
        let Invite { id, purpose, email, role, made_by, created_at, expires_at, .. } = invite;
        let (kind, role, broker_id) = (purpose.as_str(), role.as_str(), role.broker());
        Self { id, kind, email, role, broker_id, made_by, created_at, expires_at, link }
    }
}

/// Users are managed with admins' keys alone.
fn for_admins(actor: &Actor) -> Result<(), Problem> {
    match actor.role() {
        Role::Admin => Ok(()),
        Role::Broker(_) => Err(Problem::new(ErrorKind::Forbidden, "Only an admin's key may manage users.")),
    }
}

/// `role`, with the broker that goes with it.
async fn role_of(app: &App, actor: &Actor, fields: &Fields) -> Result<Option<Role>, Problem> {
    let named = fields.text("broker_id")?;
    let office = match &named {
        Some(named) => Some(broker::find(&app.service, actor, named).await?.id),
        None => None,
    };
    match (fields.text("role")?.as_deref(), office) {
        (None, None) => Ok(None),
        (None | Some("broker"), Some(office)) => Ok(Some(Role::Broker(office))),
        (Some("admin"), None) => Ok(Some(Role::Admin)),
        (Some("admin"), Some(_)) => Err(Problem::field("broker_id", "An admin belongs to no broker.")),
        (Some("broker"), None) => Err(Problem::field("broker_id", "Say which broker.")),
        (Some(_), _) => Err(Problem::field("role", "Say admin or broker.")),
    }
}

/// List the users
///
/// All of them, or those of one broker, on one page.
#[utoipa::path(
    get,
    path = "/api/v1/users",
    operation_id = "list_users",
    tag = "users",
    params(shape::OfOffice),
    responses((status = 200, description = "The users, by address.", body = Users)),
    extensions(("x-problem-types" = json!(["forbidden", "not-found"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<UserView>>, Problem> {
    for_admins(&actor)?;
    let office = office_of(&app, &actor, &asked).await?;
    let users = user::list(&app.service, &actor).await?;
    let users = users.into_iter().filter(|user| office.is_none() || user.role.broker() == office);
    Ok(Json(Page { items: users.map(UserView::from).collect(), next_cursor: None }))
}

async fn office_of(app: &App, actor: &Actor, asked: &Asked) -> Result<Option<BrokerId>, Problem> {
    match asked.broker() {
        Some(named) => Ok(Some(broker::find(&app.service, actor, &named).await?.id)),
        None => Ok(None),
    }
}

/// Change what a user may see, or whether they may sign in
///
/// What is left out stays. A user who loses access is signed out at once. The last admin stays an admin.
#[utoipa::path(
    patch,
    path = "/api/v1/users/{id}",
    operation_id = "change_user",
    tag = "users",
    params(("id" = uuid::Uuid, Path, description = "The user's id.")),
    request_body = shape::UserChange,
    responses((status = 200, description = "The user after the change.", body = shape::User)),
    extensions(("x-problem-types" = json!(["forbidden", "not-found", "invalid-field", "last-admin"]))),
)]
pub(super) async fn change(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<UserId>,
    fields: Fields,
) -> Result<Json<UserView>, Problem> {
    for_admins(&actor)?;
    let role = role_of(&app, &actor, &fields).await?;
    let disabled = fields.flag_if_given("disabled")?;
    if role.is_none() && disabled.is_none() {
        return Err(Problem::field("disabled", "Say what changes: role, broker_id or disabled."));
    }
    let mut changed = None;
    if let Some(role) = role {
        changed = Some(user::set_role(&app.service, &actor, id, role).await?);
    }
    if let Some(disabled) = disabled {
        changed = Some(user::set_disabled(&app.service, &actor, id, disabled).await?);
    }
    let changed = changed.ok_or_else(|| Problem::new(ErrorKind::NotFound, "There is no such user."))?;
    Ok(Json(UserView::from(changed)))
}

/// Sign a user out everywhere
#[utoipa::path(
    post,
    path = "/api/v1/users/{id}/sign-out",
    operation_id = "sign_out_user",
    tag = "users",
    params(("id" = uuid::Uuid, Path, description = "The user's id.")),
    responses((status = 200, description = "The user, signed out.", body = shape::User)),
    extensions(("x-problem-types" = json!(["forbidden", "not-found"]))),
)]
pub(super) async fn sign_out(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<UserId>,
) -> Result<Json<UserView>, Problem> {
    for_admins(&actor)?;
    let (user, _) = user::sign_out_everywhere(&app.service, &actor, id).await?;
    Ok(Json(UserView::from(user)))
}

/// Create a password reset link
///
/// Valid for a day, and works once: send it to the user yourself. An earlier one no longer works. The reply is never
/// kept: the same `Idempotency-Key` creates a new link too.
#[utoipa::path(
    post,
    path = "/api/v1/users/{id}/reset-link",
    operation_id = "reset_user_password",
    tag = "users",
    params(("id" = uuid::Uuid, Path, description = "The user's id.")),
    responses((status = 201, description = "The link, shown only once.", body = shape::Invite)),
    extensions(("x-problem-types" = json!(["forbidden", "not-found"]))),
)]
pub(super) async fn reset(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<UserId>,
) -> Result<Response, Problem> {
    for_admins(&actor)?;
    Ok(made(&app, invite::reset(&app.service, &actor, id).await?))
}

/// List open links
///
/// Invites and password reset links that can still be used, newest first, on one page. The links themselves are not
/// shown.
#[utoipa::path(
    get,
    path = "/api/v1/invites",
    operation_id = "list_invites",
    tag = "users",
    params(shape::OfOffice),
    responses((status = 200, description = "The links.", body = Invites)),
    extensions(("x-problem-types" = json!(["forbidden", "not-found"]))),
)]
pub(super) async fn list_invites(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<InviteView>>, Problem> {
    for_admins(&actor)?;
    let office = office_of(&app, &actor, &asked).await?;
    let open = invite::list(&app.service, &actor).await?;
    let open = open.into_iter().filter(|invite| office.is_none() || invite.role.broker() == office);
    Ok(Json(Page { items: open.map(|invite| InviteView::of(invite, None)).collect(), next_cursor: None }))
}

/// Invite someone
///
/// The reply has the link, shown only once, valid for seven days and used once: send it to them yourself. An earlier
/// link for the same address no longer works. The reply is never kept: the same `Idempotency-Key` creates a new link
/// too.
#[utoipa::path(
    post,
    path = "/api/v1/invites",
    operation_id = "create_invite",
    tag = "users",
    request_body = shape::NewInvite,
    responses((status = 201, description = "The link, shown only once.", body = shape::Invite)),
    extensions(("x-problem-types" = json!(["forbidden", "not-found", "invalid-field", "already-exists"]))),
)]
pub(super) async fn create_invite(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Response, Problem> {
    for_admins(&actor)?;
    let role = role_of(&app, &actor, &fields).await?;
    let role = role.ok_or_else(|| Problem::field("broker_id", "Say which broker, or role admin."))?;
    Ok(made(&app, invite::create(&app.service, &actor, &fields.required("email")?, role).await?))
}

/// Revoke a link
///
/// It no longer works; repeating this changes nothing.
#[utoipa::path(
    delete,
    path = "/api/v1/invites/{id}",
    operation_id = "revoke_invite",
    tag = "users",
    params(("id" = uuid::Uuid, Path, description = "The link's id.")),
    responses((status = 204, description = "It no longer works.")),
    extensions(("x-problem-types" = json!(["forbidden", "not-found", "link-over"]))),
)]
pub(super) async fn revoke_invite(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<InviteId>,
) -> Result<StatusCode, Problem> {
    for_admins(&actor)?;
    invite::revoke(&app.service, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A link just made. Its reply is kept nowhere.
fn made(app: &App, made: invite::Made) -> Response {
    let link = invite::link(&app.info.public_url, &made);
    let view = InviteView::of(made.invite, Some(link));
    (StatusCode::CREATED, Extension(Unkept), Json(view)).into_response()
}
