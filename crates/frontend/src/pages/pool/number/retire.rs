//! Taking a number out of the pool: who would lose it, and how they get another one.

use super::of_number::OfNumber as _;
use super::read_leaving;
use super::standing::said;
use crate::components::{Button, ButtonKind, Card, ConfirmCard, Glyph, Notice, NoticeKind, Page};
use crate::form::{Fields, Post, PostForm};
use crate::loading::Load;
use crate::pages::pool::affected::{Affected, homes, rehome_choice};
use crate::pages::pool::stand::Stand;
use leptos::prelude::*;
use steadyline_api::number::RetireNumber;
use steadyline_core::number::Standing;
use steadyline_core::page::{NumberLeaving, counted};

/// Says who would lose the number, and takes it out of the pool.
#[component]
pub fn NumberRetirePage() -> impl IntoView {
    view! { <Load from=read_leaving() title="Retire" view=content /> }
}

fn content(number: NumberLeaving) -> impl IntoView {
    let (crumbs, back) = (number.crumbs(), number.home());
    let stand = Stand::page(back.clone());
    let retired =
        if number.standing == Standing::Retired { number.standing_sentence.clone() } else { String::new() };
    let can = number.can_retire;
    let stranded = number.looked.as_ref().filter(|_| !can).map(|looked| {
        format!(
            "{} still on this number, which is out of service: rehome each on its page, or all at once from the pool.",
            counted(looked.leads_total, "lead is", "leads are"),
        )
    });
    let page = StoredValue::new(number);
    let body = if can {
        view! {
            <Card title="Retire this number" padded=true>
                <RetireForm page=page stand=stand />
            </Card>
        }
        .into_any()
    } else {
        view! { <Losers page=page /> }.into_any()
    };
    view! {
        <Page title="Retire" crumbs=crumbs narrow=true>
            {said(retired, &back)}
            {stranded.map(|words| view! { <Notice kind=NoticeKind::Warn>{words}</Notice> })}
            {body}
        </Page>
    }
}

/// Who would lose the number, and whether they would find another one.
#[component]
pub(super) fn Losers(
    /// The number.
    page: StoredValue<NumberLeaving>,
    /// Whether they get one: above the list, which may be long, so that it is seen without scrolling.
    #[prop(optional_no_strip)]
    choice: Option<AnyView>,
) -> impl IntoView {
    page.get_value().looked.map(|looked| {
        let homes = homes(&looked);
        view! {
            {homes}
            {choice}
            <Affected looked=looked />
        }
    })
}

/// How many leads see the number. Whether they get another one is chosen below.
pub(super) fn leads_words(leads: i64) -> String {
    match leads {
        0 => "No lead is on it: nobody loses a number".to_owned(),
        leads => counted(leads, "lead sees this number", "leads see this number"),
    }
}

/// What new leads lose, where it is the last of its state.
pub(in crate::pages::pool) fn last_of_state(told: &str, until: &str) -> Option<String> {
    (!told.is_empty()).then(|| format!("{told}{until}"))
}

/// Whether the leads get other numbers; nothing where there are none.
pub(super) fn rehome_of(form: Fields, page: StoredValue<NumberLeaving>) -> Option<AnyView> {
    page.with_value(|number| number.looked.as_ref().and_then(|looked| rehome_choice(form, looked)))
}

/// Takes a number out of the pool.
#[component]
pub(in crate::pages::pool) fn RetireForm(
    /// The number.
    page: StoredValue<NumberLeaving>,
    /// Where the form stands.
    stand: Stand,
) -> impl IntoView {
    let post = stand.follows(Post::<RetireNumber>::new());
    let number = page.get_value();
    let hidden = stand.hidden(number.fields());
    let text = format!("{} leaves the pool: no new leads, and no calls from it.", number.name());
    let mut losses = vec![
        leads_words(number.leads_total()),
        "Its calls and figures stay in every report".to_owned(),
        "It can be activated again later".to_owned(),
    ];
    losses.extend(last_of_state(&number.last_of_state, ""));
    view! {
        <PostForm post=post hidden=hidden let:form>
            <ConfirmCard
                text=text.clone()
                losses=losses.clone()
                fields=view! {
                    <Losers page=page choice=rehome_of(form, page) />
                }
            >
                {stand.cancel()}
                <Button kind=ButtonKind::Danger icon=Glyph::Archive busy=form.busy()>
                    "Retire"
                </Button>
            </ConfirmCard>
        </PostForm>
    }
}
