//! What has to be known before the lead is called.

use crate::components::{Glyph, LinkButton, Notice, NoticeKind, phone_text};
use crate::letters::capital;
use crate::pages::leads::address::lead_href;
use leptos::prelude::*;
use steadyline_core::page::LeadPage;

/// The notices above a lead, hottest first.
#[component]
pub(super) fn LeadNotices(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let lead = page.get_value();
    let slug = lead.broker.slug.to_string();
    let erased = lead.erased.clone().map(|at| {
        view! {
            <Notice glyph=Glyph::Delete>
                <b class="strong" title=at.exact>
                    {format!("Erased on {}. ", at.day)}
                </b>
                "Name, phone and notes are gone for good; calls still count in reports. The lead is closed."
            </Notice>
        }
    });
    let suppressed = lead.suppressed.clone().map(|at| {
        view! {
            <Notice kind=NoticeKind::Bad glyph=Glyph::Ban>
                <b class="strong">{format!("Suppressed since {}. ", at.day)}</b>
                "The person is never called again, and this lead gets no number."
            </Notice>
        }
    });
    let bad_phone = lead.bad_phone.clone().map(|at| {
        let edit = lead_href(&slug, lead.id, "/edit");
        view! {
            <Notice
                kind=NoticeKind::Warn
                glyph=Glyph::CallOff
                end=view! { <LinkButton href=edit>"Enter another phone"</LinkButton> }
            >
                <b class="strong">"Wrong number. "</b>
                {format!(
                    "Reported as someone else's phone on {}. The lead gets no number until it has another phone.",
                    at.day,
                )}
            </Notice>
        }
    });
    let short = lead.short_name.clone();
    let on_hold = lead.limit_on_hold.clone().filter(|_| lead.missed.is_none()).map(|until| {
        let name = capital(&short);
        if lead.is_callback_seen_to {
            let title = format!("The attempt limit is on hold until {}. ", until.day);
            return view! {
                <Notice glyph=Glyph::Missed>
                    <b class="strong">{title}</b>
                    {format!("{name} called back once and the main line did not pick up.")}
                </Notice>
            }
            .into_any();
        }
        let words = format!(
            "{name} called back and the main line did not pick up. The attempt limit is on hold until {}.",
            until.day,
        );
        view! {
            <Notice kind=NoticeKind::Bad glyph=Glyph::Missed>
                <b class="strong">"Missed callback. "</b>
                {words}
            </Notice>
        }
        .into_any()
    });
    let trouble = lead.caller_id.clone().filter(|caller| !caller.trouble.is_empty()).map(|caller| {
        let rehome = lead_href(&slug, lead.id, "/rehome");
        let title = format!("{} is out of service. ", phone_text(caller.number.number.as_str()));
        let end = caller
            .can_rehome
            .then(|| view! { <LinkButton href=rehome icon=Glyph::Move>"Rehome"</LinkButton> });
        view! {
            <Notice kind=NoticeKind::Bad glyph=Glyph::Unplug end=end>
                <b class="strong">{title}</b>
                {caller.trouble}
            </Notice>
        }
    });
    let booked = lead.route_to.clone().map(|line| {
        let (kind, word) = if lead.has_appointment_passed {
            (NoticeKind::Info, "Appointment passed")
        } else {
            (NoticeKind::Good, "Appointment")
        };
        let when = lead
            .appointment
            .as_ref()
            .map_or_else(|| "Locked to the number. ".to_owned(), |at| format!("{word}: {}. ", at.short));
        let words =
            format!("Calls from {} go to the main line {}.", lead.short_name, phone_text(line.as_str()));
        view! {
            <Notice kind=kind glyph=Glyph::Calendar>
                <b class="strong">{when}</b>
                {words}
            </Notice>
        }
    });
    view! {
        {erased}
        {suppressed}
        {on_hold}
        {trouble}
        {bad_phone}
        {booked}
    }
}
