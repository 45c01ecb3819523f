//! Diagnostics: every check with what it found and what mends it; one check with all its rows; one fix.

mod check;
mod fix;
mod rows;

pub use check::CheckPage;
pub use fix::FixPage;
pub(crate) use fix::{Asked, FixButtons, FixDialog, glyph};

use crate::address::use_broker;
use crate::components::{Button, Card, Glyph, Heat, Icon, Page, When, keyed};
use crate::loading::{Load, Refresh, read};
use check::CheckCard;
use leptos::prelude::*;
use steadyline_api::diagnostics as api;
use steadyline_core::page::{self, Check, Severity, grouped};

/// Every check of a broker.
#[component]
pub fn DiagnosticsPage() -> impl IntoView {
    let broker = use_broker();
    let read = read(move || broker.get(), api::diagnostics);
    let asked = Asked::provide();
    view! {
        <Load from=read title="Diagnostics" view=content />
        <FixDialog broker=broker asked=asked />
    }
}

fn content(found: page::DiagnosticsPage) -> impl IntoView {
    let page::DiagnosticsPage { broker, checked, warnings: _, checks, conflicts: _, proof } = found;
    let slug = broker.slug.to_string();
    let (fine, found): (Vec<Check>, Vec<Check>) =
        checks.into_iter().partition(|check| check.severity.is_none());
    let all = fine.len() + found.len();
    let fine_words = format!("{} of {all} checks are fine", fine.len());
    // As many as there are cards: with those that are fine it is all checks.
    let (things, need) = match found.len() {
        0 => ("Nothing".to_owned(), " needs attention"),
        1 => ("1 thing".to_owned(), " needs attention"),
        some => (format!("{} things", grouped(i64::try_from(some).unwrap_or(i64::MAX))), " need attention"),
    };
    let refresh = Refresh::find();
    let cards =
        keyed(found, |check| check.kind, |check| view! { <CheckCard slug=slug.clone() check=check /> });
    let has_fine = !fine.is_empty();
    view! {
        <Page title="Diagnostics">
            <div class="verdict">
                <p>
                    <b>{things}</b>
                    {need}
                    ", "
                    {fine_words}
                    ". "
                    {proof}
                </p>
                <div class="bar">
                    <span class="small">"Checked " <When words=checked.clock exact=checked.exact at=checked.iso /></span>
                    <span class="alive-only">
                        <Button
                            still=true
                            icon=Glyph::Refresh
                            attr:data-key="r"
                            on_click=move |_| {
                                if let Some(refresh) = refresh {
                                    refresh.now();
                                }
                            }
                        >
                            "Check again"
                        </Button>
                    </span>
                </div>
            </div>
            {cards}
            {has_fine.then(|| view! { <Fine checks=fine /> })}
        </Page>
    }
}

/// The checks that found nothing, with their figures as proof.
#[component]
fn Fine(checks: Vec<Check>) -> impl IntoView {
    let count = checks.len().to_string();
    let lines: Vec<_> = checks
        .into_iter()
        .map(|check| {
            view! {
                <li class="warning">
                    <span class="warning-icon good">
                        <Icon glyph=Glyph::Check />
                    </span>
                    <div>
                        <h3>{check.kind.label()}</h3>
                        <p>
                            {check.asks} " " <span class="check-figures">{check.figures}</span>
                        </p>
                    </div>
                </li>
            }
        })
        .collect();
    view! {
        <Card title="Fine" count=count>
            <ul class="rows">{lines}</ul>
        </Card>
    }
}

/// How hot a severity looks.
pub(crate) const fn heat(severity: Severity) -> Heat {
    match severity {
        Severity::Hot => Heat::Hot,
        Severity::Mid => Heat::Mid,
        Severity::Low => Heat::Low,
    }
}
