//! Giving a number up: who would lose it, what becomes of callbacks, and when it is no longer yours.

use super::of_number::OfNumber as _;
use super::read_leaving;
use super::retire::{Losers, last_of_state, leads_words, rehome_of};
use super::standing::said;
use crate::components::{Button, ButtonKind, Card, ConfirmCard, Glyph, Page};
use crate::form::{Post, PostForm};
use crate::loading::Load;
use crate::pages::pool::stand::Stand;
use leptos::prelude::*;
use steadyline_api::carrier::ReleaseNumber;
use steadyline_core::page::NumberLeaving;

/// Says who would lose the number, and gives it up.
#[component]
pub fn NumberReleasePage() -> impl IntoView {
    view! { <Load from=read_leaving() title="Give up" view=content /> }
}

fn content(number: NumberLeaving) -> impl IntoView {
    let (crumbs, back) = (number.crumbs(), number.home());
    let stand = Stand::page(back.clone());
    let body = if number.can_release {
        let page = StoredValue::new(number);
        view! {
            <Card title="Give this number up" padded=true>
                <ReleaseForm page=page stand=stand />
            </Card>
        }
        .into_any()
    } else if !number.has_signalwire_id {
        let why =
            "This number has no SignalWire ID yet: sync with SignalWire first, or retire the number instead."
                .to_owned();
        said(why, &back).into_any()
    } else if number.standing_sentence.is_empty() {
        said("SignalWire is not connected: connect it in Settings, SignalWire.".to_owned(), &back).into_any()
    } else {
        said(number.standing_sentence, &back).into_any()
    };
    view! {
        <Page title="Give up" crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}

/// Gives a number up.
#[component]
pub(in crate::pages::pool) fn ReleaseForm(
    /// The number.
    page: StoredValue<NumberLeaving>,
    /// Where the form stands.
    stand: Stand,
) -> impl IntoView {
    let post = stand.follows(Post::<ReleaseNumber>::new());
    let number = page.get_value();
    let hidden = stand.hidden(number.fields());
    let days = number.hold_days;
    let text = format!(
        "{} leaves the pool now and is given up at SignalWire in {days} days. After that it costs nothing.",
        number.name()
    );
    let mut losses = vec![
        leads_words(number.leads_total()),
        format!("Anyone who calls it back within {days} days still reaches your main line"),
        format!("Within these {days} days it can be activated again; after that someone else may get it"),
        "Its calls and figures stay in every report".to_owned(),
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
                <Button kind=ButtonKind::Danger icon=Glyph::Unplug busy=form.busy()>
                    "Give up"
                </Button>
            </ConfirmCard>
        </PostForm>
    }
}
