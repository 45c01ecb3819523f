//! What becomes of leads: the funnel, and how many calls an answer takes.

use super::Days;
use super::change::{or_as_before, shown};
use super::tiles::time;
use crate::components::chart::{Bar, Bars, ChartCard, FunnelArt, SheetTable};
use leptos::prelude::*;
use steadyline_core::page::{Counted, counted, grouped, one_decimal};
use steadyline_core::report::{Definition, FEW_CALLS, FunnelReport, Step, StepRow};

/// From this many calls on, leads are put together in one bar.
const MANY: i32 = 10;

#[component]
pub(super) fn FunnelCard(days: Days, funnel: FunnelReport) -> impl IntoView {
    let counts: Vec<f64> = funnel.steps.iter().map(|row| row.leads.now.unwrap_or(0.0)).collect();
    let label = funnel
        .steps
        .iter()
        .map(|row| {
            format!(
                "{} {}",
                grouped(row.leads.now.unwrap_or(0.0) as i64),
                row.step.label().to_ascii_lowercase()
            )
        })
        .collect::<Vec<_>>()
        .join(", ");
    let steps = funnel.steps.clone();
    // Whether the step that a rate is of has few leads.
    let few: Vec<bool> = [f64::MAX].iter().chain(&counts).map(|leads| *leads < FEW_CALLS as f64).collect();
    let sheet = funnel.sheet();
    let unbooked = funnel.closed_unbooked;
    view! {
        <ChartCard
            title="From assigned to closed"
            sub="Leads first assigned on these days, as far as they have come"
            means=vec![Definition::FUNNEL]
            csv=days.csv("funnel")
            table=view! { <SheetTable label="The funnel" sheet=sheet /> }
            note=view! {
                {if unbooked == 0 {
                    view! { <span>"Every won deal was booked on a call first."</span> }.into_any()
                } else {
                    let words = format!("{} more won without a booked call", grouped(unbooked));
                    linked(words, days.counted(Counted::ClosedUnbooked, &[]))
                }}
            }
        >
            <div class="funnel">
                {steps
                    .into_iter()
                    .zip(few)
                    .map(|(row, few)| view! { <StepHead days=days.clone() row=row few=few /> })
                    .collect_view()}
            </div>
            <FunnelArt label=format!("Funnel: {label}") counts=counts />
        </ChartCard>
    }
}

/// Words that lead to the rows behind them, where there are such.
fn linked(words: String, href: String) -> AnyView {
    if href.is_empty() {
        view! { <span>{words}</span> }.into_any()
    } else {
        view! {
            <a class="link" href=href>
                {words}
            </a>
        }
        .into_any()
    }
}

#[component]
fn StepHead(days: Days, row: StepRow, few: bool) -> impl IntoView {
    let StepRow { step, leads, rate, median_seconds } = row;
    let counted = match step {
        Step::Assigned => Counted::Leads,
        Step::Answered => Counted::Answered,
        Step::Booked => Counted::Booked,
        Step::Closed => Counted::Closed,
    };
    let href = days.counted(counted, &[]);
    let of = match step {
        Step::Assigned => "leads",
        Step::Answered => "of assigned",
        Step::Booked => "of answered",
        Step::Closed => "of booked",
    };
    let change = if step == Step::Assigned {
        leads.change_percent(None).map(or_as_before)
    } else {
        rate.change(" pts", 1, Some(true))
    };
    let base = if step == Step::Assigned {
        of.to_owned()
    } else {
        format!("{}% {of}{}", one_decimal(rate.now), if few { ", few leads" } else { "" })
    };
    let median = median_seconds.map(|seconds| {
        if seconds < 60.0 {
            return "half within a minute".to_owned();
        }
        let (figure, unit) = time(seconds);
        format!("half within {figure}\u{a0}{unit}")
    });
    let count = grouped(leads.now.unwrap_or(0.0) as i64);
    let name = if href.is_empty() {
        view! { <span class="funnel-name">{step.label()}</span> }.into_any()
    } else {
        view! {
            <a class="funnel-name link" href=href>
                {step.label()}
            </a>
        }
        .into_any()
    };
    view! {
        <div>
            {name}
            <span class="funnel-figure">{count}</span>
            <span class="funnel-line">{base}</span>
            <span class="funnel-line">{change.map(shown)}</span>
            <span class="funnel-line wide-only">{median}</span>
        </div>
    }
}

#[component]
pub(super) fn AttemptsCard(days: Days, funnel: FunnelReport) -> impl IntoView {
    let all: i64 = funnel.attempts.iter().map(|row| row.leads).sum();
    let last = funnel.attempts.iter().map(|row| row.attempts).max().unwrap_or(1).clamp(5, MANY);
    let bars = (1..=last)
        .map(|nth| {
            let together = nth == MANY;
            let count: i64 = funnel
                .attempts
                .iter()
                .filter(|row| row.attempts == nth || (together && row.attempts > nth))
                .map(|row| row.leads)
                .sum();
            let share = if all > 0 { 100.0 * count as f64 / all as f64 } else { 0.0 };
            let label = if together { format!("{nth}+") } else { nth.to_string() };
            Bar {
                words: format!("Call {label}: {}, {share:.0}%", counted(count, "lead", "leads")),
                href: if count == 0 {
                    String::new()
                } else {
                    days.counted(Counted::Answered, &[("attempts", &label)])
                },
                label,
                count,
                class: "",
            }
        })
        .collect::<Vec<_>>();
    let sub = match funnel.median_attempts {
        Some(median) if all >= FEW_CALLS => {
            format!("{} answered; median call {median}", counted(all, "lead", "leads"))
        }
        Some(_) => format!("{} answered: few", counted(all, "lead", "leads")),
        None => "No lead from these days has answered yet".to_owned(),
    };
    let share = funnel.unreachable_share;
    let unreachable = format!(
        "Unreachable: {}% of assigned ({})",
        one_decimal(share.now),
        counted(funnel.unreachable, "lead", "leads")
    );
    view! {
        <ChartCard
            title="Calls until the first answer"
            sub=sub.clone()
            means=vec![Definition::ATTEMPTS, Definition::UNREACHABLE]
            csv=days.csv("attempts")
            table=view! { <SheetTable label="Calls until the first answer" sheet=funnel.attempts_sheet() /> }
            note=view! {
                {linked(unreachable, days.counted(Counted::Unreachable, &[]))}
                <span class="end">{share.change(" pts", 1, Some(false)).map(shown)}</span>
            }
        >
            <Bars label=format!("Leads by the call that was answered first. {sub}") bars=bars />
        </ChartCard>
    }
}
