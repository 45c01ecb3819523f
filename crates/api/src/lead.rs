//! Leads. `lead` is the id, as addresses have it.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use std::collections::BTreeMap;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::area_code::{AreaCode, StateCode},
    steadyline_core::lead::{Deal, Lead, UnknownDeal},
    steadyline_core::page::{Undo, UndoKind},
    steadyline_core::phone::E164,
    steadyline_service::seen::Seen,
    steadyline_service::{lead as service, page as pages},
};

/// The leads of a broker.
#[server(prefix = "/fn", endpoint = "leads", input = GetUrl, output = Postcard)]
pub async fn leads(
    broker: String,
    #[server(default)] query: page::LeadsQuery,
) -> Result<page::LeadsPage, ApiError> {
    let asking = asking().await?;
    reply(pages::leads(&asking.service, &asking.actor, &broker, &query).await)
}

/// A lead's page.
#[server(prefix = "/fn", endpoint = "lead_page", input = GetUrl, output = Postcard)]
pub async fn lead_page(
    broker: String,
    lead: String,
    #[server(default)] query: page::TimelineQuery,
) -> Result<page::LeadPage, ApiError> {
    let asking = asking().await?;
    reply(pages::lead(&asking.service, &asking.actor, &broker, &lead, &query).await)
}

/// Adds a lead; with `assign` it gets a number at once; with `another` of a person who has a record already. Leads to
/// its page.
#[server(prefix = "/fn", endpoint = "add_lead", output = DonePostcard)]
pub async fn add_lead(
    broker: String,
    #[server(default)] name: String,
    #[server(default)] phone: String,
    #[server(default)] reference: String,
    #[server(default)] state: String,
    #[server(default)] area_code: String,
    #[server(default)] quality: String,
    #[server(default)] notes: String,
    #[server(default)] assign: bool,
    #[server(default)] another: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let new = service::NewLead {
        reference: given(&reference),
        name: given(&name),
        phone: given(&phone)
            .map(|phone| E164::parse(&phone).map_err(|error| error.on("phone")))
            .transpose()?,
        area_code: given(&area_code).map(|code| AreaCode::parse(&code)).transpose()?,
        state: given(&state).map(|state| StateCode::given(&state)).transpose()?,
        quality: given(&quality).map(|quality| quality.parse()).transpose()?,
        notes: given(&notes),
    };
    let added = service::create_by_hand(&asking.service, &asking.actor, &broker, new, another).await;
    let added = reply(added)?;
    lead_to(&page_of(&broker, &added));
    if !assign {
        return Ok(Done::of("The lead is added."));
    }
    crate::assignment::assign_added(&asking, &broker, &added).await
}

/// Changes a lead; empty takes a value away. Of the fields in `was`, what they held when the form was opened, those are
/// written that differ. Leads to its page.
#[server(prefix = "/fn", endpoint = "edit_lead", output = DonePostcard)]
pub async fn edit_lead(
    broker: String,
    lead: String,
    #[server(default)] name: String,
    #[server(default)] phone: String,
    #[server(default)] reference: String,
    #[server(default)] state: String,
    #[server(default)] area_code: String,
    #[server(default)] quality: String,
    #[server(default)] notes: String,
    #[server(default)] was: BTreeMap<String, String>,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let seen = Seen::new(was);
    let edit = service::LeadEdit {
        reference: Some(given(&reference)),
        name: Some(given(&name)),
        phone: given(&phone)
            .map(|phone| E164::parse(&phone).map_err(|error| error.on("phone")))
            .transpose()?,
        area_code: Some(given(&area_code).map(|code| AreaCode::parse(&code)).transpose()?),
        state: Some(given_state(&state, &seen)?),
        quality: Some(given(&quality).map(|quality| quality.parse()).transpose()?),
        notes: Some(given(&notes)),
        seen,
        ..service::LeadEdit::default()
    };
    let edited = service::edit(&asking.service, &asking.actor, &broker, &lead, edit).await;
    done_at(edited, |lead| page_of(&broker, lead), |_| "Saved.".to_owned())
}

