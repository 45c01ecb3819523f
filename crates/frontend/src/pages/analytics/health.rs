//! How healthy the pool is: over time, and now.

use super::Days;
use crate::components::chart::{Bar, Bars, ChartCard, Layers, SheetTable, Stack, short_day};
use crate::components::health::band_class;
use leptos::prelude::*;
use steadyline_core::health::HealthBand;
use steadyline_core::page::{counted, one_decimal};
use steadyline_core::report::{Definition, HealthReport};

#[component]
pub(super) fn HealthCard(days: Days, health: HealthReport) -> impl IntoView {
    let bands = [HealthBand::Poor, HealthBand::Fair, HealthBand::Good, HealthBand::Excellent];
    let parts = bands.map(|band| (band_class(band), band.label().to_owned())).to_vec();
    let layers = health
        .days
        .iter()
        .map(|day| {
            let [excellent, good, fair, poor] = day.bands();
            Layers {
                day: day.day,
                parts: vec![poor, fair, good, excellent],
                words: format!(
                    "{}: {excellent} excellent, {good} good, {fair} fair, {poor} poor",
                    short_day(day.day)
                ),
                href: days.on(day.day),
            }
        })
        .collect::<Vec<_>>();
    let sheet = health.sheet();
    let label = match (health.days.first(), health.days.last()) {
        (Some(first), Some(last)) => {
            format!("Numbers by health band; poor went from {} to {}", first.poor, last.poor)
        }
        _ => "No health scores yet".to_owned(),
    };
    let chart = if layers.is_empty() {
        view! { <p class="dim">"No health scores for these days: they are recorded once a day."</p> }
            .into_any()
    } else {
        view! { <Stack label=label days=layers parts=parts /> }.into_any()
    };
    view! {
        <ChartCard
            title="Health of the pool"
            sub="Numbers by band"
            means=vec![Definition::HEALTH]
            csv=days.csv("health")
            table=view! { <SheetTable label="Health of the pool by day" sheet=sheet /> }
        >
            {chart}
        </ChartCard>
    }
}

#[component]
pub(super) fn ScoresCard(days: Days, health: HealthReport) -> impl IntoView {
    let bars = health
        .scores
        .iter()
        .map(|row| {
            let band = HealthBand::of(row.from);
            Bar {
                label: if row.from % 20 == 0 { row.from.to_string() } else { String::new() },
                count: row.numbers,
                class: band_class(band),
                words: format!(
                    "{} to {}: {}, {}",
                    row.from,
                    row.to,
                    counted(row.numbers, "number", "numbers"),
                    band.label()
                ),
                href: days.numbers(band.as_str()),
            }
        })
        .collect::<Vec<_>>();
    let sub = format!("Numbers in service now, mean score {}", one_decimal(health.mean_score));
    let sheet = health.scores_sheet();
    view! {
        <ChartCard
            title="Scores now"
            sub=sub.clone()
            means=vec![Definition::HEALTH]
            csv=days.csv("scores")
            table=view! { <SheetTable label="Numbers by score" sheet=sheet /> }
        >
            <Bars label=format!("Distribution of health scores. {sub}") bars=bars />
        </ChartCard>
    }
}
