//! Sessions of browsers, kept in the database.

use crate::App;
use crate::problem::Problem;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use steadyline_api::ApiError;
use steadyline_api::context::{DEVICE, USER_ID};
use steadyline_core::id::UserId;
use steadyline_core::user::Actor;
use steadyline_service::{Service, ServiceError, session};
use time::{Duration, OffsetDateTime};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

/// How long a browser keeps the name of its session: as long as browsers allow. When the session ends is kept beside it,
/// and moves with every use.
const NAMED: Duration = Duration::days(400);

/// The layer that finds a browser's session. Over https its cookie is bound to this very host.
pub(crate) fn layer(app: &App) -> SessionManagerLayer<Store> {
    let is_https = app.serve.is_https();
    SessionManagerLayer::new(Store(app.service.clone()))
        .with_name(if is_https { "__Host-steadyline" } else { "steadyline" })
        .with_secure(is_https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(NAMED))
}

/// Whoever is signed in, on the addresses that are neither pages nor server functions.
pub(crate) async fn actor(app: &App, session: &Session) -> std::result::Result<Actor, Problem> {
    let signed_out = || Problem(ApiError::sign_in());
    let user_id =
        session.get::<UserId>(USER_ID).await.map_err(|error| ServiceError::Internal(error.to_string()))?;
    let user_id = user_id.ok_or_else(signed_out)?;
    let (actor, _user) = session::actor(&app.service, user_id, None).await?.ok_or_else(signed_out)?;
    Ok(actor)
}

/// Sessions in the database.
#[derive(Clone, Debug)]
pub(crate) struct Store(Service);

fn row(record: &Record) -> Result<session::Session> {
    let user = record.data.get(USER_ID).cloned().map(serde_json::from_value::<UserId>);
    let device = record.data.get(DEVICE).and_then(serde_json::Value::as_str).map(str::to_owned);
    Ok(session::Session {
        device,
        user_id: user.transpose().map_err(|error| Error::Encode(error.to_string()))?,
        record: serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?,
    })
}

fn record(id: Id, held: &[u8], expires_at: DateTime<Utc>) -> Result<Record> {
    let data: HashMap<_, _> =
        serde_json::from_slice(held).map_err(|error| Error::Decode(error.to_string()))?;
    let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at.timestamp())
        .map_err(|error| Error::Decode(error.to_string()))?;
    Ok(Record { id, data, expiry_date })
}

fn failed(error: steadyline_service::ServiceError) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let row = row(record)?;
        while !session::create(&self.0, &record.id.to_string(), &row).await.map_err(failed)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        session::save(&self.0, &record.id.to_string(), &row(record)?).await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        match session::load(&self.0, &id.to_string()).await.map_err(failed)? {
            Some((held, expires_at)) => Ok(Some(record(*id, &held, expires_at)?)),
            None => Ok(None),
        }
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        session::delete(&self.0, &id.to_string()).await.map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_session_keeps_what_it_holds_and_says_whose_it_is() {
        let user = UserId(Uuid::from_u128(7));
        let id = Id::default();
        let expiry_date = OffsetDateTime::from_unix_timestamp(1_790_000_000).unwrap();
        let device = "Firefox on Linux";
        let data = HashMap::from([
            (USER_ID.to_owned(), serde_json::json!(user)),
            (DEVICE.to_owned(), serde_json::json!(device)),
        ]);
        let kept = Record { id, data: data.into_iter().collect(), expiry_date };
        let row = row(&kept).unwrap();
        assert_eq!((row.user_id, row.device.as_deref()), (Some(user), Some(device)));
        let ends = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        assert_eq!(record(id, &row.record, ends).unwrap(), kept);
    }
}
