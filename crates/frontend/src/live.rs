//! Hears from the server while a page is open, and has it read anew what it shows.
//!
//! The stream says only that something changed (`crates/server/src/live.rs`). Of the tabs of one browser one listens
//! and tells the others; a tab that nobody looks at does neither. Whenever a tab begins to listen it is told how many
//! changes there were, so that one which missed some reads anew.

mod stream;
mod tabs;

use crate::components::LiveState;
use crate::loading::Refresh;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::js_sys;
use send_wrapper::SendWrapper;
use std::time::Duration;
use steadyline_api::session;
use steadyline_core::page::{Frame, Me};
use stream::Stream;
use tabs::Tabs;

/// How often it is looked whether the stream still lives.
const LOOK: Duration = Duration::from_secs(3);
/// The server says something every 15 seconds: after this long a stream is dead, or the machine slept.
const SILENCE_MS: f64 = 35_000.0;
/// A server that refuses is asked again after this long.
const PATIENCE_MS: f64 = 15_000.0;
/// What was not confirmed for this long is told to be old, beside the dot that says so at once.
const OLD_SECONDS: f64 = 45.0;

/// What a tab asks the others when it begins to listen, and what it is told beside what the server said.
const ASK: &str = "ask";
const LATE: &str = "late";
const SIGNED_OUT: &str = "signed-out";

/// Whose changes a page is to hear of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Heard {
    /// Nobody's: there is no such office, or nobody is signed in.
    #[default]
    Nothing,
    /// An office's, by its slug.
    Of(String),
    /// Those of all that the person may see.
    All,
}

/// What is known of the data that a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    changes: u64,
    /// The build that rendered it; what the stream says first where that is not told.
    build: Option<String>,
}

impl From<&Frame> for Shown {
    fn from(frame: &Frame) -> Self {
        Self { changes: frame.changes, build: Some(frame.build_id.clone()) }
    }
}

impl From<&Me> for Shown {
    fn from(me: &Me) -> Self {
        Self { changes: me.changes, build: None }
    }
}

/// What a page knows of its stream.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// Whether it hears of changes.
    pub state: RwSignal<LiveState>,
    /// Whether the server has a newer build of the browser's part than this page.
    pub outdated: RwSignal<bool>,
    /// For how many seconds nothing has confirmed what is shown; none on the server.
    pub age: RwSignal<Option<f64>>,
    heard: Signal<Heard>,
    refresh: Option<Refresh>,
    shown: RwSignal<Option<Shown>>,
    /// The build that this page came with.
    build: StoredValue<Option<String>>,
    /// Of the browser's one thread; on the server there is never any.
    stream: StoredValue<Option<SendWrapper<Stream>>>,
    tabs: StoredValue<Option<SendWrapper<Tabs>>>,
    /// The build and the count of changes that the stream told last, for tabs that ask.
    told: StoredValue<(String, String)>,
    heard_at: StoredValue<f64>,
    /// When what is shown was last known to be what the server has.
    fresh_at: StoredValue<Option<f64>>,
    /// Not asked before then: the server refused.
    not_before: StoredValue<f64>,
}

/// Listens, in the browser alone, for as long as the caller lives.
pub fn listen(heard: Signal<Heard>, shown: Signal<Option<Shown>>) -> Live {
    let live = Live {
        state: RwSignal::new(LiveState::Still),
        outdated: RwSignal::new(false),
        age: RwSignal::new(None),
        heard,
        refresh: Refresh::find(),
        shown: RwSignal::new(None),
        build: StoredValue::new(None),
        stream: StoredValue::new(None),
        tabs: StoredValue::new(None),
        told: StoredValue::new(Default::default()),
        heard_at: StoredValue::new(0.0),
        fresh_at: StoredValue::new(None),
        not_before: StoredValue::new(0.0),
    };
    // What is heard comes outside of everything that waits for what is read.
    Effect::new(move |_| {
        let shown = shown.get();
        if shown.is_some() {
            live.confirm();
        }
        live.shown.set(shown);
    });
    Effect::new(move |_| {
        heard.track();
        live.begin();
    });
    Effect::new(move |_| {
        let look = move || {
            live.grow_older();
            live.look();
        };
        let looking = set_interval_with_handle(look, LOOK);
        let seen = window_event_listener_untyped("visibilitychange", move |_| live.begin());
        let online = window_event_listener(ev::online, move |_| live.begin());
        on_cleanup(move || {
            if let Ok(looking) = looking {
                looking.clear();
            }
            seen.remove();
            online.remove();
            live.end();
        });
    });
    live
}

/// Where the stream is.
fn address(heard: &Heard) -> String {
    match heard {
        Heard::Of(slug) => format!("/live?broker={slug}"),
        Heard::All | Heard::Nothing => "/live".to_owned(),
    }
}

impl Live {
    /// Whether the connection is lost for so long that what is shown may be old.
    pub fn is_stale(self) -> Memo<bool> {
        Memo::new(move |_| {
            self.state.get() == LiveState::Late && self.age.get().is_some_and(|age| age > OLD_SECONDS)
        })
    }

    /// Asks again now, without waiting.
    pub fn try_now(self) {
        self.begin();
    }

