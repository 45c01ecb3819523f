//! A new broker, and what an admin changes of one.

use crate::address::use_broker;
use crate::components::{
    Button, ButtonKind, Cancel, Card, Crumb, Field, LinkButton, Page, SelectField, SelectOption,
};
use crate::form::{Post, PostForm};
use crate::loading::{Again, Load, read_again};
use crate::pages::set_up::{OfficeFields, zone_words};
use crate::pages::settings::version_of;
use leptos::prelude::*;
use steadyline_api::broker::{self, CreateBroker, EditBroker};
use steadyline_core::page::{BrokerForm, BrokersQuery};

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Brokers", "/admin/brokers")]
}

/// Makes a broker.
#[component]
pub fn NewBrokerPage() -> impl IntoView {
    let brokers = read_again(Again::ChangedHere, || (), |()| broker::brokers(BrokersQuery::default()));
    view! {
        <Load
            from=brokers
            title="New broker"
            view=|brokers| {
                view! {
                    <Page title="New broker" narrow=true crumbs=crumbs()>
                        <Card label="New broker" padded=true>
                            <NewBroker time_zones=brokers.time_zones />
                        </Card>
                    </Page>
                }
            }
        />
    }
}

#[component]
fn NewBroker(time_zones: Vec<String>) -> impl IntoView {
    let post = Post::<CreateBroker>::new();
    view! {
        <PostForm post=post let:form>
            <OfficeFields form=form name="name" time_zones=time_zones.clone() />
            <Field
                name="slug"
                label="Short name"
                optional=true
                hint="Used in addresses, such as /b/alder-finch. Made from the name if left empty; it cannot be changed later."
                placeholder="alder-finch"
                value=form.typed("slug", "")
                error=form.error("slug")
            />
            <div class="bar">
                <LinkButton href="/admin/brokers" kind=ButtonKind::Quiet>
                    "Cancel"
                </LinkButton>
                <Button kind=ButtonKind::Primary busy=form.busy()>"Create the broker"</Button>
            </div>
        </PostForm>
    }
}

/// Changes a broker's name, zone and main line.
#[component]
pub fn EditBrokerPage() -> impl IntoView {
    let slug = use_broker();
    let form = read_again(Again::ChangedHere, move || slug.get(), broker::broker_form);
    view! {
        <Load
            from=form
            title="Edit the broker"
            view=|broker| {
                let title = format!("Edit {}", broker.link.name);
                view! {
                    <Page title=title narrow=true crumbs=crumbs()>
                        <Card title="Edit the broker" padded=true>
                            <EditForm broker=broker />
                        </Card>
                    </Page>
                }
            }
        />
    }
}

/// Reads what stands in the form, and shows it: for a dialog.
#[component]
pub(super) fn EditDialog(slug: String) -> impl IntoView {
    let form = read_again(Again::ChangedHere, move || slug.clone(), broker::broker_form);
    view! { <Load from=form rows=4 view=|broker| view! { <EditForm broker=broker /> } /> }
}

#[component]
fn EditForm(broker: BrokerForm) -> impl IntoView {
    let post = Post::<EditBroker>::named("edit");
    let BrokerForm { link, version, timezone, main_line, time_zones } = broker;
    let slug = link.slug.as_str().to_owned();
    let zones: Vec<SelectOption> =
        time_zones.into_iter().map(|zone| SelectOption::new(zone.clone(), zone_words(&zone))).collect();
    let main_line = main_line.map(|line| line.national()).unwrap_or_default();
    let policy = format!("/b/{slug}/settings");
    let version = version_of(version, move || post.answer().get().and_then(Result::err));
    view! {
        <PostForm post=post hidden=vec![("broker", slug.clone())] let:form>
            <input type="hidden" name="version" value=move || version.get().to_string() />
            <Field
                form="edit"
                name="name"
                label="Office name"
                autocomplete="off"
                value=form.typed("name", link.name.clone())
                error=form.error("name")
                required=true
            />
            <SelectField
                form="edit"
                name="timezone"
                label="Time zone"
                options=zones.clone()
                value=form.typed("timezone", timezone.clone())
                error=form.error("timezone")
                hint="The office's days are counted in it from now on; past figures stay as they are."
            />
            <Field
                form="edit"
                name="main_line"
                label="Main line"
                optional=true
                kind="tel"
                autocomplete="off"
                placeholder="(512) 555-0100"
                hint="Leads who call back are connected to it."
                value=form.typed("main_line", main_line.clone())
                error=form.error("main_line")
            />
            <p class="dim small">
                {format!("The short name stays {slug}: links and programs use it. ")}
                <a class="link" href=policy.clone()>
                    "All settings"
                </a>
            </p>
            <div class="bar">
                <Cancel href="/admin/brokers" />
                <Button kind=ButtonKind::Primary busy=form.busy()>"Save"</Button>
            </div>
        </PostForm>
    }
}
