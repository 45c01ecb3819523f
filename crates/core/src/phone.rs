//! Phones: taken as people write them, kept as E.164.
//!
//! Only the shape is checked, never a list of numbers in service: 555 numbers pass, and a carrier is the one
//! who knows whether a phone exists.

mod shown;

use crate::area_code::AreaCode;
use crate::field::FieldError;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A phone in E.164: `+`, then 8 to 15 digits of which the first is not 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct E164(String);

/// Why a text is no phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PhoneError {
    /// There is not one digit in it.
    #[error("Enter a phone number, for example (512) 555-0142 or +15125550142.")]
    Empty,
    /// A character that is neither an ASCII digit nor something people put between digits.
    #[error("A phone number can have digits, spaces, parentheses, dashes, dots and slashes, but not {0:?}.")]
    Character(char),
    /// The number of digits fits no phone.
    #[error("{0} digits are not a phone number: use 10 for a US number, or + and 8 to 15.")]
    Length(usize),
    /// After `+` comes a country code, and none begins with 0.
    #[error("After + comes a country code, which never begins with 0.")]
    LeadingZero,
    /// A phone with what is dialled after it is answered.
    #[error("Leave out the extension.")]
    Extension,
    /// `5.12555E+09`: the digits are lost.
    #[error("Excel shortened this number: format the column as text and export it again.")]
    Shortened,
}

impl PhoneError {
    /// The same refusal, said of a field.
    pub fn on(self, field: impl Into<Cow<'static, str>>) -> FieldError {
        FieldError::new(field, self.to_string())
    }
}

impl E164 {
    /// Takes a phone as people write it: spaces, brackets, dashes, dots, slashes, a leading `tel:`.
    ///
    /// `+` or `00` begins an international number, ten digits are `+1`, eleven digits from `1` get their `+`.
    /// The `(0)` of `+44 (0)20 ...`, which is dialled only inside the country, is left out.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let text = text.trim();
        let text = match text.get(..4) {
            Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &text[4..],
            _ => text,
        };
        let mut digits = String::with_capacity(16);
        let mut plus = false;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if rest.starts_with("(0)") && (plus || digits.starts_with("00")) {
                rest = &rest[3..];
                continue;
            }
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() && !plus => plus = true,
                _ if is_separator(c) => {}
                _ if is_shortened(text) => return Err(PhoneError::Shortened),
                _ if !digits.is_empty() && is_extension(rest) => return Err(PhoneError::Extension),
                _ => return Err(PhoneError::Character(c)),
            }
            rest = &rest[c.len_utf8()..];
        }
        let count = digits.len();
        let international = if plus { Some(digits.as_str()) } else { digits.strip_prefix("00") };
        match international {
            _ if count == 0 => Err(PhoneError::Empty),
            Some(number) if number.starts_with('0') => Err(PhoneError::LeadingZero),
            Some(number) if (8..=15).contains(&number.len()) => Ok(Self(format!("+{number}"))),
            None if count == 10 => Ok(Self(format!("+1{digits}"))),
            None if count == 11 && digits.starts_with('1') => Ok(Self(format!("+{digits}"))),
            Some(number) => Err(PhoneError::Length(number.len())),
            None => Err(PhoneError::Length(count)),
        }
    }

    /// The phone in E.164, as stored and sent: `+15125550142`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The area code of a North American number; none for other countries and for shapes that have none.
    pub fn area_code(&self) -> Option<AreaCode> {
        self.north_american().and_then(|ten| AreaCode::parse(&ten[..3]).ok())
    }

    /// Its digits as they are dialled without the country code where that is known, else all of them.
    pub fn local_digits(&self) -> &str {
        self.north_american().unwrap_or_else(|| self.0.trim_start_matches('+'))
    }

    fn north_american(&self) -> Option<&str> {
        // No area code begins with 0 or 1: written in brackets, such a number would be read as another one.
        let ten = self.0.strip_prefix("+1").filter(|ten| ten.len() == 10)?;
        ten.starts_with(|first| ('2'..='9').contains(&first)).then_some(ten)
    }
}

/// What people and address books put between digits, invisible direction marks included.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | ')' | '[' | ']' | '-' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether a spreadsheet made a figure of a phone, and showed the first digits of it.
fn is_shortened(text: &str) -> bool {
    let Some((figure, power)) = text.split_once(['E', 'e']) else { return false };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    is_digits(power.strip_prefix('+').unwrap_or(power)) && figure.splitn(2, ['.', ',']).all(is_digits)
}

