//! What is known of the lead.

use crate::components::{Card, Fact, Facts, Phone};
use crate::pages::leads::address::lead_href;
use leptos::prelude::*;
use steadyline_core::lead::Deal;
use steadyline_core::page::LeadPage;

/// The lead's own facts, with a link to change them.
#[component]
pub(super) fn DetailsCard(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let lead = page.get_value();
    let slug = lead.broker.slug.to_string();
    let edit = lead_href(&slug, lead.id, "/edit");
    let deal = lead_href(&slug, lead.id, "/deal");
    let is_open = lead.erased.is_none();
    let end = is_open.then(|| {
        view! {
            <a class="link" href=edit>
                "Edit"
            </a>
        }
    });
    let phone = match &lead.phone {
        Some(phone) => view! { <Phone number=phone.to_string() /> }.into_any(),
        None => dash(),
    };
    let closed = match (lead.deal, &lead.deal_at) {
        (Deal::Open, _) => "Open".to_owned(),
        (deal, Some(at)) => format!("{}, {}", deal_words(deal), at.day),
        (deal, None) => deal_words(deal).to_owned(),
    };
    let closed = if is_open {
        view! {
            <a class="link" href=deal>
                {closed}
            </a>
        }
        .into_any()
    } else {
        closed.into_any()
    };
    let appointment = match lead.appointment.clone() {
        Some(at) => view! { <span title=at.exact>{at.short}</span> }.into_any(),
        None => view! { <span class="dim">"None yet"</span> }.into_any(),
    };
    let quality = match lead.quality {
        Some(quality) => quality.label().into_any(),
        None => view! { <span class="dim">"The office's rule"</span> }.into_any(),
    };
    let notes = said("Notes", &lead.notes);
    let assignment_notes = said("Notes on the assignment", &lead.assignment_notes);
    view! {
        <Card title="Lead" end=end padded=true>
            <Facts>
                <Fact term="Phone">{phone}</Fact>
                <Fact term="Area code">{known(&lead.area_code)}</Fact>
                <Fact term="State">{known(&lead.state)}</Fact>
                <Fact term="Quality">
                    {quality}
                </Fact>
                <Fact term="Reference">{known(&lead.reference)}</Fact>
                <Fact term="Call hours">{known(&lead.call_hours)}</Fact>
                <Fact term="Appointment">{appointment}</Fact>
                // Of an erased person there is none any more.
                {is_open.then(|| view! { <Fact term="Deal">{closed}</Fact> })}
                <Fact term="Added">
                    <span title=lead.created.exact.clone()>{lead.created.day.clone()}</span>
                </Fact>
            </Facts>
            {notes}
            {assignment_notes}
        </Card>
    }
}

/// The words for a deal.
pub(super) const fn deal_words(deal: Deal) -> &'static str {
    match deal {
        Deal::Open => "Open",
        Deal::ClosedWon => "Won",
        Deal::ClosedLost => "Lost",
    }
}

fn said(title: &'static str, text: &str) -> Option<impl IntoView + use<>> {
    let text = text.to_owned();
    (!text.is_empty()).then(|| {
        view! {
            <div class="lead-notes">
                <h3>{title}</h3>
                <p>{text}</p>
            </div>
        }
    })
}

fn known(value: &str) -> AnyView {
    if value.is_empty() { dash() } else { value.to_owned().into_any() }
}

fn dash() -> AnyView {
    view! { <span class="dim">"-"</span> }.into_any()
}
