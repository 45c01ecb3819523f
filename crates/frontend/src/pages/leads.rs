//! Leads: the list, and the page of one.

mod address;
mod change;
mod filters;
mod import;
mod lead;
mod many;
mod new;
mod table;

pub(crate) use address::lead_href;
pub use import::ImportLeadsPage;
pub use lead::{
    LeadCallPage, LeadCallbackPage, LeadCorrectPage, LeadDealPage, LeadEditPage, LeadErasePage, LeadLockPage,
    LeadPage, LeadRehomePage, LeadReleasePage, LeadSuppressPage,
};
pub use many::{ManyReleasePage, ManySuppressPage};
pub use new::NewLeadPage;

use crate::address::use_broker;
use crate::components::{Dialog, Page, Selection, link};
use crate::loading::{Load, read};
use crate::pages::narrow::{SilentNotice, UnreadNotice};
use address::leads_href;
use filters::LeadsFilters;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::lead as api;
use steadyline_core::page;
use table::LeadsTable;

/// The leads.
#[component]
pub fn LeadsPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    let query = Memo::new(move |_| asked.with(address::read));
    Selection::provide();
    let leads = read(move || (broker.get(), query.get()), |(broker, query)| api::leads(broker, query));
    // The answer leaves the place out: only the address knows whether this is the first page.
    let content = move |leads: page::LeadsPage| {
        let query = page::LeadsQuery { cursor: query.get_untracked().cursor, ..leads.query };
        content(page::LeadsPage { query, ..leads })
    };
    let adding = RwSignal::new(false);
    let on_click = move |event: MouseEvent| {
        let base = format!("/b/{}/leads", broker.get_untracked());
        let Some(link) = link::followed(&event) else { return };
        let is_open = adding.get_untracked();
        // The way back of the form closes the dialog.
        if link.path == format!("{base}/new") || (is_open && link.path == base) {
            event.prevent_default();
            event.stop_propagation();
            adding.set(!is_open);
        }
    };
    view! {
        <div class="through" on:click:capture=on_click>
            <Load from=leads title="Leads" view=content />
            <Dialog open=adding title="New lead" roomy=true>
                {new::form(broker.get_untracked())}
            </Dialog>
        </div>
    }
}

fn content(leads: page::LeadsPage) -> impl IntoView {
    let (slug, silent) = (leads.broker.slug.to_string(), leads.query.silent.clone());
    let back = leads_href(&slug, &leads.query);
    let without = leads_href(&slug, &page::LeadsQuery { cursor: String::new(), ..leads.query.clone() });
    let unread = leads.unread.clone();
    // Nothing to narrow where there is nothing: the list itself says what comes first.
    let has_any = leads.total > 0;
    let leads = StoredValue::new(leads);
    view! {
        <Page title="Leads" wide=true>
            {has_any.then(|| view! { <LeadsFilters page=leads /> })}
            <UnreadNotice unread=unread href=without />
            <SilentNotice slug=slug days=silent back=back />
            <LeadsTable page=leads />
        </Page>
    }
}
