//! Correcting what came of a call: it counts once, and the history keeps both.

use super::head::BackToLead;
use super::{closed, crumbs_below, nothing_to_do, read_lead};
use crate::address::use_query_value;
use crate::components::{Button, ButtonKind, Card, Field, Page, SelectField, SelectOption};
use crate::form::{Post, PostForm};
use crate::loading::Load;
use crate::pages::leads::lead_href;
use leptos::prelude::*;
use steadyline_api::call::RecordOutcome;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::LeadPage;

/// Gives a call of the timeline another outcome.
#[component]
pub fn LeadCorrectPage() -> impl IntoView {
    let call = use_query_value("call");
    view! { <Load from=read_lead() title="Correct a call" view=move |lead| content(lead, call.get()) /> }
}

fn content(lead: LeadPage, call: String) -> impl IntoView {
    let post = Post::<RecordOutcome>::new();
    let crumbs = crumbs_below(&lead);
    let entry = lead.timeline.iter().find(|entry| entry.call_id.as_ref() == Some(&call) && !call.is_empty());
    let found = entry.and_then(|entry| Some((entry.outcome?, entry.at.clone())));
    let body = match (closed(&lead), found) {
        (Some(closed), _) => closed,
        (None, None) => nothing_to_do(&lead, "There is no such call in the timeline.".to_owned()).into_any(),
        (None, Some((now, at))) => {
            let back = StoredValue::new(lead_href(&lead.broker.slug.to_string(), lead.id, ""));
            let hidden = vec![
                ("broker", lead.broker.slug.to_string()),
                ("lead", lead.id.to_string()),
                ("call_id", call),
                ("correct", "true".to_owned()),
            ];
            let outcomes: Vec<_> = Outcome::ALL
                .into_iter()
                .map(|outcome| SelectOption::new(outcome.as_str(), outcome.label()))
                .collect();
            let sub = format!("{}, {}", now.label().to_lowercase(), at.relative);
            let zone = lead.zone.clone();
            view! {
                <Card title="Correct a call" sub=sub padded=true>
                    <PostForm post=post hidden=hidden let:form>
                        <p>
                            "The call still counts once: attempts, figures and health move by the difference, and the timeline keeps both."
                        </p>
                        <SelectField
                            name="outcome"
                            label="What came of it"
                            options=outcomes.clone()
                            value=form.typed("outcome", now.as_str())
                            error=form.error("outcome")
                        />
                        <Field
                            name="appointment_at"
                            label="Appointment, when booked"
                            optional=true
                            kind="datetime-local"
                            value=form.typed("appointment_at", "")
                            error=form.error("appointment_at")
                            hint=zone.clone()
                        />
                        <Field
                            name="note"
                            label="Note"
                            optional=true
                            value=form.typed("note", "")
                            error=form.error("note")
                        />
                        <div class="bar">
                            <Button kind=ButtonKind::Primary busy=form.busy()>
                                "Correct the call"
                            </Button>
                            <BackToLead to=back />
                        </div>
                    </PostForm>
                </Card>
            }
            .into_any()
        }
    };
    view! {
        <Page title="Correct" crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}
