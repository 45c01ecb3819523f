//! What becomes of each line, and how the file was understood.

use super::head::csv_href;
use super::import_href;
use crate::components::{
    Card, EmptyState, FilterChip, Filters, Glyph, Icon, LinkButton, Pager, TableScroll, keyed,
};
use crate::loading::Piece;
use leptos::prelude::*;
use steadyline_core::import::{ImportStatus, LineKind, Noun};
use steadyline_core::page::{ImportColumn, ImportLine, ImportPage, ImportQuery, NamedBy, grouped};

/// The lines, filtered by kind, a page at a time.
#[component]
pub(super) fn LinesCard(
    /// The page.
    page: StoredValue<ImportPage>,
) -> impl IntoView {
    let ImportPage { broker, query, import, lines, of_kind, next_after, lines_gone, .. } = page.get_value();
    let slug = broker.slug.to_string();
    let has_run = has_run(import.status);
    let to = |kind: &str, after: String| {
        import_href(&slug, import.id, &ImportQuery { kind: kind.to_owned(), after })
    };
    let mut kinds: Vec<(&str, &str, i64)> = LineKind::ALL
        .iter()
        .map(|kind| (kind.as_str(), words(*kind, has_run).2, import.lines.of(*kind)))
        .filter(|(kind, _, count)| *count > 0 || *kind == query.kind)
        .collect();
    if import.kept > 0 {
        kinds.push(("kept", "Kept", import.kept));
    }
    let chips: Vec<_> = kinds
        .into_iter()
        .map(|(kind, label, count)| {
            let on = query.kind == kind;
            let href = to(if on { "" } else { kind }, String::new());
            view! { <FilterChip label=label href=href count=grouped(count) on=on /> }
        })
        .collect();
    let csv = csv_href(&slug, &import, &query.kind);
    let end = (!lines_gone).then(|| {
        view! {
            <a class="button" href=csv download="">
                <Icon glyph=Glyph::Download />
                "Download CSV"
            </a>
        }
    });
    let first = if query.after.is_empty() { String::new() } else { to(&query.kind, String::new()) };
    let shown = match lines.as_slice() {
        [] => String::new(),
        [one] => format!("Line {}, {} in all", grouped(one.line), grouped(of_kind)),
        [from, .., until] => {
            format!("Lines {} to {}, {} in all", grouped(from.line), grouped(until.line), grouped(of_kind))
        }
    };
    let after = next_after.map(|after| to(&query.kind, after)).unwrap_or_default();
    let foot = view! { <Pager shown=shown first=first after=after /> };
    let body = if lines.is_empty() {
        let all = to("", String::new());
        let (title, text) = if lines_gone {
            ("The lines are no longer kept", "An import's lines are kept for 30 days; what it changed stays.")
        } else {
            ("No lines of this kind", "Clear the filter to see the others.")
        };
        view! {
            <EmptyState glyph=Glyph::Filter title=title text=text>
                {(!lines_gone).then(|| view! { <LinkButton href=all>"Show all lines"</LinkButton> })}
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <Lines lines=lines status=import.status slug=slug.clone() /> }.into_any()
    };
    view! {
        <Filters end=end>{chips}</Filters>
        <Card label="Lines" foot=foot>
            {body}
        </Card>
    }
}

#[component]
fn Lines(lines: Vec<ImportLine>, status: ImportStatus, slug: String) -> impl IntoView {
    let rows = keyed(lines, |line| line.line, |line| line_row(line, status, &slug));
    view! {
        <TableScroll label="Lines">
            <table class="table sticky">
                <caption class="hush">"Lines"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="num">
                            "Line"
                        </th>
                        <th scope="col">"Entry"</th>
                        <th scope="col">"Result"</th>
                        <th scope="col" class="wide-only">
                            "Column"
                        </th>
                        <th scope="col" class="wide-only">
                            "Why"
                        </th>
                    </tr>
                </thead>
                <tbody>{Piece::Rows(rows)}</tbody>
            </table>
        </TableScroll>
    }
}

