//! The pool by state.

use crate::components::{Card, Glyph, IconLink, MapLegend, StateCount, StateMap};
use leptos::prelude::*;
use steadyline_core::page::{StateRoom, States, grouped};

/// The card with the map.
#[component]
pub(super) fn StatesCard(slug: String, states: States) -> impl IntoView {
    let States { free, full, resting, states, elsewhere: (free_elsewhere, elsewhere) } = states;
    let sub = format!("{} free, {} full, {} resting", grouped(free), grouped(full), grouped(resting));
    let counts = states
        .into_iter()
        .map(|StateRoom { state, name: _, free, full, resting }| StateCount {
            state: state.as_str().to_owned(),
            free: whole(free),
            total: whole(free + full + resting),
        })
        .collect();
    let pool = format!("/b/{slug}/pool");
    let end = view! { <IconLink href=pool.clone() glyph=Glyph::Table label="The pool as a table" /> };
    view! {
        <Card title="Free numbers by state" sub=sub end=end foot=view! { <MapLegend /> }>
            <div class="card-body">
                <StateMap counts=counts href=format!("{pool}?state=") />
                {(elsewhere > 0)
                    .then(|| {
                        view! {
                            <p class="dim small map-rest">
                                {format!(
                                    "{} of {} numbers without a state are free.",
                                    grouped(free_elsewhere),
                                    grouped(elsewhere),
                                )}
                            </p>
                        }
                    })}
            </div>
        </Card>
    }
}

fn whole(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
