//! Closing a deal: won or lost, whatever the assignment's state.

use super::details::deal_words;
use super::head::BackToLead;
use crate::components::{Button, ButtonKind, Choice, ChoiceGroup, Glyph, Notice, NoticeKind};
use crate::form::{Post, PostForm};
use crate::pages::leads::lead_href;
use leptos::prelude::*;
use steadyline_api::lead::CloseDeal;
use steadyline_core::lead::Deal;
use steadyline_core::page::LeadPage;

/// The form that closes a deal or opens it again.
pub(super) fn deal(lead: &LeadPage) -> Result<AnyView, String> {
    let post = Post::<CloseDeal>::named("deal");
    let (slug, id) = (lead.broker.slug.to_string(), lead.id);
    let hidden =
        vec![("broker", slug.clone()), ("lead", id.to_string()), ("was", lead.deal.as_str().to_owned())];
    let back = StoredValue::new(lead_href(&slug, id, ""));
    let now = (lead.deal != Deal::Open).then(|| {
        let since = lead.deal_at.as_ref().map(|at| format!(" since {}", at.day)).unwrap_or_default();
        let kind = if lead.deal == Deal::ClosedWon { NoticeKind::Good } else { NoticeKind::Info };
        (kind, format!("The deal is {}{since}.", deal_words(lead.deal).to_ascii_lowercase()))
    });
    let stored = lead.deal.as_str();
    let choices = [
        (Deal::ClosedWon, "Won", "Counts as closed in the funnel."),
        (Deal::ClosedLost, "Lost", "The lead keeps its status and its number."),
        (Deal::Open, "Open", "Not decided yet."),
    ];
    Ok(view! {
        <PostForm post=post hidden=hidden let:form>
            {now
                .clone()
                .map(|(kind, words)| {
                    view! {
                        <Notice kind=kind glyph=Glyph::Target>
                            {words}
                        </Notice>
                    }
                })}
            <ChoiceGroup name="deal" form="deal" label="The deal" hushed=true error=form.error("deal")>
                {choices
                    .into_iter()
                    .map(|(deal, label, hint)| {
                        let chosen = form.typed("deal", stored) == deal.as_str();
                        view! {
                            <Choice
                                name="deal"
                                value=deal.as_str()
                                label=label
                                hint=hint
                                radio=true
                                checked=chosen
                            />
                        }
                    })
                    .collect_view()}
            </ChoiceGroup>
            <div class="bar">
                <BackToLead to=back />
                <Button kind=ButtonKind::Primary busy=form.busy()>
                    "Save"
                </Button>
            </div>
        </PostForm>
    }
    .into_any())
}
