//! One number: its figures, its leads, its history, and what is done with it.

mod change;
mod course;
mod facts;
mod of_number;
mod release;
mod retire;
mod standing;

pub use change::NumberEditPage;
pub(super) use change::{EditForm, number_fields};
pub use release::NumberReleasePage;
pub(super) use release::ReleaseForm;
pub use retire::NumberRetirePage;
pub(super) use retire::{RetireForm, last_of_state};
pub(super) use standing::{ActivateForm, RestForm};
pub use standing::{NumberActivatePage, NumberRestPage};

use super::address::number_href;
use super::dialogs::{Dialogs, PoolDialogs};
use crate::address::{use_broker, use_segment};
use crate::components::{
    ButtonKind, Crumb, Glyph, LinkButton, Notice, NoticeKind, Page, Phone, StandingChip,
};
use crate::loading::{Again, Load, Read, read, read_again};
use course::CourseCard;
use facts::{DaysCard, FactsCard, HistoryCard, LeadsCard};
use leptos::prelude::*;
use of_number::OfNumber as _;
use steadyline_api::number as api;
use steadyline_core::number::Standing;
use steadyline_core::page;

/// The number of the open route.
fn read_number() -> Read<page::NumberPage> {
    let (broker, number) = (use_broker(), use_segment("number"));
    read(move || (broker.get(), number.get()), |(broker, number)| api::number_page(broker, number))
}

/// The number for a form that takes it out of the pool. What would become of its leads is tried in a transaction: not
/// anew for everything that is done in the office. Doing it looks again.
fn read_leaving() -> Read<page::NumberLeaving> {
    let (broker, number) = (use_broker(), use_segment("number"));
    read_again(
        Again::ChangedHere,
        move || (broker.get(), number.get()),
        |(broker, number)| api::number_leaving(broker, number),
    )
}

/// The number for a form.
fn read_number_still() -> Read<page::NumberPage> {
    let (broker, number) = (use_broker(), use_segment("number"));
    read_again(
        Again::ChangedHere,
        move || (broker.get(), number.get()),
        |(broker, number)| api::number_page(broker, number),
    )
}

/// A number's page.
#[component]
pub fn NumberPage() -> impl IntoView {
    let dialogs = Dialogs::provide();
    view! {
        <Load from=read_number() title="Number" view=content />
        <PoolDialogs dialogs=dialogs broker=use_broker() />
    }
}

fn content(number: page::NumberPage) -> impl IntoView {
    let slug = number.broker.slug.to_string();
    let title = number.name();
    let crumbs = vec![Crumb::new("Pool", format!("/b/{slug}/pool"))];
    let page = StoredValue::new(number);
    view! {
        <Page title=title crumbs=crumbs>
            <NumberHead page=page />
            <NumberNotice page=page />
            <div class="with-aside">
                <div class="stack">
                    <CourseCard page=page />
                    <LeadsCard page=page />
                    <HistoryCard page=page />
                    <DaysCard page=page />
                </div>
                <div class="stack aside-first">
                    <FactsCard page=page />
                </div>
            </div>
        </Page>
    }
}

#[component]
fn NumberHead(page: StoredValue<page::NumberPage>) -> impl IntoView {
    let number = page.get_value();
    let slug = number.broker.slug.to_string();
    let link = number.row.link.clone();
    let below = |below: &str| number_href(&slug, &link, below);
    let place = number
        .row
        .state
        .map(|state| state.name().map_or_else(|| state.to_string(), str::to_owned))
        .unwrap_or_default();
    let rest_words = if number.can_activate { "Rest longer" } else { "Rest" };
    let dialogs = Dialogs::find();
    view! {
        <div class="title-row">
            <div class="title-words">
                <h2>
                    <Phone number=link.number.to_string() copy=true hero=true />
                    <StandingChip standing=number.row.standing words=number.row.standing_words.clone() />
                </h2>
                <div class="meta">
                    {(!number.row.label.is_empty()).then(|| view! { <span>{number.row.label.clone()}</span> })}
                    {(!place.is_empty()).then(|| view! { <span>{place}</span> })}
                    <span title=number.added.exact.clone()>{format!("Added {}", number.added.day)}</span>
                </div>
            </div>
            <div class="end" data-number-acts="" on:click=move |event| dialogs.on_click(&event)>
                <LinkButton href=below("/edit") icon=Glyph::Edit big=true>
                    "Edit"
                </LinkButton>
                {number
                    .can_rest
                    .then(|| {
                        view! {
                            <LinkButton href=below("/rest") icon=Glyph::Moon big=true>
                                {rest_words}
                            </LinkButton>
                        }
                    })}
                {number
                    .can_activate
                    .then(|| {
                        view! {
                            <LinkButton
                                href=below("/activate")
                                kind=ButtonKind::Primary
                                icon=Glyph::Restore
                                big=true
                            >
                                "Activate"
                            </LinkButton>
                        }
                    })}
                {number
                    .can_retire
                    .then(|| {
                        view! {
                            <LinkButton
                                href=below("/retire")
                                kind=ButtonKind::Danger
                                icon=Glyph::Archive
                                big=true
                            >
                                "Retire"
                            </LinkButton>
                        }
                    })}
                {number
                    .can_release
                    .then(|| {
                        view! {
                            <LinkButton
                                href=below("/release")
                                kind=ButtonKind::Danger
                                icon=Glyph::Unplug
                                big=true
                            >
                                "Give up"
                            </LinkButton>
                        }
                    })}
            </div>
        </div>
    }
}

/// Why the number takes no lead, where it does not stand as it should.
#[component]
fn NumberNotice(page: StoredValue<page::NumberPage>) -> impl IntoView {
    let (sentence, standing) = page.with_value(|page| (page.standing_sentence.clone(), page.row.standing));
    let (kind, glyph) = match standing {
        Standing::Active | Standing::Resting => (NoticeKind::Info, Glyph::Moon),
        Standing::Retired => (NoticeKind::Warn, Glyph::Archive),
        Standing::Gone => (NoticeKind::Bad, Glyph::Unplug),
    };
    (!sentence.is_empty()).then(|| {
        view! {
            <Notice kind=kind glyph=glyph>
                {sentence}
            </Notice>
        }
    })
}
