//! Brings leads in, many at once.

use crate::address::use_broker;
use crate::components::{Crumb, Page};
use crate::pages::imports::ImportForm;
use leptos::prelude::*;
use steadyline_core::import::Noun;

/// Imports leads.
#[component]
pub fn ImportLeadsPage() -> impl IntoView {
    let broker = use_broker();
    // The route of another broker is another page: the form starts anew.
    move || {
        let slug = broker.get();
        let crumbs = vec![Crumb::new("Leads", format!("/b/{slug}/leads"))];
        view! {
            <Page title="Import leads" crumbs=crumbs narrow=true>
                <ImportForm noun=Noun::Leads slug=slug />
            </Page>
        }
    }
}
