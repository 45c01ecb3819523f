//! A heat map: a real table, every cell with its figure.

use leptos::prelude::*;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatCell {
    /// The figure; none is a dash.
    pub value: Option<f64>,
    /// The words on hover, and for screen readers.
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
    view! {
        <div class="chart-scroll" role="group" aria-label=label tabindex="0">
            <table class="heat">
                <caption class="hush">{label.clone()}</caption>
                <thead>
                    <tr>
                        <th scope="col">
                            <span class="hush">"Day"</span>
                        </th>
                        {columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|(head, cells)| {
                            view! {
                                <tr>
                                    <th scope="row">{head}</th>
                                    {cells.into_iter().map(|cell| one(cell, scale)).collect_view()}
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
}

fn one(cell: HeatCell, scale: (f64, f64)) -> AnyView {
    let HeatCell { value, words, href } = cell;
    let Some(value) = value else {
        return view! {
            <td class="none" title=words>
                <span aria-hidden="true">"–"</span>
                <span class="hush">{words.clone()}</span>
            </td>
        }
        .into_any();
    };
    let figure = format!("{value:.0}");
    if href.is_empty() {
        view! {
            <td class=shade(value, scale) title=words>
                {figure}
            </td>
        }
        .into_any()
    } else {
        view! {
            <td class=shade(value, scale)>
                <a href=href title=words>
                    {figure}
                </a>
            </td>
        }
        .into_any()
    }
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
