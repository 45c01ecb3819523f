//! Events out: queued with what they tell of, sent in order, tried again, given up, sent anew.

use crate::office::{Office, asking, conflict};
use chrono::TimeDelta;
use serde_json::Value;
use std::collections::HashSet;
use steadyline_core::assignment::Status;
use steadyline_core::delivery::{Delivery, DeliveryStatus, Reply};
use steadyline_core::endpoint::{Endpoint, EventKind};
use steadyline_core::page::WarningKind;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::{Actor, Role};
use steadyline_service::assignment::{rehome, release};
use steadyline_service::delivery::{self, DeliveryFilter, Ready, Tried, due, record, replay};
use steadyline_service::endpoint::{self, EndpointChange, NewEndpoint, create};
use steadyline_service::number::{Act, Chosen, change_all, rest, retire};
use steadyline_service::{Conflict, ServiceError, lead};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const HOUSTON: &str = "7135550121";

pub(crate) async fn endpoint_of(office: &Office, events: &[EventKind]) -> Endpoint {
    let new = NewEndpoint {
        name: Some("n8n".to_owned()),
        url: "https://n8n.example.com/webhook/steadyline".to_owned(),
        events: events.to_vec(),
    };
    create(&office.service, &office.actor, office.slug(), new).await.expect("the endpoint is made").endpoint
}

async fn ready(office: &Office) -> Vec<Ready> {
    due(&office.service, &HashSet::new(), 100, 100).await.expect("what is due is read")
}

fn kinds(ready: &[Ready]) -> Vec<EventKind> {
    ready.iter().map(|one| one.delivery.kind).collect()
}

fn data(delivery: &Delivery) -> Value {
    serde_json::from_str::<Value>(&delivery.payload).expect("JSON")["data"].clone()
}

fn answered(office: &Office, status: u16) -> Tried {
    let error = (status >= 300).then(|| format!("it answered {status}"));
    Tried {
        at: office.now(),
        url: "https://n8n.example.com/webhook/steadyline".to_owned(),
        signature: "v1,x".to_owned(),
        reply: Reply { status: Some(status), error, text: "ok".to_owned(), millis: 12 },
    }
}

async fn say(office: &Office, ready: &Ready, status: u16) -> DeliveryStatus {
    let Delivery { broker_id, id, .. } = ready.delivery;
    record(&office.service, broker_id, id, answered(office, status)).await.expect("the try is kept")
}

async fn log(office: &Office) -> Vec<Delivery> {
    let filter = DeliveryFilter::default();
    let page = delivery::list(&office.service, &office.actor, Some(office.slug()), filter, None, 100).await;
    page.expect("the log is read").items
}

/// Sends everything that is due until nothing is, and gives the kinds in the order they went out.
async fn send_all(office: &Office) -> Vec<EventKind> {
    let mut sent = Vec::new();
    loop {
        let now = ready(office).await;
        if now.is_empty() {
            return sent;
        }
        for one in now {
            sent.push(one.delivery.kind);
            say(office, &one, 204).await;
        }
    }
}

