//! Taking the number away, keeping it for good, moving to another: each with its consequence and a reason.

use super::confirm::{Confirm, confirm_form};
use crate::components::{ButtonKind, Field, Glyph, phone_text};
use crate::form::{Fields, Post};
use crate::letters::{capital, inside};
use leptos::prelude::*;
use steadyline_api::assignment::{LockAssignment, RehomeAssignment, ReleaseAssignment};
use steadyline_core::id::AssignmentId;
use steadyline_core::page::{LeadPage, StatusKind};

fn hidden(lead: &LeadPage, assignment: AssignmentId) -> Vec<(&'static str, String)> {
    vec![
        ("broker", lead.broker.slug.to_string()),
        ("lead", lead.id.to_string()),
        ("assignment", assignment.to_string()),
    ]
}

fn reason(named: &'static str, form: Fields, required: bool) -> impl IntoView {
    view! {
        <Field
            name="reason"
            form=named
            label="Reason"
            required=required
            optional=!required
            value=form.typed("reason", "")
            error=form.error("reason")
            hint="For the timeline."
        />
    }
}

/// Releases the lead's number.
pub(super) fn release(lead: &LeadPage) -> Result<AnyView, String> {
    let live = lead.caller_id.as_ref().filter(|caller| caller.can_release);
    let ended = lead.ended.as_ref().filter(|ended| ended.status == StatusKind::Unreachable);
    let short = capital(&lead.short_name);
    let (assignment, text, losses, button) = match (live, ended) {
        (Some(caller), _) => {
            let number = phone_text(caller.number.number.as_str());
            let mut losses = vec![format!("{short} may see another number next time")];
            if lead.status == Some(StatusKind::Booked) {
                losses.push(match &lead.appointment {
                    Some(at) => {
                        format!("The appointment {} is kept only in the timeline", inside(&at.short))
                    }
                    None => "The lock is gone".to_owned(),
                });
            }
            if lead.status == Some(StatusKind::Held) {
                losses.push(format!("{short} has spoken to you on this number"));
            }
            losses.push(format!("{number} then {}", caller.after_release));
            (caller.assignment, format!("{short} loses {number}."), losses, "Release")
        }
        (None, Some(ended)) => (
            ended.assignment,
            format!("{short} can be assigned again right away."),
            vec!["The wait after the last attempt is cut short".to_owned()],
            "End the wait",
        ),
        (None, None) => return Err("The lead has no number to release.".to_owned()),
    };
    let confirm = Confirm { text, losses, kind: ButtonKind::Danger, icon: Glyph::Unlock, button };
    let post = Post::<ReleaseAssignment>::named("release");
    let mut sent = hidden(lead, assignment);
    // All that is said above holds for this status alone.
    sent.extend(lead.status.map(|status| ("status", status.as_str().to_owned())));
    Ok(confirm_form(lead, post, sent, confirm, |form| reason("release", form, true).into_any()))
}

/// Locks the lead to its number, with an appointment if there is one.
pub(super) fn lock(lead: &LeadPage) -> Result<AnyView, String> {
    let caller = lead.caller_id.as_ref().filter(|caller| caller.can_lock);
    let caller = caller.ok_or_else(|| {
        if lead.caller_id.is_some() {
            "The lead is already locked to its number."
        } else {
            "The lead has no number to lock."
        }
        .to_owned()
    })?;
    let short = capital(&lead.short_name);
    let number = phone_text(caller.number.number.as_str());
    let callbacks = if lead.main_line.is_some() {
        format!("Callbacks from {} go to the main line", lead.short_name)
    } else {
        "No main line is set. Set one in Settings so callbacks can be connected to it".to_owned()
    };
    let confirm = Confirm {
        text: format!("{short} keeps {number}, no matter how further calls end."),
        losses: vec![
            "Unanswered calls no longer release the number; a person still can".to_owned(),
            callbacks,
        ],
        kind: ButtonKind::Primary,
        icon: Glyph::Lock,
        button: "Lock",
    };
    let (appointment, zone) = (lead.appointment_input.clone(), lead.zone.clone());
    let fields = move |form: Fields| {
        view! {
            <Field
                name="appointment_at"
                form="lock"
                label="Appointment"
                optional=true
                kind="datetime-local"
                value=form.typed("appointment_at", appointment.clone())
                error=form.error("appointment_at")
                hint=zone.clone()
            />
            {reason("lock", form, false)}
        }
        .into_any()
    };
    let post = Post::<LockAssignment>::named("lock");
    Ok(confirm_form(lead, post, hidden(lead, caller.assignment), confirm, fields))
}

/// Moves the lead to another number.
pub(super) fn rehome(lead: &LeadPage) -> Result<AnyView, String> {
    let caller = lead.caller_id.as_ref().filter(|caller| caller.can_rehome);
    let caller = caller.ok_or_else(|| {
        if lead.caller_id.is_some() {
            "There is no need to rehome: only leads on a resting, retired or gone number are rehomed."
        } else {
            "The lead has no number, so there is nothing to rehome."
        }
        .to_owned()
    })?;
    let short = capital(&lead.short_name);
    let number = phone_text(caller.number.number.as_str());
    let confirm = Confirm {
        text: format!("{short} is rehomed from {number} to the best other number that is free."),
        losses: vec![
            format!("{short} sees another number from now on"),
            "Attempts, answers, appointment and notes go with the lead".to_owned(),
            "If no other number is free, nothing changes".to_owned(),
        ],
        kind: ButtonKind::Primary,
        icon: Glyph::Move,
        button: "Rehome",
    };
    let post = Post::<RehomeAssignment>::named("rehome");
    Ok(confirm_form(lead, post, hidden(lead, caller.assignment), confirm, |form| {
        reason("rehome", form, true).into_any()
    }))
}
