//! What an address asks of lists of leads and assignments.

use super::teller::Teller;
use crate::ServiceError;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::mem::take;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::page::{Choice, FirstAnswer, LeadChoices, Unread};
use steadyline_core::report::Range;
use steadyline_core::setting::Quality;
use steadyline_db::Tx;
use steadyline_db::page::lead as rows;
use steadyline_db::page::listed::{self, Filter};
use steadyline_db::page::narrow::{After, Key, Narrow};

/// Most days that a silence is asked for.
const LONGEST_SILENCE: i64 = 3_650;
/// Area codes offered.
const AREA_CODES: i64 = 40;

/// What cannot be read keeps nothing away.
pub(super) fn parsed<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.trim().parse().ok()
}

/// A state or province that there is: two letters alone could be any, and nothing is found in one that is nowhere.
pub(super) fn state(text: &str) -> Option<StateCode> {
    StateCode::given(text).ok()
}

pub(super) fn area_code(text: &str) -> Option<AreaCode> {
    AreaCode::parse(text).ok()
}

/// The call that was answered first.
pub(super) fn first_answer(text: &str) -> Option<FirstAnswer> {
    FirstAnswer::parse(text).ok().flatten()
}

pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Since when nobody called, of the days asked for.
pub(super) fn silent_days(text: &str) -> Option<i64> {
    parsed(text).filter(|days| (1..=LONGEST_SILENCE).contains(days))
}

pub(super) fn silent_since(days: &str, teller: Teller) -> Option<DateTime<Utc>> {
    Some(teller.now - TimeDelta::days(silent_days(days)?))
}

/// What an address asks for, filter by filter. One that cannot be read keeps nothing away, and so is not shown as if it
/// did, but told.
#[derive(Default)]
pub(super) struct Asked {
    /// What could not be read.
    pub(super) unread: Vec<Unread>,
}

/// The filters that lists of leads and of assignments share.
pub(super) struct Shared<'a> {
    pub(super) status: &'a mut String,
    pub(super) silent: &'a mut String,
    pub(super) state: &'a mut String,
    pub(super) area_code: &'a mut String,
    pub(super) quality: &'a mut String,
}

impl Asked {
    /// The filters that both lists have, of which each knows statuses of its own.
    pub(super) fn shared(&mut self, of: Shared<'_>, known_status: impl FnOnce(&str) -> Option<()>) {
        let Shared { status, silent, state, area_code, quality } = of;
        *status = self.one("status", take(status), known_status);
        *silent = self.one("silent", take(silent), silent_days);
        *state = self.one("state", take(state), self::state);
        *area_code = self.one("area_code", take(area_code), self::area_code);
        *quality = self.one("quality", take(quality), parsed::<Quality>);
    }

    /// A filter of one value; empty where it cannot be read.
    pub(super) fn one<T>(
        &mut self,
        name: &str,
        text: String,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> String {
        if read(&text).is_some() {
            return text;
        }
        self.not_read(name, &text);
        String::new()
    }

    /// A filter of several values with commas: those that can be read.
    pub(super) fn several<T>(&mut self, name: &str, list: &str, read: impl Fn(&str) -> Option<T>) -> String {
        let (kept, lost): (Vec<&str>, Vec<&str>) =
            list.split(',').map(str::trim).partition(|one| read(one).is_some());
        for one in lost {
            self.not_read(name, one);
        }
        kept.join(",")
    }

    /// What is asked for by its name and is not there: it is taken out of the question.
    pub(super) fn not_there(&mut self, name: &str, value: &mut String) {
        self.leave_out(name, value, format!("There is no such {name}."));
    }

    fn not_read(&mut self, name: &str, value: &str) {
        self.leave_out(name, &mut value.to_owned(), String::new());
    }

    /// What cannot be used is taken out of the question, and told with the reason.
    pub(super) fn leave_out(&mut self, name: &str, value: &mut String, why: String) {
        let value = std::mem::take(value);
        if !value.trim().is_empty() {
            self.unread.push(Unread { name: name.to_owned(), value, why });
        }
    }
}

/// The days that an address asks for. One that cannot be meant is taken out of the question, and told.
pub(crate) fn days(
    from: &mut String,
    to: &mut String,
    today: NaiveDate,
) -> Result<(Range, Vec<Unread>), FieldError> {
    let mut asked = Asked::default();
    loop {
        let error = match Range::parse(Some(from.as_str()), Some(to.as_str()), today) {
            Ok(range) => return Ok((range, asked.unread)),
            Err(error) => error,
        };
        // Where only the last day is given, the first follows from it.
        let (name, day) = if error.field == "from" && !from.trim().is_empty() {
            ("from", &mut *from)
        } else {
            ("to", &mut *to)
        };
        if day.trim().is_empty() {
            return Err(error);
        }
        asked.leave_out(name, day, error.message);
    }
}

/// The word of an order and whether its greatest come first.
pub(super) fn order(sort: &str) -> (&str, bool) {
    sort.strip_prefix('-').map_or((sort, false), |word| (word, true))
}

/// A cursor: what the row is ordered by, and its id.
pub(super) fn cursor(after: &After) -> String {
    let key = match &after.key {
        Key::Time(at) => at.timestamp_micros().to_string(),
        Key::Count(count) => count.to_string(),
        Key::Name(Some(name)) => format!("0{name}"),
        Key::Name(None) => "1".to_owned(),
    };
    format!("{key}~{}", after.id)
}

/// Which kind of key a cursor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Time,
    Count,
    Name,
}

