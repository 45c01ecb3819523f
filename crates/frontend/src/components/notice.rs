//! A line that says what happened or what holds, above what it is about.

use super::icon::{Glyph, Icon};
use super::slot::Slot;
use leptos::prelude::*;

/// What a notice tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Something to know.
    #[default]
    Info,
    /// It worked.
    Good,
    /// It wants a look.
    Warn,
    /// It failed, or a lead is being lost.
    Bad,
}

/// A notice; `end` holds the button that deals with it.
#[component]
pub fn Notice(
    /// What it tells.
    #[prop(optional)]
    kind: NoticeKind,
    /// Another icon than the kind's.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// The button that deals with it.
    #[prop(optional, into)]
    end: Option<Slot>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let (class, standard) = match kind {
        NoticeKind::Info => ("notice", Glyph::Info),
        NoticeKind::Good => ("notice good", Glyph::Done),
        NoticeKind::Warn => ("notice warn", Glyph::Alert),
        NoticeKind::Bad => ("notice bad", Glyph::Alert),
    };
    view! {
        <div class=class role=if kind == NoticeKind::Bad { "alert" } else { "status" }>
            <Icon glyph=glyph.unwrap_or(standard) />
            <div>{children()}</div>
            {end.map(|end| view! { <div class="end">{end.run()}</div> })}
        </div>
    }
}
