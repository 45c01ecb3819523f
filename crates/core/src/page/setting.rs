//! Settings: the policy, and the keys of the API.

use super::{BrokerLink, Done, When};
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
    /// What it is set to where nobody changes it, as the form sends it.
    pub default: String,
    /// The same as people read it: "5", "anywhere", "off".
    pub default_words: String,
    /// How it is typed.
    pub kind: SettingKind,
}

/// The policy's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Which version these are: sent back with a change.
    pub version: i32,
    /// Every setting, in order.
    pub fields: Vec<SettingField>,
}

/// A change of the policy that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingChange {
    /// "Attempts per lead from 5 to 6".
    pub what: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: When,
}

/// What changing one setting would do to the pool right now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Which setting: its field's name.
    pub setting: String,
    /// "Leads per number from 10 to 5".
    pub what: String,
    /// "3 numbers would drain; 41 fewer free slots (82 now)".
    pub effect: String,
    /// Whether leads or room would be lost by it.
    pub takes: bool,
}

/// What a change of the policy would do right now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// One for each setting that would change.
    pub effects: Vec<Effect>,
    /// What all of them together do to room and choice, where they do: "12 of 15 numbers can take a lead (15 now)".
    pub together: Vec<String>,
    /// When it was worked out: "14:42".
    pub as_of: String,
}

/// A form of the policy that was looked at and not saved, for pages without JavaScript.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsDraft {
    /// The settings as typed.
    pub typed: Vec<(String, String)>,
    /// What they would do.
    pub preview: Preview,
}

/// The policy after it was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// For people. First: the server finds it at the start of the answer.
    pub done: Done,
    /// The version it has now.
    pub version: i32,
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
    /// Whose; none for keys of admins, which open every broker's data.
    pub broker: Option<BrokerLink>,
    /// Newest first.
    pub keys: Vec<ApiKeyRow>,
    /// Where programs find this installation: `https://steadyline.example`.
    pub base: String,
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
