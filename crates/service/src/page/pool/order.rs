//! By what the pool is ordered, as addresses say it.

use steadyline_db::number::{By, Order};

const WORDS: [(&str, By); 9] = [
    ("health", By::Health),
    ("number", By::Number),
    ("state", By::State),
    ("answer_rate", By::AnswerRate),
    ("calls", By::Calls),
    ("calls_today", By::CallsToday),
    ("leads", By::Leads),
    ("load", By::Load),
    ("last_call", By::LastCall),
];

const fn is_text(by: By) -> bool {
    matches!(by, By::Number | By::State)
}

/// Without `-` a text ascends and a figure comes from the best on: numbers first, figures largest first.
pub(crate) fn parse(text: &str) -> Order {
    let (turned, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
    let by = WORDS.into_iter().find(|(known, _)| *known == word).map_or(By::Health, |(_, by)| by);
    Order { by, descending: is_text(by) == turned }
}

pub(super) fn text(order: Order) -> String {
    let word = WORDS.into_iter().find(|(_, by)| *by == order.by).map_or("health", |(word, _)| word);
    if is_text(order.by) == order.descending { format!("-{word}") } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_from_the_largest_on_and_texts_from_the_first() {
        for (word, by, descending) in [
            ("", By::Health, true),
            ("health", By::Health, true),
            ("-health", By::Health, false),
            ("number", By::Number, false),
            ("-state", By::State, true),
            ("drop table", By::Health, true),
        ] {
            let order = parse(word);
            assert_eq!(order, Order { by, descending }, "{word}");
            assert_eq!(parse(&text(order)), order);
        }
    }
}
