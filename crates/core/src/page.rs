//! Views: what a page shows, composed on the server and sent to the browser as it is.
//!
//! Times arrive as ready strings in the broker's zone ([`When`]), since zones are known on the server only.
//! Counts are `i64`, rates `Option<f64>` in percent and never NaN. Nothing here decides anything.

mod account;
mod activity;
mod admin;
mod analytics;
mod assignment;
mod behind;
mod bulk;
mod call;
mod carrier;
mod connection;
mod counted;
mod dashboard;
mod diagnostics;
mod event;
mod import;
mod lead;
mod lead_list;
mod live_call;
mod many;
mod number;
mod pool;
mod setting;
mod shown;
mod timeline;
mod warning;
mod when;

pub use account::{AccountPage, InviteRow, LinkPage, NewLink, SessionRow, UserRow, UsersPage};
pub use activity::{ActivityPage, ActivityQuery, Event};
pub use admin::{
    BrokerForm, BrokerRow, BrokersPage, BrokersQuery, Found, FoundKind, Frame, MOST_FOUND, Me, SetUp,
};
pub use analytics::{Analytics, MOST_SHOWN};
pub use assignment::{AssignmentRow, AssignmentsPage, AssignmentsQuery};
pub use behind::{BehindPage, BehindQuery, BehindRow};
pub use bulk::{BulkAct, BulkLead, BulkPage, BulkQuery, BulkRow};
pub use call::{CallRow, CallsPage, CallsQuery};
pub use carrier::{BuyPage, BuyQuery, OfferRow, OrderRow, SyncPage, SyncRow, SyncView};
pub use connection::{CarrierPage, Connection, ConnectionState, Standing};
pub use counted::{Counted, CountedPage, CountedQuery, CountedRow, FirstAnswer};
pub use dashboard::{Activity, Dashboard, NextLead, Part, StateRoom, States, Tile, TileKind};
pub use diagnostics::{Check, CheckPage, CheckRow, DiagnosticsPage, FixPage};
pub use event::{
    DeliveryLog, DeliveryPage, DeliveryRow, EndpointPage, EndpointRow, EventsPage, NewSecret, SentRow,
};
pub use import::{
    ImportColumn, ImportLine, ImportPage, ImportQuery, ImportRow, ImportsPage, NamedBy, what_was_imported,
};
pub use lead::{
    Attempt, Callable, CallerId, Ended, HadNumber, LeadPage, LineMark, NextAttempt, OtherRecord,
    RuledOutCount, Runner, TimelineQuery,
};
pub use lead_list::{LeadChoices, LeadRow, LeadsPage, LeadsQuery};
pub use live_call::{LiveCall, MissedCallback};
pub use many::{ManyAct, ManyPage, ManyQuery, ManyRow, list_of};
pub use number::{NumberDay, NumberLead, NumberLeaving, NumberPage};
pub use pool::{BandCount, Choices, PoolPage, PoolQuery, PoolRow, PoolTotals, Room, ScoreCount};
pub use setting::{
    ApiKeyRow, ApiKeysPage, Effect, NewApiKey, Preview, Saved, SettingChange, SettingField, SettingKind,
    SettingsDraft, SettingsPage, Word,
};
pub use shown::{
    BrokerLink, Change, Choice, Done, KEPT_COUNTED, LeadLink, NumberLink, Shape, StatusKind, Trend, Undo,
    UndoKind, Unread, counted, grouped, in_days, one_decimal,
};
pub use timeline::TimelineEntry;
pub use warning::{Act, Call, Fix, FixKind, Mend, Severity, Warning, WarningKind};
pub use when::When;
