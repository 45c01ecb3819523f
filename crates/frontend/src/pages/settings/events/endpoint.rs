//! One endpoint: how it stands, its secret when it was just made, its log.

use super::form::EditForm;
use super::home;
use super::log::Log;
use crate::address::{use_broker, use_query_value, use_segment};
use crate::components::{
    Button, ButtonKind, Card, ConfirmCard, CopyButton, Crumb, DialogLink, Fact, Facts, Glyph, LinkButton,
    Moment, Notice, NoticeKind, Page, Question, When,
};
use crate::form::{Post, PostForm};
use crate::loading::{Load, Once, read};
use leptos::prelude::*;
use steadyline_api::event::{self, RemoveEndpoint, RenewSecret, TestEndpoint};
use steadyline_core::page::{EndpointPage as Shown, EndpointRow, NewSecret, grouped};

/// One endpoint.
#[component]
pub fn EndpointPage() -> impl IntoView {
    let (broker, endpoint) = (use_broker(), use_segment("endpoint"));
    let (status, cursor) = (use_query_value("status"), use_query_value("cursor"));
    let fresh = Once::at(Signal::derive(move || format!("{}/{}", broker.get(), endpoint.get())));
    let post = Post::<RenewSecret>::telling("secret", fresh);
    let page = read(
        move || (broker.get(), endpoint.get(), status.get(), cursor.get(), fresh.was_read()),
        |(broker, endpoint, status, cursor, again)| {
            event::endpoint_page(broker, endpoint, status, cursor, again)
        },
    );
    view! {
        <Load
            from=page
            title="Endpoint"
            view=move |mut page: Shown| {
                fresh.read(page.fresh.take());
                view! { <Endpoint page=page post=post fresh=fresh /> }
            }
        />
    }
}

#[component]
fn Endpoint(page: Shown, post: Post<RenewSecret>, fresh: Once<NewSecret>) -> impl IntoView {
    let Shown { broker, endpoint, created, old_secret_until, log, .. } = page;
    let slug = broker.slug.as_str().to_owned();
    let at = format!("{}/{}", home(&slug), endpoint.id);
    let ask = use_query_value("ask");
    let asked = {
        let (slug, endpoint) = (slug.clone(), endpoint.clone());
        move || match ask.get().as_str() {
            "remove" => {
                Some(view! { <ConfirmRemove slug=slug.clone() endpoint=endpoint.clone() /> }.into_any())
            }
            "secret" => Some(
                view! { <ConfirmSecret slug=slug.clone() endpoint=endpoint.clone() post=post /> }.into_any(),
            ),
            _ => None,
        }
    };
    let title = endpoint.name.clone();
    view! {
        <Page title=title crumbs=vec![Crumb::new("Events", home(&slug))]>
            <div class="stack">
                {asked} {move || fresh.told().map(|fresh| view! { <Fresh fresh=fresh /> })}
                {old_secret_until
                    .map(|until| {
                        view! {
                            <Notice>
                                "The old secret signs too, until "
                                <When words=until.short exact=until.exact at=until.iso />
                                ": each message carries both signatures."
                            </Notice>
                        }
                    })}
                <Standing slug=slug.clone() endpoint=endpoint created=created />
                <Log slug=slug at=at log=log />
            </div>
        </Page>
    }
}

