//! The own account.

use crate::components::{Button, ButtonKind, Card, Fact, Facts, Field, Page};
use crate::form::{Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use steadyline_api::session::{self, ChangePassword};
use steadyline_core::page::Me;

/// Who one is, and the password.
#[component]
pub fn AccountPage() -> impl IntoView {
    let me = read(|| (), |()| session::who_am_i());
    view! {
        <Page title="Your account" narrow=true>
            <Load
                from=me
                rows=3
                view=move |me| {
                    me.map(|me| {
                        let email = me.user.email.clone();
                        view! {
                            <Who me=me />
                            <Card title="Password" padded=true>
                                <Password email=email />
                            </Card>
                        }
                    })
                }
            />
        </Page>
    }
}

#[component]
fn Who(me: Me) -> impl IntoView {
    let role =
        if me.is_admin() { "Admin: every office, brokers and users" } else { "Broker: the own office" };
    let offices: Vec<String> = me.brokers.iter().map(|broker| broker.name.clone()).collect();
    view! {
        <Card title=me.user.name padded=true>
            <Facts>
                <Fact term="E-mail">{me.user.email.to_string()}</Fact>
                <Fact term="Role">{role}</Fact>
                <Fact term="Offices">{offices.join(", ")}</Fact>
            </Facts>
        </Card>
    }
}

#[component]
fn Password(email: String) -> impl IntoView {
    let post = Post::<ChangePassword>::new();
    view! {
        <PostForm post=post clears=true let:form>
            // So that a password manager knows whose it is.
            <input type="text" autocomplete="username" value=email.clone() hidden />
            <Field
                name="old_password"
                label="Current password"
                kind="password"
                autocomplete="current-password"
                error=form.error("old_password")
                required=true
            />
            <Field
                name="new_password"
                label="New password"
                kind="password"
                autocomplete="new-password"
                hint="10 characters at least. Everywhere else you are signed out."
                error=form.error("new_password")
                required=true
            />
            <div class="bar">
                <Button kind=ButtonKind::Primary busy=form.busy()>"Change password"</Button>
            </div>
        </PostForm>
    }
}
