//! Imports of numbers and leads: the form that begins one, its page, and the list of them.

mod form;
mod head;
mod list;
mod report;

pub(crate) use form::ImportForm;
pub use list::ImportsPage;

use crate::address::{use_broker, use_segment};
use crate::components::{Crumb, Page};
use crate::loading::{Load, read};
use crate::pages::query::address;
use head::ImportHead;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use report::{LinesCard, UnderstoodCard};
use steadyline_api::import as api;
use steadyline_core::id::ImportId;
use steadyline_core::import::Noun;
use steadyline_core::page::{self, ImportQuery};

/// An import: what its lines would do, how far it has come, and what it did.
#[component]
pub fn ImportPage() -> impl IntoView {
    let (broker, import) = (use_broker(), use_segment("import"));
    let asked = use_query_map();
    let query = Memo::new(move |_| {
        asked.with(|asked| {
            let value = |name| asked.get(name).unwrap_or_default();
            ImportQuery { kind: value("kind"), after: value("after") }
        })
    });
    let found = read(
        move || (broker.get(), import.get(), query.get()),
        |(broker, import, query)| api::import_page(broker, import, query),
    );
    view! { <Load from=found title="Import" view=content /> }
}

fn content(found: page::ImportPage) -> impl IntoView {
    let slug = found.broker.slug.to_string();
    let crumbs = vec![home(found.import.noun, &slug), Crumb::new("Imports", format!("/b/{slug}/imports"))];
    let title = match found.import.noun {
        Noun::Numbers => "Import of numbers",
        Noun::Leads => "Import of leads",
    };
    let found = StoredValue::new(found);
    view! {
        <Page title=title crumbs=crumbs>
            <ImportHead page=found />
            <LinesCard page=found />
            <UnderstoodCard page=found />
        </Page>
    }
}

/// Where the numbers or leads are.
fn home(noun: Noun, slug: &str) -> Crumb {
    match noun {
        Noun::Numbers => Crumb::new("Pool", format!("/b/{slug}/pool")),
        Noun::Leads => Crumb::new("Leads", format!("/b/{slug}/leads")),
    }
}

/// An import's page with this query; what is empty is left out.
fn import_href(slug: &str, import: ImportId, query: &ImportQuery) -> String {
    address(&format!("/b/{slug}/imports/{import}"), &[("kind", &query.kind), ("after", &query.after)])
}

/// What is sent with every button of an import.
fn hidden(slug: &str, import: ImportId) -> Vec<(&'static str, String)> {
    vec![("broker", slug.to_owned()), ("import", import.to_string())]
}