#[component]
fn Standing(slug: String, endpoint: EndpointRow, created: steadyline_core::page::When) -> impl IntoView {
    let at = format!("{}/{}", home(&slug), endpoint.id);
    let test = Post::<TestEndpoint>::named("test");
    let hidden = vec![("broker", slug.clone()), ("endpoint", endpoint.id.to_string())];
    let (of, edited) = (slug.clone(), endpoint.clone());
    let EndpointRow { url, events, is_active, pending, parked, last_taken, .. } = endpoint;
    let end = {
        let at = at.clone();
        view! {
            {is_active
                .then(|| {
                    view! {
                        <PostForm post=test bare=true class="" hidden=hidden let:form>
                            <Button icon=Glyph::Send busy=form.busy()>
                                "Send a test"
                            </Button>
                        </PostForm>
                    }
                })}
            <DialogLink href=format!("{at}/edit") label="Edit" title="Edit the endpoint">
                <EditForm slug=of.clone() endpoint=edited.clone() />
            </DialogLink>
        }
    };
    let foot = view! {
        <LinkButton href=format!("{at}?ask=secret") kind=ButtonKind::Quiet icon=Glyph::Key>
            "New secret"
        </LinkButton>
        <LinkButton href=format!("{at}?ask=remove") kind=ButtonKind::Danger>
            "Remove"
        </LinkButton>
    };
    let last = match last_taken {
        Some(at) => view! { <Moment of=at /> }.into_any(),
        None => view! { "Never" }.into_any(),
    };
    let told_of: Vec<_> = events.iter().map(|kind| view! { <div>{kind.means()}</div> }).collect();
    let paused = if is_active { "" } else { "Paused" };
    view! {
        <Card title="Endpoint" sub=paused end=end foot=foot padded=true>
            <Facts>
                <Fact term="Address">
                    <code>{url}</code>
                </Fact>
                <Fact term="Events">{told_of}</Fact>
                <Fact term="Waiting">{grouped(pending)}</Fact>
                <Fact term="Given up">{grouped(parked)}</Fact>
                <Fact term="Last delivered">{last}</Fact>
                <Fact term="Created">
                    <When words=created.day exact=created.exact at=created.iso />
                </Fact>
            </Facts>
        </Card>
    }
}

#[component]
fn Fresh(fresh: NewSecret) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Good glyph=Glyph::Key>
            <b>{format!("The secret of “{}”. ", fresh.name)}</b>
            "Copy it now: it is never shown again. The receiver checks signatures with it, by the Standard Webhooks convention."
            <p class="secret">
                <code>{fresh.secret.clone()}</code>
                <CopyButton text=fresh.secret />
            </p>
        </Notice>
    }
}

#[component]
fn ConfirmRemove(slug: String, endpoint: EndpointRow) -> impl IntoView {
    let post = Post::<RemoveEndpoint>::named("remove");
    let back = format!("{}/{}", home(&slug), endpoint.id);
    let title = format!("Remove “{}”?", endpoint.name);
    let losses = vec![
        match endpoint.pending {
            0 => "Nothing waits to be sent to it.".to_owned(),
            1 => "1 event that waits for it will not be sent.".to_owned(),
            count => format!("{} events that wait for it will not be sent.", grouped(count)),
        },
        "Its log goes too.".to_owned(),
    ];
    view! {
        <Question title=title>
            <PostForm post=post hidden=vec![("broker", slug), ("endpoint", endpoint.id.to_string())] let:form>
                <ConfirmCard text="Nothing is sent to it from now on." losses=losses.clone() clone:back>
                    <LinkButton href=back kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Danger busy=form.busy()>"Remove"</Button>
                </ConfirmCard>
            </PostForm>
        </Question>
    }
}

#[component]
fn ConfirmSecret(slug: String, endpoint: EndpointRow, post: Post<RenewSecret>) -> impl IntoView {
    let back = format!("{}/{}", home(&slug), endpoint.id);
    let losses = vec![
        "For 24 hours both secrets sign, so that the receiver can be changed without a gap.".to_owned(),
        "After that, a receiver that still checks with the old secret refuses every message.".to_owned(),
    ];
    view! {
        <Question title="A new secret?">
            <PostForm post=post hidden=vec![("broker", slug), ("endpoint", endpoint.id.to_string())] let:form>
                <ConfirmCard text="It is shown once." losses=losses.clone() clone:back>
                    <LinkButton href=back kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Primary busy=form.busy()>"Create a new secret"</Button>
                </ConfirmCard>
            </PostForm>
        </Question>
    }
}
