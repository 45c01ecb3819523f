//! Who is signed in, the frame around every page, and the pages of admins.

use super::{BrokerLink, When};
use crate::phone::E164;
use crate::user::User;
use serde::{Deserialize, Serialize};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The person.
    pub user: User,
    /// Brokers they may see, by name, as many as a menu holds; before them the one whose pages they had open last.
    /// `/` leads to the first.
    pub brokers: Vec<BrokerLink>,
    /// How many they may see.
    pub brokers_total: i64,
    /// How many changes of all they may see were told until then.
    pub changes: u64,
}

impl Me {
    /// Whether they see every broker.
    pub fn is_admin(&self) -> bool {
        matches!(self.user.role, crate::user::Role::Admin)
    }
}

/// What first-run set-up asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// Whether there is nobody yet who could sign in.
    pub needed: bool,
    /// Whether the one-time token printed at start is asked for.
    pub needs_token: bool,
    /// Common IANA zones, for the select.
    pub time_zones: Vec<String>,
}

/// What stands around every page of a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Whose page it is.
    pub broker: BrokerLink,
    /// Numbers of the pool that are not retired or gone.
    pub numbers: i64,
    /// Leads, counted up to 100,000.
    pub leads: i64,
    /// Live assignments.
    pub live: i64,
    /// What wants a hand.
    pub warnings: i64,
    /// When these figures were read.
    pub now: When,
    /// Changes with every build of the browser's part.
    pub build_id: String,
    /// How many changes of the broker's data this process knew of before it read them.
    pub changes: u64,
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundKind {
    /// A number of the pool.
    Number,
    /// A lead.
    Lead,
    /// A page, or something to do there.
    Page,
    /// Another broker's dashboard, for admins.
    Broker,
}

impl FoundKind {
    /// Every kind, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Number, Self::Lead, Self::Page, Self::Broker];

    /// The heading of the group.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Number => "Numbers",
            Self::Lead => "Leads",
            Self::Page => "Pages and actions",
            Self::Broker => "Brokers",
        }
    }
}

/// Numbers and leads that the page of a search shows. It is given one more of each where there are more.
pub const MOST_FOUND: usize = 50;

/// One thing that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What it is.
    pub kind: FoundKind,
    /// How it is named.
    pub title: String,
    /// One line about it.
    pub detail: String,
    /// Its page.
    pub href: String,
}

/// A broker, as admins see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrokerRow {
    /// Which.
    pub link: BrokerLink,
    /// Its zone.
    pub timezone: String,
    /// Where callbacks go.
    pub main_line: Option<E164>,
    /// Numbers in service.
    pub numbers: i64,
    /// Live leads.
    pub live: i64,
    /// Slots taken, and slots of numbers in service.
    pub slots: (i64, i64),
    /// The same in percent; none without slots.
    pub utilization: Option<f64>,
    /// Calls today.
    pub calls_today: i64,
    /// Human contacts of outbound calls in 7 days with today, in percent; none without calls.
    pub answer_rate: Option<f64>,
    /// Checks that found something.
    pub warnings: i64,
    /// Whether one of them presses now.
    pub hot: bool,
    /// People who sign in for it.
    pub users: i64,
}

/// The brokers' page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrokersPage {
    /// In the order asked for: the first hundred of those found.
    pub brokers: Vec<BrokerRow>,
    /// How many were found.
    pub found: i64,
    /// How many there are, found or not.
    pub total: i64,
    /// Numbers in service, live leads, calls today of those found.
    pub totals: (i64, i64, i64),
    /// Common IANA zones, for the form.
    pub time_zones: Vec<String>,
    /// What was asked for, in its usual form.
    pub query: BrokersQuery,
}

/// What the brokers' page is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokersQuery {
    /// Part of a name, a short name or a main line.
    #[serde(default)]
    pub search: String,
    /// A column, with `-` before it the greatest first; empty is by name.
    #[serde(default)]
    pub sort: String,
}

/// What an admin may change of a broker's head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokerForm {
    /// Which.
    pub link: BrokerLink,
    /// Its version: sent back with a change.
    pub version: i32,
    /// Its zone.
    pub timezone: String,
    /// Where callbacks go.
    pub main_line: Option<E164>,
    /// Common IANA zones.
    pub time_zones: Vec<String>,
}
