//! The health of the pool: every number on the score, and the four bands as filters.

use super::address::{By, pool_href};
use crate::components::Inert;
use crate::components::health::band_class;
use crate::components::icon::Mark;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use steadyline_core::health::HealthBand;
use steadyline_core::page::{BandCount, PoolPage, PoolQuery, ScoreCount, counted, grouped};

const LEFT: f64 = 8.0;
/// Where the scale ends: where there is room, and on a phone.
const RIGHT: f64 = 772.0;
const PHONE: f64 = 352.0;
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
    let learning: i64 = scores.iter().map(|count| count.learning).sum();
    let learning = (learning > 0).then(|| format!(", {} learning", grouped(learning)));
    let compared = bands.iter().any(|band| band.week_ago.is_some());
    let piles = Piles::of(&scores);
    let shape = match piles {
        Piles::Dots(_) => ", one dot each",
        Piles::Bars => ", a bar for every 2 points",
    };
    let against = compared.then_some("; changes against last week");
    view! {
        <section class="card health-strip" aria-label="Health of the pool">
            <div>
                <div class="card-head">
                    <h2>"Health of the pool"</h2>
                    <span class="sub">
                        {counted(numbers, "number", "numbers")} " in service" {learning} <span class="wide-only">{shape}</span> {against}
                    </span>
                </div>
                <Scores scores=scores.clone() median=median piles=piles right=RIGHT />
                <Scores scores=scores median=median piles=Piles::Bars right=PHONE />
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

/// A band with its count, share and change; a click keeps its numbers alone.
fn band_link(slug: &str, query: &PoolQuery, count: BandCount, all: i64) -> impl IntoView + use<> {
    let (class, mark, range) = match count.band {
        HealthBand::Excellent => ("band-excellent", "#h-excellent", "80 and up"),
        HealthBand::Good => ("band-good", "#h-good", "60 to 79"),
        HealthBand::Fair => ("band-fair", "#h-fair", "40 to 59"),
        HealthBand::Poor => ("band-poor", "#h-poor", "under 40"),
    };
    let word = count.band.label().to_ascii_lowercase();
    let on = query.band.split(',').any(|band| band == word);
    let share = if all > 0 { 64.0 * count.numbers as f64 / all as f64 } else { 0.0 };
    let change = count.week_ago.map(|before| match count.numbers - before {
        0 => "as before".to_owned(),
        more if more > 0 => format!("{} more", grouped(more)),
        fewer => format!("{} fewer", grouped(-fewer)),
    });
    view! {
        <a
            class=class
            href=pool_href(slug, &By::Band.toggle(query, &word))
            aria-current=on.then_some("true")
        >
            <span class="band">
                <Mark id=mark />
                {count.band.label()}
            </span>
            <span class="figure">{grouped(count.numbers)}</span>
            {share_bar(share)}
            <span class="range">{range} {change.map(|change| view! { <br /> {change} })}</span>
        </a>
    }
}

/// A share of all numbers, 64 wide.
fn share_bar(share: f64) -> InertElement {
    let mut drawing = Inert::new(
        "svg",
        &[
            ("class", &"share"),
            ("viewBox", &"0 0 64 4"),
            ("preserveAspectRatio", &"none"),
            ("aria-hidden", &"true"),
        ],
    );
    drawing.gauge((0, 2), 64.0, share, &[("stroke-width", &4)]);
    drawing.view()
}

/// How numbers are shown: a dot each while they fit, else as bars.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piles {
    /// Dots of this width.
    Dots(f64),
    Bars,
}

impl Piles {
    fn of(scores: &[ScoreCount]) -> Self {
        let place = place_from(lowest(scores), RIGHT);
        let fits = |width: &f64| highest(scores, place, *width) as f64 * *width <= ROOM + 7.0;
        PILES.into_iter().find(fits).map_or(Self::Bars, Self::Dots)
    }
}

/// Where the scale begins.
fn lowest(scores: &[ScoreCount]) -> i32 {
    if scores.first().is_some_and(|least| least.score < 20) { 0 } else { 20 }
}

fn place_from(low: i32, right: f64) -> impl Fn(i32) -> f64 + Copy {
    move |score: i32| LEFT + (right - LEFT) * f64::from(score.clamp(low, 100) - low) / f64::from(100 - low)
}

