//! What a search found.

use crate::address::{use_broker, use_query_value};
use crate::components::{Button, Card, EmptyState, Glyph, Icon, Marked, Page, Steady, keyed};
use crate::loading::{Load, read};
use crate::pages::query::address;
use crate::search::{elsewhere, glyph};
use leptos::prelude::*;
use steadyline_api::dashboard;
use steadyline_core::page::{Found, FoundKind, MOST_FOUND};

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
            <Load
                from=found
                rows=4
                view=move |found| view! { <Results slug=broker.get() found=found text=text.get() /> }
            />
        </Page>
    }
}

#[component]
fn Results(slug: String, found: Vec<Found>, text: String) -> impl IntoView {
    if found.is_empty() {
        let (title, words) = if text.trim().is_empty() {
            ("What are you looking for?", "Type a name, a reference, or some digits of a phone.")
        } else {
            ("Nothing found", "Try part of a name or reference, or some digits of a phone number.")
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
            view! { <Group kind=kind list=list_of(kind, &slug, &text) found=of text=text.clone() /> }
        })
        .collect();
    view! { <div class="stack">{groups}</div> }.into_any()
}

/// The list that has all that was found of a kind, by name and address. There is none of pages and brokers.
fn list_of(kind: FoundKind, slug: &str, text: &str) -> Option<(&'static str, String)> {
    let search = ("search", text.trim());
    match kind {
        // Numbers out of service are found as well.
        FoundKind::Number => {
            Some(("Pool", address(&format!("/b/{slug}/pool"), &[("standing", "all"), search])))
        }
        FoundKind::Lead => Some(("Leads", address(&format!("/b/{slug}/leads"), &[search]))),
        FoundKind::Page | FoundKind::Broker => None,
    }
}

/// How many were found, of which so many are shown at most.
fn counted(found: usize) -> String {
    if found > MOST_FOUND { format!("first {MOST_FOUND}") } else { found.to_string() }
}

#[component]
fn Group(
    kind: FoundKind,
    list: Option<(&'static str, String)>,
    found: Vec<Found>,
    text: String,
) -> impl IntoView {
    let count = found.len();
    let glyph = glyph(kind);
    let end = list.map(|(name, href)| view! { <a class="link" href=href>{format!("All in {name}")}</a> });
    (count > 0).then(|| {
        view! {
            <Card title=kind.label() count=counted(count) end=end>
                <ul class="rows found">
                    {keyed(
                        found.into_iter().take(MOST_FOUND),
                        |found| found.href.clone(),
                        |Found { title, detail, href, .. }| {
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
                        },
                    )}
                </ul>
            </Card>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_is_not_called_the_count() {
        assert_eq!([counted(8), counted(50), counted(51)], ["8", "50", "first 50"]);
    }

    #[test]
    fn all_that_was_found_is_in_the_list_of_the_same_search() {
        let of = |kind| list_of(kind, "alder", " a&b ").map(|(_, href)| href);
        assert_eq!(of(FoundKind::Lead).as_deref(), Some("/b/alder/leads?search=a%26b"));
        assert_eq!(of(FoundKind::Number).as_deref(), Some("/b/alder/pool?standing=all&search=a%26b"));
        assert_eq!((of(FoundKind::Page), of(FoundKind::Broker)), (None, None));
    }
}
