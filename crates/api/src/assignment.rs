//! Assignments: giving a lead a number, and what a person does with it. `assignment` is the id of the form's
//! hidden field; `lead` says where to go afterwards.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::id::AssignmentId,
    steadyline_core::lead::Lead,
    steadyline_core::page::{Undo, UndoKind},
    steadyline_service::{assignment as service, page as pages},
};

/// Assignments by status.
#[server(prefix = "/fn", endpoint = "assignments", input = GetUrl, output = Postcard)]
pub async fn assignments(
    broker: String,
    #[server(default)] query: page::AssignmentsQuery,
) -> Result<page::AssignmentsPage, ApiError> {
    let asking = asking().await?;
    reply(pages::assignments(&asking.service, &asking.actor, &broker, &query).await)
}

/// Gives a lead a number. `force` overrides the unreachable period. Leads to the lead's page.
#[server(prefix = "/fn", endpoint = "assign_lead", output = DonePostcard)]
pub async fn assign_lead(
    broker: String,
    lead: String,
    #[server(default)] force: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let ask = service::Assign { broker: Some(broker.clone()), lead, force, ..service::Assign::default() };
    let assigned = service::assign(&asking.service, &asking.actor, ask).await;
    done_at(assigned, |made| format!("/b/{broker}/leads/{}", made.lead_id), told)
}

/// Releases the number, with a reason, where its lead still has the `status` that the form was shown for. Leads to the
/// lead's page.
#[server(prefix = "/fn", endpoint = "release_assignment", output = DonePostcard)]
pub async fn release_assignment(
    broker: String,
    lead: String,
    assignment: String,
    #[server(default)] status: Option<page::StatusKind>,
    #[server(default)] reason: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = id_of(&assignment)?;
    let released = service::release_shown(&asking.service, &asking.actor, &broker, id, status, &reason).await;
    let view = reply(released)?;
    lead_to(&page_of(&broker, &lead, &view));
    let told = reply(pages::released_told(&asking.service, &asking.actor, &broker, &view).await);
    // It is released whatever became of the question.
    Ok(match told {
        Ok(told) if told.can_undo => {
            let undo = Undo { broker, kind: UndoKind::Release, id: assignment, was: String::new() };
            Done::of(told.words).with_undo(undo)
        }
        Ok(told) => Done::of(told.words),
        Err(_) => Done::of(format!("{} is released.", view.phone_number.national())),
    })
}

/// Locks the number to the lead. `appointment_at` is local to the office. Leads to the lead's page.
#[server(prefix = "/fn", endpoint = "lock_assignment", output = DonePostcard)]
pub async fn lock_assignment(
    broker: String,
    lead: String,
    assignment: String,
    #[server(default)] appointment_at: String,
    #[server(default)] reason: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = id_of(&assignment)?;
    let appointment = asking.local_time(&broker, &appointment_at).await?;
    let reason = given(&reason).unwrap_or_else(|| "locked by a person".to_owned());
    let locked = service::lock(&asking.service, &asking.actor, &broker, id, appointment, &reason).await;
    done_at(
        locked,
        |view| page_of(&broker, &lead, view),
        |view| format!("{} is locked to the lead.", view.phone_number.national()),
    )
}

/// Moves the lead to another number, with all it has. Leads to the lead's page.
#[server(prefix = "/fn", endpoint = "rehome_assignment", output = DonePostcard)]
pub async fn rehome_assignment(
    broker: String,
    lead: String,
    assignment: String,
    #[server(default)] reason: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = id_of(&assignment)?;
    let moved = service::rehome(&asking.service, &asking.actor, &broker, id, &reason).await;
    done_at(
        moved,
        |view| page_of(&broker, &lead, view),
        |view| format!("The lead is on {} now.", view.phone_number.national()),
    )
}

#[cfg(feature = "ssr")]
fn told(made: &service::Assigned) -> String {
    let number = made.phone_number.national();
    if made.created {
        format!("The lead is on {number}: {}.", made.reason)
    } else {
        format!("The lead has {number}.")
    }
}

/// Gives a lead that was just added its number. The lead stays where there is none: its page says why.
#[cfg(feature = "ssr")]
pub(crate) async fn assign_added(asking: &Asking, broker: &str, lead: &Lead) -> Result<Done, ApiError> {
    let ask = service::Assign {
        broker: Some(broker.to_owned()),
        lead: lead.id.to_string(),
        ..service::Assign::default()
    };
    match service::assign(&asking.service, &asking.actor, ask).await {
        Ok(made) => Ok(Done::of(told(&made))),
        Err(error) => {
            let error = ApiError::from(error);
            let page = format!("/b/{broker}/leads/{}", lead.id);
            lead_to(&format!("{page}?error={}", error.kind));
            let done = Done::of(format!("The lead is added, without a number. {}", error.message));
            // By the form that asks for a number once more. What forbids one at all takes that form away.
            let form = (error.kind == crate::ErrorKind::NoAvailableNumber).then_some("assign");
            crate::flash::leave(page, form, error).await;
            Ok(done)
        }
    }
}

/// The id of a form's hidden field.
#[cfg(feature = "ssr")]
pub(crate) fn id_of(assignment: &str) -> Result<AssignmentId, ApiError> {
    assignment.parse().map_err(|_| ApiError::new(crate::ErrorKind::NotFound, "There is no such assignment."))
}

/// The page the form stood on: that of the record named, else of the one that holds the assignment.
#[cfg(feature = "ssr")]
fn page_of(broker: &str, lead: &str, view: &service::AssignmentView) -> String {
    let lead = lead.parse().unwrap_or(view.lead_id);
    format!("/b/{broker}/leads/{lead}")
}
