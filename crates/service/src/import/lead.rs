//! Lines of leads.

use super::judge::{Change, Entry, ReadLine, Verdict, at_sight};
use crate::ServiceError;
use crate::ctx::Ctx;
use crate::lead::{NewLead, state_of};
use crate::text::{ONE_LINE, optional};
use std::collections::{HashMap, HashSet};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::LeadId;
use steadyline_core::import::{Column, Layout, LineKind, says_yes};
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;
use steadyline_db::Tx;
use steadyline_db::{import, lead as rows};
use uuid::Uuid;

/// What is told of a line that says so of a person of whom it was not known.
const SUPPRESSED: &str = "Suppressed, as the line says.";
/// What is told of a line about somebody who is not brought back.
const ERASED: &str = "The person's data was erased, and stays erased.";

/// What a line says.
pub(super) fn read(
    ctx: &Ctx,
    broker: &Broker,
    layout: &Layout,
    cells: &[String],
    id: Uuid,
) -> Result<Lead, FieldError> {
    let given = |column| Some(layout.cell(cells, column).to_owned()).filter(|text| !text.is_empty());
    let parts = [given(Column::FirstName), given(Column::LastName)];
    let of_parts = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let new = NewLead {
        reference: given(Column::Reference),
        name: given(Column::Name).or_else(|| Some(of_parts).filter(|name| !name.is_empty())),
        phone: given(Column::Phone)
            .map(|phone| E164::parse(&phone))
            .transpose()
            .map_err(|error| error.on("phone"))?,
        area_code: given(Column::AreaCode).map(|code| AreaCode::parse(&code)).transpose()?,
        state: given(Column::State).map(|state| StateCode::given(&state)).transpose()?,
        quality: given(Column::Quality).map(|quality| quality.to_lowercase().parse()).transpose()?,
        notes: given(Column::Notes),
    };
    let is_suppressed = says_yes(layout.cell(cells, Column::Suppressed))
        .ok_or_else(|| FieldError::new("suppressed", "Use yes or no, true or false, or 1 or 0."))?;
    let suppressed_at = is_suppressed.then_some(ctx.now);
    Ok(Lead { id: LeadId(id), broker_id: broker.id, suppressed_at, ..new.complete(ctx)? })
}

/// The phone and the reference of a bad line, as [`read`] would give them, where they can be read: an erasure finds it by
/// them.
pub(super) fn person(layout: &Layout, cells: &[String]) -> (Option<E164>, Option<String>) {
    let reference = optional("reference", Some(layout.cell(cells, Column::Reference)), ONE_LINE);
    (E164::parse(layout.cell(cells, Column::Phone)).ok(), reference.ok().flatten())
}

/// What is there, looked up once for all lines.
struct There {
    by_reference: HashMap<String, Lead>,
    by_phone: HashMap<E164, Lead>,
    suppressed: HashMap<E164, chrono::DateTime<chrono::Utc>>,
    /// Leads that have, or had, a number: their phone stays.
    with_number: HashSet<LeadId>,
}

pub(super) async fn judge(
    tx: &mut Tx,
    broker: &Broker,
    fill: bool,
    read: &[ReadLine],
) -> Result<Vec<Verdict>, ServiceError> {
    let there = There::find(tx, broker, fill, read).await?;
    let verdict = |line: &ReadLine| {
        let verdict = match (at_sight(line), &line.entry) {
            (Some(verdict), _) => verdict,
            (None, Ok(Entry::Lead(lead))) => there.verdict(fill, lead, line.same_person),
            (None, _) => Verdict::bad("phone", "That is not a lead."),
        };
        if there.is_erased(line) { of_erased(verdict) } else { verdict }
    };
    Ok(read.iter().map(verdict).collect())
}

/// What is wrong with a bad line may quote what it says of the person.
fn of_erased(verdict: Verdict) -> Verdict {
    let why = if verdict.kind == LineKind::Bad { Some(ERASED.to_owned()) } else { verdict.why };
    Verdict { why, is_erased: true, ..verdict }
}

impl There {
    async fn find(tx: &mut Tx, broker: &Broker, fill: bool, read: &[ReadLine]) -> Result<Self, ServiceError> {
        // Of bad lines too: they may be about somebody who was erased.
        let references: Vec<String> = read.iter().filter_map(|line| line.person.1.clone()).collect();
        let good = read.iter().filter_map(|line| match &line.entry {
            Ok(Entry::Lead(lead)) => Some(lead),
            _ => None,
        });
        let phones: Vec<E164> = good.filter_map(|lead| lead.phone.clone()).collect();
        let by_reference: HashMap<String, Lead> = rows::by_references(tx, broker.id, &references)
            .await?
            .into_iter()
            .filter_map(|lead| Some((lead.reference.clone()?, lead)))
            .collect();
        let mut by_phone = HashMap::new();
        for lead in rows::by_phones(tx, broker.id, &phones).await? {
            if let Some(phone) = lead.phone.clone() {
                by_phone.entry(phone).or_insert(lead);
            }
        }
        let without_phone: Vec<LeadId> =
            by_reference.values().filter(|lead| lead.phone.is_none()).map(|lead| lead.id).collect();
        let with_number = if fill && !without_phone.is_empty() {
            import::with_assignments(tx, broker.id, &without_phone).await?.into_iter().collect()
        } else {
            HashSet::new()
        };
        let suppressed = rows::suppressed_since(tx, broker.id, &phones).await?;
        Ok(Self { by_reference, by_phone, suppressed, with_number })
    }

