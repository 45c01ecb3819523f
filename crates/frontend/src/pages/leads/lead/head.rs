//! Who the lead is, and what may be done with the lead as a whole.

use crate::components::{Avatar, ButtonKind, Glyph, LinkButton, Menu, MenuItem, Opens, Phone, StatusChip};
use crate::pages::leads::address::lead_href;
use leptos::prelude::*;
use steadyline_core::lead::Deal;
use steadyline_core::page::LeadPage;

/// Name, status, phone, place, the time there and the reference; release, lock and the rest.
#[component]
pub(super) fn LeadHead(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let lead = page.get_value();
    let slug = lead.broker.slug.to_string();
    let below = |below: &str| lead_href(&slug, lead.id, below);
    let can = lead.caller_id.as_ref();
    let can_release =
        can.is_some_and(|caller| caller.can_release) || lead.ended.as_ref().is_some_and(is_unreachable);
    let lock = can.is_some_and(|caller| caller.can_lock).then(|| {
        view! {
            <LinkButton href=below("/lock") icon=Glyph::Lock big=true>
                "Lock"
            </LinkButton>
        }
    });
    // Without a number there is none to release: what can end is the wait for the next one.
    let ends = if can.is_some() { "Release" } else { "End the wait" };
    let release = can_release.then(|| {
        view! {
            <LinkButton href=below("/release") icon=Glyph::Unlock big=true>
                {ends}
            </LinkButton>
        }
    });
    let calls = lead.is_connected && lead.caller_id.is_some() && lead.erased.is_none();
    let call = calls.then(|| {
        view! {
            <LinkButton href=below("/call") icon=Glyph::Call kind=ButtonKind::Primary big=true>
                "Call"
            </LinkButton>
        }
    });
    let initials_of = if lead.name.is_empty() { String::new() } else { lead.name.clone() };
    let status = lead.status.map(|status| {
        view! { <StatusChip status=status words=lead.status_words.clone() /> }
    });
    let is_open = lead.erased.is_none();
    let deal = match lead.deal {
        Deal::Open => None,
        Deal::ClosedWon => Some(view! { <span class="chip is-booked deal-chip">"Deal won"</span> }),
        Deal::ClosedLost => Some(view! { <span class="chip is-released deal-chip">"Deal lost"</span> }),
    };
    view! {
        <div class="title-row">
            <Avatar name=initials_of large=true />
            <div class="title-words">
                <h2>{lead.title.clone()} {status} {deal}</h2>
                <div class="meta">
                    {lead
                        .phone
                        .as_ref()
                        .map(|phone| view! { <Phone number=phone.to_string() copy=true /> })}
                    {said(&lead.place)} {said(&lead.local_time)}
                    {(!lead.reference.is_empty() && lead.reference != lead.title)
                        .then(|| view! { <span>"Reference " {lead.reference.clone()}</span> })}
                </div>
            </div>
            <div class="end">{call} {release} {lock} {is_open.then(|| view! { <More page=page /> })}</div>
        </div>
    }
}

fn is_unreachable(ended: &steadyline_core::page::Ended) -> bool {
    ended.status == steadyline_core::page::StatusKind::Unreachable && ended.until.is_some()
}

fn said(words: &str) -> Option<impl IntoView + use<>> {
    (!words.is_empty()).then(|| {
        let words = words.to_owned();
        view! { <span>{words}</span> }
    })
}

/// What is done more rarely; each is a page of its own.
#[component]
fn More(page: StoredValue<LeadPage>) -> impl IntoView {
    let lead = page.get_value();
    let slug = lead.broker.slug.to_string();
    let below = |below: &str| lead_href(&slug, lead.id, below);
    let (edit, rehome, deal) = (below("/edit"), below("/rehome"), below("/deal"));
    let (suppress, erase) = (below("/suppress"), below("/erase"));
    let can_rehome = lead.caller_id.as_ref().is_some_and(|caller| caller.can_rehome);
    let is_open = lead.suppressed.is_none();
    view! {
        <Menu
            id="lead-more"
            class="icon-button"
            label=format!("More for {}", lead.title)
            opens=Opens::DownEnd
        >
            <MenuItem href=edit icon=Glyph::Edit>
                "Edit the lead"
            </MenuItem>
            {can_rehome
                .then(|| {
                    view! {
                        <MenuItem href=rehome icon=Glyph::Move>
                            "Rehome to another number"
                        </MenuItem>
                    }
                })}
            <MenuItem href=deal icon=Glyph::Target>
                {if lead.deal == Deal::Open { "Close the deal" } else { "Change the deal" }}
            </MenuItem>
            <hr />
            {is_open
                .then(|| {
                    view! {
                        <MenuItem href=suppress icon=Glyph::Ban danger=true>
                            "Suppress this person"
                        </MenuItem>
                    }
                })}
            <MenuItem href=erase icon=Glyph::Delete danger=true>
                "Erase this person's data"
            </MenuItem>
        </Menu>
    }
}

/// A way back to the lead, beside an action that is not taken.
#[component]
pub(super) fn BackToLead(
    /// The lead's page.
    to: StoredValue<String>,
) -> impl IntoView {
    view! {
        <LinkButton href=to.get_value() kind=ButtonKind::Quiet>
            "Cancel"
        </LinkButton>
    }
}