    /// What is shown is what the server has.
    fn confirm(self) {
        self.fresh_at.set_value(Some(js_sys::Date::now()));
        self.age.set(Some(0.0));
    }

    fn grow_older(self) {
        if let Some(fresh_at) = self.fresh_at.get_value() {
            self.age.set(Some(((js_sys::Date::now() - fresh_at) / 1_000.0).max(0.0)));
        }
    }

    fn end(self) {
        self.stream.set_value(None);
        self.tabs.set_value(None);
    }

    /// Begins anew; ends while nobody looks.
    fn begin(self) {
        self.end();
        let heard = self.heard.get_untracked();
        if heard == Heard::Nothing || document().hidden() {
            if self.state.get_untracked() != LiveState::SignedOut {
                self.state.set(LiveState::Still);
            }
            return;
        }
        self.heard_at.set_value(js_sys::Date::now());
        self.not_before.set_value(0.0);
        match Tabs::join(&address(&heard), move |words| self.told_by_tab(words)) {
            Some(tabs) => {
                tabs.tell(ASK);
                self.tabs.set_value(Some(SendWrapper::new(tabs)));
                self.stand(false);
            }
            None => self.open(),
        }
    }

    fn stand(self, steal: bool) {
        self.tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.stand(
                    steal,
                    move || self.open(),
                    move || {
                        self.stream.set_value(None);
                        self.stand(false);
                    },
                );
            }
        });
    }

    fn open(self) {
        let heard = move |kind: &str, data: &str| {
            self.tell(&format!("{kind} {data}"));
            self.heard(kind, data);
        };
        let address = address(&self.heard.get_untracked());
        let stream = Stream::open(&address, heard, move |refused| self.failed(refused));
        self.stream.set_value(stream.map(SendWrapper::new));
    }

    fn leads(self) -> bool {
        self.tabs.with_value(|tabs| tabs.as_ref().is_none_or(|tabs| tabs.leads()))
    }

    fn tell(self, words: &str) {
        self.tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.tell(words);
            }
        });
    }

    fn told_by_tab(self, words: &str) {
        match words {
            ASK if self.leads() && self.state.get_untracked() == LiveState::Live => {
                let (build, changes) = self.told.get_value();
                self.tell(&format!("hello {build} {changes}"));
            }
            ASK => {}
            LATE => self.state.set(LiveState::Late),
            SIGNED_OUT => self.sign_out(),
            _ => {
                let (kind, data) = words.split_once(' ').unwrap_or((words, ""));
                self.heard(kind, data);
            }
        }
    }

    fn heard(self, kind: &str, data: &str) {
        self.heard_at.set_value(js_sys::Date::now());
        self.state.set(LiveState::Live);
        self.confirm();
        match kind {
            "hello" => {
                let (build, changes) = data.split_once(' ').unwrap_or((data, ""));
                self.told.set_value((build.to_owned(), changes.to_owned()));
                let mine = self.build.get_value();
                let shown = self.shown.get_untracked();
                let mine = mine.or_else(|| shown.as_ref().and_then(|shown| shown.build.clone()));
                let mine = mine.or_else(|| Some(build.to_owned()));
                self.outdated.set(mine.as_deref().is_some_and(|mine| mine != build));
                self.build.set_value(mine);
                if shown.is_none_or(|shown| shown.changes.to_string() != changes) {
                    self.read_anew();
                }
            }
            "change" => {
                self.told.update_value(|(_, changes)| data.clone_into(changes));
                self.read_anew();
            }
            _ => {}
        }
    }

    /// The connection is lost. The browser tries again by itself, unless the server refused: then perhaps nobody is
    /// signed in any more.
    fn failed(self, refused: bool) {
        self.state.set(LiveState::Late);
        self.tell(LATE);
        if refused {
            self.not_before.set_value(js_sys::Date::now() + PATIENCE_MS);
            spawn_local(async move {
                let is_nobody = matches!(session::who_am_i().await, Ok(None));
                if is_nobody && !self.state.is_disposed() {
                    self.tell(SIGNED_OUT);
                    self.sign_out();
                }
            });
        }
    }

    /// Nothing is asked any more until somebody looks at the page again, and what it shows and what was typed stays.
    fn sign_out(self) {
        self.state.set(LiveState::SignedOut);
        self.stream.set_value(None);
    }

    /// Mends what the browser does not mend by itself: a machine that slept, a server that refused for a while, a
    /// tab that leads and says nothing.
    fn look(self) {
        let (now, state) = (js_sys::Date::now(), self.state.get_untracked());
        if document().hidden() || state == LiveState::SignedOut || now < self.not_before.get_value() {
            return;
        }
        let silent = now - self.heard_at.get_value() > SILENCE_MS;
        let refused = self.not_before.get_value() > 0.0;
        if silent {
            self.state.set(LiveState::Late);
        }
        if self.leads() && (silent || refused) {
            self.begin();
        } else if silent {
            self.heard_at.set_value(now);
            self.stand(true);
        }
    }

    fn read_anew(self) {
        if let Some(refresh) = self.refresh {
            refresh.heard();
        }
    }
}
