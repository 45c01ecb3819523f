//! What a person says of a connection.

use super::home;
use crate::address::use_broker;
use crate::components::{Button, ButtonKind, Cancel, Card, Crumb, Field, Page};
use crate::form::{Post, PostForm};
use crate::loading::{Again, Load, read_again};
use leptos::prelude::*;
use steadyline_api::connection::{self, ConnectCarrier};
use steadyline_core::carrier::dollars;
use steadyline_core::page::{CarrierPage as Shown, Connection};

/// Changes the connection of an office.
#[component]
pub fn EditCarrierPage() -> impl IntoView {
    let broker = use_broker();
    let page = read_again(Again::ChangedHere, move || broker.get(), connection::carrier);
    view! {
        <Load
            from=page
            title="Change the connection"
            view=|page: Shown| {
                let slug = page.broker.map(|broker| broker.slug.as_str().to_owned()).unwrap_or_default();
                let crumbs = vec![Crumb::new("SignalWire", home(&slug))];
                let title =
                    if page.connection.is_some() { "Change the connection" } else { "Connect SignalWire" };
                view! {
                    <Page title=title narrow=true crumbs=crumbs>
                        <Card label=title padded=true>
                            <ConnectForm slug=slug connection=page.connection can_keep=page.can_keep />
                        </Card>
                    </Page>
                }
            }
        />
    }
}

/// Changes the connection of the installation.
#[component]
pub fn EditAdminCarrierPage() -> impl IntoView {
    view! { <EditCarrierPage /> }
}

#[component]
pub(super) fn ConnectForm(
    slug: String,
    /// The one that is changed; none connects.
    connection: Option<Connection>,
    can_keep: bool,
    /// Stands on the page that leaving it would lead to.
    #[prop(optional)]
    at_home: bool,
) -> impl IntoView {
    let post = Post::<ConnectCarrier>::named("connect");
    let back = home(&slug);
    let is_new = connection.is_none();
    let space = connection.as_ref().and_then(|known| known.space.clone()).unwrap_or_default();
    let end = connection.as_ref().and_then(|known| known.project_end.clone());
    let price = connection.as_ref().and_then(|known| known.monthly_cents);
    let price = price.map(|cents| dollars(i64::from(cents)).trim_start_matches('$').to_owned());
    let limit = connection.as_ref().map_or(10, |known| known.buys_per_day).to_string();
    // What does not open has to be entered whole.
    let keeps = end.is_some();
    let project_hint = match end {
        Some(end) => format!("Leave it empty to keep the one that ends in {end}."),
        None => "On the page “API Credentials” of your space, such as 8f0119bf-f4e2-…".to_owned(),
    };
    let (token_hint, key_hint) = if keeps {
        ("Leave it empty to keep the current one.", "Leave it empty to keep the current one.")
    } else {
        (
            "Begins with PT, and has the scopes Numbers and Voice.",
            "Begins with PSK. SignalWire signs its callbacks with it.",
        )
    };
    let button = if is_new { "Connect" } else { "Save" };
    view! {
        <PostForm post=post hidden=vec![("broker", slug)] let:form>
            <Field
                form="connect"
                name="space"
                label="Space"
                placeholder="example.signalwire.com"
                autocomplete="off"
                value=form.typed("space", space.clone())
                error=form.error("space")
                required=true
            />
            <Field
                form="connect"
                name="project"
                label="Project ID"
                autocomplete="off"
                hint=project_hint.clone()
                value=form.typed("project", "")
                error=form.error("project")
                required=!keeps
                optional=keeps
            />
            <div class="field-row">
                <Field
                    form="connect"
                    name="token"
                    label="API token"
                    kind="password"
                    autocomplete="off"
                    hint=token_hint
                    error=form.error("token")
                    required=!keeps
                    optional=keeps
                />
                <Field
                    form="connect"
                    name="signing_key"
                    label="Signing key"
                    kind="password"
                    autocomplete="off"
                    hint=key_hint
                    error=form.error("signing_key")
                    required=!keeps
                    optional=keeps
                />
            </div>
            <div class="field-row">
                <Field
                    form="connect"
                    name="monthly_price"
                    label="Monthly price of a number, $"
                    placeholder="0.50"
                    autocomplete="off"
                    hint="From your contract: SignalWire does not tell us. Shown before you buy a number; if empty, you are asked then."
                    value=form.typed("monthly_price", price.clone().unwrap_or_default())
                    error=form.error("monthly_price")
                    optional=true
                />
                <Field
                    form="connect"
                    name="buys_per_day"
                    label="Most numbers bought a day"
                    kind="number"
                    autocomplete="off"
                    hint="0 to 1,000."
                    value=form.typed("buys_per_day", limit.clone())
                    error=form.error("buys_per_day")
                />
            </div>
            {(!can_keep)
                .then(|| {
                    view! {
                        <p class="dim small">
                            "No connection can be saved until whoever runs Steadyline sets "
                            <code>"STEADYLINE_SECRET_KEY"</code> "."
                        </p>
                    }
                })}
            <div class="bar">
                {(!at_home).then(|| view! { <Cancel href=back.clone() /> })}
                <Button kind=ButtonKind::Primary busy=form.busy() disabled=!can_keep>
                    {button}
                </Button>
            </div>
        </PostForm>
    }
}
