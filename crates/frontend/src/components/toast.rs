//! Short answers to what was just done, in a live region of the frame.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long a toast stays: long enough to read and to reach for its undo.
const STAYS: Duration = Duration::from_secs(7);
/// The same for one with an undo.
const STAYS_TO_UNDO: Duration = Duration::from_secs(20);

/// At once: more of them hide the page.
const MOST: usize = 3;

/// Says something to whoever looks. Taken from the context the frame provides.
#[derive(Clone, Copy, Debug)]
pub struct Toaster {
    said: RwSignal<Vec<Said>>,
    next: StoredValue<u32>,
}

#[derive(Clone, Debug)]
struct Said {
    key: u32,
    about: String,
    words: String,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Done,
    /// It can be taken back.
    Undoable(TakeBack),
    Refused,
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

    /// Says these words, in the browser alone. They take the place of what was said about the same before; what is about
    /// nothing stays beside it.
    pub fn say(self, about: &str, words: impl Into<String>) {
        self.put(about, words.into(), Kind::Done);
    }

    /// The same for why it was refused, which looks it.
    pub fn refuse(self, about: &str, words: impl Into<String>) {
        self.put(about, words.into(), Kind::Refused);
    }

    /// Says these words and offers to take it back.
    pub fn say_with_undo(
        self,
        about: &str,
        words: impl Into<String>,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        self.put(about, words.into(), Kind::Undoable(TakeBack(Arc::new(undo))));
    }

    /// Says no longer what was said about this: what came of it since stands on the page.
    pub fn unsay(self, about: &str) {
        self.said.update(|said| forget(said, about));
    }

    fn put(self, about: &str, words: String, kind: Kind) {
        let key = self.next.get_value();
        self.next.set_value(key.wrapping_add(1));
        let stays = if matches!(kind, Kind::Undoable(_)) { STAYS_TO_UNDO } else { STAYS };
        let new = Said { key, about: about.to_owned(), words, kind };
        self.said.update(|said| add(said, new));
        set_timeout(move || self.drop(key), stays);
    }

    fn drop(self, key: u32) {
        let _ = self.said.try_update(|said| said.retain(|toast| toast.key != key));
    }
}

/// In place of what was about the same. Where there are too many, one that was there goes: the oldest that cannot be taken
/// back, if there is one.
fn add(said: &mut Vec<Said>, new: Said) {
    forget(said, &new.about);
    if said.len() >= MOST {
        let plain = said.iter().position(|toast| !matches!(toast.kind, Kind::Undoable(_)));
        said.remove(plain.unwrap_or(0));
    }
    said.push(new);
}

/// What is about nothing stays.
fn forget(said: &mut Vec<Said>, about: &str) {
    said.retain(|toast| about.is_empty() || toast.about != about);
}

/// Where toasts appear.
#[component]
pub fn Toasts(
    /// What they come from.
    toaster: Toaster,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toaster.said.get() key=|said| said.key children=move |said| toast(toaster, said) />
        </div>
    }
}

fn toast(toaster: Toaster, said: Said) -> impl IntoView {
    let Said { key, words, kind, .. } = said;
    let is_refused = matches!(kind, Kind::Refused);
    let undo = match kind {
        Kind::Done | Kind::Refused => None,
        Kind::Undoable(undo) => {
            let on_undo = move |_| {
                (undo.0)();
                toaster.drop(key);
            };
            Some(view! {
                <button type="button" on:click=on_undo>
                    "Undo"
                </button>
            })
        }
    };
    view! {
        <div class="toast" class:refused=is_refused>
            {is_refused.then(|| view! { <Icon glyph=Glyph::Alert /> })}
            <span>{words}</span>
            {undo}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_takes_the_place_of_what_was_said_about_the_same() {
        let mut said = Vec::new();
        let mut say = |about: &str, words: &str, kind: Kind| {
            add(&mut said, Said { key: 0, about: about.to_owned(), words: words.to_owned(), kind });
            said.iter().map(|toast| toast.words.clone()).collect::<Vec<_>>().join(", ")
        };
        let undo = || Kind::Undoable(TakeBack(Arc::new(|| {})));
        say("outcome", "busy", Kind::Done);
        assert_eq!(say("outcome", "voicemail", Kind::Done), "voicemail");
        say("release", "released", undo());
        assert_eq!(say("outcome", "answered", Kind::Done), "released, answered");
        say("", "undone", Kind::Done);
        assert_eq!(
            say("", "undone too", Kind::Done),
            "released, undone, undone too",
            "what can be taken back stays"
        );
        say("suppress", "suppressed", undo());
        say("rest", "rests", undo());
        assert_eq!(
            say("note", "noted", Kind::Done),
            "suppressed, rests, noted",
            "what is new is always said"
        );
        forget(&mut said, "note");
        forget(&mut said, "");
        let left: Vec<&str> = said.iter().map(|toast| toast.words.as_str()).collect();
        assert_eq!(left, ["suppressed", "rests"], "what came of a form since ends what was said of it");
    }
}
