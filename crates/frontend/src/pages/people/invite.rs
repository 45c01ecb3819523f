//! Inviting somebody: a dialog, and a page of its own.

use super::ask::sees_options;
use super::home;
use crate::address::use_broker;
use crate::components::{Button, ButtonKind, Cancel, Card, Crumb, Field, Glyph, Page, SelectField};
use crate::form::{Post, PostForm};
use crate::loading::{Again, Load, read_again};
use leptos::prelude::*;
use steadyline_api::invite::InviteUser;
use steadyline_api::user;
use steadyline_core::page::BrokerLink;

/// Invites somebody.
#[component]
pub fn InvitePersonPage() -> impl IntoView {
    let broker = use_broker();
    // The link just made is told on the page of users.
    let users = read_again(Again::Never, move || broker.get(), |broker| user::users(broker, true));
    let post = Post::<InviteUser>::named("invite");
    view! {
        <Load
            from=users
            title="Invite"
            view=move |page| {
                let slug = page.broker.map(|broker| broker.slug.as_str().to_owned()).unwrap_or_default();
                view! {
                    <Page title="Invite" narrow=true crumbs=vec![Crumb::new("Users", home(&slug))]>
                        <Card title="Invite someone" padded=true>
                            <InviteForm post=post slug=slug brokers=page.brokers />
                        </Card>
                    </Page>
                }
            }
        />
    }
}

/// Whom, and to what. On the page of an office it is that office.
#[component]
pub(super) fn InviteForm(post: Post<InviteUser>, slug: String, brokers: Vec<BrokerLink>) -> impl IntoView {
    let of_all = slug.is_empty();
    let mut hidden = vec![("page", slug.clone())];
    if !of_all {
        hidden.push(("broker", slug.clone()));
    }
    let options = sees_options(brokers);
    let first = options.first().map(|option| option.value.clone()).unwrap_or_default();
    let back = home(&slug);
    view! {
        <PostForm post=post hidden=hidden let:form>
            <Field
                form="invite"
                name="email"
                label="Email"
                kind="email"
                autocomplete="off"
                hint="They will sign in with it. You get a link to send them; they choose their name and password."
                value=form.typed("email", "")
                error=form.error("email")
                required=true
                autofocus=true
            />
            {of_all
                .then(|| {
                    view! {
                        <SelectField
                            form="invite"
                            name="broker"
                            label="Can see"
                            options=options.clone()
                            value=form.typed("broker", first.clone())
                            error=form.error("broker")
                        />
                    }
                })}
            <div class="bar">
                <Cancel href=back.clone() />
                <Button kind=ButtonKind::Primary icon=Glyph::InviteUser busy=form.busy()>
                    "Create the link"
                </Button>
            </div>
        </PostForm>
    }
}
