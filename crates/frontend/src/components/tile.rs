//! Key figures in one strip.

use super::icon::{Glyph, Icon};
use super::slot::Slot;
use super::spark::Sparkline;
use leptos::prelude::*;
pub use steadyline_core::page::Trend;

/// A figure's change: the arrow says the direction, the colour whether that is good.
#[component]
pub fn Change(
    /// Where it went.
    trend: Trend,
    /// By how much, with its unit: "3 pts", "6%".
    #[prop(into)]
    amount: String,
    /// Whether that is good, bad or neither.
    #[prop(optional)]
    good: Option<bool>,
) -> impl IntoView {
    // Of what stayed the amount says so, in a nought or in words.
    let way = match trend {
        Trend::Up => Some((Glyph::ArrowUp, "up")),
        Trend::Down => Some((Glyph::ArrowDown, "down")),
        Trend::Flat => None,
    };
    let class = match (trend, good) {
        (Trend::Flat, _) | (_, None) => "change",
        (_, Some(true)) => "change better",
        (_, Some(false)) => "change worse",
    };
    view! {
        <span class=class>
            {way
                .map(|(glyph, way)| {
                    view! {
                        <Icon glyph=glyph small=true />
                        <span class="hush">{way} " "</span>
                    }
                })}
            {amount}
        </span>
    }
}

/// One figure with its name, unit, course and change.
#[component]
pub fn Tile(
    /// What it is, with its window: "Answer rate, 7 days".
    #[prop(into)]
    name: String,
    /// The figure, written out.
    #[prop(into)]
    figure: String,
    /// Its unit, smaller.
    #[prop(optional, into)]
    unit: String,
    /// The rows behind it.
    #[prop(optional, into)]
    href: String,
    /// Its course, oldest first.
    #[prop(optional, into)]
    points: Vec<f64>,
    /// Its change.
    #[prop(optional, into)]
    change: Option<Slot>,
    /// What the change is set against, or what the figure is made of.
    #[prop(optional, into)]
    note: String,
) -> impl IntoView {
    // A word stands apart from its figure.
    let unit = if unit.is_empty() || unit == "%" { unit } else { format!("\u{a0}{unit}") };
    let inner = view! {
        <span class="tile-name cut">{name}</span>
        <span class="tile-figure">
            {figure} {(!unit.is_empty()).then(|| view! { <small>{unit}</small> })}
        </span>
        {(points.len() > 1).then(|| view! { <Sparkline points=points /> })}
        <span class="tile-foot">
            {change.map(Slot::run)} <span class="cut">{note}</span>
        </span>
    };
    if href.is_empty() {
        view! { <div class="tile">{inner}</div> }.into_any()
    } else {
        view! { <a class="tile" href=href>{inner}</a> }.into_any()
    }
}

/// The strip.
#[component]
pub fn TileStrip(
    /// Its name for screen readers.
    #[prop(default = "Key figures".into(), into)]
    label: String,
    /// The tiles, best four or five.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="tiles" aria-label=label>
            {children()}
        </section>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn which_way_a_figure_went_is_heard_once() {
        let heard = |trend: Trend, amount: &str| view! { <Change trend=trend amount=amount /> }.to_html();
        let (down, flat) = (heard(Trend::Down, "6%"), heard(Trend::Flat, "as before"));
        assert!(down.contains("down") && down.contains("6%"), "{down}");
        assert!(flat.contains("as before") && !flat.contains("hush"), "{flat}");
    }
}
