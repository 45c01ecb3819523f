//! Settings: the policy with what changed of it, and the keys of the API.

use super::admin::time_zones;
use super::link;
use super::teller::Teller;
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use steadyline_core::page::{ApiKeyRow, ApiKeysPage, SettingField, SettingKind, SettingsPage, Word};
use steadyline_core::setting::{BrokerSettings, Locality, Rotation, SETTINGS, SettingDoc, doc};
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
    let (actor, named) = (actor.clone(), broker.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let entries = audit::list(tx, Some(broker.id), None, LOOKED_AT).await?;
                let changes = entries
                    .iter()
                    .filter_map(|entry| Some((change(entry)?, teller.when(entry.at))))
                    .take(CHANGES)
                    .collect();
                let fields = SETTINGS.iter().map(|doc| field(doc, &broker.settings)).collect();
                Ok(SettingsPage { broker: link(&broker), fields, changes })
            })
        })
        .await
}

/// "Attempts per lead: 5 to 6, J. T."
fn change(entry: &AuditEntry) -> Option<String> {
    if entry.action != "setting.changed" {
        return None;
    }
    let text = |name: &str| entry.detail.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let shown = |value: &str| if value.is_empty() { "empty".to_owned() } else { value.to_owned() };
    let name = text("setting");
    let label = doc(name).map_or(name, |doc| doc.label);
    Some(format!("{label}: {} to {}, {}", shown(text("from")), shown(text("to")), entry.actor))
}

fn field(doc: &SettingDoc, settings: &BrokerSettings) -> SettingField {
    let word = |value: &str, label: &str| Word { value: value.to_owned(), label: label.to_owned() };
    let value = settings.text(doc.name).unwrap_or_default();
    let kind = match (doc.name, doc.min, doc.max) {
        ("rotation", ..) => {
            SettingKind::Word(Rotation::ALL.iter().map(|one| word(one.as_str(), one.label())).collect())
        }
        ("locality", ..) => {
            SettingKind::Word(Locality::ALL.iter().map(|one| word(one.as_str(), one.label())).collect())
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
    SettingField {
        name: doc.name.to_owned(),
        label: doc.label.to_owned(),
        meaning: doc.meaning.to_owned(),
        unit: doc.unit.to_owned(),
        value,
        kind,
    }
}

/// The keys of a broker. Webhooks and a fresh key are the caller's to add.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn api_keys(service: &Service, actor: &Actor, broker: &str) -> Result<ApiKeysPage, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let mut keys: Vec<ApiKeyRow> = api_key::list(tx, Some(broker.id))
                    .await?
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
                keys.reverse();
                Ok(ApiKeysPage { broker: link(&broker), keys, webhooks: Vec::new(), fresh: None })
            })
        })
        .await
}
