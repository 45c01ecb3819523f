//! The same for many leads at once.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::page::{Undo, UndoKind, grouped},
    steadyline_service::{assignment as service, lead, page as pages},
};

/// Releases that are taken back by one button.
#[cfg(feature = "ssr")]
const UNDONE_TOGETHER: usize = 200;

/// What would happen to many leads, and to whom.
#[server(prefix = "/fn", endpoint = "many_leads", input = GetUrl, output = Postcard)]
pub async fn many_leads(
    broker: String,
    #[server(default)] query: page::ManyQuery,
) -> Result<page::ManyPage, ApiError> {
    let asking = asking().await?;
    reply(pages::many(&asking.service, &asking.actor, &broker, &query).await)
}

/// Releases many leads in one go: those named in `leads` with commas, or those that nobody called for `silent` days.
/// Leads to the list `back`, as [`page::list_of`] says.
#[server(prefix = "/fn", endpoint = "release_many", output = DonePostcard)]
pub async fn release_many(
    broker: String,
    #[server(default)] leads: String,
    #[server(default)] silent: String,
    #[server(default)] held: bool,
    #[server(default)] booked: bool,
    #[server(default)] reason: String,
    #[server(default)] back: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let many = match reply(pages::silent_days(&silent))? {
        0 => service::Many::Leads { leads: reply(pages::lead_ids(&leads))?, booked },
        days => service::Many::Silent { days, held },
    };
    let reason = match (given(&reason), &many) {
        (None, service::Many::Silent { days, .. }) => format!("no call for {}", page::in_days(*days)),
        (reason, _) => reason.unwrap_or_default(),
    };
    let released = service::release_many(&asking.service, &asking.actor, &broker, many, &reason).await;
    let released = reply(released)?;
    lead_to(&page::list_of(&broker, &back));
    let done = Done::of(match released.len() {
        0 => "No lead had a number to release.".to_owned(),
        1 => "1 lead gave its number back.".to_owned(),
        many => format!("{} leads gave their numbers back.", counted(many)),
    });
    Ok(Done { undo: undo_of_many(broker, UndoKind::Release, &released), ..done })
}

/// Suppresses many persons, those of the leads named with commas. Leads to the list `back`, as
/// [`page::list_of`] says.
#[server(prefix = "/fn", endpoint = "suppress_many", output = DonePostcard)]
pub async fn suppress_many(
    broker: String,
    #[server(default)] leads: String,
    #[server(default)] back: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let leads = reply(pages::lead_ids(&leads))?;
    let suppressed = reply(lead::suppress_many(&asking.service, &asking.actor, &broker, &leads).await)?;
    lead_to(&page::list_of(&broker, &back));
    let done = Done::of(match suppressed.len() {
        0 => "All of them were suppressed already.".to_owned(),
        1 => "1 person is suppressed from now on.".to_owned(),
        many => format!("{} people are suppressed from now on.", counted(many)),
    });
    Ok(Done { undo: undo_of_many(broker, UndoKind::Suppression, &suppressed), ..done })
}

/// How what was done to many is taken back by one button; none where there are none or too many.
#[cfg(feature = "ssr")]
pub(crate) fn undo_of_many(broker: String, kind: UndoKind, ids: &[impl ToString]) -> Option<Undo> {
    let ids: Vec<String> = ids.iter().take(UNDONE_TOGETHER + 1).map(ToString::to_string).collect();
    let can = (1..=UNDONE_TOGETHER).contains(&ids.len());
    can.then(|| Undo { broker, kind, id: ids.join(","), was: String::new() })
}

#[cfg(feature = "ssr")]
fn counted(many: usize) -> String {
    grouped(i64::try_from(many).unwrap_or(i64::MAX))
}