/// Reads a cursor; one that cannot be read begins anew.
pub(super) fn read_cursor(text: &str, by: By) -> Option<After> {
    let (key, id) = text.rsplit_once('~')?;
    let id = id.parse().ok()?;
    let key = match by {
        By::Time => Key::Time(DateTime::from_timestamp_micros(key.parse().ok()?)?),
        By::Count => Key::Count(key.parse().ok()?),
        By::Name => Key::Name(key.strip_prefix('0').map(str::to_owned)),
    };
    Some(After { key, id })
}

/// What the filters of leads offer.
pub(super) async fn of_leads(tx: &mut Tx, broker: &Broker) -> Result<LeadChoices, ServiceError> {
    let states = rows::by_state(tx, broker.id).await?;
    Ok(choices(states, rows::by_area_code(tx, broker.id, AREA_CODES).await?))
}

/// What the filters of assignments offer: how many would be kept beside what else is asked.
pub(super) async fn of_assignments(
    tx: &mut Tx,
    broker: &Broker,
    filter: &Filter,
) -> Result<LeadChoices, ServiceError> {
    let filter =
        Filter { lead: Narrow { state: None, area_code: None, ..filter.lead.clone() }, ..filter.clone() };
    let states = listed::by_state(tx, broker.id, &filter).await?;
    Ok(choices(states, listed::by_area_code(tx, broker.id, &filter, AREA_CODES).await?))
}

fn choices(states: Vec<(String, i64)>, area_codes: Vec<(String, i64)>) -> LeadChoices {
    let states = states.into_iter().filter_map(|(state, count)| {
        let label = StateCode::parse(&state).ok()?.name()?.to_owned();
        Some(Choice { value: state, label, count })
    });
    let area_codes =
        area_codes.into_iter().map(|(code, count)| Choice { value: code.clone(), label: code, count });
    LeadChoices { states: states.collect(), area_codes: area_codes.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_cannot_be_read_is_left_out_and_told() {
        let mut asked = Asked::default();
        assert_eq!(asked.one("state", "tx".to_owned(), state), "tx");
        assert_eq!(asked.one("quality", String::new(), parsed::<u8>), "");
        assert_eq!(asked.one("silent", "-3".to_owned(), silent_days), "");
        assert_eq!(asked.several("state", "TX, nowhere,,FL,ZZ,QC", state), "TX,FL,QC");
        let told: Vec<_> = asked.unread.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
        assert_eq!(told, [("silent", "-3"), ("state", "nowhere"), ("state", "ZZ")]);
    }

    #[test]
    fn a_day_that_cannot_be_meant_is_left_out_with_the_reason() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 19).unwrap();
        for (asked, kept, left_out) in [
            (("abc", "2026-11-10"), ("2026-10-12", "2026-11-10"), &["from"][..]),
            (("2026-11-01", "2026-11-10"), ("2026-11-01", "2026-11-10"), &[]),
            (("2026-11-11", "2026-11-10"), ("2026-10-12", "2026-11-10"), &["from"]),
            (("2026-11-01", "2027-01-01"), ("2026-11-01", "2026-11-19"), &["to"]),
            (("abc", "def"), ("2026-10-21", "2026-11-19"), &["from", "to"]),
        ] {
            let (mut from, mut to) = (asked.0.to_owned(), asked.1.to_owned());
            let (range, unread) = days(&mut from, &mut to, today).unwrap();
            assert_eq!((&*range.from.to_string(), &*range.to.to_string()), kept, "{asked:?}");
            let told: Vec<&str> = unread.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(told, left_out, "{asked:?}");
            assert!(unread.iter().all(|one| one.why.ends_with('.')), "{unread:?}");
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written_whatever_the_name() {
        let id = Uuid::from_u128(7);
        for (by, key) in [
            (By::Name, Key::Name(Some("Ann ~ \u{1f600}".to_owned()))),
            (By::Name, Key::Name(Some(String::new()))),
            (By::Name, Key::Name(None)),
            (By::Count, Key::Count(-3)),
            (By::Time, Key::Time(DateTime::UNIX_EPOCH)),
        ] {
            let after = After { key, id };
            assert_eq!(read_cursor(&cursor(&after), by), Some(after));
        }
        assert_eq!(read_cursor("x~y", By::Time), None);
    }
}
