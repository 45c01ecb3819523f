//! Settings as text: what forms post, what the audit log shows.

use super::{BrokerSettings, doc};
use crate::area_code::AreaCode;
use crate::field::{FieldError, excerpt};
use crate::phone::E164;

impl BrokerSettings {
    /// A setting as text, as [`set`](Self::set) takes it: empty where it is not set, `on` or `off` for a
    /// switch, area codes with commas. None if there is no setting of that name.
    pub fn text(&self, name: &str) -> Option<String> {
        Some(match name {
            "rotation" => self.rotation.to_string(),
            "locality" => self.locality.to_string(),
            "preferred_area_codes" => {
                let codes: Vec<&str> = self.preferred_area_codes.iter().map(AreaCode::as_str).collect();
                codes.join(", ")
            }
            "reserve_booked_numbers" => if self.reserve_booked_numbers { "on" } else { "off" }.to_owned(),
            "call_hours" => self.call_hours.to_string(),
            "timezone" => self.timezone.clone(),
            "main_line" => self.main_line.as_ref().map(E164::to_string).unwrap_or_default(),
            "unknown_callers" => self.unknown_callers.to_string(),
            _ => {
                doc(name)?;
                self.figure(name).map(|figure| figure.to_string()).unwrap_or_default()
            }
        })
    }

    /// Takes one setting from text. Reads the text and checks a number's limits; the whole is for `validate`.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), FieldError> {
        let text = text.trim();
        match name {
            "rotation" => self.rotation = text.parse()?,
            "locality" => self.locality = text.parse()?,
            "preferred_area_codes" => self.preferred_area_codes = area_codes(text)?,
            "reserve_booked_numbers" => self.reserve_booked_numbers = switch("reserve_booked_numbers", text)?,
            "call_hours" => self.call_hours = text.parse()?,
            "timezone" => self.timezone = text.to_owned(),
            "main_line" if text.is_empty() => self.main_line = None,
            "main_line" => self.main_line = Some(E164::parse(text).map_err(|error| error.on("main_line"))?),
            "unknown_callers" => self.unknown_callers = text.parse()?,
            "min_answer_seconds" => self.min_answer_seconds = figure(name, text)?,
            "max_attempts_hot" => self.max_attempts_hot = optional_figure(name, text)?,
            "max_attempts_normal" => self.max_attempts_normal = optional_figure(name, text)?,
            "max_attempts_low" => self.max_attempts_low = optional_figure(name, text)?,
            "max_attempts" => self.max_attempts = figure(name, text)?,
            "leads_per_number" => self.leads_per_number = figure(name, text)?,
            "min_health" => self.min_health = figure(name, text)?,
            "health_band" => self.health_band = figure(name, text)?,
            "daily_call_cap" => self.daily_call_cap = figure(name, text)?,
            "unreachable_days" => self.unreachable_days = figure(name, text)?,
            "release_stale_after_days" => self.release_stale_after_days = figure(name, text)?,
            "release_held_after_days" => self.release_held_after_days = figure(name, text)?,
            "assigned_too_long_days" => self.assigned_too_long_days = figure(name, text)?,
            "max_attempts_per_day" => self.max_attempts_per_day = figure(name, text)?,
            "min_minutes_between_attempts" => self.min_minutes_between_attempts = figure(name, text)?,
            _ => return Err(unknown(name)),
        }
        Ok(())
    }
}

fn unknown(name: &str) -> FieldError {
    FieldError::new(excerpt(name), "There is no setting of this name.")
}

fn figure(name: &str, text: &str) -> Result<i32, FieldError> {
    let doc = doc(name).ok_or_else(|| unknown(name))?;
    let figure = text.parse().map_err(|_| doc.refuse(excerpt(text)))?;
    doc.check(figure).map(|()| figure)
}

fn optional_figure(name: &str, text: &str) -> Result<Option<i32>, FieldError> {
    if text.is_empty() { Ok(None) } else { figure(name, text).map(Some) }
}

fn switch(name: &'static str, text: &str) -> Result<bool, FieldError> {
    match text {
        "on" | "true" | "yes" | "1" => Ok(true),
        "off" | "false" | "no" | "0" | "" => Ok(false),
        _ => Err(FieldError::new(name, format!("“{}” is not allowed; use on or off.", excerpt(text)))),
    }
}

fn area_codes(text: &str) -> Result<Vec<AreaCode>, FieldError> {
    let mut codes = Vec::new();
    for part in
        text.split(|c: char| c == ',' || c == ';' || c.is_whitespace()).filter(|part| !part.is_empty())
    {
        let code = AreaCode::parse(part);
        let code = code.map_err(|error| FieldError::new("preferred_area_codes", error.message))?;
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::super::{Locality, Rotation, SETTINGS};
    use super::*;

    #[test]
    fn every_setting_is_set_back_by_its_own_text() {
        let mut filled = BrokerSettings {
            max_attempts_hot: Some(9),
            rotation: Rotation::LeastUsed,
            locality: Locality::State,
            reserve_booked_numbers: true,
            timezone: "America/Boise".to_owned(),
            ..BrokerSettings::default()
        };
        filled.set("preferred_area_codes", "512; 737 512,(210)").unwrap();
        filled.set("main_line", "(512) 555-0142").unwrap();
        assert_eq!(filled.text("preferred_area_codes").as_deref(), Some("512, 737, 210"));
        for (from, mut to) in
            [(filled.clone(), BrokerSettings::default()), (BrokerSettings::default(), filled)]
        {
            for setting in SETTINGS {
                to.set(setting.name, &from.text(setting.name).unwrap()).unwrap();
            }
            assert_eq!(to, from);
        }
    }

    #[test]
    fn text_that_is_not_allowed_is_refused_on_its_own_field() {
        let mut settings = BrokerSettings::default();
        for (name, text) in [
            ("max_attempts", ""),
            ("max_attempts", "51"),
            ("max_attempts_low", "five"),
            ("rotation", "random"),
            ("preferred_area_codes", "512, 12"),
            ("reserve_booked_numbers", "maybe"),
            ("call_hours", "all day"),
            ("main_line", "555"),
            ("no_such_setting", "1"),
        ] {
            assert_eq!(settings.set(name, text).unwrap_err().field, name, "{text}");
        }
        assert_eq!(settings, BrokerSettings::default());
        assert_eq!(settings.text("no_such_setting"), None);
    }
}