fn pile_of(place: f64, width: f64) -> f64 {
    ((place - LEFT) / width).round()
}

/// How many numbers the highest pile has.
fn highest(scores: &[ScoreCount], place: impl Fn(i32) -> f64, width: f64) -> i64 {
    let pile = |count: &ScoreCount| pile_of(place(count.score), width);
    scores
        .chunk_by(|one, other| pile(one) == pile(other))
        .map(|pile| pile.iter().map(|count| count.numbers).sum())
        .max()
        .unwrap_or(0)
}

/// Every number on the health score, as wide as there is room or for a phone.
#[component]
fn Scores(scores: Vec<ScoreCount>, median: Option<i32>, piles: Piles, right: f64) -> impl IntoView {
    let low = lowest(&scores);
    let place = place_from(low, right);
    let class = if right < RIGHT { "health-dots phone-only" } else { "health-dots wide-only" };
    let all: i64 = scores.iter().map(|count| count.numbers).sum();
    let label = match median {
        Some(median) => format!("{} on the health score, median {median}", counted(all, "number", "numbers")),
        None => "No number in service yet".to_owned(),
    };
    let width = right + LEFT;
    let share = |x: f64| format!("{}%", round(100.0 * x / width));
    let sides = format!("0 0 {width} 118");
    // It shrinks with its card, and the words around it do not.
    let mut drawing = Inert::new("svg", &[("viewBox", &sides)]);
    for tick in [40, 60, 80] {
        let line = format!("M{} 6V90", round(place(tick)));
        drawing.add("path", &[("class", &"grid"), ("d", &line)]);
    }
    if let Some(median) = median {
        let line = format!("M{} 2V90", round(place(median)));
        drawing.add("path", &[("class", &"reference"), ("d", &line)]);
    }
    for (class, from, to) in
        [("band-poor", low, 40), ("band-fair", 40, 60), ("band-good", 60, 80), ("band-excellent", 80, 100)]
    {
        let (from, to) = (place(from), place(to));
        drawing.add(
            "rect",
            &[
                ("class", &format_args!("bar-fill {class}")),
                ("x", &round(from)),
                ("y", &90),
                ("width", &round(to - from - 1.5)),
                ("height", &3),
                ("rx", &1),
            ],
        );
    }
    match piles {
        Piles::Dots(width) => draw_dots(&mut drawing, dots(&scores, place, width)),
        Piles::Bars => draw_bars(&mut drawing, bars(&scores, place)),
    }
    let mut whole = Inert::new("svg", &[("class", &"chart"), ("role", &"img"), ("aria-label", &label)]);
    whole.hold(drawing);
    for tick in [low, 40, 60, 80, 100] {
        let anchor = match tick {
            100 => "end",
            _ if tick == low => "start",
            _ => "middle",
        };
        let x = share(place(tick));
        whole.write("text", &[("x", &x), ("y", &"93%"), ("text-anchor", &anchor)], &tick);
    }
    if let Some(median) = median {
        let x = place(median);
        let (aside, anchor) = if x < 120.0 { (6, "start") } else { (-6, "end") };
        whole.write(
            "text",
            &[("class", &"strong"), ("x", &share(x)), ("dx", &aside), ("y", &12), ("text-anchor", &anchor)],
            &format_args!("Median {median}"),
        );
    }
    view! { <div class=class>{whole.view()}</div> }
}

fn draw_dots(drawing: &mut Inert, dots: Vec<Dot>) {
    for dot in dots {
        let class = if dot.is_learning { "learning" } else { band_class(HealthBand::of(dot.score)) };
        drawing.add(
            "circle",
            &[
                ("class", &format_args!("dot {class}")),
                ("cx", &round(dot.x)),
                ("cy", &round(dot.y)),
                ("r", &round(dot.r)),
            ],
        );
    }
}

fn draw_bars(drawing: &mut Inert, bars: Vec<Bar>) {
    for bar in bars {
        let class = band_class(HealthBand::of(bar.from));
        drawing.open(
            "rect",
            &[
                ("class", &format_args!("bar-fill {class}")),
                ("x", &round(bar.x)),
                ("y", &round(FLOOR - 1.0 - bar.height)),
                ("width", &round(bar.width)),
                ("height", &round(bar.height)),
                ("rx", &1),
            ],
        );
        drawing.write("title", &[], &bar.words);
        drawing.close("rect");
    }
}

