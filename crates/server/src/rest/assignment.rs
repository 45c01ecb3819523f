//! `/api/v1/assignments`

use super::{after, broker_of};
use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::Fields;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use steadyline_core::assignment::Status;
use steadyline_core::id::AssignmentId;
use steadyline_db::assignment::Filter;
use steadyline_service::assignment::{self, AssignmentView, Page};

type Shown = Result<Json<AssignmentView>, Problem>;

pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<AssignmentView>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = Filter {
        status: asked.parsed::<Status>("status")?,
        number_id: asked.parsed("number_id")?,
        lead_id: asked.parsed("lead_id")?,
        after: after(asked.cursor())?,
    };
    Ok(Json(assignment::list(&app.service, &actor, Some(&broker), filter, asked.limit()?).await?))
}

pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    asked: Asked,
) -> Shown {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(Json(assignment::find(&app.service, &actor, &broker, id).await?))
}

pub(super) async fn release(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let reason = fields.required("reason")?;
    Ok(Json(assignment::release(&app.service, &actor, &broker, id, &reason).await?))
}

pub(super) async fn lock(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let (appointment, reason) = (fields.time("appointment_at")?, fields.required("reason")?);
    Ok(Json(assignment::lock(&app.service, &actor, &broker, id, appointment, &reason).await?))
}

pub(super) async fn rehome(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let reason = fields.required("reason")?;
    Ok(Json(assignment::rehome(&app.service, &actor, &broker, id, &reason).await?))
}
