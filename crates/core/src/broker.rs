//! Brokers: tenants with their own pool, leads and settings.

use crate::field::FieldError;
use crate::id::BrokerId;
use crate::phone::E164;
use crate::setting::BrokerSettings;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a broker is named in addresses and by the API: lower-case letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// Longest slug.
    pub const MAX: usize = 60;

    /// Checks a slug as typed.
    ///
    /// # Errors
    /// [`FieldError`] that says what is allowed.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text = text.trim();
        let well_formed = (1..=Self::MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
            && text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldError::new(
                "slug",
                "must be 1 to 60 lowercase letters, digits, - or _, and start with a letter or digit",
            ))
        }
    }

    /// A slug made of an office's name.
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::new();
        for c in name.trim().chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.truncate(Self::MAX);
        let slug = slug.trim_end_matches('-');
        Self(if slug.is_empty() { "broker".to_owned() } else { slug.to_owned() })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = FieldError;
    fn try_from(text: String) -> Result<Self, FieldError> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

/// An office with its own pool, leads and settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broker {
    /// Id.
    pub id: BrokerId,
    /// How addresses and the API name it.
    pub slug: Slug,
    /// What people call it.
    pub name: String,
    /// Its policy.
    pub settings: BrokerSettings,
    /// Counts the changes of name and policy, from 1: who changes says which one they saw.
    pub version: i32,
}

impl Broker {
    /// Whether that is where its callers are put through to: no number of its pool.
    pub fn is_main_line(&self, number: &E164) -> bool {
        self.settings.main_line.as_ref() == Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_slug() {
        assert_eq!(Slug::from_name("Alder & Finch, LLC").as_str(), "alder-finch-llc");
        assert_eq!(Slug::from_name("***").as_str(), "broker");
    }

    #[test]
    fn the_guides_reference_is_a_slug_and_capitals_are_not() {
        assert!(Slug::parse("test_broker").is_ok());
        assert_eq!(Slug::parse("Test").unwrap_err().field, "slug");
    }

    #[test]
    fn only_the_main_line_is_the_main_line() {
        let line = E164::parse("5125550100").unwrap();
        let broker = |main_line: Option<&E164>| Broker {
            id: BrokerId(uuid::Uuid::nil()),
            slug: Slug::from_name("Alder"),
            name: "Alder".to_owned(),
            settings: BrokerSettings { main_line: main_line.cloned(), ..BrokerSettings::default() },
            version: 1,
        };
        assert!(broker(Some(&line)).is_main_line(&line));
        assert!(!broker(Some(&line)).is_main_line(&E164::parse("5125550142").unwrap()));
        assert!(!broker(None).is_main_line(&line));
    }
}