/// Whether what stands behind a phone's digits is an extension: `x12`, `ext. 12`, `;ext=12`, `#12`.
fn is_extension(rest: &str) -> bool {
    let mark = rest.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let mark = mark.trim_end_matches(['.', ':', '=']).to_ascii_lowercase();
    matches!(mark.as_str(), "x" | "#" | "ext" | "extn" | "extension" | ";ext" | ",ext" | ", ext")
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for E164 {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for E164 {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, PhoneError> {
        Self::parse(&text)
    }
}

impl From<E164> for String {
    fn from(phone: E164) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn phone(text: &str) -> String {
        E164::parse(text).map(String::from).unwrap_or_else(|error| panic!("{text:?}: {error}"))
    }

    #[test]
    fn ten_digits_are_taken_as_north_american() {
        for text in ["5125550142", "(512) 555-0142", "512.555.0142", "512/555/0142", " 512 555\u{a0}0142 "] {
            assert_eq!(phone(text), "+15125550142", "{text}");
        }
    }

    #[test]
    fn eleven_digits_from_1_get_their_plus() {
        for text in
            ["15125550142", "1-512-555-0142", "+1 [512] 555–0142", "TEL:+1-512-555-0142", "001 512 555 0142"]
        {
            assert_eq!(phone(text), "+15125550142", "{text}");
        }
    }

    #[test]
    fn other_countries_need_plus_or_00() {
        for text in ["+44 20 7946 0958", "0044 20 7946 0958", "+44 (0)20 7946 0958", "0044 (0) 20 7946 0958"]
        {
            assert_eq!(phone(text), "+442079460958", "{text}");
        }
        assert_eq!(E164::parse("442079460958"), Err(PhoneError::Length(12)));
    }

    #[test]
    fn what_is_no_phone_is_refused_with_the_reason() {
        for (text, error) in [
            ("", PhoneError::Empty),
            (" + ", PhoneError::Empty),
            ("tel:", PhoneError::Empty),
            ("555-0142", PhoneError::Length(7)),
            ("+1234567", PhoneError::Length(7)),
            ("+1234567890123456", PhoneError::Length(16)),
            ("+0123456789", PhoneError::LeadingZero),
            ("512-555-0142 x7", PhoneError::Extension),
            ("(512) 555-0142 Ext. 712", PhoneError::Extension),
            ("+15125550142;ext=7", PhoneError::Extension),
            ("x7", PhoneError::Character('x')),
            ("512-555-0142 or 43", PhoneError::Character('o')),
            ("5.12555E+09", PhoneError::Shortened),
            ("1,51256e10", PhoneError::Shortened),
            ("512-555-0142 E7", PhoneError::Character('E')),
            ("512+5550142", PhoneError::Character('+')),
            ("++15125550142", PhoneError::Character('+')),
            ("٥١٢٥٥٥٠١٤٢", PhoneError::Character('٥')),
        ] {
            assert_eq!(E164::parse(text), Err(error), "{text}");
        }
        assert_eq!(PhoneError::Empty.on("main_line").field, "main_line");
    }

    #[test]
    fn only_north_american_numbers_have_an_area_code() {
        let code = |text| E164::parse(text).unwrap().area_code().map(String::from);
        assert_eq!(code("+15551234567").as_deref(), Some("555"));
        assert_eq!(code("+442079460958"), None);
        assert_eq!(code("+1234567890"), None);
    }

    #[test]
    fn a_number_whose_area_code_is_none_is_still_read_back_as_itself() {
        let odd = E164::parse("+10000000000").unwrap();
        assert_eq!(odd.area_code(), None);
        assert_eq!(E164::parse(&odd.national()), Ok(odd));
    }

    proptest! {
        #[test]
        fn a_parsed_phone_parses_to_itself_and_any_text_is_survived(text in "\\PC{0,24}", digits in "[1-9][0-9]{7,14}") {
            let _ = E164::parse(&text);
            let phone = E164::parse(&format!("+{digits}")).unwrap();
            prop_assert_eq!(E164::parse(phone.as_str()).unwrap(), phone.clone());
            prop_assert_eq!(E164::parse(&phone.national()).unwrap(), phone.clone());
            let wire = serde_json::to_string(&phone).unwrap();
            prop_assert_eq!(serde_json::from_str::<E164>(&wire).unwrap(), phone);
        }
    }
}
