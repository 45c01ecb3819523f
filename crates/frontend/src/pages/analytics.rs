//! Analytics: of a broker, and for admins over all of them.

mod address;
mod areas;
mod change;
mod health;
mod hours;
mod leads;
mod numbers;
mod pool;
mod range;
mod tiles;

pub(crate) use address::Days;

use crate::address::{use_broker, use_query_value};
use crate::components::{EmptyState, Glyph, LinkButton, Page};
use crate::loading::{Load, read};
use crate::pages::narrow::UnreadNotice;
use leptos::prelude::*;
use steadyline_api::report;
use steadyline_core::page::Analytics;

/// A broker's analytics.
#[component]
pub fn AnalyticsPage() -> impl IntoView {
    let (broker, from, to) = (use_broker(), use_query_value("from"), use_query_value("to"));
    let read = read(
        move || (broker.get(), from.get(), to.get()),
        |(broker, from, to)| report::analytics(broker, from, to),
    );
    view! { <Load from=read title="Analytics" view=|found| view! { <Whole found=found /> } /> }
}

/// Analytics over all brokers.
#[component]
pub fn HouseAnalyticsPage() -> impl IntoView {
    let (from, to) = (use_query_value("from"), use_query_value("to"));
    let read = read(move || (from.get(), to.get()), |(from, to)| report::house_analytics(from, to));
    view! { <Load from=read title="Analytics" view=|found| view! { <Whole found=found /> } /> }
}

#[component]
fn Whole(found: Analytics) -> impl IntoView {
    let days = Days::of(&found);
    let Analytics {
        broker,
        today,
        range,
        before,
        calls,
        hours,
        areas,
        utilization,
        health,
        funnel,
        presence,
        numbers,
        numbers_count,
        brokers,
        brokers_count,
        unread,
    } = found;
    let understood = days.with(range.from, range.to);
    let has_data = calls.total.calls > 0
        || calls.before.calls > 0
        || utilization.days.iter().any(|day| day.assigned > 0 || day.numbers > 0);
    let body = if has_data {
        view! {
            <tiles::Tiles days=days.clone() calls=calls.clone() pool=utilization.clone() />
            <div class="halves">
                <leads::FunnelCard days=days.clone() funnel=funnel.clone() />
                <health::HealthCard days=days.clone() health=health.clone() />
            </div>
            <div class="halves">
                <hours::HoursCard days=days.clone() hours=hours />
                <areas::AreasCard days=days.clone() areas=areas.clone() />
            </div>
            <div class="halves">
                {match (numbers, brokers) {
                    (Some(numbers), _) => {
                        view! { <numbers::NumbersCard days=days.clone() numbers=numbers count=numbers_count /> }.into_any()
                    }
                    (None, Some(brokers)) => {
                        view! { <numbers::BrokersCard days=days.clone() brokers=brokers count=brokers_count /> }.into_any()
                    }
                    (None, None) => ().into_any(),
                }}
                <areas::PresenceCard days=days.clone() presence=presence />
            </div>
            <div class="halves">
                <pool::AnswerCard days=days.clone() calls=calls />
                <leads::AttemptsCard days=days.clone() funnel=funnel />
            </div>
            <div class="halves">
                <pool::UtilizationCard days=days.clone() pool=utilization />
                <health::ScoresCard days=days.clone() health=health />
            </div>
            <areas::StatesCard days=days.clone() areas=areas />
        }
        .into_any()
    } else {
        let (href, words) = broker.map_or_else(
            || ("/admin/brokers".to_owned(), "Go to brokers"),
            |broker| (format!("/b/{}/leads", broker.slug), "Go to leads"),
        );
        view! {
            <section class="card" aria-label="Analytics">
                <EmptyState
                    glyph=Glyph::Analytics
                    title="Nothing was counted on these days"
                    text="Assign leads and report calls: every figure here comes from them. Or choose other days above."
                >
                    <LinkButton href=href>{words}</LinkButton>
                </EmptyState>
            </section>
        }
        .into_any()
    };
    view! {
        <Page title="Analytics">
            <range::RangeBar days=days today=today range=range before=before />
            <UnreadNotice unread=unread href=understood shown="figures are" />
            {body}
        </Page>
    }
}
