//! A new lead.

use super::change::lead_fields;
use crate::address::use_broker;
use crate::components::{Button, ButtonKind, Card, Choice, ChoiceGroup, Crumb, Glyph, LinkButton, Page};
use crate::form::{Fields, Post, PostForm};
use leptos::prelude::*;
use steadyline_api::lead::AddLead;

/// Adds a lead, with a number at once if wanted.
#[component]
pub fn NewLeadPage() -> impl IntoView {
    let broker = use_broker();
    // The route of another broker is another page: the form starts anew.
    move || {
        let slug = broker.get();
        let crumbs = vec![Crumb::new("Leads", format!("/b/{slug}/leads"))];
        view! {
            <Page title="New lead" crumbs=crumbs narrow=true>
                <Card label="New lead" padded=true>
                    {form(slug)}
                </Card>
            </Page>
        }
    }
}

/// The form, in a dialog too.
pub(super) fn form(slug: String) -> impl IntoView {
    let post = Post::<AddLead>::named("new");
    let leads = format!("/b/{slug}/leads");
    let hidden = vec![("broker", slug)];
    view! {
        <PostForm post=post hidden=hidden let:form>
            {lead_fields("new", form, Default::default())}
            <div class="choices boxed">
                <Choice
                    name="assign"
                    label="Assign a number now"
                    hint="The best free local number; the lead always sees it."
                    checked=form.checked("assign", true)
                />
            </div>
            {another(form)}
            <div class="bar">
                <LinkButton href=leads.clone() kind=ButtonKind::Quiet>
                    "Cancel"
                </LinkButton>
                <Button kind=ButtonKind::Primary icon=Glyph::Plus busy=form.busy()>
                    "Add the lead"
                </Button>
            </div>
        </PostForm>
    }
}

/// Asked for where the person is known.
fn another(form: Fields) -> impl IntoView {
    let error = form.error("another");
    let is_asked =
        Memo::new(move |was: Option<&bool>| was.copied().unwrap_or_default() || !error.get().is_empty());
    move || {
        is_asked.get().then(|| {
            view! {
                <ChoiceGroup name="another" form="new" label="This person already has a record" hushed=true error=error>
                    <Choice
                        name="another"
                        label="A second record of the same person"
                        hint="Both share one number, and outcomes count for both."
                        checked=form.checked("another", false)
                    />
                </ChoiceGroup>
            }
        })
    }
}
