//! Who asks, and for what.

use crate::App;
use crate::field::refusal;
use crate::problem::Problem;
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::AUTHORIZATION;
use http::request::Parts;
use std::collections::HashMap;
use std::str::FromStr;
use steadyline_api::error::{ApiError, ErrorKind};
use steadyline_core::user::Actor;
use steadyline_service::api_key;

/// Rows of a list where nothing else is asked for.
const PAGE: i64 = 100;
/// Most rows of a list.
const LARGEST_PAGE: i64 = 500;

/// The holder of the API key that the request came with.
#[derive(Clone, Debug)]
pub(crate) struct Key(pub(crate) Actor);

/// Lets only requests with a key through, and no more of them than the key may make.
pub(crate) async fn authenticate(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let refused =
        || Problem::new(ErrorKind::Unauthenticated, "Send an API key: Authorization: Bearer <key>.");
    let header =
        request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(refused)?;
    let secret = bearer(header).ok_or_else(refused)?;
    let actor = api_key::authenticate(&app.service, secret).await?;
    let Actor::Key { id, .. } = &actor else { return Err(refused()) };
    app.limits.request(id.0)?;
    request.extensions_mut().insert(Key(actor));
    Ok(next.run(request).await)
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, secret) = header.split_once(' ')?;
    let secret = secret.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !secret.is_empty()).then_some(secret)
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem(ApiError::sign_in()))
    }
}

/// The query of an address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked(HashMap<String, String>);

impl Asked {
    /// What was asked for under a name; empty means absent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// The broker that is named.
    pub(crate) fn broker(&self) -> Option<String> {
        self.text("broker_id").or_else(|| self.text("broker")).map(str::to_owned)
    }

    /// The same read as something else.
    pub(crate) fn parsed<T>(&self, name: &str) -> Result<Option<T>, Problem>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        match self.text(name) {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|error: T::Err| refusal(name, &error)),
        }
    }

    /// All of a list with commas, read as something else.
    pub(crate) fn all<T>(&self, name: &str) -> Result<Vec<T>, Problem>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let read = |text: &str| text.trim().parse().map_err(|error: T::Err| refusal(name, &error));
        self.text(name).into_iter().flat_map(|list| list.split(',')).map(read).collect()
    }

    /// How many rows.
    pub(crate) fn limit(&self) -> Result<i64, Problem> {
        let wrong = || Problem::field("limit", format!("Ask for 1 to {LARGEST_PAGE}."));
        match self.text("limit") {
            None => Ok(PAGE),
            Some(text) => {
                text.parse().ok().filter(|limit| (1..=LARGEST_PAGE).contains(limit)).ok_or_else(wrong)
            }
        }
    }

    /// Where the last page ended.
    pub(crate) fn cursor(&self) -> Option<String> {
        self.text("cursor").map(str::to_owned)
    }

    /// True or false; absent is false.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.text(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Problem::field(name, "Say true or false.")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<HashMap<String, String>>::from_request_parts(parts, state).await {
            Ok(Query(pairs)) => Ok(Self(pairs)),
            Err(_) => Err(Problem::new(ErrorKind::Malformed, "The query cannot be read.")),
        }
    }
}

/// The one parameter of a path, read as an id. What is no id names nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Id<T>(pub(crate) T);

impl<S, T> FromRequestParts<S> for Id<T>
where
    S: Send + Sync,
    T: FromStr,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let nothing = || Problem::new(ErrorKind::NotFound, "There is nothing with that id.");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        text.parse().map(Self).map_err(|_| nothing())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_key_is_found_however_the_scheme_is_written() {
        assert_eq!(bearer("Bearer a.b"), Some("a.b"));
        assert_eq!(bearer("bearer  a.b "), Some("a.b"));
        for other in ["Basic a.b", "Bearer", "Bearer ", "a.b"] {
            assert_eq!(bearer(other), None, "{other}");
        }
    }

    #[test]
    fn a_page_has_between_1_and_500_rows() {
        let asked = |limit: &str| Asked(HashMap::from([("limit".to_owned(), limit.to_owned())])).limit();
        assert_eq!(asked(""), Ok(PAGE));
        assert_eq!(asked("500"), Ok(500));
        for wrong in ["0", "501", "-1", "many"] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
    }
}
