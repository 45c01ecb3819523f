//! Views: what a page shows, composed on the server and sent to the browser as it is.
//!
//! Times arrive as ready strings in the broker's zone ([`When`]), since zones are known on the server only.
//! Counts are `i64`, rates `Option<f64>` in percent and never NaN. Nothing here decides anything.

mod admin;
mod assignment;
mod bulk;
mod dashboard;
mod import;
mod lead;
mod many;
mod number;
mod pool;
mod setting;
mod shown;
mod timeline;
mod warning;
mod when;

pub use admin::{BrokerRow, BrokersPage, Found, FoundKind, Frame, Me, SetUp, UserRow, UsersPage};
pub use assignment::{AssignmentRow, AssignmentsPage, AssignmentsQuery};
pub use bulk::{BulkAct, BulkLead, BulkPage, BulkQuery, BulkRow};
pub use dashboard::{Activity, Dashboard, NextLead, Part, StateRoom, States, Tile, TileKind};
pub use import::{ImportColumn, ImportLine, ImportPage, ImportQuery, ImportRow, ImportsPage};
pub use lead::{
    Attempt, Callable, CallerId, Ended, HadNumber, KEPT_COUNTED, LeadChoices, LeadPage, LeadRow, LeadsPage,
    LeadsQuery, LineMark, NextAttempt, OtherRecord, RuledOutCount, Runner, TimelineQuery,
};
pub use many::{ManyAct, ManyPage, ManyQuery, ManyRow};
pub use number::{NumberDay, NumberLead, NumberPage};
pub use pool::{BandCount, Choices, PoolPage, PoolQuery, PoolRow, PoolTotals, Room, ScoreCount};
pub use setting::{ApiKeyRow, ApiKeysPage, NewApiKey, SettingField, SettingKind, SettingsPage, Word};
pub use shown::{
    BrokerLink, Change, Choice, Done, LeadLink, NumberLink, Shape, StatusKind, Trend, Undo, UndoKind,
    grouped, one_decimal,
};
pub use timeline::TimelineEntry;
pub use warning::{Fix, Severity, Warning, WarningKind};
pub use when::When;
