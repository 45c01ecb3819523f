//! What happened last.

use crate::components::{Card, EmptyState, Feed, FeedEntry, Glyph, Phone};
use leptos::prelude::*;
use steadyline_core::page::Activity;

/// The card.
#[component]
pub(super) fn ActivityCard(slug: String, activity: Vec<Activity>) -> impl IntoView {
    let all = format!("/b/{slug}/activity");
    let end = view! {
        <a class="link" href=all>
            "All events"
        </a>
    };
    view! {
        <Card title="Live activity" end=end>
            {if activity.is_empty() {
                view! {
                    <EmptyState
                        glyph=Glyph::History
                        title="Nothing has happened yet"
                        text="Assignments, calls and bookings show here as they come."
                    />
                }
                    .into_any()
            } else {
                view! {
                    <Feed>
                        {activity
                            .into_iter()
                            .map(|entry| view! { <Entry slug=slug.clone() entry=entry /> })
                            .collect_view()}
                    </Feed>
                }
                    .into_any()
            }}
        </Card>
    }
}

/// One line: whom, what, which number.
#[component]
pub(crate) fn Entry(
    /// Whose.
    slug: String,
    /// What happened.
    entry: Activity,
    /// The day with the time.
    #[prop(optional)]
    dated: bool,
    /// Who did it.
    #[prop(optional, into)]
    who: String,
) -> impl IntoView {
    let Activity { shape, at, lead, what, number, rest } = entry;
    let lead = lead.map(|lead| {
        view! {
            <a class="mid" href=format!("/b/{slug}/leads/{}", lead.id)>
                {lead.title}
            </a>
            " "
        }
    });
    let number = number.map(|number| {
        let href = format!("/b/{slug}/pool/{}", number.key());
        view! {
            " "
            <Phone number=number.number.as_str() href=href />
        }
    });
    let rest = (!rest.is_empty()).then(|| view! { <span class="dim">" · "{rest}</span> });
    let who = (!who.is_empty()).then(|| view! { <span class="feed-who">{who}</span> });
    let when = if dated { at.short } else { at.clock };
    view! {
        <FeedEntry shape=shape when=when exact=at.exact at=at.iso>
            {lead}
            {what}
            {number}
            {rest}
            {who}
        </FeedEntry>
    }
}
