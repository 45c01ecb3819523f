//! Search from every page: results as one types, by arrow keys and Enter. Without JavaScript it is a form that leads to
//! the page of what was found.

use crate::components::{Glyph, Icon, Marked, Steady};
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, Node};
use std::time::Duration;
use steadyline_api::dashboard;
use steadyline_core::page::{Found, FoundKind};

/// How long it waits for the next letter.
const WAIT: Duration = Duration::from_millis(120);

/// What the search of a frame knows. It outlives the pages: each has a top bar of its own.
#[derive(Clone, Copy)]
pub struct Search {
    broker: Signal<String>,
    text: RwSignal<String>,
    open: RwSignal<bool>,
    /// Which result is chosen.
    at: RwSignal<usize>,
    /// What was found, and for which text.
    found: RwSignal<(String, Vec<Found>)>,
    ask: Action<String, ()>,
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Search {
    /// A search among what is the broker's.
    pub fn new(broker: Signal<String>) -> Self {
        let (text, found, at) =
            (RwSignal::new(String::new()), RwSignal::new(Default::default()), RwSignal::new(0));
        let ask = Action::new(move |asked: &String| {
            let asked = asked.clone();
            async move {
                let answer = dashboard::suggest(broker.get_untracked(), asked.clone()).await;
                // What was typed meanwhile is asked for by itself.
                if let Ok(answer) = answer
                    && text.get_untracked().trim() == asked
                {
                    // The same text may be answered twice: what was chosen of the first answer stays chosen.
                    let is_new = found.with_untracked(|(shown, _)| *shown != asked);
                    let last = answer.len();
                    at.update(|at| *at = if is_new { 0 } else { (*at).min(last) });
                    found.set((asked, answer));
                }
            }
        });
        Self { broker, text, open: RwSignal::new(false), at, found, ask, waiting: StoredValue::new(None) }
    }

    fn typed(self, text: String) {
        self.text.set(text);
        self.open.set(true);
        self.soon(WAIT);
    }

    fn soon(self, wait: Duration) {
        if let Some(waiting) = self.waiting.get_value() {
            waiting.clear();
        }
        let asking = move || {
            self.ask.dispatch(self.text.get_untracked().trim().to_owned());
        };
        self.waiting.set_value(set_timeout_with_handle(asking, wait).ok());
    }

    fn show(self) {
        if !self.open.get_untracked() {
            self.open.set(true);
            self.soon(Duration::ZERO);
        }
    }

    fn hide(self) {
        self.open.set(false);
    }

    /// Something was chosen, or nothing is looked for any more.
    fn done(self) {
        self.hide();
        self.text.set(String::new());
    }

    /// Results, and behind them the page that searches everything.
    fn count(self) -> usize {
        let more = usize::from(!self.text.with_untracked(|text| text.trim().is_empty()));
        self.found.with_untracked(|(_, found)| found.len()) + more
    }

    /// Whether what is shown is what was typed.
    fn is_fresh(self) -> bool {
        self.found.with_untracked(|(asked, _)| self.text.with_untracked(|text| text.trim() == asked))
    }

    fn on_key(self, event: &KeyboardEvent) {
        let count = self.count();
        let step = |by: usize| {
            if count > 0 {
                self.at.update(|at| *at = (*at + by) % count);
                show_option(self.at.get_untracked());
            }
        };
        match event.key().as_str() {
            "ArrowDown" if self.open.get_untracked() => step(1),
            "ArrowUp" if self.open.get_untracked() => step(count.max(1) - 1),
            "ArrowDown" => self.show(),
            "Escape" if self.open.get_untracked() => self.done(),
            "Escape" => {
                if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
                    let _ = input.blur();
                }
                return;
            }
            "Enter" if self.open.get_untracked() && self.is_fresh() => {
                let Some(chosen) = option(self.at.get_untracked()) else { return };
                self.hide();
                // Which is done with the search.
                chosen.click();
            }
            _ => return,
        }
        event.prevent_default();
    }
}

fn option(at: usize) -> Option<HtmlElement> {
    document().get_element_by_id(&format!("found-{at}"))?.dyn_into().ok()
}

fn show_option(at: usize) {
    if let Some(option) = option(at) {
        option.scroll_into_view_with_bool(false);
    }
}

