//! Click-to-call: who may be called, in what order calls are placed, and what comes of both legs.

use super::{believed, connected, logged, sees_agreement, word};
use crate::office::{Office, conflict, phone, said};
use crate::who::{field, is_hidden, key_of, of};
use chrono::TimeDelta;
use steadyline_core::carrier_call::LegStatus;
use steadyline_core::id::CarrierCallId;
use steadyline_core::setting::BrokerSettings;
use steadyline_db::testing::{Recording, TestDb};
use steadyline_service::call::{self, Report};
use steadyline_service::carrier_call::{
    About, Bridge, CallView, Found, Placed, Ring, Taken, ToPlace, Word, ask, bridge, call_off, found, hear,
    next, open, placed, to_read,
};
use steadyline_service::page;
use steadyline_service::{CarrierTrouble, Conflict, ServiceError};

const AUSTIN: &str = "5125550142";

async fn call(office: &Office, lead: &str) -> Result<CallView, ServiceError> {
    ask(&office.service, &office.actor, Some(office.slug()), lead, Ring::MainLine).await
}

async fn opened(db: &TestDb, leads: usize) -> Office {
    let office = connected(db, 100, &[AUSTIN]).await;
    for at in 0..leads {
        office.assign(&format!("lead-{at}"), &format!("512556{at:04}")).await;
    }
    office
}

/// The calls whose turn it is.
async fn turn(office: &Office) -> Vec<ToPlace> {
    next(&office.service).await.unwrap().unwrap_or_default()
}

/// Places the call whose turn it is.
async fn place(office: &Office, sid: &str) -> CarrierCallId {
    let due = turn(office).await;
    assert_eq!(due.len(), 1, "one at a time");
    placed(&office.service, due[0].broker, due[0].id, Placed::Yes(sid.to_owned())).await.unwrap();
    due[0].id
}

async fn say(office: &Office, about: About, word: Word) {
    assert_eq!(hear(&office.service, believed(office).await, about, word).await.unwrap(), Taken::Taken);
}

async fn stage(office: &Office) -> Vec<&'static str> {
    let open = open(&office.service, &office.actor, Some(office.slug())).await.unwrap();
    open.iter().map(|call| call.stage).collect()
}

