//! What differs between the engines. Aim for none.

use crate::{DbError, Tx};
use steadyline_core::id::{BrokerId, CarrierCallId, ImportId, LeadId, NumberId};
use steadyline_core::phone::E164;

/// Two people may share a lock, which only makes one wait: so a transaction about very many takes few of them, as
/// they live in a table of a fixed size.
macro_rules! lock_of_person {
    ($phone:literal) => {
        concat!("pg_advisory_xact_lock(hashtext(cast($1 as text)), hashtext(", $phone, ") & 1023)")
    };
}

const LOCK_PERSON: &str = concat!("select cast(", lock_of_person!("$2"), " as text)");

/// Locks the person of a phone until the transaction ends: all its records, also those that are only being made.
/// SQLite has one writer at a time and needs no lock.
///
/// # Errors
/// What the engine says.
pub async fn lock_person(tx: &mut Tx, broker: BrokerId, phone: &E164) -> Result<(), DbError> {
    if matches!(tx, Tx::Postgres(_)) {
        fetch_one!(tx, (Option<String>,), LOCK_PERSON, broker, phone)?;
    }
    Ok(())
}

const LOCK_PERSON_OF: &str = concat!(
    "select phone, cast(",
    lock_of_person!("phone"),
    " as text) from leads where broker_id = $1 and id = $2 and phone is not null"
);

const LOCK_LEAD: &str = "select phone from leads where broker_id = $1 and id = $2 for update";

/// Locks a lead's person, then its row, until the transaction ends, so that two reports about it follow one another.
/// Rows are locked in the order broker, import, person, lead, assignment, number, rollups.
///
/// # Errors
/// What the engine says.
pub async fn lock_lead(tx: &mut Tx, broker: BrokerId, id: LeadId) -> Result<(), DbError> {
    if matches!(tx, Tx::Sqlite(_)) {
        return Ok(());
    }
    loop {
        let person = fetch_optional!(tx, (String, Option<String>), LOCK_PERSON_OF, broker, id)?;
        let row = fetch_optional!(tx, (Option<String>,), LOCK_LEAD, broker, id)?;
        // Another phone since it was read: another person, who is locked too.
        if row.and_then(|(phone,)| phone) == person.map(|(phone, _)| phone) {
            return Ok(());
        }
    }
}

const LOCK_NUMBER: &str = "select 1 from phone_numbers where broker_id = $1 and id = $2 for update";

/// The same for a number's row.
///
/// # Errors
/// What the engine says.
pub async fn lock_number(tx: &mut Tx, broker: BrokerId, id: NumberId) -> Result<(), DbError> {
    if matches!(tx, Tx::Postgres(_)) {
        execute!(tx, LOCK_NUMBER, broker, id)?;
    }
    Ok(())
}

const LOCK_IMPORT: &str = "select 1 from imports where broker_id = $1 and id = $2 for update";

/// The same for an import's row, before any person or row that its lines are about: whoever holds one of those waits for
/// no import.
///
/// # Errors
/// What the engine says.
pub async fn lock_import(tx: &mut Tx, broker: BrokerId, id: ImportId) -> Result<(), DbError> {
    if matches!(tx, Tx::Postgres(_)) {
        execute!(tx, LOCK_IMPORT, broker, id)?;
    }
    Ok(())
}

const LOCK_CARRIER_CALL: &str = "select 1 from carrier_calls where broker_id = $1 and id = $2 for update";

/// The same for the row of a call at the carrier, before any row that it changes.
///
/// # Errors
/// What the engine says.
pub async fn lock_carrier_call(tx: &mut Tx, broker: BrokerId, id: CarrierCallId) -> Result<(), DbError> {
    if matches!(tx, Tx::Postgres(_)) {
        execute!(tx, LOCK_CARRIER_CALL, broker, id)?;
    }
    Ok(())
}

const FAIL: &str = "do $$ begin raise exception 'changed meanwhile' using errcode = '40001'; end $$";

/// A row is not as it was read. Where somebody else may have changed it, which is on PostgreSQL alone, the transaction
/// fails as one that could not be serialized, and is tried again; on SQLite, which has one writer, it is a fault.
pub(crate) async fn changed_meanwhile(
    tx: &mut Tx,
    table: &'static str,
    id: impl std::fmt::Display,
) -> DbError {
    let fault = DbError::row(table, format!("{id} changed under the lock"));
    match tx {
        Tx::Sqlite(_) => fault,
        Tx::Postgres(_) => match execute!(tx, FAIL) {
            Ok(_) => fault,
            Err(again) => again,
        },
    }
}

/// How texts are compared byte by byte, so that an index finds what begins with a text: from and below.
pub(crate) const fn bytewise(tx: &Tx) -> (&'static str, &'static str) {
    match tx {
        Tx::Sqlite(_) => (" >= ", " < "),
        Tx::Postgres(_) => (" ~>=~ ", " ~<~ "),
    }
}

/// A lead's name after its first space, as the index `leads_last_name` has it.
pub(crate) const fn last_name(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "lower(substr(name, instr(name, ' ') + 1))",
        Tx::Postgres(_) => "lower(substr(name, strpos(name, ' ') + 1))",
    }
}
