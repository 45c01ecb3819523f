//! Hears from the server while a page is open, and has it read anew what it shows.
//!
//! The stream says only that something changed (`crates/server/src/live.rs`). It is closed while nobody looks at the
//! page; whenever it opens it says how many changes there were, so that a page which missed some reads anew.

use crate::components::LiveState;
use crate::loading::Refresh;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{EventSource, MessageEvent, js_sys};
use send_wrapper::SendWrapper;
use std::time::Duration;
use steadyline_core::page::Frame;

/// How often it is looked whether the stream still lives.
const LOOK: Duration = Duration::from_secs(3);
/// The server says something every 15 seconds: after this long a stream is dead, or the machine slept.
const SILENCE_MS: f64 = 35_000.0;

/// What a page knows of its stream.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// Whether it hears of changes.
    pub state: RwSignal<LiveState>,
    /// Whether the server has a newer build of the browser's part than this page.
    pub outdated: RwSignal<bool>,
    refresh: Option<Refresh>,
    shown: RwSignal<Option<Frame>>,
    /// The build that this page came with.
    build: StoredValue<Option<String>>,
    /// Of the browser's one thread; on the server there is never any.
    source: StoredValue<Option<SendWrapper<Source>>>,
    heard_at: StoredValue<f64>,
}

/// An open stream; it closes when it is dropped.
struct Source {
    stream: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut()>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.stream.set_onerror(None);
        self.stream.close();
    }
}

/// Listens, in the browser alone, for as long as the caller lives.
pub fn listen(broker: Signal<String>, frame: Signal<Option<Frame>>) -> Live {
    let live = Live {
        state: RwSignal::new(LiveState::Still),
        outdated: RwSignal::new(false),
        refresh: Refresh::find(),
        shown: RwSignal::new(None),
        build: StoredValue::new(None),
        source: StoredValue::new(None),
        heard_at: StoredValue::new(0.0),
    };
    // What is heard comes outside of everything that waits for what is read.
    Effect::new(move |_| live.shown.set(frame.get()));
    Effect::new(move |_| live.open(&broker.get()));
    Effect::new(move |_| {
        let again = move || live.open(&broker.get_untracked());
        let looking = set_interval_with_handle(
            move || {
                if live.is_silent() {
                    again();
                }
            },
            LOOK,
        );
        let seen = window_event_listener_untyped("visibilitychange", move |_| again());
        let online = window_event_listener(ev::online, move |_| again());
        on_cleanup(move || {
            if let Ok(looking) = looking {
                looking.clear();
            }
            seen.remove();
            online.remove();
            live.source.set_value(None);
        });
    });
    live
}

impl Live {
    /// Opens the stream anew; closes it while nobody looks.
    fn open(self, broker: &str) {
        self.source.set_value(None);
        if broker.is_empty() || document().hidden() {
            self.state.set(LiveState::Still);
            return;
        }
        self.heard_at.set_value(js_sys::Date::now());
        let Ok(stream) = EventSource::new(&format!("/live?broker={broker}")) else { return };
        let heard = Closure::new(move |event: MessageEvent| self.heard(&event));
        let failed = Closure::new(move || self.failed());
        for kind in ["hello", "change", "beat"] {
            let _ = stream.add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
        }
        stream.set_onerror(Some(failed.as_ref().unchecked_ref()));
        self.source.set_value(Some(SendWrapper::new(Source { stream, _heard: heard, _failed: failed })));
    }

    fn heard(self, event: &MessageEvent) {
        self.heard_at.set_value(js_sys::Date::now());
        self.state.set(LiveState::Live);
        match event.type_().as_str() {
            "hello" => {
                let said = event.data().as_string().unwrap_or_default();
                let (build, changes) = said.split_once(' ').unwrap_or((&said, ""));
                let mine = self.build.get_value();
                let shown = self.shown.get_untracked();
                let mine = mine.or_else(|| shown.as_ref().map(|frame| frame.build_id.clone()));
                self.outdated.set(mine.as_deref().is_some_and(|mine| mine != build));
                self.build.set_value(mine);
                if shown.is_none_or(|frame| frame.changes.to_string() != changes) {
                    self.read_anew();
                }
            }
            "change" => self.read_anew(),
            _ => {}
        }
    }

    /// The connection is lost. The browser tries again by itself, unless the server refused.
    fn failed(self) {
        let refused = self
            .source
            .try_with_value(|source| {
                source.as_ref().is_some_and(|source| source.stream.ready_state() == EventSource::CLOSED)
            })
            .unwrap_or_default();
        let was = self.state.get_untracked();
        self.state.set(LiveState::Late);
        if refused && was != LiveState::Late {
            // Signed out, perhaps: what is read next says so.
            self.read_anew();
        }
    }

    /// Whether a stream that should live does not.
    fn is_silent(self) -> bool {
        let closed = self
            .source
            .try_with_value(|source| {
                source.as_ref().is_none_or(|source| source.stream.ready_state() == EventSource::CLOSED)
            })
            .unwrap_or(true);
        let silent = js_sys::Date::now() - self.heard_at.get_value() > SILENCE_MS;
        !document().hidden() && (closed || silent)
    }

    fn read_anew(self) {
        if let Some(refresh) = self.refresh {
            refresh.now();
        }
    }
}
