//! A change of a broker's policy, as forms, the API and this program's own pages give it.

use serde_json::{Map, Value};
use steadyline_core::field::FieldError;
use steadyline_core::setting::{BrokerSettings, SETTINGS, doc};

/// Settings that change; those that are not named stay.
#[derive(Clone, Debug)]
pub enum SettingsChange {
    /// Name and text, as a form posts them.
    Texts(Vec<(String, String)>),
    /// Fields of the API's `settings`.
    Fields(Map<String, Value>),
    /// All of them.
    Whole(BrokerSettings),
}

impl SettingsChange {
    /// The settings after the change. Limits of the whole are checked by the caller.
    ///
    /// # Errors
    /// [`FieldError`] for a setting that is not known or a value that is not allowed.
    pub fn apply(self, old: &BrokerSettings) -> Result<BrokerSettings, FieldError> {
        match self {
            Self::Whole(settings) => Ok(settings),
            Self::Texts(texts) => {
                let mut settings = old.clone();
                for (name, text) in texts {
                    settings.set(&name, &text)?;
                }
                Ok(settings)
            }
            Self::Fields(fields) => {
                let mut settings = old.clone();
                for (name, value) in fields {
                    set_field(&mut settings, &name, value)?;
                }
                Ok(settings)
            }
        }
    }
}

fn set_field(settings: &mut BrokerSettings, name: &str, value: Value) -> Result<(), FieldError> {
    let Some(doc) = doc(name) else {
        let known: Vec<&str> = SETTINGS.iter().map(|doc| doc.name).collect();
        let message = format!("There is no setting of this name; there are {}.", known.join(", "));
        return Err(FieldError::new(name.chars().take(40).collect::<String>(), message));
    };
    // Text is taken as a form's: a phone as people write it, "on" for a switch.
    if let Value::String(text) = &value {
        return settings.set(name, text);
    }
    // A list is taken as its text with commas: what is wrong in it is told in the same words.
    if let Value::Array(list) = &value
        && list.iter().all(|one| one.is_string() || one.is_number())
    {
        let words = list.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned));
        return settings.set(name, &words.collect::<Vec<_>>().join(", "));
    }
    let wrong = || FieldError::new(doc.name, format!("{}: this kind of value is not allowed.", doc.label));
    let mut whole = serde_json::to_value(&*settings).map_err(|_error| wrong())?;
    if let Value::Object(fields) = &mut whole {
        fields.insert(name.to_owned(), value);
    }
    *settings = serde_json::from_value(whole).map_err(|_error| wrong())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn apply(fields: Value) -> Result<BrokerSettings, FieldError> {
        let Value::Object(fields) = fields else { unreachable!("an object") };
        SettingsChange::Fields(fields).apply(&BrokerSettings::default())
    }

    #[test]
    fn fields_of_the_api_change_only_what_they_name() {
        let settings = apply(json!({
            "max_attempts_hot": 9, "preferred_area_codes": ["512"], "main_line": "(512) 555-0142",
            "reserve_booked_numbers": true, "max_attempts": "7",
        }))
        .unwrap();
        assert_eq!((settings.max_attempts_hot, settings.max_attempts), (Some(9), 7));
        assert_eq!(settings.main_line.unwrap().as_str(), "+15125550142");
        assert!(settings.reserve_booked_numbers);
        assert_eq!(settings.leads_per_number, 1);
        assert_eq!(apply(json!({ "main_line": null })).unwrap().main_line, None);
    }

    #[test]
    fn a_field_that_is_wrong_is_named() {
        for (fields, field) in [
            (json!({ "max_atempts": 3 }), "max_atempts"),
            (json!({ "max_attempts": true }), "max_attempts"),
            (json!({ "leads_per_number": 1.5 }), "leads_per_number"),
            (json!({ "rotation": "random" }), "rotation"),
            (json!({ "timezone": null }), "timezone"),
        ] {
            assert_eq!(apply(fields).unwrap_err().field, field);
        }
    }
}