steadyline_db::on_both_engines! {
    async fn a_call_rings_the_office_then_the_lead_which_sees_its_number(db: TestDb) {
        let office = opened(&db, 1).await;
        let asked = call(&office, "lead-0").await.unwrap();
        assert_eq!((asked.stage, asked.ahead, asked.rings.clone()), ("queued", 0, Some(phone("5125550100"))));
        assert_eq!(conflict(call(&office, "lead-0").await), Conflict::CallUnderWay);
        let id = place(&office, "office").await;
        let (at_office, at_lead) = (About::Office(office.broker.id, id), About::Lead(office.broker.id, id));
        let answered = word("office", AUSTIN, "5125550100", LegStatus::InProgress, Some(2));
        say(&office, at_office, answered).await;
        let answer = bridge(&office.service, believed(&office).await, office.broker.id, id, "office".to_owned()).await.unwrap();
        assert_eq!(answer, Bridge::Join { lead: phone("5125560000"), number: phone(AUSTIN) });
        assert_eq!(stage(&office).await, ["lead"]);
        say(&office, at_lead, word("leg", AUSTIN, "5125560000", LegStatus::InProgress, Some(2))).await;
        assert_eq!(stage(&office).await, ["talking"]);
        // The office hangs up, and its word comes first.
        say(&office, at_office, word("office", AUSTIN, "5125550100", LegStatus::Completed, Some(3))).await;
        say(&office, at_lead, word("leg", AUSTIN, "5125560000", LegStatus::Completed, Some(3))).await;
        let lead = asked.lead_id.unwrap();
        assert_eq!((stage(&office).await.len(), logged(&office, lead).await), (0, vec!["answered".to_owned()]));
        // What a person says under its name is about the same call.
        let booked = Report { call_id: Some(asked.call_id), ..said("lead-0", "booked") };
        call::record(&office.service, &key_of(&office.broker), Report { broker: None, ..booked }).await.unwrap();
        assert_eq!(logged(&office, lead).await, ["booked"]);
        sees_agreement(&db).await;
    }

    async fn an_office_that_does_not_pick_up_has_called_nobody(db: TestDb) {
        let office = opened(&db, 1).await;
        let asked = call(&office, "lead-0").await.unwrap();
        let id = place(&office, "office").await;
        let busy = word("office", AUSTIN, "5125550100", LegStatus::Busy, Some(2));
        say(&office, About::Office(office.broker.id, id), busy).await;
        assert!(stage(&office).await.is_empty() && logged(&office, asked.lead_id.unwrap()).await.is_empty());
        call(&office, "lead-0").await.expect("it may be tried again at once");
    }

    async fn every_word_of_a_placed_call_may_be_lost(db: TestDb) {
        let office = opened(&db, 1).await;
        let asked = call(&office, "lead-0").await.unwrap();
        let id = place(&office, "office").await;
        bridge(&office.service, believed(&office).await, office.broker.id, id, "office".to_owned()).await.unwrap();
        office.wait(TimeDelta::seconds(61));
        let due = to_read(&office.service).await.unwrap();
        assert!(due.len() == 1 && due[0].sid == "office" && due[0].with_legs);
        let leg = word("office", AUSTIN, "5125550100", LegStatus::Completed, None);
        let to_lead = Word { seconds: Some(40), ..word("leg", AUSTIN, "5125560000", LegStatus::Completed, None) };
        found(&office.service, due[0].broker, id, Found { leg: Some(leg), legs: vec![to_lead] }).await.unwrap();
        assert_eq!(logged(&office, asked.lead_id.unwrap()).await, ["answered"]);
        office.wait(TimeDelta::seconds(61));
        assert!(to_read(&office.service).await.unwrap().is_empty());
        sees_agreement(&db).await;
    }

    async fn calls_of_a_space_are_placed_in_order_one_a_second(db: TestDb) {
        let office = opened(&db, 3).await;
        assert_eq!(next(&office.service).await.unwrap(), None, "nobody waits");
        for at in 0..3 {
            assert_eq!(call(&office, &format!("lead-{at}")).await.unwrap().ahead, at);
        }
        let first = place(&office, "one").await;
        assert_eq!(next(&office.service).await.unwrap(), Some(Vec::new()), "not within the same second");
        office.wait(TimeDelta::seconds(1));
        let second = place(&office, "two").await;
        assert!(second > first, "in order");
        // SignalWire has no room: the call keeps its place.
        office.wait(TimeDelta::seconds(1));
        let due = turn(&office).await;
        placed(&office.service, due[0].broker, due[0].id, Placed::Later).await.unwrap();
        office.wait(TimeDelta::seconds(1));
        assert_eq!(turn(&office).await, due);
        placed(&office.service, due[0].broker, due[0].id, Placed::No("no balance".to_owned())).await.unwrap();
        assert_eq!(stage(&office).await, ["office", "office"]);
    }

    async fn a_call_that_waited_too_long_is_not_placed_and_one_that_waits_is_called_off(db: TestDb) {
        let office = opened(&db, 2).await;
        call(&office, "lead-0").await.unwrap();
        office.wait(TimeDelta::minutes(6));
        assert!(turn(&office).await.is_empty() && stage(&office).await.is_empty());
        let asked = call(&office, "lead-1").await.unwrap();
        let off = |slug: String| {
            let office = &office;
            async move { call_off(&office.service, &office.actor, Some(&slug), asked.id).await }
        };
        let other = Office::named(&db, "other", BrokerSettings::default(), &[]).await;
        is_hidden(off(other.slug().to_owned()).await);
        assert_eq!(off(office.slug().to_owned()).await.unwrap().stage, "over");
        assert_eq!(conflict(off(office.slug().to_owned()).await), Conflict::CallUnderWay);
        assert!(turn(&office).await.is_empty());
    }

    async fn limits_and_hours_are_obeyed_with_the_reason_and_the_time(db: TestDb) {
        let office = opened(&db, 1).await;
        office.report("lead-0", "no_answer").await;
        let Conflict::CallNotAllowed { why, not_before, retry_after } = conflict(call(&office, "lead-0").await) else {
            panic!("it is refused")
        };
        assert!(why.contains("less than 30 minutes ago"), "{why}");
        assert!(not_before.is_some() && retry_after.is_some_and(|seconds| (1..=1800).contains(&seconds)));
        office.wait(TimeDelta::hours(10));
        let Conflict::CallNotAllowed { why, .. } = conflict(call(&office, "lead-0").await) else {
            panic!("it is refused")
        };
        assert!(why.contains("call hours"), "{why}");
    }

    async fn who_cannot_be_called_is_not_and_the_reason_names_it(db: TestDb) {
        let office = opened(&db, 2).await;
        is_hidden(call(&office, "nobody").await);
        office.report("lead-0", "wrong_number").await;
        assert_eq!(conflict(call(&office, "lead-0").await), Conflict::BadPhone);
        office.report("lead-1", "do_not_call").await;
        assert_eq!(conflict(call(&office, "lead-1").await), Conflict::LeadSuppressed);
        office.assign("lead-2", "5125560002").await;
        let own = ask(&office.service, &key_of(&office.broker), None, "lead-2", Ring::Own).await;
        assert_eq!(field(own), "ring", "a key has no phone");
        let own = ask(&office.service, &of(&office.broker), None, "lead-2", Ring::Own).await;
        assert_eq!(field(own), "ring", "nor has this person");
        let unconnected = Office::named(&db, "unconnected", BrokerSettings::default(), &["5125550199"]).await;
        unconnected.assign("a", "5125560003").await;
        assert_eq!(conflict(call(&unconnected, "a").await), Conflict::Carrier(CarrierTrouble::NotConnected));
    }

    async fn a_lead_that_may_not_be_called_any_more_is_not_joined(db: TestDb) {
        let office = opened(&db, 1).await;
        call(&office, "lead-0").await.unwrap();
        let id = place(&office, "office").await;
        office.report("lead-0", "do_not_call").await;
        let answer = bridge(&office.service, believed(&office).await, office.broker.id, id, "office".to_owned()).await.unwrap();
        assert!(matches!(answer, Bridge::CalledOff(_)), "{answer:?}");
        let elsewhere = bridge(&office.service, believed(&office).await, office.broker.id, office.service.clock.id(), "x".to_owned());
        assert_eq!(elsewhere.await.unwrap(), Bridge::Not(Taken::Foreign));
    }
}

#[tokio::test]
async fn many_calls_are_told_in_as_few_statements_as_two() {
    let db = TestDb::sqlite().await;
    let office = opened(&db, 6).await;
    let mut costs = Vec::new();
    for at in 0..6 {
        call(&office, &format!("lead-{at}")).await.unwrap();
        Recording::start();
        let waiting = open(&office.service, &office.actor, Some(office.slug())).await.unwrap();
        let told = page::dashboard(&office.service, &office.actor, office.slug()).await.unwrap().live_calls;
        costs.push(Recording::stop().statements());
        assert_eq!(waiting.iter().map(|call| call.ahead).collect::<Vec<_>>(), Vec::from_iter(0..=at));
        assert_eq!((told.len() as i64, told[0].words.as_str()), (at + 1, "next to be placed"));
    }
    assert_eq!(costs[1], costs[5], "{costs:?}");
}
