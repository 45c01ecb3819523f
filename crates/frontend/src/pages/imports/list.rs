//! Past imports.

use super::head::undo_form;
use super::import_href;
use crate::address::{use_broker, use_query_value};
use crate::components::{
    ButtonKind, Card, EmptyState, Glyph, LinkButton, Page, Pager, TableScroll, When, keyed,
};
use crate::loading::{Load, read};
use crate::pages::query::address;
use leptos::prelude::*;
use steadyline_api::import as api;
use steadyline_core::import::{ImportStatus, Noun};
use steadyline_core::page::{self, ImportQuery, ImportRow, grouped};

/// The imports of a broker, newest first.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let (broker, cursor) = (use_broker(), use_query_value("cursor"));
    let imports = read(move || (broker.get(), cursor.get()), |(broker, cursor)| api::imports(broker, cursor));
    let content = move |imports: page::ImportsPage| content(imports, !cursor.get_untracked().is_empty());
    view! { <Load from=imports title="Imports" view=content /> }
}

fn content(imports: page::ImportsPage, is_later: bool) -> impl IntoView {
    let page::ImportsPage { broker, rows, next_cursor } = imports;
    let slug = broker.slug.to_string();
    let numbers = format!("/b/{slug}/pool/add");
    let leads = format!("/b/{slug}/leads/import");
    let body = if rows.is_empty() {
        view! {
            <Card label="Imports">
                <EmptyState
                    glyph=Glyph::Upload
                    title="Nothing imported yet"
                    text="Add numbers and leads from a list or a CSV file. You see what happens to every line first, and can undo a whole import."
                >
                    <LinkButton href=numbers kind=ButtonKind::Primary icon=Glyph::Pool big=true>
                        "Import numbers"
                    </LinkButton>
                    <LinkButton href=leads icon=Glyph::Leads big=true>
                        "Import leads"
                    </LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any()
    } else {
        let place = |cursor: &str| address(&format!("/b/{slug}/imports"), &[("cursor", cursor)]);
        let after = next_cursor.map(|cursor| place(&cursor)).unwrap_or_default();
        let first = if is_later { place("") } else { String::new() };
        let shown = match rows.len() {
            1 => "1 import".to_owned(),
            some => format!("{some} imports"),
        };
        let foot = view! { <Pager shown=shown first=first after=after /> };
        let lines = keyed(rows, |row| row.id, |row| import_row(row, &slug));
        view! {
            <div class="bar">
                <div class="end">
                    <LinkButton href=numbers icon=Glyph::Pool>
                        "Import numbers"
                    </LinkButton>
                    <LinkButton href=leads icon=Glyph::Leads>
                        "Import leads"
                    </LinkButton>
                </div>
            </div>
            <Card label="Imports" foot=foot>
                <TableScroll label="Imports">
                    <table class="table sticky">
                        <caption class="hush">"Imports"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Import"</th>
                                <th scope="col">"Status"</th>
                                <th scope="col" class="num wide-only">
                                    "Lines"
                                </th>
                                <th scope="col" class="num wide-only">
                                    "Added"
                                </th>
                                <th scope="col" class="num wide-only">
                                    "Filled"
                                </th>
                                <th scope="col" class="num wide-only">
                                    "Bad"
                                </th>
                                <th scope="col">
                                    <span class="hush">"Undo"</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </TableScroll>
            </Card>
        }
        .into_any()
    };
    // Of numbers as well as of leads: below neither.
    view! {
        <Page title="Imports" wide=true>
            {body}
        </Page>
    }
}

fn import_row(row: ImportRow, slug: &str) -> impl IntoView + use<> {
    let href = import_href(slug, row.id, &ImportQuery::default());
    let noun = match row.noun {
        Noun::Numbers => "Numbers, ",
        Noun::Leads => "Leads, ",
    };
    let undo = undo_form(slug, &row);
    view! {
        <tr>
            <th scope="row">
                <a class="row-link mid cut" href=href>
                    {row.title.clone()}
                </a>
                <span class="number-label long">
                    {noun}
                    <When words=row.made.relative.clone() exact=row.made.exact.clone() at=row.made.iso.clone() />
                    <span class="wide-only">{format!(" by {}", row.who)}</span>
                </span>
            </th>
            <td>{status_words(&row)}</td>
            <td class="num wide-only">{grouped(row.lines.all())}</td>
            <td class="num wide-only">{grouped(row.added)}</td>
            <td class="num wide-only">{grouped(row.filled)}</td>
            <td class="num wide-only">{grouped(row.lines.bad)}</td>
            <td>{undo}</td>
        </tr>
    }
}

fn status_words(row: &ImportRow) -> String {
    match row.status {
        ImportStatus::Staging => "Reading".to_owned(),
        ImportStatus::Draft => "Draft, not imported".to_owned(),
        ImportStatus::Running => "Importing".to_owned(),
        ImportStatus::Stopped => "Stopped".to_owned(),
        ImportStatus::Done => "Imported".to_owned(),
        ImportStatus::Undoing => "Undoing".to_owned(),
        ImportStatus::Undone if row.kept > 0 => format!("Undone, {} kept", grouped(row.kept)),
        ImportStatus::Undone => "Undone".to_owned(),
    }
}
