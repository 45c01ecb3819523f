//! An import's page, and the list of imports.

use super::teller::Teller;
use super::{cut, link};
use crate::assignment::broker_of;
use crate::cursor::{read_time_cursor, time_cursor};
use crate::{Service, ServiceError};
use steadyline_core::field::FieldError;
use steadyline_core::id::ImportId;
use steadyline_core::import::{Column, Import, ImportStatus, Layout, LineKind, Noun, Suppressed};
use steadyline_core::page::{
    ImportColumn, ImportLine, ImportPage, ImportQuery, ImportRow, ImportsPage, NamedBy, When,
};
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::import::{self as rows, Line, Which};

/// Lines of a page.
const LINES: usize = 100;
/// Longest text of a cell that is shown.
const SHOWN: usize = 60;

/// An import's page.
///
/// # Errors
/// `NotFound` where there is none the actor may know of; [`FieldError`] on `kind` and `after`.
pub async fn import(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: ImportId,
    query: &ImportQuery,
) -> Result<ImportPage, ServiceError> {
    let (actor, named, query) = (actor.clone(), broker.to_owned(), query.clone());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let import = rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("import"))?;
                let which = which(&query.kind)?;
                let after = place(&query.after)?;
                let mut lines = rows::lines(tx, broker.id, id, which, after, LINES as i64 + 1).await?;
                let next_after = (lines.len() > LINES).then(|| {
                    lines.truncate(LINES);
                    lines.last().map_or(0, |line| line.line).to_string()
                });
                let first = match lines.first().filter(|line| after == 0 && !line.cells.is_empty()) {
                    Some(line) => Some(line.clone()),
                    None => rows::lines(tx, broker.id, id, Which::All, 0, 1).await?.pop(),
                };
                let of_kind = match which {
                    Which::All => import.lines.all(),
                    Which::Kind(kind) => import.lines.of(kind),
                    Which::Kept => import.kept,
                };
                let suppressed = suppressed(tx, &import).await?;
                Ok(ImportPage {
                    broker: link(&broker),
                    columns: columns(&import, first.as_ref(), &lines),
                    lines_gone: first.is_none() && import.lines.all() > 0,
                    named_by: named_by(&import.layout),
                    fill: import.fill,
                    done: import.done,
                    lines: lines.into_iter().map(|line| line_of(&import, line)).collect(),
                    of_kind,
                    next_after,
                    import: row(Teller::of(&broker, now), import),
                    query,
                    suppressed,
                })
            })
        })
        .await
}

/// What an import has done stands in its row, which stays when its lines go; what one is to do is counted.
async fn suppressed(tx: &mut Tx, import: &Import) -> Result<Suppressed, ServiceError> {
    let is_to_come =
        matches!(import.status, ImportStatus::Staging | ImportStatus::Draft | ImportStatus::Running);
    if !is_to_come || !import.layout.has(Column::Suppressed) {
        return Ok(import.suppressed);
    }
    Ok(rows::count_suppressing(tx, import, 0, i32::MAX).await?)
}

/// The lines that a word asks for.
pub(crate) fn which(kind: &str) -> Result<Which, FieldError> {
    Ok(match kind.trim() {
        "" => Which::All,
        "kept" => Which::Kept,
        kind => {
            Which::Kind(kind.parse::<LineKind>().map_err(|error| FieldError::new("kind", error.to_string()))?)
        }
    })
}

fn place(after: &str) -> Result<i32, FieldError> {
    match after.trim() {
        "" => Ok(0),
        line => line.parse().map_err(|_| FieldError::new("after", "Send the number of a line.")),
    }
}

/// A broker's imports, newest first.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn imports(
    service: &Service,
    actor: &Actor,
    broker: &str,
    cursor: &str,
) -> Result<ImportsPage, ServiceError> {
    let (actor, named, cursor) = (actor.clone(), broker.to_owned(), cursor.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let before = read_time_cursor(&cursor);
                let mut found = rows::list(tx, broker.id, before, super::PAGE as i64 + 1).await?;
                let next_cursor = cut(&mut found, |import| time_cursor(import.created_at, import.id));
                let teller = Teller::of(&broker, now);
                let rows = found.into_iter().map(|import| row(teller, import)).collect();
                Ok(ImportsPage { broker: link(&broker), rows, next_cursor })
            })
        })
        .await
}

fn row(teller: Teller, import: Import) -> ImportRow {
    let when = |at| -> When { teller.when(at) };
    ImportRow {
        id: import.id,
        noun: import.noun,
        status: import.status,
        title: import.file_name.unwrap_or_else(|| "A list".to_owned()),
        who: import.actor,
        made: when(import.created_at),
        ended: import.ended_at.map(when),
        undone: import.undone_at.map(when),
        lines: import.lines,
        added: import.added,
        filled: import.filled,
        removed: import.removed,
        kept: import.kept,
        can_undo: import.status.can_undo()
            && import.added + import.filled > 0
            && teller.now < import.created_at + crate::import::KEPT,
    }
}

