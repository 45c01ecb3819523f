//! By what the pool is ordered.

use super::Counting;
use std::cmp::Ordering;
use steadyline_core::number::Number;

/// By what, and whether from the largest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    by: &'static str,
    descending: bool,
}

impl Order {
    const BY: [&'static str; 9] =
        ["health", "number", "state", "answer_rate", "calls", "calls_today", "leads", "load", "last_call"];

    /// Without `-` a text ascends and a figure comes from the best on: numbers first, figures largest first.
    pub(super) fn parse(text: &str) -> Self {
        let (turned, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        let by = Self::BY.into_iter().find(|by| *by == word).unwrap_or("health");
        let is_text = matches!(by, "number" | "state");
        Self { by, descending: is_text == turned }
    }

    pub(super) fn text(self) -> String {
        let is_text = matches!(self.by, "number" | "state");
        if is_text == self.descending { format!("-{}", self.by) } else { self.by.to_owned() }
    }

    pub(super) fn compare(self, a: &Number, b: &Number, counting: Counting) -> Ordering {
        let load = |number: &Number| number.load(counting.today);
        let leads = |number: &Number| number.occupancy.counted(counting.leads_per_number);
        let way = |order: Ordering| if self.descending { order.reverse() } else { order };
        // What has no value comes last both ways.
        let known = |a: Option<Ordering>, has: (bool, bool)| match has {
            (true, true) => way(a.unwrap_or(Ordering::Equal)),
            (has_a, has_b) => has_b.cmp(&has_a),
        };
        let ordered = match self.by {
            "number" => way(a.number.cmp(&b.number)),
            "state" => known(Some(a.state.cmp(&b.state)), (a.state.is_some(), b.state.is_some())),
            "answer_rate" => {
                let (rate_a, rate_b) = (a.answer_rate(), b.answer_rate());
                known(rate_a.partial_cmp(&rate_b), (rate_a.is_some(), rate_b.is_some()))
            }
            "calls" => way(a.call_count.cmp(&b.call_count)),
            "calls_today" => way(a.calls_today(counting.today).cmp(&b.calls_today(counting.today))),
            "leads" => way(leads(a).cmp(&leads(b))),
            "load" => way(load(a).cmp(&load(b))),
            "last_call" => known(
                Some(a.last_used_at.cmp(&b.last_used_at)),
                (a.last_used_at.is_some(), b.last_used_at.is_some()),
            ),
            _ => way(a.health_score.cmp(&b.health_score)),
        };
        ordered.then_with(|| a.number.cmp(&b.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_from_the_largest_on_and_texts_from_the_first() {
        for (text, by, descending) in [
            ("", "health", true),
            ("health", "health", true),
            ("-health", "health", false),
            ("number", "number", false),
            ("-state", "state", true),
            ("drop table", "health", true),
        ] {
            let order = Order::parse(text);
            assert_eq!(order, Order { by, descending }, "{text}");
            assert_eq!(Order::parse(&order.text()), order);
        }
    }
}
