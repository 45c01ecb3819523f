//! Brokers, and their settings: meaning, unit and limits as `core` has them.

use super::word::{
    AreaCodeDigits, LocalityWord, Phone, PhoneAsWritten, RotationWord, SlugText, UnknownCallersWord,
};
use serde_json::Value;
use std::borrow::Cow;
use steadyline_core::setting::{BrokerSettings, LEADS_PER_NUMBER_MEANING, SETTINGS, SettingDoc};
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// An office with its own pool, leads and settings.
#[derive(ToSchema)]
#[schema(example = json!(example()))]
pub(crate) struct Broker {
    id: Uuid,
    slug: SlugText,
    /// Its name.
    name: String,
    settings: Settings,
    /// Counts the changes of name and settings: send it with a change as `If-Match` so no other change is overwritten.
    #[schema(minimum = 1)]
    version: i32,
}

/// A new broker.
#[derive(ToSchema)]
#[schema(example = json!({
    "slug": "test_broker", "name": "Test Broker",
    "settings": {"main_line": "+15125550100", "timezone": "America/Chicago", "leads_per_number": 10}
}))]
pub(crate) struct NewBroker {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Made from the name if left out.
    slug: Option<SlugText>,
    /// Settings that are left out have their defaults.
    settings: Option<SettingsChange>,
}

/// What to change of a broker; what is left out stays.
#[derive(ToSchema)]
#[schema(example = json!({"settings": {"max_attempts": 7, "max_attempts_hot": 9}}))]
pub(crate) struct BrokerChange {
    #[schema(max_length = 200)]
    name: Option<String>,
    settings: Option<SettingsChange>,
}

/// Settings to try.
#[derive(ToSchema)]
#[schema(example = json!({"settings": {"leads_per_number": 5}}))]
pub(crate) struct SettingsToTry {
    settings: SettingsChange,
}

/// What a change of settings would do right now.
#[derive(ToSchema)]
#[schema(example = json!({
    "effects": [{"setting": "leads_per_number", "what": "Leads per number from 10 to 5",
        "effect": "3 numbers would drain; 41 fewer free slots (82 now)", "takes": true}],
    "together": ["12 of 15 numbers could take a lead (15 now), with 41 free slots (82 now)"]
}))]
pub(crate) struct SettingsPreview {
    /// One for each setting that would change.
    effects: Vec<SettingEffect>,
    /// What all of them do together.
    together: Vec<String>,
}

/// What changing one setting would do.
#[derive(ToSchema)]
pub(crate) struct SettingEffect {
    /// Its name among the settings.
    setting: String,
    /// The change, for people.
    what: String,
    /// What it would do, for people.
    effect: String,
    /// Whether leads or room would be lost by it.
    takes: bool,
}

/// Every setting of a broker.
#[derive(Debug)]
pub(crate) struct Settings;

/// Settings to change.
#[derive(Debug)]
pub(crate) struct SettingsChange;

impl PartialSchema for Settings {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new().description(Some("A broker's policy."));
        let described = SETTINGS.iter().fold(object, |object, doc| {
            object.property(doc.name, setting(doc, Ref::from_schema_name(Phone::name()))).required(doc.name)
        });
        described.into()
    }
}

impl PartialSchema for SettingsChange {
    fn schema() -> RefOr<Schema> {
        let means = "Settings to change: those left out stay; unknown names are refused.";
        let object = ObjectBuilder::new().description(Some(means));
        let described = SETTINGS.iter().fold(object, |object, doc| {
            object.property(doc.name, setting(doc, Ref::from_schema_name(PhoneAsWritten::name())))
        });
        described.additional_properties(Some(AdditionalProperties::FreeForm(false))).into()
    }
}

macro_rules! with_words {
    ($($settings:ident $word:literal $phone:ident;)+) => {$(
        impl ToSchema for $settings {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($word)
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                schemas.push(($phone::name().into(), $phone::schema()));
                schemas.push((AreaCodeDigits::name().into(), AreaCodeDigits::schema()));
                schemas.push((RotationWord::name().into(), RotationWord::schema()));
                schemas.push((LocalityWord::name().into(), LocalityWord::schema()));
                schemas.push((UnknownCallersWord::name().into(), UnknownCallersWord::schema()));
            }
        }
    )+};
}

with_words! {
    Settings "Settings" Phone;
    SettingsChange "SettingsChange" PhoneAsWritten;
}

/// A setting, by the type of its default and the limits it is checked against.
fn setting(doc: &SettingDoc, phone: Ref) -> RefOr<Schema> {
    let defaults = serde_json::to_value(BrokerSettings::default()).unwrap_or_default();
    let default = defaults[doc.name].clone();
    let means = match doc.name {
        "leads_per_number" => format!("{} {LEADS_PER_NUMBER_MEANING}", doc.meaning),
        _ => doc.meaning.to_owned(),
    };
    let named = |name: Cow<'static, str>| Ref::from_schema_name(name);
    match (doc.name, doc.min.zip(doc.max), &default) {
        (_, Some((min, max)), _) => {
            let one_or_none = [Type::Integer, Type::Null];
            let kind = if default.is_null() {
                SchemaType::from_iter(one_or_none)
            } else {
                SchemaType::new(Type::Integer)
            };
            ObjectBuilder::new()
                .schema_type(kind)
                .minimum(Some(min))
                .maximum(Some(max))
                .description(Some(format!("{means} Unit: {}.", doc.unit)))
                .default(Some(default))
                .into()
        }
        ("rotation", ..) => described(named(RotationWord::name()), &means),
        ("locality", ..) => described(named(LocalityWord::name()), &means),
        ("unknown_callers", ..) => described(named(UnknownCallersWord::name()), &means),
        ("main_line", ..) => OneOfBuilder::new()
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .item(phone)
            .description(Some(means))
            .into(),
        ("call_hours", ..) => ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"))
            .description(Some(means))
            .default(Some(default))
            .into(),
        (_, _, Value::Array(_)) => ArrayBuilder::new()
            .items(named(AreaCodeDigits::name()))
            .description(Some(means))
            .default(Some(default))
            .into(),
        (_, _, Value::Bool(_)) => ObjectBuilder::new()
            .schema_type(Type::Boolean)
            .description(Some(means))
            .default(Some(default))
            .into(),
        _ => ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(64))
            .description(Some(means))
            .default(Some(default))
            .into(),
    }
}

fn described(mut named: Ref, means: &str) -> RefOr<Schema> {
    means.clone_into(&mut named.description);
    RefOr::Ref(named)
}

/// A broker as the API shows it.
fn example() -> Value {
    let settings = BrokerSettings { main_line: "+15125550100".parse().ok(), ..BrokerSettings::default() };
    serde_json::json!({
        "id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718", "slug": "test_broker", "name": "Test Broker",
        "settings": settings, "version": 3,
    })
}
