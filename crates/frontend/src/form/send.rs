//! Sends a form's fields to a server function as the browser would: what they mean is read there, and nowhere twice.

use crate::loading::Refresh;
use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::prelude::window;
use leptos::server_fn::codec::PostcardEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::{Bytes, Decodes};
use leptos::web_sys::UrlSearchParams;
use serde::de::DeserializeOwned;
use steadyline_api::ApiError;

/// What a form says, as it is sent.
pub(super) fn fields(event: &SubmitEvent) -> Option<String> {
    let data = form_data_from_event(event).ok()?;
    UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?.to_string().as_string()
}

/// What a server function answered.
pub(super) struct Answer {
    body: Bytes,
    /// Where it leads.
    location: Option<String>,
}

impl Answer {
    /// Reads it: something was changed. Then goes where it leads.
    pub(super) fn read<O: DeserializeOwned>(self, refresh: Option<Refresh>) -> Result<O, ApiError> {
        let output = PostcardEncoding::decode(self.body).map_err(|error| {
            ApiError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string()))
        })?;
        // Counted first: the page that it leads to is read after it.
        if let Some(refresh) = refresh {
            refresh.now();
        }
        if let Some(location) = self.location {
            if let Some(refresh) = refresh.filter(|_| is_elsewhere(&location)) {
                refresh.leave();
            }
            leptos::server_fn::redirect::call_redirect_hook(&location);
        }
        Ok(output)
    }
}

/// Whether an address is that of another page.
fn is_elsewhere(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    window().location().pathname().is_ok_and(|here| here != path)
}

/// Sends.
#[cfg(feature = "hydrate")]
pub(super) async fn send(path: &'static str, fields: String) -> Result<Answer, ApiError> {
    use leptos::server_fn::ContentType;
    use leptos::server_fn::client::{Client, browser::BrowserClient};
    use leptos::server_fn::codec::PostUrl;
    use leptos::server_fn::request::{ClientReq, browser::BrowserRequest};
    use leptos::server_fn::response::{ClientRes, browser::BrowserResponse};

    let request: BrowserRequest = ClientReq::<ApiError>::try_new_post(
        path,
        PostUrl::CONTENT_TYPE,
        PostcardEncoding::CONTENT_TYPE,
        fields,
    )?;
    let response: BrowserResponse = <BrowserClient as Client<ApiError>>::send(request).await?;
    let status = ClientRes::<ApiError>::status(&response);
    let leads = (300..400).contains(&status) || ClientRes::<ApiError>::has_redirect(&response);
    let location = leads.then(|| ClientRes::<ApiError>::location(&response));
    let body = ClientRes::<ApiError>::try_into_bytes(response).await?;
    if status >= 400 { Err(ApiError::de(body)) } else { Ok(Answer { body, location }) }
}

/// Only a browser sends.
#[cfg(not(feature = "hydrate"))]
#[allow(clippy::unused_async, reason = "as in the browser")]
pub(super) async fn send(_path: &'static str, _fields: String) -> Result<Answer, ApiError> {
    Err(ApiError::internal())
}
