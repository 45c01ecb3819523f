//! Calls: recording what came of one.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*, steadyline_core::assignment::Action, steadyline_core::id::CarrierCallId,
    steadyline_core::outcome::Outcome, steadyline_core::phone::E164, steadyline_service::call as service,
    steadyline_service::carrier_call, steadyline_service::page as pages,
};

/// The calls behind a figure, newest first.
#[server(prefix = "/fn", endpoint = "calls", input = GetUrl, output = Postcard)]
pub async fn calls(
    broker: String,
    #[server(default)] query: page::CallsQuery,
) -> Result<page::CallsPage, ApiError> {
    let asking = asking().await?;
    reply(pages::calls(&asking.service, &asking.actor, &broker, &query).await)
}

/// Records the outcome of a call to the lead. `call_id` names the call: the same form sent twice counts once,
/// another outcome for it corrects the call. `appointment_at` is local to the office. With `back` leads to the lead's page.
#[server(prefix = "/fn", endpoint = "record_outcome", output = DonePostcard)]
pub async fn record_outcome(
    broker: String,
    lead: String,
    outcome: String,
    #[server(default)] call_id: String,
    #[server(default)] notes: String,
    #[server(default)] appointment_at: String,
    #[server(default)] correct: bool,
    #[server(default)] back: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let page = format!("/b/{broker}/leads/{lead}");
    let report = service::Report {
        appointment_at: asking.local_time(&broker, &appointment_at).await?,
        broker: Some(broker),
        lead,
        outcome,
        call_id: given(&call_id),
        notes: given(&notes),
        correct,
        ..service::Report::default()
    };
    // It may be so that somebody writes up what was agreed long ago, and it may be another year than was meant.
    let is_past = report.outcome == Outcome::Booked.as_str()
        && report.appointment_at.is_some_and(|at| at < asking.service.clock.now());
    let recorded = service::record(&asking.service, &asking.actor, report).await;
    let told = |reported: &service::Reported| match told(reported) {
        told if is_past => format!("{told} The appointment is in the past."),
        told => told,
    };
    if back { done_at(recorded, |_| page, told) } else { done(recorded, told) }
}

/// Calls the lead: the main line rings first, or with `ring` = `own` the phone of who asks. Leads to the lead's page.
#[server(prefix = "/fn", endpoint = "ask_call", output = DonePostcard)]
pub async fn ask_call(
    broker: String,
    lead: String,
    #[server(default)] ring: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let page = format!("/b/{broker}/leads/{lead}");
    let ring = carrier_call::Ring::parse(&ring)?;
    let asked = carrier_call::ask(&asking.service, &asking.actor, Some(&broker), &lead, ring).await;
    done_at(
        asked,
        |_| page,
        |call| {
            let phone = call.rings.as_ref().map(E164::national).unwrap_or_default();
            match call.ahead {
                0 => format!("{phone} rings in a moment."),
                1 => format!("1 call is ahead of yours, then {phone} rings."),
                more => format!("{more} calls are ahead of yours, then {phone} rings."),
            }
        },
    )
}

/// Takes a call that waits for its turn out of the queue. Leads to the lead's page.
#[server(prefix = "/fn", endpoint = "call_off", output = DonePostcard)]
pub async fn call_off(broker: String, lead: String, call: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let page = format!("/b/{broker}/leads/{lead}");
    let off = carrier_call::call_off(&asking.service, &asking.actor, Some(&broker), named(&call)?).await;
    done_at(off, |_| page, |_| "Call canceled.".to_owned())
}

/// Says that a missed callback is done with. Leads to the lead's page.
#[server(prefix = "/fn", endpoint = "dismiss_callback", output = DonePostcard)]
pub async fn dismiss_callback(broker: String, lead: String, callback: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let page = format!("/b/{broker}/leads/{lead}");
    let id = named(&callback)?;
    let done = carrier_call::dismiss(&asking.service, &asking.actor, Some(&broker), id).await;
    done_at(done, |_| page, |_| "Callback dismissed.".to_owned())
}

#[cfg(feature = "ssr")]
fn named(call: &str) -> Result<CarrierCallId, ApiError> {
    call.parse().map_err(|_| ApiError::new(crate::ErrorKind::NotFound, "There is no such call."))
}

/// What the call led to.
#[cfg(feature = "ssr")]
fn told(reported: &service::Reported) -> String {
    let main_line = reported.route_to.as_ref().map(E164::national);
    let after = match (reported.action, reported.attempts_left, main_line) {
        _ if !reported.outcome.counts() => "not counted, nobody was called".to_owned(),
        (Action::Continue, Some(1), _) => "1 attempt left".to_owned(),
        (Action::Continue, Some(left), _) => format!("{left} attempts left"),
        (Action::Continue, None, _) => "keep calling".to_owned(),
        (Action::Held, ..) => "held on this number".to_owned(),
        (Action::Locked, _, Some(line)) => format!("locked; route calls to {line}"),
        (Action::Locked, _, None) => "locked to this number".to_owned(),
        (Action::Released, ..) if reported.assignment_id.is_none() => {
            "recorded; the lead has no number".to_owned()
        }
        (Action::Released, ..) if reported.outcome.ends_lead() => {
            "the lead no longer has a number".to_owned()
        }
        (Action::Released, ..) => "recorded; the number had been given back before".to_owned(),
        (Action::Unreachable, ..) => "attempts used up, the lead no longer has a number".to_owned(),
        (Action::NoNumber, ..) => "recorded; no number is free to keep the lead on".to_owned(),
    };
    let Some(was) = reported.in_place_of else { return format!("{}: {after}.", reported.outcome.label()) };
    // Two that are clicked before the page shows the first are of one call too.
    let [is, was] = [reported.outcome, was].map(|outcome| outcome.label().to_ascii_lowercase());
    format!("Corrected from {was} to {is}, {after}.")
}
