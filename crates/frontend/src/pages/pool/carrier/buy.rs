//! Buying numbers: looked for by area code or state, chosen, and bought at a price that is confirmed.

use super::orders::Orders;
use super::{crumbs, sentence, trouble};
use crate::address::{use_broker, use_query_value};
use crate::components::{
    Button, ButtonKind, Card, Choice, ChoiceGroup, EmptyState, Field, Glyph, Notice, NoticeKind, Page,
};
use crate::form::{Fields, Post, PostForm};
use crate::loading::{Again, Load, read_again};
use leptos::prelude::*;
use steadyline_api::carrier::{BuyNumbers, buy_page};
use steadyline_core::page::{BuyPage, BuyQuery, OfferRow, grouped};

/// Numbers to buy.
#[component]
pub fn BuyNumbersPage() -> impl IntoView {
    let broker = use_broker();
    let (area_code, state) = (use_query_value("area_code"), use_query_value("state"));
    let post = Post::<BuyNumbers>::named("buy");
    let query = Memo::new(move |_| BuyQuery { area_code: area_code.get(), state: state.get() });
    // What others do does not look for numbers anew.
    let found = read_again(
        Again::ChangedHere,
        move || (broker.get(), query.get()),
        |(broker, query)| buy_page(broker, query),
    );
    view! { <Load from=found title="Buy numbers" view=move |page| content(page, post) /> }
}

fn content(page: BuyPage, post: Post<BuyNumbers>) -> impl IntoView {
    let slug = page.broker.slug.to_string();
    let is_connected = page.trouble.is_empty();
    let limit = format!("{} of {} can be bought today", grouped(page.left), grouped(page.per_day));
    let crumbs = crumbs(&slug);
    let why = trouble(&slug, &page.trouble);
    let page = StoredValue::new(page);
    view! {
        <Page title="Buy numbers" crumbs=crumbs>
            {why}
            {if is_connected {
                view! {
                    <Card title="Find numbers" sub=limit padded=true>
                        <Search page=page />
                    </Card>
                    <Found page=page post=post />
                }
                    .into_any()
            } else {
                view! {
                    <Card label="Buy numbers">
                        <EmptyState
                            glyph=Glyph::Cart
                            title="Local numbers, bought here"
                            text="Once SignalWire is connected you can find numbers by area code or state and buy them: each is set up so that callbacks reach your main line, and is in the pool at once."
                        />
                    </Card>
                }
                    .into_any()
            }}
            <Orders page=page />
        </Page>
    }
}

/// An area code or a state: a plain form that is an address.
#[component]
fn Search(page: StoredValue<BuyPage>) -> impl IntoView {
    let BuyPage { broker, query, wrong, .. } = page.get_value();
    let action = format!("/b/{}/pool/buy", broker.slug);
    let wrong = StoredValue::new(wrong);
    let error = move |field: &'static str| {
        Signal::stored(wrong.with_value(|wrong| {
            wrong.as_ref().filter(|(at, _)| at == field).map(|(_, why)| sentence(why)).unwrap_or_default()
        }))
    };
    view! {
        <form class="form" role="search" aria-label="Numbers to buy" method="get" action=action>
            <div class="field-row">
                <Field
                    name="area_code"
                    label="Area code"
                    value=query.area_code
                    error=error("area_code")
                    placeholder="512"
                    autocomplete="off"
                />
                <Field
                    name="state"
                    label="Or a state"
                    value=query.state
                    error=error("state")
                    placeholder="TX"
                    hint="Used where no area code is given."
                    autocomplete="off"
                />
            </div>
            <div class="bar">
                <Button kind=ButtonKind::Primary icon=Glyph::Search>
                    "Find numbers"
                </Button>
                <span class="dim small">"Local numbers near your leads are answered more often."</span>
            </div>
        </form>
    }
}

