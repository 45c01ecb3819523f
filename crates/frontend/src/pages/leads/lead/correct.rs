//! Correcting what came of a call: it counts once, and the history keeps both.

use super::head::BackToLead;
use crate::components::{Button, ButtonKind, Field, SelectField, SelectOption};
use crate::form::{Post, PostForm};
use crate::pages::leads::lead_href;
use leptos::prelude::*;
use steadyline_api::call::RecordOutcome;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::LeadPage;

/// Gives a call of the timeline another outcome.
pub(super) fn correct(lead: &LeadPage, call: &str) -> Result<AnyView, String> {
    let mut known = lead.named_call.iter().chain(&lead.timeline);
    let entry = known.find(|entry| !call.is_empty() && entry.call_id.as_deref() == Some(call));
    let found = entry.and_then(|entry| Some((entry.outcome?, entry.at.clone())));
    let (now, at) = found.ok_or_else(|| "That call is not in the timeline.".to_owned())?;
    let post = Post::<RecordOutcome>::named("correct");
    let back = StoredValue::new(lead_href(&lead.broker.slug.to_string(), lead.id, ""));
    let hidden = vec![
        ("broker", lead.broker.slug.to_string()),
        ("lead", lead.id.to_string()),
        ("call_id", call.to_owned()),
        ("correct", "true".to_owned()),
        ("back", "true".to_owned()),
    ];
    let outcomes: Vec<_> = Outcome::ALL
        .into_iter()
        .map(|outcome| SelectOption::new(outcome.as_str(), outcome.label()))
        .collect();
    let is = format!("Recorded as {}, {}.", now.label().to_ascii_lowercase(), at.relative);
    let kept = if now == Outcome::Booked { ". Stays as it is if left empty." } else { "" };
    let hint = format!("{}{kept}", lead.zone);
    Ok(view! {
        <PostForm post=post hidden=hidden let:form>
            <p>
                <b class="strong">{is.clone()}</b>
                " The call still counts once: attempts, figures and health are adjusted, and the timeline keeps both."
            </p>
            <SelectField
                name="outcome"
                form="correct"
                label="Outcome"
                options=outcomes.clone()
                value=form.typed("outcome", now.as_str())
                error=form.error("outcome")
            />
            <Field
                name="appointment_at"
                form="correct"
                label="Appointment, when booked"
                optional=true
                kind="datetime-local"
                value=form.typed("appointment_at", "")
                error=form.error("appointment_at")
                hint=hint.clone()
            />
            <Field
                name="notes"
                form="correct"
                label="Note"
                optional=true
                value=form.typed("notes", "")
                error=form.error("notes")
            />
            <div class="bar">
                <BackToLead to=back />
                <Button kind=ButtonKind::Primary busy=form.busy()>
                    "Correct the call"
                </Button>
            </div>
        </PostForm>
    }
    .into_any())
}
