//! What becomes of each line: read, then set against what is there.

use super::{Row, lead, number};
use crate::ServiceError;
use crate::ctx::Ctx;
use std::collections::{HashMap, HashSet};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::import::{Layout, LineCounts, LineKind, Noun};
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_db::Tx;
use steadyline_db::import::Line;
use steadyline_db::number::NewNumber;
use uuid::Uuid;

/// What a line says, checked.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    Number(NewNumber),
    Lead(Box<Lead>),
}

/// A line that was read; nothing of the database is in it yet.
#[derive(Clone, Debug)]
pub(super) struct ReadLine {
    pub(super) row: Row,
    /// What it says, or what is wrong with it.
    pub(super) entry: Result<Entry, FieldError>,
    /// By what a lead's line names the person, also where something else is wrong with it.
    pub(super) person: (Option<E164>, Option<String>),
    /// The earlier line that names the same one.
    pub(super) double_of: Option<i32>,
    /// An earlier line about the same person, under another reference.
    pub(super) same_person: Option<i32>,
}

/// What is to be written for a line.
#[derive(Clone, Debug)]
pub(super) enum Change {
    None,
    AddNumber(NewNumber),
    AddLead(Box<Lead>),
    FillNumber(Box<Number>),
    FillLead(Box<Lead>),
}

/// A line with its verdict and what follows from it.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) line: Line,
    pub(super) change: Change,
}

/// The verdict on a line.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) kind: LineKind,
    pub(super) field: Option<String>,
    pub(super) why: Option<String>,
    pub(super) row_id: Option<Uuid>,
    pub(super) filled: Vec<&'static str>,
    pub(super) change: Change,
    /// Whether the data of the person was erased: what the line says of them is not kept either.
    pub(super) is_erased: bool,
}

impl Verdict {
    pub(super) fn of(kind: LineKind) -> Self {
        let (filled, change) = (Vec::new(), Change::None);
        Self { kind, field: None, why: None, row_id: None, filled, change, is_erased: false }
    }

    pub(super) fn bad(field: &str, why: &str) -> Self {
        Self { field: Some(field.to_owned()), why: Some(why.to_owned()), ..Self::of(LineKind::Bad) }
    }

    pub(super) fn known(row_id: Uuid, why: Option<&str>) -> Self {
        Self { row_id: Some(row_id), why: why.map(str::to_owned), ..Self::of(LineKind::Known) }
    }
}

/// Reads the lines. `ids` are those that new ones get, by line; lines without one get a fresh one.
pub(super) fn read(
    noun: Noun,
    ctx: &Ctx,
    broker: &Broker,
    layout: &Layout,
    rows: Vec<Row>,
    ids: &HashMap<i32, Uuid>,
) -> Vec<ReadLine> {
    let mut seen: HashMap<String, i32> = HashMap::new();
    let mut persons: HashMap<E164, i32> = HashMap::new();
    let mut carrier_ids: HashMap<String, i32> = HashMap::new();
    let mut suppressing: HashSet<i32> = HashSet::new();
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        let id = ids.get(&row.line).copied().unwrap_or_else(|| ctx.clock.id());
        let mut entry = match (row.unclosed, noun) {
            (Some(at), _) => Err(unclosed(noun, layout, at)),
            (None, Noun::Numbers) => number::read(layout, &row.cells, id).map(Entry::Number),
            (None, Noun::Leads) => {
                lead::read(ctx, broker, layout, &row.cells, id).map(|lead| Entry::Lead(Box::new(lead)))
            }
        };
        let (mut double_of, mut same_person) = (None, None);
        if let Ok(good) = &entry {
            double_of = good.key().and_then(|key| earlier(&mut seen, key, row.line));
            if let (Entry::Lead(lead), None) = (good, double_of) {
                same_person = lead.phone.clone().and_then(|phone| earlier(&mut persons, phone, row.line));
                // A phone alone names whoever has it, whatever else the earlier line calls them.
                if lead.reference.is_none() {
                    double_of = same_person.take();
                }
            }
            if let (Entry::Number(number), None) = (good, double_of)
                && let Some(carrier_id) = &number.signalwire_id
                && let Some(other) = earlier(&mut carrier_ids, carrier_id.clone(), row.line)
            {
                let why = format!("Line {other} has this SignalWire ID.");
                entry = Err(FieldError::new("signalwire_id", why));
            }
        }
        if matches!(&entry, Ok(Entry::Lead(lead)) if lead.suppressed_at.is_some()) {
            match double_of {
                // Of two lines for one lead the second is left out, and this must not be.
                Some(first) if !suppressing.contains(&first) => {
                    let why = format!(
                        "Line {first} is the same lead, but not marked as suppressed: mark it there."
                    );
                    entry = Err(FieldError::new("suppressed", why));
                }
                _ => drop(suppressing.insert(row.line)),
            }
        }
        let person = match (&entry, noun) {
            (Ok(Entry::Lead(lead)), _) => (lead.phone.clone(), lead.reference.clone()),
            (Err(_), Noun::Leads) => lead::person(layout, &row.cells),
            (_, Noun::Numbers) | (Ok(Entry::Number(_)), _) => (None, None),
        };
        read.push(ReadLine { row, entry, person, double_of, same_person });
    }
    read
}

