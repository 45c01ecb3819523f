//! What a change of the policy would do to the pool right now: worked out by the rules that will hold once it is
//! saved, on the rows that are there. Nothing is written.

mod effect;

use super::pool::{Counting, room};
use super::setting::shown;
use super::teller::Teller;
use crate::assignment::{broker_of, would_get};
use crate::broker::{SettingsChange, refuse_pool_number, validate};
use crate::{Service, ServiceError};
use chrono::{DateTime, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::choice::{Choice, Wish};
use steadyline_core::number::Number;
use steadyline_core::page::{Effect, Preview, Room, counted, grouped};
use steadyline_core::setting::doc;
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::number::{self, NumberFilter};

/// What a change would do.
///
/// # Errors
/// [`FieldError`](steadyline_core::field::FieldError) for what is not allowed, `NotFound` for a broker the actor may not
/// know of.
pub async fn preview(
    service: &Service,
    actor: &Actor,
    broker: &str,
    change: SettingsChange,
) -> Result<Preview, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            let (actor, named, change) = (actor.clone(), named.clone(), change.clone());
            Box::pin(async move {
                let old = broker_of(tx, &actor, Some(&named)).await?;
                let settings = change.apply(&old.settings)?;
                validate(&settings)?;
                refuse_pool_number(tx, &settings, Some(&old.settings)).await?;
                let teller = Teller::of(&old, now);
                let pool = number::list(tx, old.id, &NumberFilter::default(), now, None, i64::MAX).await?;
                let new = Broker { settings, ..old.clone() };
                let mut effects = Vec::new();
                for (setting, from, to) in old.settings.changes(&new.settings) {
                    // Each by itself; what all do together is told below.
                    let mut alone = old.settings.clone();
                    alone.set(setting, &to)?;
                    let alone = Broker { settings: alone, ..old.clone() };
                    let change = Change { old: &old, new: &alone, pool: &pool, teller };
                    let (effect, takes) = change.effect(tx, setting).await?;
                    let label = doc(setting).map_or(setting, |doc| doc.label);
                    let (from, to) = (shown(setting, &from), shown(setting, &to));
                    let what = format!("{label} from {from} to {to}");
                    effects.push(Effect { setting: setting.to_owned(), what, effect, takes });
                }
                let all = Change { old: &old, new: &new, pool: &pool, teller };
                let together = if effects.is_empty() { Vec::new() } else { all.together(tx).await? };
                Ok(Preview { effects, together, as_of: teller.when(now).clock })
            })
        })
        .await
}

/// A broker before and after a change, with its pool.
struct Change<'c> {
    old: &'c Broker,
    new: &'c Broker,
    pool: &'c [Number],
    teller: Teller,
}

/// Numbers that can take a lead, and the leads they have room for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Free {
    numbers: i64,
    slots: i64,
}

impl Change<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.teller.now
    }

    fn in_service(&self) -> impl Iterator<Item = &Number> {
        let now = self.now();
        self.pool.iter().filter(move |number| number.standing(now).in_service())
    }

    /// "5 of 15 numbers".
    fn of_pool(&self, count: i64) -> String {
        format!("{} of {}", grouped(count), counted(self.count(|_| true), "number", "numbers"))
    }

    /// Numbers in service of which something holds.
    fn count(&self, holds: impl Fn(&Number) -> bool) -> i64 {
        super::pool::count(self.in_service().filter(|number| holds(number)).count())
    }

    fn free(&self, broker: &Broker) -> Free {
        let counting = Counting::of(broker, Teller::of(broker, self.now()));
        let leads = broker.settings.leads_per_number;
        let free = self.pool.iter().filter(|number| room(number, counting) == Room::Free);
        free.fold(Free { numbers: 0, slots: 0 }, |sum, number| Free {
            numbers: sum.numbers + 1,
            slots: sum.slots + i64::from(leads - number.occupancy.counted(leads)),
        })
    }

    /// "41 fewer free slots (82 now)"; none where nothing changes.
    fn slots(&self) -> Option<(String, bool)> {
        let (before, after) = (self.free(self.old).slots, self.free(self.new).slots);
        let (more, takes) = match after - before {
            0 => return None,
            less @ ..0 => (counted(-less, "fewer free slot", "fewer free slots"), true),
            more => (counted(more, "more free slot", "more free slots"), false),
        };
        Some((format!("{more} ({} now)", grouped(before)), takes))
    }

    /// Who would be next, for a lead without known area; none where it is the same number.
    async fn next_lead(&self, tx: &mut Tx) -> Result<Option<String>, ServiceError> {
        let wish = Wish { takes_slot: true, ..Wish::default() };
        let before = would_get(tx, self.old, &wish, self.now()).await?;
        let after = would_get(tx, self.new, &wish, self.now()).await?;
        let id = |choice: &Option<Choice>| choice.as_ref().map(|choice| choice.number_id);
        if id(&before) == id(&after) {
            return Ok(None);
        }
        let name = |choice: Option<Choice>| {
            choice.map_or_else(|| "no number".to_owned(), |choice| choice.number.national())
        };
        Ok(Some(format!(
            "the next lead without a known area would get {}, now {}",
            name(after),
            name(before)
        )))
    }

    async fn together(&self, tx: &mut Tx) -> Result<Vec<String>, ServiceError> {
        let (before, after) = (self.free(self.old), self.free(self.new));
        let mut together = Vec::new();
        if before != after {
            let can = format!(
                "{} could take a lead ({} now)",
                self.of_pool(after.numbers),
                grouped(before.numbers)
            );
            let slots = counted(after.slots, "free slot", "free slots");
            together.push(format!("{can}, with {slots} ({} now)", grouped(before.slots)));
        }
        together.extend(self.next_lead(tx).await?);
        Ok(together)
    }
}
