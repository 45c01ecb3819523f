//! The health of the pool: every number as a dot on the score, and the four bands as filters.

use super::address::{By, pool_href};
use crate::components::health::band_class;
use leptos::prelude::*;
use steadyline_core::health::HealthBand;
use steadyline_core::page::{BandCount, PoolPage, PoolQuery, grouped};

const LEFT: f64 = 8.0;
const RIGHT: f64 = 772.0;
/// The line the dots stand on.
const FLOOR: f64 = 90.0;
/// How high the dots may be piled: above stands the median.
const ROOM: f64 = 68.0;
/// Widths of a pile, widest first; the first whose highest pile fits is taken.
const PILES: [f64; 7] = [12.5, 10.0, 8.0, 6.0, 5.0, 4.0, 3.0];

/// The strip above the table.
#[component]
pub(super) fn HealthStrip(
    /// The page.
    page: StoredValue<PoolPage>,
) -> impl IntoView {
    let (scores, median, bands, query, slug) = page.with_value(|page| {
        let slug = page.broker.slug.to_string();
        (page.scores.clone(), page.median, page.bands.clone(), page.query.clone(), slug)
    });
    let numbers: i64 = bands.iter().map(|band| band.numbers).sum();
    let compared = bands.iter().any(|band| band.week_ago.is_some());
    let note = format!(
        "{} in service, one dot each{}",
        counted(numbers),
        if compared { "; changes against last week" } else { "" }
    );
    view! {
        <section class="card health-strip" aria-label="Health of the pool">
            <div>
                <div class="card-head">
                    <h2>"Health of the pool"</h2>
                    <span class="sub">{note}</span>
                </div>
                <Dots scores=scores median=median />
            </div>
            <div class="band-links">
                {bands
                    .into_iter()
                    .map(|band| band_link(&slug, &query, band, numbers))
                    .collect_view()}
            </div>
        </section>
    }
}

fn counted(numbers: i64) -> String {
    if numbers == 1 { "1 number".to_owned() } else { format!("{} numbers", grouped(numbers)) }
}

/// A band with its count, share and change; a click keeps its numbers alone.
fn band_link(slug: &str, query: &PoolQuery, count: BandCount, all: i64) -> impl IntoView + use<> {
    let (class, mark, range) = match count.band {
        HealthBand::Excellent => ("band-excellent", "#h-excellent", "80 and up"),
        HealthBand::Good => ("band-good", "#h-good", "60 to 79"),
        HealthBand::Fair => ("band-fair", "#h-fair", "40 to 59"),
        HealthBand::Poor => ("band-poor", "#h-poor", "under 40"),
    };
    let word = count.band.label().to_lowercase();
    let on = query.band.split(',').any(|band| band == word);
    let share = if all > 0 { 64.0 * count.numbers as f64 / all as f64 } else { 0.0 };
    let change = count.week_ago.map(|before| match count.numbers - before {
        0 => "as before".to_owned(),
        more if more > 0 => format!("{more} more"),
        fewer => format!("{} fewer", -fewer),
    });
    view! {
        <a
            class=class
            href=pool_href(slug, &By::Band.toggle(query, &word))
            aria-current=on.then_some("true")
        >
            <span class="band">
                <svg class="mark" viewBox="0 0 10 10" aria-hidden="true">
                    <use href=mark />
                </svg>
                {count.band.label()}
            </span>
            <span class="figure">{grouped(count.numbers)}</span>
            <svg class="share" viewBox="0 0 64 4" preserveAspectRatio="none" aria-hidden="true">
                <path class="track" d="M0 2H64" stroke-width="4" />
                {(share > 0.0)
                    .then(|| {
                        view! { <path class="gauge" d=format!("M0 2H{share:.1}") stroke-width="4" /> }
                    })}
            </svg>
            <span class="range">{range} {change.map(|change| view! { <br /> {change} })}</span>
        </a>
    }
}

