//! Diagnostics: what was found, what a fix would do, and doing it.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::many::undo_of_many,
    crate::number::undo_of,
    crate::reply::*,
    steadyline_core::page::{FixKind, UndoKind, WarningKind},
    steadyline_service::{diagnostics as service, page as pages},
};

/// Every check, done now.
#[server(prefix = "/fn", endpoint = "diagnostics", input = GetUrl, output = Postcard)]
pub async fn diagnostics(broker: String) -> Result<page::DiagnosticsPage, ApiError> {
    let asking = asking().await?;
    reply(pages::diagnostics(&asking.service, &asking.actor, &broker).await)
}

/// One check with its rows.
#[server(prefix = "/fn", endpoint = "diagnostics_check", input = GetUrl, output = Postcard)]
pub async fn diagnostics_check(
    broker: String,
    check: String,
    #[server(default)] cursor: String,
) -> Result<page::CheckPage, ApiError> {
    let asking = asking().await?;
    reply(pages::check(&asking.service, &asking.actor, &broker, &check, &cursor).await)
}

/// What a fix would do.
#[server(prefix = "/fn", endpoint = "diagnostics_fix", input = GetUrl, output = Postcard)]
pub async fn diagnostics_fix(
    broker: String,
    check: String,
    fix: String,
    #[server(default)] number: String,
    #[server(default)] days: String,
) -> Result<page::FixPage, ApiError> {
    let asking = asking().await?;
    reply(pages::fix(&asking.service, &asking.actor, &broker, (&check, &fix), (&number, &days)).await)
}

/// Mends what a check names, with one number or all of them. Leads to `back`, a path of ours, where it is given.
#[server(prefix = "/fn", endpoint = "mend", output = DonePostcard)]
pub async fn mend(
    broker: String,
    check: String,
    fix: String,
    #[server(default)] number: String,
    #[server(default)] days: String,
    #[server(default)] back: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let number = match given(&number) {
        Some(number) => {
            Some(reply(pages::number_id(&asking.service, &asking.actor, &broker, &number).await)?)
        }
        None => None,
    };
    let days = given(&days).map(|days| days.parse()).transpose();
    let ask = service::Ask {
        check: WarningKind::parse(&check)
            .ok_or_else(|| ApiError::field("check", "There is no such check."))?,
        fix: FixKind::parse(&fix).ok_or_else(|| ApiError::field("fix", "There is no such fix."))?,
        number,
        days: days.map_err(|_| ApiError::field("days", "Enter 1 to 365 days."))?,
    };
    let mended = reply(service::mend(&asking.service, &asking.actor, &broker, ask).await)?;
    if !back.is_empty() {
        lead_to(&back);
    }
    let undo = mended.undone_by.and_then(|by| match by {
        service::UndoneBy::Change(change) => Some(undo_of(&broker, change)),
        service::UndoneBy::Reinstating(leads) => undo_of_many(broker, UndoKind::Release, &leads),
    });
    Ok(Done { message: mended.message, undo })
}
