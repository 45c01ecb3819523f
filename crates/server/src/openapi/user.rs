//! People who sign in, and the links by which they become users or choose another password.

use chrono::{DateTime, Utc};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A person who signs in.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60719", "email": "ada@example.com", "name": "Ada", "role": "broker",
    "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718", "disabled": false
}))]
pub(crate) struct User {
    id: Uuid,
    /// The address they sign in with, in lowercase.
    email: String,
    /// Their name.
    name: String,
    role: UserRole,
    /// The one broker they see; null for an admin.
    broker_id: Option<Uuid>,
    /// Whether they may no longer sign in.
    disabled: bool,
}

/// admin: sees and changes every broker. broker: one broker's data.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum UserRole {
    Admin,
    Broker,
}

/// What to change of a user; what is left out stays.
#[derive(ToSchema)]
#[schema(example = json!({"disabled": true}))]
pub(crate) struct UserChange {
    role: Option<UserRole>,
    /// Slug or id of the broker, for the role `broker`.
    broker_id: Option<String>,
    /// Whether they may no longer sign in.
    disabled: Option<bool>,
}

/// A person to invite.
#[derive(ToSchema)]
#[schema(example = json!({"email": "ada@example.com", "broker_id": "test_broker"}))]
pub(crate) struct NewInvite {
    /// The address they will sign in with.
    #[schema(max_length = 254)]
    email: String,
    role: Option<UserRole>,
    /// Slug or id of the broker; without one `role` is `admin`.
    broker_id: Option<String>,
}

/// A link that works once.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60720", "kind": "join", "email": "ada@example.com", "role": "broker",
    "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718", "made_by": "Jo Tate",
    "created_at": "2026-11-22T15:30:00Z", "expires_at": "2026-11-29T15:30:00Z",
    "link": "https://steadyline.example/invite?token=9f8k2m4n"
}))]
pub(crate) struct Invite {
    id: Uuid,
    kind: InviteKind,
    /// Whom it is for.
    email: String,
    role: UserRole,
    /// The one broker they see, or will; null for an admin.
    broker_id: Option<Uuid>,
    /// Who made it: a user or a key.
    made_by: String,
    created_at: DateTime<Utc>,
    /// When it no longer works.
    expires_at: DateTime<Utc>,
    /// The full link; only in the reply that created it.
    #[schema(nullable = false)]
    link: Option<String>,
}

/// join: to become a user. reset: to choose a new password.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum InviteKind {
    Join,
    Reset,
}

/// Whose.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfOffice {
    /// Slug or id of a broker; without one those of the whole installation.
    broker_id: Option<String>,
}
