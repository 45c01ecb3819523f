//! A new lead.

use super::change::lead_fields;
use crate::address::use_broker;
use crate::components::{Button, ButtonKind, Card, Choice, Crumb, Glyph, LinkButton, Page};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::lead::AddLead;

/// Adds a lead, with a number at once if wanted.
#[component]
pub fn NewLeadPage() -> impl IntoView {
    let broker = use_broker();
    // The route of another broker is another page: the form starts anew.
    move || {
        let slug = broker.get();
        let post = Post::<AddLead>::new();
        let leads = format!("/b/{slug}/leads");
        let crumbs = vec![Crumb::new("Leads", leads.clone())];
        let hidden = vec![("broker", slug)];
        view! {
            <Page title="New lead" crumbs=crumbs narrow=true>
                <Card title="New lead" padded=true>
                    <PostForm post=post hidden=hidden let:form>
                        {lead_fields(form, Default::default())}
                        <div class="choices boxed">
                            <Choice
                                name="assign"
                                label="Assign a number now"
                                hint="The best local number that is free; the lead always sees that one."
                                checked=form.checked("assign", true)
                            />
                        </div>
                        <div class="bar">
                            <Button kind=ButtonKind::Primary icon=Glyph::Plus busy=form.busy()>
                                "Add the lead"
                            </Button>
                            <LinkButton href=leads.clone() kind=ButtonKind::Quiet>
                                "Cancel"
                            </LinkButton>
                        </div>
                    </PostForm>
                </Card>
            </Page>
        }
    }
}