/// What the cells of such a line are is anybody's guess.
fn unclosed(noun: Noun, layout: &Layout, at: usize) -> FieldError {
    let column = layout.columns.get(at).and_then(|known| known.column);
    let field = column.map_or("line", |column| column.field(noun));
    FieldError::new(field, "A quotation mark is opened here and never closed.")
}

/// The line that had it before; the first keeps it.
fn earlier<K: std::hash::Hash + Eq>(seen: &mut HashMap<K, i32>, key: K, line: i32) -> Option<i32> {
    match seen.entry(key) {
        std::collections::hash_map::Entry::Occupied(first) => Some(*first.get()),
        std::collections::hash_map::Entry::Vacant(free) => {
            free.insert(line);
            None
        }
    }
}

impl Entry {
    /// By what two lines are the same; nothing for a lead with a name alone.
    fn key(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.number.to_string()),
            Self::Lead(lead) => match (&lead.reference, &lead.phone) {
                (Some(reference), _) => Some(format!("reference {reference}")),
                (None, Some(phone)) => Some(format!("phone {phone}")),
                (None, None) => None,
            },
        }
    }
}

/// Sets lines against what is there.
pub(super) async fn judge(
    tx: &mut Tx,
    broker: &Broker,
    noun: Noun,
    fill: bool,
    read: Vec<ReadLine>,
) -> Result<Vec<Judged>, ServiceError> {
    let verdicts = match noun {
        Noun::Numbers => number::judge(tx, broker, fill, &read).await?,
        Noun::Leads => lead::judge(tx, broker, fill, &read).await?,
    };
    Ok(read.into_iter().zip(verdicts).map(|(read, verdict)| judged(read, verdict)).collect())
}

fn judged(read: ReadLine, verdict: Verdict) -> Judged {
    let Verdict { kind, field, why, row_id, filled, change, is_erased } = verdict;
    let (phone, reference) = read.person;
    let line = Line {
        line: read.row.line,
        cells: if is_erased { Vec::new() } else { read.row.cells },
        kind,
        field,
        why,
        phone: phone.filter(|_| !is_erased),
        reference,
        row_id,
        filled: filled.into_iter().map(str::to_owned).collect(),
        kept: false,
    };
    Judged { line, change }
}

/// Verdicts that need no look at the database.
pub(super) fn at_sight(read: &ReadLine) -> Option<Verdict> {
    match (&read.entry, read.double_of) {
        (Err(error), _) => Some(Verdict::bad(&error.field, &error.message)),
        (Ok(entry), Some(line)) => {
            // What else the two lines say may well differ.
            let why = match entry {
                Entry::Number(_) => format!("The same as line {line}."),
                Entry::Lead(lead) if lead.reference.is_some() => {
                    format!("Line {line} has the same reference.")
                }
                Entry::Lead(_) => format!("Line {line} has the same phone."),
            };
            Some(Verdict { why: Some(why), ..Verdict::of(LineKind::Double) })
        }
        (Ok(_), None) => None,
    }
}

/// How many there are of each kind.
pub(super) fn count(judged: &[Judged]) -> LineCounts {
    let mut counts = LineCounts::default();
    judged.iter().for_each(|judged| counts.add(judged.line.kind, 1));
    counts
}
