//! Who would lose a number, whether they would find another one, and the choice that they get it.

use crate::components::{Choice, Glyph, Icon, Notice, NoticeKind, Phone, StatusChip, Steady, keyed};
use crate::form::Fields;
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
            let way_out = if is_one { "Add numbers." } else { "Add numbers, or select fewer." };
            let words =
                format!("{some} no other number: rehoming changes nothing until there is room. {way_out}");
            (NoticeKind::Bad, words)
        }
        None if matches!(looked.act, BulkAct::Rehome | BulkAct::Retire) => {
            let most = grouped(looked.most_leads);
            let why = if is_one { "this number has more" } else { "select fewer numbers" };
            (NoticeKind::Bad, format!("{most} leads at most are rehomed at once: {why}."))
        }
        None => return None,
    };
    Some(view! { <Notice kind=kind>{words}</Notice> }.into_any())
}

/// Whether the leads get other numbers; nothing where no lead is on these. Chosen already where all would find one.
pub(super) fn rehome_choice(form: Fields, looked: &BulkPage) -> Option<AnyView> {
    if looked.leads_total == 0 {
        return None;
    }
    let (label, hint) = rehome_words(looked.numbers, looked.leads_total);
    let checked = form.checked("rehome", looked.homeless == Some(0));
    Some(
        view! {
            <div class="choices boxed">
                <Choice name="rehome" label=label hint=hint checked=checked />
            </div>
        }
        .into_any(),
    )
}

const fn rehome_words(numbers: i64, leads: i64) -> (&'static str, &'static str) {
    const OF_ONE: &str = "The lead keeps attempts, answers and appointment. If no other number is free, nothing \
        changes. Activating its old number again later does not bring it back.";
    match (numbers, leads) {
        (1, 1) => ("Give its lead another number", OF_ONE),
        (_, 1) => ("Give the lead another number", OF_ONE),
        (1, _) => (
            "Give each of its leads another number",
            "Each keeps attempts, answers and appointment. If one cannot get a number, nothing changes. Activating \
            the number again later does not bring them back.",
        ),
        _ => (
            "Give each of these leads another number",
            "Each keeps attempts, answers and appointment. If one cannot get a number, nothing changes. Activating \
            the numbers again later does not bring them back.",
        ),
    }
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
    let lines = keyed(
        leads,
        |one| one.lead.lead.id,
        |BulkLead { number, lead, homeless }| {
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
        },
    );
    // How many they are is said above, and what becomes of them.
    let title = if total == 1 { "The lead" } else { "The leads" };
    Some(view! {
        <section class="losers" aria-label=title>
            <h3>{title}</h3>
            <ul {..Steady::new("tabindex", "0")} class="affected">{lines}</ul>
            {(more > 0).then(|| view! { <p class="dim small">{format!("and {} more", grouped(more))}</p> })}
        </section>
    })
}

#[cfg(test)]
mod tests {
    use super::rehome_words;

    #[test]
    fn one_lead_is_not_spoken_of_as_each_nor_one_number_as_several() {
        let of = |numbers, leads| rehome_words(numbers, leads).0;
        assert_eq!(of(1, 1), "Give its lead another number");
        assert_eq!(of(2, 1), "Give the lead another number");
        assert_eq!(of(1, 2), "Give each of its leads another number");
        assert_eq!(of(2, 2), "Give each of these leads another number");
        assert!(rehome_words(2, 1).1.starts_with("The lead keeps"), "{:?}", rehome_words(2, 1));
        assert!(rehome_words(1, 2).1.contains("the number again"), "{:?}", rehome_words(1, 2));
    }
}
