//! Numbers: the pool, and what is done with one. `number` is how addresses name it: its digits.

use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::area_code::{AreaCode, StateCode},
    steadyline_core::number::Number,
    steadyline_core::phone::E164,
    steadyline_service::{number as service, page as pages},
};

/// The pool.
#[server(prefix = "/fn", endpoint = "pool", input = GetUrl)]
pub async fn pool(
    broker: String,
    #[server(default)] query: page::PoolQuery,
) -> Result<page::PoolPage, ApiError> {
    let asking = asking().await?;
    reply(pages::pool(&asking.service, &asking.actor, &broker, &query).await)
}

/// A number's page.
#[server(prefix = "/fn", endpoint = "number_page", input = GetUrl)]
pub async fn number_page(broker: String, number: String) -> Result<page::NumberPage, ApiError> {
    let asking = asking().await?;
    reply(pages::number(&asking.service, &asking.actor, &broker, &number).await)
}

/// Adds one number. Leads to its page.
#[server(prefix = "/fn", endpoint = "add_number")]
pub async fn add_number(
    broker: String,
    number: String,
    #[server(default)] label: String,
    #[server(default)] state: String,
    #[server(default)] area_code: String,
    #[server(default)] signalwire_id: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let new = service::NewNumber {
        number: E164::parse(&number).map_err(|error| error.on("number"))?,
        label: given(&label),
        area_code: given(&area_code).map(|code| AreaCode::parse(&code)).transpose()?,
        state: given(&state).map(|state| StateCode::parse(&state)).transpose()?,
        signalwire_id: given(&signalwire_id),
    };
    let added = service::add(&asking.service, &asking.actor, &broker, new).await;
    done_at(
        added,
        |number| page_of(&broker, number),
        |number| format!("{} is in the pool.", number.number.national()),
    )
}

/// Adds a pasted list: a number a line, then what follows it as label. With `dry_run` it only reports.
#[server(prefix = "/fn", endpoint = "import_numbers")]
pub async fn import_numbers(
    broker: String,
    #[server(default)] text: String,
    #[server(default)] dry_run: bool,
) -> Result<page::ImportReport, ApiError> {
    let asking = asking().await?;
    let rows = service::rows_of_text(&text);
    let report = reply(service::import(&asking.service, &asking.actor, &broker, rows, dry_run).await)?;
    let report = pages::import_report(&report, dry_run);
    keep_draft(&broker, text, &report).await?;
    lead_to(&if report.imported {
        format!("/b/{broker}/pool")
    } else {
        format!("/b/{broker}/pool/add?report")
    });
    Ok(report)
}

/// The last dry run of this session, for pages without JavaScript.
#[server(prefix = "/fn", endpoint = "import_draft", input = GetUrl)]
pub async fn import_draft(broker: String) -> Result<Option<page::ImportDraft>, ApiError> {
    asking().await?;
    let held: Option<(String, page::ImportDraft)> = session()?.get(DRAFT).await.map_err(broken)?;
    Ok(held.filter(|(of, _)| *of == broker).map(|(_, draft)| draft))
}

/// Changes what people may say of a number; empty takes a value away. Leads to its page.
#[server(prefix = "/fn", endpoint = "edit_number")]
pub async fn edit_number(
    broker: String,
    number: String,
    #[server(default)] label: String,
    #[server(default)] state: String,
    #[server(default)] area_code: String,
    #[server(default)] signalwire_id: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = reply(pages::number_id(&asking.service, &asking.actor, &broker, &number).await)?;
    let edit = service::NumberEdit {
        label: Some(given(&label)),
        area_code: Some(given(&area_code).map(|code| AreaCode::parse(&code)).transpose()?),
        state: Some(given(&state).map(|state| StateCode::parse(&state)).transpose()?),
        signalwire_id: Some(given(&signalwire_id)),
    };
    let edited = service::edit(&asking.service, &asking.actor, &broker, id, edit).await;
    done_at(edited, |number| page_of(&broker, number), |_| "Saved.".to_owned())
}

/// Lets a number rest: no new leads for some days, 7 where none are given.
#[server(prefix = "/fn", endpoint = "rest_number")]
pub async fn rest_number(
    broker: String,
    number: String,
    #[server(default)] days: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = reply(pages::number_id(&asking.service, &asking.actor, &broker, &number).await)?;
    let days = given(&days).map(|days| days.parse()).transpose();
    let days = days.map_err(|_| ApiError::field("days", "Give 1 to 365 days."))?;
    let rested = service::rest(&asking.service, &asking.actor, &broker, id, days).await;
    done(rested, |number| format!("{} rests for {} days.", number.number.national(), days.unwrap_or(7)))
}

/// Puts a number back into the pool, rested or retired.
#[server(prefix = "/fn", endpoint = "activate_number")]
pub async fn activate_number(broker: String, number: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = reply(pages::number_id(&asking.service, &asking.actor, &broker, &number).await)?;
    let activated = service::activate(&asking.service, &asking.actor, &broker, id).await;
    done(activated, |number| format!("{} is back in the pool.", number.number.national()))
}

/// Takes a number out of the pool. Refused while leads hold it, unless `rehome` gives each another one.
#[server(prefix = "/fn", endpoint = "retire_number")]
pub async fn retire_number(
    broker: String,
    number: String,
    #[server(default)] rehome: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = reply(pages::number_id(&asking.service, &asking.actor, &broker, &number).await)?;
    let retired = service::retire(&asking.service, &asking.actor, &broker, id, rehome).await;
    done(retired, |number| format!("{} is retired.", number.number.national()))
}

/// Where a session holds the last import that was not done, with the broker it is for.
#[cfg(feature = "ssr")]
const DRAFT: &str = "import";

/// Keeps what was pasted and what it would do, until it is imported.
#[cfg(feature = "ssr")]
async fn keep_draft(broker: &str, text: String, report: &page::ImportReport) -> Result<(), ApiError> {
    let session = session()?;
    if report.imported {
        session.remove_value(DRAFT).await.map_err(broken)?;
        return Ok(());
    }
    let draft = page::ImportDraft { text, report: report.clone() };
    session.insert(DRAFT, (broker, draft)).await.map_err(broken)
}

/// A number's page.
#[cfg(feature = "ssr")]
fn page_of(broker: &str, number: &Number) -> String {
    format!("/b/{broker}/pool/{}", number.number.as_str().trim_start_matches('+'))
}
