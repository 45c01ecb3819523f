//! Reports as rows, by their names.

use super::{Asked, areas, brokers, calls, funnel, health, hours, numbers, presence, utilization};
use crate::{Service, ServiceError};
use steadyline_core::report::Sheet;
use steadyline_core::user::Actor;

/// A report by its name, as rows; none of that name.
///
/// # Errors
/// As the report's own.
pub async fn sheet(
    service: &Service,
    actor: &Actor,
    name: &str,
    asked: &Asked,
) -> Result<Option<Sheet>, ServiceError> {
    Ok(Some(match name {
        "calls" => calls(service, actor, asked).await?.sheet(),
        "hours" => hours(service, actor, asked).await?.sheet(),
        "areas" => areas(service, actor, asked).await?.sheet(),
        "utilization" => utilization(service, actor, asked).await?.sheet(),
        "health" => health(service, actor, asked).await?.sheet(),
        "scores" => health(service, actor, asked).await?.scores_sheet(),
        "numbers" => numbers(service, actor, asked).await?.sheet(),
        "funnel" => funnel(service, actor, asked).await?.sheet(),
        "attempts" => funnel(service, actor, asked).await?.attempts_sheet(),
        "presence" => presence(service, actor, asked).await?.sheet(),
        "brokers" => brokers(service, actor, asked).await?.sheet(),
        _ => return Ok(None),
    }))
}
