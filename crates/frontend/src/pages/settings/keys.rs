//! Keys of the API: made, shown once, revoked.

use super::SettingsMenu;
use crate::address::{use_broker, use_query_value};
use crate::components::{
    Button, ButtonKind, Card, ConfirmCard, CopyButton, EmptyState, Field, Glyph, LinkButton, Notice,
    NoticeKind, Page, TableScroll, When,
};
use crate::form::{Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use steadyline_api::api_key::{self, CreateApiKey, RevokeApiKey};
use steadyline_core::page::{ApiKeyRow, ApiKeysPage, NewApiKey};

/// The keys.
#[component]
pub fn KeysPage() -> impl IntoView {
    let broker = use_broker();
    let keys = read(move || broker.get(), api_key::api_keys);
    // Here, not below: making a key reads the page again, and its answer must outlive that.
    let post = Post::<CreateApiKey>::new();
    view! { <Load from=keys title="API keys" view=move |keys| view! { <Keys keys=keys post=post /> } /> }
}

#[component]
fn Keys(keys: ApiKeysPage, post: Post<CreateApiKey>) -> impl IntoView {
    let ApiKeysPage { broker, keys, webhooks, fresh } = keys;
    let slug = broker.slug.as_str().to_owned();
    let hidden = vec![("broker", slug.clone())];
    let (asked, all, confirm_slug) =
        (use_query_value("revoke"), StoredValue::new(keys.clone()), slug.clone());
    let fresh = Signal::derive(move || post.answer().get().and_then(Result::ok).or_else(|| fresh.clone()));
    view! {
        <Page title="API keys">
            <div class="with-menu">
                <SettingsMenu slug=slug.clone() keys=true />
                <div class="stack">
                    {move || {
                        let id = asked.get();
                        all.with_value(|keys| {
                            keys.iter().find(|key| key.id.to_string() == id && key.revoked.is_none()).cloned()
                        })
                            .map(|key| view! { <ConfirmRevoke slug=confirm_slug.clone() row=key /> })
                    }}
                    {move || fresh.get().map(|fresh| view! { <Fresh fresh=fresh /> })}
                    <Card title="New key" sub="For n8n, a CRM or a dialer" padded=true>
                        <PostForm post=post hidden=hidden clears=true let:form>
                            <Field
                                name="name"
                                label="Name"
                                placeholder="n8n"
                                hint="Who uses it: one key each, so that one can be revoked alone."
                                value=form.typed("name", "")
                                error=form.error("name")
                                required=true
                            />
                            <div class="bar">
                                <Button kind=ButtonKind::Primary icon=Glyph::Key busy=form.busy()>
                                    "Make a key"
                                </Button>
                            </div>
                        </PostForm>
                    </Card>
                    <KeyTable slug=slug keys=keys />
                    <Webhooks webhooks=webhooks />
                </div>
            </div>
        </Page>
    }
}

/// What revoking takes away, before it is done.
#[component]
fn ConfirmRevoke(slug: String, row: ApiKeyRow) -> impl IntoView {
    let post = Post::<RevokeApiKey>::named("revoke");
    let title = format!("Revoke “{}”?", row.name);
    let used = match row.last_used {
        Some(at) => format!("It was last used {}.", at.relative),
        None => "It was never used.".to_owned(),
    };
    let losses = vec!["Programs that use it are refused at once.".to_owned(), used];
    let back = format!("/b/{slug}/settings/keys");
    view! {
        <Card title=title padded=true>
            <PostForm post=post hidden=vec![("broker", slug), ("key", row.id.to_string())] let:form>
                <ConfirmCard
                    text="It cannot be taken back; make a new key instead."
                    losses=losses.clone()
                    clone:back
                >
                    <LinkButton href=back kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Danger busy=form.busy()>"Revoke"</Button>
                </ConfirmCard>
            </PostForm>
        </Card>
    }
}

#[component]
fn Fresh(fresh: NewApiKey) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Good glyph=Glyph::Key>
            <b>{format!("The key “{}” is made. ", fresh.name)}</b>
            "Copy it now: it is never shown again."
            <p class="secret">
                <code>{fresh.key.clone()}</code>
                <CopyButton text=fresh.key />
            </p>
        </Notice>
    }
}

#[component]
fn KeyTable(slug: String, keys: Vec<ApiKeyRow>) -> impl IntoView {
    let count = match keys.iter().filter(|key| key.revoked.is_none()).count() {
        0 => String::new(),
        count => count.to_string(),
    };
    view! {
        <Card title="Keys" count=count>
            {if keys.is_empty() {
                view! {
                    <EmptyState
                        glyph=Glyph::Key
                        title="No key yet"
                        text="With a key, other programs ask for a lead's number and report what came of calls."
                    />
                }
                    .into_any()
            } else {
                view! {
                    <TableScroll label="Keys">
                        <table class="table">
                            <caption class="hush">"Keys of the API"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Name"</th>
                                    <th scope="col" class="wide-only">
                                        "Begins with"
                                    </th>
                                    <th scope="col" class="wide-only">
                                        "Made"
                                    </th>
                                    <th scope="col">"Last used"</th>
                                    <th scope="col" class="num">
                                        <span class="hush">"Revoke"</span>
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {keys
                                    .into_iter()
                                    .map(|key| view! { <KeyLine slug=slug.clone() row=key /> })
                                    .collect_view()}
                            </tbody>
                        </table>
                    </TableScroll>
                }
                    .into_any()
            }}
        </Card>
    }
}

#[component]
fn KeyLine(slug: String, row: ApiKeyRow) -> impl IntoView {
    let ApiKeyRow { id, name, prefix, created, last_used, revoked } = row;
    let last = match last_used {
        Some(at) => view! { <When words=at.relative exact=at.exact at=at.iso /> }.into_any(),
        None => view! { <span class="dim">"Never"</span> }.into_any(),
    };
    let end = match revoked {
        Some(at) => view! {
            <span class="dim">"Revoked "<When words=at.day exact=at.exact at=at.iso /></span>
        }
        .into_any(),
        None => view! {
            <LinkButton href=format!("/b/{slug}/settings/keys?revoke={id}") kind=ButtonKind::Danger>
                "Revoke"
            </LinkButton>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="mid">
                {name}
            </th>
            <td class="wide-only">
                <code>{prefix}"…"</code>
            </td>
            <td class="wide-only">
                <When words=created.day exact=created.exact at=created.iso />
            </td>
            <td>{last}</td>
            <td class="num">{end}</td>
        </tr>
    }
}

#[component]
fn Webhooks(webhooks: Vec<String>) -> impl IntoView {
    // Served beside the pages, not by them.
    let foot = view! {
        <span class="dim">"Everything that a CRM can ask: "</span>
        <a class="link" href="/api/docs" rel="external">
            "read and try the API"
        </a>
    };
    view! {
        <Card title="Addresses" sub="Send the key as Authorization: Bearer" foot=foot>
            <ul class="rows lines">
                {webhooks
                    .into_iter()
                    .map(|address| {
                        view! {
                            <li>
                                <code class="cut">{address.clone()}</code>
                                <span class="end">
                                    <CopyButton text=address />
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Card>
    }
}
