//! Events out: sends what is due, of several leads and to several endpoints at a time, and notes what came of it.

use super::{lease, wait};
use crate::App;
use crate::live::heard;
use crate::send::{LONGEST, Message, Sender};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use steadyline_core::delivery::{DeliveryStatus, Reply};
use steadyline_core::id::{DeliveryId, EndpointId};
use steadyline_service::delivery::{self, Ready, Tried};
use steadyline_service::{Change, Service, ServiceError};
use tokio::sync::broadcast::Receiver;
use tokio::task::{Id, JoinSet};
use tokio::time::sleep;

/// How often it is looked, beside the looks after each change and after each that was sent.
const EVERY: Duration = Duration::from_millis(500);
/// Changes that come this close together are looked at once.
const GATHER: Duration = Duration::from_millis(100);
/// On their way at once.
const ROOM: usize = 32;
/// On their way to one endpoint at once: a slow one holds up nobody else.
const EACH: usize = 8;
/// How long a node that died keeps the others from the work.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// With less left of it the lease is taken anew: longer than a try may take.
const RENEW: TimeDelta = TimeDelta::seconds(30);
/// Waits before what came of an event is noted once more, where that failed. Failing after the last too, the event is
/// sent anew.
const NOT_NOTED: [Duration; 4] =
    [EVERY, Duration::from_secs(2), Duration::from_secs(10), Duration::from_secs(30)];

/// Looks until the program ends; what is on its way then has a moment to arrive, and is else sent once more later.
pub(super) async fn run(app: App, holder: String) {
    let sender = match Sender::new(app.service.calls_private) {
        Ok(sender) => sender,
        Err(error) => return tracing::error!(%error, "events cannot be sent"),
    };
    let mut work = Work {
        service: app.service.clone(),
        sender,
        holder,
        held_until: None,
        is_anothers: false,
        sending: JoinSet::new(),
        what: HashMap::new(),
    };
    let mut every = super::ticks(EVERY);
    let mut news = app.service.bus.listen();
    loop {
        tokio::select! {
            Some(ended) = work.sending.join_next_with_id() => work.forget(ended),
            true = told(&mut news), if !work.is_anothers => {}
            goes_on = wait(&app, &mut every) => {
                if !goes_on {
                    break;
                }
            }
        }
        if let Err(error) = work.start().await {
            tracing::error!(%error, "events were not sent");
        }
    }
    let arriving = async { while work.sending.join_next().await.is_some() {} };
    drop(tokio::time::timeout(LONGEST / 3, arriving).await);
    work.end().await;
}

/// Waits until something is changed, whosever it is: an event may stand in the outbox then. What came of a delivery is none of
/// it, as it is looked after each that was sent. Whoever is kept from waiting to the end looks as well.
async fn told(news: &mut Receiver<Change>) -> bool {
    let is_told = heard(news, (), |change| (!change.is_reply).then_some(())).await.is_some();
    sleep(GATHER).await;
    // What is told until here is looked at now.
    *news = news.resubscribe();
    is_told
}

struct Work {
    service: Service,
    sender: Sender,
    holder: String,
    held_until: Option<DateTime<Utc>>,
    /// Another node had the lease when it was asked for last: it is left to look at each change.
    is_anothers: bool,
    sending: JoinSet<()>,
    what: HashMap<Id, (EndpointId, DeliveryId)>,
}

impl Work {
    /// Forgets what was on its way, however it ended.
    fn forget(&mut self, ended: Result<(Id, ()), tokio::task::JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(%error, "sending an event broke");
                error.id()
            }
        };
        self.what.remove(&id);
    }

    /// Sends what is due, as far as there is room.
    async fn start(&mut self) -> Result<(), ServiceError> {
        let room = ROOM.saturating_sub(self.sending.len());
        // Held also while there is no room: else another node takes it, and sends what is on its way from here.
        if !self.holds_lease().await? || room == 0 {
            return Ok(());
        }
        let under_way: HashSet<_> = self.what.values().copied().collect();
        for ready in delivery::due(&self.service, &under_way, room, EACH).await? {
            let what = (ready.delivery.endpoint_id, ready.delivery.id);
            let task = self.sending.spawn(send(self.service.clone(), self.sender.clone(), ready));
            self.what.insert(task.id(), what);
        }
        Ok(())
    }

    /// One node sends, so that what is about one lead stays in order. The lease is taken only where there is work.
    async fn holds_lease(&mut self) -> Result<bool, ServiceError> {
        let now = self.service.clock.now();
        if self.held_until.is_some_and(|until| until - now > RENEW) {
            return Ok(true);
        }
        if self.sending.is_empty() && !delivery::is_any_due(&self.service).await? {
            return Ok(false);
        }
        let until = now + LEASE;
        let is_ours = lease::take(&self.service, "send_events", &self.holder, now, until).await?;
        self.held_until = is_ours.then_some(until);
        self.is_anothers = !is_ours;
        Ok(is_ours)
    }

    /// Lets go of what has not arrived, and of the lease: the program that goes on would else wait for its end.
    async fn end(mut self) {
        self.sending.shutdown().await;
        if self.held_until.is_none() {
            return;
        }
        if let Err(error) = lease::give_back(&self.service, "send_events", &self.holder).await {
            tracing::error!(%error, "the next program sends events a little later");
        }
    }
}

