//! Settings: the policy with what changed of it, and the keys of the API.

use super::admin::{only_admins, time_zones};
use super::link;
use super::teller::Teller;
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use chrono_tz::Tz;
use steadyline_core::page::{
    ApiKeyRow, ApiKeysPage, SettingChange, SettingField, SettingKind, SettingsPage, Word,
};
use steadyline_core::phone::E164;
use steadyline_core::setting::{
    BrokerSettings, Locality, Rotation, SETTINGS, SettingDoc, UnknownCallers, doc,
};
use steadyline_core::user::Actor;
use steadyline_db::audit::AuditEntry;
use steadyline_db::{api_key, audit};

/// Most changes shown.
const CHANGES: usize = 20;
/// Entries of the audit log looked at for them.
const LOOKED_AT: i64 = 200;

/// The policy of a broker.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn settings(service: &Service, actor: &Actor, broker: &str) -> Result<SettingsPage, ServiceError> {
    let broker = crate::broker::find(service, actor, broker).await?;
    let fields = SETTINGS.iter().map(|doc| field(doc, &broker.settings)).collect();
    Ok(SettingsPage { broker: link(&broker), version: broker.version, fields })
}

/// The newest changes of a broker's policy, newest first, 20 at most.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn setting_changes(
    service: &Service,
    actor: &Actor,
    broker: &str,
) -> Result<Vec<SettingChange>, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            let (actor, named) = (actor.clone(), named.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let entries = audit::list(tx, Some(broker.id), None, None, LOOKED_AT).await?;
                let told = |entry: &AuditEntry| {
                    let (by, at) = (entry.actor.clone(), teller.when(entry.at));
                    Some(SettingChange { what: setting_change(entry)?, by, at })
                };
                Ok(entries.iter().filter_map(told).take(CHANGES).collect())
            })
        })
        .await
}

/// "Attempts per lead from 5 to 6", of an entry about a setting or the name.
pub(crate) fn setting_change(entry: &AuditEntry) -> Option<String> {
    let text = |name: &str| entry.detail.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let name = match entry.action.as_str() {
        "setting.changed" => text("setting"),
        "broker.renamed" => "Name",
        _ => return None,
    };
    let label = doc(name).map_or(name, |doc| doc.label);
    let [from, to] = ["from", "to"].map(|end| shown(name, text(end)));
    Some(format!("{label} from {from} to {to}"))
}

/// A setting's text as people read it.
pub(crate) fn shown(name: &str, value: &str) -> String {
    let word = match name {
        "rotation" => value.parse().ok().map(Rotation::label),
        "locality" => value.parse().ok().map(Locality::label),
        "unknown_callers" => value.parse().ok().map(UnknownCallers::label),
        _ => None,
    };
    match (word, value) {
        (Some(word), _) => word.to_lowercase(),
        (None, "") => "empty".to_owned(),
        (None, phone) if name == "main_line" => {
            phone.parse().map_or_else(|_| phone.to_owned(), |phone: E164| phone.national())
        }
        (None, text) => text.to_owned(),
    }
}

fn field(doc: &SettingDoc, settings: &BrokerSettings) -> SettingField {
    let word = |value: &str, label: &str| Word { value: value.to_owned(), label: label.to_owned() };
    let value = match (doc.name, &settings.main_line) {
        ("main_line", Some(line)) => line.national(),
        _ => settings.text(doc.name).unwrap_or_default(),
    };
    let kind = match (doc.name, doc.min, doc.max) {
        ("rotation", ..) => {
            SettingKind::Word(Rotation::ALL.iter().map(|one| word(one.as_str(), one.label())).collect())
        }
        ("locality", ..) => {
            SettingKind::Word(Locality::ALL.iter().map(|one| word(one.as_str(), one.label())).collect())
        }
        ("unknown_callers", ..) => {
            SettingKind::Word(UnknownCallers::ALL.iter().map(|one| word(one.as_str(), one.label())).collect())
        }
        ("reserve_booked_numbers", ..) => SettingKind::Switch,
        ("timezone", ..) => {
            let mut zones = time_zones();
            if !zones.contains(&value) {
                zones.insert(0, value.clone());
            }
            SettingKind::TimeZone(zones)
        }
        ("main_line", ..) => SettingKind::Phone,
        (name, Some(min), Some(max)) => SettingKind::Number {
            min,
            max,
            optional: matches!(name, "max_attempts_hot" | "max_attempts_normal" | "max_attempts_low"),
        },
        _ => SettingKind::Text,
    };
    let default = BrokerSettings::default().text(doc.name).unwrap_or_default();
    let default_words = match (shown(doc.name, &default), &kind) {
        (words, _) if words == "empty" && doc.name.starts_with("max_attempts_") => {
            "the same as every lead".to_owned()
        }
        (words, _) if words == "empty" => "none".to_owned(),
        (words, SettingKind::Number { .. }) if words == "0" && doc.unit == "days" => "never".to_owned(),
        (words, SettingKind::Number { .. }) => format!("{words} {}", doc.unit),
        (words, _) => words,
    };
    SettingField {
        name: doc.name.to_owned(),
        label: doc.label.to_owned(),
        meaning: doc.meaning.to_owned(),
        unit: doc.unit.to_owned(),
        value,
        default,
        default_words,
        kind,
    }
}

/// The keys of a broker. The base address and a fresh key are the caller's to add.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn api_keys(service: &Service, actor: &Actor, broker: &str) -> Result<ApiKeysPage, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            let (actor, named) = (actor.clone(), named.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let keys = keys(api_key::list(tx, Some(broker.id)).await?, teller);
                Ok(ApiKeysPage { broker: Some(link(&broker)), keys, base: String::new(), fresh: None })
            })
        })
        .await
}

/// The keys of admins, which open every broker's data. Times are in UTC: the page belongs to no office.
///
/// # Errors
/// `Forbidden` for anybody but admins.
pub async fn admin_keys(service: &Service, actor: &Actor) -> Result<ApiKeysPage, ServiceError> {
    only_admins(actor)?;
    let teller = Teller { zone: Tz::UTC, now: service.clock.now() };
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let all = api_key::list(tx, None).await?;
                let own = all.into_iter().filter(|key| key.broker_id.is_none()).collect();
                Ok(ApiKeysPage { broker: None, keys: keys(own, teller), base: String::new(), fresh: None })
            })
        })
        .await
}

/// Newest first.
fn keys(keys: Vec<api_key::ApiKey>, teller: Teller) -> Vec<ApiKeyRow> {
    let mut rows: Vec<ApiKeyRow> = keys
        .into_iter()
        .map(|key| ApiKeyRow {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            created: teller.when(key.created_at),
            last_used: key.last_used_at.map(|at| teller.when(at)),
            revoked: key.revoked_at.map(|at| teller.when(at)),
        })
        .collect();
    rows.reverse();
    rows
}
