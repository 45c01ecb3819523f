//! Never calling a person again.

use super::head::BackToLead;
use super::notices::capital;
use super::{closed, crumbs_below, nothing_to_do, read_lead};
use crate::components::{Button, ButtonKind, Card, ConfirmCard, Glyph, Page, phone_text};
use crate::form::{Post, PostForm};
use crate::loading::Load;
use crate::pages::leads::lead_href;
use leptos::prelude::*;
use steadyline_api::lead::SuppressLead;
use steadyline_core::page::LeadPage;

/// Says what suppressing does, and does it.
#[component]
pub fn LeadSuppressPage() -> impl IntoView {
    view! { <Load from=read_lead() title="Never call again" view=content /> }
}

fn content(lead: LeadPage) -> impl IntoView {
    let post = Post::<SuppressLead>::new();
    let crumbs = crumbs_below(&lead);
    let body = match (closed(&lead), &lead.suppressed) {
        (Some(closed), _) => closed,
        (None, Some(at)) => {
            let words = format!("{} is never called again, since {}.", capital(&lead.title), at.day);
            nothing_to_do(&lead, words).into_any()
        }
        (None, None) => {
            let hidden = vec![("broker", lead.broker.slug.to_string()), ("lead", lead.id.to_string())];
            let back = StoredValue::new(lead_href(&lead.broker.slug.to_string(), lead.id, ""));
            let text = format!("{} is never called and never assigned a number again.", capital(&lead.title));
            let mut losses = Vec::new();
            if let Some(caller) = &lead.caller_id {
                losses.push(format!("{} is released", phone_text(caller.number.number.as_str())));
            }
            if lead.phone.is_some() {
                losses.push("It holds for every record of this person, by the phone".to_owned());
            }
            losses.push("It cannot be undone here".to_owned());
            view! {
                <Card title="Never call again" sub=lead.title padded=true>
                    <PostForm post=post hidden=hidden let:form>
                        <ConfirmCard text=text.clone() losses=losses.clone()>
                            <BackToLead to=back />
                            <Button kind=ButtonKind::Danger icon=Glyph::Ban busy=form.busy()>
                                "Never call again"
                            </Button>
                        </ConfirmCard>
                    </PostForm>
                </Card>
            }
            .into_any()
        }
    };
    view! {
        <Page title="Never call again" crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}
