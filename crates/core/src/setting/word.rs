//! Settings that are one word of a few, and the quality of a lead.

use crate::field::{FieldError, excerpt};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! words {
    (
        $(#[$doc:meta])* $name:ident, $field:literal;
        $($(#[$word_doc:meta])* $word:ident = $text:literal, $label:literal;)+
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $text)] $word,)+
        }

        impl $name {
            /// Every value, in the order pages offer them.
            pub const ALL: &[Self] = &[$(Self::$word),+];

            /// The word used in the API and in tables.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }

            /// The words people read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$word => $label),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = FieldError;

            fn from_str(text: &str) -> Result<Self, FieldError> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| {
                    let allowed = [$($text),+].join(", ");
                    FieldError::new($field, format!("“{}” is not allowed; use one of {allowed}.", excerpt(text)))
                })
            }
        }
    };
}

words! {
    /// By what numbers of equal locality are ranked.
    Rotation, "rotation";
    /// Health band, then load, then least recently used.
    Balanced = "balanced", "Balanced";
    /// The exact score, then least recently used.
    Healthiest = "healthiest", "Healthiest first";
    /// Load before health.
    LeastUsed = "least_used", "Least used first";
    /// The answer rate near the lead before health.
    Performance = "performance", "Best answered first";
}

words! {
    /// How far from the lead to look for a number.
    Locality, "locality";
    /// Only numbers of the lead's own area code.
    AreaCode = "area_code", "Same area code";
    /// Also other area codes of the lead's state.
    State = "state", "Same state";
    /// Any number of the pool, near ones first.
    Anywhere = "anywhere", "Anywhere";
}

words! {
    /// What callers hear who are no lead.
    UnknownCallers, "unknown_callers";
    /// The office's phone rings.
    MainLine = "main_line", "Ring the main line";
    /// A message is read.
    Message = "message", "Read a message";
    /// The call is not taken.
    Reject = "reject", "Decline the call";
}

words! {
    /// How promising a lead is, as the office rates it.
    Quality, "quality";
    /// Worth more attempts.
    Hot = "hot", "Hot";
    /// Like most.
    Normal = "normal", "Normal";
    /// Worth fewer attempts.
    Low = "low", "Low";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_in_text_and_on_the_wire() {
        for word in Rotation::ALL {
            assert_eq!(word.as_str().parse(), Ok(*word));
            assert_eq!(serde_json::to_string(word).unwrap(), format!("\"{word}\""));
        }
        assert_eq!("area_code".parse(), Ok(Locality::AreaCode));
        assert_eq!("hot".parse(), Ok(Quality::Hot));
    }

    #[test]
    fn an_unknown_word_is_told_what_is_allowed() {
        let error = "fastest".parse::<Rotation>().unwrap_err();
        assert_eq!(error.field, "rotation");
        assert!(error.message.contains("balanced, healthiest, least_used, performance"), "{error}");
    }
}