fn line_row(line: ImportLine, status: ImportStatus, slug: &str) -> impl IntoView + use<> {
    // It was taken back, or the import was stopped before it.
    let is_not_in = status == ImportStatus::Undone && line.kind == LineKind::New;
    let (class, glyph, word) = match words(line.kind, has_run(status)) {
        (class, glyph, ..) if line.kept => (class, glyph, "Kept"),
        _ if is_not_in => ("result dim", Glyph::Minus, "Not added"),
        (class, glyph, _, word) => (class, glyph, word),
    };
    let title = if line.href.is_empty() {
        view! { <span class="ink cut">{line.title}</span> }.into_any()
    } else {
        let href = format!("/b/{slug}{}", line.href);
        view! {
            <a class="row-link mid cut" href=href>
                {line.title}
            </a>
        }
        .into_any()
    };
    let why =
        if line.column.is_empty() { line.note.clone() } else { format!("{}: {}", line.column, line.note) };
    view! {
        <tr>
            <td class="num dim">{line.line}</td>
            <th scope="row">
                {title}
                {(!line.detail.is_empty()).then(|| view! { <span class="number-label long cut">{line.detail}</span> })}
                {(!line.note.is_empty()).then(|| view! { <span class="line-note phone-only">{why}</span> })}
            </th>
            <td>
                <span class=class>
                    <Icon glyph=glyph small=true />
                    {word}
                </span>
            </td>
            <td class="wide-only">{line.column}</td>
            <td class="fluid wide-only">{line.note}</td>
        </tr>
    }
}

/// Whether lines were imported, or are being.
pub(super) const fn has_run(status: ImportStatus) -> bool {
    !matches!(status, ImportStatus::Staging | ImportStatus::Draft)
}

/// Class, icon, name of the filter, word of the result.
fn words(kind: LineKind, has_run: bool) -> (&'static str, Glyph, &'static str, &'static str) {
    match (kind, has_run) {
        (LineKind::New, false) => ("result good-text", Glyph::Plus, "New", "New"),
        (LineKind::New, true) => ("result good-text", Glyph::Check, "New", "New"),
        (LineKind::Fill, false) => ("result good-text", Glyph::Plus, "To fill", "Fills"),
        (LineKind::Fill, true) => ("result good-text", Glyph::Check, "Filled", "Filled"),
        (LineKind::Known, _) => ("result dim", Glyph::Minus, "Known", "Known"),
        (LineKind::Double, _) => ("result dim", Glyph::Copy, "Duplicate", "Duplicate"),
        (LineKind::Bad, _) => ("result bad-text", Glyph::Close, "Bad", "Bad"),
    }
}

/// Which column was taken for what, and which are ignored.
#[component]
pub(super) fn UnderstoodCard(
    /// The page.
    page: StoredValue<ImportPage>,
) -> impl IntoView {
    let ImportPage { import, columns, named_by, fill, suppressed, .. } = page.get_value();
    let ignored: Vec<String> = columns
        .iter()
        .filter(|column| column.column.is_empty())
        .map(|column| column.heading.clone())
        .collect();
    let sub = match named_by {
        NamedBy::FirstLine => "by the header line",
        NamedBy::Fields => "by the names of the fields",
        NamedBy::Content => "there is no header line: by what is in the columns",
    };
    let rows: Vec<_> = columns.into_iter().map(column_row).collect();
    let what = match import.noun {
        Noun::Numbers => "numbers",
        Noun::Leads => "leads",
    };
    let facts = [
        Some(format!("{}, by {}, {}.", import.title, import.who, import.made.relative)),
        // Of what was undone none of it is so any more.
        (import.status != ImportStatus::Undone).then(|| {
            if fill {
                format!("Values that known {what} lack are filled in.")
            } else if suppressed.persons > 0 {
                format!("Known {what} stay as they are, except for people to be suppressed.")
            } else {
                format!("Known {what} stay as they are.")
            }
        }),
        (!ignored.is_empty()).then(|| format!("Ignored: {}.", ignored.join(", "))),
    ];
    let foot = facts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    view! {
        <Card title="How the columns were understood" sub=sub foot=view! { <span>{foot}</span> }>
            <TableScroll label="Columns" narrow=true>
                <table class="table short">
                    <caption class="hush">"Columns"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"In your list"</th>
                            <th scope="col">"Imported as"</th>
                            <th scope="col">"Example"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
        </Card>
    }
}

fn column_row(column: ImportColumn) -> impl IntoView {
    let taken = if column.column.is_empty() {
        view! { <span class="dim">"Ignored"</span> }.into_any()
    } else {
        view! { <span class="ink">{column.column}</span> }.into_any()
    };
    view! {
        <tr>
            <th scope="row">{column.heading}</th>
            <td>{taken}</td>
            <td class="fluid dim">{column.example}</td>
        </tr>
    }
}
