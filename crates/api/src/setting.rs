//! Settings: a broker's policy.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use std::collections::BTreeMap;
use steadyline_core::page;
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::setting::SETTINGS,
    steadyline_service::broker::{self as service, BrokerEdit, SettingsChange},
    steadyline_service::page as pages,
    steadyline_service::seen::Seen,
};

/// The policy.
#[server(prefix = "/fn", endpoint = "settings", input = GetUrl, output = Postcard)]
pub async fn settings(broker: String) -> Result<page::SettingsPage, ApiError> {
    let asking = asking().await?;
    reply(pages::settings(&asking.service, &asking.actor, &broker).await)
}

/// Who changed what of it, newest first.
#[server(prefix = "/fn", endpoint = "setting_changes", input = GetUrl, output = Postcard)]
pub async fn setting_changes(broker: String) -> Result<Vec<page::SettingChange>, ApiError> {
    let asking = asking().await?;
    reply(pages::setting_changes(&asking.service, &asking.actor, &broker).await)
}

/// Saves the policy, each setting as text; a switch that is left out is off. With the `version` that was seen nothing
/// is saved where somebody else was quicker, and of a setting that is still as the form showed it ([`WAS`] before its
/// name) nothing ever is: it may be another by now.
#[server(prefix = "/fn", endpoint = "save_settings", output = DonePostcard)]
pub async fn save_settings(
    broker: String,
    #[server(default)] version: String,
    #[server(flatten)] settings: BTreeMap<String, String>,
) -> Result<page::Saved, ApiError> {
    let asking = asking().await?;
    let if_version = seen_version(&version)?;
    let settings = Some(SettingsChange::Texts(changed(&settings)));
    let edit = BrokerEdit { settings, if_version, ..BrokerEdit::default() };
    let saved = reply(service::edit(&asking.service, &asking.actor, &broker, edit).await)?;
    session()?.remove_value(DRAFT).await.map_err(broken)?;
    lead_to(&format!("/b/{broker}/settings"));
    Ok(page::Saved { done: page::Done::of("Saved."), version: saved.version })
}

/// What saving these would do to the pool right now. Saves nothing. Without JavaScript it leads back to the form, which
/// then shows it.
#[server(prefix = "/fn", endpoint = "preview_settings", output = Postcard)]
pub async fn preview_settings(
    broker: String,
    #[server(flatten)] settings: BTreeMap<String, String>,
) -> Result<page::Preview, ApiError> {
    let asking = asking().await?;
    let change = SettingsChange::Texts(changed(&settings));
    let preview = reply(pages::preview(&asking.service, &asking.actor, &broker, change).await)?;
    if is_plain_form() {
        let shown = settings.iter().filter(|(name, _)| name.starts_with(WAS));
        let shown = shown.map(|(name, text)| (name.clone(), text.clone()));
        let typed = texts(&settings).into_iter().chain(shown).collect();
        let draft = page::SettingsDraft { typed, preview: preview.clone() };
        session()?.insert(DRAFT, (&broker, draft)).await.map_err(broken)?;
        lead_to(&format!("/b/{broker}/settings?preview#preview"));
    }
    Ok(preview)
}

/// The form that was looked at last in this session and not saved, for pages without JavaScript.
#[server(prefix = "/fn", endpoint = "settings_draft", input = GetUrl, output = Postcard)]
pub async fn settings_draft(broker: String) -> Result<Option<page::SettingsDraft>, ApiError> {
    asking().await?;
    let held: Option<(String, page::SettingsDraft)> = session()?.get(DRAFT).await.map_err(broken)?;
    Ok(held.filter(|(of, _)| *of == broker).map(|(_, draft)| draft))
}

/// Before the name of a setting among the fields of a form: what the form showed.
pub const WAS: &str = "was.";

/// Where a session holds the form that was looked at, with the broker it is for.
#[cfg(feature = "ssr")]
const DRAFT: &str = "settings";

/// The settings among a form's fields. A form sends nothing for a switch that is off.
#[cfg(feature = "ssr")]
fn texts(fields: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let sends_all = fields.contains_key("leads_per_number");
    SETTINGS
        .iter()
        .filter_map(|doc| {
            let is_off = doc.name == "reserve_booked_numbers" && sends_all;
            let text = fields.get(doc.name).cloned().or_else(|| is_off.then(|| "off".to_owned()))?;
            Some((doc.name.to_owned(), text))
        })
        .collect()
}

/// Those that are not as the form showed them.
#[cfg(feature = "ssr")]
fn changed(fields: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let shown =
        fields.iter().filter_map(|(name, text)| Some((name.strip_prefix(WAS)?.to_owned(), text.clone())));
    let seen = Seen::new(shown.collect());
    let mut texts = texts(fields);
    texts.retain(|(name, text)| !seen.shows(name, text));
    texts
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn own((name, text): &(&str, &str)) -> (String, String) {
        ((*name).to_owned(), (*text).to_owned())
    }

    #[test]
    fn a_switch_that_a_whole_form_leaves_out_is_off_and_what_is_no_setting_is_left_out() {
        let form = |fields: &[(&str, &str)]| texts(&fields.iter().map(own).collect());
        let own = |name: &str, text: &str| own(&(name, text));
        assert_eq!(
            form(&[("form", "main"), ("leads_per_number", "5")]),
            [own("leads_per_number", "5"), own("reserve_booked_numbers", "off")]
        );
        assert_eq!(form(&[("max_attempts", "5")]), [own("max_attempts", "5")]);
        assert_eq!(
            form(&[("leads_per_number", "5"), ("reserve_booked_numbers", "on")])[1],
            own("reserve_booked_numbers", "on")
        );
    }

    #[test]
    fn only_what_is_not_as_the_form_showed_it_is_saved() {
        let form = [
            ("leads_per_number", "5"),
            ("was.leads_per_number", "5"),
            ("max_attempts", "7"),
            ("was.max_attempts", "5"),
            ("was.reserve_booked_numbers", "on"),
            ("min_health", "40"),
        ];
        let mut saved = changed(&form.iter().map(own).collect());
        saved.sort_unstable();
        let expected = [("max_attempts", "7"), ("min_health", "40"), ("reserve_booked_numbers", "off")];
        assert_eq!(saved, expected.map(|field| own(&field)));
    }
}
