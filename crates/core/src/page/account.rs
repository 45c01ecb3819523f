//! People who sign in: those of an office or of the whole installation, their invites, and the own account.

use super::{BrokerLink, When};
use crate::id::{InviteId, UserId};
use crate::invite::InviteState;
use crate::phone::E164;
use crate::user::User;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// For forms. Never shown.
    pub id: UserId,
    /// What they sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// None for admins.
    pub broker: Option<BrokerLink>,
    /// Since when.
    pub created: When,
    /// When they were last there.
    pub last_seen: Option<When>,
    /// Since when they may no longer sign in.
    pub disabled: Option<When>,
    /// Whether it is the one who asks.
    pub is_me: bool,
    /// Whether it is the only admin who may sign in, whom nobody may take away.
    pub is_last_admin: bool,
}

/// A link that may still be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteRow {
    /// For forms. Never shown.
    pub id: InviteId,
    /// Whom it is for.
    pub email: String,
    /// None for admins.
    pub broker: Option<BrokerLink>,
    /// Whether it is for another password, not for a new user.
    pub is_reset: bool,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made: When,
    /// When it ends.
    pub ends: When,
}

/// The users' page, of an office or of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersPage {
    /// The office; none for the whole installation.
    pub broker: Option<BrokerLink>,
    /// By name.
    pub users: Vec<UserRow>,
    /// Newest first.
    pub invites: Vec<InviteRow>,
    /// For the select of admins.
    pub brokers: Vec<BrokerLink>,
    /// Whether who asks is an admin: they change roles and make links for another password.
    pub is_admin: bool,
    /// The link just made, shown this once.
    pub fresh: Option<NewLink>,
}

/// A link just made. It is never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLink {
    /// Whom it is for.
    pub email: String,
    /// The whole address.
    pub link: String,
    /// Whether it is for another password.
    pub is_reset: bool,
    /// When it ends, as "Fri, Nov 20, 2026, 9:30 CST", in the zone of the page.
    pub ends: String,
}

/// What whoever opens a link is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPage {
    /// Where it stands.
    pub state: InviteState,
    /// Whom it is for.
    pub email: String,
    /// The office it leads to; empty for admins.
    pub office: String,
    /// Whether it is for another password.
    pub is_reset: bool,
    /// Who made it.
    pub made_by: String,
}

/// One of the own sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// For forms. Never shown.
    pub id: Uuid,
    /// "Firefox on Windows"; empty where that was not kept.
    pub device: String,
    /// When it began.
    pub began: Option<When>,
    /// When it was last used, give or take some minutes.
    pub last_seen: Option<When>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// The own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    /// The person.
    pub user: User,
    /// Their own phone, which can be rung for calls to leads.
    pub phone: Option<E164>,
    /// Brokers they may see.
    pub brokers: Vec<BrokerLink>,
    /// The last used first.
    pub sessions: Vec<SessionRow>,
}
