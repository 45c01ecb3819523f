//! Who would lose a number, and whether they would find another one.

use crate::components::{Glyph, Icon, Notice, NoticeKind, Phone, StatusChip, Steady};
use crate::pages::leads::lead_href;
use leptos::prelude::*;
use steadyline_core::page::{BulkAct, BulkLead, BulkPage, counted, grouped};

/// Whether all leads would find another number; nothing where no lead is on these.
pub(super) fn homes(looked: &BulkPage) -> Option<AnyView> {
    if looked.leads_total == 0 {
        return None;
    }
    let is_one = looked.numbers == 1;
    let (kind, words) = match looked.homeless {
        Some(0) => {
            let all = if looked.leads_total == 1 { "The lead finds" } else { "All of these leads find" };
            (NoticeKind::Good, format!("{all} another number."))
        }
        Some(some) => {
            let some = counted(some, "lead finds", "leads find");
            let way_out = if is_one { "Add numbers." } else { "Add numbers, or choose fewer." };
            let words =
                format!("{some} no other number: rehoming changes nothing until there is room. {way_out}");
            (NoticeKind::Bad, words)
        }
        None if matches!(looked.act, BulkAct::Rehome | BulkAct::Retire) => {
            let most = grouped(looked.most_leads);
            let why = if is_one { "this number has more" } else { "choose fewer numbers" };
            (NoticeKind::Bad, format!("{most} leads at most are rehomed at once: {why}."))
        }
        None => return None,
    };
    Some(view! { <Notice kind=kind>{words}</Notice> }.into_any())
}

/// The leads that see a number, each with the number where several are meant, and whether it would find no other.
#[component]
pub(super) fn Affected(
    /// What would happen to whom.
    looked: BulkPage,
) -> impl IntoView {
    let BulkPage { broker, leads, leads_total: total, numbers, .. } = looked;
    if leads.is_empty() {
        return None;
    }
    let slug = broker.slug.to_string();
    let more = total - i64::try_from(leads.len()).unwrap_or(i64::MAX);
    let lines: Vec<_> = leads
        .into_iter()
        .map(|BulkLead { number, lead, homeless }| {
            let href = lead_href(&slug, lead.lead.id, "");
            let appointment =
                lead.appointment.map(|at| if lead.is_past { format!("passed {}", at.day) } else { at.short });
            let number = (numbers > 1).then(|| view! { <Phone number=number.number.to_string() /> });
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
