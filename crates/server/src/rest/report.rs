//! `/api/v1/reports`: the figures of the analytics page, as JSON or, where `Accept` prefers it, as CSV.

use crate::App;
use crate::extract::{Asked, Key};
use crate::openapi::report as shape;
use crate::problem::Problem;
use crate::report::{asked_for, csv};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::ACCEPT;
use steadyline_service::report;

/// Whether a sheet is wanted rather than JSON.
fn wants_csv(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let first = accept.split(',').map(|kind| kind.split(';').next().unwrap_or_default().trim());
    first.into_iter().find(|kind| matches!(*kind, "text/csv" | "application/json" | "*/*"))
        == Some("text/csv")
}

macro_rules! reports {
    ($($(#[$doc:meta])* $name:ident $path:tt $id:tt $shape:ident)+) => {$(
        $(#[$doc])*
        #[utoipa::path(
            get,
            path = $path,
            operation_id = $id,
            tag = "reports",
            params(shape::Days),
            responses((
                status = 200,
                description = "The figures.",
                content((shape::$shape = "application/json"), (String = "text/csv")),
            )),
            extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
        )]
        pub(super) async fn $name(
            State(app): State<App>,
            Key(actor): Key,
            asked: Asked,
            headers: HeaderMap,
        ) -> Result<Response, Problem> {
            let found = report::$name(&app.service, &actor, &asked_for(&asked)).await?;
            Ok(if wants_csv(&headers) {
                csv(stringify!($name), &found.sheet())
            } else {
                Json(found).into_response()
            })
        }
    )+};
}

reports! {
    /// Calls, answer rate and call success by day
    ///
    /// Outbound calls by the broker's day; calls that failed on the network are not counted. Human contact is answered,
    /// booked, not interested and do not call.
    calls "/api/v1/reports/calls" "report_calls" CallsReport
    /// Pool utilization, time assigned and rotation
    ///
    /// A number is in use on a day if a lead was live on it at any time of the day.
    utilization "/api/v1/reports/utilization" "report_utilization" UtilizationReport
    /// Numbers side by side
    ///
    /// Of one broker, which an admin's key must name.
    numbers "/api/v1/reports/numbers" "report_numbers" NumbersReport
    /// The funnel: assigned, answered, booked, closed
    ///
    /// Leads first assigned in the range, as far as they have come.
    funnel "/api/v1/reports/funnel" "report_funnel" FunnelReport
    /// Health of the pool by day, and scores now
    health "/api/v1/reports/health" "report_health" HealthReport
    /// Answer rate by the lead's weekday and hour
    hours "/api/v1/reports/hours" "report_hours" HoursReport
    /// Answer rate by the lead's area code and state
    areas "/api/v1/reports/areas" "report_areas" AreasReport
    /// Local against non-local calls
    ///
    /// A call is local where number and lead shared area code or state when it was made.
    presence "/api/v1/reports/presence" "report_presence" PresenceReport
    /// Brokers side by side
    ///
    /// With a broker's key, only that broker.
    brokers "/api/v1/reports/brokers" "report_brokers" BrokersReport
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_comes_where_it_is_named_first() {
        let wants = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            wants_csv(&headers)
        };
        assert!(
            wants("text/csv") && wants("text/csv; charset=utf-8, */*;q=0.1") && wants("text/html, text/csv")
        );
        assert!(!wants("application/json, text/csv") && !wants("*/*") && !wants("text/html"));
        assert!(!wants_csv(&HeaderMap::new()));
    }
}