    /// Whether a line, whatever becomes of it, names somebody whose data was erased: they have a reference left, and no phone.
    fn is_erased(&self, line: &ReadLine) -> bool {
        let named = line.person.1.as_ref().and_then(|reference| self.by_reference.get(reference));
        named.is_some_and(|lead| lead.erased_at.is_some())
    }

    fn verdict(&self, fill: bool, new: &Lead, same_person: Option<i32>) -> Verdict {
        let known = match (&new.reference, &new.phone) {
            (Some(reference), _) => self.by_reference.get(reference),
            (None, Some(phone)) => self.by_phone.get(phone),
            (None, None) => None,
        };
        match known {
            Some(known) => self.of_known(fill, known, new),
            None => {
                let since = new.phone.as_ref().and_then(|phone| self.suppressed.get(phone)).copied();
                let suppressed_at = since.or(new.suppressed_at);
                let suppresses = since.is_none() && suppressed_at.is_some();
                Verdict {
                    row_id: Some(new.id.0),
                    why: self.note(new, same_person),
                    filled: suppresses.then_some(Column::Suppressed.as_str()).into_iter().collect(),
                    change: Change::AddLead(Box::new(Lead { suppressed_at, ..new.clone() })),
                    ..Verdict::of(LineKind::New)
                }
            }
        }
    }

    /// What else there is to know of a new lead.
    fn note(&self, new: &Lead, same_person: Option<i32>) -> Option<String> {
        if new.phone.as_ref().is_some_and(|phone| self.suppressed.contains_key(phone)) {
            return Some("The person is suppressed, and so is this record.".to_owned());
        }
        if new.suppressed_at.is_some() {
            return Some(SUPPRESSED.to_owned());
        }
        let phone = new.phone.as_ref()?;
        if self.by_phone.contains_key(phone) {
            return Some("This person has another record; they share one number.".to_owned());
        }
        same_person.map(|line| format!("The same person as line {line}; they share one number."))
    }

    fn of_known(&self, fill: bool, known: &Lead, new: &Lead) -> Verdict {
        if known.erased_at.is_some() {
            return Verdict::known(known.id.0, Some(ERASED));
        }
        let has_other = known.phone.is_some() && new.phone.is_some() && known.phone != new.phone;
        let (lead, mut names) = if fill && !has_other {
            filled(known, new, self.with_number.contains(&known.id))
        } else {
            (known.clone(), Vec::new())
        };
        // That holds whether gaps are filled or not: nobody is called who asked not to be.
        let suppresses = new.suppressed_at.is_some() && known.suppressed_at.is_none();
        names.extend(suppresses.then_some(Column::Suppressed.as_str()));
        if names.is_empty() {
            let why = has_other.then_some("It exists with another phone and stays as it is.");
            return Verdict::known(known.id.0, why);
        }
        Verdict {
            row_id: Some(known.id.0),
            why: suppresses.then(|| SUPPRESSED.to_owned()),
            filled: names,
            change: Change::FillLead(Box::new(lead)),
            ..Verdict::of(LineKind::Fill)
        }
    }
}

/// The lead with what was empty of it, and the names of that. A lead that has a number keeps the person it is.
pub(super) fn filled(known: &Lead, new: &Lead, has_number: bool) -> (Lead, Vec<&'static str>) {
    let mut lead = known.clone();
    lead.name = lead.name.or_else(|| new.name.clone());
    if !has_number {
        lead.phone = lead.phone.or_else(|| new.phone.clone());
    }
    lead.area_code = lead.area_code.or(new.area_code);
    lead.state = lead.state.or(new.state).or_else(|| state_of(lead.area_code));
    lead.quality = lead.quality.or(new.quality);
    lead.notes = lead.notes.or_else(|| new.notes.clone());
    let names = [
        ("name", lead.name != known.name),
        ("phone", lead.phone != known.phone),
        ("area_code", lead.area_code != known.area_code),
        ("state", lead.state != known.state),
        ("quality", lead.quality != known.quality),
        ("notes", lead.notes != known.notes),
    ];
    (lead, names.into_iter().filter(|(_, is_new)| *is_new).map(|(name, _)| name).collect())
}

/// The lead without what a line filled, where that still stands so. Whoever has a number keeps the phone.
pub(super) fn emptied(known: &Lead, line: &Lead, filled: &[String], has_number: bool) -> Lead {
    let mut lead = known.clone();
    let was_filled = |name: &str| filled.iter().any(|filled| filled == name);
    lead.name = lead.name.filter(|name| !was_filled("name") || line.name.as_ref() != Some(name));
    lead.phone =
        lead.phone.filter(|phone| has_number || !was_filled("phone") || line.phone.as_ref() != Some(phone));
    lead.area_code = lead.area_code.filter(|code| !was_filled("area_code") || line.area_code != Some(*code));
    lead.state = lead.state.filter(|state| !was_filled("state") || line.state != Some(*state));
    lead.quality = lead.quality.filter(|quality| !was_filled("quality") || line.quality != Some(*quality));
    lead.notes = lead.notes.filter(|notes| !was_filled("notes") || line.notes.as_ref() != Some(notes));
    lead
}
