//! `/api/v1/calls`

use super::{after, broker_of};
use crate::App;
use crate::extract::{Asked, Key};
use crate::field::Fields;
use crate::problem::Problem;
use crate::webhook::report;
use axum::Json;
use axum::extract::State;
use steadyline_core::call::Call;
use steadyline_service::assignment::Page;
use steadyline_service::call::{self, CallFilter, Reported};

pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<Call>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = CallFilter {
        lead_id: asked.parsed("lead_id")?,
        number_id: asked.parsed("number_id")?,
        after: after(asked.cursor())?,
    };
    Ok(Json(call::list(&app.service, &actor, Some(&broker), filter, asked.limit()?).await?))
}

/// Records an outcome, as the webhook does.
pub(super) async fn record(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Reported>, Problem> {
    Ok(Json(call::record(&app.service, &actor, report(&fields)?).await?))
}
