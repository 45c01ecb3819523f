//! What happened last.

use crate::components::{Card, EmptyState, Feed, FeedDay, FeedEntry, Glyph, Phone, keyed};
use leptos::prelude::*;
use steadyline_core::id::LeadId;
use steadyline_core::page::Activity;

/// Letters that are few words: "unreachable, slot free".
const FEW: usize = 24;

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
                        text="Assignments, calls and bookings appear here as they happen."
                    />
                }
                    .into_any()
            } else {
                view! {
                    <Feed>
                        {keyed(
                            by_day(activity),
                            |(_, entry)| known_by(entry),
                            |(day, entry)| {
                                view! {
                                    {day.map(|day| view! { <FeedDay words=day /> })}
                                    <Entry slug=slug.clone() entry=entry />
                                }
                            },
                        )}
                    </Feed>
                }
                    .into_any()
            }}
        </Card>
    }
}

/// What a line is known by when the events are read again.
pub(crate) fn known_by(entry: &Activity) -> (String, String, Option<LeadId>) {
    (entry.at.iso.clone(), entry.what.clone(), entry.lead.as_ref().map(|lead| lead.id))
}

/// Each line says the hour alone: where the day is another one than above it, it comes with the day. Today needs no name.
fn by_day(activity: Vec<Activity>) -> Vec<(Option<String>, Activity)> {
    let mut above = "Today".to_owned();
    let with_day = |entry: Activity| {
        let clock = format!(", {}", entry.at.clock);
        let day = entry.at.short.strip_suffix(&clock).unwrap_or(&entry.at.short).to_owned();
        let is_other = day != above;
        above.clone_from(&day);
        (is_other.then_some(day), entry)
    };
    activity.into_iter().map(with_day).collect()
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
    // A few words stay in one line with the number that they are about; a reason does not.
    let together = (rest.chars().count() <= FEW).then_some("feed-number");
    let has_rest = !rest.is_empty();
    let rest = has_rest.then(|| {
        view! {
            <span class="feed-gap">" "</span>
            <span class="dim feed-rest">{rest}</span>
        }
    });
    let number_and_rest = match number {
        Some(number) => {
            let href = format!("/b/{slug}/pool/{}", number.key());
            view! {
                " "
                <span class=together>
                    <Phone number=number.number.as_str() href=href />
                    {rest}
                </span>
            }
            .into_any()
        }
        None => rest.into_any(),
    };
    // Right after an outcome it would read as by whom it was answered.
    let who = (!who.is_empty()).then(|| {
        let who = view! { <span class="feed-who">{who}</span> };
        if has_rest {
            view! {
                <span class="feed-gap">" "</span>
                <span class="dim feed-rest">{who}</span>
            }
            .into_any()
        } else {
            view! {
                " "
                {who}
            }
            .into_any()
        }
    });
    let when = if dated { at.short } else { at.clock };
    view! {
        <FeedEntry shape=shape when=when exact=at.exact at=at.iso>
            {lead}
            {what}
            {number_and_rest}
            {who}
        </FeedEntry>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadyline_core::page::{Shape, When};

    #[test]
    fn a_line_comes_with_its_day_where_that_is_another_one_than_above() {
        let lines = [
            ("Today, 13:01", "13:01"),
            ("Yesterday, 17:18", "17:18"),
            ("Yesterday, 9:20", "9:20"),
            ("Fri, Nov 27, 9:20", "9:20"),
        ];
        let activity = lines.map(|(short, clock)| Activity {
            shape: Shape::Plain,
            at: When { short: short.to_owned(), clock: clock.to_owned(), ..When::default() },
            lead: None,
            what: String::new(),
            number: None,
            rest: String::new(),
        });
        let days: Vec<_> = by_day(activity.into()).into_iter().map(|(day, _)| day).collect();
        assert_eq!(days, [None, Some("Yesterday".to_owned()), None, Some("Fri, Nov 27".to_owned())]);
    }
}
