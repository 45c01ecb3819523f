//! Zones: broker-local days and hours, and call hours as UTC windows.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use steadyline_core::area_code::{self, AreaCode};
use steadyline_core::broker::Broker;
use steadyline_core::call_window::Window;
use steadyline_core::lead::Lead;

/// Days of call hours that are worked out: today and those after, so that a next opening is among them.
const DAYS: u64 = 4;

/// Whether this names a time zone of the IANA database.
pub fn is_time_zone(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// The broker's zone; UTC where the name is not known (settings are checked when saved).
pub(crate) fn zone(broker: &Broker) -> Tz {
    broker.settings.timezone.parse().unwrap_or(Tz::UTC)
}

/// The broker-local day of a time.
pub(crate) fn day(broker: &Broker, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone(broker)).date_naive()
}

/// The broker-local hour of a time.
pub(crate) fn hour(broker: &Broker, at: DateTime<Utc>) -> i32 {
    i32::try_from(at.with_timezone(&zone(broker)).hour()).unwrap_or_default()
}

/// When a broker-local day ends.
pub(crate) fn day_ends_at(broker: &Broker, day: NaiveDate) -> DateTime<Utc> {
    instant(zone(broker), day + Days::new(1), 0)
}

/// A minute of a broker-local day.
pub(crate) fn at_minute(broker: &Broker, day: NaiveDate, minute: u16) -> DateTime<Utc> {
    instant(zone(broker), day, minute)
}

/// A minute of a local day as an instant. A minute that daylight saving leaves out is the first one after it;
/// 24:00 is the next day's midnight.
fn instant(zone: Tz, day: NaiveDate, minute: u16) -> DateTime<Utc> {
    let naive = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute));
    (0..=4)
        .find_map(|half_hours| {
            zone.from_local_datetime(&(naive + TimeDelta::minutes(30 * half_hours))).earliest()
        })
        .map_or_else(|| naive.and_utc(), |at| at.with_timezone(&Utc))
}

/// The zones a lead may live in; the broker's where none is known.
fn zones_of(broker: &Broker, area_code: Option<&AreaCode>) -> Vec<Tz> {
    let of_area: Vec<Tz> = area_code
        .and_then(area_code::lookup)
        .map(|area| area.timezones.iter().filter_map(|name| name.parse().ok()).collect())
        .unwrap_or_default();
    if of_area.is_empty() { vec![zone(broker)] } else { of_area }
}

/// The lead's weekday (0 is Monday) and hour at a time, in the first of its zones.
pub(crate) fn lead_weekday_hour(broker: &Broker, lead: &Lead, at: DateTime<Utc>) -> (i32, i32) {
    let zone = zones_of(broker, lead.area_code.as_ref()).first().copied().unwrap_or(Tz::UTC);
    let local = at.with_timezone(&zone);
    let weekday = i32::try_from(local.weekday().num_days_from_monday()).unwrap_or_default();
    (weekday, i32::try_from(local.hour()).unwrap_or_default())
}

/// When the lead may be called, from today on: inside the broker's call hours in every zone the lead may live
/// in.
pub(crate) fn windows(broker: &Broker, lead: &Lead, now: DateTime<Utc>) -> Vec<Window> {
    windows_of_area(broker, lead.area_code.as_ref(), now)
}

/// The same for any lead of an area code.
pub(crate) fn windows_of_area(
    broker: &Broker,
    area_code: Option<&AreaCode>,
    now: DateTime<Utc>,
) -> Vec<Window> {
    let hours = broker.settings.call_hours;
    zones_of(broker, area_code)
        .into_iter()
        .map(|zone| {
            let today = now.with_timezone(&zone).date_naive();
            (0..DAYS + 2)
                .filter_map(|n| (today - Days::new(1)).checked_add_days(Days::new(n)))
                .map(|day| Window {
                    opens: instant(zone, day, hours.from),
                    closes: instant(zone, day, hours.to),
                })
                .collect::<Vec<_>>()
        })
        .reduce(|a, b| intersection(&a, &b))
        .unwrap_or_default()
}

fn intersection(a: &[Window], b: &[Window]) -> Vec<Window> {
    let mut both: Vec<Window> = a
        .iter()
        .flat_map(|a| {
            b.iter().map(|b| Window { opens: a.opens.max(b.opens), closes: a.closes.min(b.closes) })
        })
        .filter(|window| window.opens < window.closes)
        .collect();
    both.sort_by_key(|window| window.opens);
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadyline_core::broker::Slug;
    use steadyline_core::id::{BrokerId, LeadId};
    use steadyline_core::lead::Deal;
    use steadyline_core::setting::BrokerSettings;
    use uuid::Uuid;

    fn broker(timezone: &str) -> Broker {
        Broker {
            id: BrokerId(Uuid::nil()),
            slug: Slug::from_name("a"),
            name: "A".to_owned(),
            settings: BrokerSettings { timezone: timezone.to_owned(), ..BrokerSettings::default() },
            version: 1,
        }
    }

    fn lead(area_code: Option<&str>) -> Lead {
        Lead {
            id: LeadId(Uuid::nil()),
            broker_id: BrokerId(Uuid::nil()),
            reference: None,
            name: None,
            phone: None,
            area_code: area_code.map(|code| code.parse().unwrap()),
            state: None,
            quality: None,
            deal: Deal::Open,
            suppressed_at: None,
            bad_phone_at: None,
            erased_at: None,
            notes: None,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_lead_of_one_zone_is_called_in_its_own_hours_not_the_brokers() {
        let now = utc("2026-11-19T12:00:00Z");
        let open = windows(&broker("America/New_York"), &lead(Some("206")), now);
        assert!(open.iter().any(|window| window.opens == utc("2026-11-19T16:00:00Z")));
    }

    #[test]
    fn without_a_known_area_the_brokers_zone_counts() {
        let now = utc("2026-11-19T12:00:00Z");
        let open = windows(&broker("America/New_York"), &lead(None), now);
        assert!(open.iter().any(|window| window.opens == utc("2026-11-19T13:00:00Z")));
    }

    #[test]
    fn the_day_daylight_saving_ends_has_twenty_five_hours() {
        let broker = broker("America/Chicago");
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let began = day_ends_at(&broker, day - Days::new(1));
        assert_eq!((day_ends_at(&broker, day) - began).num_hours(), 25);
    }
}
