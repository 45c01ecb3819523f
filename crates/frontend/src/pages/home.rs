//! `/`: leads on to set-up, to signing in or to the first broker.

use crate::components::{AuthFrame, LinkButton};
use crate::loading::{Load, read};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use steadyline_api::{session, set_up};

/// Leads on.
#[component]
pub fn HomePage() -> impl IntoView {
    let target = read(
        || (),
        |()| async {
            if set_up::set_up_needed().await?.needed {
                return Ok(Some("/set-up".to_owned()));
            }
            let Some(me) = session::who_am_i().await? else { return Ok(Some("/sign-in".to_owned())) };
            let first = me.brokers.first().map(|broker| format!("/b/{}", broker.slug.as_str()));
            Ok(first.or_else(|| me.is_admin().then(|| "/admin/brokers/new".to_owned())))
        },
    );
    view! {
        <Load
            from=target
            rows=1
            view=move |target| match target {
                Some(path) => {
                    let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
                    view! { <Redirect path=path options=options /> }.into_any()
                }
                None => {
                    view! {
                        <AuthFrame
                            title="No office yet"
                            text="Your account has no office yet. Ask an admin to add you to one."
                        >
                            <LinkButton href="/account">"Your account"</LinkButton>
                        </AuthFrame>
                    }
                        .into_any()
                }
            }
        />
    }
}
