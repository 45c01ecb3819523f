//! The reply to a report: the first one, and the same one again.

use crate::ServiceError;
use crate::assignment::may_call;
use crate::ctx::Ctx;
use chrono::{DateTime, Utc};
use serde::Serialize;
use steadyline_core::assignment::{Action, Assignment, Status};
use steadyline_core::broker::Broker;
use steadyline_core::id::{AssignmentId, LeadId, NumberId};
use steadyline_core::lead::Lead;
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use steadyline_db::call::{CallResult, Logged};
use steadyline_db::{Tx, assignment as rows, number};

/// What the lead is after a report.
#[derive(Clone, Debug, Serialize)]
pub struct Reported {
    /// The assignment; null where no number was free for a lead that spoke to us.
    pub assignment_id: Option<AssignmentId>,
    /// The lead record asked for.
    pub lead_id: LeadId,
    /// The caller's own name for it.
    pub lead_reference: Option<String>,
    /// The number the lead is on, or was.
    pub number_id: Option<NumberId>,
    /// The same, E.164.
    pub phone_number: Option<E164>,
    /// Where the assignment stands.
    pub status: Option<Status>,
    /// What was reported.
    pub outcome: Outcome,
    /// Calls that counted.
    pub call_attempts: Option<i32>,
    /// The limit.
    pub max_attempts: Option<i32>,
    /// What is left: null while held or locked, 0 once ended.
    pub attempts_left: Option<i32>,
    /// What the lead is now.
    pub action: Action,
    /// Whether the lead may be called now.
    pub call_allowed: bool,
    /// From when on, if not now.
    pub not_before: Option<DateTime<Utc>>,
    /// Why, in words.
    pub why: String,
    /// The main line, for a lead that is booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_to: Option<E164>,
    /// What was known of the call until this report said otherwise; none where it corrected nothing. Pages alone tell it.
    #[serde(skip)]
    pub in_place_of: Option<Outcome>,
}

/// What a report led to, as the call's row keeps it.
pub(super) fn result(after: Option<&Assignment>, outcome: Outcome) -> CallResult {
    match after {
        Some(after) => CallResult {
            assignment: Some(after.id),
            status: Some(after.progress.state.status()),
            attempts: Some(after.progress.call_attempts),
            action: after.action(),
        },
        None if outcome.is_human_contact() && !outcome.ends_lead() => {
            CallResult { assignment: None, status: None, attempts: None, action: Action::NoNumber }
        }
        None => CallResult { assignment: None, status: None, attempts: None, action: Action::Released },
    }
}

/// Builds the reply from the call's row.
pub(super) async fn build(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    logged: &Logged,
) -> Result<Reported, ServiceError> {
    let may = may_call(tx, ctx, broker, lead).await?;
    let CallResult { assignment, status, attempts, action } = logged.result;
    let assignment = match assignment {
        Some(id) => rows::find(tx, broker.id, id).await?,
        None => None,
    };
    let number = match assignment.as_ref().map(|assignment| assignment.number_id).or(logged.call.number_id) {
        Some(id) if action != Action::NoNumber => number::find(tx, broker.id, id).await?,
        _ => None,
    };
    let max_attempts = assignment.as_ref().map(|assignment| assignment.progress.max_attempts);
    let attempts_left = match action {
        Action::Held | Action::Locked => None,
        Action::Continue => max_attempts.zip(attempts).map(|(max, made)| (max - made).max(0)),
        Action::Released | Action::Unreachable | Action::NoNumber => Some(0),
    };
    Ok(Reported {
        assignment_id: assignment.map(|assignment| assignment.id),
        lead_id: lead.id,
        lead_reference: lead.reference.clone(),
        number_id: number.as_ref().map(|number| number.id),
        phone_number: number.map(|number| number.number),
        status,
        outcome: logged.call.outcome,
        call_attempts: attempts,
        max_attempts,
        attempts_left,
        action,
        call_allowed: may.allowed,
        not_before: may.not_before,
        why: may.why,
        route_to: (status == Some(Status::BookedLocked)).then(|| broker.settings.main_line.clone()).flatten(),
        in_place_of: None,
    })
}