/// How it was known what is what.
fn named_by(layout: &Layout) -> NamedBy {
    if layout.has_heading {
        NamedBy::FirstLine
    } else if has_names(layout) {
        NamedBy::Fields
    } else {
        NamedBy::Content
    }
}

fn has_names(layout: &Layout) -> bool {
    layout.columns.iter().any(|known| !known.heading.is_empty())
}

/// Without a line of names the layout says what every column would be: only those that the file has are shown.
fn columns(import: &Import, first: Option<&Line>, lines: &[Line]) -> Vec<ImportColumn> {
    let cells = first.map(|line| line.cells.clone()).unwrap_or_default();
    let column = |(at, known): (usize, &steadyline_core::import::LayoutColumn)| ImportColumn {
        heading: if known.heading.is_empty() { format!("Column {}", at + 1) } else { shown(&known.heading) },
        column: known.column.map_or_else(String::new, |column| taken_for(import, column, at)),
        example: cells.get(at).map_or_else(String::new, |cell| shown(cell)),
    };
    let widest = lines.iter().chain(first).map(|line| line.cells.len()).max().unwrap_or_default();
    let known = &import.layout.columns;
    let there = if has_names(&import.layout) || widest == 0 { known.len() } else { widest };
    known.iter().take(there).enumerate().map(column).collect()
}

/// What a column is taken for, and which ones come before it where several are taken for that.
fn taken_for(import: &Import, column: Column, at: usize) -> String {
    let (label, places) = (column.label(import.noun), import.layout.places(column));
    let before = places.iter().take_while(|place| **place != at);
    let before: Vec<String> = before
        .filter_map(|place| import.layout.columns.get(*place))
        .map(|known| format!("“{}”", shown(&known.heading)))
        .collect();
    match before.as_slice() {
        [] if places.len() > 1 => format!("{label}, first"),
        [] => label.to_owned(),
        [one] => format!("{label}, where {one} is empty"),
        several => format!("{label}, where {} are empty", several.join(" and ")),
    }
}

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}

fn line_of(import: &Import, line: Line) -> ImportLine {
    let texts = texts(import.noun, &import.layout, &line.cells);
    let column = line
        .field
        .as_deref()
        .and_then(|field| Column::of(import.noun).iter().find(|column| column.field(import.noun) == field));
    let is_there = match line.kind {
        LineKind::Known | LineKind::Fill => true,
        LineKind::New => {
            matches!(import.status, ImportStatus::Done | ImportStatus::Stopped | ImportStatus::Running)
                || line.kept
        }
        LineKind::Double | LineKind::Bad => false,
    };
    let filled = || {
        let names =
            line.filled.iter().filter(|name| *name != Column::Suppressed.as_str()).filter_map(|name| {
                Some(
                    Column::of(import.noun)
                        .iter()
                        .find(|c| c.as_str() == name)?
                        .label(import.noun)
                        .to_lowercase(),
                )
            });
        names.collect::<Vec<_>>().join(", ")
    };
    let fills = Some(filled()).filter(|names| line.kind == LineKind::Fill && !names.is_empty());
    let fills = fills.map(|names| format!("Fills {names}."));
    let note = line.why.iter().cloned().chain(fills).collect::<Vec<_>>().join(" ");
    let href = match (import.noun, line.row_id.filter(|_| is_there)) {
        (Noun::Numbers, Some(id)) => format!("/pool/{id}"),
        (Noun::Leads, Some(id)) => format!("/leads/{id}"),
        (_, None) => String::new(),
    };
    ImportLine {
        line: line.line.into(),
        title: texts.0,
        detail: texts.1,
        kind: line.kind,
        column: column.map_or_else(String::new, |column| column.label(import.noun).to_owned()),
        note,
        href,
        kept: line.kept,
    }
}

/// What names a line, and what else stands in it.
fn texts(noun: Noun, layout: &Layout, cells: &[String]) -> (String, String) {
    let cell = |column| layout.cell(cells, column);
    let phone = cell(Column::Phone);
    let phone = E164::parse(phone).map_or_else(|_| phone.to_owned(), |phone| phone.national());
    let parts = [cell(Column::FirstName), cell(Column::LastName)];
    let parts = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let name = if cell(Column::Name).is_empty() { parts } else { cell(Column::Name).to_owned() };
    let texts: Vec<String> = match noun {
        Noun::Numbers => vec![phone, cell(Column::Label).to_owned()],
        Noun::Leads => vec![name, phone, cell(Column::Reference).to_owned()],
    };
    let mut texts = texts.into_iter().filter(|text| !text.is_empty()).map(|text| shown(&text));
    let title = texts.next().or_else(|| cells.iter().find(|cell| !cell.is_empty()).map(|cell| shown(cell)));
    (title.unwrap_or_else(|| "-".to_owned()), texts.collect::<Vec<_>>().join(" · "))
}
