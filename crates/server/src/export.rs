//! Sheets for people: what a page's table holds, as CSV, for whoever is signed in and may see it.

use crate::App;
use crate::problem::Problem;
use crate::rest::viewed;
use crate::session::actor;
use crate::sheet::out::{self as sheet, send};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Serialize;
use steadyline_core::field::FieldError;
use steadyline_core::page::{
    AssignmentRow, AssignmentsQuery, LeadRow, LeadsQuery, NumberLink, PoolQuery, Unread, When,
};
use steadyline_service::cursor::Page;
use steadyline_service::number::{self, Chosen};
use steadyline_service::page as pages;
use tower_sessions::Session;

/// Columns of a lead's row: an import takes them for what they are, and none for another one.
const LEADS: &[&str] = &[
    "name",
    "reference",
    "phone",
    "place",
    "quality",
    "status",
    "assigned_number",
    "attempts",
    "last_call",
    "appointment",
    "created",
    "deal",
    "suppressed",
    "bad_phone",
];
/// Columns of an assignment's row.
const ASSIGNMENTS: &[&str] = &[
    "name",
    "place",
    "assigned_number",
    "status",
    "attempts",
    "matched",
    "assigned",
    "last_call",
    "appointment",
    "ended",
    "trouble",
];

/// The values of an address, with those that come more than once.
struct Asked(Vec<(String, String)>);

