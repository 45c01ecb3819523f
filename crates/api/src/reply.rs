//! Who is asking, and how a server function responds.

use crate::context::{DEVICE, PlainForm, PublicInfo, SignedIn, USER_ID};
use crate::device;
use crate::error::{ApiError, ErrorKind};
use chrono::{DateTime, Utc};
use http::StatusCode;
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use steadyline_core::area_code::StateCode;
use steadyline_core::field::FieldError;
use steadyline_core::id::UserId;
use steadyline_core::page::Done;
use steadyline_core::user::{Actor, User};
use steadyline_service::seen::Seen;
use steadyline_service::{Service, ServiceError, session as sessions};
use tower_sessions::Session;

/// Who is asking, and whom to ask for it.
pub(crate) struct Asking {
    pub(crate) service: Service,
    pub(crate) actor: Actor,
    pub(crate) user: User,
}

impl Asking {
    /// A time that a person typed, local to the office.
    pub(crate) async fn local_time(
        &self,
        broker: &str,
        text: &str,
    ) -> Result<Option<DateTime<Utc>>, ApiError> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let office = reply(steadyline_service::broker::find(&self.service, &self.actor, broker).await)?;
        reply(steadyline_service::page::local_time(&office, text))
    }
}

/// Who is asking.
///
/// # Errors
/// `Unauthenticated` where nobody is signed in; a page that is being rendered then leads to signing in.
pub(crate) async fn asking() -> Result<Asking, ApiError> {
    match somebody().await {
        Ok(Some(asking)) => Ok(asking),
        Ok(None) => Err(refuse(ApiError::sign_in())),
        Err(error) => Err(refuse(error)),
    }
}

/// Who is asking, if anybody is signed in.
pub(crate) async fn somebody() -> Result<Option<Asking>, ApiError> {
    let service = service()?;
    let signed_in = use_context::<SignedIn>().unwrap_or_default();
    let found = signed_in.0.get_or_try_init(|| signed_in_now(&service)).await?.clone();
    Ok(found.map(|(actor, user)| Asking { service, actor, user }))
}

async fn signed_in_now(service: &Service) -> Result<Option<(Actor, User)>, ApiError> {
    let session = session()?;
    let Some(id) = session.get::<UserId>(USER_ID).await.map_err(broken)? else { return Ok(None) };
    let this = session.id().map(|id| id.to_string());
    Ok(sessions::actor(service, id, this.as_deref()).await?)
}

/// The service.
pub(crate) fn service() -> Result<Service, ApiError> {
    use_context().ok_or_else(|| missing("service"))
}

/// The browser's session.
pub(crate) fn session() -> Result<Session, ApiError> {
    use_context().ok_or_else(|| missing("session"))
}

/// What pages may know of this installation.
pub(crate) fn info() -> Result<PublicInfo, ApiError> {
    use_context().ok_or_else(|| missing("public info"))
}

fn missing(what: &str) -> ApiError {
    tracing::error!(what, "there is no such context around a server function");
    ApiError::internal()
}

/// A session that cannot be read or written.
#[allow(clippy::needless_pass_by_value, reason = "handed to map_err")]
pub(crate) fn broken(error: tower_sessions::session::Error) -> ApiError {
    tracing::error!(%error, "the session store failed");
    ApiError::internal()
}

/// Keeps a person signed in: under a new session id, so that one known before is worth nothing.
pub(crate) async fn keep_signed_in(id: UserId) -> Result<(), ApiError> {
    let session = session()?;
    session.cycle_id().await.map_err(broken)?;
    let agent = use_context::<Parts>();
    let agent = agent.as_ref().and_then(|parts| parts.headers.get(http::header::USER_AGENT)?.to_str().ok());
    session.insert(DEVICE, device::of(agent.unwrap_or_default())).await.map_err(broken)?;
    session.insert(USER_ID, id).await.map_err(broken)
}

/// Whether a plain HTML form posted, without a script.
pub(crate) fn is_plain_form() -> bool {
    use_context::<PlainForm>().is_some()
}

/// The version of a thing that a form was filled in from; empty where it does not say.
pub(crate) fn seen_version(text: &str) -> Result<Option<i32>, ApiError> {
    let version = given(text).map(|text| text.parse()).transpose();
    version.map_err(|_| ApiError::field("version", "Reload the page: this is not the version of anything."))
}

/// Answers what the service says.
pub(crate) fn reply<T>(result: Result<T, ServiceError>) -> Result<T, ApiError> {
    result.map_err(|error| refuse(error.into()))
}

/// Answers that something is done.
pub(crate) fn done<T>(
    result: Result<T, ServiceError>,
    message: impl FnOnce(&T) -> String,
) -> Result<Done, ApiError> {
    reply(result).map(|value| Done::of(message(&value)))
}

/// The same, and leads to another page.
pub(crate) fn done_at<T>(
    result: Result<T, ServiceError>,
    path: impl FnOnce(&T) -> String,
    message: impl FnOnce(&T) -> String,
) -> Result<Done, ApiError> {
    let value = reply(result)?;
    lead_to(&path(&value));
    Ok(Done::of(message(&value)))
}

/// Done without words: the page that the form stands on, or that it leads to, shows what was done.
pub(crate) fn shown<T>(_: &T) -> String {
    String::new()
}

/// Leads to a page of ours.
pub(crate) fn lead_to(path: &str) {
    let is_ours = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    leptos_axum::redirect(if is_ours && is_plain { path } else { "/" });
}

/// Refuses. A page that is being rendered gets the status of the refusal, or leads to signing in; the reply of
/// a server function gets its status where it leaves the server.
pub(crate) fn refuse(error: ApiError) -> ApiError {
    let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) else {
        return error;
    };
    if parts.uri.path().starts_with("/fn/") {
        return error;
    }
    if error.kind == ErrorKind::Unauthenticated {
        let page = parts.uri.path_and_query().map_or("/", |page| page.as_str());
        lead_to(&format!("/sign-in?next={}", encoded(page)));
    } else if let Ok(status) = StatusCode::from_u16(error.status()) {
        response.set_status(status);
    }
    error
}

/// For a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A text of a form, none where it is empty.
pub(crate) fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A state or province of a form, none where it is empty. One that is still as the form showed it was stored before, and
/// is no reason to refuse what else was changed.
pub(crate) fn given_state(text: &str, seen: &Seen) -> Result<Option<StateCode>, FieldError> {
    let read = if seen.shows("state", text) { StateCode::parse } else { StateCode::given };
    given(text).map(|text| read(&text)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_is_none_is_taken_only_where_the_form_showed_it() {
        let seen = Seen::new([("state".to_owned(), "ZZ".to_owned())].into());
        assert_eq!(given_state("ZZ", &seen).unwrap().map(|state| state.to_string()).as_deref(), Some("ZZ"));
        assert_eq!(given_state("QX", &seen).unwrap_err().field, "state");
        assert_eq!(given_state(" ", &Seen::default()), Ok(None));
        assert_eq!(given_state("ZZ", &Seen::default()).unwrap_err().field, "state");
    }

    #[test]
    fn what_goes_into_a_query_is_encoded() {
        assert_eq!(encoded("/b/alder/leads?search=a b&x=1"), "/b/alder/leads%3Fsearch%3Da%20b%26x%3D1");
    }

    #[test]
    fn empty_is_not_given() {
        assert_eq!((given(" "), given(" TX ")), (None, Some("TX".to_owned())));
    }
}