/// The field of the top bar with what it finds.
#[component]
pub fn SearchBox(
    /// Of the frame.
    search: Search,
) -> impl IntoView {
    let action = move || format!("/b/{}/find", search.broker.get());
    let leave = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        let form = event.current_target().and_then(|form| form.dyn_into::<Node>().ok());
        if !form.is_some_and(|form| form.contains(to.as_ref())) {
            search.hide();
        }
    };
    let active = move || search.open.get().then(|| format!("found-{}", search.at.get()));
    view! {
        <form
            class="search wide-only"
            role="search"
            aria-label="Everything"
            action=action
            method="get"
            on:focusout=leave
            on:submit=move |_| search.hide()
        >
            <Icon glyph=Glyph::Search />
            <input
                {..Steady::new("type", "search")}
                name="text"
                role="combobox"
                aria-label="Find a number, lead or page"
                placeholder="Find a number, lead or page"
                autocomplete="off"
                aria-keyshortcuts="/ Control+K"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls="found"
                aria-expanded=move || if search.open.get() { "true" } else { "false" }
                aria-activedescendant=active
                prop:value=move || search.text.get()
                on:input:target=move |event| search.typed(event.target().value())
                on:focus=move |_| search.show()
                on:click=move |_| search.show()
                on:keydown=move |event| search.on_key(&event)
            />
            <kbd aria-hidden="true">"/"</kbd>
            <div class="found-list" id="found" role="listbox" aria-label="Found" hidden=move || !search.open.get()>
                {move || search.open.get().then(|| view! { <Options search=search /> })}
            </div>
        </form>
    }
}

/// What was found, by kind, and the way to the page that searches everything.
#[component]
fn Options(search: Search) -> impl IntoView {
    move || {
        let (asked, found) = search.found.get();
        let text = search.text.get();
        let mut at = 0;
        let mut groups = Vec::new();
        for kind in FoundKind::ALL {
            let of: Vec<Found> = found.iter().filter(|found| found.kind == kind).cloned().collect();
            if of.is_empty() {
                continue;
            }
            let first = at;
            at += of.len();
            groups.push(view! { <Group search=search kind=kind found=of first=first asked=asked.clone() /> });
        }
        // The list answers what is typed by now: it has nothing, but the page looks further.
        let is_nothing = groups.is_empty() && asked.trim() == text.trim();
        let all = (!text.trim().is_empty()).then(|| {
            let words =
                if is_nothing { "Nothing here. Search everything for " } else { "Search everything for " };
            let href =
                format!("/b/{}/find?text={}", search.broker.get(), crate::address::encode(text.trim()));
            view! {
                <Line search=search at=at href=href glyph=Glyph::Search>
                    <span>{words}</span>
                    <b class="cut">{text.trim().to_owned()}</b>
                </Line>
            }
        });
        view! {
            {groups}
            {all}
        }
    }
}

/// A page that is none of the app's: the description of the API.
pub(crate) fn elsewhere(href: &str) -> Option<&'static str> {
    href.starts_with("/api/").then_some("external")
}

/// The icon of what was found.
pub(crate) const fn glyph(kind: FoundKind) -> Glyph {
    match kind {
        FoundKind::Number => Glyph::Pool,
        FoundKind::Lead => Glyph::Leads,
        FoundKind::Page => Glyph::ArrowRight,
        FoundKind::Broker => Glyph::Brokers,
    }
}

#[component]
fn Group(search: Search, kind: FoundKind, found: Vec<Found>, first: usize, asked: String) -> impl IntoView {
    let asked = StoredValue::new(asked);
    let lines: Vec<_> = found
        .into_iter()
        .enumerate()
        .map(|(index, Found { title, detail, href, .. })| {
            view! {
                <Line search=search at=first + index href=href glyph=glyph(kind)>
                    <span class="mid">
                        <Marked text=title mark=asked.get_value() />
                    </span>
                    <span class="dim small cut">
                        <Marked text=detail mark=asked.get_value() />
                    </span>
                </Line>
            }
        })
        .collect();
    view! {
        <div role="group" aria-label=kind.label()>
            <span class="found-kind" aria-hidden="true">
                {kind.label()}
            </span>
            {lines}
        </div>
    }
}

/// One result: a link that the field chooses.
#[component]
fn Line(search: Search, at: usize, href: String, glyph: Glyph, children: Children) -> impl IntoView {
    let rel = elsewhere(&href);
    view! {
        <a
            class="found-line"
            id=format!("found-{at}")
            role="option"
            {..Steady::new("tabindex", "-1")}
            href=href
            rel=rel
            aria-selected=move || if search.at.get() == at { "true" } else { "false" }
            on:mousemove=move |_| search.at.set(at)
            on:click=move |_| search.done()
        >
            <Icon glyph=glyph />
            {children()}
        </a>
    }
}
