//! A page cut out of the pool: where it begins stands in its cursor, as the place of a row, so that numbers that
//! come and go in between neither hide a row nor show one twice.

use super::super::PAGE;
use crate::ServiceError;
use chrono::{DateTime, Utc};
use steadyline_core::id::BrokerId;
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_db::Tx;
use steadyline_db::number::{By, Key, Limits, NumberFilter, Order, Place, Way, ordered};

/// The numbers of a page, and where the pages around it are.
pub(super) struct Cut {
    pub(super) numbers: Vec<Number>,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
}

impl Cut {
    /// Reads the page that a cursor begins; one that cannot be read begins anew.
    #[allow(clippy::too_many_arguments, reason = "whose, which, in which order, from where")]
    pub(super) async fn read(
        tx: &mut Tx,
        broker: BrokerId,
        filter: &NumberFilter,
        limits: Limits,
        now: DateTime<Utc>,
        order: Order,
        cursor: &str,
    ) -> Result<Self, ServiceError> {
        let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let write = |way, number: &Number| write(&order.by.place(number, limits), way);
        let from = read(cursor, order.by);
        if let Some((place, Way::Before)) = &from {
            let from = Some((place, Way::Before));
            let mut numbers = ordered(tx, broker, filter, limits, now, order, from, most).await?;
            // Less than a page before it: that is the first page, as it is now.
            if numbers.len() > PAGE {
                numbers.truncate(PAGE);
                numbers.reverse();
                let next = numbers.last().map(|last| write(Way::After, last));
                let previous = numbers.first().map(|first| write(Way::Before, first));
                return Ok(Self { numbers, next, previous });
            }
        }
        let from = from.as_ref().filter(|(_, way)| *way == Way::After).map(|(place, way)| (place, *way));
        let is_first = from.is_none();
        let mut numbers = ordered(tx, broker, filter, limits, now, order, from, most).await?;
        let has_more = numbers.len() > PAGE;
        numbers.truncate(PAGE);
        let next = numbers.last().filter(|_| has_more).map(|last| write(Way::After, last));
        let previous = match numbers.first() {
            _ if is_first => None,
            Some(first) => Some(write(Way::Before, first)),
            None => Some(String::new()),
        };
        Ok(Self { numbers, next, previous })
    }
}

fn write(place: &Place, way: Way) -> String {
    let way = if way == Way::After { "a" } else { "b" };
    let key = match &place.key {
        None => String::new(),
        Some(Key::Figure(figure)) => figure.to_string(),
        Some(Key::Word(word)) => word.clone(),
        Some(Key::Time(time)) => time.timestamp_micros().to_string(),
    };
    format!("{way}~{key}~{}", place.number.as_str().trim_start_matches('+'))
}

fn read(cursor: &str, by: By) -> Option<(Place, Way)> {
    let mut parts = cursor.split('~');
    let way = match parts.next()? {
        "a" => Way::After,
        "b" => Way::Before,
        _ => return None,
    };
    let key = match (parts.next()?, by) {
        ("", _) => None,
        (word, By::State) => Some(Key::Word(word.to_owned())),
        (time, By::LastCall) => Some(Key::Time(DateTime::from_timestamp_micros(time.parse().ok()?)?)),
        (figure, _) => Some(Key::Figure(figure.parse().ok()?)),
    };
    let number = E164::parse(&format!("+{}", parts.next()?)).ok()?;
    // A figure is always there: without it the cursor is of another order.
    let fits = key.is_some() || matches!(by, By::Number | By::State | By::AnswerRate | By::LastCall);
    (fits && parts.next().is_none()).then_some((Place { key, number }, way))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_anything_else_begins_anew() {
        let number = E164::parse("+15125550142").unwrap();
        let time = DateTime::from_timestamp_micros(1_790_000_000_000_001).unwrap();
        for (by, key) in [
            (By::Health, Some(Key::Figure(93))),
            (By::State, Some(Key::Word("TX".to_owned()))),
            (By::State, None),
            (By::LastCall, Some(Key::Time(time))),
            (By::Number, None),
        ] {
            let place = Place { key, number: number.clone() };
            assert_eq!(read(&write(&place, Way::Before), by), Some((place, Way::Before)));
        }
        for wrong in ["", "2", "a~93", "a~x~15125550142", "a~~15125550142", "c~93~15125550142", "a~9~5"] {
            assert_eq!(read(wrong, By::Health), None, "{wrong}");
        }
    }
}