/// Adds a note to the lead's history.
#[server(prefix = "/fn", endpoint = "add_note", output = DonePostcard)]
pub async fn add_note(broker: String, lead: String, note: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let noted = service::add_note(&asking.service, &asking.actor, &broker, &lead, &note).await;
    done(noted, |_| "Note added.".to_owned())
}

/// Closes the lead's deal, `closed_won` or `closed_lost`, or opens it again, `open`. `was` is what it was before, for
/// who takes it back. Leads to the lead's page.
#[server(prefix = "/fn", endpoint = "close_deal", output = DonePostcard)]
pub async fn close_deal(
    broker: String,
    lead: String,
    #[server(default)] deal: String,
    #[server(default)] was: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    if deal.is_empty() {
        return Err(ApiError::field("deal", "Choose whether the deal is won, lost or open."));
    }
    let deal = deal_of(&deal)?;
    let known = deal_of(&was).ok();
    // Who changed nothing here takes nothing back that somebody else did meanwhile.
    let change = (known != Some(deal)).then_some(deal);
    let edit = service::LeadEdit { deal: change, ..service::LeadEdit::default() };
    let closed = service::edit(&asking.service, &asking.actor, &broker, &lead, edit).await;
    let id = lead_id(&closed);
    let told = |lead: &Lead| match lead.deal {
        deal if change.is_none() && known == Some(deal) => "The deal stays as it was.",
        deal => deal_words(deal),
    };
    let done = done_at(closed, |lead| page_of(&broker, lead), |lead| told(lead).to_owned())?;
    Ok(if known.is_some() && change.is_some() {
        done.with_undo(Undo { broker, kind: UndoKind::Deal, id, was })
    } else {
        done
    })
}

#[cfg(feature = "ssr")]
pub(crate) fn deal_of(word: &str) -> Result<Deal, ApiError> {
    word.parse().map_err(|error: UnknownDeal| ApiError::field("deal", error.to_string()))
}

#[cfg(feature = "ssr")]
pub(crate) const fn deal_words(deal: Deal) -> &'static str {
    match deal {
        Deal::Open => "The deal is open again.",
        Deal::ClosedWon => "The deal is closed as won.",
        Deal::ClosedLost => "The deal is closed as lost.",
    }
}

#[cfg(feature = "ssr")]
fn lead_id(changed: &Result<Lead, steadyline_service::ServiceError>) -> String {
    changed.as_ref().map(|lead| lead.id.to_string()).unwrap_or_default()
}

/// Suppresses the person. Leads to the lead's page.
#[server(prefix = "/fn", endpoint = "suppress_lead", output = DonePostcard)]
pub async fn suppress_lead(broker: String, lead: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let suppressed = service::set_suppressed(&asking.service, &asking.actor, &broker, &lead, true).await;
    let id = lead_id(&suppressed);
    let undo = Undo { broker: broker.clone(), kind: UndoKind::Suppression, id, was: String::new() };
    let words = "The person is suppressed from now on.";
    let done = done_at(suppressed, |lead| page_of(&broker, lead), |_| words.to_owned())?;
    Ok(done.with_undo(undo))
}

/// What a person types to erase.
pub const ERASE: &str = "ERASE";

/// Erases the person's data, once `confirm` says [`ERASE`]. Leads to the page of what is left.
#[server(prefix = "/fn", endpoint = "erase_lead", output = DonePostcard)]
pub async fn erase_lead(
    broker: String,
    lead: String,
    #[server(default)] confirm: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    if !confirm.trim().eq_ignore_ascii_case(ERASE) {
        return Err(ApiError::field("confirm", format!("Type {ERASE} to continue.")));
    }
    let erased = service::erase(&asking.service, &asking.actor, &broker, &lead).await;
    done_at(erased, |lead| page_of(&broker, lead), |_| "The person's data is erased.".to_owned())
}

/// A lead's page.
#[cfg(feature = "ssr")]
fn page_of(broker: &str, lead: &Lead) -> String {
    format!("/b/{broker}/leads/{}", lead.id)
}
