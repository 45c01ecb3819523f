//! A card with a chart: its question, what it counts, its table and its file.

use crate::components::button::IconLink;
use crate::components::card::Card;
use crate::components::icon::{Glyph, Icon};
use crate::components::slot::Slot;
use crate::components::table::TableScroll;
use leptos::prelude::*;
use steadyline_core::report::{Cell, Definition, Sheet};

/// Rows of a table beside a chart; the file has all of them.
const ROWS: usize = 400;

/// A card with a chart.
#[component]
pub fn ChartCard(
    /// The question it answers.
    #[prop(into)]
    title: String,
    /// Unit and base.
    #[prop(optional, into)]
    sub: String,
    /// What it counts, one click away.
    means: Vec<Definition>,
    /// The figures as rows; without, the chart is a table itself.
    #[prop(optional, into)]
    table: Option<Slot>,
    /// Its file.
    #[prop(into)]
    csv: String,
    /// A line under it.
    #[prop(optional, into)]
    note: Option<Slot>,
    /// Without padding: tables.
    #[prop(optional)]
    bare: bool,
    /// The chart.
    children: Children,
) -> impl IntoView {
    let download = format!("{title} as CSV");
    view! {
        <Card
            title=title
            sub=sub
            class="chart-card"
            end=view! { <IconLink href=csv glyph=Glyph::Download label=download attr:rel="external" /> }
        >
            {if bare { children().into_any() } else { view! { <div class="card-body">{children()}</div> }.into_any() }}
            {note.map(|note| view! { <div class="card-foot">{note.run()}</div> })}
            <div class="chart-foot">
                <Means means=means />
                {table
                    .map(|table| {
                        view! {
                            <details class="fold">
                                <summary>
                                    <Icon glyph=Glyph::Table small=true />
                                    "Table"
                                </summary>
                                {table.run()}
                            </details>
                        }
                    })}
            </div>
        </Card>
    }
}

/// What figures count and what they leave out.
#[component]
pub fn Means(
    /// The definitions.
    means: Vec<Definition>,
) -> impl IntoView {
    let alone = means.len() == 1;
    view! {
        <details class="fold">
            <summary>
                <Icon glyph=Glyph::Info small=true />
                "What is counted"
            </summary>
            <dl class="means">
                {means
                    .into_iter()
                    .map(|Definition { name, counts, leaves_out }| {
                        view! {
                            <div>
                                <dt class=alone.then_some("hush")>{name}</dt>
                                <dd>
                                    <p>
                                        <b>"Counted: "</b>
                                        {counts}
                                    </p>
                                    <p>
                                        <b>"Not counted: "</b>
                                        {leaves_out}
                                    </p>
                                </dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </details>
    }
}

/// A report's rows as a table.
#[component]
pub fn SheetTable(
    /// Its name for screen readers.
    #[prop(into)]
    label: String,
    /// The rows.
    sheet: Sheet,
) -> impl IntoView {
    let Sheet { columns, rows } = sheet;
    let more = rows.len().saturating_sub(ROWS);
    let is_text = |at: usize| {
        rows.first()
            .and_then(|row| row.get(at))
            .is_some_and(|cell| matches!(cell, Cell::Text(_) | Cell::Day(_)))
    };
    let heads = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let class = (!is_text(at)).then_some("num");
            view! {
                <th scope="col" class=class>
                    {column.replace('_', " ")}
                </th>
            }
        })
        .collect_view();
    view! {
        <TableScroll label=label.clone() narrow=true>
            <table class="table">
                <caption class="hush">{label}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>
                    {rows
                        .iter()
                        .take(ROWS)
                        .map(|row| {
                            let mut cells = row.iter();
                            let head = cells.next().map(told);
                            view! {
                                <tr>
                                    <th scope="row">{head}</th>
                                    {cells.map(|cell| view! { <td class=class_of(cell)>{told(cell)}</td> }).collect_view()}
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableScroll>
        {(more > 0).then(|| view! { <p class="dim">{format!("{more} more rows in the file.")}</p> })}
    }
}

fn class_of(cell: &Cell) -> Option<&'static str> {
    (!matches!(cell, Cell::Text(_) | Cell::Day(_))).then_some("num")
}

/// A cell as people read it.
fn told(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => steadyline_core::page::grouped(*count),
        Cell::Figure(figure) if figure.fract() == 0.0 && figure.abs() < 1e15 => {
            steadyline_core::page::grouped(*figure as i64)
        }
        Cell::Figure(figure) => format!("{figure:.1}"),
        Cell::Day(day) => day.to_string(),
        Cell::None => "-".to_owned(),
    }
}
