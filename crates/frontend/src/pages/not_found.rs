//! What is shown where there is nothing.

use crate::components::{AuthFrame, ButtonKind, LinkButton};
use leptos::prelude::*;
use leptos_meta::Title;

/// There is no such page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Title text="Not found · Steadyline" />
        <AuthFrame
            title="There is nothing here"
            text="The address may be mistyped, or what was here is gone."
        >
            <LinkButton href="/" kind=ButtonKind::Primary full=true big=true>
                "Go to the start page"
            </LinkButton>
        </AuthFrame>
    }
}
