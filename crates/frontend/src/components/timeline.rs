//! What happened, as shapes on a line: the history of one lead, or the last minutes of a pool.

use super::fact::When;
use super::icon::Mark;
use super::status::StatusKind;
use leptos::prelude::*;

/// Which shape stands on the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// The status it led to.
    Status(StatusKind),
    /// Something that changed no status.
    Plain,
    /// Something that wants a hand: a missed callback.
    Hot,
}

impl Shape {
    const fn class(self) -> &'static str {
        match self {
            Self::Status(status) => status.class(),
            Self::Plain => "is-plain",
            Self::Hot => "is-hot",
        }
    }

    const fn mark(self) -> &'static str {
        match self {
            Self::Status(status) => status.mark(),
            Self::Plain | Self::Hot => "#s-plain",
        }
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
    /// When, as people say it.
    #[prop(into)]
    when: Signal<String>,
    /// The exact time, on hover.
    #[prop(optional, into)]
    exact: String,
    /// RFC 3339.
    #[prop(optional, into)]
    at: String,
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
            <span class=format!("rail {}", shape.class())>
                <Mark id=shape.mark() />
            </span>
            <div class="entry">
                {children()} {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
                {(!note.is_empty()).then(|| view! { <blockquote>{note}</blockquote> })}
            </div>
            <When words=when exact=exact at=at />
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

/// One line of the feed.
#[component]
pub fn FeedEntry(
    /// Its shape on the rail.
    shape: Shape,
    /// The hour and minute.
    #[prop(into)]
    when: Signal<String>,
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
            <span class=format!("rail {}", shape.class())>
                <Mark id=shape.mark() />
            </span>
            <div class="entry">{children()}</div>
        </li>
    }
}
