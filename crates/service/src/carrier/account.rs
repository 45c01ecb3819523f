//! Connections: whose they are, opened by the program's key.

use crate::vault::{Locked, Vault};
use crate::{CarrierTrouble, Conflict, Service, ServiceError};
use serde::{Deserialize, Serialize};
use std::fmt;
use steadyline_core::id::{BrokerId, CarrierAccountId};
use steadyline_db::carrier::{self as rows, AccountRow};
use uuid::Uuid;

/// A text that is in no log: a token, a key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Of a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for who must use it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is sealed of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opened {
    pub(super) space: String,
    pub(super) project: String,
    pub(super) token: Secret,
    pub(super) signing_key: Secret,
}

/// A connection, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: CarrierAccountId,
    /// Whose; none for that of the installation.
    pub broker_id: Option<BrokerId>,
    /// Ours of the connected project: another one where it is connected to another project.
    pub project_id: Uuid,
    /// The space's name.
    pub space: String,
    /// The project's id there, the `AccountSid` of its callbacks.
    pub project: String,
    /// What lets us in.
    pub token: Secret,
    /// What its callbacks are signed with.
    pub signing_key: Secret,
    /// What a number costs a month.
    pub monthly_cents: Option<i32>,
    /// Numbers that may be bought a day.
    pub buys_per_day: i32,
}

/// Where a connection's calls and what becomes of them are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookUrls {
    /// Asked what is to be done with a call that comes in.
    pub voice: String,
    /// Told what became of calls of its numbers.
    pub status: String,
}

/// Where the callbacks of a connection go: `{public address}/webhook/signalwire/{account}/voice` and `…/status`.
pub fn hooks_of(service: &Service, account: CarrierAccountId) -> HookUrls {
    let base = format!("{}/webhook/signalwire/{account}", service.public_url);
    HookUrls { voice: format!("{base}/voice"), status: format!("{base}/status") }
}

impl Service {
    /// What seals connections.
    pub(super) fn opener(&self) -> Result<&Vault, ServiceError> {
        self.vault.as_ref().ok_or_else(|| Conflict::Carrier(CarrierTrouble::NoKey).into())
    }
}

/// How a project's id ends: enough to know it again.
pub(super) fn end_of_project(project: &str) -> String {
    project.chars().skip(project.chars().count().saturating_sub(4)).collect()
}

pub(super) fn seal(vault: &Vault, id: CarrierAccountId, opened: &Opened) -> Result<Vec<u8>, ServiceError> {
    let text = serde_json::to_vec(opened).map_err(|error| ServiceError::Internal(error.to_string()))?;
    vault.seal(id.0.as_bytes(), &text)
}

/// Opens a connection.
pub(crate) fn open(service: &Service, row: &AccountRow) -> Result<Account, ServiceError> {
    let text =
        service.opener()?.open(&row.sealed_by, row.id.0.as_bytes(), &row.sealed).map_err(|locked| {
            let trouble = match locked {
                Locked::OtherKey => CarrierTrouble::OtherKey,
                Locked::Broken => CarrierTrouble::Broken,
            };
            ServiceError::from(Conflict::Carrier(trouble))
        })?;
    let broken = |_| ServiceError::from(Conflict::Carrier(CarrierTrouble::Broken));
    let Opened { space, project, token, signing_key } = serde_json::from_slice(&text).map_err(broken)?;
    Ok(Account {
        id: row.id,
        broker_id: row.broker_id,
        project_id: row.project_id,
        space,
        project,
        token,
        signing_key,
        monthly_cents: row.monthly_cents,
        buys_per_day: row.buys_per_day,
    })
}

/// The connection that a broker uses: its own, else that of the installation.
///
/// # Errors
/// [`Conflict::Carrier`] where there is none, or it cannot be opened.
pub async fn account_of(service: &Service, broker: BrokerId) -> Result<Account, ServiceError> {
    let row = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(rows::used_by(tx, broker).await?) }))
        .await?;
    open(service, &row.ok_or(Conflict::Carrier(CarrierTrouble::NotConnected))?)
}

/// A connection by its id, as callbacks name it.
///
/// # Errors
/// `NotFound`; [`Conflict::Carrier`] where it cannot be opened.
pub async fn account(service: &Service, id: CarrierAccountId) -> Result<Account, ServiceError> {
    let row = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(rows::find(tx, id).await?) }))
        .await?;
    open(service, &row.ok_or(ServiceError::NotFound("connection"))?)
}
