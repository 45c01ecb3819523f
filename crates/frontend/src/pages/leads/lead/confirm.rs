//! A form that says what will be lost before it does something with the lead: in a dialog, or on a page of its own.

use super::head::BackToLead;
use crate::components::{Button, ButtonKind, ConfirmCard, Glyph};
use crate::form::{Fields, Post, PostForm, Told};
use crate::pages::leads::lead_href;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;
use steadyline_api::ApiError;
use steadyline_core::page::LeadPage;

/// What the form says.
pub(super) struct Confirm {
    /// What will happen, in one sentence.
    pub(super) text: String,
    /// What will be lost and who is affected, one line each.
    pub(super) losses: Vec<String>,
    /// How much its button asks for attention.
    pub(super) kind: ButtonKind,
    /// Before the button's word.
    pub(super) icon: Glyph,
    /// The button's word.
    pub(super) button: &'static str,
}

/// The form, with further fields.
pub(super) fn confirm_form<S>(
    lead: &LeadPage,
    post: Post<S>,
    hidden: Vec<(&'static str, String)>,
    confirm: Confirm,
    fields: impl Fn(Fields) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    S: ServerFn<Error = ApiError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Told,
{
    let back = StoredValue::new(lead_href(&lead.broker.slug.to_string(), lead.id, ""));
    let Confirm { text, losses, kind, icon, button } = confirm;
    view! {
        <PostForm post=post hidden=hidden let:form>
            <ConfirmCard text=text.clone() losses=losses.clone() fields=fields(form)>
                <BackToLead to=back />
                <Button kind=kind icon=icon busy=form.busy()>
                    {button}
                </Button>
            </ConfirmCard>
        </PostForm>
    }
    .into_any()
}