steadyline_db::on_both_engines! {
    async fn what_happens_to_a_lead_is_told_in_order_with_what_it_is_about(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        endpoint_of(&office, &EventKind::ALL).await;
        let made = office.assign("crm-1", "5125550101").await;
        let first = ready(&office).await;
        assert_eq!(kinds(&first), [EventKind::AssignmentCreated]);
        let told = data(&first[0].delivery);
        assert_eq!(told["lead_id"], made.lead_id.to_string());
        assert_eq!(told["lead_reference"], "crm-1");
        assert_eq!(told["assignment_id"], made.assignment_id.to_string());
        assert_eq!((&told["phone_number"], &told["status"]), (&"+15125550142".into(), &"active".into()));
        assert_eq!(told["broker_slug"], "alder");
        assert!(told.get("phone").is_none() && !first[0].delivery.payload.contains("5550101"), "{told}");
        office.report("crm-1", "answered").await;
        office.report("crm-1", "booked").await;
        assert_eq!(kinds(&ready(&office).await), [EventKind::AssignmentCreated], "the others wait behind it");
        say(&office, &first[0], 200).await;
        let held = ready(&office).await;
        assert_eq!(kinds(&held), [EventKind::AssignmentHeld]);
        say(&office, &held[0], 200).await;
        let locked = ready(&office).await;
        assert_eq!(kinds(&locked), [EventKind::AssignmentLocked]);
        assert_eq!(data(&locked[0].delivery)["route_to"], "+15125550100");
    }

    async fn a_move_is_one_event_with_both_numbers_and_no_release(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let kinds = [EventKind::AssignmentReleased, EventKind::AssignmentRehomed];
        endpoint_of(&office, &kinds).await;
        let made = office.assign("a", "5125550101").await;
        let moved = rehome(&office.service, &office.actor, office.slug(), made.assignment_id, "spam label").await.unwrap();
        let sent = ready(&office).await;
        assert_eq!(sent.len(), 1);
        let told = data(&sent[0].delivery);
        assert_eq!((sent[0].delivery.kind, &told["reason"]), (EventKind::AssignmentRehomed, &"spam label".into()));
        assert_eq!((&told["from_phone_number"], &told["phone_number"]), (&"+15125550142".into(), &"+12145550114".into()));
        say(&office, &sent[0], 200).await;
        release(&office.service, &office.actor, office.slug(), moved.id, "moved away").await.unwrap();
        assert_eq!(send_all(&office).await, [EventKind::AssignmentReleased]);
    }

    async fn numbers_are_told_of_one_at_a_time_and_many_at_once(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, HOUSTON]).await;
        endpoint_of(&office, &EventKind::ALL).await;
        let made = office.assign("a", "5125550101").await;
        send_all(&office).await;
        rest(&office.service, &office.actor, office.slug(), made.number_id, Some(3)).await.unwrap();
        let told = ready(&office).await;
        assert_eq!(kinds(&told), [EventKind::NumberRested]);
        assert!(data(&told[0].delivery)["resting_until"].is_string());
        say(&office, &told[0], 200).await;
        let all = Chosen::Kept { query: Box::default(), count: None, seen: None };
        change_all(&office.service, &office.actor, office.slug(), all, Act::Rest { days: Some(2) }).await.unwrap();
        assert_eq!(send_all(&office).await, [EventKind::NumberRested; 3]);
        retire(&office.service, &office.actor, office.slug(), made.number_id, true).await.unwrap_err();
        assert!(ready(&office).await.is_empty(), "nothing was done, so nothing is told");
    }

    async fn only_what_was_chosen_is_queued_and_nothing_while_the_endpoint_is_off(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let kept = endpoint_of(&office, &[EventKind::AssignmentHeld]).await;
        office.assign("a", "5125550101").await;
        assert!(log(&office).await.is_empty());
        office.report("a", "answered").await;
        assert_eq!(log(&office).await.len(), 1);
        let off = EndpointChange { is_active: Some(false), ..EndpointChange::default() };
        endpoint::change(&office.service, &office.actor, office.slug(), kept.id, off).await.unwrap();
        assert!(ready(&office).await.is_empty(), "what waits goes on waiting");
        office.assign("b", "5125550102").await;
        office.report("b", "answered").await;
        assert_eq!(log(&office).await.len(), 1);
        let refused = endpoint::test(&office.service, &office.actor, office.slug(), kept.id).await;
        assert_eq!(conflict(refused), Conflict::Paused);
        let on = EndpointChange { is_active: Some(true), ..EndpointChange::default() };
        endpoint::change(&office.service, &office.actor, office.slug(), kept.id, on).await.unwrap();
        assert_eq!(ready(&office).await.len(), 1);
    }

    async fn a_failing_endpoint_is_tried_for_three_days_then_given_up_and_sent_anew_by_hand(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        endpoint_of(&office, &[EventKind::AssignmentCreated, EventKind::AssignmentHeld]).await;
        office.assign("a", "5125550101").await;
        office.report("a", "answered").await;
        let first = ready(&office).await.remove(0);
        let began = first.delivery.queued_at;
        let mut tries = 0;
        loop {
            let now = ready(&office).await;
            assert_eq!(kinds(&now), [EventKind::AssignmentCreated]);
            assert_eq!(now[0].delivery.event_id, first.delivery.event_id, "always under the same id");
            tries += 1;
            if say(&office, &now[0], 500).await == DeliveryStatus::Parked {
                break;
            }
            assert!(ready(&office).await.is_empty(), "not at once, and nobody overtakes");
            let next = log(&office).await.iter().find(|one| one.id == first.delivery.id).unwrap().next_at;
            office.wait(next - office.now());
        }
        assert_eq!(tries, 18);
        assert!(office.now() - began >= TimeDelta::days(3) && office.now() - began < TimeDelta::hours(73));
        let behind = ready(&office).await;
        assert_eq!(kinds(&behind), [EventKind::AssignmentHeld], "the next one has its turn");
        assert_eq!(say(&office, &behind[0], 200).await, DeliveryStatus::Delivered);
        assert!(ready(&office).await.is_empty());
        let again = replay(&office.service, &office.actor, Some(office.slug()), first.delivery.id).await.unwrap();
        assert_eq!((again.status, again.tries, again.event_id), (DeliveryStatus::Pending, 0, first.delivery.event_id));
        let now = ready(&office).await;
        say(&office, &now[0], 503).await;
        assert!(ready(&office).await.is_empty());
        office.wait(TimeDelta::seconds(5));
        assert_eq!(say(&office, &ready(&office).await[0], 200).await, DeliveryStatus::Delivered);
        let (kept, sent) = delivery::find(&office.service, &office.actor, Some(office.slug()), first.delivery.id).await.unwrap();
        assert_eq!((kept.status, sent.len()), (DeliveryStatus::Delivered, 20));
        assert_eq!((sent[0].number, sent[0].reply.status), (20, Some(200)));
        assert_eq!((sent[19].number, sent[19].reply.status), (1, Some(500)));
    }

    async fn a_lead_that_waits_does_not_hold_up_another(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        endpoint_of(&office, &[EventKind::AssignmentCreated, EventKind::AssignmentHeld]).await;
        office.assign("a", "5125550101").await;
        office.assign("b", "5125550102").await;
        office.report("a", "answered").await;
        let both = ready(&office).await;
        assert_eq!(kinds(&both), [EventKind::AssignmentCreated; 2]);
        say(&office, &both[0], 500).await;
        say(&office, &both[1], 200).await;
        office.report("b", "answered").await;
        let next = ready(&office).await;
        assert_eq!(next.len(), 1);
        assert_eq!(data(&next[0].delivery)["lead_reference"], "b");
        office.report("a", "booked").await;
        office.wait(TimeDelta::seconds(5));
        let retried = ready(&office).await;
        assert_eq!(kinds(&retried), [EventKind::AssignmentHeld, EventKind::AssignmentCreated]);
    }

    async fn a_program_that_ends_between_sending_and_noting_it_sends_the_same_once_more(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        endpoint_of(&office, &[EventKind::AssignmentCreated]).await;
        office.assign("a", "5125550101").await;
        let sent = ready(&office).await.remove(0);
        // Here it ends. Another one looks what is due.
        let again = ready(&office).await.remove(0);
        assert_eq!(again.delivery, sent.delivery);
        let under_way = HashSet::from([(sent.delivery.endpoint_id, sent.delivery.id)]);
        assert!(due(&office.service, &under_way, 100, 100).await.unwrap().is_empty(), "not while it is under way");
        say(&office, &sent, 200).await;
        assert_eq!(say(&office, &again, 500).await, DeliveryStatus::Pending);
        assert_eq!(log(&office).await[0].status, DeliveryStatus::Delivered, "what was taken stays so");
    }

    async fn a_failure_that_is_noted_after_somebody_took_it_holds_up_nobody(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        endpoint_of(&office, &[EventKind::AssignmentCreated, EventKind::AssignmentHeld]).await;
        office.assign("a", "5125550101").await;
        office.report("a", "answered").await;
        let sent = ready(&office).await.remove(0);
        say(&office, &sent, 200).await;
        say(&office, &sent, 500).await;
        assert_eq!(kinds(&ready(&office).await), [EventKind::AssignmentHeld], "the next one has its turn");
    }

    async fn an_event_of_what_was_not_kept_is_not_told(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        endpoint_of(&office, &[EventKind::AssignmentCreated, EventKind::PoolExhausted]).await;
        office.assign("a", "5125550101").await;
        send_all(&office).await;
        for lead in ["b", "c"] {
            let refused = office.try_assign(asking(lead, "5125550102")).await;
            assert!(matches!(conflict(refused), Conflict::NoAvailableNumber { .. }));
        }
        let told = ready(&office).await;
        assert_eq!(kinds(&told), [EventKind::PoolExhausted], "once an hour, not for each");
        assert!(data(&told[0].delivery)["ruled_out"].is_object());
        office.wait(TimeDelta::hours(2));
        office.try_assign(asking("d", "5125550103")).await.unwrap_err();
        assert_eq!(log(&office).await.len(), 3);
    }

    async fn a_pool_that_runs_low_is_told_once(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        endpoint_of(&office, &[EventKind::PoolLow, EventKind::PoolExhausted]).await;
        let look = async || steadyline_service::job::run_due(&office.service).await.unwrap().pools_told;
        for (n, told) in [0, 0, 0, 0, 0, 0, 0, 0, 1, 1].into_iter().enumerate() {
            office.assign(&format!("lead-{n}"), &format!("51255501{n:02}")).await;
            assert_eq!(look().await, told, "with {} leads", n + 1);
            assert_eq!(look().await, 0);
        }
        assert_eq!(send_all(&office).await, [EventKind::PoolLow, EventKind::PoolExhausted]);
        let more = office.add(DALLAS).await;
        assert_eq!(look().await, 0, "better is not told");
        retire(&office.service, &office.actor, office.slug(), more.id, false).await.unwrap();
        assert_eq!(look().await, 1);
        assert_eq!(send_all(&office).await, [EventKind::PoolExhausted]);
    }

    async fn health_that_falls_below_the_minimum_is_told_once_a_day(db: TestDb) {
        let settings = BrokerSettings { leads_per_number: 100, min_health: 60, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        endpoint_of(&office, &[EventKind::HealthDropped]).await;
        for n in 0..25 {
            let name = format!("lead-{n}");
            office.assign(&name, &format!("51255501{n:02}")).await;
            office.report(&name, "no_answer").await;
        }
        let told = ready(&office).await;
        assert_eq!(kinds(&told), [EventKind::HealthDropped]);
        let told = data(&told[0].delivery);
        assert!(told["score"].as_i64() < told["min_health"].as_i64(), "{told}");
        assert_eq!(told["phone_number"], "+15125550142");
    }

    async fn a_broker_sees_and_touches_only_its_own(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let own = endpoint_of(&office, &[EventKind::AssignmentCreated]).await;
        office.assign("a", "5125550101").await;
        let queued = log(&office).await.remove(0);
        let other = steadyline_service::broker::NewBroker {
            slug: Some("birch".to_owned()),
            name: "Birch".to_owned(),
            settings: BrokerSettings::default(),
        };
        let other = steadyline_service::broker::create(&office.service, &office.actor, other).await.unwrap();
        let stranger = Actor::User { id: office.service.clock.id(), name: "Eve".to_owned(), role: Role::Broker(other.id) };
        let service = &office.service;
        let (alder, birch) = (Some("alder"), Some("birch"));
        let is_hidden = |refused: Result<(), ServiceError>| matches!(refused, Err(ServiceError::NotFound(_)));
        for broker in [alder, birch] {
            let name = broker.unwrap();
            let change = EndpointChange { is_active: Some(false), ..EndpointChange::default() };
            assert!(is_hidden(endpoint::find(service, &stranger, broker, own.id).await.map(drop)));
            assert!(is_hidden(endpoint::change(service, &stranger, name, own.id, change).await.map(drop)));
            assert!(is_hidden(endpoint::remove(service, &stranger, name, own.id).await.map(drop)));
            assert!(is_hidden(endpoint::renew_secret(service, &stranger, name, own.id).await.map(drop)));
            assert!(is_hidden(endpoint::test(service, &stranger, name, own.id).await.map(drop)));
            assert!(is_hidden(delivery::find(service, &stranger, broker, queued.id).await.map(drop)));
            assert!(is_hidden(replay(service, &stranger, broker, queued.id).await.map(drop)));
        }
        assert!(endpoint::list(service, &stranger, None).await.unwrap().is_empty());
        let filter = DeliveryFilter { endpoint: Some(own.id), ..DeliveryFilter::default() };
        assert!(delivery::list(service, &stranger, None, filter, None, 10).await.unwrap().items.is_empty());
        assert_eq!(log(&office).await, [queued]);
    }

    async fn both_secrets_sign_for_a_day_after_a_new_one(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let kept = endpoint_of(&office, &[EventKind::AssignmentCreated]).await;
        office.assign("a", "5125550101").await;
        let one = ready(&office).await[0].signature(office.now()).unwrap();
        endpoint::renew_secret(&office.service, &office.actor, office.slug(), kept.id).await.unwrap();
        let at = office.now();
        let two = ready(&office).await[0].signature(at).unwrap();
        assert_eq!((one.split(' ').count(), two.split(' ').count()), (1, 2));
        let later = at + TimeDelta::hours(25);
        assert_eq!(ready(&office).await[0].signature(later).unwrap().split(' ').count(), 1);
    }

    async fn what_was_told_of_an_erased_person_holds_no_words(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        endpoint_of(&office, &EventKind::ALL).await;
        let made = office.assign("zora@example.com", "5125550101").await;
        release(&office.service, &office.actor, office.slug(), made.assignment_id, "Zora moved").await.unwrap();
        let first = ready(&office).await.remove(0);
        let mut tried = answered(&office, 500);
        tried.reply.text = "no lead zora@example.com".to_owned();
        record(&office.service, first.delivery.broker_id, first.delivery.id, tried).await.unwrap();
        lead::erase(&office.service, &office.actor, office.slug(), "zora@example.com").await.unwrap();
        let all = log(&office).await;
        assert_eq!(all.len(), 2);
        for one in &all {
            assert!(!one.payload.to_lowercase().contains("zora"), "{}", one.payload);
            assert_eq!(data(one)["lead_id"], made.lead_id.to_string());
        }
        let (_, sent) = delivery::find(&office.service, &office.actor, Some(office.slug()), first.delivery.id).await.unwrap();
        assert_eq!(sent[0].reply.text, "");
        assert_eq!(office.stands(made.assignment_id).await.0, Status::Released);
    }

    async fn the_log_is_kept_for_30_days_and_what_waits_longer(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let kept = endpoint_of(&office, &[EventKind::AssignmentCreated]).await;
        office.assign("a", "5125550101").await;
        let one = ready(&office).await.remove(0);
        let mut news = office.service.bus.listen();
        say(&office, &one, 410).await;
        assert!(news.try_recv().unwrap().is_reply, "pages show it, and nothing is due by it");
        assert_eq!(log(&office).await[0].status, DeliveryStatus::Parked, "who is gone is not tried again");
        let kind = WarningKind::FailedEvents;
        let page = steadyline_service::page::diagnostics(&office.service, &office.actor, office.slug()).await.unwrap();
        let check = page.checks.iter().find(|check| check.kind == kind).expect("it is looked at");
        assert_eq!((check.rows_total, check.rows[0].title.as_str()), (1, "assignment.created"));
        office.assign("b", "5125550102").await;
        office.wait(TimeDelta::days(29));
        assert_eq!(delivery::delete_old(&office.service, 100).await.unwrap(), 0);
        office.wait(TimeDelta::days(2));
        assert_eq!(delivery::delete_old(&office.service, 100).await.unwrap(), 1);
        assert_eq!(log(&office).await.len(), 1);
        endpoint::remove(&office.service, &office.actor, office.slug(), kept.id).await.unwrap();
        assert!(log(&office).await.is_empty());
    }
}
