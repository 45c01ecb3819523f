//! What a person says of an endpoint.

use super::home;
use crate::address::{use_broker, use_segment};
use crate::components::{Button, ButtonKind, Cancel, Card, Choice, ChoiceGroup, Crumb, Field, Glyph, Page};
use crate::form::{Fields, Post, PostForm, Was};
use crate::loading::{Again, Load, read_again};
use leptos::prelude::*;
use steadyline_api::event::{self, CreateEndpoint, EditEndpoint};
use steadyline_core::endpoint::EventKind;
use steadyline_core::page::{EndpointPage, EndpointRow};

/// Makes an endpoint.
#[component]
pub fn NewEndpointPage() -> impl IntoView {
    let slug = use_broker().get_untracked();
    view! {
        <Page title="New endpoint" narrow=true crumbs=vec![Crumb::new("Events", home(&slug))]>
            <Card label="New endpoint" padded=true>
                <NewForm slug=slug.clone() />
            </Card>
        </Page>
    }
}

#[component]
pub(super) fn NewForm(slug: String) -> impl IntoView {
    let post = Post::<CreateEndpoint>::named("new");
    let back = home(&slug);
    // What most offices want to know: what became of a lead, and that numbers run out.
    let is_usual =
        |kind: &EventKind| ["assignment.", "pool."].iter().any(|noun| kind.as_str().starts_with(noun));
    let usual = EventKind::ALL.into_iter().filter(is_usual);
    let usual: Vec<EventKind> = usual.collect();
    view! {
        <PostForm post=post hidden=vec![("broker", slug)] let:form>
            <Words form=form id="new" name=String::new() url=String::new() />
            <Events form=form id="new" chosen=usual.clone() />
            <div class="bar">
                <Cancel href=back.clone() />
                <Button kind=ButtonKind::Primary icon=Glyph::Plus busy=form.busy()>
                    "Create the endpoint"
                </Button>
            </div>
        </PostForm>
    }
}

/// Changes an endpoint.
#[component]
pub fn EditEndpointPage() -> impl IntoView {
    let (broker, endpoint) = (use_broker(), use_segment("endpoint"));
    let page = read_again(
        Again::ChangedHere,
        move || (broker.get(), endpoint.get()),
        |(broker, endpoint)| event::endpoint_page(broker, endpoint, String::new(), String::new(), true),
    );
    view! {
        <Load
            from=page
            title="Edit the endpoint"
            view=|page: EndpointPage| {
                let slug = page.broker.slug.as_str().to_owned();
                let crumbs = vec![
                    Crumb::new("Events", home(&slug)),
                    Crumb::new(page.endpoint.name.clone(), format!("{}/{}", home(&slug), page.endpoint.id)),
                ];
                view! {
                    <Page title="Edit the endpoint" narrow=true crumbs=crumbs>
                        <Card label="Edit the endpoint" padded=true>
                            <EditForm slug=slug endpoint=page.endpoint />
                        </Card>
                    </Page>
                }
            }
        />
    }
}

#[component]
pub(super) fn EditForm(slug: String, endpoint: EndpointRow) -> impl IntoView {
    let post = Post::<EditEndpoint>::named("edit");
    let EndpointRow { id, name, url, events, is_active, .. } = endpoint;
    let back = format!("{}/{id}", home(&slug));
    let kinds: Vec<_> = events.iter().map(|kind| kind.as_str()).collect();
    let was = vec![
        ("name", name.clone()),
        ("url", url.clone()),
        ("events", kinds.join(" ")),
        ("is_active", is_active.to_string()),
    ];
    view! {
        <PostForm post=post hidden=vec![("broker", slug), ("endpoint", id.to_string())] let:form>
            <Was form=form fields=was.clone() />
            <Words form=form id="edit" name=name.clone() url=url.clone() />
            <Events form=form id="edit" chosen=events.clone() />
            <Choice
                name="is_active"
                label="Send events to this endpoint"
                hint="While this is off, no new events are kept for it; those already waiting are kept for 30 days."
                checked=form.checked("is_active", is_active)
            />
            <div class="bar">
                <Cancel href=back.clone() />
                <Button kind=ButtonKind::Primary busy=form.busy()>"Save"</Button>
            </div>
        </PostForm>
    }
}

#[component]
fn Words(form: Fields, id: &'static str, name: String, url: String) -> impl IntoView {
    view! {
        <Field
            form=id
            name="url"
            label="Address"
            kind="url"
            placeholder="https://n8n.example.com/webhook/steadyline-events"
            autocomplete="off"
            hint="Where each event is posted: the production URL of a Webhook node in n8n."
            value=form.typed("url", url)
            error=form.error("url")
            required=true
            autofocus=true
        />
        <Field
            form=id
            name="name"
            label="Name"
            optional=true
            placeholder="n8n"
            autocomplete="off"
            hint="If you leave it empty, it is named after the host of the address."
            value=form.typed("name", name)
            error=form.error("name")
        />
    }
}

#[component]
fn Events(form: Fields, id: &'static str, chosen: Vec<EventKind>) -> impl IntoView {
    view! {
        <ChoiceGroup name="events" form=id label="Which events it gets" class="choices" error=form.error("events")>
            {EventKind::ALL
                .into_iter()
                .enumerate()
                .map(|(at, kind)| {
                    let name = format!("events[{at}]");
                    let checked = form.checked(&name, chosen.contains(&kind));
                    view! {
                        <Choice
                            name=name
                            value=kind.as_str()
                            label=kind.means()
                            hint=kind.as_str()
                            checked=checked
                        />
                    }
                })
                .collect_view()}
        </ChoiceGroup>
    }
}