impl Asked {
    fn value(&self, name: &str) -> String {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn all(&self, names: &[&str]) -> Vec<String> {
        let values = self.0.iter().filter(|(name, _)| names.contains(&name.as_str()));
        values
            .flat_map(|(_, value)| value.split(','))
            .map(str::to_owned)
            .filter(|one| !one.is_empty())
            .collect()
    }

    /// The values as a page reads them.
    fn query<T: serde::de::DeserializeOwned>(&self) -> Result<T, Problem> {
        let mut object = serde_json::Map::new();
        for (name, value) in &self.0 {
            object.insert(name.clone(), value.clone().into());
        }
        serde_json::from_value(object.into())
            .map_err(|_| Problem::field("query", "The address cannot be read."))
    }
}

/// `GET /b/{broker}/pool.csv`: the numbers named by `n` or `numbers`, else all that the filters keep.
pub(crate) async fn pool(
    State(app): State<App>,
    session: Session,
    Path(broker): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let actor = actor(&app, &session).await?;
    let asked = Asked(asked);
    let named = asked.all(&["n", "numbers"]);
    let chosen = if named.is_empty() || !asked.value("all").is_empty() {
        let query = PoolQuery {
            state: asked.value("state"),
            area_code: asked.value("area_code"),
            standing: asked.value("standing"),
            band: asked.value("band"),
            room: asked.value("room"),
            search: asked.value("search"),
            ..PoolQuery::default()
        };
        Chosen::Kept { query: Box::new(query), count: None, seen: None }
    } else {
        Chosen::Named(named)
    };
    let file = format!("{broker}-pool");
    let read = move |cursor: Option<String>, limit| {
        let (app, actor, broker, chosen) = (app.clone(), actor.clone(), broker.clone(), chosen.clone());
        async move {
            let service = &app.service;
            let page = number::export(service, &actor, &broker, &chosen, cursor.as_deref(), limit).await?;
            Ok(viewed(page, service.clock.now()))
        }
    };
    send(&file, sheet::NUMBERS, true, None, None, read).await
}

fn exact(when: Option<When>) -> String {
    when.map(|when| when.iso).unwrap_or_default()
}

fn digits(number: Option<NumberLink>) -> String {
    number.map(|link| link.number.to_string()).unwrap_or_default()
}

#[derive(Serialize)]
struct LeadLine {
    name: String,
    reference: String,
    phone: String,
    place: String,
    quality: Option<steadyline_core::setting::Quality>,
    status: Option<steadyline_core::page::StatusKind>,
    assigned_number: String,
    attempts: String,
    last_call: String,
    appointment: String,
    created: String,
    deal: steadyline_core::lead::Deal,
    suppressed: bool,
    bad_phone: bool,
}

fn lead_line(row: LeadRow) -> LeadLine {
    LeadLine {
        name: row.link.title,
        place: row.link.place,
        reference: row.reference,
        phone: row.phone.map(|phone| phone.to_string()).unwrap_or_default(),
        quality: row.quality,
        status: row.status,
        assigned_number: digits(row.number),
        attempts: row.attempts,
        last_call: exact(row.last_call),
        appointment: exact(row.appointment),
        created: row.created.iso,
        deal: row.deal,
        suppressed: row.suppressed,
        bad_phone: row.bad_phone,
    }
}

/// A page says what of its address it left out. A file has no place for that, and holds what was asked for or is none.
fn all_read(unread: &[Unread]) -> Result<(), Problem> {
    let Some(Unread { name, why, .. }) = unread.first() else { return Ok(()) };
    let why = if why.is_empty() { "The filter was not understood." } else { why.as_str() };
    Err(FieldError::new(name.clone(), why).into())
}

/// `GET /b/{broker}/leads.csv`: all leads that the page's filters keep.
pub(crate) async fn leads(
    State(app): State<App>,
    session: Session,
    Path(broker): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let actor = actor(&app, &session).await?;
    let query: LeadsQuery = Asked(asked).query()?;
    let file = format!("{broker}-leads");
    let read = move |cursor: Option<String>, _limit| {
        let (app, actor, broker) = (app.clone(), actor.clone(), broker.clone());
        let query = LeadsQuery { cursor: cursor.unwrap_or_default(), ..query.clone() };
        async move {
            let page = pages::leads(&app.service, &actor, &broker, &query).await?;
            all_read(&page.unread)?;
            let items = page.rows.into_iter().map(lead_line).collect();
            Ok(Page { items, next_cursor: page.next_cursor })
        }
    };
    send(&file, LEADS, true, None, None, read).await
}

#[derive(Serialize)]
struct AssignmentLine {
    name: String,
    place: String,
    assigned_number: String,
    status: steadyline_core::page::StatusKind,
    attempts: String,
    matched: String,
    assigned: String,
    last_call: String,
    appointment: String,
    ended: String,
    trouble: String,
}

fn assignment_line(row: AssignmentRow) -> AssignmentLine {
    AssignmentLine {
        name: row.lead.title,
        place: row.lead.place,
        assigned_number: row.number.number.to_string(),
        status: row.status,
        attempts: row.attempts,
        matched: row.matched,
        assigned: row.assigned.iso,
        last_call: exact(row.last_call),
        appointment: exact(row.appointment),
        ended: exact(row.ended),
        trouble: row.trouble,
    }
}

/// `GET /b/{broker}/assignments.csv`: all assignments that the page's filters keep.
pub(crate) async fn assignments(
    State(app): State<App>,
    session: Session,
    Path(broker): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let actor = actor(&app, &session).await?;
    let query: AssignmentsQuery = Asked(asked).query()?;
    let file = format!("{broker}-assignments");
    let read = move |cursor: Option<String>, _limit| {
        let (app, actor, broker) = (app.clone(), actor.clone(), broker.clone());
        let query = AssignmentsQuery { cursor: cursor.unwrap_or_default(), ..query.clone() };
        async move {
            let page = pages::assignments(&app.service, &actor, &broker, &query).await?;
            all_read(&page.unread)?;
            let items = page.rows.into_iter().map(assignment_line).collect();
            Ok(Page { items, next_cursor: page.next_cursor })
        }
    };
    send(&file, ASSIGNMENTS, true, None, None, read).await
}

#[cfg(test)]
mod tests {
    use super::LEADS;
    use steadyline_core::import::{Column, Noun};

    #[test]
    fn an_import_takes_no_column_of_the_export_for_another_one() {
        let taken: Vec<_> =
            LEADS.iter().filter_map(|name| Some((*name, Column::of_heading(Noun::Leads, name)?))).collect();
        assert_eq!(
            taken,
            [
                ("name", Column::Name),
                ("reference", Column::Reference),
                ("phone", Column::Phone),
                ("quality", Column::Quality),
                ("suppressed", Column::Suppressed),
            ]
        );
    }
}
