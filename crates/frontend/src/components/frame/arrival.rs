//! What happens when another page opens without a load: its heading gets the focus, and its title is announced, as
//! a browser does for a page that it loads; a question that the address asks gets it instead.

use crate::address::use_query_value;
use crate::components::Card;
use crate::dom::find;
use crate::loading::Refresh;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlHeadingElement;
use leptos_router::hooks::use_location;
use send_wrapper::SendWrapper;

/// Where the reader is. Provided once, outside of all pages.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// The page that was opened last; none before the first.
    path: StoredValue<Option<String>>,
    title: RwSignal<String>,
    /// The heading that was reached last.
    heading: StoredValue<Option<SendWrapper<HtmlHeadingElement>>>,
}

impl Arrival {
    /// Makes one and puts it into the context.
    pub fn provide() -> Self {
        let (path, heading) = (StoredValue::new(None), StoredValue::new(None));
        let arrival = Self { path, title: RwSignal::new(String::new()), heading };
        provide_context(arrival);
        arrival
    }

    /// A page shows itself, in the browser alone: its `heading` is reached if it is another page than before, or takes
    /// the place of what stood there while the page was read; not if it only read anew what it shows.
    pub(super) fn at(title: String, heading: NodeRef<html::H1>) {
        let Some(arrival) = use_context::<Self>() else { return };
        let (path, refresh) = (use_location().pathname, Refresh::find());
        Effect::new(move |_| {
            let Some(heading) = heading.get() else { return };
            let (path, title) = (path.get_untracked(), title.clone());
            arrival.path.update_value(|before| {
                before.get_or_insert_with(|| path.clone());
            });
            // After what the page itself brings into focus, and after what stood there is gone.
            request_animation_frame(move || arrival.reach(path, title, heading, refresh));
        });
    }

    fn reach(self, path: String, title: String, heading: HtmlHeadingElement, refresh: Option<Refresh>) {
        // A page that was read anew on the way to the next one is gone by now: it was not what was opened.
        if !heading.is_connected() {
            return;
        }
        let before = self.path.try_update_value(|before| before.replace(path.clone())).flatten();
        let is_another = before.is_some_and(|before| before != path);
        if is_another && let Some(refresh) = refresh {
            refresh.arrive();
        }
        if is_another || self.has_lost_its_place() {
            self.title.set(title);
            if !has_focus("main :is(input, select, textarea)") {
                let _ = heading.focus();
            }
            self.heading.set_value(Some(SendWrapper::new(heading)));
        }
    }

    /// Leads the focus to a [`Question`] that comes up without a load. Called once, within the router.
    pub fn to_questions() {
        let (ask, of) = (use_query_value("ask"), use_query_value("user"));
        Effect::new(move |before: Option<(String, String)>| {
            let now = (ask.get(), of.get());
            if before.is_some_and(|before| before != now) && !now.0.is_empty() {
                request_animation_frame(focus_question);
            }
            now
        });
    }

    /// Whether the heading that had the focus was taken away with it.
    fn has_lost_its_place(self) -> bool {
        let is_gone = |heading: &Option<SendWrapper<HtmlHeadingElement>>| {
            heading.as_ref().is_some_and(|heading| !heading.is_connected())
        };
        has_focus("body") && self.heading.with_value(is_gone)
    }
}

fn has_focus(selector: &str) -> bool {
    document().active_element().is_some_and(|active| active.matches(selector).unwrap_or(false))
}

/// What answers it without harm, or its first field.
fn focus_question() {
    if let Some(first) = find(".question :is(a, select)") {
        let _ = first.focus();
    }
}

/// What the page's address asks (`?ask=…`), for want of a page of its own: a card at the top of the page.
#[component]
pub fn Question(
    /// What is asked.
    #[prop(into)]
    title: String,
    /// The form that answers it.
    children: Children,
) -> impl IntoView {
    view! {
        <Card title=title class="question" padded=true>
            {children()}
        </Card>
    }
}

/// Says the title of a page that was opened, to screen readers.
#[component]
pub fn Announcer(
    /// Where the reader is.
    arrival: Arrival,
) -> impl IntoView {
    view! {
        <p class="hush" role="status">
            {move || arrival.title.get()}
        </p>
    }
}
