//! What the leads are narrowed by.

use super::address::{leads_href, pairs};
use crate::components::{ButtonKind, CsvLink, FilterChip, Filters, Glyph, LinkButton, phone_text};
use crate::pages::narrow::{LeadSearch, kept_words, one_of, qualities, silences, words};
use crate::pages::query::sheet;
use leptos::prelude::*;
use steadyline_core::page::{LeadsPage, LeadsQuery, StatusKind, grouped};

/// Statuses, menus, a search, the count, and the way to add a lead.
#[component]
pub(super) fn LeadsFilters(
    /// The page.
    page: StoredValue<LeadsPage>,
) -> impl IntoView {
    let LeadsPage { broker, query, statuses, choices, number, kept, total, .. } = page.get_value();
    let slug = broker.slug.to_string();
    let to = |change: &dyn Fn(&mut LeadsQuery)| {
        let mut to = LeadsQuery { cursor: String::new(), ..query.clone() };
        change(&mut to);
        leads_href(&slug, &to)
    };
    let chip = |value: &str, label: String, count: String| {
        let on = query.status == value;
        let status = if on { String::new() } else { value.to_owned() };
        let href = to(&|to| to.status.clone_from(&status));
        view! { <FilterChip label=label href=href count=count on=on /> }
    };
    let counted = statuses
        .into_iter()
        .filter(|choice| !choice.value.is_empty())
        .map(|choice| chip(&choice.value, choice.label, grouped(choice.count)))
        .collect_view();
    let released = StatusKind::Released;
    let others = [
        chip(released.as_str(), released.label().to_owned(), String::new()),
        chip("none", "No number yet".to_owned(), String::new()),
    ];
    let on_number = number.map(|link| {
        let label = format!("On {}", phone_text(link.number.as_str()));
        view! { <FilterChip label=label href=to(&|to| to.number.clear()) on=true /> }
    });
    let searched = (!query.search.is_empty()).then(|| {
        let label = format!("Search: {}", query.search);
        view! { <FilterChip label=label href=to(&|to| to.search.clear()) on=true /> }
    });
    let deals = words(&[("open", "Open"), ("closed_won", "Won"), ("closed_lost", "Lost")]);
    let suppressed = words(&[("yes", "Yes"), ("no", "No")]);
    let menus = (
        one_of("by-silent", "Silent", &silences(), &query.silent, |value| {
            to(&|to| value.clone_into(&mut to.silent))
        }),
        one_of("by-state", "State", &choices.states, &query.state, |value| {
            to(&|to| value.clone_into(&mut to.state))
        }),
        one_of("by-area-code", "Area code", &choices.area_codes, &query.area_code, |value| {
            to(&|to| value.clone_into(&mut to.area_code))
        }),
        one_of("by-quality", "Quality", &qualities(), &query.quality, |value| {
            to(&|to| value.clone_into(&mut to.quality))
        }),
        one_of("by-deal", "Deal", &deals, &query.deal, |value| to(&|to| value.clone_into(&mut to.deal))),
        one_of("by-suppressed", "Suppressed", &suppressed, &query.suppressed, |value| {
            to(&|to| value.clone_into(&mut to.suppressed))
        }),
    );
    let bare = LeadsQuery { sort: query.sort.clone(), ..LeadsQuery::default() };
    let is_narrowed = bare != LeadsQuery { cursor: String::new(), ..query.clone() };
    let clear = is_narrowed.then(|| {
        view! {
            <a class="link small" href=leads_href(&slug, &bare)>
                "Clear all"
            </a>
        }
    });
    let count = if is_narrowed {
        format!("{} of {}", kept_words(kept, "lead", "leads"), grouped(total))
    } else {
        kept_words(total, "lead", "leads")
    };
    let action = format!("/b/{slug}/leads");
    let import = format!("/b/{slug}/leads/import");
    let new = format!("/b/{slug}/leads/new");
    let csv = sheet(&leads_href(&slug, &LeadsQuery { cursor: String::new(), ..query.clone() }));
    let end = view! {
        <span class="dim">{count}</span>
        <CsvLink href=csv />
        <LinkButton href=import icon=Glyph::Upload>
            "Import leads"
        </LinkButton>
        <LinkButton href=new kind=ButtonKind::Primary icon=Glyph::Plus>
            "New lead"
        </LinkButton>
    };
    let kept = pairs(&query).to_vec();
    let search = view! { <LeadSearch action=action label="Leads" search=query.search.clone() kept=kept /> };
    view! {
        <Filters search=search end=end>
            {counted} {others} {menus} {on_number} {searched} {clear}
        </Filters>
    }
}
