//! First run: the first admin and the first broker.

mod office;

pub use office::{LeadsPerNumber, OfficeFields, zone_name, zone_words};

use crate::components::{AuthFrame, Button, ButtonKind, Field, LinkButton};
use crate::form::{Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use leptos_meta::Title;
use steadyline_api::set_up;
use steadyline_core::page::SetUp;

/// Sets up, once.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let needed = read(|| (), |()| set_up::set_up_needed());
    view! {
        <Title text="Set up · Steadyline" />
        <Load
            from=needed
            view=move |set_up| {
                if set_up.needed {
                    view! { <SetUpForm set_up=set_up /> }.into_any()
                } else {
                    view! {
                        <AuthFrame title="Already set up" text="This has already been done. Sign in instead.">
                            <LinkButton href="/sign-in" kind=ButtonKind::Primary full=true big=true>
                                "Sign in"
                            </LinkButton>
                        </AuthFrame>
                    }
                        .into_any()
                }
            }
        />
    }
}

#[component]
fn SetUpForm(set_up: SetUp) -> impl IntoView {
    let post = Post::<set_up::SetUp>::new();
    let SetUp { needs_token, time_zones, .. } = set_up;
    view! {
        <AuthFrame
            roomy=true
            title="Set up Steadyline"
            text="You become the admin, and your first office gets a pool. Next, you paste your numbers."
            foot="All of this can be changed later under Settings."
        >
            <PostForm post=post let:form>
                {needs_token
                    .then(|| {
                        view! {
                            <Field
                                name="token"
                                label="Set-up token"
                                hint="The server printed it when it started. It proves that this server is yours."
                                autocomplete="off"
                                error=form.error("token")
                                required=true
                            />
                        }
                    })}
                <h2>"You"</h2>
                <div class="field-row">
                    <Field
                        name="name"
                        label="Name"
                        autocomplete="name"
                        value=form.typed("name", "")
                        error=form.error("name")
                        required=true
                    />
                    <Field
                        name="email"
                        label="Email"
                        kind="email"
                        autocomplete="username"
                        value=form.typed("email", "")
                        error=form.error("email")
                        required=true
                    />
                </div>
                <Field
                    name="password"
                    label="Password"
                    kind="password"
                    autocomplete="new-password"
                    hint="At least 10 characters. A few unrelated words are easy to remember."
                    error=form.error("password")
                    required=true
                />
                <h2>"Your first office"</h2>
                <OfficeFields form=form name="broker_name" time_zones=time_zones.clone() />
                <Button kind=ButtonKind::Primary full=true big=true busy=form.busy()>
                    "Set up and add numbers"
                </Button>
            </PostForm>
        </AuthFrame>
    }
}
