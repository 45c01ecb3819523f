//! The frame around the pages: sidebar, bottom bar on a phone, top bar, and the quiet page for signing in.

mod arrival;
pub mod auth;
mod dock;
mod nav;
pub mod page;
pub mod sidebar;

pub use arrival::{Announcer, Arrival, Question};
pub use auth::AuthFrame;
pub use nav::{NavCounts, nav_labels};
pub use page::{Crumb, LiveDot, LiveState, Page};
pub use sidebar::{AppFrame, Person};

use leptos::prelude::*;

/// What every page shows, given once to `AppFrame`.
#[derive(Clone, Default)]
pub(crate) struct TopSlots {
    pub(crate) broker: ViewFn,
    pub(crate) live: ViewFn,
    pub(crate) notice: ViewFn,
    pub(crate) find: Signal<String>,
    pub(crate) search: ViewFn,
}

/// Whether the dialog with the shortcuts is open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShortcutsOpen(pub(crate) RwSignal<bool>);
