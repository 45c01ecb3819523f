//! Settings: the policy, and the keys of the API.

use super::{BrokerLink, When};
use crate::id::ApiKeyId;
use serde::{Deserialize, Serialize};

/// How a setting is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    /// A whole number, within limits.
    Number {
        /// The lowest.
        min: i32,
        /// The highest.
        max: i32,
        /// Whether it may be left empty.
        optional: bool,
    },
    /// One of a few words.
    Word(Vec<Word>),
    /// On or off; a checkbox sends `on`.
    Switch,
    /// An IANA zone, with a list of common ones.
    TimeZone(Vec<String>),
    /// A phone as people write it.
    Phone,
    /// Text.
    Text,
}

/// A word to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// One setting, as a form shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingField {
    /// The name of the form's field.
    pub name: String,
    /// What pages call it.
    pub label: String,
    /// What it does, in one sentence.
    pub meaning: String,
    /// What its number counts; may be empty.
    pub unit: String,
    /// What it is set to, as the form sends it.
    pub value: String,
    /// How it is typed.
    pub kind: SettingKind,
}

/// The policy's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Every setting, in order.
    pub fields: Vec<SettingField>,
    /// The newest changes: "Attempts per lead: 5 to 6, J. T.", newest first. 20 at most.
    pub changes: Vec<(String, When)>,
}

/// A key of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyRow {
    /// For forms. Never shown.
    pub id: ApiKeyId,
    /// What people call it.
    pub name: String,
    /// Its visible beginning.
    pub prefix: String,
    /// When it was made.
    pub created: When,
    /// When it was last used.
    pub last_used: Option<When>,
    /// When it was revoked.
    pub revoked: Option<When>,
}

/// The keys' page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeysPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Newest first.
    pub keys: Vec<ApiKeyRow>,
    /// Where the webhooks are, for copying: `https://.../webhook/assign-number`.
    pub webhooks: Vec<String>,
    /// The key just made, shown this once.
    pub fresh: Option<NewApiKey>,
}

/// A key just made. Its text is never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApiKey {
    /// What people call it.
    pub name: String,
    /// `prefix.secret`.
    pub key: String,
}
