//! A page comes to life in pieces of work, between which the browser paints and hears: the app is made, then its frame,
//! and then what it shows, card by card and row by row.

use super::pieces::Waking;
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Position, PositionState};
use leptos::web_sys::js_sys::Date;
use std::cell::Cell;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

/// How long the browser waits for its turn at most, in milliseconds; on a slow phone several times that passes for it.
const PATIENCE: f64 = 8.0;

thread_local! {
    /// When it had its last turn.
    static LAST_TURN: Cell<f64> = const { Cell::new(0.0) };
}

/// Before what comes to life after a pause. There is nothing of it in the page.
///
/// All that is above was made by then, and what comes after is made when its turn comes: so everything has the numbers
/// it has on the server. Above the router alone: what is below comes to life at once but for its [pieces](super::Piece).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pause {
    /// Until the browser had its turn, if it has waited for long enough.
    Turn,
    /// Until all is alive that comes to life by itself.
    Alive,
}

/// Gives the browser its turn if it has waited for long enough.
pub(crate) async fn turn_if_due() {
    let waited = Date::now() - LAST_TURN.get();
    // A clock may be put back.
    if !(0.0..PATIENCE).contains(&waited) {
        turn().await;
    }
}

/// Ends once the browser has had its turn.
pub(super) async fn turn() {
    let is_over = Arc::new(AtomicBool::new(false));
    let mut is_asked = false;
    poll_fn(|context| {
        if is_over.load(Ordering::Relaxed) {
            return Poll::Ready(());
        }
        if !is_asked {
            is_asked = true;
            let (is_over, waker) = (Arc::clone(&is_over), context.waker().clone());
            let over = move || {
                is_over.store(true, Ordering::Relaxed);
                waker.wake();
            };
            set_timeout(over, Duration::ZERO);
        }
        Poll::Pending
    })
    .await;
    LAST_TURN.set(Date::now());
}

impl Mountable for Pause {
    fn unmount(&mut self) {}

    fn mount(&mut self, _parent: &Element, _marker: Option<&Node>) {}

    fn insert_before_this(&self, _child: &mut dyn Mountable) -> bool {
        false
    }

    fn elements(&self) -> Vec<Element> {
        Vec::new()
    }
}

impl Render for Pause {
    type State = Self;

    fn build(self) -> Self::State {
        self
    }

    fn rebuild(self, _state: &mut Self::State) {}
}

impl AddAnyAttr for Pause {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self::Output<NewAttr> {
        self
    }
}

impl RenderHtml for Pause {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;
    const EXISTS: bool = false;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        self
    }

    fn to_html_with_buf(
        self,
        _buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _cursor: &Cursor, _position: &PositionState) -> Self::State {
        self
    }

    async fn hydrate_async(self, _cursor: &Cursor, _position: &PositionState) -> Self::State {
        match self {
            Self::Turn => turn_if_due().await,
            Self::Alive => Waking::over().await,
        }
        self
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}
