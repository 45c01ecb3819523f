//! Keys of the API: made, shown once, revoked.

use super::client::Clients;
use super::{Section, beside_menu};
use crate::address::{use_broker, use_query_value};
use crate::components::{
    Button, ButtonKind, Cancel, Card, ConfirmCard, CopyButton, Crumb, DialogLink, EmptyState, Field, Glyph,
    LinkButton, Moment, Notice, NoticeKind, Page, TableScroll, When, keyed,
};
use crate::form::{Post, PostForm};
use crate::loading::{Load, Once, read};
use leptos::prelude::*;
use steadyline_api::api_key::{self, CreateApiKey, RevokeApiKey};
use steadyline_core::page::{ApiKeyRow, ApiKeysPage, NewApiKey};

/// Where the page of keys is: of a broker, or with an empty slug of admins.
fn home(slug: &str) -> String {
    if slug.is_empty() { "/admin/keys".to_owned() } else { format!("/b/{slug}/settings/keys") }
}

/// The keys of a broker.
#[component]
pub fn KeysPage() -> impl IntoView {
    let broker = use_broker();
    // Here, not below: making a key reads the page again, and what came of it must outlive that.
    let fresh = Once::at(broker);
    let post = Post::<CreateApiKey>::telling("new", fresh);
    let keys =
        read(move || (broker.get(), fresh.was_read()), |(broker, again)| api_key::api_keys(broker, again));
    let title = title_of(&broker.get_untracked());
    view! {
        <Load
            from=keys
            title=title
            around=|content| beside_menu(Section::Keys, content)
            view=move |mut keys: ApiKeysPage| {
                fresh.read(keys.fresh.take());
                view! { <Keys keys=keys post=post fresh=fresh /> }
            }
        />
    }
}

/// What the page of keys is called, in the navigation too.
const fn title_of(slug: &str) -> &'static str {
    if slug.is_empty() { "Admin keys" } else { "API keys" }
}

/// The keys of admins.
#[component]
pub fn AdminKeysPage() -> impl IntoView {
    view! { <KeysPage /> }
}

/// Makes a key of a broker.
#[component]
pub fn NewKeyPage() -> impl IntoView {
    let slug = use_broker().get_untracked();
    let post = Post::<CreateApiKey>::named("new");
    view! {
        <Page title="New key" narrow=true crumbs=vec![Crumb::new(title_of(&slug), home(&slug))]>
            <Card label="New key" padded=true>
                <NewKey post=post slug=slug />
            </Card>
        </Page>
    }
}

/// Makes a key of admins.
#[component]
pub fn NewAdminKeyPage() -> impl IntoView {
    view! { <NewKeyPage /> }
}

#[component]
fn NewKey(post: Post<CreateApiKey>, slug: String) -> impl IntoView {
    let back = home(&slug);
    let hint = if slug.is_empty() {
        "Who uses it. It opens every broker's data: do not give it to anyone who should see only one."
    } else {
        "Who uses it. Give each program its own key, so you can revoke one without the others."
    };
    view! {
        <PostForm post=post hidden=vec![("broker", slug)] let:form>
            <Field
                form="new"
                name="name"
                label="Name"
                placeholder="n8n"
                autocomplete="off"
                hint=hint
                value=form.typed("name", "")
                error=form.error("name")
                required=true
                autofocus=true
            />
            <div class="bar">
                <Cancel href=back.clone() />
                <Button kind=ButtonKind::Primary icon=Glyph::Key busy=form.busy()>
                    "Create the key"
                </Button>
            </div>
        </PostForm>
    }
}

#[component]
fn Keys(keys: ApiKeysPage, post: Post<CreateApiKey>, fresh: Once<NewApiKey>) -> impl IntoView {
    let ApiKeysPage { broker, keys, base, .. } = keys;
    let slug = broker.as_ref().map(|broker| broker.slug.as_str().to_owned()).unwrap_or_default();
    let (asked, all, confirm_slug) =
        (use_query_value("revoke"), StoredValue::new(keys.clone()), slug.clone());
    let prefix =
        keys.iter().find(|key| key.revoked.is_none()).map(|key| key.prefix.clone()).unwrap_or_default();
    let content = view! {
        <div class="stack">
            {move || {
                let id = asked.get();
                all.with_value(|keys| {
                    keys.iter().find(|key| key.id.to_string() == id && key.revoked.is_none()).cloned()
                })
                    .map(|key| view! { <ConfirmRevoke slug=confirm_slug.clone() row=key /> })
            }}
            {move || fresh.told().map(|fresh| view! { <Fresh fresh=fresh /> })}
            <KeyTable slug=slug.clone() keys=keys post=post />
            <Clients base=base prefix=prefix broker=(!slug.is_empty()).then(|| slug.clone()) />
        </div>
    };
    view! { <Page title=title_of(&slug)>{beside_menu(Section::Keys, content.into_any())}</Page> }
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
    let back = home(&slug);
    view! {
        <Card title=title padded=true>
            <PostForm post=post hidden=vec![("broker", slug), ("key", row.id.to_string())] let:form>
                <ConfirmCard
                    text="This cannot be undone: create a new key instead."
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
            <b>{format!("The key “{}” is created. ", fresh.name)}</b>
            "Copy it now: it is never shown again."
            <p class="secret">
                <code>{fresh.key.clone()}</code>
                <CopyButton text=fresh.key />
            </p>
        </Notice>
    }
}

#[component]
fn KeyTable(slug: String, keys: Vec<ApiKeyRow>, post: Post<CreateApiKey>) -> impl IntoView {
    let text = if slug.is_empty() {
        "An admin's key opens every broker's data, and manages brokers and users."
    } else {
        "With a key, other programs ask for a lead's number and report call outcomes."
    };
    let of = slug.clone();
    let new = view! {
        <DialogLink
            href=format!("{}/new", home(&slug))
            label="New key"
            title="New key"
            kind=ButtonKind::Primary
            icon=Glyph::Plus
        >
            <NewKey post=post slug=of.clone() />
        </DialogLink>
    };
    let count = match keys.iter().filter(|key| key.revoked.is_none()).count() {
        0 => String::new(),
        count => count.to_string(),
    };
    view! {
        <Card title="Keys" count=count end=new>
            {if keys.is_empty() {
                view! {
                    <EmptyState
                        glyph=Glyph::Key
                        title="No keys yet"
                        text=text
                    />
                }
                    .into_any()
            } else {
                view! {
                    <TableScroll label="Keys">
                        <table class="table">
                            <caption class="hush">"API keys"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Name"</th>
                                    <th scope="col" class="wide-only">
                                        "Begins with"
                                    </th>
                                    <th scope="col" class="wide-only">
                                        "Created"
                                    </th>
                                    <th scope="col">"Last used"</th>
                                    <th scope="col" class="num">
                                        <span class="hush">"Revoke"</span>
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {keyed(keys, |key| key.id, |key| view! { <KeyLine slug=slug.clone() row=key /> })}
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
        Some(at) => view! { <Moment of=at /> }.into_any(),
        None => view! { <span class="dim">"Never"</span> }.into_any(),
    };
    let end = match revoked {
        Some(at) => view! {
            <span class="dim">"Revoked "<When words=at.day exact=at.exact at=at.iso /></span>
        }
        .into_any(),
        None => view! {
            <LinkButton href=format!("{}?revoke={id}", home(&slug)) kind=ButtonKind::Danger>
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
