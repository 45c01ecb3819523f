//! A number as a line of the pool.

use super::address::number_href;
use super::selection::{Choosable, Selection};
use crate::components::{
    CapBar, Glyph, HealthMeter, HeldBooked, Menu, MenuItem, Opens, Phone, Pips, Sparkline, StandingChip,
    Steady, When, phone_text,
};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use steadyline_core::number::Standing;
use steadyline_core::page::{PoolRow, Room, When as At, grouped, one_decimal};

/// A line of the table.
#[component]
pub(super) fn PoolLine(
    /// The number.
    row: PoolRow,
    /// Whose pool.
    slug: String,
    /// Slots of a number.
    of: i32,
    /// Calls a day; 0 is no limit.
    cap: i32,
    /// All rows of the page, for a range.
    rows: StoredValue<Vec<Choosable>>,
    /// Whether SignalWire is connected.
    connected: bool,
) -> impl IntoView {
    let href = number_href(&slug, &row.link, "");
    let points: Vec<f64> = row.trend.iter().map(|score| score.unwrap_or(f64::NAN)).collect();
    let label = trend_words(&row.trend);
    let out = if row.standing.in_service() { None } else { Some("out") };
    let key = row.link.key().to_owned();
    // The column is narrow here; the number's page says it in full.
    let words = row.standing_words.replace("Resting until", "Rests to").replace("Given up from", "Leaves");
    view! {
        <tr class=out data-row=key>
            <td class="check-cell">
                <RowCheck row=row.clone() rows=rows />
            </td>
            <th scope="row">
                <Phone number=row.link.number.to_string() href=href row=true />
                {(!row.label.is_empty())
                    .then(|| view! { <span class="number-label cut" title=row.label.clone()>{row.label.clone()}</span> })}
                // The column of its standing is left out there.
                {(row.standing != Standing::Active)
                    .then(|| {
                        view! {
                            <span class="number-label phone-only">
                                <StandingChip standing=row.standing />
                            </span>
                        }
                    })}
            </th>
            <td class="laptop-only">{row.state.map_or_else(|| "-".to_owned(), |state| state.to_string())}</td>
            <td class="wide-only">
                <RoomCell standing=row.standing words=words room=row.room />
            </td>
            <td>
                <HealthMeter score=row.health_score calls=row.calls />
            </td>
            <td class="wide-only">
                <Sparkline
                    points=points
                    label=label
                    width=72
                    height=24
                    least_span=14.0
                    trend=row.health_score
                />
            </td>
            <td class="num ink wide-only">{one_decimal(row.answer_rate)}</td>
            <td class="num laptop-only">{grouped(row.calls)}</td>
            <td class="num">
                <CapBar used=row.calls_today cap=cap />
            </td>
            <td class="num desk-only">
                <Pips used=row.leads of=of />
            </td>
            <td class="laptop-only">
                <HeldBooked held=row.held booked=row.booked />
            </td>
            <td class="num ink desk-only">{row.load}</td>
            <td class="num dim desk-only">
                {match row.last_call.clone() {
                    Some(at) => {
                        view! { <When words=brief(&at) exact=at.exact at=at.iso /> }.into_any()
                    }
                    None => "Never".into_any(),
                }}
            </td>
            <td class="menu-cell">
                <RowMenu row=row slug=slug connected=connected />
            </td>
        </tr>
    }
}

/// Chooses the row. The form around the table sends it without JavaScript.
#[component]
fn RowCheck(row: PoolRow, rows: StoredValue<Vec<Choosable>>) -> impl IntoView {
    let selection = Selection::find();
    let key = StoredValue::new(row.link.key().to_owned());
    let on_click = move |event: MouseEvent| {
        let on = event_target_checked(&event);
        rows.with_value(|rows| key.with_value(|key| selection.set(rows, key, on, event.shift_key())));
    };
    view! {
        <label class="check">
            <input
                {..Steady::new("type", "checkbox")}
                name="n"
                value=key.get_value()
                autocomplete="off"
                aria-label=format!("Select {}", phone_text(row.link.number.as_str()))
                prop:checked=move || key.with_value(|key| selection.has(key))
                on:click=on_click
            />
        </label>
    }
}

/// Some time ago or just now, else the day: the column is narrow.
fn brief(at: &At) -> String {
    let is_recent = at.relative.ends_with("ago") || at.relative == "just now";
    if is_recent { at.relative.clone() } else { at.day.clone() }
}

/// Whether a number can take a lead; its standing where that decides.
#[component]
pub(super) fn RoomCell(standing: Standing, words: String, room: Room) -> impl IntoView {
    if standing != Standing::Active {
        return view! { <StandingChip standing=standing words=words /> }.into_any();
    }
    let class = if room == Room::Free { "mid" } else { "dim" };
    view! { <span class=class>{room.label()}</span> }.into_any()
}

/// What else is done with a number: each is a page of its own.
#[component]
fn RowMenu(row: PoolRow, slug: String, connected: bool) -> impl IntoView {
    let give_up = connected && row.is_at_carrier;
    let link = row.link;
    let below = |below: &str| number_href(&slug, &link, below);
    let (can_rest, can_activate, can_retire) = match row.standing {
        Standing::Active => (true, false, true),
        Standing::Resting => (true, true, true),
        Standing::Retired => (false, true, false),
        Standing::Gone => (false, false, true),
    };
    let (edit, rest, activate, retire) =
        (below("/edit"), below("/rest"), below("/activate"), below("/retire"));
    let release = below("/release");
    view! {
        <Menu
            id=format!("more-{}", link.key())
            label=format!("More for {}", phone_text(link.number.as_str()))
            opens=Opens::DownEnd
        >
            <MenuItem href=edit icon=Glyph::Edit>
                "Edit"
            </MenuItem>
            {can_rest
                .then(|| {
                    view! {
                        <MenuItem href=rest icon=Glyph::Moon>
                            {if can_activate { "Rest longer" } else { "Rest" }}
                        </MenuItem>
                    }
                })}
            {can_activate
                .then(|| {
                    view! {
                        <MenuItem href=activate icon=Glyph::Restore>
                            "Activate"
                        </MenuItem>
                    }
                })}
            {(can_retire || give_up).then(|| view! { <hr /> })}
            {can_retire
                .then(|| {
                    view! {
                        <MenuItem href=retire icon=Glyph::Archive danger=true>
                            "Retire"
                        </MenuItem>
                    }
                })}
            {give_up
                .then(|| {
                    view! {
                        <MenuItem href=release icon=Glyph::Unplug danger=true>
                            "Give up"
                        </MenuItem>
                    }
                })}
        </Menu>
    }
}

/// The trend for who cannot see it.
pub(super) fn trend_words(trend: &[Option<f64>]) -> String {
    let known: Vec<f64> = trend.iter().flatten().copied().collect();
    match (known.first(), known.last()) {
        (Some(first), Some(last)) if known.len() > 1 => {
            format!("Health of {} days, from {first:.0} to {last:.0}", known.len())
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_of_a_moment_ago_is_not_told_by_its_day() {
        let at = |relative: &str| At {
            iso: String::new(),
            relative: relative.to_owned(),
            exact: String::new(),
            day: "Nov 19".to_owned(),
            short: String::new(),
            clock: String::new(),
        };
        let words = ["just now", "12 min ago", "yesterday, 11:20"].map(|relative| brief(&at(relative)));
        assert_eq!(words, ["just now", "12 min ago", "Nov 19"]);
    }
}
