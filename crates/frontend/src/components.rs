//! Markup that more than one page uses.
//!
//! A component gets data and slots and never calls `api`. It takes no time, locale or chance of its own, so
//! that the browser finds what the server rendered; relative times arrive as words. Every one of them reads
//! and posts without JavaScript: links, forms, `popover`, checkboxes. Lengths are SVG attributes and colours
//! are classes, since the CSP allows no style attribute.

pub mod button;
pub mod card;
pub mod chart;
pub mod choice;
pub mod dialog;
pub mod fact;
pub mod field;
pub mod filter;
pub mod focus;
pub mod frame;
pub mod health;
pub mod hotkey;
pub mod icon;
mod inert;
pub mod keys;
pub(crate) mod link;
pub mod map;
pub mod marked;
pub mod menu;
pub mod meter;
pub mod notice;
pub mod outcome;
pub mod phone;
pub mod progress;
mod row_link;
mod rows;
pub mod selection;
pub mod slot;
pub mod spark;
pub mod status;
mod steady;
pub mod table;
pub mod tile;
pub mod timeline;
pub mod toast;

pub use button::{Button, ButtonKind, CsvLink, IconLink, LinkButton, Segment, Segments};
pub use card::{Card, Count, EmptyState, Heat, Skeleton, WarningRow};
pub use choice::{Choice, FormError};
pub(crate) use dialog::hold_while;
pub use dialog::{Cancel, ConfirmCard, Dialog, DialogLink, InDialog};
pub use fact::{Avatar, Fact, Facts, Moment, When};
pub use field::{ChoiceGroup, Field, Problem, SelectField, SelectOption, TextArea};
pub use filter::{FilterChip, FilterMenu, FilterOption, Filters};
pub use focus::{Focus, Place};
pub use frame::{
    Announcer, AppFrame, Arrival, AuthFrame, Crumb, LiveDot, LiveState, NavCounts, Page, Person, Question,
    nav_labels,
};
pub use health::{HealthBadge, HealthMeter};
pub use icon::{Glyph, Icon, Logo};
pub(crate) use inert::{Attributes, Inert};
pub use keys::KeyList;
pub use map::{MapLegend, StateCount, StateMap};
pub use marked::Marked;
pub use menu::{Menu, MenuItem, Opens, close_menu_around};
pub use meter::{AttemptMark, AttemptsMeter, CapBar, HeldBooked, Pips};
pub use notice::{Notice, NoticeKind};
pub use outcome::{Finds, OutcomeButtons, contact_tone};
pub use phone::{CopyButton, Phone, phone_text};
pub use progress::Progress;
pub(crate) use rows::{Rows, keyed};
pub use selection::{SelectAll, SelectCell, Selection};
pub use slot::Slot;
pub use spark::Sparkline;
pub use status::{StandingChip, StatusChip, StatusKind};
pub(crate) use steady::Steady;
pub use table::{Pager, SelectBar, SortHeader, Sorted, TableScroll};
pub use tile::{Change, Tile, TileStrip, Trend};
pub use timeline::{Feed, FeedDay, FeedEntry, Shape, Timeline, TimelineEntry};
pub use toast::{Toaster, Toasts};
