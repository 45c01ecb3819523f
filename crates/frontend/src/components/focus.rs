//! Keeps the focus where it was when what had it is made anew, as by a page that is read again or a dialog whose opener
//! was replaced meanwhile; what is gone for good leaves it to the page's heading. In the browser alone.

use crate::dom::{find, is_focus_lost};
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit};
use send_wrapper::SendWrapper;
use std::time::Duration;

/// How long what was taken away may take to come back.
const PATIENCE: Duration = Duration::from_millis(1_200);

/// Where the focus is, or was. Provided once, around all that can have it.
#[derive(Clone, Copy, Debug)]
pub struct Focus {
    place: StoredValue<Option<Place>>,
    /// What was taken away and is still waited for.
    awaited: StoredValue<Option<Place>>,
}

/// Something that can have the focus, and how it is known again.
#[derive(Clone, Debug)]
pub struct Place {
    element: SendWrapper<Element>,
    page: String,
    href: Option<String>,
    /// What a person knows it by.
    words: String,
}

impl Place {
    fn of(element: Element) -> Self {
        let page = window().location().pathname().unwrap_or_default();
        let (href, words) = (element.get_attribute("href"), words(&element));
        Self { element: SendWrapper::new(element), page, href, words }
    }

    fn is_of_this_page(&self) -> bool {
        window().location().pathname().is_ok_and(|page| page == self.page)
    }

    fn is(&self, other: &Self) -> bool {
        *self.element == *other.element
    }

    /// The same thing in the page as it is now: by its id, by where it leads, else by its words.
    fn again(&self) -> Option<HtmlElement> {
        let id = self.element.id();
        if !id.is_empty() {
            return document().get_element_by_id(&id)?.dyn_into().ok();
        }
        let all = document().query_selector_all(&self.element.tag_name().to_ascii_lowercase()).ok()?;
        let alike = (0..all.length())
            .filter_map(|at| all.item(at)?.dyn_into::<HtmlElement>().ok())
            .filter(|element| element.offset_parent().is_some() && words(element) == self.words)
            .collect::<Vec<_>>();
        let same = alike.iter().find(|element| element.get_attribute("href") == self.href);
        same.or_else(|| alike.first()).cloned()
    }
}

/// The name it is read out by, near enough.
fn words(element: &Element) -> String {
    let label = element.get_attribute("aria-label").or_else(|| element.get_attribute("name"));
    let value = element.get_attribute("value").unwrap_or_default();
    label.map_or_else(
        || element.text_content().unwrap_or_default().trim().to_owned(),
        |label| format!("{label} {value}"),
    )
}

impl Focus {
    /// Makes one, puts it into the context, and watches for as long as the caller lives.
    pub fn keep() -> Self {
        let focus = Self { place: StoredValue::new(None), awaited: StoredValue::new(None) };
        provide_context(focus);
        Effect::new(move |_| {
            let came = window_event_listener(ev::focusin, move |event| {
                let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                focus.place.set_value(element.map(Place::of));
            });
            // Left by a person, not taken away: then it is not brought back.
            let left = window_event_listener(ev::focusout, move |_| {
                set_timeout(move || focus.forget_what_stays(), Duration::ZERO);
            });
            let changed = Closure::<dyn FnMut()>::new(move || focus.mend());
            let watcher = MutationObserver::new(changed.as_ref().unchecked_ref()).ok();
            let what = MutationObserverInit::new();
            what.set_child_list(true);
            what.set_subtree(true);
            if let (Some(watcher), Some(body)) = (&watcher, document().body()) {
                let _ = watcher.observe_with_options(&body, &what);
            }
            let watcher = SendWrapper::new((watcher, changed));
            on_cleanup(move || {
                came.remove();
                left.remove();
                if let (Some(watcher), _) = &*watcher {
                    watcher.disconnect();
                }
            });
        });
        focus
    }

    /// A person left what had the focus: it is not brought back.
    pub fn leave(self) {
        if is_focus_lost() {
            let _ = self.place.try_set_value(None);
        }
    }

    /// What has the focus now.
    pub fn now(self) -> Option<Place> {
        self.place.try_get_value().flatten()
    }

    /// Gives the focus back to what had it, or to what stands in its place by now, unless something else has it.
    pub fn back_to(self, place: Option<Place>) {
        if is_focus_lost() {
            let _ = self.place.try_set_value(place);
            self.seek();
        }
    }

    fn forget_what_stays(self) {
        if self.now().is_some_and(|place| place.element.is_connected()) {
            self.leave();
        }
    }

    fn mend(self) {
        if self.now().is_some_and(|place| !place.element.is_connected()) {
            self.seek();
        }
    }

    fn seek(self) {
        // Another page takes the focus to its heading by itself.
        let Some(place) = self.now().filter(|place| is_focus_lost() && place.is_of_this_page()) else {
            return;
        };
        if let Some(again) = place.again() {
            let _ = again.focus();
        } else if !self.is_awaited(&place) {
            let _ = self.awaited.try_set_value(Some(place.clone()));
            set_timeout(move || self.give_up(&place), PATIENCE);
        }
    }

    fn is_awaited(self, place: &Place) -> bool {
        self.awaited
            .try_with_value(|awaited| awaited.as_ref().is_some_and(|awaited| awaited.is(place)))
            .unwrap_or(true)
    }

    /// Each of what was taken away has its own time to come back: what was lost later is still waited for.
    fn give_up(self, place: &Place) {
        if !self.is_awaited(place) || self.awaited.try_set_value(None).is_some() || !is_focus_lost() {
            return;
        }
        if let (Some(heading), Some(place)) = (find("h1[tabindex]"), self.now())
            && place.is_of_this_page()
        {
            let _ = heading.focus();
        }
    }
}
