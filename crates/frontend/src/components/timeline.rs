//! What happened, as shapes on a line: the history of one lead, or the last minutes of a pool.

use super::fact::{Moment, When};
use super::icon::Mark;
use super::status::{status_class, status_mark};
use leptos::prelude::*;
use steadyline_core::page;
pub use steadyline_core::page::Shape;

const fn shape_class(shape: Shape) -> &'static str {
    match shape {
        Shape::Status(status) => status_class(status),
        Shape::Plain => "is-plain",
        Shape::Hot => "is-hot",
    }
}

const fn shape_mark(shape: Shape) -> &'static str {
    match shape {
        Shape::Status(status) => status_mark(status),
        Shape::Plain | Shape::Hot => "#s-plain",
    }
}

/// A lead's history, newest first.
#[component]
pub fn Timeline(
    /// `TimelineEntry`s.
    children: Children,
) -> impl IntoView {
    view! { <ol class="timeline">{children()}</ol> }
}

/// One thing that happened.
#[component]
pub fn TimelineEntry(
    /// Its shape on the rail.
    shape: Shape,
    /// When.
    at: page::When,
    /// One line of detail.
    #[prop(optional, into)]
    detail: String,
    /// A person's note.
    #[prop(optional, into)]
    note: String,
    /// What and who.
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <span class=format!("rail {}", shape_class(shape))>
                <Mark id=shape_mark(shape) />
            </span>
            <div class="entry">
                {children()} {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
                {(!note.is_empty()).then(|| view! { <blockquote>{note}</blockquote> })}
            </div>
            <Moment of=at />
        </li>
    }
}

/// A pool's last minutes, newest first; one line each.
#[component]
pub fn Feed(
    /// `FeedEntry`s.
    children: Children,
) -> impl IntoView {
    view! { <ol class="feed">{children()}</ol> }
}

/// The day of the lines below it.
#[component]
pub fn FeedDay(
    /// "Yesterday", "Fri, Nov 27".
    words: String,
) -> impl IntoView {
    view! { <li class="feed-day">{words}</li> }
}

/// One line of the feed.
#[component]
pub fn FeedEntry(
    /// Its shape on the rail.
    shape: Shape,
    /// The hour and minute.
    #[prop(into)]
    when: String,
    /// The exact time, on hover.
    #[prop(optional, into)]
    exact: String,
    /// RFC 3339.
    #[prop(optional, into)]
    at: String,
    /// Who, what, which number.
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <When words=when exact=exact at=at />
            <span class=format!("rail {}", shape_class(shape))>
                <Mark id=shape_mark(shape) />
            </span>
            <div class="entry">{children()}</div>
        </li>
    }
}
