//! Taking the number away, keeping it for good, moving to another: each with its consequence and a reason.

use super::head::BackToLead;
use super::notices::capital;
use super::{crumbs_below, nothing_to_do, read_lead};
use crate::components::{Button, ButtonKind, Card, ConfirmCard, Field, Glyph, Page, phone_text};
use crate::form::{Fields, Post, PostForm};
use crate::loading::Load;
use crate::pages::leads::lead_href;
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

fn reason(form: Fields, required: bool) -> impl IntoView {
    view! {
        <Field
            name="reason"
            label="Reason"
            required=required
            optional=!required
            value=form.typed("reason", "")
            error=form.error("reason")
            hint="For the timeline."
        />
    }
}

/// Releases the lead's number, once confirmed.
#[component]
pub fn LeadReleasePage() -> impl IntoView {
    view! { <Load from=read_lead() title="Release" view=release /> }
}

fn release(lead: LeadPage) -> impl IntoView {
    let post = Post::<ReleaseAssignment>::new();
    let crumbs = crumbs_below(&lead);
    let live = lead.caller_id.as_ref().filter(|caller| caller.can_release);
    let ended = lead.ended.as_ref().filter(|ended| ended.status == StatusKind::Unreachable);
    let short = capital(&lead.short_name);
    let said = match (live, ended) {
        (Some(caller), _) => {
            let number = phone_text(caller.number.number.as_str());
            let mut losses = vec![format!("{short} may see another number the next time")];
            if lead.status == Some(StatusKind::Booked) {
                losses.push(match &lead.appointment {
                    Some(at) => format!("The appointment {} is kept in the timeline alone", at.short),
                    None => "The lock is gone".to_owned(),
                });
            }
            if lead.status == Some(StatusKind::Held) {
                losses.push(format!("{short} has spoken to you on this number"));
            }
            losses.push(format!("{number} has room for another lead"));
            Some((caller.assignment, format!("{short} gives {number} back."), losses))
        }
        (None, Some(ended)) => Some((
            ended.assignment,
            format!("{short} may be assigned again at once."),
            vec!["The wait after the last attempt is cut short".to_owned()],
        )),
        (None, None) => None,
    };
    let body = match said {
        None => nothing_to_do(&lead, "The lead has no number to release.".to_owned()).into_any(),
        Some((assignment, text, losses)) => {
            let hidden = hidden(&lead, assignment);
            let back = StoredValue::new(lead_href(&lead.broker.slug.to_string(), lead.id, ""));
            view! {
                <Card title="Release the number" sub=lead.title padded=true>
                    <PostForm post=post hidden=hidden let:form>
                        <ConfirmCard text=text.clone() losses=losses.clone() fields=reason(form, true)>
                            <BackToLead to=back />
                            <Button kind=ButtonKind::Danger icon=Glyph::Unlock busy=form.busy()>
                                "Release"
                            </Button>
                        </ConfirmCard>
                    </PostForm>
                </Card>
            }
            .into_any()
        }
    };
    view! {
        <Page title="Release" crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}

/// Locks the lead to its number, with an appointment if there is one.
#[component]
pub fn LeadLockPage() -> impl IntoView {
    view! { <Load from=read_lead() title="Lock" view=lock /> }
}

fn lock(lead: LeadPage) -> impl IntoView {
    let post = Post::<LockAssignment>::new();
    let crumbs = crumbs_below(&lead);
    let short = capital(&lead.short_name);
    let body = match lead.caller_id.clone().filter(|caller| caller.can_lock) {
        None => nothing_to_do(&lead, "The lead has no number that can be locked.".to_owned()).into_any(),
        Some(caller) => {
            let hidden = hidden(&lead, caller.assignment);
            let back = StoredValue::new(lead_href(&lead.broker.slug.to_string(), lead.id, ""));
            let number = phone_text(caller.number.number.as_str());
            let text = format!("{short} keeps {number}, whatever comes of further calls.");
            let losses = vec![
                "Attempts no longer end it; a person can release it".to_owned(),
                "Its callbacks go to the main line".to_owned(),
            ];
            let (appointment, zone) = (lead.appointment_input.clone(), lead.zone.clone());
            view! {
                <Card title="Lock the number" sub=lead.title padded=true>
                    <PostForm post=post hidden=hidden let:form>
                        <ConfirmCard
                            text=text.clone()
                            losses=losses.clone()
                            fields=view! {
                                <Field
                                    name="appointment_at"
                                    label="Appointment"
                                    optional=true
                                    kind="datetime-local"
                                    value=form.typed("appointment_at", appointment.clone())
                                    error=form.error("appointment_at")
                                    hint=zone.clone()
                                />
                                {reason(form, false)}
                            }
                        >
                            <BackToLead to=back />
                            <Button kind=ButtonKind::Primary icon=Glyph::Lock busy=form.busy()>
                                "Lock"
                            </Button>
                        </ConfirmCard>
                    </PostForm>
                </Card>
            }
            .into_any()
        }
    };
    view! {
        <Page title="Lock" crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}

/// Moves the lead to another number, once confirmed.
#[component]
pub fn LeadRehomePage() -> impl IntoView {
    view! { <Load from=read_lead() title="Rehome" view=rehome /> }
}

fn rehome(lead: LeadPage) -> impl IntoView {
    let post = Post::<RehomeAssignment>::new();
    let crumbs = crumbs_below(&lead);
    let short = capital(&lead.short_name);
    let body = match lead.caller_id.clone().filter(|caller| caller.can_rehome) {
        None => {
            let why = if lead.caller_id.is_some() {
                "The lead stays: only one whose number rests, was retired or is gone moves to another."
            } else {
                "The lead has no number to move from."
            };
            nothing_to_do(&lead, why.to_owned()).into_any()
        }
        Some(caller) => {
            let hidden = hidden(&lead, caller.assignment);
            let back = StoredValue::new(lead_href(&lead.broker.slug.to_string(), lead.id, ""));
            let number = phone_text(caller.number.number.as_str());
            let text = format!("{short} moves from {number} to the best other number that is free.");
            let losses = vec![
                format!("{short} sees another number from now on"),
                "Attempts, answers, appointment and notes go with the lead".to_owned(),
                "If no other number is free, nothing changes".to_owned(),
            ];
            view! {
                <Card title="Rehome to another number" sub=lead.title padded=true>
                    <PostForm post=post hidden=hidden let:form>
                        <ConfirmCard text=text.clone() losses=losses.clone() fields=reason(form, true)>
                            <BackToLead to=back />
                            <Button kind=ButtonKind::Primary icon=Glyph::Move busy=form.busy()>
                                "Rehome"
                            </Button>
                        </ConfirmCard>
                    </PostForm>
                </Card>
            }
            .into_any()
        }
    };
    view! {
        <Page title="Rehome" crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}
