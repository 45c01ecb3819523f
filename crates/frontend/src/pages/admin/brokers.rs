//! Brokers: each an office with its own pool.

use crate::components::{
    Button, ButtonKind, Card, Crumb, Field, Glyph, LinkButton, Page, Phone, TableScroll,
};
use crate::form::{Post, PostForm};
use crate::loading::{Load, read};
use crate::pages::set_up::OfficeFields;
use leptos::prelude::*;
use steadyline_api::broker::{self, CreateBroker};
use steadyline_core::page::{self, BrokerRow, grouped};

/// Every broker.
#[component]
pub fn BrokersPage() -> impl IntoView {
    let brokers = read(|| (), |()| broker::brokers());
    view! { <Load from=brokers title="Brokers" view=|brokers| view! { <Brokers brokers=brokers /> } /> }
}

#[component]
fn Brokers(brokers: page::BrokersPage) -> impl IntoView {
    let brokers = brokers.brokers;
    let words = match brokers.len() {
        1 => "One office with its own pool".to_owned(),
        count => format!("{count} offices, each with its own pool"),
    };
    view! {
        <Page title="Brokers" wide=true>
            <div class="bar">
                <span class="dim">{words}</span>
                <div class="end">
                    <LinkButton href="/admin/brokers/new" kind=ButtonKind::Primary icon=Glyph::Plus>
                        "New broker"
                    </LinkButton>
                </div>
            </div>
            <Card label="Brokers">
                <TableScroll label="Brokers">
                    <table class="table sticky">
                        <caption class="hush">"Brokers with their pools"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Broker"</th>
                                <th scope="col">"Time zone"</th>
                                <th scope="col">"Main line"</th>
                                <th scope="col" class="num">
                                    "Numbers"
                                </th>
                                <th scope="col" class="num">
                                    "Live leads"
                                </th>
                                <th scope="col" class="num">
                                    "Slots taken"
                                </th>
                                <th scope="col" class="num">
                                    "Calls today"
                                </th>
                                <th scope="col" class="num">
                                    "People"
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {brokers.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}
                        </tbody>
                    </table>
                </TableScroll>
            </Card>
        </Page>
    }
}

#[component]
fn Row(row: BrokerRow) -> impl IntoView {
    let BrokerRow { link, timezone, main_line, numbers, live, slots: (taken, slots), calls_today, users } =
        row;
    let main_line = match main_line {
        Some(line) => view! { <Phone number=line.as_str() /> }.into_any(),
        None => view! { <span class="dim">"None"</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a class="mid row-link" href=format!("/b/{}", link.slug.as_str())>
                    {link.name}
                </a>
            </th>
            <td>{timezone}</td>
            <td>{main_line}</td>
            <td class="num">{grouped(numbers)}</td>
            <td class="num">{grouped(live)}</td>
            <td class="num">
                {grouped(taken)} <span class="dim">{format!(" of {}", grouped(slots))}</span>
            </td>
            <td class="num">{grouped(calls_today)}</td>
            <td class="num">{grouped(users)}</td>
        </tr>
    }
}

/// Makes a broker.
#[component]
pub fn NewBrokerPage() -> impl IntoView {
    let brokers = read(|| (), |()| broker::brokers());
    view! {
        <Load
            from=brokers
            title="New broker"
            view=|brokers| view! { <NewBroker time_zones=brokers.time_zones /> }
        />
    }
}

#[component]
fn NewBroker(time_zones: Vec<String>) -> impl IntoView {
    let post = Post::<CreateBroker>::new();
    view! {
        <Page title="New broker" narrow=true crumbs=vec![Crumb::new("Brokers", "/admin/brokers")]>
            <Card label="New broker" padded=true>
                <PostForm post=post let:form>
                    <OfficeFields form=form name="name" time_zones=time_zones.clone() />
                    <Field
                        name="slug"
                        label="Short name"
                        optional=true
                        hint="In addresses, as in /b/alder-finch. Made of the name if you leave it out."
                        placeholder="alder-finch"
                        value=form.typed("slug", "")
                        error=form.error("slug")
                    />
                    <div class="bar">
                        <Button kind=ButtonKind::Primary busy=form.busy()>"Make the broker"</Button>
                        <LinkButton href="/admin/brokers" kind=ButtonKind::Quiet>
                            "Cancel"
                        </LinkButton>
                    </div>
                </PostForm>
            </Card>
        </Page>
    }
}
