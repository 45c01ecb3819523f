//! Leads: records of persons to call.

use crate::area_code::{AreaCode, StateCode};
use crate::id::{BrokerId, LeadId};
use crate::phone::E164;
use crate::setting::Quality;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Where the deal stands, whatever the assignment's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deal {
    /// Still to be won.
    #[default]
    Open,
    /// Closed, won.
    ClosedWon,
    /// Closed, lost.
    ClosedLost,
}

impl Deal {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Open, Self::ClosedWon, Self::ClosedLost];

    /// The word of the `deal` column and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ClosedWon => "closed_won",
            Self::ClosedLost => "closed_lost",
        }
    }
}

impl fmt::Display for Deal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no deal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a deal; use one of open, closed_won, closed_lost")]
pub struct UnknownDeal(pub String);

impl FromStr for Deal {
    type Err = UnknownDeal;

    fn from_str(text: &str) -> Result<Self, UnknownDeal> {
        Self::ALL
            .into_iter()
            .find(|deal| deal.as_str() == text)
            .ok_or_else(|| UnknownDeal(text.chars().take(40).collect()))
    }
}

/// A shorter name is in many a reference by chance.
const SHORTEST_NAME: usize = 3;

/// A record of a person to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Id.
    pub id: LeadId,
    /// Whose lead.
    pub broker_id: BrokerId,
    /// The caller's own name for it (a CRM's id), unique in a broker.
    pub reference: Option<String>,
    /// What the person is called.
    pub name: Option<String>,
    /// The person's phone.
    pub phone: Option<E164>,
    /// Area code, of the phone or as given.
    pub area_code: Option<AreaCode>,
    /// State, as given or of the area code.
    pub state: Option<StateCode>,
    /// How good the lead is; decides the attempts.
    pub quality: Option<Quality>,
    /// Where the deal stands.
    pub deal: Deal,
    /// When the person was suppressed: never to be called again.
    pub suppressed_at: Option<DateTime<Utc>>,
    /// When somebody else was found at this phone.
    pub bad_phone_at: Option<DateTime<Utc>>,
    /// When the person's data was erased: name, phone and notes are gone, and nothing is done with it any more.
    pub erased_at: Option<DateTime<Utc>>,
    /// Free text.
    pub notes: Option<String>,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
}

impl Lead {
    /// The key of the person: the phone, else the lead's own id. Lead records of one broker with the same
    /// phone are one person.
    pub fn person_key(&self) -> String {
        person_key(self.id, self.phone.as_ref())
    }

    /// Whether the caller's own name for it tells who the person is: it holds the phone, the name, or an e-mail
    /// address. A CRM's id does not, and outlives the data of the person.
    pub fn has_personal_reference(&self) -> bool {
        self.reference.as_deref().is_some_and(|reference| self.is_named_in(reference))
    }

    /// Whether a text tells who the person is, as [`Self::has_personal_reference`] says.
    pub fn is_named_in(&self, reference: &str) -> bool {
        let digits: String = reference.chars().filter(char::is_ascii_digit).collect();
        let holds_phone = self.phone.as_ref().is_some_and(|phone| digits.contains(phone.local_digits()));
        let holds_name = self.name.as_ref().is_some_and(|name| {
            name.chars().count() >= SHORTEST_NAME && reference.to_lowercase().contains(&name.to_lowercase())
        });
        holds_phone || holds_name || reference.contains('@')
    }

    /// How pages name the lead: name, else reference, else phone, else "Unnamed lead".
    pub fn title(&self) -> String {
        self.name
            .clone()
            .or_else(|| self.reference.clone())
            .or_else(|| self.phone.as_ref().map(E164::national))
            .unwrap_or_else(|| "Unnamed lead".to_owned())
    }
}

/// The key of a person: see [`Lead::person_key`].
pub fn person_key(lead: LeadId, phone: Option<&E164>) -> String {
    phone.map_or_else(|| lead.to_string(), |phone| phone.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_that_tells_who_it_is_is_personal() {
        let lead = Lead {
            id: LeadId(uuid::Uuid::nil()),
            broker_id: BrokerId(uuid::Uuid::nil()),
            reference: None,
            name: Some("Ada Abbott".to_owned()),
            phone: E164::parse("512 555 0176").ok(),
            area_code: None,
            state: None,
            quality: None,
            deal: Deal::Open,
            suppressed_at: None,
            bad_phone_at: None,
            erased_at: None,
            notes: None,
            created_at: DateTime::UNIX_EPOCH,
        };
        for (reference, personal) in [
            ("crm-20418", false),
            ("0194d1f2-0000-7000-8000-000000000000", false),
            ("+15125550176", true),
            ("lead (512) 555-0176", true),
            ("web/ada abbott/1", true),
            ("ada@example.com", true),
        ] {
            let lead = Lead { reference: Some(reference.to_owned()), ..lead.clone() };
            assert_eq!(lead.has_personal_reference(), personal, "{reference}");
        }
        assert!(!lead.has_personal_reference());
    }
}
