//! What a thing was when it was read, in a short word: who sends it with a change overwrites nobody's.

use crate::{Conflict, secret};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use steadyline_core::endpoint::Endpoint;
use steadyline_core::id::NumberId;
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;

/// Bytes of a hash that make a tag.
const BYTES: usize = 12;

/// A thing that several write.
pub trait Tagged {
    /// What messages call it.
    const WHAT: &'static str;

    /// The word: another one once what people may change of it is another.
    fn tag(&self) -> String;

    /// Whether it is still what was seen; whatever it is where nothing was said.
    ///
    /// # Errors
    /// [`Conflict::Changed`].
    fn is_still(&self, seen: Option<&str>) -> Result<(), Conflict> {
        if seen.is_none_or(|seen| seen == self.tag()) {
            return Ok(());
        }
        Err(Conflict::Changed {
            what: Self::WHAT,
            changes: "read it again".to_owned(),
            version: None,
            fields: BTreeMap::new(),
        })
    }
}

impl Tagged for Lead {
    const WHAT: &'static str = "the lead";

    fn tag(&self) -> String {
        word(self)
    }
}

impl Tagged for Endpoint {
    const WHAT: &'static str = "the endpoint";

    fn tag(&self) -> String {
        word(&(&self.name, &self.url, &self.events, self.is_active))
    }
}

/// Calls and leads go on under it: its counters are none of it.
impl Tagged for Number {
    const WHAT: &'static str = "the number";

    fn tag(&self) -> String {
        let Self { label, area_code, state, signalwire_id, is_active, resting_until, release_at, .. } = self;
        word(&json!([label, area_code, state, signalwire_id, is_active, resting_until, release_at]))
    }
}

/// Which numbers they are, in their order.
pub(crate) fn of_numbers(numbers: &[Number]) -> String {
    let ids: Vec<NumberId> = numbers.iter().map(|number| number.id).collect();
    word(&ids)
}

fn word(of: &impl Serialize) -> String {
    let text = serde_json::to_string(of).unwrap_or_default();
    secret::hash(&text).iter().take(BYTES).fold(String::new(), |mut word, byte| {
        // It is a text that is written to: it takes everything.
        let _infallible = write!(word, "{byte:02x}");
        word
    })
}