fn round(value: f64) -> String {
    format!("{value:.1}")
}

struct Dot {
    score: i32,
    is_learning: bool,
    x: f64,
    y: f64,
    r: f64,
}

/// Piles the dots of scores that stand close together.
fn dots(scores: &[ScoreCount], place: impl Fn(i32) -> f64, width: f64) -> Vec<Dot> {
    let (mut last, mut height) = (f64::NAN, 0);
    let mut all = Vec::new();
    for ScoreCount { score, numbers, learning } in scores {
        for nth in 0..*numbers {
            let pile = pile_of(place(*score), width);
            height = if pile == last { height + 1 } else { 0 };
            last = pile;
            let y = FLOOR - 2.0 - width / 2.0 - f64::from(height) * width;
            let x = (LEFT + pile * width).clamp(LEFT + width / 2.0, RIGHT - width / 2.0);
            all.push(Dot { score: *score, is_learning: nth >= numbers - learning, x, y, r: width * 0.44 });
        }
    }
    all
}

/// Points of the score that a bar stands for.
const BAR: i32 = 2;

struct Bar {
    from: i32,
    x: f64,
    width: f64,
    height: f64,
    words: String,
}

/// A bar for every two points; the highest takes the room there is. 100 stands with the two points before it.
fn bars(scores: &[ScoreCount], place: impl Fn(i32) -> f64) -> Vec<Bar> {
    let bar_of = |count: &ScoreCount| count.score.min(99).div_euclid(BAR) * BAR;
    let piles: Vec<(i32, i64)> = scores
        .chunk_by(|one, other| bar_of(one) == bar_of(other))
        .filter_map(|pile| Some((bar_of(pile.first()?), pile.iter().map(|count| count.numbers).sum())))
        .collect();
    let most = piles.iter().map(|(_, numbers)| *numbers).max().unwrap_or(1).max(1);
    piles
        .into_iter()
        .map(|(from, numbers)| {
            let to = if from + BAR >= 100 { 100 } else { from + BAR - 1 };
            let (x, end) = (place(from), place(from + BAR));
            Bar {
                from,
                x: x + 0.5,
                width: (end - x - 1.0).max(1.0),
                height: (ROOM * numbers as f64 / most as f64).max(1.0),
                words: format!("{} with a score of {from} to {to}", counted(numbers, "number", "numbers")),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(counts: &[(i32, i64)]) -> Vec<ScoreCount> {
        counts
            .iter()
            .map(|(score, numbers)| ScoreCount { score: *score, numbers: *numbers, learning: 0 })
            .collect()
    }

    #[test]
    fn equal_scores_are_piled_and_never_leave_the_chart() {
        let few = scores(&[(70, 2), (71, 1), (90, 1)]);
        let Piles::Dots(width) = Piles::of(&few) else { panic!("few numbers are dots") };
        let few = dots(&few, place_from(0, RIGHT), width);
        assert_eq!(few.len(), 4);
        assert!(few[1].y < few[0].y, "a pile grows upwards");
    }

    #[test]
    fn the_numbers_that_are_learning_lie_on_top() {
        let scores = [ScoreCount { score: 15, numbers: 3, learning: 1 }];
        let dots = dots(&scores, place_from(0, RIGHT), 12.5);
        assert_eq!(dots.iter().map(|dot| dot.is_learning).collect::<Vec<_>>(), [false, false, true]);
    }

    #[test]
    fn many_numbers_are_bars_in_which_each_of_them_counts() {
        let many = scores(&[(0, 5), (70, 300), (71, 200), (99, 40), (100, 60)]);
        assert_eq!(Piles::of(&many), Piles::Bars);
        let bars = bars(&many, place_from(0, RIGHT));
        assert_eq!(bars.iter().map(|bar| bar.from).collect::<Vec<_>>(), [0, 70, 98]);
        assert_eq!(bars[1].words, "500 numbers with a score of 70 to 71");
        assert_eq!(bars[2].words, "100 numbers with a score of 98 to 100");
        assert!(bars.iter().all(|bar| bar.height <= ROOM && bar.x + bar.width <= RIGHT));
    }
}
