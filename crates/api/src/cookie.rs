//! What a browser keeps for us for a year: nothing secret, and nothing that anybody's rights hang on.

use crate::ApiError;
use crate::reply::info;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderValue, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// What this browser keeps by that name.
pub(crate) fn kept(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let cookies = parts.headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    cookies
        .flat_map(|header| header.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then(|| value.to_owned()))
}

/// Has this browser keep it. The value stands in a header as it is: letters, digits, `-` and `_`.
///
/// # Errors
/// Where the server does not know its own address.
pub(crate) fn keep(name: &str, value: &str) -> Result<(), ApiError> {
    set(name, value, 31_536_000)
}

/// Has this browser forget it, where it keeps it.
///
/// # Errors
/// As [`keep`].
pub(crate) fn forget(name: &str) -> Result<(), ApiError> {
    if kept(name).is_some() { set(name, "", 0) } else { Ok(()) }
}

fn set(name: &str, value: &str, seconds: u32) -> Result<(), ApiError> {
    let secure = if info()?.public_url.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let (Ok(cookie), Some(response)) = (HeaderValue::from_str(&cookie), use_context::<ResponseOptions>()) {
        response.append_header(SET_COOKIE, cookie);
    }
    Ok(())
}
