//! People who sign in: those of an office, and for admins everybody.

mod ask;
mod invite;
mod row;

pub use invite::InvitePersonPage;

use crate::address::{use_broker, use_query_value};
use crate::components::{
    ButtonKind, Card, CopyButton, DialogLink, EmptyState, Glyph, Notice, NoticeKind, Page, TableScroll, keyed,
};
use crate::form::Post;
use crate::loading::{Load, Once, read};
use crate::pages::settings::{Section, beside_menu};
use ask::Ask;
use invite::InviteForm;
use leptos::prelude::*;
use row::{InviteLine, Row};
use steadyline_api::invite::{InviteUser, ResetUser};
use steadyline_api::user;
use steadyline_core::page::{NewLink, UserRow, UsersPage};

/// What is done about somebody. It outlives the reading of the page, which every change brings.
#[derive(Clone, Copy)]
pub(crate) struct Posts {
    invite: Post<InviteUser>,
    reset: Post<ResetUser>,
    /// The link that one of them made last.
    link: Once<NewLink>,
}

impl Posts {
    fn of(broker: Signal<String>) -> Self {
        let link = Once::at(broker);
        Self { invite: Post::telling("invite", link), reset: Post::telling("reset", link), link }
    }
}

/// Where the page of these people is: of an office, or with an empty slug of everybody.
pub(crate) fn home(slug: &str) -> String {
    if slug.is_empty() { "/admin/users".to_owned() } else { format!("/b/{slug}/settings/users") }
}

/// Who signs in.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let broker = use_broker();
    let posts = Posts::of(broker);
    let link = posts.link;
    let users = read(move || (broker.get(), link.was_read()), |(broker, again)| user::users(broker, again));
    view! {
        <Load
            from=users
            title="Users"
            around=|content| beside_menu(Section::Users, content)
            view=move |mut users: UsersPage| {
                link.read(users.fresh.take());
                view! { <People page=users posts=posts /> }
            }
        />
    }
}

#[component]
fn People(page: UsersPage, posts: Posts) -> impl IntoView {
    let UsersPage { broker, users, invites, brokers, is_admin, .. } = page;
    let slug = broker.as_ref().map(|broker| broker.slug.as_str().to_owned()).unwrap_or_default();
    let (asked, who) = (use_query_value("ask"), use_query_value("user"));
    let all = StoredValue::new(users.clone());
    let offices = StoredValue::new(brokers.clone());
    let of = slug.clone();
    let ask = move || {
        let (id, what) = (who.get(), asked.get());
        let user = all.with_value(|users| users.iter().find(|user| user.id.to_string() == id).cloned())?;
        Some(view! { <Ask what=what user=user slug=of.clone() brokers=offices.get_value() /> })
    };
    let (invite_href, to, choices) = (format!("{}/invite", home(&slug)), slug.clone(), brokers.clone());
    let button = move || {
        view! {
            <DialogLink
                href=invite_href.clone()
                label="Invite"
                title="Invite someone"
                kind=ButtonKind::Primary
                icon=Glyph::InviteUser
            >
                <InviteForm post=posts.invite slug=to.clone() brokers=choices.clone() />
            </DialogLink>
        }
    };
    let content = view! {
        <div class="stack">
            {ask} {move || posts.link.told().map(|made| view! { <Fresh made=made /> })}
            <UserTable slug=slug.clone() users=users is_admin=is_admin posts=posts end=button() />
            {(!invites.is_empty())
                .then(|| {
                    view! {
                        <Card title="Open links" count=invites.len().to_string() sub="Each works once">
                            <ul class="rows lines">
                                {keyed(
                                    invites,
                                    |invite| invite.id,
                                    |invite| {
                                        view! { <InviteLine invite=invite shows_office=slug.is_empty() /> }
                                    },
                                )}
                            </ul>
                        </Card>
                    }
                })}
        </div>
    };
    view! { <Page title="Users">{beside_menu(Section::Users, content.into_any())}</Page> }
}

/// A link just made.
#[component]
fn Fresh(made: NewLink) -> impl IntoView {
    let NewLink { email, link, is_reset, ends } = made;
    let what = if is_reset {
        format!("{email} can choose a new password with this link. ")
    } else {
        format!("This link invites {email}. ")
    };
    view! {
        <Notice kind=NoticeKind::Good glyph=Glyph::InviteUser>
            <b>{what}</b>
            {format!("Copy it now and send it to them: it is never shown again, works once, and expires {ends}.")}
            <p class="secret">
                <code>{link.clone()}</code>
                <CopyButton text=link />
            </p>
        </Notice>
    }
}

#[component]
fn UserTable(
    slug: String,
    users: Vec<UserRow>,
    is_admin: bool,
    posts: Posts,
    /// The button that invites.
    #[prop(into)]
    end: crate::components::Slot,
) -> impl IntoView {
    let of_all = slug.is_empty();
    let count = users.len().to_string();
    let table = if users.is_empty() {
        view! {
            <EmptyState
                glyph=Glyph::User
                title="No users for this broker yet"
                text="Invite the people who work here. Admins can see this broker without being listed."
            />
        }
        .into_any()
    } else {
        view! {
            <TableScroll label="Users">
                <table class="table">
                    <caption class="hush">"People who sign in"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            {of_all.then(|| view! { <th scope="col" class="wide-only">"Can see"</th> })}
                            <th scope="col" class="wide-only">
                                "Last seen"
                            </th>
                            <th scope="col" class="wide-only">
                                "Since"
                            </th>
                            <th scope="col" class="num">
                                <span class="hush">"More"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {keyed(
                            users,
                            |row| row.id,
                            |row| {
                                view! { <Row row=row slug=slug.clone() is_admin=is_admin post=posts.reset /> }
                            },
                        )}
                    </tbody>
                </table>
            </TableScroll>
        }
        .into_any()
    };
    view! {
        <Card title="Who can sign in" count=count end=end>
            {table}
        </Card>
    }
}
