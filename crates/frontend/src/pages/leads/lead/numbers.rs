//! The numbers that the person had, one after the other.

use crate::components::{Card, Phone, StatusChip, keyed};
use crate::pages::leads::lead_href;
use crate::pages::pool::number_href;
use leptos::prelude::*;
use steadyline_core::page::{HadNumber, LeadPage};

/// Each with its time, its attempts and what became of it.
#[component]
pub(super) fn NumbersCard(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let (slug, numbers) = page.with_value(|lead| (lead.broker.slug.to_string(), lead.numbers.clone()));
    let lines = keyed(numbers, |had| (had.number.id, had.from.iso.clone()), |had| line(&slug, had));
    view! {
        <Card title="Numbers over time" sub="newest first">
            <ol class="rows lines had-numbers">{lines}</ol>
        </Card>
    }
}

fn line(slug: &str, had: HadNumber) -> impl IntoView + use<> {
    let HadNumber { number, status, from, to, attempts, of } = had;
    let href = number_href(slug, &number, "");
    let span = match &to {
        Some(to) if to.day == from.day => from.day.clone(),
        Some(to) => format!("{} to {}", from.day, to.day),
        None => format!("since {}", from.day),
    };
    let exact = match &to {
        Some(to) => format!("{} to {}", from.exact, to.exact),
        None => from.exact,
    };
    let tries = if attempts == "1" { "1 attempt".to_owned() } else { format!("{attempts} attempts") };
    let of = of.map(|lead| {
        view! {
            <a class="link small" href=lead_href(slug, lead.id, "")>
                {format!("as {}", lead.title)}
            </a>
        }
    });
    view! {
        <li>
            <Phone number=number.number.to_string() href=href />
            <StatusChip status=status />
            {of}
            <span class="dim small end" title=exact>
                {format!("{span}, {tries}")}
            </span>
        </li>
    }
}
