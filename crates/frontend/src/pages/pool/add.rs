//! Adding numbers: one by a form, many by pasting or uploading them.

use super::empty::carrier_links;
use super::number::number_fields;
use crate::address::use_broker;
use crate::components::{Button, Card, Crumb, Field, Glyph, Notice, NoticeKind, Page};
use crate::form::{Post, PostForm};
use crate::pages::imports::ImportForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::number::AddNumber;
use steadyline_core::import::Noun;

/// Adds numbers.
#[component]
pub fn AddNumbersPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    // The route of another broker is another page: the forms start anew.
    move || {
        let slug = broker.get();
        let first = asked.with_untracked(|asked| asked.get("first").is_some());
        let crumbs = vec![Crumb::new("Pool", format!("/b/{slug}/pool"))];
        let welcome = first.then(|| {
            view! {
                <Notice kind=NoticeKind::Good>
                    <b class="strong">"Your office is set up. "</b>
                    "Now paste your numbers: the caller IDs your leads will see. 10 to 15 near your leads are a good start."
                </Notice>
            }
        });
        view! {
            <Page title="Add numbers" crumbs=crumbs>
                {welcome}
                <div class="halves">
                    <div class="stack">
                        <ImportForm noun=Noun::Numbers slug=slug.clone() />
                    </div>
                    <div class="stack">
                        <AddOne slug=slug.clone() />
                        <FromCarrier slug=slug />
                    </div>
                </div>
            </Page>
        }
    }
}

/// Numbers that are at SignalWire, or are bought there.
#[component]
fn FromCarrier(slug: String) -> impl IntoView {
    view! {
        <Card title="From SignalWire" padded=true>
            <p class="dim">
                "Bring in the numbers of your SignalWire project, or buy new ones near your leads."
            </p>
            <div class="bar">{carrier_links(&slug)}</div>
        </Card>
    }
}

/// One number, with all there is to say of it.
#[component]
fn AddOne(slug: String) -> impl IntoView {
    let post = Post::<AddNumber>::named("one");
    let hidden = vec![("broker", slug)];
    view! {
        <Card title="Add one" padded=true>
            <PostForm post=post hidden=hidden let:form>
                <Field
                    name="number"
                    form="one"
                    label="Number"
                    kind="tel"
                    required=true
                    value=form.typed("number", "")
                    error=form.error("number")
                    placeholder="(512) 555-0142"
                    autocomplete="off"
                />
                {number_fields(form, "one", ["", "", "", ""])}
                <div class="bar">
                    <Button icon=Glyph::Plus busy=form.busy()>
                        "Add the number"
                    </Button>
                </div>
            </PostForm>
        </Card>
    }
}
