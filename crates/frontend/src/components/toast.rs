//! Short answers to what was just done, in a live region of the frame.

use leptos::prelude::*;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long a toast stays: long enough to read and to reach for its undo.
const STAYS: Duration = Duration::from_secs(7);
/// The same for one with an undo.
const STAYS_TO_UNDO: Duration = Duration::from_secs(20);

/// Says something to whoever looks. Taken from the context the frame provides.
#[derive(Clone, Copy, Debug)]
pub struct Toaster {
    said: RwSignal<Vec<Said>>,
    next: StoredValue<u32>,
}

#[derive(Clone, Debug)]
struct Said {
    key: u32,
    words: String,
    undo: Option<TakeBack>,
}

/// Takes back what a toast tells of. It belongs to the toast: what said it may be gone from the page by then.
#[derive(Clone)]
struct TakeBack(Arc<dyn Fn() + Send + Sync>);

impl fmt::Debug for TakeBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TakeBack")
    }
}

impl Toaster {
    /// Makes one and puts it into the context.
    pub fn provide() -> Self {
        let toaster = Self { said: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        provide_context(toaster);
        toaster
    }

    /// Says these words, in the browser alone.
    pub fn say(self, words: impl Into<String>) {
        self.put(words.into(), None);
    }

    /// Says these words and offers to take it back.
    pub fn say_with_undo(self, words: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.put(words.into(), Some(TakeBack(Arc::new(undo))));
    }

    fn put(self, words: String, undo: Option<TakeBack>) {
        let key = self.next.get_value();
        self.next.set_value(key.wrapping_add(1));
        let stays = if undo.is_some() { STAYS_TO_UNDO } else { STAYS };
        self.said.update(|said| said.push(Said { key, words, undo }));
        set_timeout(move || self.drop(key), stays);
    }

    fn drop(self, key: u32) {
        let _ = self.said.try_update(|said| said.retain(|toast| toast.key != key));
    }
}

/// Where toasts appear.
#[component]
pub fn Toasts(
    /// What they come from.
    toaster: Toaster,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toaster.said.get() key=|said| said.key let:said>
                <div class="toast">
                    <span>{said.words}</span>
                    {said
                        .undo
                        .map(|undo| {
                            let on_undo = move |_| {
                                (undo.0)();
                                toaster.drop(said.key);
                            };
                            view! {
                                <button type="button" on:click=on_undo>
                                    "Undo"
                                </button>
                            }
                        })}
                </div>
            </For>
        </div>
    }
}
