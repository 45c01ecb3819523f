//! The pool by state.

use crate::address::{encode, use_query_value};
use crate::components::{Card, Glyph, Icon, IconLink, MapLegend, StateCount, StateMap, TableScroll, keyed};
use leptos::prelude::*;
use steadyline_core::page::{StateRoom, States, counted, grouped};

/// The card with the map; `?states=table` shows the same as a table.
#[component]
pub(super) fn StatesCard(slug: String, states: States) -> impl IntoView {
    let States { free, full, resting, states, elsewhere: (free_elsewhere, elsewhere), capped } = states;
    let at_cap = if capped > 0 { format!("{} at cap, ", grouped(capped)) } else { String::new() };
    let sub = format!("{} free, {} full, {at_cap}{} resting", grouped(free), grouped(full), grouped(resting));
    let (page, pool) = (format!("/b/{slug}"), format!("/b/{slug}/pool"));
    let shown = use_query_value("states");
    let as_table = Signal::derive(move || shown.get() == "table");
    let sheet = sheet(&states);
    let end = view! {
        {move || {
            if as_table.get() {
                view! { <IconLink href=page.clone() glyph=Glyph::Place label="Show the map" /> }
            } else {
                let table = format!("{page}?states=table");
                view! { <IconLink href=table glyph=Glyph::Table label="Show as a table" /> }
            }
        }}
        <a
            class="icon-button small"
            href=sheet
            download="free-numbers-by-state.csv"
            aria-label="Download as CSV"
            title="Download as CSV"
        >
            <Icon glyph=Glyph::Download small=true />
        </a>
    };
    let rows = StoredValue::new(states);
    let body = move || {
        let href = format!("{pool}?state=");
        if as_table.get() {
            return view! { <StatesTable states=rows.get_value() href=href /> }.into_any();
        }
        let counts = rows.with_value(|states| {
            let count = |StateRoom { state, free, full, resting, capped, .. }: &StateRoom| StateCount {
                state: state.as_str().to_owned(),
                free: whole(*free),
                total: whole(free + full + capped + resting),
            };
            states.iter().map(count).collect()
        });
        view! {
            <div class="card-body">
                <StateMap counts=counts href=href />
                {(elsewhere > 0)
                    .then(|| {
                        view! {
                            <p class="dim small map-rest">
                                {format!(
                                    "{} of {} free.",
                                    grouped(free_elsewhere),
                                    counted(elsewhere, "number without a state is", "numbers without a state are"),
                                )}
                            </p>
                        }
                    })}
            </div>
        }
        .into_any()
    };
    view! {
        <Card title="Free numbers by state" sub=sub end=end foot=view! { <MapLegend /> }>
            {body}
        </Card>
    }
}

#[component]
fn StatesTable(states: Vec<StateRoom>, href: String) -> impl IntoView {
    let lines = keyed(
        states,
        |room| room.state,
        |StateRoom { state, name, free, full, resting, capped }| {
            view! {
                <tr>
                    <th scope="row">
                        <a class="mid" href=format!("{href}{state}")>
                            {name}
                        </a>
                    </th>
                    <td class="num">{grouped(free)}</td>
                    <td class="num">{grouped(full)}</td>
                    <td class="num">{grouped(capped)}</td>
                    <td class="num">{grouped(resting)}</td>
                </tr>
            }
        },
    );
    view! {
        <TableScroll label="Free numbers by state" narrow=true>
            <table class="table by-state">
                <caption class="hush">"Free numbers by state"</caption>
                <thead>
                    <tr>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">
                            "Free"
                        </th>
                        <th scope="col" class="num">
                            "Full"
                        </th>
                        <th scope="col" class="num">
                            "At cap"
                        </th>
                        <th scope="col" class="num">
                            "Resting"
                        </th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </TableScroll>
    }
}

/// The table as a sheet, in the link itself: codes, names and counts need no escaping.
fn sheet(states: &[StateRoom]) -> String {
    let mut text = "state,name,free,full,at_cap,resting\n".to_owned();
    for StateRoom { state, name, free, full, resting, capped } in states {
        text.push_str(&format!("{state},{name},{free},{full},{capped},{resting}\n"));
    }
    format!("data:text/csv;charset=utf-8,{}", encode(&text))
}

fn whole(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadyline_core::area_code::StateCode;

    #[test]
    fn the_sheet_has_a_line_a_state() {
        let state = StateCode::parse("TX").unwrap();
        let room = StateRoom { state, name: "Texas".to_owned(), free: 1, full: 2, resting: 0, capped: 3 };
        let href = sheet(&[room]);
        assert!(href.starts_with("data:text/csv;charset=utf-8,state%2Cname"), "{href}");
        assert!(href.ends_with("%0ATX%2CTexas%2C1%2C2%2C3%2C0%0A"), "{href}");
    }
}
