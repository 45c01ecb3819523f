//! Calling the lead: the office's phone rings, then the lead's, which sees its number. And what a missed callback needs.

use super::attempts::not_before;
use super::confirm::{Confirm, confirm_form};
use crate::components::{ButtonKind, Choice, ChoiceGroup, Glyph, LinkButton, Notice, NoticeKind, phone_text};
use crate::form::{Fields, Post, PostForm};
use crate::letters::capital;
use crate::pages::leads::address::lead_href;
use leptos::prelude::*;
use steadyline_api::call::{AskCall, CallOff, DismissCallback};
use steadyline_core::carrier_call::Stage;
use steadyline_core::page::LeadPage;

/// Asks which phone rings first, or says why nobody is called.
pub(super) fn call(lead: &LeadPage) -> Result<AnyView, String> {
    let Some(caller) = &lead.caller_id else {
        return Err("This lead has no number to call from. Assign one first.".to_owned());
    };
    if !lead.is_connected {
        return Err("SignalWire is not connected. Connect it in Settings first.".to_owned());
    }
    if lead.live_call.as_ref().is_some_and(|call| call.stage != Stage::Over) {
        return Err("A call with this person is already waiting or in progress.".to_owned());
    }
    if !lead.callable.allowed {
        return Err(format!("{}{}", lead.callable.why, not_before(lead)));
    }
    let phones = (lead.main_line.clone(), lead.own_phone.clone());
    let Some(first) = phones.0.as_ref().or(phones.1.as_ref()) else {
        return Err(
            "There is no phone to ring. Set the main line in Settings, or your own phone under Your account."
                .to_owned(),
        );
    };
    let confirm = Confirm {
        text: format!(
            "{} rings first. Once you pick up, {} is called and sees {}.",
            if phones.1.is_some() && phones.0.is_some() {
                "The phone you choose".to_owned()
            } else {
                phone_text(first.as_str())
            },
            lead.short_name,
            phone_text(caller.number.number.as_str()),
        ),
        losses: Vec::new(),
        kind: ButtonKind::Primary,
        icon: Glyph::Call,
        button: "Call now",
    };
    let hidden = vec![("broker", lead.broker.slug.to_string()), ("lead", lead.id.to_string())];
    let fields = move |form: Fields| phone_fields(form, phones.clone());
    Ok(confirm_form(lead, Post::<AskCall>::named("call"), hidden, confirm, fields))
}

type Phones = (Option<steadyline_core::phone::E164>, Option<steadyline_core::phone::E164>);

fn phone_fields(form: Fields, phones: Phones) -> AnyView {
    let rings_own = form.typed("ring", "main_line") == "own";
    match phones {
        (Some(main), Some(own)) => view! {
            <ChoiceGroup
                name="ring"
                form="call"
                label="Which phone rings first"
                class="choices"
                error=form.error("ring")
            >
                <Choice
                    name="ring"
                    value="main_line"
                    label=format!("The main line, {}", phone_text(main.as_str()))
                    radio=true
                    checked=!rings_own
                />
                <Choice
                    name="ring"
                    value="own"
                    label=format!("My own phone, {}", phone_text(own.as_str()))
                    radio=true
                    checked=rings_own
                />
            </ChoiceGroup>
        }
        .into_any(),
        (None, Some(_)) => view! { <input type="hidden" name="ring" value="own" /> }.into_any(),
        _ => view! { <input type="hidden" name="ring" value="main_line" /> }.into_any(),
    }
}

/// Says that a missed callback is done with.
pub(super) fn dismiss(lead: &LeadPage) -> Result<AnyView, String> {
    let Some(missed) = &lead.missed else {
        return Err("This lead has no missed callback to answer.".to_owned());
    };
    let confirm = Confirm {
        text: format!(
            "{} called back {} and nobody picked up. Dismiss it to clear the warning.",
            capital(&lead.short_name),
            missed.at.relative,
        ),
        losses: vec!["The callback stays in the timeline, and the attempt limit stays on hold".to_owned()],
        kind: ButtonKind::Primary,
        icon: Glyph::Check,
        button: "Dismiss",
    };
    let hidden = vec![
        ("broker", lead.broker.slug.to_string()),
        ("lead", lead.id.to_string()),
        ("callback", missed.id.to_string()),
    ];
    Ok(confirm_form(lead, Post::<DismissCallback>::named("callback"), hidden, confirm, |_| ().into_any()))
}

/// The call that waits or goes on, or why the last one was not joined.
#[component]
pub(super) fn CallNotice(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let lead = page.get_value();
    let slug = lead.broker.slug.to_string();
    let short = capital(&lead.short_name);
    let live = lead.live_call.clone().map(|call| {
        let title = match (call.inbound, call.stage) {
            (true, Stage::Talking) => format!("{short} called back. "),
            (true, _) => format!("{short} is calling back. "),
            (false, Stage::Over) => "The last call. ".to_owned(),
            (false, Stage::Talking) => format!("On the phone with {}. ", lead.short_name),
            (false, _) => format!("Calling {}. ", lead.short_name),
        };
        let number = phone_text(call.number.number.as_str());
        let words = match call.stage {
            Stage::Over => call.words.clone(),
            _ => format!("{} on {number}.", capital(&call.words)),
        };
        let kind = match (call.stage, call.inbound) {
            (Stage::Over, _) => NoticeKind::Warn,
            (_, true) => NoticeKind::Bad,
            (..) => NoticeKind::Good,
        };
        let off = (call.stage == Stage::Queued).then(|| {
            let post = Post::<CallOff>::named("off");
            let hidden =
                vec![("broker", slug.clone()), ("lead", lead.id.to_string()), ("call", call.id.to_string())];
            view! {
                <PostForm post=post hidden=hidden class="bar" let:form>
                    <crate::components::Button busy=form.busy()>"Cancel call"</crate::components::Button>
                </PostForm>
            }
        });
        view! {
            <div role="status">
                <Notice kind=kind glyph=Glyph::Call end=off>
                    <b class="strong">{title}</b>
                    {words}
                </Notice>
            </div>
        }
    });
    let missed = lead.missed.clone().map(|missed| {
        let (call, done) = (lead_href(&slug, lead.id, "/call"), lead_href(&slug, lead.id, "/callback"));
        let hold = lead.limit_on_hold.clone();
        let hold = hold
            .map(|until| format!(" The attempt limit is on hold until {}.", until.day))
            .unwrap_or_default();
        let words = format!(
            "{short} called {} {} and nobody picked up.{hold}",
            phone_text(missed.number.number.as_str()),
            missed.at.relative,
        );
        let can_call = lead.is_connected && lead.caller_id.is_some();
        let end = view! {
            {can_call
                .then(|| {
                    view! {
                        <LinkButton href=call kind=ButtonKind::Primary icon=Glyph::Call>
                            "Call"
                        </LinkButton>
                    }
                })}
            <LinkButton href=done>"Dismiss"</LinkButton>
        };
        view! {
            <Notice kind=NoticeKind::Bad glyph=Glyph::Missed end=end>
                <b class="strong">"Missed callback. "</b>
                {words}
            </Notice>
        }
    });
    view! {
        {live}
        {missed}
    }
}