async fn send(service: Service, sender: Sender, ready: Ready) {
    let (at, broker, id) = (service.clock.now(), ready.delivery.broker_id, ready.delivery.id);
    let (signature, reply) = match ready.signature(at) {
        Ok(signature) => {
            let message = Message {
                url: &ready.url,
                id: ready.delivery.event_id.to_string(),
                timestamp: at.timestamp(),
                signature: &signature,
                body: &ready.delivery.payload,
            };
            let reply = sender.send(&message).await;
            if let Some(error) = &reply.error {
                tracing::info!(delivery = %id, error, "an event was not taken");
            }
            (signature, reply)
        }
        // Noted as a try like any other: what was not tried would be due again at once.
        Err(error) => {
            tracing::error!(%error, delivery = %id, "an event cannot be signed");
            let error = Some("It could not be signed. Give the endpoint a new secret.".to_owned());
            (String::new(), Reply { error, ..Reply::default() })
        }
    };
    let tried = Tried { at, url: ready.url.clone(), signature, reply };
    note(id, &NOT_NOTED, || delivery::record(&service, broker, id, tried.clone())).await;
}

/// Notes what came of an event, again where that fails: as long as it lasts the event counts as on its way, so that a
/// database that takes no writes has nobody sent the same without end.
async fn note<F>(id: DeliveryId, waits: &[Duration], record: impl Fn() -> F)
where
    F: Future<Output = Result<DeliveryStatus, ServiceError>>,
{
    let mut waits = waits.iter();
    loop {
        match record().await {
            // Its endpoint was removed meanwhile.
            Ok(_) | Err(ServiceError::NotFound(_)) => return,
            Err(error) => tracing::error!(%error, delivery = %id, "what came of an event was not noted"),
        }
        let Some(wait) = waits.next() else { return };
        sleep(*wait).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use steadyline_core::id::BrokerId;
    use steadyline_db::testing::TestDb;
    use tokio::time::timeout;
    use uuid::Uuid;

    #[tokio::test]
    async fn what_came_of_a_delivery_is_nothing_to_look_for() {
        let db = TestDb::sqlite().await;
        let bus = Service::new(db.db.clone()).bus;
        let (mut news, broker) = (bus.listen(), BrokerId(Uuid::from_u128(7)));
        bus.tell_reply(broker);
        assert!(timeout(GATHER * 3, told(&mut news)).await.is_err());
        bus.tell(broker);
        assert!(told(&mut news).await);
    }

    /// How often it is tried to note what came of an event, where the try of that number ends so and those before fail.
    async fn tries(last: u32, end: fn() -> Result<DeliveryStatus, ServiceError>) -> u32 {
        let tries = Cell::new(0);
        let record = || {
            tries.set(tries.get() + 1);
            let is_last = tries.get() == last;
            std::future::ready(if is_last { end() } else { Err(ServiceError::Internal("locked".to_owned())) })
        };
        note(DeliveryId(Uuid::from_u128(7)), &[Duration::ZERO; 2], record).await;
        tries.get()
    }

    #[tokio::test]
    async fn what_came_of_a_delivery_is_noted_again_where_that_failed_and_not_where_it_is_gone() {
        assert_eq!(tries(1, || Err(ServiceError::NotFound("delivery"))).await, 1);
        for last in 1..=3 {
            assert_eq!(tries(last, || Ok(DeliveryStatus::Delivered)).await, last);
        }
        assert_eq!(tries(4, || Ok(DeliveryStatus::Delivered)).await, 3, "the event is sent anew");
    }

    fn work(service: Service) -> Work {
        Work {
            sender: Sender::new(false).unwrap(),
            holder: "this".to_owned(),
            held_until: None,
            is_anothers: false,
            sending: JoinSet::new(),
            what: HashMap::new(),
            service,
        }
    }

    #[tokio::test]
    async fn the_lease_is_held_while_there_is_no_room_for_more() {
        let db = TestDb::sqlite().await;
        let mut work = work(Service::new(db.db.clone()));
        for _ in 0..ROOM {
            work.sending.spawn(std::future::pending());
        }
        work.start().await.unwrap();
        assert!(work.held_until.is_some());
    }

    #[tokio::test]
    async fn who_does_not_get_the_lease_leaves_changes_to_who_has_it_until_it_is_given_back() {
        let db = TestDb::sqlite().await;
        let service = Service::new(db.db.clone());
        let now = service.clock.now();
        assert!(lease::take(&service, "send_events", "another", now, now + LEASE).await.unwrap());
        let mut work = work(service.clone());
        work.sending.spawn(std::future::pending());
        assert!(!work.holds_lease().await.unwrap() && work.is_anothers);
        lease::give_back(&service, "send_events", "another").await.unwrap();
        assert!(work.holds_lease().await.unwrap() && !work.is_anothers);
    }
}
