//! The United States as a grid of tiles: where numbers are free, in use, or missing.

use leptos::prelude::*;
use steadyline_core::page::{counted, grouped};

/// A state's numbers.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StateCount {
    /// Two letters.
    pub state: String,
    /// Numbers that can take a lead.
    pub free: i32,
    /// Numbers in service.
    pub total: i32,
}

/// Code, row and column. The tiles stand about where the states do.
pub(crate) const PLACES: [(&str, u8, u8); 51] = [
    ("AK", 1, 1),
    ("ME", 1, 11),
    ("VT", 2, 10),
    ("NH", 2, 11),
    ("WA", 3, 1),
    ("ID", 3, 2),
    ("MT", 3, 3),
    ("ND", 3, 4),
    ("MN", 3, 5),
    ("IL", 3, 6),
    ("WI", 3, 7),
    ("MI", 3, 8),
    ("NY", 3, 9),
    ("RI", 3, 10),
    ("MA", 3, 11),
    ("OR", 4, 1),
    ("NV", 4, 2),
    ("WY", 4, 3),
    ("SD", 4, 4),
    ("IA", 4, 5),
    ("IN", 4, 6),
    ("OH", 4, 7),
    ("PA", 4, 8),
    ("NJ", 4, 9),
    ("CT", 4, 10),
    ("CA", 5, 1),
    ("UT", 5, 2),
    ("CO", 5, 3),
    ("NE", 5, 4),
    ("MO", 5, 5),
    ("KY", 5, 6),
    ("WV", 5, 7),
    ("VA", 5, 8),
    ("MD", 5, 9),
    ("DE", 5, 10),
    ("AZ", 6, 2),
    ("NM", 6, 3),
    ("KS", 6, 4),
    ("AR", 6, 5),
    ("TN", 6, 6),
    ("NC", 6, 7),
    ("SC", 6, 8),
    ("DC", 6, 9),
    ("OK", 7, 4),
    ("LA", 7, 5),
    ("MS", 7, 6),
    ("AL", 7, 7),
    ("GA", 7, 8),
    ("HI", 8, 1),
    ("TX", 8, 4),
    ("FL", 8, 9),
];

/// The map; every state with numbers leads to its rows in the pool.
#[component]
pub fn StateMap(
    /// States that have numbers; the others are drawn faintly.
    counts: Vec<StateCount>,
    /// Where a state leads: its code is put behind this.
    #[prop(default = "/pool?state=".into(), into)]
    href: String,
) -> impl IntoView {
    view! {
        <div class="map" role="group" aria-label="Free numbers by state">
            {PLACES
                .into_iter()
                .map(|(code, row, column)| {
                    let place = format!("r{row} c{column}");
                    match counts.iter().find(|count| count.state == code && count.total > 0) {
                        Some(count) => {
                            let words = format!(
                                "{code}: {} of {} free",
                                grouped(count.free.into()),
                                counted(count.total.into(), "number", "numbers"),
                            );
                            view! {
                                <a
                                    class=format!("{place} {}", step(count.free))
                                    href=format!("{href}{code}")
                                    title=words.clone()
                                    aria-label=words
                                >
                                    <b>{code}</b>
                                    {short(count.free)}
                                </a>
                            }
                                .into_any()
                        }
                        None => {
                            view! {
                                <span class=place aria-hidden="true">
                                    {code}
                                </span>
                            }
                                .into_any()
                        }
                    }
                })
                .collect_view()}
        </div>
    }
}

const fn step(free: i32) -> &'static str {
    match free {
        ..=0 => "in-use",
        1..=2 => "few",
        3..=4 => "some",
        _ => "many",
    }
}

/// A count that a tile has room for: "999", "1.2k", "12k". No more is promised than there is.
fn short(count: i32) -> String {
    match (count / 1000, count % 1000 / 100) {
        (0, _) => count.to_string(),
        (thousands @ 1..=9, hundreds @ 1..) => format!("{thousands}.{hundreds}k"),
        (thousands, _) => format!("{thousands}k"),
    }
}

/// What the map's colours say: for the card's foot.
#[component]
pub fn MapLegend() -> impl IntoView {
    let key = |class: &'static str, words: &'static str| {
        view! {
            <span>
                <i class=format!("swatch {class}")></i>
                {words}
            </span>
        }
    };
    view! {
        <div class="legend map-legend">
            {key("few", "1–2")} {key("some", "3–4")} {key("many", "5 or more free")}
            {key("in-use", "None free")} {key("", "No numbers")}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{PLACES, short};

    #[test]
    fn thousands_of_free_numbers_fit_a_tile() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1k"),
            (1099, "1k"),
            (1250, "1.2k"),
            (9999, "9.9k"),
            (10_011, "10k"),
            (12_900, "12k"),
        ] {
            assert_eq!(short(count), text);
        }
    }

    #[test]
    fn no_two_states_share_a_tile() {
        for (index, (code, row, column)) in PLACES.iter().enumerate() {
            for (other, other_row, other_column) in &PLACES[index + 1..] {
                assert!(code != other && (row, column) != (other_row, other_column), "{code} {other}");
            }
        }
    }
}
