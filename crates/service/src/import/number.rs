//! Lines of numbers.

use super::judge::{Change, Entry, ReadLine, Verdict, at_sight};
use crate::ServiceError;
use crate::number::{IS_MAIN_LINE, NewNumber};
use std::collections::{HashMap, HashSet};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::import::{Column, Layout, LineKind};
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_db::Tx;
use steadyline_db::number as rows;
use uuid::Uuid;

/// What a line says.
pub(super) fn read(layout: &Layout, cells: &[String], id: Uuid) -> Result<rows::NewNumber, FieldError> {
    if !layout.has(Column::Phone) {
        return Err(FieldError::new(
            "number",
            "None of the columns was recognized as the number: name it in a header line.",
        ));
    }
    if !layout.has_heading && E164::parse(layout.cell(cells, Column::Label)).is_ok() {
        return Err(FieldError::new(
            "label",
            "That is a second number: put each number on a line of its own.",
        ));
    }
    let given = |column| Some(layout.cell(cells, column).to_owned()).filter(|text| !text.is_empty());
    NewNumber {
        number: E164::parse(layout.cell(cells, Column::Phone)).map_err(|error| error.on("number"))?,
        label: given(Column::Label),
        area_code: given(Column::AreaCode).map(|code| AreaCode::parse(&code)).transpose()?,
        state: given(Column::State).map(|state| StateCode::given(&state)).transpose()?,
        signalwire_id: given(Column::SignalwireId),
    }
    .complete(NumberId(id))
}

/// What is in the way, looked up once for all lines.
struct There {
    numbers: HashMap<E164, Number>,
    carrier_ids: HashSet<String>,
}

pub(super) async fn judge(
    tx: &mut Tx,
    broker: &Broker,
    fill: bool,
    read: &[ReadLine],
) -> Result<Vec<Verdict>, ServiceError> {
    let good = || {
        read.iter().filter_map(|line| match &line.entry {
            Ok(Entry::Number(number)) => Some(number),
            _ => None,
        })
    };
    let phones: Vec<E164> = good().map(|number| number.number.clone()).collect();
    let carrier_ids: Vec<String> = good().filter_map(|number| number.signalwire_id.clone()).collect();
    let there = There {
        numbers: rows::of_phones(tx, &phones).await?.into_iter().map(|n| (n.number.clone(), n)).collect(),
        carrier_ids: rows::signalwire_ids(tx, broker.id, &carrier_ids).await?.into_iter().collect(),
    };
    let verdict = |line: &ReadLine| match (at_sight(line), &line.entry) {
        (Some(verdict), _) => verdict,
        (None, Ok(Entry::Number(number))) => there.verdict(broker, fill, number),
        (None, _) => Verdict::bad("number", "That is not a number."),
    };
    Ok(read.iter().map(verdict).collect())
}

impl There {
    fn verdict(&self, broker: &Broker, fill: bool, new: &rows::NewNumber) -> Verdict {
        let carrier_id_is_free = new.signalwire_id.as_ref().is_none_or(|id| !self.carrier_ids.contains(id));
        match self.numbers.get(&new.number) {
            None if broker.is_main_line(&new.number) => Verdict::bad("number", IS_MAIN_LINE),
            Some(known) if known.broker_id != broker.id => {
                Verdict::bad("number", "This number is used elsewhere in this installation.")
            }
            Some(known) if fill => {
                let (filled, names) = filled(known, new, carrier_id_is_free);
                if names.is_empty() {
                    return Verdict::known(known.id.0, None);
                }
                Verdict {
                    row_id: Some(known.id.0),
                    filled: names,
                    change: Change::FillNumber(Box::new(filled)),
                    ..Verdict::of(LineKind::Fill)
                }
            }
            Some(known) => Verdict::known(known.id.0, None),
            None if !carrier_id_is_free => {
                Verdict::bad("signalwire_id", "Another number has this SignalWire ID.")
            }
            None => Verdict {
                row_id: Some(new.id.0),
                change: Change::AddNumber(new.clone()),
                ..Verdict::of(LineKind::New)
            },
        }
    }
}

/// The number with what was empty of it, and the names of that.
pub(super) fn filled(
    known: &Number,
    new: &rows::NewNumber,
    carrier_id_is_free: bool,
) -> (Number, Vec<&'static str>) {
    let mut number = known.clone();
    number.label = number.label.or_else(|| new.label.clone());
    number.area_code = number.area_code.or(new.area_code);
    number.state = number.state.or(new.state);
    if carrier_id_is_free {
        number.signalwire_id = number.signalwire_id.or_else(|| new.signalwire_id.clone());
    }
    let names = [
        ("label", number.label != known.label),
        ("area_code", number.area_code != known.area_code),
        ("state", number.state != known.state),
        ("signalwire_id", number.signalwire_id != known.signalwire_id),
    ];
    (number, names.into_iter().filter(|(_, is_new)| *is_new).map(|(name, _)| name).collect())
}

/// The number without what a line filled, where that still stands so.
pub(super) fn emptied(known: &Number, line: &rows::NewNumber, filled: &[String]) -> Number {
    let mut number = known.clone();
    let was_filled = |name: &str| filled.iter().any(|filled| filled == name);
    number.label = number.label.filter(|label| !was_filled("label") || line.label.as_ref() != Some(label));
    number.area_code =
        number.area_code.filter(|code| !was_filled("area_code") || line.area_code != Some(*code));
    number.state = number.state.filter(|state| !was_filled("state") || line.state != Some(*state));
    number.signalwire_id = number
        .signalwire_id
        .filter(|id| !was_filled("signalwire_id") || line.signalwire_id.as_ref() != Some(id));
    number
}
