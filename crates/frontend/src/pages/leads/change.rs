//! What is known of a lead, to be changed.

use super::lead_href;
use crate::components::{Button, ButtonKind, Field, LinkButton, SelectField, SelectOption, TextArea};
use crate::form::{Fields, Post, PostForm, Was};
use leptos::prelude::*;
use steadyline_api::lead::EditLead;
use steadyline_core::page;
use steadyline_core::setting::Quality;

/// The form for a lead's name, phone, place, quality and notes.
pub(super) fn edit(lead: &page::LeadPage) -> AnyView {
    let post = Post::<EditLead>::named("edit");
    let slug = lead.broker.slug.to_string();
    let hidden = vec![("broker", slug.clone()), ("lead", lead.id.to_string())];
    let back = lead_href(&slug, lead.id, "");
    let stored = Stored {
        name: lead.name.clone(),
        phone: lead.phone.as_ref().map(|phone| phone.national()).unwrap_or_default(),
        reference: lead.reference.clone(),
        state: lead.state.clone(),
        area_code: lead.area_code.clone(),
        quality: lead.quality.map(|quality| quality.as_str().to_owned()).unwrap_or_default(),
        notes: lead.notes.clone(),
    };
    let was = vec![
        ("name", stored.name.clone()),
        ("phone", lead.phone.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("reference", stored.reference.clone()),
        ("state", stored.state.clone()),
        ("area_code", stored.area_code.clone()),
        ("quality", stored.quality.clone()),
        ("notes", stored.notes.clone()),
    ];
    view! {
        <PostForm post=post hidden=hidden let:form>
            <Was form=form fields=was.clone() />
            {lead_fields("edit", form, stored.clone())}
            <div class="bar">
                <LinkButton href=back.clone() kind=ButtonKind::Quiet>
                    "Cancel"
                </LinkButton>
                <Button kind=ButtonKind::Primary busy=form.busy()>
                    "Save"
                </Button>
            </div>
        </PostForm>
    }
    .into_any()
}

/// What the form's fields hold.
#[derive(Clone, Default)]
pub(super) struct Stored {
    name: String,
    phone: String,
    reference: String,
    state: String,
    area_code: String,
    quality: String,
    notes: String,
}

/// Name, phone, reference, place, quality and notes, of the form of that name.
pub(super) fn lead_fields(named: &'static str, form: Fields, stored: Stored) -> impl IntoView {
    let mut qualities = vec![SelectOption::new("", "The office's rule")];
    qualities.extend(Quality::ALL.iter().map(|quality| SelectOption::new(quality.as_str(), quality.label())));
    view! {
        <p class="dim">"A phone, a name or a reference is enough."</p>
        <div class="field-row">
            <Field
                name="name"
                form=named
                label="Name"
                value=form.typed("name", stored.name)
                error=form.error("name")
                autocomplete="off"
                placeholder="K. M."
            />
            <Field
                name="phone"
                form=named
                label="Phone"
                kind="tel"
                value=form.typed("phone", stored.phone)
                error=form.error("phone")
                autocomplete="off"
                placeholder="(512) 555-0176"
            />
        </div>
        <div class="field-row">
            <Field
                name="state"
                form=named
                label="State"
                optional=true
                value=form.typed("state", stored.state)
                error=form.error("state")
                placeholder="TX"
                hint="Taken from the phone if left empty."
            />
            <Field
                name="area_code"
                form=named
                label="Area code"
                optional=true
                value=form.typed("area_code", stored.area_code)
                error=form.error("area_code")
                placeholder="512"
                hint="Taken from the phone if left empty."
            />
        </div>
        <div class="field-row">
            <Field
                name="reference"
                form=named
                label="Reference"
                value=form.typed("reference", stored.reference)
                error=form.error("reference")
                placeholder="L-20418"
                hint="What your CRM calls the lead."
            />
            <SelectField
                name="quality"
                form=named
                label="Quality"
                options=qualities
                value=form.typed("quality", stored.quality)
                error=form.error("quality")
                hint="Decides how many attempts the lead gets."
            />
        </div>
        <TextArea
            name="notes"
            form=named
            label="Notes"
            optional=true
            value=form.typed("notes", stored.notes)
            error=form.error("notes")
        />
    }
}
