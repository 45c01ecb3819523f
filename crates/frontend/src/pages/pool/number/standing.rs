//! Letting a number rest, and putting it back.

use super::{crumbs_below, name, read_number};
use crate::components::{Button, ButtonKind, Card, ConfirmCard, Field, Glyph, LinkButton, Notice, Page};
use crate::form::{Post, PostForm};
use crate::loading::Load;
use crate::pages::pool::number_href;
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
    let post = Post::<RestNumber>::new();
    let (slug, link) = (number.broker.slug.to_string(), number.row.link.clone());
    let hidden = vec![("broker", slug.clone()), ("number", link.key().to_owned())];
    let back = StoredValue::new(number_href(&slug, &link, ""));
    let crumbs = crumbs_below(&number);
    let text = format!("{} takes no new leads while it rests. Its own leads go on.", name(&number));
    let stays = match number.leads_total {
        0 => "No lead is on it now".to_owned(),
        1 => "1 lead keeps it and may be called from it".to_owned(),
        more => format!("{} leads keep it and may be called from it", grouped(more)),
    };
    let resting = (number.row.standing == Standing::Resting).then(|| number.standing_sentence.clone());
    let days = number.rest_days.to_string();
    let form = number.can_rest.then(|| {
        view! {
            <PostForm post=post hidden=hidden let:form>
                <ConfirmCard
                    text=text.clone()
                    losses=vec![stays.clone(), "It comes back by itself when the days are over".to_owned()]
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
                    <LinkButton href=back.get_value() kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Primary icon=Glyph::Moon busy=form.busy()>
                        "Rest"
                    </Button>
                </ConfirmCard>
            </PostForm>
        }
    });
    view! {
        <Page title="Rest" crumbs=crumbs narrow=true>
            {said(resting.unwrap_or_default(), &back.get_value())}
            {if form.is_none() {
                Some(said("A number that is out of service cannot rest.".to_owned(), &back.get_value()))
            } else {
                None
            }}
            {form
                .map(|form| {
                    view! {
                        <Card title="Rest this number" padded=true>
                            {form}
                        </Card>
                    }
                })}
        </Page>
    }
}

/// A sentence on how the number stands now, with the way back to it; nothing where there is none.
pub(super) fn said(sentence: String, back: &str) -> Option<impl IntoView + use<>> {
    (!sentence.is_empty()).then(|| {
        let end = view! { <LinkButton href=back.to_owned()>"Back to the number"</LinkButton> };
        view! { <Notice end=end>{sentence}</Notice> }
    })
}

/// Puts a number back into the pool, once confirmed.
#[component]
pub fn NumberActivatePage() -> impl IntoView {
    view! { <Load from=read_number() title="Activate" view=activate /> }
}

fn activate(number: page::NumberPage) -> impl IntoView {
    let post = Post::<ActivateNumber>::new();
    let (slug, link) = (number.broker.slug.to_string(), number.row.link.clone());
    let hidden = vec![("broker", slug.clone()), ("number", link.key().to_owned())];
    let back = StoredValue::new(number_href(&slug, &link, ""));
    let crumbs = crumbs_below(&number);
    let text = format!("{} takes new leads again from now on.", name(&number));
    let now = number.standing_sentence.clone();
    let body = if number.can_activate {
        view! {
            <Card title="Put this number back" padded=true>
                <PostForm post=post hidden=hidden let:form>
                    <ConfirmCard text=text.clone() losses=vec![now.clone()]>
                        <LinkButton href=back.get_value() kind=ButtonKind::Quiet>
                            "Cancel"
                        </LinkButton>
                        <Button kind=ButtonKind::Primary icon=Glyph::Restore busy=form.busy()>
                            "Activate"
                        </Button>
                    </ConfirmCard>
                </PostForm>
            </Card>
        }
        .into_any()
    } else if number.row.standing == Standing::Active {
        said(format!("{} is active and takes new leads.", name(&number)), &back.get_value()).into_any()
    } else {
        said(number.standing_sentence, &back.get_value()).into_any()
    };
    view! {
        <Page title="Activate" crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}
