//! The dashboard: what the pool is doing and what needs a hand.

pub(crate) mod activity;
mod attention;
mod empty;
mod live_calls;
mod next_leads;
mod states;

use crate::address::use_broker;
use crate::components::{ButtonKind, Change, Glyph, LinkButton, Page, Tile, TileStrip};
use crate::loading::{Load, read};
use crate::pages::diagnostics::{Asked, FixDialog};
use leptos::prelude::*;
use steadyline_api::dashboard;
use steadyline_core::page::{self, Dashboard, Part};

/// A broker's dashboard.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let broker = use_broker();
    let read = read(move || broker.get(), dashboard::dashboard);
    let asked = Asked::provide();
    view! {
        <Load
            from=read
            title="Dashboard"
            view=|dashboard| {
                view! {
                    <Page title="Dashboard">
                        {if dashboard.is_empty {
                            view! { <empty::FirstSteps dashboard=dashboard /> }.into_any()
                        } else {
                            view! { <Whole dashboard=dashboard /> }.into_any()
                        }}
                    </Page>
                }
            }
        />
        <FixDialog broker=broker asked=asked />
    }
}

#[component]
fn Whole(dashboard: Dashboard) -> impl IntoView {
    let Dashboard {
        broker,
        now,
        verdict,
        tiles,
        warnings,
        warnings_total,
        warnings_left,
        conflicts,
        proof,
        checked,
        live_calls,
        states,
        next_leads,
        next_leads_total,
        activity,
        is_empty: _,
    } = dashboard;
    let slug = broker.slug.as_str().to_owned();
    let new_lead = format!("/b/{slug}/leads/new");
    view! {
        <Verdict verdict=verdict>
            <div class="bar">
                <time datetime=now.iso>{now.exact}</time>
                <LinkButton href=new_lead kind=ButtonKind::Primary icon=Glyph::Plus attr:data-key="n">
                    "New lead"
                </LinkButton>
            </div>
        </Verdict>
        <live_calls::LiveCalls slug=slug.clone() calls=live_calls />
        <TileStrip>{tiles.into_iter().map(|tile| view! { <Figure tile=tile /> }).collect_view()}</TileStrip>
        <div class="halves">
            <attention::Attention
                slug=slug.clone()
                warnings=warnings
                total=warnings_total
                left=warnings_left
                conflicts=conflicts
                proof=proof
                checked=checked
            />
            <states::StatesCard slug=slug.clone() states=states />
        </div>
        <div class="halves">
            <next_leads::NextLeads slug=slug.clone() leads=next_leads total=next_leads_total />
            <activity::ActivityCard slug=slug activity=activity />
        </div>
    }
}

/// The sentence a stranger reads first.
#[component]
fn Verdict(verdict: Vec<Part>, children: Children) -> impl IntoView {
    view! {
        <div class="verdict">
            <p>
                {verdict
                    .into_iter()
                    .map(|Part { text, strong }| {
                        if strong { view! { <b>{text}</b> }.into_any() } else { text.into_any() }
                    })
                    .collect_view()}
            </p>
            {children()}
        </div>
    }
}

#[component]
fn Figure(tile: page::Tile) -> impl IntoView {
    let page::Tile { kind: _, name, figure, unit, change, base, points, href } = tile;
    let points: Vec<f64> = points.into_iter().flatten().collect();
    let change = change.map(|page::Change { trend, amount, good }| match good {
        Some(good) => view! { <Change trend=trend amount=amount good=good /> }.into_any(),
        None => view! { <Change trend=trend amount=amount /> }.into_any(),
    });
    view! { <Tile name=name figure=figure unit=unit href=href points=points change=change note=base /> }
}
