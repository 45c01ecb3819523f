//! Links that are used once.

use crate::office::{Office, conflict};
use crate::who::{field, is_forbidden, is_hidden, key_of, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::id::ApiKeyId;
use steadyline_core::invite::InviteState;
use steadyline_core::user::{Actor, Role};
use steadyline_db::on_both_engines;
use steadyline_service::invite::{Made, accept, create, delete_ended, list, open, reset, revoke};
use steadyline_service::session::{self, Session};
use steadyline_service::user::{self, NewUser, set_disabled, sign_in};
use steadyline_service::{Conflict, Service, ServiceError};
use uuid::Uuid;

const PASSWORD: &str = "correct horse battery";
const GRACE: &str = "grace@example.com";

async fn invited(office: &Office) -> Made {
    create(&office.service, &of(&office.broker), GRACE, Role::Broker(office.broker.id)).await.unwrap()
}

async fn state(service: &Service, made: &Made) -> InviteState {
    open(service, &made.token).await.unwrap().state
}

#[track_caller]
fn is_over<T: std::fmt::Debug>(result: Result<T, ServiceError>) {
    assert!(matches!(conflict(result), Conflict::LinkOver(_)));
}

on_both_engines! {
    async fn an_invited_person_becomes_a_user_of_that_office_once(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let made = create(service, &of(&office.broker), " Grace@Example.com", Role::Broker(office.broker.id)).await.unwrap();
        let told = service.bus.count(office.broker.id);
        let opened = open(service, &made.token).await.unwrap();
        assert_eq!((opened.state, opened.invite.email.as_str()), (InviteState::Open, GRACE));
        assert_eq!((opened.invite.made_by.as_str(), opened.broker.unwrap().id), ("Ada", office.broker.id));
        assert_eq!(field(accept(service, &made.token, "", PASSWORD).await), "name");
        assert_eq!(field(accept(service, &made.token, "Grace", "short").await), "password");
        let user = accept(service, &made.token, "Grace", PASSWORD).await.unwrap();
        assert_eq!((user.email.as_str(), user.role), (GRACE, Role::Broker(office.broker.id)));
        assert_eq!(service.bus.count(office.broker.id), told + 1, "open pages are told");
        assert_eq!(sign_in(service, GRACE, PASSWORD).await.unwrap(), user);
        assert_eq!(state(service, &made).await, InviteState::Used);
        is_over(accept(service, &made.token, "Mallory", "another good phrase").await);
        is_over(revoke(service, &of(&office.broker), made.invite.id).await);
        assert_eq!(list(service, &Actor::System).await.unwrap(), []);
        // The secret is nowhere: a SHA-256 is 32 bytes.
        assert_eq!(db.count("select count(*) from invites where length(token_hash) = 32").await, 1);
        let entries = steadyline_service::audit::list(service, &Actor::System, None, 10).await.unwrap();
        assert!(!format!("{entries:?}").contains(&made.token));
        assert!(entries.iter().any(|entry| (entry.action.as_str(), entry.actor.as_str()) == ("user.created", "Grace")));
    }

    async fn of_many_who_open_the_same_link_at_once_one_comes_in(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let made = invited(&office).await;
        let tries = (0..5).map(|n| {
            let (service, token) = (office.service.clone(), made.token.clone());
            tokio::spawn(async move { accept(&service, &token, &format!("Grace {n}"), PASSWORD).await })
        });
        let done = futures::future::join_all(tries).await;
        assert_eq!(done.iter().filter(|done| matches!(done, Ok(Ok(_)))).count(), 1);
        assert_eq!(db.count("select count(*) from users").await, 1);
    }

    async fn a_link_ends_after_seven_days_and_is_removed_long_after(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let made = invited(&office).await;
        office.wait(TimeDelta::days(7) - TimeDelta::minutes(1));
        assert_eq!(state(service, &made).await, InviteState::Open);
        office.wait(TimeDelta::minutes(1));
        assert_eq!(state(service, &made).await, InviteState::Expired);
        is_over(accept(service, &made.token, "Grace", PASSWORD).await);
        assert_eq!(list(service, &Actor::System).await.unwrap(), []);
        assert_eq!(delete_ended(service, 10).await.unwrap(), 0, "who comes late is told");
        office.wait(TimeDelta::days(30));
        assert_eq!(delete_ended(service, 10).await.unwrap(), 1);
        is_hidden(open(service, &made.token).await);
        assert_eq!(db.count("select count(*) from users").await, 0);
    }

    async fn a_newer_link_for_the_same_address_and_taking_back_end_a_link(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, ada) = (&office.service, of(&office.broker));
        let first = invited(&office).await;
        let second = invited(&office).await;
        assert_eq!(state(service, &first).await, InviteState::Revoked);
        let listed = list(service, &ada).await.unwrap();
        assert_eq!(listed.iter().map(|invite| invite.id).collect::<Vec<_>>(), [second.invite.id]);
        revoke(service, &ada, second.invite.id).await.unwrap();
        revoke(service, &ada, second.invite.id).await.unwrap();
        is_over(accept(service, &second.token, "Grace", PASSWORD).await);
        is_hidden(open(service, "nobody-made-this").await);
        is_hidden(accept(service, "", "Grace", PASSWORD).await);
    }

    async fn what_becomes_of_an_admins_link_is_told_to_admins_alone(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let told = || [Role::Admin, Role::Broker(office.broker.id)].map(|role| service.bus.count_for(role));
        let [admins, of_office] = told();
        let first = create(service, &Actor::System, GRACE, Role::Admin).await.unwrap();
        assert_eq!(told(), [admins + 1, of_office], "made");
        revoke(service, &Actor::System, first.invite.id).await.unwrap();
        assert_eq!(told(), [admins + 2, of_office], "taken back");
        let second = create(service, &Actor::System, GRACE, Role::Admin).await.unwrap();
        accept(service, &second.token, "Grace", PASSWORD).await.unwrap();
        assert_eq!(told(), [admins + 4, of_office], "accepted");
    }

    async fn who_may_invite_whom(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let (service, ada) = (&office.service, of(&office.broker));
        let (own, theirs) = (Role::Broker(office.broker.id), Role::Broker(other.id));
        is_forbidden(create(service, &ada, GRACE, Role::Admin).await);
        is_hidden(create(service, &ada, GRACE, theirs).await);
        is_forbidden(create(service, &key_of(&office.broker), GRACE, own).await);
        let nowhere = Role::Broker(steadyline_core::id::BrokerId(Uuid::from_u128(404)));
        is_hidden(create(service, &Actor::System, GRACE, nowhere).await);
        assert_eq!(field(create(service, &ada, "nonsense", own).await), "email");
        let key = Actor::Key { id: ApiKeyId(Uuid::from_u128(9)), name: "setup".to_owned(), role: Role::Admin };
        let made = create(service, &key, GRACE, theirs).await.unwrap();
        assert_eq!(list(service, &ada).await.unwrap(), [], "another office's are not there");
        is_hidden(revoke(service, &ada, made.invite.id).await);
        is_forbidden(revoke(service, &key_of(&other), made.invite.id).await);
        assert_eq!(accept(service, &made.token, "Grace", PASSWORD).await.unwrap().role, theirs);
        let again = create(service, &ada, GRACE, own).await;
        assert!(matches!(conflict(again), Conflict::Exists { what: "email", .. }));
    }

    async fn a_reset_link_gives_another_password_and_ends_every_session(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, ada) = (&office.service, of(&office.broker));
        let role = Role::Broker(office.broker.id);
        let new = NewUser { email: GRACE.to_owned(), name: "Grace".to_owned(), password: PASSWORD.to_owned(), role };
        let user = user::create(service, &Actor::System, new).await.unwrap();
        let held = Session { user_id: Some(user.id), record: vec![1], device: None };
        assert!(session::create(service, "laptop", &held).await.unwrap());
        is_forbidden(reset(service, &ada, user.id).await);
        let told = service.bus.count(office.broker.id);
        let old = reset(service, &Actor::System, user.id).await.unwrap();
        assert_eq!(service.bus.count(office.broker.id), told + 1, "open pages list it");
        let made = reset(service, &Actor::System, user.id).await.unwrap();
        assert_eq!(state(service, &old).await, InviteState::Revoked);
        let other = "another good phrase";
        let done = accept(service, &made.token, "ignored", other).await.unwrap();
        assert_eq!((done.id, done.name.as_str()), (user.id, "Grace"));
        assert_eq!(session::load(service, "laptop").await.unwrap(), None);
        assert!(sign_in(service, GRACE, other).await.is_ok());
        assert!(sign_in(service, GRACE, PASSWORD).await.is_err());
        is_over(accept(service, &made.token, "", "yet another phrase").await);
        let late = reset(service, &Actor::System, user.id).await.unwrap();
        office.wait(TimeDelta::days(1));
        is_over(accept(service, &late.token, "", "yet another phrase").await);
    }

    async fn who_is_disabled_gets_no_other_password(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let role = Role::Broker(office.broker.id);
        let new = NewUser { email: GRACE.to_owned(), name: "Grace".to_owned(), password: PASSWORD.to_owned(), role };
        let user = user::create(service, &Actor::System, new).await.unwrap();
        let made = reset(service, &Actor::System, user.id).await.unwrap();
        set_disabled(service, &Actor::System, user.id, true).await.unwrap();
        is_over(accept(service, &made.token, "", "another good phrase").await);
        is_forbidden(reset(service, &Actor::System, user.id).await);
    }
}
