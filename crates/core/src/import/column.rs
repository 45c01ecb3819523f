//! Columns of an import, and the names that sheets and CRMs have for them.

use super::{Noun, UnknownWord, words};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

words! {
    /// A column that an import knows.
    Column, "That is not a column of an import." {
        /// The number, or a lead's phone.
        Phone = "phone",
        /// A number's name for people.
        Label = "label",
        /// What a lead is called.
        Name = "name",
        /// The first part of what a lead is called.
        FirstName = "first_name",
        /// The last part of it.
        LastName = "last_name",
        /// The caller's own name for a lead: a CRM's id.
        Reference = "reference",
        /// Area code.
        AreaCode = "area_code",
        /// State or province.
        State = "state",
        /// How good a lead is.
        Quality = "quality",
        /// Free text about a lead.
        Notes = "notes",
        /// Whether a lead's person is suppressed.
        Suppressed = "suppressed",
        /// The carrier's id of a number.
        SignalwireId = "signalwire_id",
    }
}

/// The columns of numbers, in their order where nothing says otherwise.
const OF_NUMBERS: [Column; 5] =
    [Column::Phone, Column::Label, Column::AreaCode, Column::State, Column::SignalwireId];
/// The columns of leads, in their order where nothing says otherwise.
const OF_LEADS: [Column; 10] = [
    Column::Phone,
    Column::Name,
    Column::Reference,
    Column::State,
    Column::Quality,
    Column::Notes,
    Column::AreaCode,
    Column::FirstName,
    Column::LastName,
    Column::Suppressed,
];

/// What sheets call the columns, without case, spaces and punctuation.
const HEADINGS: [(Column, &[&str]); 12] = [
    (
        Column::Phone,
        &[
            "phone",
            "phonenumber",
            "number",
            "telephone",
            "telephonenumber",
            "tel",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "cell",
            "cellphone",
            "cellnumber",
            "primaryphone",
            "phone1",
            "homephone",
            "workphone",
            "businessphone",
            "contactphone",
            "leadphone",
            "did",
            "callerid",
            "cli",
            "e164",
            "ani",
        ],
    ),
    (Column::Label, &["label", "friendlyname", "nickname", "alias", "title", "numbername"]),
    (
        Column::Name,
        &[
            "name",
            "fullname",
            "contact",
            "contactname",
            "leadname",
            "customer",
            "customername",
            "client",
            "clientname",
            "person",
            "prospect",
        ],
    ),
    (Column::FirstName, &["firstname", "first", "givenname", "fname", "forename"]),
    (Column::LastName, &["lastname", "last", "surname", "familyname", "lname"]),
    (
        Column::Reference,
        &[
            "reference",
            "ref",
            "id",
            "leadid",
            "externalid",
            "crmid",
            "recordid",
            "contactid",
            "customerid",
            "clientid",
            "lead",
            "uuid",
            "leadreference",
        ],
    ),
    (Column::AreaCode, &["areacode", "npa"]),
    (
        Column::State,
        &[
            "state",
            "stateprovince",
            "stateregion",
            "province",
            "region",
            "mailingstate",
            "addressstate",
            "homestate",
            "statecode",
            "billingstate",
        ],
    ),
    (Column::Quality, &["quality", "leadquality", "rating", "leadrating", "temperature", "priority"]),
    (Column::Notes, &["notes", "note", "comments", "comment", "remarks", "description"]),
    (
        Column::Suppressed,
        &[
            "suppressed",
            "suppressedat",
            "donotcall",
            "dnc",
            "nevercall",
            "nevercallagain",
            "donotcontact",
            "optout",
            "optedout",
        ],
    ),
    (Column::SignalwireId, &["signalwireid", "signalwiresid", "signalwire", "swid", "sid", "phonenumbersid"]),
];

impl Column {
    /// The columns of an import of these, in their order where nothing says otherwise.
    pub const fn of(noun: Noun) -> &'static [Self] {
        match noun {
            Noun::Numbers => &OF_NUMBERS,
            Noun::Leads => &OF_LEADS,
        }
    }

    /// The column that a heading names, if any.
    pub fn of_heading(noun: Noun, heading: &str) -> Option<Self> {
        let bare: String =
            heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        // A number's name is its label.
        let found = match (noun, bare.as_str()) {
            (Noun::Numbers, "name" | "description") => Self::Label,
            _ => HEADINGS.iter().find(|(_, names)| names.contains(&bare.as_str()))?.0,
        };
        Self::of(noun).contains(&found).then_some(found)
    }

    /// The field that an error of it names.
    pub const fn field(self, noun: Noun) -> &'static str {
        match (self, noun) {
            (Self::Phone, Noun::Numbers) => "number",
            _ => self.as_str(),
        }
    }

    /// What pages call it.
    pub const fn label(self, noun: Noun) -> &'static str {
        match (self, noun) {
            (Self::Phone, Noun::Numbers) => "Number",
            (Self::Phone, Noun::Leads) => "Phone",
            (Self::Label, _) => "Label",
            (Self::Name, _) => "Name",
            (Self::FirstName, _) => "First name",
            (Self::LastName, _) => "Last name",
            (Self::Reference, _) => "Reference",
            (Self::AreaCode, _) => "Area code",
            (Self::State, _) => "State",
            (Self::Quality, _) => "Quality",
            (Self::Notes, _) => "Notes",
            (Self::Suppressed, _) => "Suppressed",
            (Self::SignalwireId, _) => "SignalWire ID",
        }
    }
}

/// Whether a cell says yes, as sheets write it; the time since when is one too. None for what says neither yes nor no.
pub fn says_yes(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" | "x" | "on" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "off" | "-" | "" => Some(false),
        _ => chrono::DateTime::parse_from_rfc3339(cell.trim()).is_ok().then_some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_read_as_sheets_write_them_and_nothing_is_guessed() {
        for cell in ["TRUE", " x ", "1", "Yes", "2026-11-20T15:30:00Z"] {
            assert_eq!(says_yes(cell), Some(true), "{cell}");
        }
        for cell in ["", "false", "No", "0"] {
            assert_eq!(says_yes(cell), Some(false), "{cell}");
        }
        assert_eq!((says_yes("maybe"), says_yes("2026")), (None, None));
    }

    #[test]
    fn a_heading_is_known_however_a_crm_writes_it() {
        for (heading, column) in [
            ("Phone Number", Column::Phone),
            ("MOBILE", Column::Phone),
            ("E.164", Column::Phone),
            ("First Name", Column::FirstName),
            ("last_name", Column::LastName),
            ("Lead ID", Column::Reference),
            ("State/Province", Column::State),
            ("Comments", Column::Notes),
            ("Do Not Call", Column::Suppressed),
        ] {
            assert_eq!(Column::of_heading(Noun::Leads, heading), Some(column), "{heading}");
        }
        assert_eq!(Column::of_heading(Noun::Leads, "E-mail"), None);
        assert_eq!(Column::of_heading(Noun::Leads, "SignalWire ID"), None, "a lead has none");
        assert_eq!(Column::of_heading(Noun::Numbers, "SignalWire ID"), Some(Column::SignalwireId));
        assert_eq!(Column::of_heading(Noun::Numbers, "Name"), Some(Column::Label));
        assert_eq!(Column::of_heading(Noun::Numbers, "Reference"), None);
    }

    #[test]
    fn every_column_has_headings_and_none_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for (_, names) in HEADINGS {
            for name in names {
                assert!(seen.insert(*name), "{name}");
            }
        }
        assert_eq!(HEADINGS.len(), Column::ALL.len());
    }
}
