//! Tells times, leads and numbers as people read them, in a broker's zone.

use crate::local_time;
use chrono::{DateTime, Datelike, DurationRound, NaiveDate, SecondsFormat, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use steadyline_core::area_code::StateCode;
use steadyline_core::broker::Broker;
use steadyline_core::id::NumberId;
use steadyline_core::lead::Lead;
use steadyline_core::page::{LeadLink, NumberLink, When};
use steadyline_core::phone::E164;
use steadyline_db::page::listed::ListedLead;
use uuid::Uuid;

/// Tells what is so at a time in a zone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Teller {
    pub(super) zone: Tz,
    pub(super) now: DateTime<Utc>,
}

impl Teller {
    pub(super) fn of(broker: &Broker, now: DateTime<Utc>) -> Self {
        Self { zone: local_time::zone(broker), now }
    }

    pub(super) fn today(self) -> NaiveDate {
        self.now.with_timezone(&self.zone).date_naive()
    }

    pub(super) fn when(self, at: DateTime<Utc>) -> When {
        let local = at.with_timezone(&self.zone);
        let clock = format!("{}:{:02}", local.hour(), local.minute());
        let weekday = local.weekday();
        let day = day(self.today(), local.date_naive());
        let away = (local.date_naive() - self.today()).num_days();
        let dated = || match away.abs() {
            0..=180 => format!("{weekday}, {}, {clock}", month_day(local.date_naive())),
            _ => day.clone(),
        };
        let short = match away {
            0 => format!("Today, {clock}"),
            -1 => format!("Yesterday, {clock}"),
            1 => format!("Tomorrow, {clock}"),
            _ => dated(),
        };
        let relative = match (at - self.now, away) {
            (gap, 0) => relative(gap),
            (gap, _) if gap.abs() < TimeDelta::hours(1) => relative(gap),
            (_, -1) => format!("yesterday, {clock}"),
            (_, 1) => format!("tomorrow, {clock}"),
            _ => dated(),
        };
        When {
            iso: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            relative,
            exact: format!(
                "{weekday}, {}, {}, {clock} {}",
                month_day(local.date_naive()),
                local.year(),
                local.offset()
            ),
            day,
            short,
            clock,
        }
    }

    /// When something that waits is done: "now" once it is due, however long ago that was.
    pub(super) fn due(self, at: DateTime<Utc>) -> When {
        let when = self.when(at);
        if at > self.now { when } else { When { relative: "now".to_owned(), ..when } }
    }

    /// Now, to the minute: a page that is read again within it says the same.
    pub(super) fn this_minute(self) -> When {
        self.when(self.now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(self.now))
    }

    /// How long something has lasted: "12 min", "3 h", "6 days".
    pub(super) fn age(self, since: DateTime<Utc>) -> String {
        span(self.now - since)
    }

    /// The zone in words: "Central time".
    pub(super) fn zone_words(self) -> String {
        let short = self.now.with_timezone(&self.zone).format("%Z").to_string();
        let name = match short.as_str() {
            "EST" | "EDT" => "Eastern",
            "CST" | "CDT" => "Central",
            // Mountain time whose clocks stay as they are all year: in summer they are not Denver's.
            "MST" if self.zone == Tz::America__Phoenix => "Arizona",
            "MST" | "MDT" => "Mountain",
            "PST" | "PDT" => "Pacific",
            "AKST" | "AKDT" => "Alaska",
            "HST" | "HDT" => "Hawaii",
            "AST" | "ADT" => "Atlantic",
            _ => {
                return format!(
                    "{} time",
                    self.zone.name().rsplit('/').next().unwrap_or("UTC").replace('_', " ")
                );
            }
        };
        format!("{name} time")
    }
}

