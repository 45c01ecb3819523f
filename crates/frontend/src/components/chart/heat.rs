//! A heat map: a real table, every cell with its figure. On a phone its rows stand as columns, so that nothing scrolls
//! sideways; roles are written out, as a table that is laid out otherwise loses its own.

use super::told::{Told, ToldCell, ToldLine};
use leptos::prelude::*;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatCell {
    /// The figure; none is a dash.
    pub value: Option<f64>,
    /// The words on hover and focus, and for screen readers.
    pub words: String,
    /// The rows behind it.
    pub href: String,
}

/// Rows and columns of one figure, from faint to strong.
#[component]
pub fn HeatMap(
    /// What it shows, for screen readers.
    #[prop(into)]
    label: String,
    /// Heads of the columns.
    columns: Vec<String>,
    /// Each row's head and cells.
    rows: Vec<(String, Vec<HeatCell>)>,
    /// Values from and to which the shades go.
    scale: (f64, f64),
) -> impl IntoView {
    let told = Told::default();
    view! {
        <div class="heat-box" role="group" aria-label=label>
            <table class="heat" role="table">
                <caption class="hush">{label.clone()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">
                            <span class="hush">"Day"</span>
                        </th>
                        {columns
                            .into_iter()
                            .map(|column| {
                                view! {
                                    <th scope="col" role="columnheader">
                                        {column}
                                    </th>
                                }
                            })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    {rows
                        .into_iter()
                        .map(|(head, cells)| {
                            view! {
                                <tr role="row">
                                    <th scope="row" role="rowheader">
                                        {head}
                                    </th>
                                    {cells.into_iter().map(|cell| one(cell, scale, told)).collect_view()}
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
        <ToldLine told=told />
    }
}

fn one(cell: HeatCell, scale: (f64, f64), told: Told) -> AnyView {
    let HeatCell { value, words, href } = cell;
    let (class, figure) =
        value.map_or(("none", "–".to_owned()), |value| (shade(value, scale), format!("{value:.0}")));
    view! {
        <td class=class role="cell">
            <ToldCell told=told words=words href=href>
                {figure}
            </ToldCell>
        </td>
    }
    .into_any()
}

/// One of seven shades.
pub(crate) fn shade(value: f64, (from, to): (f64, f64)) -> &'static str {
    const SHADES: [&str; 7] = ["heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "heat-6"];
    let width = (to - from).max(0.1);
    let at = ((value - from) / width * 7.0).floor().clamp(0.0, 6.0) as usize;
    SHADES[at]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_go_from_faint_to_strong() {
        assert_eq!(shade(10.0, (10.0, 24.0)), "heat-0");
        assert_eq!(shade(24.0, (10.0, 24.0)), "heat-6");
        assert_eq!(shade(17.0, (10.0, 24.0)), "heat-3");
        assert_eq!(shade(5.0, (5.0, 5.0)), "heat-0");
    }
}
