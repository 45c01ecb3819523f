//! What came of a call: nine buttons, a note, an appointment.

use crate::components::{Card, Field, Finds, OutcomeButtons, TextArea, phone_text};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::call::RecordOutcome;
use steadyline_core::page::LeadPage;

/// The form that records an outcome.
#[component]
pub(super) fn OutcomeCard(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let lead = page.get_value();
    let post = Post::<RecordOutcome>::named("outcome");
    let sub = lead
        .caller_id
        .as_ref()
        .map(|caller| format!("of a call on {}", phone_text(caller.number.number.as_str())))
        .unwrap_or_default();
    let hidden = vec![
        ("broker", lead.broker.slug.to_string()),
        ("lead", lead.id.to_string()),
        ("call_id", lead.call_id.clone()),
    ];
    let finds = match (&lead.caller_id, &lead.suppressed, &lead.erased) {
        (Some(_), ..) => Finds::Number { main_line: lead.main_line.is_some() },
        (None, None, None) => Finds::NoNumber,
        (None, ..) => Finds::Nobody,
    };
    // The button is narrow.
    let next = lead.next_attempt;
    let attempt = if next.last { "Last: unreachable".to_owned() } else { next.words };
    let short = lead.short_name;
    let (appointment, zone) = (lead.appointment_input, lead.zone);
    view! {
        <Card title="Record an outcome" sub=sub padded=true>
            <PostForm post=post hidden=hidden class="form outcome-form" clears=true let:form>
                <OutcomeButtons lead=short.clone() attempt=attempt.clone() finds=finds />
                <TextArea
                    attr:data-key="t"
                    attr:data-key-does="focus"
                    name="notes"
                    form="outcome"
                    label="Note for the timeline"
                    hint="T to write a note, P to pick an appointment time, Esc to leave the field."
                    optional=true
                    rows=2
                    value=form.typed("notes", "")
                    error=form.error("notes")
                />
                <Field
                    attr:data-key="p"
                    attr:data-key-does="focus"
                    name="appointment_at"
                    form="outcome"
                    label="Appointment, when booked"
                    optional=true
                    kind="datetime-local"
                    value=form.typed("appointment_at", appointment.clone())
                    error=form.error("appointment_at")
                    hint=zone.clone()
                />
            </PostForm>
        </Card>
    }
}
