//! What is done with one number or with many, in a dialog over the pool. Each is a page of its own without
//! JavaScript, and the dialog shows the same form.

use super::add_one::AddOneForm;
use super::bulk::BulkForm;
use super::number::{ActivateForm, EditForm, ReleaseForm, RestForm, RetireForm};
use super::selection::Selection;
use super::stand::Stand;
use crate::components::link::{self, Followed};
use crate::components::{Dialog, phone_text};
use crate::dom::{find, focus_in_place, is_focus_lost};
use crate::loading::{Again, Load, read_again};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use steadyline_api::number as api;
use steadyline_core::page::{BulkQuery, NumberLeaving, NumberPage};

/// What is done with one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Edit,
    Rest,
    Activate,
    Retire,
    Release,
}

impl Act {
    const ALL: [Self; 5] = [Self::Edit, Self::Rest, Self::Activate, Self::Retire, Self::Release];

    /// The end of its page's address.
    const fn end(self) -> &'static str {
        match self {
            Self::Edit => "/edit",
            Self::Rest => "/rest",
            Self::Activate => "/activate",
            Self::Retire => "/retire",
            Self::Release => "/release",
        }
    }
}

/// What is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// Something of the number with this name in addresses.
    One(Act, String),
    /// Something of many.
    Bulk(BulkQuery),
    /// One number more.
    Add,
}

/// The dialog of the page. Taken from the context that the page provides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialogs {
    opened: RwSignal<Option<Opened>>,
    open: RwSignal<bool>,
}

impl Dialogs {
    /// Makes one and puts it into the context.
    pub(super) fn provide() -> Self {
        let dialogs = Self { opened: RwSignal::new(None), open: RwSignal::new(false) };
        provide_context(dialogs);
        dialogs
    }

    /// The one of the page.
    pub(super) fn find() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    pub(super) fn open(self, what: Opened) {
        self.opened.set(Some(what));
        self.open.set(true);
    }

    /// Opens what a link to a page of a number would lead to; for a click on anything around such links. Keys
    /// that open a link elsewhere are left alone.
    pub(super) fn on_click(self, event: &MouseEvent) {
        let Some(Followed { path, .. }) = link::followed(event) else { return };
        let Some((act, above)) =
            Act::ALL.into_iter().find_map(|act| Some((act, path.strip_suffix(act.end())?)))
        else {
            return;
        };
        let Some((_, key)) = above.rsplit_once("/pool/") else { return };
        event.prevent_default();
        link::close_menu(event);
        self.open(Opened::One(act, key.to_owned()));
    }
}

/// Gives the focus back to a row's menu, or to the page's own button for it.
fn focus_row(key: &str) {
    let selectors = [format!("[popovertarget='more-{key}']"), "main [data-number-acts] a".to_owned()];
    if let Some(found) = selectors.iter().find_map(|selector| find(selector)) {
        let _ = found.focus();
    }
}

/// Gives the focus to the box that chooses all rows, where the bar that had it is gone with the choice.
fn focus_choice() {
    if is_focus_lost()
        && let Some(found) = find("main thead .check-cell input")
    {
        let _ = found.focus();
    }
}

/// Gives the focus to what can be done with the chosen rows; the bar is in sight wherever the page is scrolled to.
pub(super) fn focus_bar() {
    if let Some(found) = find(".select-bar button[type='submit']:enabled") {
        focus_in_place(&found);
    }
}

/// The dialog. Stands beside what the page reads, so that what is typed outlives a reading.
#[component]
pub(super) fn PoolDialogs(
    /// What it opens for.
    dialogs: Dialogs,
    /// Whose pool.
    #[prop(into)]
    broker: Signal<String>,
) -> impl IntoView {
    let Dialogs { opened, open } = dialogs;
    let title = Signal::derive(move || match opened.get() {
        // Its form alone does not say which.
        Some(Opened::One(Act::Edit, key)) => format!("Edit {}", phone_text(&format!("+{key}"))),
        Some(Opened::One(Act::Rest, _)) => "Rest this number".to_owned(),
        Some(Opened::One(Act::Activate, _)) => "Activate this number".to_owned(),
        Some(Opened::One(Act::Retire, _)) => "Retire this number".to_owned(),
        Some(Opened::One(Act::Release, _)) => "Give this number up".to_owned(),
        Some(Opened::Bulk(asked)) => asked.act.map_or("", super::bulk::title).to_owned(),
        Some(Opened::Add) => "Add a number".to_owned(),
        None => String::new(),
    });
    // Where it was opened from gets the focus back, also after the rows were read anew.
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            match opened.get_untracked() {
                Some(Opened::One(_, key)) => request_animation_frame(move || focus_row(&key)),
                Some(Opened::Bulk(_)) => request_animation_frame(focus_choice),
                Some(Opened::Add) | None => {}
            }
        }
        is
    });
    let selection = use_context::<Selection>();
    let close = move |done: bool| {
        if done && let (Some(selection), Some(Opened::Bulk(_))) = (selection, opened.get_untracked()) {
            selection.clear();
        }
        open.set(false);
    };
    view! {
        <Dialog open=open title=title roomy=true>
            {move || match opened.get() {
                Some(Opened::One(act, key)) => one(broker.get_untracked(), act, key, Stand::dialog(close)),
                Some(Opened::Bulk(asked)) => many(broker.get_untracked(), asked, Stand::dialog(close)),
                Some(Opened::Add) => {
                    let slug = broker.get_untracked();
                    view! { <AddOneForm slug=slug stand=Stand::dialog(close) /> }.into_any()
                }
                None => ().into_any(),
            }}
        </Dialog>
    }
}

/// What is done with one number.
fn one(broker: String, act: Act, key: String, stand: Stand) -> AnyView {
    let named = move || (broker.clone(), key.clone());
    let staying = |form: fn(StoredValue<NumberPage>, Stand) -> AnyView| {
        let number =
            read_again(Again::OfNoUse, named.clone(), |(broker, number)| api::number_page(broker, number));
        let form = move |page| form(StoredValue::new(page), stand);
        view! { <Load from=number rows=4 view=form /> }.into_any()
    };
    let leaving = |form: fn(StoredValue<NumberLeaving>, Stand) -> AnyView| {
        let number =
            read_again(Again::OfNoUse, named.clone(), |(broker, number)| api::number_leaving(broker, number));
        let form = move |page| form(StoredValue::new(page), stand);
        view! { <Load from=number rows=4 view=form /> }.into_any()
    };
    match act {
        Act::Edit => staying(|page, stand| view! { <EditForm page=page stand=stand /> }.into_any()),
        Act::Rest => staying(|page, stand| view! { <RestForm page=page stand=stand /> }.into_any()),
        Act::Activate => staying(|page, stand| view! { <ActivateForm page=page stand=stand /> }.into_any()),
        Act::Retire => leaving(|page, stand| view! { <RetireForm page=page stand=stand /> }.into_any()),
        Act::Release => leaving(|page, stand| view! { <ReleaseForm page=page stand=stand /> }.into_any()),
    }
}

/// What is done with many.
fn many(broker: String, asked: BulkQuery, stand: Stand) -> AnyView {
    let looked = read_again(
        Again::OfNoUse,
        move || (broker.clone(), asked.clone()),
        |(broker, asked)| api::bulk_numbers(broker, asked),
    );
    let form = move |page| view! { <BulkForm page=StoredValue::new(page) stand=stand /> };
    view! { <Load from=looked rows=5 view=form /> }.into_any()
}
