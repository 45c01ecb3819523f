//! What was typed into a form that was refused, kept in the session so that the page can show it again
//! without JavaScript. Never passwords and tokens.

use crate::error::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use serde::{Deserialize, Serialize};
use steadyline_core::page::Done;
#[cfg(feature = "ssr")]
use tower_sessions::Session;

/// Where it stands in the session.
#[cfg(feature = "ssr")]
pub const KEY: &str = "flash";

/// The hidden field by which a page with several forms knows the refused one.
pub const MARK: &str = "form";

/// Where what a form did stands in the session.
#[cfg(feature = "ssr")]
pub const DONE: &str = "done";

/// What the form did that led to the page being rendered, once. Without JavaScript only: with it a toast has said
/// so.
#[server(prefix = "/fn", endpoint = "what_was_done", input = GetUrl, output = Postcard)]
pub async fn what_was_done() -> Result<Option<Done>, ApiError> {
    let Some(session) = use_context::<Session>() else { return Ok(None) };
    // Read before it is taken: a session that is changed is written.
    let Ok(Some(done)) = session.get::<Done>(DONE).await else { return Ok(None) };
    let _ = session.remove::<Done>(DONE).await;
    Ok(Some(done))
}

/// A refused form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The path of the page that the form stands on.
    pub path: String,
    /// Fields as typed, by name.
    pub fields: Vec<(String, String)>,
    /// Why it was refused.
    pub error: Option<ApiError>,
}

impl Flash {
    /// What was typed into a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, typed)| typed.as_str())
    }
}

/// Leaves a refusal for a page that another form leads to, to be said by the form of that name there, one without fields,
/// or, without a name, at its top. Where it cannot be kept the address says as much as it can.
#[cfg(feature = "ssr")]
pub(crate) async fn leave(path: String, form: Option<&str>, error: ApiError) {
    let Some(session) = use_context::<Session>() else { return };
    let fields = form.map(|form| (MARK.to_owned(), form.to_owned())).into_iter().collect();
    let _ = session.insert(KEY, Flash { path, fields, error: Some(error) }).await;
}

/// What was typed into the form of this page, once: it is gone from the session afterwards.
#[cfg(feature = "ssr")]
pub async fn take(path: &str) -> Option<Flash> {
    let session = use_context::<Session>()?;
    let flash: Flash = session.get(KEY).await.ok()??;
    if flash.path != path {
        return None;
    }
    session.remove::<Flash>(KEY).await.ok()?;
    Some(flash)
}

/// What was typed into the refused form of the page with this path, once. Without JavaScript only: with it
/// the form is still as it was, unless it stood on another page.
#[server(prefix = "/fn", endpoint = "refused_form", input = GetUrl, output = Postcard)]
pub async fn refused_form(path: String) -> Result<Option<Flash>, ApiError> {
    Ok(take(&path).await)
}
