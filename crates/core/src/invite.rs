//! Invites: links that are used once, to become a user or to choose another password.

use crate::id::{InviteId, UserId};
use crate::user::Role;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To become a user.
    Join,
    /// For this user to choose another password.
    Reset(UserId),
}

impl Purpose {
    /// The word used in tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Reset(_) => "reset",
        }
    }

    /// Days until the link ends: a password is chosen at once, a colleague may be away for some days.
    pub const fn days(self) -> i64 {
        match self {
            Self::Join => 7,
            Self::Reset(_) => 1,
        }
    }
}

/// Where a link stands. Derived, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    /// It may be used.
    Open,
    /// It was used, and works once.
    Used,
    /// Somebody took it back, or a newer one took its place.
    Revoked,
    /// Nobody used it in time.
    Expired,
}

/// A link that is used once. The link itself is known to whoever holds it and nobody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// Id.
    pub id: InviteId,
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it is for: the address they sign in with, lower case.
    pub email: String,
    /// What they may see.
    pub role: Role,
    /// Who made it, as the history names them.
    pub made_by: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Invite {
    /// Where it stands at a time.
    pub fn state(&self, now: DateTime<Utc>) -> InviteState {
        if self.used_at.is_some() {
            InviteState::Used
        } else if self.revoked_at.is_some() {
            InviteState::Revoked
        } else if self.expires_at <= now {
            InviteState::Expired
        } else {
            InviteState::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use uuid::Uuid;

    #[test]
    fn a_link_is_open_until_it_is_used_taken_back_or_over() {
        let made = DateTime::<Utc>::UNIX_EPOCH;
        let open = Invite {
            id: InviteId(Uuid::nil()),
            purpose: Purpose::Join,
            email: "a@example.com".to_owned(),
            role: Role::Admin,
            made_by: "Ada".to_owned(),
            created_at: made,
            expires_at: made + TimeDelta::days(Purpose::Join.days()),
            used_at: None,
            revoked_at: None,
        };
        let last = open.expires_at - TimeDelta::microseconds(1);
        assert_eq!(open.state(last), InviteState::Open);
        assert_eq!(open.state(open.expires_at), InviteState::Expired);
        let revoked = Invite { revoked_at: Some(last), ..open };
        assert_eq!(revoked.state(made), InviteState::Revoked);
        // Used is told first: whoever used it wants to know that, not that it is over by now.
        let used = Invite { used_at: Some(last), ..revoked };
        assert_eq!(used.state(used.expires_at), InviteState::Used);
    }
}
