//! Suppressing a person: it is never called again.

use super::confirm::{Confirm, confirm_form};
use crate::components::{ButtonKind, Glyph, phone_text};
use crate::form::Post;
use crate::letters::{capital, inside};
use leptos::prelude::*;
use steadyline_api::lead::SuppressLead;
use steadyline_core::page::LeadPage;

/// Says what suppressing does, and does it.
pub(super) fn suppress(lead: &LeadPage) -> Result<AnyView, String> {
    if let Some(at) = &lead.suppressed {
        return Err(format!("This person has been suppressed since {}.", at.day));
    }
    let mut losses = Vec::new();
    if let Some(caller) = &lead.caller_id {
        losses.push(format!("{} is released", phone_text(caller.number.number.as_str())));
    }
    if let Some(at) = &lead.appointment {
        losses.push(format!("The appointment {} is kept only in the timeline", inside(&at.short)));
    }
    if lead.phone.is_some() {
        losses.push("This applies to every record with the same phone".to_owned());
    }
    let confirm = Confirm {
        text: format!("{} will never be called or assigned a number again.", capital(&lead.title)),
        losses,
        kind: ButtonKind::Danger,
        icon: Glyph::Ban,
        button: "Suppress",
    };
    let hidden = vec![("broker", lead.broker.slug.to_string()), ("lead", lead.id.to_string())];
    let post = Post::<SuppressLead>::named("suppress");
    Ok(confirm_form(lead, post, hidden, confirm, |_| ().into_any()))
}
