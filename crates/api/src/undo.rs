//! Taking back what was just done: by a toast, or by a notice where there is no JavaScript.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use steadyline_core::page::{Done, UndoKind};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_service::{Conflict, assignment, lead, page as pages},
};

/// Takes something back, as [`Undo`](steadyline_core::page::Undo) says.
#[server(prefix = "/fn", endpoint = "undo", output = DonePostcard)]
pub async fn undo(
    broker: String,
    kind: UndoKind,
    id: String,
    #[server(default)] was: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let Asking { service, actor, .. } = &asking;
    match kind {
        UndoKind::Release if id.contains(',') => {
            let ids: Vec<_> = id.split(',').map(crate::assignment::id_of).collect::<Result<_, _>>()?;
            let (back, refused) = reply(assignment::reinstate_many(service, actor, &broker, &ids).await)?;
            Ok(Done::of(many_words(back.len(), refused.first().map(|(_, why)| why), refused.len())))
        }
        UndoKind::Release => {
            let id = crate::assignment::id_of(&id)?;
            let back = assignment::reinstate(service, actor, &broker, id, None).await;
            done(back, |back| format!("The lead has {} again.", back.phone_number.national()))
        }
        UndoKind::Suppression if id.contains(',') => {
            let ids = reply(pages::lead_ids(&id))?;
            let (undone, _) = reply(lead::undo_suppressions(service, actor, &broker, &ids).await)?;
            Ok(Done::of(match undone.len() {
                1 => "1 person is no longer suppressed.".to_owned(),
                many => {
                    format!(
                        "{many} people are no longer suppressed, and have their numbers back where those are free."
                    )
                }
            }))
        }
        UndoKind::Suppression => {
            let undone = lead::undo_suppression(service, actor, &broker, &id).await;
            done(undone, |undone| match &undone.without_number {
                None => "The person is no longer suppressed.".to_owned(),
                Some(why) => {
                    let why = ApiError::from(why.clone()).message;
                    format!(
                        "The person is no longer suppressed, but does not get the earlier number back. {why}"
                    )
                }
            })
        }
        UndoKind::Numbers => crate::number::undo_numbers(broker, id).await,
        UndoKind::Deal => {
            let changed = lead::set_deal(service, actor, &broker, &id, crate::lead::deal_of(&was)?).await;
            done(changed, |lead| crate::lead::deal_words(lead.deal).to_owned())
        }
    }
}

/// "3 leads have their numbers again. 2 do not: ...".
#[cfg(feature = "ssr")]
fn many_words(back: usize, why: Option<&Conflict>, refused: usize) -> String {
    let have = match back {
        0 => "No lead has its number again.".to_owned(),
        1 => "1 lead has its number again.".to_owned(),
        many => format!("{many} leads have their numbers again."),
    };
    match why {
        None => have,
        Some(why) => format!("{have} {refused} could not: {}", ApiError::from(why.clone()).message),
    }
}
