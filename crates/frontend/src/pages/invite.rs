//! A link that is used once: to become a user, or to choose another password.

use crate::address::use_query_value;
use crate::components::{AuthFrame, Button, ButtonKind, Field, LinkButton};
use crate::form::{Post, PostForm};
use crate::loading::{Again, Load, read_again};
use leptos::prelude::*;
use leptos_meta::Title;
use steadyline_api::invite::{self, AcceptInvite};
use steadyline_core::invite::InviteState;
use steadyline_core::page::LinkPage;

/// The invited person says who they are.
#[component]
pub fn InvitePage() -> impl IntoView {
    view! { <Link title="Join Steadyline" /> }
}

/// A user chooses another password.
#[component]
pub fn ResetPage() -> impl IntoView {
    view! { <Link title="Choose a new password" /> }
}

#[component]
fn Link(title: &'static str) -> impl IntoView {
    let token = use_query_value("token");
    let link = read_again(Again::ChangedHere, move || token.get(), invite::opened_link);
    view! {
        <Title text=format!("{title} · Steadyline") />
        <Load
            from=link
            rows=3
            view=move |link| opened(link, token.get_untracked())
        />
    }
}

fn opened(link: Option<LinkPage>, token: String) -> AnyView {
    match link {
        Some(link) if link.state == InviteState::Open => view! { <Use link=link token=token /> }.into_any(),
        other => view! { <Over link=other /> }.into_any(),
    }
}

/// Why a link cannot be used, and what to do.
#[component]
fn Over(link: Option<LinkPage>) -> impl IntoView {
    let by = link.as_ref().map(|link| link.made_by.clone()).unwrap_or_default();
    let (title, text) = match link.map(|link| link.state) {
        Some(InviteState::Used) => (
            "This link has been used",
            "It works once. If it was you, sign in with the password you chose; if not, tell an admin."
                .to_owned(),
        ),
        Some(InviteState::Expired) => {
            ("This link has expired", format!("It was not used in time. Ask {by} for a new one."))
        }
        Some(InviteState::Revoked) => (
            "This link no longer works",
            format!("It was revoked or replaced by a newer one. Look for the newest one, or ask {by}."),
        ),
        _ => (
            "This link does not work",
            "Part of it may be missing. Open it again from where you got it, or ask for a new one."
                .to_owned(),
        ),
    };
    view! {
        <AuthFrame title=title text=text>
            <LinkButton href="/sign-in" full=true big=true>
                "Sign in"
            </LinkButton>
        </AuthFrame>
    }
}

#[component]
fn Use(link: LinkPage, token: String) -> impl IntoView {
    let post = Post::<AcceptInvite>::new();
    let LinkPage { email, office, is_reset, made_by, .. } = link;
    let (title, text, button) = if is_reset {
        let text = format!("For {email}. Changing it signs you out everywhere else.");
        ("Choose a new password", text, "Change and sign in")
    } else if office.is_empty() {
        ("Join Steadyline", format!("{made_by} invites you as an admin: you will see every broker."), "Join")
    } else {
        ("Join Steadyline", format!("{made_by} invites you to {office}."), "Join")
    };
    view! {
        <AuthFrame title=title text=text foot="The link works once. You are signed in right after.">
            <PostForm post=post hidden=vec![("token", token)] let:form>
                // So that a password manager knows whose it is.
                <Field
                    name="email"
                    label="Email"
                    kind="email"
                    autocomplete="username"
                    value=email.clone()
                    readonly=true
                />
                {(!is_reset)
                    .then(|| {
                        view! {
                            <Field
                                name="name"
                                label="Your name"
                                autocomplete="name"
                                hint="Others see it next to what you do."
                                value=form.typed("name", "")
                                error=form.error("name")
                                required=true
                                autofocus=true
                            />
                        }
                    })}
                <Field
                    name="password"
                    label=if is_reset { "New password" } else { "Password" }
                    kind="password"
                    autocomplete="new-password"
                    hint="At least 10 characters. A few unrelated words are easy to remember."
                    error=form.error("password")
                    required=true
                    autofocus=is_reset
                />
                <Button kind=ButtonKind::Primary full=true big=true busy=form.busy()>
                    {button}
                </Button>
            </PostForm>
        </AuthFrame>
    }
}
