//! Cards and what stands in them everywhere.

use super::icon::{Glyph, Icon};
use super::slot::Slot;
use crate::loading::Piece;
use leptos::prelude::*;

/// A titled card.
#[component]
pub fn Card(
    /// Its heading; a card without one gets `label`.
    #[prop(optional, into)]
    title: String,
    /// Unit, base or count beside the heading.
    #[prop(optional, into)]
    sub: String,
    /// A count in a pill after the heading.
    #[prop(optional, into)]
    count: String,
    /// Its name for screen readers where there is no heading.
    #[prop(optional, into)]
    label: String,
    /// Links and buttons at the end of the head.
    #[prop(optional, into)]
    end: Option<Slot>,
    /// A line at the foot.
    #[prop(optional, into)]
    foot: Option<Slot>,
    /// Puts the content on the card's padding; tables and lists go without.
    #[prop(optional)]
    padded: bool,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// The content.
    children: Children,
) -> impl IntoView {
    let name = if title.is_empty() { label } else { title.clone() };
    let head = (!title.is_empty() || end.is_some()).then(|| {
        view! {
            <div class="card-head">
                {(!title.is_empty()).then(|| view! { <h2>{title}</h2> })}
                {(!count.is_empty()).then(|| view! { <Count>{count}</Count> })}
                {(!sub.is_empty()).then(|| view! { <span class="sub">{sub}</span> })}
                {end.map(|end| view! { <div class="end">{end.run()}</div> })}
            </div>
        }
    });
    let body = if padded {
        view! { <div class="card-body">{children()}</div> }.into_any()
    } else {
        children().into_any()
    };
    let inner = view! {
        {head}
        {body}
        {foot.map(|foot| view! { <div class="card-foot">{foot.run()}</div> })}
    };
    view! {
        <section class=format!("card {class}").trim_end().to_owned() aria-label=(!name.is_empty()).then_some(name)>
            {Piece::new(inner)}
        </section>
    }
}

/// A count in a pill.
#[component]
pub fn Count(
    /// The count.
    children: Children,
) -> impl IntoView {
    view! { <span class="count">{children()}</span> }
}

/// How soon a warning wants a hand; the hottest stand first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Heat {
    /// A lead is being lost now.
    Hot,
    /// Something gets worse.
    Mid,
    /// Housekeeping.
    #[default]
    Low,
}

/// A warning: what, the figures behind it, and the button that mends it.
#[component]
pub fn WarningRow(
    /// How soon it wants a hand.
    heat: Heat,
    /// Its icon.
    glyph: Glyph,
    /// Names the row it is about.
    #[prop(into)]
    title: String,
    /// One line with figures.
    #[prop(into)]
    detail: String,
    /// The buttons that mend it.
    children: Children,
) -> impl IntoView {
    let tone = match heat {
        Heat::Hot => "warning-icon hot",
        Heat::Mid => "warning-icon warm",
        Heat::Low => "warning-icon",
    };
    view! {
        <li class="warning">
            <span class=tone>
                <Icon glyph=glyph />
            </span>
            <div>
                <h3>{title}</h3>
                <p>{detail}</p>
            </div>
            <div class="acts">{children()}</div>
        </li>
    }
}

/// What to do where there is nothing yet.
#[component]
pub fn EmptyState(
    /// Its icon.
    glyph: Glyph,
    /// What is not there, in a few words.
    #[prop(into)]
    title: String,
    /// What comes next, and what it brings.
    #[prop(into)]
    text: String,
    /// The button for that.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon">
                <Icon glyph=glyph />
            </span>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="bar">{children()}</div> })}
        </div>
    }
}

/// Keeps the place of rows that are on their way.
#[component]
pub fn Skeleton(
    /// How many rows.
    #[prop(default = 3)]
    rows: usize,
) -> impl IntoView {
    view! {
        <div class="stack card-body" aria-busy="true">
            <span class="hush">"Loading"</span>
            {(0..rows)
                .map(|row| {
                    let width = ["skeleton w-3", "skeleton w-2", "skeleton w-1"][row % 3];
                    view! { <span class=width aria-hidden="true"></span> }
                })
                .collect_view()}
        </div>
    }
}