/// What was found, to be chosen and bought.
#[component]
fn Found(page: StoredValue<BuyPage>, post: Post<BuyNumbers>) -> impl IntoView {
    let BuyPage { wrong, offers, left, .. } = page.get_value();
    if let Some((_, why)) = wrong.filter(|(field, _)| field.is_empty()) {
        return view! {
            <Notice kind=NoticeKind::Bad>
                <b class="strong">"SignalWire could not be searched. "</b>
                {sentence(&why)}
            </Notice>
        }
        .into_any();
    }
    let Some(offers) = offers else { return ().into_any() };
    if offers.is_empty() {
        return view! {
            <Card label="Numbers to buy">
                <EmptyState
                    glyph=Glyph::NoPlace
                    title="SignalWire has no numbers there right now"
                    text="Try another area code of the state, or the state itself."
                />
            </Card>
        }
        .into_any();
    }
    if left == 0 {
        return view! {
            <Notice kind=NoticeKind::Warn>
                "Today's limit for buying numbers is reached. Continue tomorrow, or raise the limit in Settings, SignalWire."
            </Notice>
        }
        .into_any();
    }
    view! { <Offers page=page post=post /> }.into_any()
}

#[component]
fn Offers(page: StoredValue<BuyPage>, post: Post<BuyNumbers>) -> impl IntoView {
    let BuyPage { broker, offers, left, at_once, price, .. } = page.get_value();
    let hidden = vec![("broker", broker.slug.to_string())];
    let offers = StoredValue::new(offers.unwrap_or_default());
    let most = left.min(at_once);
    let sub = format!("select up to {}", grouped(most));
    let price = StoredValue::new(price);
    view! {
        <Card title="Numbers to buy" sub=sub padded=true>
            <PostForm post=post hidden=hidden let:form>
                {choices(form, offers)} {price_fields(form, price)}
                <div class="bar">
                    <Button kind=ButtonKind::Primary icon=Glyph::Cart busy=form.busy()>
                        "Buy the selected numbers"
                    </Button>
                </div>
            </PostForm>
        </Card>
    }
}

/// A checkbox for each number.
fn choices(form: Fields, offers: StoredValue<Vec<OfferRow>>) -> impl IntoView + use<> {
    let boxes = offers
        .get_value()
        .into_iter()
        .enumerate()
        .map(|(at, OfferRow { number, place })| {
            let name = format!("numbers[{at}]");
            let checked = form.holds(number.as_str());
            view! {
                <Choice
                    name=name
                    value=number.to_string()
                    label=number.to_string()
                    phone=true
                    hint=place
                    checked=checked
                />
            }
        })
        .collect_view();
    view! {
        <ChoiceGroup
            name="numbers"
            form="buy"
            label="Numbers"
            hushed=true
            class="choices boxed offers"
            error=form.error("numbers")
        >
            {boxes}
        </ChoiceGroup>
    }
}

/// What each costs, and that it is agreed to.
fn price_fields(form: Fields, price: StoredValue<String>) -> impl IntoView + use<> {
    let price = price.get_value();
    let is_known = !price.is_empty();
    let hint = if is_known {
        "From Settings, SignalWire: it should match your contract."
    } else {
        "SignalWire does not tell us: see your contract. Saved for next time."
    };
    view! {
        <Field
            name="monthly_price"
            form="buy"
            label="Price of each number a month, in dollars"
            required=true
            value=form.typed("monthly_price", price)
            error=form.error("monthly_price")
            placeholder="0.50"
            hint=hint
            autocomplete="off"
        />
        <ChoiceGroup name="confirmed" form="buy" label="What it costs" hushed=true error=form.error("confirmed")>
            <Choice
                name="confirmed"
                label="SignalWire charges this each month for every number that I buy here"
                hint="Starting today, until the number is given up: 14 days after its purchase at the earliest."
                checked=form.checked("confirmed", false)
            />
        </ChoiceGroup>
    }
}
