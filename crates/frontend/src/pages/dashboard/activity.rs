//! What happened last.

use crate::components::{Card, EmptyState, Feed, FeedEntry, Glyph, Phone};
use leptos::prelude::*;
use steadyline_core::page::Activity;

/// The card.
#[component]
pub(super) fn ActivityCard(slug: String, activity: Vec<Activity>) -> impl IntoView {
    view! {
        <Card title="Recent activity">
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

#[component]
fn Entry(slug: String, entry: Activity) -> impl IntoView {
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
    view! {
        <FeedEntry shape=shape when=at.clock exact=at.exact at=at.iso>
            {lead}
            {what}
            {number}
            {rest}
        </FeedEntry>
    }
}
