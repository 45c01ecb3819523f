//! One lead: the number it always sees, what came of its calls, and what is done with it.

mod attempts;
mod caller_id;
mod correct;
mod deal;
mod details;
mod erase;
mod head;
mod history;
mod line;
mod no_number;
mod notices;
mod outcome;
mod reasons;
mod release;
mod suppress;

pub use correct::LeadCorrectPage;
pub use deal::LeadDealPage;
pub use erase::LeadErasePage;
pub use release::{LeadLockPage, LeadRehomePage, LeadReleasePage};
pub use suppress::LeadSuppressPage;

use super::lead_href;
use crate::address::{use_broker, use_segment};
use crate::components::{Crumb, LinkButton, Notice, Page};
use crate::loading::{Load, Read, read};
use attempts::AttemptsCard;
use caller_id::CallerIdCard;
use details::DetailsCard;
use head::LeadHead;
use history::HistoryCard;
use leptos::prelude::*;
use no_number::NoNumberCard;
use notices::LeadNotices;
use outcome::OutcomeCard;
use steadyline_api::lead as api;
use steadyline_core::page;

/// The lead of the open route.
pub(super) fn read_lead() -> Read<page::LeadPage> {
    let (broker, lead) = (use_broker(), use_segment("lead"));
    read(move || (broker.get(), lead.get()), |(broker, lead)| api::lead_page(broker, lead))
}

/// The pages above one below a lead's.
pub(super) fn crumbs_below(lead: &page::LeadPage) -> Vec<Crumb> {
    let slug = lead.broker.slug.to_string();
    vec![
        Crumb::new("Leads", format!("/b/{slug}/leads")),
        Crumb::new(lead.title.clone(), lead_href(&slug, lead.id, "")),
    ]
}

/// Why a page below the lead's has nothing to do, with the way back.
fn nothing_to_do(lead: &page::LeadPage, words: String) -> impl IntoView + use<> {
    let back = lead_href(&lead.broker.slug.to_string(), lead.id, "");
    let end = view! { <LinkButton href=back>"Back to the lead"</LinkButton> };
    view! { <Notice end=end>{words}</Notice> }
}

/// The same for one whose person's data was erased.
pub(super) fn closed(lead: &page::LeadPage) -> Option<AnyView> {
    let at = lead.erased.as_ref()?;
    let words =
        format!("The data of this person was erased on {}: nothing is done with the lead any more.", at.day);
    Some(nothing_to_do(lead, words).into_any())
}

/// A lead's page.
#[component]
pub fn LeadPage() -> impl IntoView {
    view! { <Load from=read_lead() title="Lead" rows=9 view=content /> }
}

fn content(lead: page::LeadPage) -> impl IntoView {
    let slug = lead.broker.slug.to_string();
    let crumbs = vec![Crumb::new("Leads", format!("/b/{slug}/leads"))];
    let title = lead.title.clone();
    let can_record = lead.can_record;
    let has_attempts = lead.status.is_some();
    let caller = lead.caller_id.clone();
    let lead = StoredValue::new(lead);
    let number = match caller {
        Some(caller) => view! { <CallerIdCard page=lead caller=caller /> }.into_any(),
        None => view! { <NoNumberCard page=lead /> }.into_any(),
    };
    view! {
        <Page title=title crumbs=crumbs>
            <LeadHead page=lead />
            <LeadNotices page=lead />
            <div class="lead-columns">
                <div class="lead-number">{number}</div>
                <div class="stack lead-aside">
                    {has_attempts.then(|| view! { <AttemptsCard page=lead /> })}
                    {can_record.then(|| view! { <OutcomeCard page=lead /> })} <DetailsCard page=lead />
                </div>
                <div class="lead-history">
                    <HistoryCard page=lead />
                </div>
            </div>
        </Page>
    }
}
