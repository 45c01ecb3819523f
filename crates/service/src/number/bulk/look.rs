//! What would happen to whom, before it is done.

use super::chosen::any;
use super::leads::{close, live_leads};
use super::{Act, Chosen, MOST_LEADS, in_the_way};
use crate::assignment::{broker_of, rehome_in};
use crate::ctx::Ctx;
use crate::number::rows;
use crate::{Conflict, Service, ServiceError};
use steadyline_core::broker::Broker;
use steadyline_core::id::{LeadId, NumberId};
use steadyline_core::number::{InTheWay, Number};
use steadyline_core::user::Actor;
use steadyline_db::{DbError, Tx};

/// What would happen.
#[derive(Clone, Debug)]
pub struct Look {
    /// The numbers that are meant, in their own order.
    pub numbers: Vec<Number>,
    /// Those that would not stay as they are.
    pub changing: i64,
    /// What stands in the way, and why.
    pub in_the_way: Vec<InTheWay>,
    /// Live leads of each number that has any.
    pub leads: Vec<(NumberId, i64)>,
    /// Leads that would find no other number. Tried only where the leads are to be moved, and are not too many.
    pub homeless: Option<Vec<LeadId>>,
}

impl Look {
    /// Live leads of all of them.
    pub fn leads_total(&self) -> i64 {
        self.leads.iter().map(|(_, leads)| leads).sum()
    }

    /// Refuses what is about no number, as doing it would be.
    ///
    /// # Errors
    /// [`FieldError`](steadyline_core::field::FieldError) on `numbers`.
    pub fn of_any(self) -> Result<Self, ServiceError> {
        any(&self.numbers)?;
        Ok(self)
    }
}

/// Never kept: what was tried is rolled back by it.
enum Tried {
    Found(Box<Look>),
    Failed(ServiceError),
}

impl From<DbError> for Tried {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ServiceError> for Tried {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

/// Says what would happen to whom. Where leads are to be moved it is done and taken back, so that it is known
/// who would find no number; others see nothing of it. A page may be about no number: who may not asks
/// [`Look::of_any`].
///
/// # Errors
/// [`FieldError`](steadyline_core::field::FieldError) on `numbers`, `days` or `area_code`; `NotFound`.
pub async fn look(
    service: &Service,
    actor: &Actor,
    broker: &str,
    chosen: Chosen,
    act: Act,
) -> Result<Look, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, act) = (broker.to_owned(), act.checked()?);
    if !act.rehomes() {
        return service
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                    seen(tx, &ctx, &broker, &chosen, act).await
                })
            })
            .await;
    }
    let tried: Result<(), Tried> = service
        .db
        .write(move |tx| {
            let (ctx, broker, chosen) = (ctx.clone(), broker.clone(), chosen.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let mut look = seen(tx, &ctx, &broker, &chosen, act).await?;
                if look.leads_total() <= MOST_LEADS {
                    look.homeless = Some(homeless(tx, &ctx, &broker, &look.numbers, act).await?);
                }
                Err(Tried::Found(Box::new(look)))
            })
        })
        .await;
    match tried {
        Err(Tried::Found(look)) => Ok(*look),
        Err(Tried::Failed(error)) => Err(error),
        Ok(()) => Err(ServiceError::Internal("a trial was kept".to_owned())),
    }
}

async fn seen(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    chosen: &Chosen,
    act: Act,
) -> Result<Look, ServiceError> {
    let numbers = chosen.found(tx, broker, ctx.now).await?;
    let ids: Vec<NumberId> = numbers.iter().map(|number| number.id).collect();
    let leads = rows::live_leads_of(tx, broker.id, &ids).await?;
    Ok(Look {
        changing: super::count(numbers.iter().filter(|number| act.changes(number, ctx.now)).count()),
        in_the_way: in_the_way(broker, act, &numbers, &leads, ctx.now),
        leads,
        homeless: None,
        numbers,
    })
}

async fn homeless(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    numbers: &[Number],
    act: Act,
) -> Result<Vec<LeadId>, ServiceError> {
    let live = live_leads(tx, broker, numbers).await?;
    if act.retires() {
        let ids: Vec<NumberId> = numbers.iter().map(|number| number.id).collect();
        rows::set_standing_all(tx, broker.id, &ids, false, None, None, None).await?;
    }
    close(tx, ctx, broker, numbers, act).await?;
    let mut homeless = Vec::new();
    for assignment in &live {
        match rehome_in(tx, ctx, broker, assignment, "a trial").await {
            Ok(_) => {}
            Err(ServiceError::Conflict(Conflict::NoAvailableNumber { .. })) => {
                homeless.push(assignment.lead_id);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(homeless)
}
