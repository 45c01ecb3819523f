//! Addresses of analytics: whose, and of which days.

use crate::pages::query::address;
use chrono::NaiveDate;
use steadyline_core::page::{Analytics, BrokerLink, Counted};
use steadyline_core::report::Range;

/// Whose figures a page shows, and of which days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// All brokers without.
    pub(super) broker: Option<BrokerLink>,
    pub(super) range: Range,
}

impl Days {
    pub(super) fn of(found: &Analytics) -> Self {
        Self { broker: found.broker.clone(), range: found.range }
    }

    /// The path of the page.
    pub(super) fn path(&self) -> String {
        self.broker.as_ref().map_or_else(
            || "/admin/analytics".to_owned(),
            |broker| format!("/b/{}/analytics", broker.slug.as_str()),
        )
    }

    /// The page with other days.
    pub(super) fn with(&self, from: NaiveDate, to: NaiveDate) -> String {
        address(&self.path(), &[("from", &from.to_string()), ("to", &to.to_string())])
    }

    /// One day of it.
    pub(super) fn on(&self, day: NaiveDate) -> String {
        self.with(day, day)
    }

    /// A report of these days as a file.
    pub(super) fn csv(&self, report: &str) -> String {
        let broker = self.broker.as_ref().map_or("", |broker| broker.slug.as_str());
        let (from, to) = (self.range.from.to_string(), self.range.to.to_string());
        address(&format!("/reports/{report}.csv"), &[("broker", broker), ("from", &from), ("to", &to)])
    }

    /// A page of the broker; empty over all brokers, where there is no such page.
    pub(super) fn page(&self, below: &str) -> String {
        self.broker.as_ref().map_or_else(String::new, |broker| format!("/b/{}{below}", broker.slug.as_str()))
    }

    /// The calls behind a figure: of these days, and of what else is said. Over all brokers the brokers, with as many.
    pub(super) fn calls(&self, more: &[(&str, &str)]) -> String {
        self.rows("/calls", "calls", self.range, more)
    }

    /// The calls of some of the days.
    pub(super) fn calls_between(&self, from: NaiveDate, to: NaiveDate) -> String {
        self.rows("/calls", "calls", Range { from, to }, &[])
    }

    /// The leads or assignments behind a figure.
    pub(super) fn counted(&self, of: Counted, more: &[(&str, &str)]) -> String {
        self.rows("/counted", of.as_str(), self.range, &[&[("of", of.as_str())], more].concat())
    }

    /// The numbers: all of them, or those of a health band.
    pub(super) fn numbers(&self, band: &str) -> String {
        match &self.broker {
            Some(_) => address(&self.page("/pool"), &[("band", band)]),
            None => self.rows("", "numbers", self.range, &[("band", band)]),
        }
    }

    /// A day's use of the pool: over all brokers theirs, side by side.
    pub(super) fn in_use_on(&self, day: NaiveDate) -> String {
        match &self.broker {
            Some(_) => self.on(day),
            None => self.rows("", "numbers", Range { from: day, to: day }, &[]),
        }
    }

    fn rows(&self, below: &str, of: &str, range: Range, more: &[(&str, &str)]) -> String {
        let (from, to) = (range.from.to_string(), range.to.to_string());
        let days = [("from", from.as_str()), ("to", to.as_str())];
        match &self.broker {
            Some(_) => address(&self.page(below), &[&days[..], more].concat()),
            None => {
                let more: Vec<(&str, &str)> =
                    more.iter().copied().filter(|(name, _)| *name != "of").collect();
                address("/admin/analytics/brokers", &[&[("of", of)], &days[..], &more].concat())
            }
        }
    }
}
