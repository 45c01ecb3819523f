//! People who sign in.

use crate::address::use_query_value;
use crate::components::{
    Avatar, Button, ButtonKind, Card, ConfirmCard, Field, Glyph, LinkButton, Page, SelectField, SelectOption,
    TableScroll, When,
};
use crate::form::{Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use steadyline_api::user::{self, CreateUser, DisableUser};
use steadyline_core::page::{self, BrokerLink, UserRow};

/// Everybody, and a form for one more.
#[component]
pub fn UsersPage() -> impl IntoView {
    let users = read(|| (), |()| user::users());
    view! { <Load from=users title="Users" view=|users| view! { <Users users=users /> } /> }
}

#[component]
fn Users(users: page::UsersPage) -> impl IntoView {
    let page::UsersPage { users, brokers } = users;
    let asked = use_query_value("disable");
    let all = StoredValue::new(users.clone());
    view! {
        <Page title="Users">
            {move || {
                let id = asked.get();
                all.with_value(|users| {
                    users
                        .iter()
                        .find(|user| user.id.to_string() == id && user.disabled.is_none() && !user.is_me)
                        .cloned()
                })
                    .map(|user| view! { <ConfirmDisable user=user /> })
            }}
            <div class="with-aside">
                <Card title="Who may sign in" count=users.len().to_string()>
                    <TableScroll label="Users">
                        <table class="table">
                            <caption class="hush">"People who sign in"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Name"</th>
                                    <th scope="col">"May see"</th>
                                    <th scope="col" class="wide-only">
                                        "Since"
                                    </th>
                                    <th scope="col" class="num">
                                        <span class="hush">"Disable"</span>
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {users.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}
                            </tbody>
                        </table>
                    </TableScroll>
                </Card>
                <Card title="New user" padded=true>
                    <NewUser brokers=brokers />
                </Card>
            </div>
        </Page>
    }
}

/// What disabling takes away, before it is done.
#[component]
fn ConfirmDisable(user: UserRow) -> impl IntoView {
    let post = Post::<DisableUser>::named("disable");
    let title = format!("Disable {}?", user.name);
    let losses = vec![
        format!("{} is signed out everywhere, at once.", user.email),
        "What they did stays in every history under their name.".to_owned(),
    ];
    view! {
        <Card title=title padded=true>
            <PostForm post=post hidden=vec![("user", user.id.to_string())] let:form>
                <ConfirmCard text="They can no longer sign in." losses=losses.clone()>
                    <LinkButton href="/admin/users" kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Danger busy=form.busy()>"Disable"</Button>
                </ConfirmCard>
            </PostForm>
        </Card>
    }
}

#[component]
fn Row(row: UserRow) -> impl IntoView {
    let UserRow { id, email, name, broker, created, disabled, is_me } = row;
    let sees = match broker {
        Some(broker) => view! {
            <a class="link" href=format!("/b/{}", broker.slug.as_str())>
                {broker.name}
            </a>
        }
        .into_any(),
        None => view! { <span class="mid">"Everything (admin)"</span> }.into_any(),
    };
    let end = match disabled {
        Some(at) => view! {
            <span class="dim">"Disabled "<When words=at.day exact=at.exact at=at.iso /></span>
        }
        .into_any(),
        None if is_me => view! { <span class="dim">"You"</span> }.into_any(),
        None => view! {
            <LinkButton href=format!("/admin/users?disable={id}") kind=ButtonKind::Danger>
                "Disable"
            </LinkButton>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <div class="who">
                    <Avatar name=name.clone() />
                    <span>
                        <span class="mid">{name}</span>
                        <br />
                        <span class="dim small">{email}</span>
                    </span>
                </div>
            </th>
            <td>{sees}</td>
            <td class="wide-only">
                <When words=created.day exact=created.exact at=created.iso />
            </td>
            <td class="num">{end}</td>
        </tr>
    }
}

#[component]
fn NewUser(brokers: Vec<BrokerLink>) -> impl IntoView {
    let post = Post::<CreateUser>::new();
    let mut options: Vec<SelectOption> = brokers
        .into_iter()
        .map(|broker| SelectOption::new(broker.slug.as_str(), format!("{} alone", broker.name)))
        .collect();
    options.push(SelectOption::new("", "Everything (admin)"));
    let first = options.first().map(|option| option.value.clone()).unwrap_or_default();
    view! {
        <PostForm post=post clears=true let:form>
            <Field
                name="name"
                label="Name"
                autocomplete="off"
                value=form.typed("name", "")
                error=form.error("name")
                required=true
            />
            <Field
                name="email"
                label="E-mail"
                kind="email"
                autocomplete="off"
                value=form.typed("email", "")
                error=form.error("email")
                required=true
            />
            <Field
                name="password"
                label="First password"
                kind="password"
                autocomplete="new-password"
                hint="10 characters at least. Tell it to them; they change it under Your account."
                error=form.error("password")
                required=true
            />
            <SelectField
                name="broker"
                label="May see"
                options=options.clone()
                value=form.typed("broker", first.clone())
                error=form.error("broker")
            />
            <div class="bar">
                <Button kind=ButtonKind::Primary icon=Glyph::InviteUser busy=form.busy()>
                    "Add user"
                </Button>
            </div>
        </PostForm>
    }
}
