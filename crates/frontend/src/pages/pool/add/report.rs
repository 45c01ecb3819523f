//! What an import did, or would do, line by line.

use crate::components::{Card, Glyph, Icon, TableScroll};
use leptos::prelude::*;
use steadyline_core::page::{ImportLine, ImportReport, LineKind, grouped};

/// The counts and the first lines, refused ones first.
#[component]
pub(super) fn ReportCard(
    /// What came of it.
    report: ImportReport,
) -> impl IntoView {
    let ImportReport { imported, added, known, refused, lines, .. } = report;
    let title = if imported { "What was added" } else { "What would be added" };
    let sub =
        format!("{} to add, {} known already, {} refused", grouped(added), grouped(known), grouped(refused));
    let sub = if imported { sub.replacen("to add", "added", 1) } else { sub };
    let all = added + known + refused;
    let more = all - lines.len() as i64;
    let foot = (more > 0).then(|| format!("The first {} of {} lines.", lines.len(), grouped(all)));
    let rows: Vec<_> = lines.into_iter().map(|line| report_line(line, imported)).collect();
    view! {
        <Card title=title sub=sub>
            <TableScroll label="Lines of the list" narrow=true>
                <table class="table short">
                    <caption class="hush">"Lines of the list"</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="num">
                                "Line"
                            </th>
                            <th scope="col">"Number"</th>
                            <th scope="col">"Result"</th>
                            <th scope="col">"State, or why not"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
            {foot.map(|foot| view! { <div class="card-foot">{foot}</div> })}
        </Card>
    }
}

fn report_line(line: ImportLine, imported: bool) -> impl IntoView {
    let (class, glyph, word) = match (line.kind, imported) {
        (LineKind::Add, false) => ("result good-text", Glyph::Plus, "Adds"),
        (LineKind::Add, true) => ("result good-text", Glyph::Check, "Added"),
        (LineKind::Known, _) => ("result dim", Glyph::Minus, "Known"),
        (LineKind::Refused, _) => ("result bad-text", Glyph::Close, "Refused"),
    };
    view! {
        <tr>
            <td class="num dim">{line.line}</td>
            <th scope="row" class="ink">
                {line.text}
            </th>
            <td>
                <span class=class>
                    <Icon glyph=glyph small=true />
                    {word}
                </span>
            </td>
            <td class="fluid">{line.note}</td>
        </tr>
    }
}
