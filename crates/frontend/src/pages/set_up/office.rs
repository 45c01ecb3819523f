//! What a new office is asked for: by set-up, and by admins who make another one.

use crate::components::{Choice, ChoiceGroup, Field, SelectField, SelectOption};
use crate::dom::find;
use crate::form::Fields;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlSelectElement;
use leptos::web_sys::js_sys::{Intl::DateTimeFormat, Reflect};
use steadyline_core::setting::BrokerSettings;

/// Offered where the browser does not know a zone that is in the list.
const LIKELIEST_ZONE: &str = "America/New_York";

/// Offers the zone of who fills in the form, unless another one is chosen already.
fn offer_own_zone() {
    let select = find("select[name='timezone']").and_then(|field| field.dyn_into::<HtmlSelectElement>().ok());
    let own = Reflect::get(&DateTimeFormat::default().resolved_options(), &"timeZone".into());
    if let (Some(select), Some(own)) = (select, own.ok().and_then(|own| own.as_string()))
        && select.value() == LIKELIEST_ZONE
    {
        select.set_value(&own);
        if select.value() != own {
            select.set_value(LIKELIEST_ZONE);
        }
    }
}

/// Name, zone, main line, leads per number.
#[component]
pub fn OfficeFields(
    /// The form they stand in.
    form: Fields,
    /// The name of the field for the office's name.
    name: &'static str,
    /// What the zone's select offers.
    time_zones: Vec<String>,
) -> impl IntoView {
    if form.typed("timezone", "").is_empty() {
        Effect::new(move |_| offer_own_zone());
    }
    let zones =
        time_zones.into_iter().map(|zone| SelectOption::new(zone.clone(), zone_words(&zone))).collect();
    view! {
        <div class="field-row">
            <Field
                name=name
                label="Office name"
                autocomplete="organization"
                value=form.typed(name, "")
                error=form.error(name)
                required=true
            />
            <SelectField
                name="timezone"
                label="Time zone"
                options=zones
                value=form.typed("timezone", LIKELIEST_ZONE)
                error=form.error("timezone")
                required=true
            />
        </div>
        <Field
            name="main_line"
            label="Main line"
            optional=true
            kind="tel"
            placeholder="(512) 555-0100"
            autocomplete="tel"
            hint="Leads who call back are connected to it. It is never shown as the caller ID."
            value=form.typed("main_line", "")
            error=form.error("main_line")
        />
        <LeadsPerNumber form=form />
    }
}

/// How many live leads share a number, with what that means.
#[component]
pub fn LeadsPerNumber(
    /// The form it stands in.
    form: Fields,
) -> impl IntoView {
    let chosen = form.typed("leads_per_number", BrokerSettings::default().leads_per_number.to_string());
    let choice = move |value: &'static str, label: &'static str, hint: &'static str| {
        let checked = chosen == value;
        view! { <Choice name="leads_per_number" value=value label=label hint=hint radio=true checked=checked /> }
    };
    view! {
        <ChoiceGroup name="leads_per_number" label="Leads per number" error=form.error("leads_per_number")>
            {choice(
                "1",
                "1: a number of its own",
                "Every open lead has a number to itself. You can work as many open leads as you have numbers.",
            )}
            {choice(
                "10",
                "10: balanced",
                "Up to ten leads who have not answered yet share a number. 60 numbers carry 600 of them.",
            )}
            {choice(
                "25",
                "25: few numbers, many leads",
                "A small pool reaches many leads, but each number makes more calls and wears out sooner.",
            )}
        </ChoiceGroup>
    }
}

/// "Eastern time (New York)" of `America/New_York`; "London (Europe)" of a zone that people call by its place alone.
pub fn zone_words(zone: &str) -> String {
    let (called, more) = zone_name(zone);
    called + &more
}

/// The same in its two parts: "Eastern time" and " (New York)", "London" and " (Europe)", "UTC" and nothing.
pub fn zone_name(zone: &str) -> (String, String) {
    let Some((area, place)) = zone.split_once('/') else { return (zone.to_owned(), String::new()) };
    let place = place.replace('_', " ").replace('/', ", ");
    let called = match zone {
        "America/New_York" | "America/Toronto" => "Eastern",
        "America/Chicago" => "Central",
        "America/Denver" => "Mountain",
        // Mountain time whose clocks stay as they are all year.
        "America/Phoenix" => "Arizona",
        "America/Los_Angeles" | "America/Vancouver" => "Pacific",
        "America/Anchorage" => "Alaska",
        "Pacific/Honolulu" => "Hawaii",
        "America/Puerto_Rico" | "America/Halifax" => "Atlantic",
        _ => return (place, format!(" ({area})")),
    };
    (format!("{called} time"), format!(" ({place})"))
}

#[cfg(test)]
mod tests {
    use super::zone_words;

    #[test]
    fn a_zone_is_called_as_people_call_it() {
        for (zone, words) in [
            ("America/Chicago", "Central time (Chicago)"),
            ("America/Los_Angeles", "Pacific time (Los Angeles)"),
            ("America/Phoenix", "Arizona time (Phoenix)"),
            ("Europe/London", "London (Europe)"),
            ("America/Indiana/Tell_City", "Indiana, Tell City (America)"),
            ("UTC", "UTC"),
        ] {
            assert_eq!(zone_words(zone), words);
        }
    }
}
