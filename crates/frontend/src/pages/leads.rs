//! Leads: the list, and the page of one.

mod address;
mod change;
mod import;
mod lead;
mod new;
mod table;

pub(crate) use address::lead_href;
pub use change::LeadEditPage;
pub use import::ImportLeadsPage;
pub use lead::{
    LeadCorrectPage, LeadDealPage, LeadErasePage, LeadLockPage, LeadPage, LeadRehomePage, LeadReleasePage,
    LeadSuppressPage,
};
pub use new::NewLeadPage;

use crate::address::use_broker;
use crate::components::Page;
use crate::loading::{Load, read};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::lead as api;
use steadyline_core::page;
use table::{LeadsFilters, LeadsTable};

/// The leads.
#[component]
pub fn LeadsPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    let query = Memo::new(move |_| {
        asked.with(|asked| {
            let value = |name| asked.get(name).unwrap_or_default();
            page::LeadsQuery { status: value("status"), search: value("search"), cursor: value("cursor") }
        })
    });
    let leads = read(move || (broker.get(), query.get()), |(broker, query)| api::leads(broker, query));
    // The answer leaves the place out: only the address knows whether this is the first page.
    let content = move |leads: page::LeadsPage| {
        let query = page::LeadsQuery { cursor: query.get_untracked().cursor, ..leads.query };
        content(page::LeadsPage { query, ..leads })
    };
    view! { <Load from=leads title="Leads" view=content /> }
}

fn content(leads: page::LeadsPage) -> impl IntoView {
    let leads = StoredValue::new(leads);
    view! {
        <Page title="Leads" wide=true>
            <LeadsFilters page=leads />
            <LeadsTable page=leads />
        </Page>
    }
}
