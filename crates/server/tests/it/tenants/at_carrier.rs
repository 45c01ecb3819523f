//! What a broker has at SignalWire, written as if SignalWire had been there.

use crate::harness::Server;
use steadyline_core::call::Direction;
use steadyline_core::carrier::{NumberSync, Plan, SyncStatus};
use steadyline_core::carrier_call::{CarrierCall, Heard, Stage};
use steadyline_core::id::{BrokerId, CarrierCallId};
use steadyline_core::phone::E164;
use steadyline_db::{carrier, carrier_call, number};

/// A call that somebody made to a number of `test_broker`.
pub(super) async fn callback(server: &Server, broker: BrokerId) -> String {
    let id = server.service.clock.id::<CarrierCallId>();
    let number = server
        .db
        .db
        .read(|tx| {
            Box::pin(async move { number::find_by_phone(tx, &E164::parse("5125550142").unwrap()).await })
        })
        .await;
    let call = CarrierCall {
        id,
        broker_id: broker,
        direction: Direction::Inbound,
        lead_id: None,
        number_id: number.unwrap().expect("it is in the pool").id,
        actor: String::new(),
        sid: Some("secret-sid".to_owned()),
        office_sid: None,
        lead_phone: None,
        office_phone: None,
        space: String::new(),
        stage: Stage::Over,
        heard: Heard::default(),
        office_heard: Heard::default(),
        answered_by: None,
        seconds: None,
        sip_code: None,
        is_short: false,
        is_blocked: false,
        outcome: None,
        trouble: String::new(),
        asked_at: server.service.clock.now(),
        placed_at: None,
        answered_at: None,
        ended_at: None,
        heard_at: server.service.clock.now(),
        reads: 1,
        dismissed_at: None,
    };
    let written = server.db.db.write(move |tx| {
        let call = call.clone();
        Box::pin(async move { carrier_call::insert(tx, &call).await })
    });
    assert!(written.await.unwrap());
    id.to_string()
}

/// A look that waits for somebody to do what it found.
pub(super) async fn sync(server: &Server, broker: BrokerId) -> String {
    let now = server.service.clock.now();
    let looked = NumberSync {
        id: server.service.clock.id(),
        broker_id: broker,
        project_id: server.service.clock.id(),
        is_automatic: false,
        applies: false,
        configures: false,
        takes_new: true,
        status: SyncStatus::Reading,
        seen: 0,
        done: 0,
        plan: Plan::default(),
        error: None,
        actor: "Somebody".to_owned(),
        created_at: now,
        read_at: Some(now),
        ended_at: None,
    };
    let id = looked.id.to_string();
    let written = server.db.db.write(move |tx| {
        let ready = NumberSync { status: SyncStatus::Ready, ..looked.clone() };
        Box::pin(async move {
            carrier::sync::insert(tx, &ready).await?;
            carrier::sync::update(tx, &ready, SyncStatus::Ready).await
        })
    });
    assert!(written.await.unwrap());
    id
}
