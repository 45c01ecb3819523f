//! One lead: the number it always sees, what came of its calls, and what is done with it.

mod act;
mod attempts;
mod call;
mod caller_id;
mod confirm;
mod correct;
mod deal;
mod details;
mod erase;
mod head;
mod history;
mod line;
mod no_number;
mod notices;
mod numbers;
mod outcome;
mod reasons;
mod release;
mod suppress;

pub use act::{
    LeadCallPage, LeadCallbackPage, LeadCorrectPage, LeadDealPage, LeadEditPage, LeadErasePage, LeadLockPage,
    LeadRehomePage, LeadReleasePage, LeadSuppressPage,
};

use super::lead_href;
use crate::address::{use_broker, use_segment};
use crate::components::{Crumb, Page};
use crate::loading::{Again, Load, Read, read, read_again};
use act::{ActDialog, Acts};
use attempts::AttemptsCard;
use call::CallNotice;
use caller_id::CallerIdCard;
use details::DetailsCard;
use head::LeadHead;
use history::HistoryCard;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use no_number::NoNumberCard;
use notices::LeadNotices;
use numbers::NumbersCard;
use outcome::OutcomeCard;
use steadyline_api::lead as api;
use steadyline_core::page;

/// The lead of the open route.
pub(super) fn read_lead() -> Read<page::LeadPage> {
    read(asked(), |(broker, lead, query)| api::lead_page(broker, lead, query))
}

/// The same for a form that is typed into.
fn read_lead_still() -> Read<page::LeadPage> {
    read_again(Again::ChangedHere, asked(), |(broker, lead, query)| api::lead_page(broker, lead, query))
}

fn asked() -> impl Fn() -> (String, String, page::TimelineQuery) + Send + Sync + 'static {
    let (broker, lead, asked) = (use_broker(), use_segment("lead"), use_query_map());
    let query = Memo::new(move |_| {
        asked.with(|asked| {
            let value = |name| asked.get(name).unwrap_or_default();
            page::TimelineQuery { show: value("show"), before: value("before"), call: value("call") }
        })
    });
    move || (broker.get(), lead.get(), query.get())
}

/// The pages above one below a lead's.
pub(super) fn crumbs_below(lead: &page::LeadPage) -> Vec<Crumb> {
    let slug = lead.broker.slug.to_string();
    vec![
        Crumb::new("Leads", format!("/b/{slug}/leads")),
        Crumb::new(lead.title.clone(), lead_href(&slug, lead.id, "")),
    ]
}

/// A lead's page.
#[component]
pub fn LeadPage() -> impl IntoView {
    let lead = read_lead();
    let acts = Acts::over(lead);
    view! {
        <div class="through" on:click:capture=move |event| acts.on_click(&event)>
            <Load from=lead title="Lead" rows=9 view=content />
            <ActDialog acts=acts />
        </div>
    }
}

fn content(lead: page::LeadPage) -> impl IntoView {
    let slug = lead.broker.slug.to_string();
    let crumbs = vec![Crumb::new("Leads", format!("/b/{slug}/leads"))];
    let title = lead.title.clone();
    let can_record = lead.can_record;
    let has_attempts = lead.status.is_some();
    let caller = lead.caller_id.clone();
    let had_several = lead.numbers.len() > 1;
    let lead = StoredValue::new(lead);
    let number = match caller {
        Some(caller) => view! { <CallerIdCard page=lead caller=caller /> }.into_any(),
        None => view! { <NoNumberCard page=lead /> }.into_any(),
    };
    view! {
        <Page title=title crumbs=crumbs>
            <LeadHead page=lead />
            <CallNotice page=lead />
            <LeadNotices page=lead />
            <div class="lead-columns">
                <div class="lead-number">{number}</div>
                <div class="stack lead-aside">
                    {has_attempts.then(|| view! { <AttemptsCard page=lead /> })}
                    {can_record.then(|| view! { <OutcomeCard page=lead /> })} <DetailsCard page=lead />
                    {had_several.then(|| view! { <NumbersCard page=lead /> })}
                </div>
                <div class="lead-history">
                    <HistoryCard page=lead />
                </div>
            </div>
        </Page>
    }
}
