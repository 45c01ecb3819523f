//! The workflows for n8n: what each does, and how it is brought in.

use super::{Section, beside_menu};
use crate::address::use_broker;
use crate::components::{Card, Glyph, Icon, Page};
use leptos::prelude::*;

/// A workflow: its name, its file, what it does.
const WORKFLOWS: [(&str, &str, &str); 3] = [
    (
        "Assign number and call outcome",
        "assign-and-report.json",
        "Two webhooks for your CRM: your CRM asks for a number before a call and reports the outcome after it. Errors come \
         back as errors, and each result has a branch of its own: try again, keep, route to the main line, stop.",
    ),
    (
        "Events",
        "events.json",
        "Starts when something happens here: a lead answers or books, a number is free again, the pool runs low. Checks the \
         signature first, and refuses what is not ours.",
    ),
    (
        "Call a lead from start to finish",
        "whole-way.json",
        "Asks for the lead's number, places the call with your SignalWire account from that number, waits until it is over, \
         reports the outcome, and tries again later or stops.",
    ),
];

/// The workflows, and how they are brought in.
#[component]
pub fn N8nPage() -> impl IntoView {
    let slug = use_broker().get_untracked();
    let (keys, events) = (format!("/b/{slug}/settings/keys"), format!("/b/{slug}/settings/events"));
    let content = view! {
        <div class="stack">
            <Card title="Workflows" sub="Already filled in with this installation's address">
                <ul class="rows lines wraps">
                    {WORKFLOWS
                        .map(|(name, file, what)| {
                            view! {
                                <li>
                                    <span>
                                        <span class="mid">{name}</span>
                                        <br />
                                        <span class="dim small">{what}</span>
                                    </span>
                                    <span class="end">
                                        // Served beside the pages, not by them.
                                        <a
                                            class="button"
                                            href=format!("/n8n/{file}")
                                            download=format!("steadyline-{file}")
                                            rel="external"
                                        >
                                            <Icon glyph=Glyph::Download />
                                            "Download"
                                            <span class="hush">{format!(" {name}")}</span>
                                        </a>
                                    </span>
                                </li>
                            }
                        })}
                </ul>
            </Card>
            <Card title="How to import them" padded=true>
                <div class="prose"><ol>
                    <li>
                        "Create an "<a class="link" href=keys>
                            "API key"
                        </a>
                        " named n8n. In n8n, create a Header Auth credential with the name "
                        <code>"Authorization"</code>" and the value "<code>"Bearer slk_…"</code>": the word Bearer, a space and your key."
                    </li>
                    <li>
                        "In n8n, create a new workflow, choose “Import from file”, and select the credential in each step that asks for one."
                    </li>
                    <li>
                        "Create another Header Auth credential with a secret of your own: your CRM sends it with every request, so nobody else can use the webhooks."
                    </li>
                    <li>
                        "For events, create an "<a class="link" href=events>
                            "endpoint"
                        </a>
                        " with the production URL of the workflow's webhook, and put its secret into the workflow."
                    </li>
                    <li>"Activate each workflow. A note inside it says what else it needs."</li>
                </ol></div>
            </Card>
        </div>
    };
    view! { <Page title="n8n">{beside_menu(Section::N8n, content.into_any())}</Page> }
}