/// "Nov 19", with the year where it is another one.
pub(super) fn day(today: NaiveDate, day: NaiveDate) -> String {
    let told = month_day(day);
    if day.year() == today.year() { told } else { format!("{told}, {}", day.year()) }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// "Nov 19". Without a pattern, which would be read anew for each of the hundreds of times that a page tells.
fn month_day(day: NaiveDate) -> String {
    format!("{} {}", MONTHS[day.month0() as usize], day.day())
}

/// So far may another clock be ahead that says of something that it is now.
const AHEAD: TimeDelta = TimeDelta::seconds(5);

fn relative(gap: TimeDelta) -> String {
    let words = span(gap.abs());
    match gap {
        gap if (AHEAD..TimeDelta::minutes(1)).contains(&gap) => "in under a minute".to_owned(),
        gap if gap.abs() < TimeDelta::minutes(1) => "just now".to_owned(),
        gap if gap < TimeDelta::zero() => format!("{words} ago"),
        _ => format!("in {}", span_exact(gap)),
    }
}

fn span(length: TimeDelta) -> String {
    let (minutes, hours, days) = (length.num_minutes().max(0), length.num_hours(), length.num_days());
    match (days, hours) {
        (2.., _) => format!("{days} days"),
        (_, 1..) => format!("{hours} h"),
        _ => format!("{minutes} min"),
    }
}

fn span_exact(length: TimeDelta) -> String {
    let (hours, minutes) = (length.num_hours(), length.num_minutes() % 60);
    match (hours, minutes) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// How pages name a lead whose person's data was erased.
const ERASED: &str = "Erased lead";

/// How pages name a lead.
pub(super) fn title_of(lead: &Lead) -> String {
    match lead.erased_at {
        Some(_) => ERASED.to_owned(),
        None => title(lead.name.as_deref(), lead.reference.as_deref(), lead.phone.as_ref()),
    }
}

/// How pages name a lead: name, else reference, else phone. A reference that is a bare UUID says nothing.
fn title(name: Option<&str>, reference: Option<&str>, phone: Option<&E164>) -> String {
    name.or(reference.filter(|reference| Uuid::parse_str(reference).is_err()))
        .map(str::to_owned)
        .or_else(|| phone.map(E164::national))
        .unwrap_or_else(|| "Unnamed lead".to_owned())
}

/// Where a lead is: its state's name, else its area code.
pub(super) fn place(state: Option<&StateCode>, area_code: Option<&str>) -> String {
    match (state, area_code) {
        (Some(state), _) => state.name().map_or_else(|| state.to_string(), str::to_owned),
        (None, Some(code)) => format!("Area {code}"),
        (None, None) => String::new(),
    }
}

pub(super) fn listed_lead(lead: &ListedLead) -> LeadLink {
    let ListedLead { id, name, reference, phone, area_code, state, erased_at } = lead;
    let state = state.as_deref().and_then(|state| StateCode::parse(state).ok());
    LeadLink {
        id: *id,
        title: match erased_at {
            Some(_) => ERASED.to_owned(),
            None => title(name.as_deref(), reference.as_deref(), phone.as_ref()),
        },
        place: place(state.as_ref(), area_code.as_deref()),
    }
}

pub(super) fn lead_link(lead: &Lead) -> LeadLink {
    LeadLink {
        id: lead.id,
        title: title_of(lead),
        place: place(
            lead.state.as_ref(),
            lead.area_code.as_ref().map(steadyline_core::area_code::AreaCode::as_str),
        ),
    }
}

pub(super) fn number_link(id: NumberId, number: &E164) -> NumberLink {
    NumberLink { id, number: number.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn teller() -> Teller {
        Teller { zone: Tz::America__Chicago, now: utc("2026-11-19T20:42:00Z") }
    }

    #[test]
    fn a_time_is_told_as_near_as_it_is() {
        for (at, relative, short) in [
            ("2026-11-19T20:41:30Z", "just now", "Today, 14:41"),
            ("2026-11-19T20:42:02Z", "just now", "Today, 14:42"),
            ("2026-11-19T20:42:30Z", "in under a minute", "Today, 14:42"),
            ("2026-11-19T20:30:00Z", "12 min ago", "Today, 14:30"),
            ("2026-11-19T19:43:00Z", "59 min ago", "Today, 13:43"),
            ("2026-11-19T19:42:00Z", "1 h ago", "Today, 13:42"),
            ("2026-11-19T18:44:00Z", "1 h ago", "Today, 12:44"),
            ("2026-11-19T17:42:00Z", "3 h ago", "Today, 11:42"),
            ("2026-11-18T17:20:00Z", "yesterday, 11:20", "Yesterday, 11:20"),
            ("2026-11-17T23:41:00Z", "Tue, Nov 17, 17:41", "Tue, Nov 17, 17:41"),
            ("2026-11-19T22:00:00Z", "in 1 h 18 min", "Today, 16:00"),
            ("2026-11-20T15:30:00Z", "tomorrow, 9:30", "Tomorrow, 9:30"),
            ("2025-11-20T15:30:00Z", "Nov 20, 2025", "Nov 20, 2025"),
        ] {
            let when = teller().when(utc(at));
            assert_eq!((when.relative.as_str(), when.short.as_str()), (relative, short), "{at}");
        }
    }

    #[test]
    fn what_is_due_is_done_now() {
        assert_eq!(teller().due(utc("2026-11-19T20:30:00Z")).relative, "now");
        assert_eq!(teller().due(utc("2026-11-19T20:54:00Z")).relative, "in 12 min");
    }

    #[test]
    fn now_is_told_to_the_minute() {
        let later = Teller { now: utc("2026-11-19T20:42:59Z"), ..teller() };
        assert_eq!(later.this_minute(), teller().this_minute());
        assert_eq!(later.this_minute().iso, "2026-11-19T20:42:00Z");
    }

    #[test]
    fn the_exact_time_names_its_zone() {
        let when = teller().when(utc("2026-11-19T20:42:00Z"));
        assert_eq!(when.exact, "Thu, Nov 19, 2026, 14:42 CST");
        assert_eq!((when.day.as_str(), when.clock.as_str()), ("Nov 19", "14:42"));
        assert_eq!(teller().zone_words(), "Central time");
    }

    #[test]
    fn a_zone_is_called_as_where_it_is_chosen() {
        for (zone, words) in [
            (Tz::America__Denver, "Mountain time"),
            (Tz::America__Phoenix, "Arizona time"),
            (Tz::America__Puerto_Rico, "Atlantic time"),
            (Tz::America__Halifax, "Atlantic time"),
            (Tz::Europe__London, "London time"),
        ] {
            assert_eq!(Teller { zone, ..teller() }.zone_words(), words);
        }
    }

    #[test]
    fn a_bare_uuid_is_no_title() {
        let phone = E164::parse("5125550142").expect("a phone");
        let reference = "0194d1f2-0000-7000-8000-000000000000";
        assert_eq!(title(None, Some(reference), Some(&phone)), "(512) 555-0142");
        assert_eq!(title(None, Some(reference), None), "Unnamed lead");
        assert_eq!(title(None, Some("L-20418"), Some(&phone)), "L-20418");
    }
}
