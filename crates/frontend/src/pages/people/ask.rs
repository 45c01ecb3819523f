//! What is asked before somebody may see less, or no longer sign in.

use super::home;
use crate::components::{
    Button, ButtonKind, ConfirmCard, LinkButton, Question, SelectField, SelectOption, hold_while,
};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::user::{ChangeUserRole, DisableUser};
use steadyline_core::page::{BrokerLink, UserRow};

/// The question of the address, if it is one that may be asked about this user.
#[component]
pub(super) fn Ask(what: String, user: UserRow, slug: String, brokers: Vec<BrokerLink>) -> impl IntoView {
    if user.is_me || user.is_last_admin || user.disabled.is_some() {
        return ().into_any();
    }
    match what.as_str() {
        "disable" => view! { <Disable user=user slug=slug /> }.into_any(),
        "role" if !brokers.is_empty() => view! { <Sees user=user slug=slug brokers=brokers /> }.into_any(),
        _ => ().into_any(),
    }
}

/// What disabling takes away, before it is done.
#[component]
fn Disable(user: UserRow, slug: String) -> impl IntoView {
    let post = Post::<DisableUser>::named("disable");
    let back = home(&slug);
    let title = format!("Disable {}?", user.name);
    let losses = vec![
        format!("{} is signed out everywhere, at once.", user.email),
        "What they did stays in every history under their name.".to_owned(),
        "They can be enabled again later.".to_owned(),
    ];
    view! {
        <Question title=title>
            <PostForm post=post hidden=vec![("user", user.id.to_string()), ("page", slug)] let:form>
                <ConfirmCard text="They can no longer sign in." losses=losses.clone() clone:back>
                    <LinkButton href=back kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Danger busy=form.busy()>"Disable"</Button>
                </ConfirmCard>
            </PostForm>
        </Question>
    }
}

/// What somebody may see from now on.
#[component]
fn Sees(user: UserRow, slug: String, brokers: Vec<BrokerLink>) -> impl IntoView {
    let post = Post::<ChangeUserRole>::named("role");
    // An office that is made elsewhere would take the place of the one that is chosen.
    hold_while(RwSignal::new(true));
    let back = home(&slug);
    let title = format!("What can {} see?", user.name);
    let options = sees_options(brokers);
    let now = user.broker.map(|broker| broker.slug.as_str().to_owned()).unwrap_or_default();
    view! {
        <Question title=title>
            <PostForm post=post hidden=vec![("user", user.id.to_string()), ("page", slug)] let:form>
                <SelectField
                    form="role"
                    name="sees"
                    label="Can see"
                    options=options.clone()
                    value=form.typed("sees", now.clone())
                    error=form.error("sees")
                    hint="They are signed out, and see the change when they sign in again."
                />
                <div class="bar">
                    <LinkButton href=back.clone() kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Primary busy=form.busy()>"Save"</Button>
                </div>
            </PostForm>
        </Question>
    }
}

/// One office each, then everything.
pub(super) fn sees_options(brokers: Vec<BrokerLink>) -> Vec<SelectOption> {
    let mut options: Vec<SelectOption> = brokers
        .into_iter()
        .map(|broker| SelectOption::new(broker.slug.as_str(), format!("{} only", broker.name)))
        .collect();
    options.push(SelectOption::new("", "Everything (admin)"));
    options
}
