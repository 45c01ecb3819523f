//! One thing that happened, as a history shows it.

use super::{LeadLink, NumberLink, Shape, When};
use crate::outcome::Outcome;
use serde::{Deserialize, Serialize};

/// One thing that happened to a lead or a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// Its shape on the rail.
    pub shape: Shape,
    /// What, in bold: "Attempt 3: busy", "Assigned", "Rested".
    pub what: String,
    /// The word between `what` and `number`: "to", "on"; empty without a number.
    pub link_word: String,
    /// The number it is about.
    pub number: Option<NumberLink>,
    /// The lead it is about, for a page that is about something else.
    #[serde(default)]
    pub lead: Option<LeadLink>,
    /// Who did it; empty where nobody is known.
    pub who: String,
    /// One line of detail; may be empty.
    pub detail: String,
    /// A person's note or reason, as a quote; may be empty.
    pub note: String,
    /// When.
    pub at: When,
    /// An outbound call that can be corrected: `record_outcome` with this `call_id` and `correct`.
    pub call_id: Option<String>,
    /// What came of that call, as it counts now.
    pub outcome: Option<Outcome>,
}
