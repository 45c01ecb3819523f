//! Light, dark, or as the system has it: kept in this browser, by a cookie, so that the first paint is right.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use steadyline_core::page::Done;
#[cfg(feature = "ssr")]
use {crate::cookie, crate::reply::*};

/// What may be chosen.
pub const THEMES: [&str; 3] = ["system", "light", "dark"];

#[cfg(feature = "ssr")]
const NAME: &str = "steadyline_theme";

/// Keeps the choice in this browser. Leads to `back`, a path of ours, where it is given.
#[server(prefix = "/fn", endpoint = "set_theme", output = DonePostcard)]
pub async fn set_theme(theme: String, #[server(default)] back: String) -> Result<Done, ApiError> {
    let theme = THEMES
        .into_iter()
        .find(|known| *known == theme)
        .ok_or_else(|| ApiError::field("theme", "Choose system, light or dark."))?;
    cookie::keep(NAME, theme)?;
    if !back.is_empty() {
        lead_to(&back);
    }
    Ok(Done::default())
}

/// What this browser keeps, where it forces one of both: for the document that is being rendered.
#[cfg(feature = "ssr")]
pub fn forced() -> Option<&'static str> {
    let kept = cookie::kept(NAME)?;
    THEMES.into_iter().find(|known| *known == kept && *known != "system")
}
