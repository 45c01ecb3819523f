//! The stream of one tab.

use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{EventSource, MessageEvent};

/// An open stream; it closes when it is dropped.
pub(super) struct Stream {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut()>,
}

impl Stream {
    /// Listens at an address of ours: `heard` is told the kind of each event and its data, `failed` that the
    /// connection is lost, and whether for good.
    pub(super) fn open(
        address: &str,
        heard: impl Fn(&str, &str) + 'static,
        failed: impl Fn(bool) + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(address).ok()?;
        let on_event = Closure::new(move |event: MessageEvent| {
            heard(&event.type_(), &event.data().as_string().unwrap_or_default());
        });
        let watched = source.clone();
        let on_error = Closure::new(move || failed(watched.ready_state() == EventSource::CLOSED));
        for kind in ["hello", "change", "beat"] {
            let _ = source.add_event_listener_with_callback(kind, on_event.as_ref().unchecked_ref());
        }
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { source, _heard: on_event, _failed: on_error })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onerror(None);
        self.source.close();
    }
}
