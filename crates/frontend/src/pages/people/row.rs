//! Somebody who signs in, and a link that is open, as the page lists them.

use super::home;
use crate::components::{Avatar, Button, ButtonKind, Glyph, Menu, MenuItem, Moment, Opens, When};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::invite::{ResetUser, RevokeInvite};
use steadyline_api::user::{EnableUser, SignOutUser};
use steadyline_core::page::{InviteRow, UserRow};

#[component]
pub(super) fn Row(row: UserRow, slug: String, is_admin: bool, post: Post<ResetUser>) -> impl IntoView {
    let UserRow { id, email, name, broker, created, last_seen, disabled, is_me, is_last_admin } = row;
    let of_all = slug.is_empty();
    let sees_here = of_all.then(|| {
        let words = broker.as_ref().map_or("everything (admin)", |broker| broker.name.as_str()).to_owned();
        view! { <span class="dim small phone-only">{format!("Sees {words}")}</span> }
    });
    let sees = of_all.then(|| match broker {
        Some(broker) => view! {
            <td class="wide-only">
                <a class="link" href=format!("/b/{}", broker.slug.as_str())>
                    {broker.name}
                </a>
            </td>
        }
        .into_any(),
        None => view! { <td class="mid wide-only">"Everything (admin)"</td> }.into_any(),
    });
    let seen = match last_seen {
        Some(at) => view! { <Moment of=at /> }.into_any(),
        None => view! { <span class="dim">"Never"</span> }.into_any(),
    };
    let is_disabled = disabled.is_some();
    let mark = match disabled {
        Some(at) => Some(
            view! {
                <span class="dim">
                    " · disabled " <When words=at.relative exact=at.exact at=at.iso />
                </span>
            }
            .into_any(),
        ),
        None if is_me => Some(view! { <span class="dim">" · you"</span> }.into_any()),
        None if is_last_admin => Some(view! { <span class="dim">" · the only admin"</span> }.into_any()),
        None => None,
    };
    let menu = if is_me {
        view! {
            <a class="button quiet" href="/account">
                "Your account"
            </a>
        }
        .into_any()
    } else {
        let can_leave = !is_last_admin;
        view! {
            <Menu id=format!("user-{id}") label=format!("More for {name}") opens=Opens::DownEnd>
                <Acts
                    user=id.to_string()
                    slug=slug
                    is_admin=is_admin
                    is_disabled=is_disabled
                    can_leave=can_leave
                    post=post
                />
            </Menu>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">
                <div class="who">
                    <Avatar name=name.clone() />
                    <span>
                        <span class="mid">{name}</span>
                        {mark}
                        <br />
                        <span class="dim small">{email}</span>
                        {sees_here}
                    </span>
                </div>
            </th>
            {sees}
            <td class="wide-only">{seen}</td>
            <td class="wide-only">
                <When words=created.day exact=created.exact at=created.iso />
            </td>
            <td class="num">{menu}</td>
        </tr>
    }
}

/// What may be done about somebody else.
#[component]
fn Acts(
    user: String,
    slug: String,
    is_admin: bool,
    is_disabled: bool,
    can_leave: bool,
    post: Post<ResetUser>,
) -> impl IntoView {
    let page = home(&slug);
    let ask = |what: &str| format!("{page}?ask={what}&user={user}");
    let own = vec![("user", user.clone())];
    let sign_out = Post::<SignOutUser>::named("sign-out");
    let enable = Post::<EnableUser>::named("enable");
    if is_disabled {
        return view! {
            <PostForm post=enable bare=true hidden=own class="" let:_form>
                <MenuItem icon=Glyph::Restore>"Enable"</MenuItem>
            </PostForm>
        }
        .into_any();
    }
    let admins = is_admin.then(|| {
        view! {
            <PostForm
                post=post
                bare=true
                class=""
                hidden=vec![("user", user.clone()), ("page", slug.clone())]
                let:_form
            >
                <MenuItem icon=Glyph::Key>"Link to reset the password"</MenuItem>
            </PostForm>
            {can_leave
                .then(|| {
                    view! {
                        <MenuItem href=ask("role") icon=Glyph::Switch>
                            "Change their access"
                        </MenuItem>
                    }
                })}
        }
    });
    view! {
        {admins}
        <PostForm post=sign_out bare=true hidden=own class="" let:_form>
            <MenuItem icon=Glyph::SignOut>"Sign out everywhere"</MenuItem>
        </PostForm>
        {can_leave
            .then(|| {
                view! {
                    <hr />
                    <MenuItem href=ask("disable") icon=Glyph::Close danger=true>
                        "Disable"
                    </MenuItem>
                }
            })}
    }
    .into_any()
}

#[component]
pub(super) fn InviteLine(invite: InviteRow, shows_office: bool) -> impl IntoView {
    let InviteRow { id, email, broker, is_reset, made_by, made, ends } = invite;
    let post = Post::<RevokeInvite>::named("revoke");
    let what = match (is_reset, broker) {
        (true, _) => "another password".to_owned(),
        (false, None) => "admin".to_owned(),
        (false, Some(broker)) if shows_office => broker.name,
        (false, Some(_)) => String::new(),
    };
    let what = if what.is_empty() { what } else { format!(" · {what}") };
    let label = format!("Revoke the link for {email}");
    view! {
        <li>
            <span class="cut">
                <span class="mid">{email}</span>
                {what}
                <br />
                <span class="dim small">
                    {format!("By {made_by}, ")} <When words=made.relative exact=made.exact at=made.iso />
                    ". Expires " <When words=ends.exact.clone() exact=ends.exact at=ends.iso />
                </span>
            </span>
            <span class="end">
                <PostForm post=post bare=true class="" hidden=vec![("invite", id.to_string())] let:form>
                    <Button kind=ButtonKind::Danger busy=form.busy() attr:aria-label=label.clone()>
                        "Revoke"
                    </Button>
                </PostForm>
            </span>
        </li>
    }
}
