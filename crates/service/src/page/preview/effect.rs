//! What each setting does by itself.

use super::Change;
use crate::page::words::listed;
use crate::{ServiceError, local_time};
use chrono::{Days, TimeDelta};
use std::collections::BTreeSet;
use steadyline_core::broker::Broker;
use steadyline_core::choice::Match;
use steadyline_core::number::Standing;
use steadyline_core::page::{counted, grouped};
use steadyline_core::setting::{BrokerSettings, Locality, UnknownCallers};
use steadyline_db::Tx;
use steadyline_db::page::{due, listed as assignments};

/// Days whose assignments say how often a number near the lead was free.
const MATCHED_DAYS: i64 = 30;

/// What a rotation that changes nothing for the next lead says.
const SAME_NEXT: &str = "the next lead without a known area would get the same number";

/// What falls due by days.
#[derive(Clone, Copy)]
enum Due {
    Stale,
    Held,
    Period,
}

impl Change<'_> {
    /// What a setting does by itself, and whether leads or room are lost by it.
    pub(super) async fn effect(&self, tx: &mut Tx, setting: &str) -> Result<(String, bool), ServiceError> {
        let (old, new) = (&self.old.settings, &self.new.settings);
        Ok(match setting {
            "leads_per_number" => self.leads_per_number(),
            "min_health" => {
                let below = |least: i32| self.count(|number| number.health_score < least);
                let (before, after) = (below(old.min_health), below(new.min_health));
                let ranks = format!("{} would rank behind ({} now)", self.of_pool(after), grouped(before));
                (ranks, after > before)
            }
            "daily_call_cap" => self.daily_call_cap(),
            "reserve_booked_numbers" => self.reserve_booked_numbers(),
            "health_band" => {
                let bands = |width: i32| {
                    self.in_service().map(|number| number.health_score / width).collect::<BTreeSet<_>>().len()
                };
                let (before, after) = (bands(old.health_band), bands(new.health_band));
                let bands = counted(crate::page::pool::count(after), "band", "bands");
                (format!("the scores of the pool would fall into {bands} ({before} now)"), false)
            }
            "preferred_area_codes" => (self.preferred(), false),
            "rotation" => (self.next_lead(tx).await?.unwrap_or_else(|| SAME_NEXT.to_owned()), false),
            "locality" => self.locality(tx).await?,
            "max_attempts" | "max_attempts_hot" | "max_attempts_normal" | "max_attempts_low" => {
                let live = assignments::counts(tx, self.old.id).await?.active;
                let keep = counted(
                    live,
                    "lead without an answer keeps its limit",
                    "leads without an answer keep their limit",
                );
                (format!("{keep}; leads assigned from now on get the new one"), false)
            }
            "release_stale_after_days" => {
                let [before, after] = [old, new].map(|settings| settings.release_stale_after_days);
                let before = self.due(tx, before, Due::Stale).await?;
                let after = self.due(tx, after, Due::Stale).await?;
                released("leads who never answer keep their number", before, after)
            }
            "release_held_after_days" => {
                let [before, after] = [old, new].map(|settings| settings.release_held_after_days);
                let before = self.due(tx, before, Due::Held).await?;
                let after = self.due(tx, after, Due::Held).await?;
                released("leads who once answered keep their number", before, after)
            }
            "unreachable_days" => {
                let after = self.due(tx, new.unreachable_days, Due::Period).await?;
                let leads = counted(after.unwrap_or(0), "unreachable lead", "unreachable leads");
                (format!("{leads} could be assigned again at the next run"), false)
            }
            "assigned_too_long_days" => {
                let before = self.too_long(tx, old.assigned_too_long_days).await?;
                match self.too_long(tx, new.assigned_too_long_days).await? {
                    None => ("off: no lead raises a warning".to_owned(), false),
                    Some(after) => {
                        let leads = counted(after, "lead would raise", "leads would raise");
                        (format!("{leads} a warning ({} now)", grouped(before.unwrap_or(0))), after > 0)
                    }
                }
            }
            "call_hours" | "timezone" => self.call_hours(tx, setting).await?,
            "max_attempts_per_day" => {
                let before = self.attempted(tx, old).await?;
                let after = self.attempted(tx, new).await?;
                let people = counted(after, "person has", "people have");
                let rest = "that many attempts today and would not be called before tomorrow";
                (format!("{people} {rest} ({} now)", grouped(before)), after > before)
            }
            "min_minutes_between_attempts" => {
                let before = self.just_called(tx, old).await?;
                let after = self.just_called(tx, new).await?;
                let people = counted(after, "person was", "people were");
                (
                    format!("{people} called too recently to be called now ({} now)", grouped(before)),
                    after > before,
                )
            }
            "main_line" => {
                let numbers = counted(self.count(|_| true), "number", "numbers");
                match &new.main_line {
                    Some(line) => (format!("calls back to {numbers} reach {}", line.national()), false),
                    None => (format!("calls back to {numbers} reach nobody"), true),
                }
            }
            "unknown_callers" => {
                let then = match new.unknown_callers {
                    UnknownCallers::MainLine => "reach the main line",
                    UnknownCallers::Message => "hear a message",
                    UnknownCallers::Reject => "are declined",
                };
                let numbers = counted(self.count(|_| true), "number", "numbers");
                (format!("calls to {numbers} from people who are not leads {then}"), false)
            }
            "min_answer_seconds" => {
                let seconds = counted(new.min_answer_seconds.into(), "second", "seconds");
                (format!("a call of {seconds} or more counts as answered; recorded ones stay"), false)
            }
            _ => ("holds from now on".to_owned(), false),
        })
    }

    fn leads_per_number(&self) -> (String, bool) {
        let (old, new) = (self.old.settings.leads_per_number, self.new.settings.leads_per_number);
        let draining =
            self.count(|number| number.occupancy.is_draining(new) && !number.occupancy.is_draining(old));
        let mut parts = Vec::new();
        if draining > 0 {
            parts.push(format!("{} would drain", counted(draining, "number", "numbers")));
        }
        let slots = self.slots();
        let takes = draining > 0 || slots.as_ref().is_some_and(|(_, takes)| *takes);
        parts.extend(slots.map(|(words, _)| words));
        let held: i64 = self.pool.iter().map(|number| i64::from(number.occupancy.held_leads())).sum();
        match (old, new) {
            (1, 2..) if held > 0 => {
                parts.push(format!("{} would take no slot", counted(held, "held lead", "held leads")));
            }
            (2.., 1) if held > 0 => {
                parts.push(format!("{} would count as well", counted(held, "held lead", "held leads")));
            }
            _ => {}
        }
        if parts.is_empty() {
            parts.push("no number gains or loses room from it now".to_owned());
        }
        (parts.join("; "), takes)
    }

    fn daily_call_cap(&self) -> (String, bool) {
        let today = self.teller.today();
        let at = |cap: i32| {
            self.count(|number| {
                let is_active = number.standing(self.now()) == Standing::Active;
                is_active && cap > 0 && number.calls_today(today) >= cap
            })
        };
        let (before, after) = (at(self.old.settings.daily_call_cap), at(self.new.settings.daily_call_cap));
        if self.new.settings.daily_call_cap == 0 {
            let numbers = counted(before, "number is", "numbers are");
            return (format!("no cap: {numbers} at it now and could take leads again"), false);
        }
        let are = if after == 1 { "is" } else { "are" };
        (
            format!("{} {are} at it now ({} at the old one)", self.of_pool(after), grouped(before)),
            after > before,
        )
    }

    fn reserve_booked_numbers(&self) -> (String, bool) {
        let booked = self.count(|number| number.occupancy.booked_leads > 0);
        let numbers = counted(booked, "number has", "numbers have");
        let (takes, words) = if self.new.settings.reserve_booked_numbers {
            (booked > 0, "a booked lead and would take no new ones")
        } else {
            (false, "a booked lead and could take new ones again")
        };
        let slots = self.slots().map(|(words, _)| format!("; {words}")).unwrap_or_default();
        (format!("{numbers} {words}{slots}"), takes)
    }

    fn preferred(&self) -> String {
        let preferred = &self.new.settings.preferred_area_codes;
        if preferred.is_empty() {
            return "no number comes before others by its area code".to_owned();
        }
        let has = |code| self.count(|number| number.area_code.as_ref() == Some(code));
        let count: i64 = preferred.iter().map(has).sum();
        let none: Vec<String> =
            preferred.iter().filter(|code| has(*code) == 0).map(|code| code.as_str().to_owned()).collect();
        let none = if none.is_empty() { String::new() } else { format!("; no number has {}", listed(&none)) };
        format!("{} would come before others{none}", self.of_pool(count))
    }

    async fn locality(&self, tx: &mut Tx) -> Result<(String, bool), ServiceError> {
        let since = self.now() - TimeDelta::days(MATCHED_DAYS);
        let matched = due::matched_since(tx, self.old.id, since).await?;
        let count = |kinds: &[Match]| -> i64 {
            let is_one = |word: &str| kinds.iter().any(|kind| kind.as_str() == word);
            matched.iter().filter(|(word, _)| is_one(word)).map(|(_, count)| *count).sum()
        };
        let all = count(&[Match::AreaCode, Match::State, Match::Anywhere]);
        let farther = match (self.old.settings.locality, self.new.settings.locality) {
            (_, Locality::Anywhere) => {
                return Ok(("a lead that finds none near gets a number from anywhere".to_owned(), false));
            }
            (Locality::AreaCode, Locality::State) => {
                let words = "a lead that finds none of its area code gets one of its state";
                return Ok((words.to_owned(), false));
            }
            (_, Locality::AreaCode) => count(&[Match::State, Match::Anywhere]),
            (_, Locality::State) => count(&[Match::Anywhere]),
        };
        let leads = counted(all, "lead", "leads");
        let got = counted(farther, "got its number", "got their number");
        Ok((
            format!(
                "of {leads} assigned in {MATCHED_DAYS} days {got} from farther away and would have got none"
            ),
            farther > 0,
        ))
    }

    /// How many leads a limit of days releases at the next run; none where it is off.
    async fn due(&self, tx: &mut Tx, days: i32, due: Due) -> Result<Option<i64>, ServiceError> {
        if days <= 0 {
            return Ok(None);
        }
        let by = self.now() - TimeDelta::days(days.into());
        let broker = self.old.id;
        Ok(Some(match due {
            Due::Stale => due::stale(tx, broker, by, self.now()).await?,
            Due::Held => due::held_silent(tx, broker, by).await?,
            Due::Period => due::periods_ended(tx, broker, by).await?,
        }))
    }

    async fn too_long(&self, tx: &mut Tx, days: i32) -> Result<Option<i64>, ServiceError> {
        if days <= 0 {
            return Ok(None);
        }
        let before = self.now() - TimeDelta::days(days.into());
        Ok(Some(due::assigned_before(tx, self.old.id, before).await?))
    }

    async fn call_hours(&self, tx: &mut Tx, setting: &str) -> Result<(String, bool), ServiceError> {
        let (mut all, mut before, mut after) = (0, 0, 0);
        for (area_code, leads) in due::live_by_area(tx, self.old.id).await? {
            let area_code = area_code.and_then(|code| code.parse().ok());
            let is_open = |broker: &Broker| {
                let windows = local_time::windows_of_area(broker, area_code.as_ref(), self.now());
                windows.iter().any(|window| window.is_open(self.now()))
            };
            all += leads;
            before += if is_open(self.old) { leads } else { 0 };
            after += if is_open(self.new) { leads } else { 0 };
        }
        let days = if setting == "timezone" { "days are counted by it from now on; " } else { "" };
        let leads = counted(all, "live lead", "live leads");
        Ok((
            format!(
                "{days}{} of {leads} would be within call hours at this moment ({} now)",
                grouped(after),
                grouped(before)
            ),
            after < before,
        ))
    }

    async fn attempted(&self, tx: &mut Tx, settings: &BrokerSettings) -> Result<i64, ServiceError> {
        let today = local_time::day(self.old, self.now());
        let from = local_time::day_ends_at(self.old, today - Days::new(1));
        Ok(due::attempted(tx, self.old.id, today, from, settings.max_attempts_per_day).await?)
    }

    async fn just_called(&self, tx: &mut Tx, settings: &BrokerSettings) -> Result<i64, ServiceError> {
        let pause = TimeDelta::minutes(settings.min_minutes_between_attempts.into());
        Ok(due::called_since(tx, self.old.id, self.now() - pause).await?)
    }
}

fn released(off: &str, before: Option<i64>, after: Option<i64>) -> (String, bool) {
    match after {
        None => (format!("off: {off}"), false),
        Some(after) => {
            let leads = counted(after, "lead", "leads");
            let now = grouped(before.unwrap_or(0));
            (format!("{leads} would be released at the next run ({now} now)"), after > 0)
        }
    }
}
