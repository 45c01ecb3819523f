//! Numbers at SignalWire: syncs, numbers that are bought, and one that is given up.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::id::SyncId;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::number::changed,
    crate::reply::*,
    std::time::Duration,
    steadyline_core::carrier::{NumberSync, SyncStatus, cents_of},
    steadyline_core::phone::E164,
    steadyline_service::carrier::{self as service, AskSync, Buy},
    steadyline_service::number::Act,
    steadyline_service::page as pages,
};

/// How long a form waits for what it asked for.
#[cfg(feature = "ssr")]
const PATIENCE: Duration = Duration::from_secs(3);

/// What the newest sync would change, or did.
#[server(prefix = "/fn", endpoint = "sync_page", input = GetUrl, output = Postcard)]
pub async fn sync_page(broker: String) -> Result<page::SyncPage, ApiError> {
    let asking = asking().await?;
    reply(pages::sync(&asking.service, &asking.actor, &broker).await)
}

/// Looks at the numbers at SignalWire; nothing changes yet. Leads to the page that says what would.
#[server(prefix = "/fn", endpoint = "look_at_carrier", output = DonePostcard)]
pub async fn look_at_carrier(broker: String, #[server(default)] take_new: bool) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let ask = AskSync { takes_new: take_new, ..AskSync::default() };
    let begun = reply(service::look(&asking.service, &asking.actor, &broker, ask).await)?;
    let sync = reply(service::settled(&asking.service, begun, PATIENCE).await)?;
    lead_to(&format!("/b/{broker}/pool/sync"));
    Ok(Done::of(told(&sync)))
}

/// Makes the changes that a sync found. Leads to the page that says how it goes.
#[server(prefix = "/fn", endpoint = "apply_sync", output = DonePostcard)]
pub async fn apply_sync(
    broker: String,
    sync: SyncId,
    #[server(default)] configures: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let begun = reply(service::apply(&asking.service, &asking.actor, &broker, sync, configures).await)?;
    let sync = reply(service::settled(&asking.service, begun, PATIENCE).await)?;
    lead_to(&format!("/b/{broker}/pool/sync"));
    Ok(Done::of(told(&sync)))
}

#[cfg(feature = "ssr")]
fn told(sync: &NumberSync) -> String {
    match sync.status {
        SyncStatus::Reading => "SignalWire's numbers are being read. You can leave this page.".to_owned(),
        SyncStatus::Ready if sync.plan.is_empty() => "Nothing would change.".to_owned(),
        SyncStatus::Ready => "Nothing has changed yet: this is a preview.".to_owned(),
        SyncStatus::Applying => "The changes are being made. You can leave this page.".to_owned(),
        SyncStatus::Done => "The pool matches SignalWire.".to_owned(),
        SyncStatus::Failed => "The sync failed.".to_owned(),
    }
}

/// Numbers to buy.
#[server(prefix = "/fn", endpoint = "buy_page", input = GetUrl, output = Postcard)]
pub async fn buy_page(
    broker: String,
    #[server(default)] query: page::BuyQuery,
) -> Result<page::BuyPage, ApiError> {
    let asking = asking().await?;
    reply(pages::buy(&asking.service, &asking.actor, &broker, &query).await)
}

/// Buys numbers at a price a month that is confirmed. Leads to the page that says what came of each.
#[server(prefix = "/fn", endpoint = "buy_numbers", output = DonePostcard)]
pub async fn buy_numbers(
    broker: String,
    #[server(default)] numbers: Vec<String>,
    #[server(default)] monthly_price: String,
    #[server(default)] confirmed: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let chosen: Result<Vec<E164>, _> =
        numbers.iter().filter(|number| !number.is_empty()).map(|number| E164::parse(number)).collect();
    let chosen = chosen.map_err(|error| error.on("numbers"))?;
    let monthly_cents = cents_of(&monthly_price)?;
    if !confirmed {
        let why = "Confirm that each number costs that much a month from now on.";
        return Err(ApiError::field("confirmed", why));
    }
    let buy = Buy { numbers: chosen, monthly_cents };
    let orders = reply(service::buy(&asking.service, &asking.actor, &broker, buy).await)?;
    lead_to(&format!("/b/{broker}/pool/buy"));
    Ok(Done::of(pages::bought_told(&orders)))
}

/// Gives a number up: it leaves the pool, callbacks are caught for 30 days, then SignalWire has it. Refused while
/// leads hold it, unless `rehome` gives each another one. Leads to its page with `leave`.
#[server(prefix = "/fn", endpoint = "release_number", output = DonePostcard)]
pub async fn release_number(
    broker: String,
    number: String,
    #[server(default)] rehome: bool,
    #[server(default)] leave: bool,
) -> Result<Done, ApiError> {
    changed(&broker, &number, Act::Release { rehome }, leave).await
}
