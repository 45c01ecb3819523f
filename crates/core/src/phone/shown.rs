//! Phones as people and logs see them.

use super::E164;

impl E164 {
    /// As people read it: `(512) 555-0142`, and outside of `+1` grouped E.164, `+44 207 946 0958`.
    pub fn national(&self) -> String {
        if let Some(ten) = self.north_american() {
            return format!("({}) {}-{}", &ten[..3], &ten[3..6], &ten[6..]);
        }
        let digits = &self.0[1..];
        let (country, mut rest) = digits.split_at(country_code_length(digits));
        let mut text = format!("+{country}");
        while rest.len() > 4 {
            let (group, others) = rest.split_at(3);
            text.push(' ');
            text.push_str(group);
            rest = others;
        }
        text.push(' ');
        text.push_str(rest);
        text
    }

    /// For logs: `+1512•••0142`. At least three digits are never shown.
    pub fn masked(&self) -> String {
        let digits = &self.0[1..];
        let head = digits.len().saturating_sub(7).min(4);
        format!("+{}•••{}", &digits[..head], &digits[digits.len() - 4..])
    }
}

/// How many digits the country code has, by the ITU's list of assigned codes.
fn country_code_length(digits: &str) -> usize {
    const TWO: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 \
                       64 65 66 81 82 84 86 90 91 92 93 94 95 98";
    match &digits[..2] {
        two if two.starts_with(['1', '7']) => 1,
        two if TWO.contains(two) => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn phone(text: &str) -> E164 {
        E164::parse(text).unwrap()
    }

    #[test]
    fn people_read_the_national_form() {
        for (text, shown) in [
            ("+15125550142", "(512) 555-0142"),
            ("+442079460958", "+44 207 946 0958"),
            ("+33123456789", "+33 123 456 789"),
            ("+35312345678", "+353 123 456 78"),
            ("+79161234567", "+7 916 123 4567"),
            ("+1234567890", "+1 234 567 890"),
        ] {
            assert_eq!(phone(text).national(), shown);
        }
    }

    #[test]
    fn logs_never_show_the_middle() {
        assert_eq!(phone("+15125550142").masked(), "+1512•••0142");
        assert_eq!(phone("+35312345").masked(), "+3•••2345");
    }

    proptest! {
        #[test]
        fn a_masked_phone_hides_at_least_three_digits(digits in "[1-9][0-9]{7,14}") {
            let masked = phone(&format!("+{digits}")).masked();
            prop_assert!(masked.contains("•••"));
            prop_assert!(masked.chars().filter(char::is_ascii_digit).count() + 3 <= digits.len());
        }
    }
}