/// Every number as a dot on the health score.
#[component]
fn Dots(scores: Vec<i32>, median: Option<i32>) -> impl IntoView {
    let low = if scores.first().is_some_and(|least| *least < 20) { 0 } else { 20 };
    let place = move |score: i32| {
        LEFT + (RIGHT - LEFT) * f64::from(score.clamp(low, 100) - low) / f64::from(100 - low)
    };
    let label = match median {
        Some(median) => format!("{} numbers on the health score, median {median}", scores.len()),
        None => "No number in service yet".to_owned(),
    };
    let ticks = [low, 40, 60, 80, 100];
    let parts =
        [("band-poor", low, 40), ("band-fair", 40, 60), ("band-good", 60, 80), ("band-excellent", 80, 100)];
    view! {
        <div class="chart-scroll health-dots" role="group" aria-label="Numbers by health" tabindex="0">
            <svg class="chart" viewBox="0 0 780 118" role="img" aria-label=label>
                {ticks
                    .map(|tick| {
                        let anchor = match tick {
                            100 => "end",
                            _ if tick == low => "start",
                            _ => "middle",
                        };
                        view! {
                            <text x=round(place(tick)) y="110" text-anchor=anchor>
                                {tick}
                            </text>
                        }
                    })}
                {[40, 60, 80]
                    .map(|tick| {
                        view! { <path class="grid" d=format!("M{} 6V90", round(place(tick))) /> }
                    })}
                {median
                    .map(|median| {
                        let x = place(median);
                        let (at, anchor) = if x < 120.0 { (x + 6.0, "start") } else { (x - 6.0, "end") };
                        view! {
                            <path class="reference" d=format!("M{} 2V90", round(x)) />
                            <text class="strong" x=round(at) y="12" text-anchor=anchor>
                                {format!("Median {median}")}
                            </text>
                        }
                    })}
                {parts
                    .map(|(class, from, to)| {
                        let (from, to) = (place(from), place(to));
                        view! {
                            <rect
                                class=format!("bar-fill {class}")
                                x=round(from)
                                y="90"
                                width=round(to - from - 1.5)
                                height="3"
                                rx="1"
                            />
                        }
                    })}
                {dots(&scores, place)
                    .into_iter()
                    .map(|dot| {
                        let class = band_class(HealthBand::of(dot.score));
                        view! {
                            <circle
                                class=format!("dot {class}")
                                cx=round(dot.x)
                                cy=round(dot.y)
                                r=round(dot.r)
                            />
                        }
                    })
                    .collect_view()}
            </svg>
        </div>
    }
}

fn round(value: f64) -> String {
    format!("{value:.1}")
}

struct Dot {
    score: i32,
    x: f64,
    y: f64,
    r: f64,
}

/// Piles the dots of scores that stand close together. Where even the smallest do not fit, the highest piles
/// are cut: hundreds of numbers are told by the figures beside.
fn dots(scores: &[i32], place: impl Fn(i32) -> f64) -> Vec<Dot> {
    let pile_of = |score: i32, width: f64| ((place(score) - LEFT) / width).round();
    let highest = |width: f64| {
        let mut piles: Vec<i64> = scores.iter().map(|score| pile_of(*score, width) as i64).collect();
        piles.sort_unstable();
        piles.chunk_by(|one, other| one == other).map(<[i64]>::len).max().unwrap_or(0)
    };
    let width = PILES.into_iter().find(|width| highest(*width) as f64 * width <= ROOM + 7.0).unwrap_or(3.0);
    let (mut last, mut height) = (f64::NAN, 0);
    let mut all = Vec::with_capacity(scores.len());
    for score in scores {
        let pile = pile_of(*score, width);
        height = if pile == last { height + 1 } else { 0 };
        last = pile;
        let y = FLOOR - 2.0 - width / 2.0 - f64::from(height) * width;
        if y >= FLOOR - ROOM - 10.0 {
            let x = (LEFT + pile * width).clamp(LEFT + width / 2.0, RIGHT - width / 2.0);
            all.push(Dot { score: *score, x, y, r: width * 0.44 });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_are_piled_and_never_leave_the_chart() {
        let place = |score: i32| LEFT + (RIGHT - LEFT) * f64::from(score) / 100.0;
        let few = dots(&[70, 70, 71, 90], place);
        assert_eq!(few.len(), 4);
        assert!(few[1].y < few[0].y, "a pile grows upwards");
        let many = dots(&[70; 500], place);
        assert!(many.iter().all(|dot| dot.y > 10.0 && dot.y < FLOOR));
    }
}
