//! What a search found.

use crate::address::{use_broker, use_query_value};
use crate::components::{Button, Card, EmptyState, Glyph, Icon, Marked, Page, Steady};
use crate::loading::{Load, read};
use crate::search::{elsewhere, glyph};
use leptos::prelude::*;
use steadyline_api::dashboard;
use steadyline_core::page::{Found, FoundKind};

/// Numbers and leads with a text.
#[component]
pub fn FindPage() -> impl IntoView {
    let (broker, text) = (use_broker(), use_query_value("text"));
    let found = read(
        move || (broker.get(), text.get()),
        |(broker, text)| async move {
            if text.trim().is_empty() { Ok(Vec::new()) } else { dashboard::find(broker, text).await }
        },
    );
    view! {
        <Page title="Find" narrow=true>
            <form class="bar find-form" role="search" aria-label="This page" method="get" action=move || format!("/b/{}/find", broker.get())>
                <input
                    {..Steady::new("type", "search")}
                    class="input"
                    name="text"
                    aria-label="Find a number, lead or page"
                    placeholder="Name, reference or digits"
                    value=move || text.get()
                    autofocus=true
                />
                <Button icon=Glyph::Search>"Find"</Button>
            </form>
            <Load from=found rows=4 view=move |found| view! { <Results found=found text=text.get() /> } />
        </Page>
    }
}

#[component]
fn Results(found: Vec<Found>, text: String) -> impl IntoView {
    if found.is_empty() {
        let (title, words) = if text.trim().is_empty() {
            ("What are you looking for?", "Type a name, a reference, or some digits of a phone.")
        } else {
            ("Nothing found", "Names and references match from any part, phones by their digits.")
        };
        return view! {
            <Card label="Results">
                <EmptyState glyph=Glyph::Search title=title text=words />
            </Card>
        }
        .into_any();
    }
    let groups: Vec<_> = FoundKind::ALL
        .into_iter()
        .map(|kind| {
            let of = found.iter().filter(|found| found.kind == kind).cloned().collect();
            view! { <Group title=kind.label() glyph=glyph(kind) found=of text=text.clone() /> }
        })
        .collect();
    view! { <div class="stack">{groups}</div> }.into_any()
}

#[component]
fn Group(title: &'static str, glyph: Glyph, found: Vec<Found>, text: String) -> impl IntoView {
    let count = found.len();
    (count > 0).then(|| {
        view! {
            <Card title=title count=count.to_string()>
                <ul class="rows found">
                    {found
                        .into_iter()
                        .map(|Found { title, detail, href, .. }| {
                            view! {
                                <li>
                                    <a rel=elsewhere(&href) href=href>
                                        <Icon glyph=glyph />
                                        <span class="mid">
                                            <Marked text=title mark=text.clone() />
                                        </span>
                                        <span class="dim small cut">
                                            <Marked text=detail mark=text.clone() />
                                        </span>
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Card>
        }
    })
}
