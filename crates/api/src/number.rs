//! Numbers: the pool, and what is done with one. `number` is how addresses name it: its digits.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use std::collections::BTreeMap;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::ErrorKind,
    crate::reply::*,
    steadyline_core::area_code::{AreaCode, StateCode},
    steadyline_core::number::Number,
    steadyline_core::page::{BulkAct, Undo, UndoKind},
    steadyline_core::phone::E164,
    steadyline_service::seen::Seen,
    steadyline_service::{number as service, page as pages},
};

/// The pool.
#[server(prefix = "/fn", endpoint = "pool", input = GetUrl, output = Postcard)]
pub async fn pool(
    broker: String,
    #[server(default)] query: page::PoolQuery,
) -> Result<page::PoolPage, ApiError> {
    let asking = asking().await?;
    reply(pages::pool(&asking.service, &asking.actor, &broker, &query).await)
}

/// A number's page.
#[server(prefix = "/fn", endpoint = "number_page", input = GetUrl, output = Postcard)]
pub async fn number_page(broker: String, number: String) -> Result<page::NumberPage, ApiError> {
    let asking = asking().await?;
    reply(pages::number(&asking.service, &asking.actor, &broker, &number).await)
}

/// A number that is to leave the pool, with what would become of its leads.
#[server(prefix = "/fn", endpoint = "number_leaving", input = GetUrl, output = Postcard)]
pub async fn number_leaving(broker: String, number: String) -> Result<page::NumberLeaving, ApiError> {
    let asking = asking().await?;
    reply(pages::number_leaving(&asking.service, &asking.actor, &broker, &number).await)
}

/// Adds one number. Leads to its page, unless the form stands on another one and it is to stay there.
#[server(prefix = "/fn", endpoint = "add_number", output = DonePostcard)]
pub async fn add_number(
    broker: String,
    number: String,
    #[server(default)] label: String,
    #[server(default)] state: String,
    #[server(default)] area_code: String,
    #[server(default)] signalwire_id: String,
    #[server(default)] stay: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let new = service::NewNumber {
        number: E164::parse(&number).map_err(|error| error.on("number"))?,
        label: given(&label),
        area_code: given(&area_code).map(|code| AreaCode::parse(&code)).transpose()?,
        state: given(&state).map(|state| StateCode::given(&state)).transpose()?,
        signalwire_id: given(&signalwire_id),
    };
    let added = reply(service::add(&asking.service, &asking.actor, &broker, new).await)?;
    if !stay {
        lead_to(&page_of(&broker, &added));
    }
    Ok(Done::of(format!("{} is in the pool.", added.number.national())))
}

/// Changes what people may say of a number; empty takes a value away. Of the fields in `was`, what they held when the
/// form was opened, those are written that differ. Leads to its page, unless the form stands on another one and it is to
/// stay there.
#[server(prefix = "/fn", endpoint = "edit_number", output = DonePostcard)]
pub async fn edit_number(
    broker: String,
    number: String,
    #[server(default)] label: String,
    #[server(default)] state: String,
    #[server(default)] area_code: String,
    #[server(default)] signalwire_id: String,
    #[server(default)] was: BTreeMap<String, String>,
    #[server(default)] stay: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = reply(pages::number_id(&asking.service, &asking.actor, &broker, &number).await)?;
    let seen = Seen::new(was);
    let edit = service::NumberEdit {
        label: Some(given(&label)),
        area_code: Some(given(&area_code).map(|code| AreaCode::parse(&code)).transpose()?),
        state: Some(given_state(&state, &seen)?),
        signalwire_id: Some(given(&signalwire_id)),
        seen,
        ..service::NumberEdit::default()
    };
    let edited = reply(service::edit(&asking.service, &asking.actor, &broker, id, edit).await)?;
    if !stay {
        lead_to(&page_of(&broker, &edited));
    }
    Ok(Done::of("Saved."))
}

/// Lets a number rest: no new leads for some days, 7 where none are given. Leads to its page with `leave`.
#[server(prefix = "/fn", endpoint = "rest_number", output = DonePostcard)]
pub async fn rest_number(
    broker: String,
    number: String,
    #[server(default)] days: String,
    #[server(default)] leave: bool,
) -> Result<Done, ApiError> {
    let act = service::Act::Rest { days: days_of(&days)? };
    changed(&broker, &number, act, leave).await
}

/// Puts a number back into the pool, rested or retired. Leads to its page with `leave`.
#[server(prefix = "/fn", endpoint = "activate_number", output = DonePostcard)]
pub async fn activate_number(
    broker: String,
    number: String,
    #[server(default)] leave: bool,
) -> Result<Done, ApiError> {
    changed(&broker, &number, service::Act::Activate, leave).await
}

