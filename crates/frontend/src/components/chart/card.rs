//! A card with a chart: its question, what it counts, its table and its file.

use crate::components::button::IconLink;
use crate::components::card::Card;
use crate::components::icon::{Glyph, Icon};
use crate::components::slot::Slot;
use crate::components::table::TableScroll;
use crate::letters::capital;
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
                    {named(column)}
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
                            let mut cells = columns.iter().zip(row);
                            let head = cells.next().map(|(column, cell)| told(column, cell));
                            view! {
                                <tr>
                                    <th scope="row">{head}</th>
                                    {cells
                                        .map(|(column, cell)| {
                                            view! { <td class=class_of(cell)>{told(column, cell)}</td> }
                                        })
                                        .collect_view()}
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

/// A column as people name it, with its unit; the file keeps the names of the API.
fn named(column: &str) -> String {
    let words = match column {
        "utilization" => "In use, %",
        "contacts" => "Answered",
        "answer_rate" => "Answered, %",
        "answer_rate_before" => "Answered before, %",
        "low" => "Interval from, %",
        "high" => "Interval to, %",
        "bookings" => "Booked",
        "rehomed" => "Rehomed",
        "ended" => "Given back",
        "mean_assigned_seconds" => "Time assigned, mean",
        "median_seconds" => "Median time from the step before",
        "rate" => "Of the step before, %",
        "rate_before" => "The same before, %",
        "attempts" => "Calls until answer",
        "health_score" => "Health",
        "mean_score" => "Health, mean",
        "from" => "Score from",
        "to" => "Score to",
        _ => return capital(&column.replace('_', " ")),
    };
    words.to_owned()
}

/// "22 h 20 min" of seconds.
fn span(seconds: f64) -> String {
    if seconds < 60.0 {
        return format!("{seconds:.0} s");
    }
    let minutes = (seconds / 60.0).round() as i64;
    let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, _) => format!("{hours} h {rest} min"),
        (1, _) => format!("1 day {hours} h"),
        _ => format!("{days} days {hours} h"),
    }
}

/// A cell as people read it.
fn told(column: &str, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => capital(text),
        Cell::Figure(seconds) if column.ends_with("_seconds") => span(*seconds),
        Cell::Count(count) => steadyline_core::page::grouped(*count),
        Cell::Figure(figure) if figure.fract() == 0.0 && figure.abs() < 1e15 => {
            steadyline_core::page::grouped(*figure as i64)
        }
        Cell::Figure(figure) => format!("{figure:.1}"),
        Cell::Day(day) => day.to_string(),
        Cell::None => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_beside_a_chart_has_names_with_units_and_times_in_words() {
        assert_eq!(
            (named("answer_rate").as_str(), named("calls_before").as_str()),
            ("Answered, %", "Calls before")
        );
        assert_eq!(told("median_seconds", &Cell::Figure(80_412.3)), "22 h 20 min");
        assert_eq!(told("median_seconds", &Cell::Figure(200_000.0)), "2 days 7 h");
        assert_eq!(told("mean_assigned_seconds", &Cell::Figure(30.0)), "30 s");
        assert_eq!(told("calls", &Cell::Figure(80_412.3)), "80412.3");
    }
}
