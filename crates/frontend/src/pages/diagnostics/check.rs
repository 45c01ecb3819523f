//! One check: what it asks, what it found, the rows, what mends all of them.

use super::rows::CheckRows;
use super::{Asked, FixButtons, FixDialog, glyph};
use crate::address::{use_broker, use_query_value, use_segment};
use crate::components::{Card, Crumb, EmptyState, Glyph, Icon, Page, Pager};
use crate::loading::{Load, read};
use crate::pages::query::address;
use leptos::prelude::*;
use steadyline_api::diagnostics as api;
use steadyline_core::page::{self, Check, Severity, grouped};

const fn tone(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Hot) => "warning-icon hot",
        Some(Severity::Mid) => "warning-icon warm",
        Some(Severity::Low) => "warning-icon",
        None => "warning-icon good",
    }
}

const fn pressing(severity: Severity) -> &'static str {
    match severity {
        Severity::Hot => "fix it now",
        Severity::Mid => "fix it today",
        Severity::Low => "can wait",
    }
}

/// What the check asks and found, and what mends all of it.
#[component]
fn Head(slug: String, check: Check, #[prop(optional)] linked: bool) -> impl IntoView {
    let Check { kind, asks, severity, state, figures, fixes, .. } = check;
    let label = kind.label();
    let heading = if linked {
        view! { <a href=format!("/b/{slug}/diagnostics/{}", kind.as_str())>{label}</a> }.into_any()
    } else {
        label.into_any()
    };
    view! {
        <div class="check-head">
            <span class=tone(severity)>
                <Icon glyph=if severity.is_some() { glyph(kind) } else { Glyph::Check } />
            </span>
            <div>
                <h2>{heading}</h2>
                <p class="dim">{asks}</p>
                <p class="check-state">
                    <b>{state}</b>
                    {severity.map(|severity| view! { <span class="dim">" · " {pressing(severity)}</span> })}
                </p>
                <p>{figures}</p>
            </div>
            <div class="acts">
                <FixButtons slug=slug fixes=fixes />
            </div>
        </div>
    }
}

/// A check among others, with its first rows.
#[component]
pub(super) fn CheckCard(slug: String, check: Check) -> impl IntoView {
    let (rows, total, kind) = (check.rows.clone(), check.rows_total, check.kind);
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let foot = (total > shown && shown > 0).then(|| {
        let all = format!("/b/{slug}/diagnostics/{}", kind.as_str());
        view! {
            <div class="card-foot">
                <span>{format!("{shown} of {} shown", grouped(total))}</span>
                <a class="link end" href=all>
                    {format!("All {}", grouped(total))}
                </a>
            </div>
        }
    });
    let has_rows = !rows.is_empty();
    view! {
        <Card label=kind.label() class="check">
            <Head slug=slug.clone() check=check linked=true />
            {has_rows.then(|| view! { <CheckRows slug=slug label=kind.label() rows=rows kind=kind /> })} {foot}
        </Card>
    }
}

/// One check with all its rows.
#[component]
pub fn CheckPage() -> impl IntoView {
    let (broker, check, cursor) = (use_broker(), use_segment("check"), use_query_value("cursor"));
    let read = read(
        move || (broker.get(), check.get(), cursor.get()),
        |(broker, check, cursor)| api::diagnostics_check(broker, check, cursor),
    );
    let asked = Asked::provide();
    view! {
        <Load from=read title="Diagnostics" view=content />
        <FixDialog broker=broker asked=asked />
    }
}

fn content(found: page::CheckPage) -> impl IntoView {
    let page::CheckPage { broker, check, from, next_cursor, previous_cursor, .. } = found;
    let slug = broker.slug.to_string();
    let base = format!("/b/{slug}/diagnostics");
    let (kind, rows, total) = (check.kind, check.rows.clone(), check.rows_total);
    let path = format!("{base}/{}", kind.as_str());
    let place = |cursor: Option<String>| {
        cursor.map(|cursor| address(&path, &[("cursor", &cursor)])).unwrap_or_default()
    };
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let shown = match count {
        0 => String::new(),
        _ => format!("{} to {} of {}", grouped(from + 1), grouped(from + count), grouped(total)),
    };
    let (before, after) = (place(previous_cursor), place(next_cursor));
    let is_fine = check.severity.is_none();
    let body = if rows.is_empty() {
        is_fine
            .then(|| {
                view! {
                    <EmptyState
                        glyph=Glyph::Done
                        title="Nothing found"
                        text="Anything this check finds appears here, with a button to fix it."
                    />
                }
            })
            .into_any()
    } else {
        view! { <CheckRows slug=slug.clone() label=kind.label() rows=rows kind=kind /> }.into_any()
    };
    let foot = (count > 0).then(|| {
        view! {
            <div class="card-foot">
                <Pager shown=shown before=before after=after />
            </div>
        }
    });
    view! {
        <Page title=kind.label() crumbs=vec![Crumb::new("Diagnostics", base)]>
            <Card label=kind.label() class="check">
                <Head slug=slug check=check />
                {body} {foot}
            </Card>
        </Page>
    }
}
