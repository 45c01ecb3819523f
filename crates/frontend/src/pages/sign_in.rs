//! Signing in.

use crate::address::use_query_value;
use crate::components::{AuthFrame, Button, ButtonKind, Field};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use leptos_meta::Title;
use steadyline_api::session::SignIn;

/// Asks who it is.
#[component]
pub fn SignInPage() -> impl IntoView {
    let post = Post::<SignIn>::new();
    let next = use_query_value("next").get_untracked();
    view! {
        <Title text="Sign in · Steadyline" />
        <AuthFrame title="Sign in" foot="No account yet, or forgot your password? Ask a colleague or an admin for a link.">
            <PostForm post=post hidden=vec![("next", next)] let:form>
                <Field
                    name="email"
                    label="Email"
                    kind="email"
                    autocomplete="username"
                    value=form.typed("email", "")
                    error=form.error("email")
                    required=true
                    autofocus=true
                />
                <Field
                    name="password"
                    label="Password"
                    kind="password"
                    autocomplete="current-password"
                    error=form.error("password")
                    required=true
                />
                <Button kind=ButtonKind::Primary full=true big=true busy=form.busy()>
                    "Sign in"
                </Button>
            </PostForm>
        </AuthFrame>
    }
}
