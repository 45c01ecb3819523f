//! Letting a number rest, and putting it back.

use super::of_number::OfNumber as _;
use super::read_number;
use super::retire::last_of_state;
use crate::components::{Button, ButtonKind, Card, ConfirmCard, Field, Glyph, LinkButton, Notice, Page};
use crate::form::{Post, PostForm};
use crate::loading::Load;
use crate::pages::pool::stand::Stand;
use leptos::prelude::*;
use steadyline_api::number::{ActivateNumber, RestNumber};
use steadyline_core::number::Standing;
use steadyline_core::page::{self, grouped};

/// Asks for how long a number shall rest, and says what that means.
#[component]
pub fn NumberRestPage() -> impl IntoView {
    view! { <Load from=read_number() title="Rest" view=rest /> }
}

fn rest(number: page::NumberPage) -> impl IntoView {
    let (crumbs, back) = (number.crumbs(), number.home());
    let can = number.can_rest;
    let stand = Stand::page(back.clone());
    let resting = (number.row.standing == Standing::Resting).then(|| number.standing_sentence.clone());
    let page = StoredValue::new(number);
    view! {
        <Page title="Rest" crumbs=crumbs narrow=true>
            {said(resting.unwrap_or_default(), &back)}
            {if can {
                view! {
                    <Card title="Rest this number" padded=true>
                        <RestForm page=page stand=stand />
                    </Card>
                }
                    .into_any()
            } else {
                said("A number that is out of service cannot rest.".to_owned(), &back).into_any()
            }}
        </Page>
    }
}

/// For how long a number rests.
#[component]
pub(in crate::pages::pool) fn RestForm(
    /// The number.
    page: StoredValue<page::NumberPage>,
    /// Where the form stands.
    stand: Stand,
) -> impl IntoView {
    let post = stand.follows(Post::<RestNumber>::new());
    let number = page.get_value();
    let hidden = stand.hidden(number.fields());
    let text = format!("{} takes no new leads while it rests. Its leads keep it.", number.name());
    let stays = match number.leads_total {
        0 => "No lead is on it now".to_owned(),
        1 => "1 lead keeps it and may be called from it".to_owned(),
        more => format!("{} leads keep it and may be called from it", grouped(more)),
    };
    let until = if number.row.standing == Standing::Resting {
        format!("{} now; the days count from today", number.row.standing_words)
    } else {
        format!("After {} days, on {}, it comes back automatically", number.rest_days, number.rest_until)
    };
    let mut losses = vec![stays, until];
    losses.extend(last_of_state(&number.last_of_state, " until then"));
    losses.push("It can be activated again at any time".to_owned());
    let days = number.rest_days.to_string();
    view! {
        <PostForm post=post hidden=hidden let:form>
            <ConfirmCard
                text=text.clone()
                losses=losses.clone()
                fields=view! {
                    <Field
                        name="days"
                        label="For how long"
                        kind="number"
                        min="1"
                        max="365"
                        unit="days"
                        required=true
                        value=form.typed("days", days.clone())
                        error=form.error("days")
                    />
                }
            >
                {stand.cancel()}
                <Button kind=ButtonKind::Primary icon=Glyph::Moon busy=form.busy()>
                    "Rest"
                </Button>
            </ConfirmCard>
        </PostForm>
    }
}

/// A sentence on how the number stands now, with the way back to it; nothing where there is none.
pub(super) fn said(sentence: String, back: &str) -> Option<impl IntoView + use<>> {
    (!sentence.is_empty()).then(|| {
        let end = view! { <LinkButton href=back.to_owned()>"Back to the number"</LinkButton> };
        view! { <Notice end=end>{sentence}</Notice> }
    })
}

/// Activates a number, once confirmed.
#[component]
pub fn NumberActivatePage() -> impl IntoView {
    view! { <Load from=read_number() title="Activate" view=activate /> }
}

fn activate(number: page::NumberPage) -> impl IntoView {
    let (crumbs, back) = (number.crumbs(), number.home());
    let stand = Stand::page(back.clone());
    let body = if number.can_activate {
        let page = StoredValue::new(number);
        view! {
            <Card title="Activate this number" padded=true>
                <ActivateForm page=page stand=stand />
            </Card>
        }
        .into_any()
    } else if number.row.standing == Standing::Active {
        said(format!("{} is already active.", number.name()), &back).into_any()
    } else {
        said(number.standing_sentence, &back).into_any()
    };
    view! {
        <Page title="Activate" crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}

/// Activates a number.
#[component]
pub(in crate::pages::pool) fn ActivateForm(
    /// The number.
    page: StoredValue<page::NumberPage>,
    /// Where the form stands.
    stand: Stand,
) -> impl IntoView {
    let post = stand.follows(Post::<ActivateNumber>::new());
    let number = page.get_value();
    let hidden = stand.hidden(number.fields());
    let text = format!("{} takes new leads again from now on.", number.name());
    let now = Some(number.standing_sentence).filter(|sentence| !sentence.is_empty());
    let losses: Vec<String> = now.into_iter().collect();
    view! {
        <PostForm post=post hidden=hidden let:form>
            <ConfirmCard text=text.clone() losses=losses.clone()>
                {stand.cancel()}
                <Button kind=ButtonKind::Primary icon=Glyph::Restore busy=form.busy()>
                    "Activate"
                </Button>
            </ConfirmCard>
        </PostForm>
    }
}
