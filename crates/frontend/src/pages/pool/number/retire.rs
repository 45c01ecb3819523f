//! Taking a number out of the pool: who would lose it, and how they get another one.

use super::standing::{back, names, said};
use super::{crumbs_below, name, read_leaving};
use crate::components::{Button, ButtonKind, Card, Choice, ConfirmCard, Glyph, Notice, NoticeKind, Page};
use crate::form::{Fields, Post, PostForm};
use crate::loading::Load;
use crate::pages::pool::affected::{Affected, homes};
use crate::pages::pool::stand::Stand;
use leptos::prelude::*;
use steadyline_api::number::RetireNumber;
use steadyline_core::number::Standing;
use steadyline_core::page::{self, grouped};

/// Says who would lose the number, and takes it out of the pool.
#[component]
pub fn NumberRetirePage() -> impl IntoView {
    view! { <Load from=read_leaving() title="Retire" view=content /> }
}

fn content(number: page::NumberPage) -> impl IntoView {
    let (crumbs, back) = (crumbs_below(&number), back(&number));
    let stand = Stand::page(back.clone());
    let retired = if number.row.standing == Standing::Retired {
        number.standing_sentence.clone()
    } else {
        String::new()
    };
    let can = number.can_retire;
    let stranded = !can && !number.leads.is_empty();
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
            {stranded
                .then(|| {
                    view! {
                        <Notice kind=NoticeKind::Warn>
                            "These leads are on a number that is out of service: rehome each on its page, or all at once from the pool."
                        </Notice>
                    }
                })}
            {body}
        </Page>
    }
}

/// Who would lose the number, and whether they would find another one.
#[component]
pub(super) fn Losers(page: StoredValue<page::NumberPage>) -> impl IntoView {
    page.get_value().looked.map(|looked| {
        let homes = homes(&looked);
        view! {
            {homes}
            <Affected looked=looked />
        }
    })
}

/// How many leads see the number. Whether they get another one is chosen below.
pub(super) fn leads_words(leads: i64) -> String {
    match leads {
        0 => "No lead is on it: nobody loses a number".to_owned(),
        1 => "1 lead sees this number".to_owned(),
        more => format!("{} leads see this number", grouped(more)),
    }
}

/// What new leads lose, where it is the last of its state.
pub(in crate::pages::pool) fn last_of_state(told: &str, until: &str) -> Option<String> {
    (!told.is_empty()).then(|| format!("{told}{until}"))
}

/// Whether the leads get other numbers; nothing where there are none.
pub(super) fn rehome_choice(
    form: Fields,
    page: StoredValue<page::NumberPage>,
) -> Option<impl IntoView + use<>> {
    let number = page.get_value();
    let leads = number.leads_total;
    let all_find_one = number.looked.is_some_and(|looked| looked.homeless == Some(0));
    let (label, hint) = rehome_words(leads);
    (leads > 0).then(|| {
        view! {
            <div class="choices boxed">
                <Choice
                    name="rehome"
                    label=label
                    hint=hint
                    checked=form.checked("rehome", all_find_one)
                />
            </div>
        }
    })
}

const fn rehome_words(leads: i64) -> (&'static str, &'static str) {
    match leads {
        1 => (
            "Give its lead another number",
            "The lead keeps attempts, answers and appointment. If no other number is free, nothing changes.",
        ),
        _ => (
            "Give each of its leads another number",
            "Each keeps attempts, answers and appointment. If one cannot get a number, nothing changes.",
        ),
    }
}

/// Takes a number out of the pool.
#[component]
pub(in crate::pages::pool) fn RetireForm(
    /// The number.
    page: StoredValue<page::NumberPage>,
    /// Where the form stands.
    stand: Stand,
) -> impl IntoView {
    let post = stand.follows(Post::<RetireNumber>::new());
    let number = page.get_value();
    let hidden = stand.hidden(names(&number));
    let text = format!("{} leaves the pool: no new leads, and no calls from it.", name(&number));
    let leads = number.leads_total;
    let mut losses = vec![
        leads_words(leads),
        "Its calls and figures stay in every report".to_owned(),
        match leads {
            0 => "It can be activated again later".to_owned(),
            1 => {
                "It can be activated again later; a lead that was rehomed stays on its new number".to_owned()
            }
            _ => "It can be activated again later; leads that were rehomed stay on their new numbers"
                .to_owned(),
        },
    ];
    losses.extend(last_of_state(&number.last_of_state, ""));
    view! {
        <PostForm post=post hidden=hidden let:form>
            <ConfirmCard
                text=text.clone()
                losses=losses.clone()
                fields=view! {
                    <Losers page=page />
                    {rehome_choice(form, page)}
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

#[cfg(test)]
mod tests {
    use super::rehome_words;

    #[test]
    fn one_lead_is_not_spoken_of_as_each() {
        assert!(rehome_words(1).1.starts_with("The lead keeps"), "{:?}", rehome_words(1));
        assert!(rehome_words(2).1.starts_with("Each keeps"), "{:?}", rehome_words(2));
    }
}
