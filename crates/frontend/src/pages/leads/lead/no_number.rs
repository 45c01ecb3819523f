//! A lead that sees no number now: how to give it one, and why it has none.

use crate::components::{Button, ButtonKind, Card, EmptyState, Glyph, Phone, phone_text};
use crate::form::{Post, PostForm};
use crate::letters::{capital, inside};
use crate::pages::pool::number_href;
use leptos::prelude::*;
use steadyline_api::assignment::AssignLead;
use steadyline_api::undo::Undo;
use steadyline_core::page::{Ended, LeadPage, StatusKind, UndoKind};

/// In the caller ID's place.
#[component]
pub(super) fn NoNumberCard(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let lead = page.get_value();
    let name = capital(&lead.short_name);
    let text = match (&lead.ended, lead.suppressed.is_some(), lead.can_assign) {
        _ if lead.erased.is_some() => "This lead is closed, so it gets no number.".to_owned(),
        (_, true, _) => "This person is suppressed, so the lead gets no number.".to_owned(),
        (Some(ended), _, _) if ended.status == StatusKind::Unreachable => match &ended.until {
            Some(until) if lead.bad_phone.is_none() => format!(
                "{name} never answered, so the number was given back. Waiting until {} for another one.",
                inside(&until.short)
            ),
            _ => format!("{name} never answered, so the number was given back."),
        },
        (Some(_), _, _) => "The last number was released.".to_owned(),
        (None, _, true) => "The best free local number is chosen, and the lead always sees it.".to_owned(),
        (None, _, false) => "No number can be assigned now: see above.".to_owned(),
    };
    let form = lead.can_assign.then(|| view! { <AssignForm page=page /> });
    let back = lead.ended.clone().filter(|ended| ended.can_reinstate).map(|ended| {
        view! { <BackForm page=page ended=ended /> }
    });
    view! {
        <Card label="Caller ID">
            <EmptyState glyph=Glyph::Assignments title="No number" text=text>
                {back} {form}
            </EmptyState>
            <Before page=page />
        </Card>
    }
}

/// Asks for a number; in the unreachable period only with force.
#[component]
fn AssignForm(page: StoredValue<LeadPage>) -> impl IntoView {
    let post = Post::<AssignLead>::named("assign");
    let (slug, lead, force) =
        page.with_value(|lead| (lead.broker.slug.to_string(), lead.id.to_string(), lead.needs_force));
    let mut hidden = vec![("broker", slug), ("lead", lead)];
    if force {
        hidden.push(("force", "true".to_owned()));
    }
    view! {
        <PostForm post=post hidden=hidden class="form assign-form" let:form>
            <Button kind=ButtonKind::Primary icon=Glyph::Assignments big=true busy=form.busy()>
                {if force { "Assign now anyway" } else { "Assign a number" }}
            </Button>
        </PostForm>
    }
}

/// Undoes the release: the number that the lead had.
#[component]
fn BackForm(page: StoredValue<LeadPage>, ended: Ended) -> impl IntoView {
    let post = Post::<Undo>::named("back");
    let slug = page.with_value(|lead| lead.broker.slug.to_string());
    let number = phone_text(ended.number.number.as_str());
    let hidden = vec![
        ("broker", slug),
        ("kind", UndoKind::Release.as_str().to_owned()),
        ("id", ended.assignment.to_string()),
    ];
    view! {
        <PostForm post=post hidden=hidden class="form assign-form" let:form>
            <Button icon=Glyph::Undo big=true busy=form.busy()>
                {format!("Undo the release of {number}")}
            </Button>
        </PostForm>
    }
}

/// The number it had.
#[component]
fn Before(page: StoredValue<LeadPage>) -> impl IntoView {
    let lead = page.get_value();
    let slug = lead.broker.slug.to_string();
    lead.ended.map(|ended| {
        let href = number_href(&slug, &ended.number, "");
        let when = ended.at.map(|at| view! { <span title=at.exact>{format!("ended {}", at.day)}</span> });
        view! {
            <div class="card-foot">
                <span>"Last number: "</span>
                <Phone number=ended.number.number.to_string() href=href />
                {when}
                {(!ended.no_reinstate.is_empty())
                    .then(|| view! { <span>{capital(&ended.no_reinstate)} "."</span> })}
            </div>
        }
    })
}
