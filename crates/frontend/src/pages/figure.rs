//! What the pages of rows behind a figure of the analytics have in common.

use super::query::address;
use crate::components::chart::short_day;
use crate::components::{Card, Crumb, EmptyState, FilterChip, Filters, Glyph, LinkButton, Page};
use leptos::prelude::*;
use steadyline_core::outcome::Outcome;
use steadyline_core::report::Range;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The rows, with what narrows the figure and the way back to the figures.
#[component]
pub(super) fn FigurePage(
    /// What the rows are.
    #[prop(into)]
    title: String,
    /// Where the figures of these days are.
    figures: String,
    /// What narrows the figure, and the address without it; what has no words does not narrow it.
    narrowed: Vec<(String, String)>,
    /// Which rows they are.
    words: String,
    /// As wide as the window.
    #[prop(optional)]
    wide: bool,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let chips = narrowed
        .into_iter()
        .filter(|(label, _)| !label.is_empty())
        .map(|(label, without)| view! { <FilterChip label=label href=without on=true /> })
        .collect_view();
    view! {
        <Page title=title wide=wide crumbs=vec![Crumb::new("Analytics", figures)]>
            <Filters end=view! { <span class="dim">{words}</span> }>{chips}</Filters>
            {children()}
        </Page>
    }
}

/// No rows, and the way back.
#[component]
pub(super) fn NoRows(
    /// What the rows would be.
    #[prop(into)]
    label: String,
    /// Their icon.
    glyph: Glyph,
    /// That there are none.
    title: &'static str,
    /// What to do.
    text: &'static str,
    /// Where the figures of these days are.
    figures: String,
) -> impl IntoView {
    view! {
        <Card label=label>
            <EmptyState glyph=glyph title=title text=text>
                <LinkButton href=figures>"Go to analytics"</LinkButton>
            </EmptyState>
        </Card>
    }
}

/// What to do where no row is of a figure: what narrows it can be taken away only where something does.
pub(super) fn wider(narrowed: &[(String, String)]) -> &'static str {
    if narrowed.iter().any(|(label, _)| !label.is_empty()) {
        "Remove a filter, or go back to the figures and choose other days."
    } else {
        "Go back to the figures and choose other days."
    }
}

/// The figures of these days, below a path.
pub(super) fn figures(path: &str, range: Range) -> String {
    address(path, &[("from", &range.from.to_string()), ("to", &range.to.to_string())])
}

pub(super) fn days(range: Range) -> String {
    format!("{} to {}", short_day(range.from), short_day(range.to))
}

pub(super) fn weekday(figure: &str) -> String {
    figure
        .parse::<usize>()
        .ok()
        .and_then(|at| WEEKDAYS.get(at))
        .map_or_else(String::new, |day| (*day).to_owned())
}

pub(super) fn hour(figure: &str) -> String {
    if figure.is_empty() { String::new() } else { format!("{figure}:00 to {figure}:59 there") }
}

pub(super) fn named(what: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!("{what} {value}") }
}

pub(super) fn outcome(word: &str) -> String {
    word.parse::<Outcome>().map_or_else(|_| String::new(), |outcome| outcome.label().to_owned())
}
