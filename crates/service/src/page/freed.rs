//! What the release of a lead does for the room on its number.

use super::pool::{Counting, room, standing_words};
use super::teller::Teller;
use crate::assignment::{AssignmentView, broker_of, could, release_of};
use crate::ctx::Ctx;
use crate::{Service, ServiceError};
use steadyline_core::number::Number;
use steadyline_core::page::Room;
use steadyline_core::room::{Occupancy, OccupancyChange, Weight};
use steadyline_core::user::Actor;
use steadyline_db::{assignment as rows, lead as leads, number as numbers};

/// What stands behind the number's name before it is done: "has room for another lead".
pub(super) fn would_free(number: &Number, weight: Weight, counting: Counting) -> String {
    let change = OccupancyChange::between(Some(weight), None);
    let Occupancy { active_leads, never_answered_leads, booked_leads } = number.occupancy;
    let occupancy = Occupancy {
        active_leads: active_leads + change.active_leads,
        never_answered_leads: never_answered_leads + change.never_answered_leads,
        booked_leads: booked_leads + change.booked_leads,
    };
    let after = Number { occupancy, ..number.clone() };
    not_freed(&after, weight, counting).unwrap_or_else(|| "has room for another lead".to_owned())
}

/// Why a number that a lead of this weight left has no more room than before; none where it has.
fn not_freed(number: &Number, weight: Weight, counting: Counting) -> Option<String> {
    let made_room = weight.takes_slot(counting.leads_per_number)
        || (weight == Weight::Booked && counting.reserve_booked_numbers);
    Some(match room(number, counting) {
        Room::Free if made_room => return None,
        Room::Free => "has room as before: the lead took no slot".to_owned(),
        Room::Full | Room::Draining => "still has no room for another lead".to_owned(),
        Room::Capped => "takes no new leads until tomorrow: it is at its daily call cap".to_owned(),
        Room::Kept => "takes no new leads: it is kept for a booked lead".to_owned(),
        Room::Out => {
            let words = standing_words(number, counting.teller);
            let mut letters = words.chars();
            let first =
                letters.next().map(|first| first.to_ascii_lowercase().to_string()).unwrap_or_default();
            format!("takes no new leads: {first}{}", letters.as_str())
        }
    })
}

/// What a release did.
#[derive(Clone, Debug)]
pub struct ReleaseTold {
    /// In a sentence.
    pub words: String,
    /// Whether the lead could have its number back now.
    pub can_undo: bool,
}

/// Tells what a release did, as things stand now.
///
/// # Errors
/// `NotFound` for an assignment the actor may not know of.
pub async fn released_told(
    service: &Service,
    actor: &Actor,
    broker: &str,
    released: &AssignmentView,
) -> Result<ReleaseTold, ServiceError> {
    let (ctx, named, id) = (Ctx::new(service, actor), broker.to_owned(), released.id);
    let weight = match (released.booked_at, released.first_answered_at) {
        (Some(_), _) => Weight::Booked,
        (None, Some(_)) => Weight::Held,
        (None, None) => Weight::NeverAnswered,
    };
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&named)).await?;
                let ended = rows::find(tx, broker.id, id).await?;
                let ended = ended.ok_or(ServiceError::NotFound("assignment"))?;
                let number = numbers::find(tx, broker.id, ended.number_id).await?;
                let number = number.ok_or(ServiceError::NotFound("number"))?;
                let lead = leads::find(tx, broker.id, ended.lead_id).await?;
                let lead = lead.ok_or(ServiceError::NotFound("lead"))?;
                let can_undo = match could(tx, &ctx, &broker, &lead, &ended).await {
                    Ok(()) => true,
                    Err(ServiceError::Conflict(_)) => false,
                    Err(error) => return Err(error),
                };
                let release = release_of(tx, &broker, &ended).await?;
                if release.is_some_and(|release| release.ended_wait) {
                    let words = "The lead no longer has to wait for a number.".to_owned();
                    return Ok(ReleaseTold { words, can_undo });
                }
                let counting = Counting::of(&broker, Teller::of(&broker, ctx.now));
                let words = not_freed(&number, weight, counting);
                let words = words.unwrap_or_else(|| "is free again".to_owned());
                Ok(ReleaseTold { words: format!("{} {words}.", number.number.national()), can_undo })
            })
        })
        .await
}
