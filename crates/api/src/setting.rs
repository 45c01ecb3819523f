//! Settings: a broker's policy.

use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_service::broker::{self as service, BrokerEdit, SettingsChange},
    steadyline_service::page as pages,
};

/// The policy.
#[server(prefix = "/fn", endpoint = "settings", input = GetUrl)]
pub async fn settings(broker: String) -> Result<page::SettingsPage, ApiError> {
    let asking = asking().await?;
    reply(pages::settings(&asking.service, &asking.actor, &broker).await)
}

/// Saves the whole policy, each setting as text.
#[server(prefix = "/fn", endpoint = "save_settings")]
pub async fn save_settings(
    broker: String,
    leads_per_number: String,
    max_attempts: String,
    #[server(default)] max_attempts_hot: String,
    #[server(default)] max_attempts_normal: String,
    #[server(default)] max_attempts_low: String,
    rotation: String,
    locality: String,
    #[server(default)] preferred_area_codes: String,
    min_health: String,
    health_band: String,
    daily_call_cap: String,
    call_hours: String,
    max_attempts_per_day: String,
    min_minutes_between_attempts: String,
    unreachable_days: String,
    release_stale_after_days: String,
    release_held_after_days: String,
    #[server(default)] reserve_booked_numbers: String,
    assigned_too_long_days: String,
    timezone: String,
    #[server(default)] main_line: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let texts = [
        ("leads_per_number", leads_per_number),
        ("max_attempts", max_attempts),
        ("max_attempts_hot", max_attempts_hot),
        ("max_attempts_normal", max_attempts_normal),
        ("max_attempts_low", max_attempts_low),
        ("rotation", rotation),
        ("locality", locality),
        ("preferred_area_codes", preferred_area_codes),
        ("min_health", min_health),
        ("health_band", health_band),
        ("daily_call_cap", daily_call_cap),
        ("call_hours", call_hours),
        ("max_attempts_per_day", max_attempts_per_day),
        ("min_minutes_between_attempts", min_minutes_between_attempts),
        ("unreachable_days", unreachable_days),
        ("release_stale_after_days", release_stale_after_days),
        ("release_held_after_days", release_held_after_days),
        ("reserve_booked_numbers", reserve_booked_numbers),
        ("assigned_too_long_days", assigned_too_long_days),
        ("timezone", timezone),
        ("main_line", main_line),
    ];
    let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    let edit = BrokerEdit { settings: Some(SettingsChange::Texts(texts)), ..BrokerEdit::default() };
    done(service::edit(&asking.service, &asking.actor, &broker, edit).await, |_| "Saved.".to_owned())
}