/// Takes a number out of the pool. Refused while leads hold it, unless `rehome` gives each another one. Leads to
/// its page with `leave`.
#[server(prefix = "/fn", endpoint = "retire_number", output = DonePostcard)]
pub async fn retire_number(
    broker: String,
    number: String,
    #[server(default)] rehome: bool,
    #[server(default)] leave: bool,
) -> Result<Done, ApiError> {
    changed(&broker, &number, service::Act::Retire { rehome }, leave).await
}

/// What would happen to many numbers and to whom.
#[server(prefix = "/fn", endpoint = "bulk_numbers", input = GetUrl, output = Postcard)]
pub async fn bulk_numbers(
    broker: String,
    #[server(default)] asked: page::BulkQuery,
) -> Result<page::BulkPage, ApiError> {
    let asking = asking().await?;
    reply(pages::bulk(&asking.service, &asking.actor, &broker, &asked).await)
}

/// Does it to many numbers: those named in `numbers` with commas, or with `all` those that the filters keep, if
/// they are as many as `count` and the same as those that were `seen`. Leads to the pool, as it was filtered, with `leave`.
#[server(prefix = "/fn", endpoint = "change_numbers", output = DonePostcard)]
pub async fn change_numbers(
    broker: String,
    #[server(default)] asked: page::BulkQuery,
    #[server(default)] count: String,
    #[server(default)] seen: String,
    #[server(default)] days: String,
    #[server(default)] rehome: bool,
    #[server(default)] area_code: String,
    #[server(default)] state: String,
    #[server(default)] leave: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let act = asked.act.ok_or_else(|| ApiError::field("act", "Choose what to do with the numbers."))?;
    let act = match act {
        BulkAct::Rest => service::Act::Rest { days: days_of(&days)? },
        BulkAct::Activate => service::Act::Activate,
        BulkAct::Retire => service::Act::Retire { rehome },
        BulkAct::Move => service::Act::Move {
            area_code: given(&area_code).map(|code| AreaCode::parse(&code)).transpose()?,
            state: given(&state).map(|state| StateCode::given(&state)).transpose()?,
        },
        BulkAct::Rehome => service::Act::Rehome,
    };
    let chosen = pages::chosen(&asked, count.parse().ok(), given(&seen));
    let done = change(&asking, &broker, chosen, act).await?;
    if leave {
        lead_to(&format!("/b/{broker}/pool{}", query_of(&asked.query)));
    }
    Ok(done)
}

/// Takes back what was done to numbers. Leads that were moved stay where they are.
#[server(prefix = "/fn", endpoint = "undo_numbers", output = DonePostcard)]
pub async fn undo_numbers(broker: String, change: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let change =
        change.parse().map_err(|_| ApiError::new(ErrorKind::NotFound, "There is no such change."))?;
    let undone = reply(service::undo(&asking.service, &asking.actor, &broker, change).await)?;
    Ok(Done::of(pages::undone_told(&undone)))
}

#[cfg(feature = "ssr")]
fn days_of(days: &str) -> Result<Option<i32>, ApiError> {
    let days = given(days).map(|days| days.parse()).transpose();
    days.map_err(|_| ApiError::field("days", "Enter 1 to 365 days."))
}

/// Changes one number, and leads to its page where the form's own page is to be left.
#[cfg(feature = "ssr")]
pub(crate) async fn changed(
    broker: &str,
    number: &str,
    act: service::Act,
    leave: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let done = change(&asking, broker, service::Chosen::one(number), act).await?;
    if leave {
        lead_to(&format!("/b/{broker}/pool/{number}"));
    }
    Ok(done)
}

#[cfg(feature = "ssr")]
async fn change(
    asking: &Asking,
    broker: &str,
    chosen: service::Chosen,
    act: service::Act,
) -> Result<Done, ApiError> {
    let changed = reply(service::change_all(&asking.service, &asking.actor, broker, chosen, act).await)?;
    let can_undo = changed.changed > 0 && act != service::Act::Rehome;
    Ok(Done {
        message: pages::bulk_told(act, &changed),
        undo: can_undo.then(|| undo_of(broker, changed.change_id)),
    })
}

/// How a change of numbers is taken back.
#[cfg(feature = "ssr")]
pub(crate) fn undo_of(broker: &str, change: uuid::Uuid) -> Undo {
    let (broker, id) = (broker.to_owned(), change.to_string());
    Undo { broker, kind: UndoKind::Numbers, id, was: String::new() }
}

/// The filters and the order as the pool's address has them; it begins at the first page.
#[cfg(feature = "ssr")]
fn query_of(query: &page::PoolQuery) -> String {
    let said: Vec<String> = query
        .pairs()
        .into_iter()
        .filter(|(name, value)| *name != "cursor" && !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
}

/// A number's page.
#[cfg(feature = "ssr")]
fn page_of(broker: &str, number: &Number) -> String {
    format!("/b/{broker}/pool/{}", number.number.as_str().trim_start_matches('+'))
}
