//! Erasing a person's data.

use super::confirm::{Confirm, confirm_form};
use crate::components::{ButtonKind, Field, Glyph, Icon, phone_text};
use crate::form::{Fields, Post};
use crate::pages::leads::lead_href;
use leptos::prelude::*;
use steadyline_api::lead::{ERASE, EraseLead};
use steadyline_core::page::LeadPage;

/// Says what goes and what stays, and erases once the word is typed.
pub(super) fn erase(lead: &LeadPage) -> Result<AnyView, String> {
    let slug = lead.broker.slug.to_string();
    let suppress =
        (lead.suppressed.is_none() && lead.phone.is_some()).then(|| lead_href(&slug, lead.id, "/suppress"));
    let confirm = Confirm {
        text: text(lead),
        losses: gone(lead),
        kind: ButtonKind::Danger,
        icon: Glyph::Delete,
        button: "Erase for good",
    };
    let kept = kept(lead);
    let fields = move |form: Fields| {
        view! {
            <p>"This stays:"</p>
            <ul class="losses">
                {kept
                    .iter()
                    .map(|kept| {
                        view! {
                            <li>
                                <Icon glyph=Glyph::Check small=true />
                                <span>{kept.clone()}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {suppress
                .clone()
                .map(|suppress| {
                    view! {
                        <p class="dim">
                            "Afterwards the phone is no longer recognized. If the person must never be called again, "
                            <a class="link" href=suppress>
                                "suppress them first"
                            </a> "."
                        </p>
                    }
                })}
            <Field
                name="confirm"
                form="erase"
                label=format!("Type {ERASE} to confirm")
                required=true
                autocomplete="off"
                value=form.typed("confirm", "")
                error=form.error("confirm")
                hint="This cannot be undone: the data cannot be recovered."
            />
        }
        .into_any()
    };
    let hidden = vec![("broker", slug), ("lead", lead.id.to_string())];
    Ok(confirm_form(lead, Post::<EraseLead>::named("erase"), hidden, confirm, fields))
}

fn text(lead: &LeadPage) -> String {
    match lead.other_records.len() {
        0 => "Everything that identifies this person is deleted for good:".to_owned(),
        1 => {
            "Everything that identifies this person is deleted for good, here and on the other record with this phone:"
                .to_owned()
        }
        others => format!(
            "Everything that identifies this person is deleted for good, here and on the {others} other records with this phone:"
        ),
    }
}

/// What is lost.
fn gone(lead: &LeadPage) -> Vec<String> {
    let mut gone = vec![
        "Name, phone and notes".to_owned(),
        "Notes of calls, and every reason and note in the timeline".to_owned(),
    ];
    if lead.personal_reference {
        gone.push(format!("The reference {}, because it identifies the person", lead.reference));
    }
    if let Some(caller) = &lead.caller_id {
        gone.push(format!("{} is released", phone_text(caller.number.number.as_str())));
    }
    gone.push("The lead is closed: it is never edited, called or assigned a number again".to_owned());
    gone
}

/// What is kept.
fn kept(lead: &LeadPage) -> Vec<String> {
    let mut kept = vec![
        "Every call with its outcome, time and number, so reports and health stay correct".to_owned(),
        "Area code, state, quality and deal".to_owned(),
    ];
    if !lead.reference.is_empty() && !lead.personal_reference {
        kept.push(format!("The reference {}, so your CRM is told if it asks again", lead.reference));
    }
    if lead.suppressed.is_some() {
        kept.push("A salted hash of the phone: the person stays suppressed if it comes back".to_owned());
    }
    kept
}
