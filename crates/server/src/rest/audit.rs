//! `/api/v1/audit-log`: who changed settings, keys, users, endpoints, the connection and many numbers at once.

use super::{after, broker_of};
use crate::App;
use crate::extract::{Asked, Key};
use crate::openapi::audit as shape;
use crate::openapi::list::{AuditEntries, OfBroker, Paging};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use steadyline_service::audit::{self, AuditEntry};
use steadyline_service::cursor::Page;

/// List the audit log
///
/// Who changed a broker's settings, users, keys, endpoints and connection, and many numbers at once, bought numbers or
/// erased a person's data, newest first. What happens to leads and numbers one by one is in `GET /api/v1/events`.
#[utoipa::path(
    get,
    path = "/api/v1/audit-log",
    operation_id = "list_audit_log",
    tag = "brokers",
    params(OfBroker, shape::WhichEntries, Paging),
    responses((status = 200, description = "A page of the log.", body = AuditEntries)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<AuditEntry>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let action = asked.text("action").map(str::to_owned);
    let (before, limit) = (after(asked.cursor())?, asked.limit()?);
    Ok(Json(audit::of_broker(&app.service, &actor, &broker, action, before, limit).await?))
}
