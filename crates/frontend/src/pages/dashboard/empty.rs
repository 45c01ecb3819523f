//! The dashboard of a pool without numbers: what comes first, second and third.

use crate::components::{ButtonKind, Card, EmptyState, Glyph, LinkButton};
use leptos::prelude::*;
use steadyline_core::page::Dashboard;

/// The first steps.
#[component]
pub(super) fn FirstSteps(dashboard: Dashboard) -> impl IntoView {
    let slug = dashboard.broker.slug.as_str().to_owned();
    let add = format!("/b/{slug}/pool/add");
    let step =
        |count: &'static str, title: &'static str, text: &'static str, link: String, words: &'static str| {
            view! {
                <li>
                    <span class="step" aria-hidden="true">
                        {count}
                    </span>
                    <div>
                        <h3>{title}</h3>
                        <p class="dim">{text}</p>
                    </div>
                    <a class="link nowrap" href=link>
                        {words}
                    </a>
                </li>
            }
        };
    view! {
        <Card label="Your pool">
            <EmptyState
                glyph=Glyph::Pool
                title=format!("The pool of {} is empty", dashboard.broker.name)
                text="Paste the numbers you own. Each lead then gets one and always sees it."
            >
                <LinkButton
                    href=add
                    kind=ButtonKind::Primary
                    icon=Glyph::Paste
                    big=true
                >
                    "Add numbers"
                </LinkButton>
            </EmptyState>
        </Card>
        <Card title="Next steps">
            <ol class="steps">
                {step(
                    "1",
                    "Review the policy",
                    "How many leads share a number, how often a lead is called, and at what hours.",
                    format!("/b/{slug}/settings"),
                    "Settings",
                )}
                {step(
                    "2",
                    "Connect your dialer",
                    "A key lets n8n or a CRM ask for a lead's number and report the outcome of each call.",
                    format!("/b/{slug}/settings/keys"),
                    "API keys",
                )}
                {step(
                    "3",
                    "Add a lead",
                    "It gets a number at once, and its page says why.",
                    format!("/b/{slug}/leads/new"),
                    "New lead",
                )}
            </ol>
        </Card>
    }
}
