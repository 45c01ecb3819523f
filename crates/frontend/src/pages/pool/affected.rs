//! Who would lose a number.

use crate::components::{Glyph, Icon, Phone, StatusChip, Steady};
use crate::pages::leads::lead_href;
use leptos::prelude::*;
use steadyline_core::page::{NumberLead, NumberLink, grouped};

/// The leads that see a number, each with the number where several are meant, and whether it would find no other.
#[component]
pub(super) fn Affected(
    /// Whose.
    slug: String,
    /// The leads.
    leads: Vec<(Option<NumberLink>, NumberLead, bool)>,
    /// How many there are in all.
    total: i64,
) -> impl IntoView {
    if leads.is_empty() {
        return None;
    }
    let more = total - i64::try_from(leads.len()).unwrap_or(i64::MAX);
    let lines: Vec<_> = leads
        .into_iter()
        .map(|(number, lead, homeless)| {
            let href = lead_href(&slug, lead.lead.id, "");
            let appointment = lead.appointment.map(|at| at.short);
            let number = number.map(|number| view! { <Phone number=number.number.to_string() /> });
            view! {
                <li>
                    <a class="link cut" href=href>
                        {lead.lead.title}
                    </a>
                    <StatusChip status=lead.status />
                    {homeless
                        .then(|| {
                            view! {
                                <span class="homeless">
                                    <Icon glyph=Glyph::Alert small=true />
                                    "no other number"
                                </span>
                            }
                        })}
                    <span class="dim small end">{appointment.unwrap_or(lead.lead.place)}</span>
                    {number}
                </li>
            }
        })
        .collect();
    let title = if total == 1 {
        "1 lead would lose its number".to_owned()
    } else {
        format!("{} leads would lose their number", grouped(total))
    };
    let label = title.clone();
    Some(view! {
        <section class="losers" aria-label=label>
            <h3>{title}</h3>
            <ul {..Steady::new("tabindex", "0")} class="affected">{lines}</ul>
            {(more > 0).then(|| view! { <p class="dim small">{format!("and {} more", grouped(more))}</p> })}
        </section>
    })
}
