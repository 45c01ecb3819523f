//! Keys of the API, and requests that were named.

use crate::office::Office;
use crate::who::{is_forbidden, is_hidden, key_of, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::user::{Actor, Role};
use steadyline_db::on_both_engines;
use steadyline_service::api_key::{authenticate, create, list, revoke};
use steadyline_service::idempotency::{Begun, RequestName, begin, delete_old, finish, forget, hold};
use steadyline_service::{Service, ServiceError};

async fn is_refused(service: &Service, secret: &str) -> bool {
    matches!(authenticate(service, secret).await, Err(ServiceError::Unauthenticated(_)))
}

/// A name for requests of a key that exists.
async fn a_name(service: &Service) -> RequestName {
    let key = create(service, &Actor::System, None, "n8n").await.unwrap().key;
    RequestName {
        api_key_id: key.id,
        path: "/webhook/assign-number".to_owned(),
        idempotency_key: "1".to_owned(),
    }
}

async fn begun(service: &Service, name: &RequestName, body: u8) -> Begun {
    begin(service, name.clone(), vec![body; 32]).await.unwrap()
}

on_both_engines! {
    async fn a_key_opens_its_brokers_data_until_it_is_revoked(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, ada) = (&office.service, of(&office.broker));
        let made = create(service, &ada, Some(office.broker.id), "n8n").await.unwrap();
        assert!(made.secret.starts_with("slk_") && made.secret.split('.').count() == 2, "{}", made.secret);
        let actor = authenticate(service, &made.secret).await.unwrap();
        assert_eq!(actor.role(), Role::Broker(office.broker.id));
        assert_eq!(actor.name(), "n8n");
        let (prefix, secret) = made.secret.split_once('.').unwrap();
        for wrong in ["", ".", prefix, &format!("{prefix}."), &format!("{prefix}.{secret}x"), &format!("slk_x.{secret}")] {
            assert!(is_refused(service, wrong).await, "{wrong}");
        }
        revoke(service, &ada, made.key.id).await.unwrap();
        assert!(is_refused(service, &made.secret).await);
        assert!(list(service, &ada).await.unwrap()[0].revoked_at.is_some());
    }

    async fn a_key_that_is_made_or_revoked_is_told_to_the_pages_of_those_whose_it_is(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let told = || [Role::Admin, Role::Broker(office.broker.id)].map(|role| service.bus.count_for(role));
        let [admins, of_office] = told();
        let own = create(service, &of(&office.broker), Some(office.broker.id), "n8n").await.unwrap();
        revoke(service, &of(&office.broker), own.key.id).await.unwrap();
        assert_eq!(told(), [admins + 2, of_office + 2]);
        let of_admins = create(service, &Actor::System, None, "n8n").await.unwrap();
        revoke(service, &Actor::System, of_admins.key.id).await.unwrap();
        assert_eq!(told(), [admins + 4, of_office + 2], "what is admins' no office hears of");
    }

    async fn the_secret_is_not_in_the_table(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let made = create(&office.service, &Actor::System, None, "admin").await.unwrap();
        assert_eq!(db.count("select count(*) from api_keys where length(secret_hash) = 32").await, 1);
        assert_eq!(authenticate(&office.service, &made.secret).await.unwrap().role(), Role::Admin);
    }

    async fn a_use_is_noted_once_a_minute(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let secret = create(service, &Actor::System, None, "n8n").await.unwrap().secret;
        let mut noted = Vec::new();
        for seconds in [0, 30, 31] {
            office.wait(TimeDelta::seconds(seconds));
            authenticate(service, &secret).await.unwrap();
            noted.push(list(service, &Actor::System).await.unwrap()[0].last_used_at.unwrap());
        }
        assert_eq!(noted[0], noted[1]);
        assert!(noted[2] > noted[1]);
    }

    async fn a_broker_makes_and_sees_only_its_own_keys_and_a_key_none(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let (service, ada) = (&office.service, of(&office.broker));
        is_hidden(create(service, &ada, Some(other.id), "x").await);
        is_forbidden(create(service, &ada, None, "x").await);
        is_forbidden(create(service, &key_of(&office.broker), Some(office.broker.id), "x").await);
        let theirs = create(service, &of(&other), Some(other.id), "x").await.unwrap();
        assert!(list(service, &ada).await.unwrap().is_empty());
        is_hidden(revoke(service, &ada, theirs.key.id).await);
        assert!(authenticate(service, &theirs.secret).await.is_ok());
    }

    async fn a_named_request_is_done_once(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let name = a_name(service).await;
        assert_eq!(begun(service, &name, 1).await, Begun::New);
        assert_eq!(begun(service, &name, 1).await, Begun::InFlight);
        assert_eq!(begun(service, &name, 2).await, Begun::Differs);
        finish(service, name.clone(), 201, b"made".to_vec()).await.unwrap();
        let known = Begun::Known { status: 201, reply: b"made".to_vec() };
        assert_eq!(begun(service, &name, 1).await, known);
        assert_eq!(begun(service, &name, 2).await, Begun::Differs);
        let elsewhere = RequestName { path: "/api/v1/leads".to_owned(), ..name.clone() };
        assert_eq!(begun(service, &elsewhere, 2).await, Begun::New);
        office.wait(TimeDelta::hours(24));
        assert_eq!(begun(service, &name, 2).await, Begun::New, "a reply is kept for a day");
        office.wait(TimeDelta::hours(25));
        assert_eq!(delete_old(service, 10).await.unwrap(), 2);
    }

    async fn after_a_refusal_the_same_name_tries_afresh(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let name = a_name(service).await;
        for status in [409, 422, 500] {
            assert_eq!(begun(service, &name, 1).await, Begun::New);
            finish(service, name.clone(), status, b"no".to_vec()).await.unwrap();
        }
        assert_eq!(begun(service, &name, 2).await, Begun::New);
        forget(service, name.clone()).await.unwrap();
        assert_eq!(begun(service, &name, 3).await, Begun::New);
        finish(service, name.clone(), 200, b"done".to_vec()).await.unwrap();
        forget(service, name.clone()).await.unwrap();
        let kept = Begun::Known { status: 200, reply: b"done".to_vec() };
        assert_eq!(begun(service, &name, 3).await, kept, "what was done is not forgotten");
    }

    async fn a_request_whose_process_died_may_be_tried_again(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let name = a_name(&office.service).await;
        assert_eq!(begun(&office.service, &name, 1).await, Begun::New);
        office.wait(TimeDelta::seconds(61));
        assert_eq!(begun(&office.service, &name, 1).await, Begun::New);
        assert_eq!(begun(&office.service, &name, 1).await, Begun::InFlight);
    }

    async fn a_request_that_takes_long_is_not_begun_again_while_it_is_in_hand(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let name = a_name(&office.service).await;
        assert_eq!(begun(&office.service, &name, 1).await, Begun::New);
        for _ in 0..3 {
            office.wait(TimeDelta::seconds(50));
            hold(&office.service, name.clone()).await.unwrap();
        }
        assert_eq!(begun(&office.service, &name, 1).await, Begun::InFlight);
        finish(&office.service, name.clone(), 200, b"done".to_vec()).await.unwrap();
        office.wait(TimeDelta::hours(23));
        hold(&office.service, name.clone()).await.unwrap();
        office.wait(TimeDelta::hours(1));
        assert_eq!(begun(&office.service, &name, 1).await, Begun::New, "what is done is not kept longer by it");
    }

    async fn of_many_requests_of_one_name_at_once_one_is_new(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let name = a_name(&office.service).await;
        let requests = (0..20).map(|_| {
            let (service, name) = (office.service.clone(), name.clone());
            tokio::spawn(async move { begun(&service, &name, 1).await })
        });
        let all = futures::future::join_all(requests).await;
        assert_eq!(all.iter().filter(|begun| matches!(begun, Ok(Begun::New))).count(), 1);
    }
}
