//! People who sign in, their sessions, and the first run.

use crate::office::{Office, conflict};
use crate::who::{field, is_forbidden, is_hidden, key_of, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::{Actor, Role, User};
use steadyline_db::on_both_engines;
use steadyline_service::broker::NewBroker;
use steadyline_service::session::{self, KEPT, Session, actor};
use steadyline_service::set_up::{self, FirstAdmin};
use steadyline_service::user::{
    NewUser, change_password, create, edit_profile, list, set_disabled, set_role, sign_in,
    sign_out_everywhere,
};
use steadyline_service::{Conflict, Service, ServiceError};

const PASSWORD: &str = "correct horse battery";

fn new(email: &str, role: Role) -> NewUser {
    NewUser { email: email.to_owned(), name: "Grace".to_owned(), password: PASSWORD.to_owned(), role }
}

fn first_admin() -> FirstAdmin {
    FirstAdmin {
        email: "Root@Example.com".to_owned(),
        name: "Root".to_owned(),
        password: PASSWORD.to_owned(),
    }
}

fn first_broker() -> NewBroker {
    NewBroker { slug: None, name: "Alder".to_owned(), settings: BrokerSettings::default() }
}

fn signed_in(user: &User) -> Actor {
    Actor::User { id: user.id, name: user.name.clone(), role: user.role }
}

async fn a_session(service: &Service, user: &User, id: &str) -> Session {
    let device = Some(format!("{id} browser"));
    let session = Session { user_id: Some(user.id), record: vec![1, 2, 3], device };
    assert!(session::create(service, id, &session).await.unwrap());
    session
}

#[track_caller]
fn is_refused(result: Result<User, ServiceError>) {
    assert!(matches!(result, Err(ServiceError::Unauthenticated(_))), "{result:?}");
}

on_both_engines! {
    async fn who_has_the_password_signs_in_and_nobody_else(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let user = create(service, &Actor::System, new(" Grace@Example.COM", Role::Admin)).await.unwrap();
        assert_eq!(user.email, "grace@example.com");
        assert_eq!(sign_in(service, "GRACE@example.com ", PASSWORD).await.unwrap(), user);
        is_refused(sign_in(service, "grace@example.com", "correct horse").await);
        is_refused(sign_in(service, "nobody@example.com", PASSWORD).await);
        is_refused(sign_in(service, "", "").await);
        let again = create(service, &Actor::System, new("grace@example.com", Role::Admin)).await;
        assert!(matches!(conflict(again), Conflict::Exists { what: "email", .. }));
        let short = NewUser { password: "short".to_owned(), ..new("a@example.com", Role::Admin) };
        assert_eq!(field(create(service, &Actor::System, short).await), "password");
        assert_eq!(field(create(service, &Actor::System, new("no address", Role::Admin)).await), "email");
    }

    async fn a_stranger_waits_as_long_as_a_user(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        create(&office.service, &Actor::System, new("grace@example.com", Role::Admin)).await.unwrap();
        let mut took = [0.0_f64; 2];
        for _ in 0..4 {
            for (at, email) in ["grace@example.com", "nobody@example.com"].into_iter().enumerate() {
                let began = std::time::Instant::now();
                is_refused(sign_in(&office.service, email, "wrong password").await);
                took[at] += began.elapsed().as_secs_f64();
            }
        }
        // Without the pretended check it would be a hundredth.
        assert!(took[1] > took[0] / 4.0, "{took:?}");
    }

    async fn a_broker_manages_the_users_of_its_own_office(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let (service, ada) = (&office.service, of(&office.broker));
        let own = Role::Broker(office.broker.id);
        let mine = create(service, &ada, new("grace@example.com", own)).await.unwrap();
        is_hidden(create(service, &ada, new("b@example.com", Role::Broker(other.id))).await);
        is_forbidden(create(service, &ada, new("c@example.com", Role::Admin)).await);
        is_forbidden(create(service, &key_of(&office.broker), new("d@example.com", own)).await);
        let theirs = create(service, &Actor::System, new("e@example.com", Role::Broker(other.id))).await.unwrap();
        let admin = create(service, &Actor::System, new("f@example.com", Role::Admin)).await.unwrap();
        assert_eq!(list(service, &ada).await.unwrap(), [mine]);
        assert_eq!(list(service, &Actor::System).await.unwrap().len(), 3);
        for hidden in [theirs, admin] {
            is_hidden(set_disabled(service, &ada, hidden.id, true).await);
        }
    }

    async fn a_disabled_user_is_out_at_once(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let user = create(service, &Actor::System, new("grace@example.com", Role::Admin)).await.unwrap();
        a_session(service, &user, "first").await;
        assert!(actor(service, user.id, None).await.unwrap().is_some());
        is_forbidden(set_disabled(service, &signed_in(&user), user.id, true).await);
        create(service, &Actor::System, new("root@example.com", Role::Admin)).await.unwrap();
        assert!(set_disabled(service, &Actor::System, user.id, true).await.unwrap().disabled);
        assert_eq!(session::load(service, "first").await.unwrap(), None);
        assert!(actor(service, user.id, None).await.unwrap().is_none());
        is_refused(sign_in(service, "grace@example.com", PASSWORD).await);
        set_disabled(service, &Actor::System, user.id, false).await.unwrap();
        assert!(sign_in(service, "grace@example.com", PASSWORD).await.is_ok());
    }

    async fn a_changed_password_ends_every_session(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let user = create(service, &Actor::System, new("grace@example.com", Role::Admin)).await.unwrap();
        let grace = signed_in(&user);
        a_session(service, &user, "laptop").await;
        let other = "another good phrase";
        assert_eq!(field(change_password(service, &grace, "wrong", other).await), "old_password");
        assert_eq!(field(change_password(service, &grace, PASSWORD, "short").await), "new_password");
        assert!(session::load(service, "laptop").await.unwrap().is_some());
        change_password(service, &grace, PASSWORD, other).await.unwrap();
        assert!(session::load(service, "laptop").await.unwrap().is_none());
        is_refused(sign_in(service, "grace@example.com", PASSWORD).await);
        assert!(sign_in(service, "grace@example.com", other).await.is_ok());
    }

    async fn a_session_is_kept_until_it_ends_and_its_id_is_not_in_the_table(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let user = create(service, &Actor::System, new("grace@example.com", Role::Admin)).await.unwrap();
        let mut kept = a_session(service, &user, "secret id").await;
        assert!(!session::create(service, "secret id", &kept).await.unwrap(), "an id is used once");
        kept.record = vec![9];
        session::save(service, "secret id", &kept).await.unwrap();
        let (record, ends) = session::load(service, "secret id").await.unwrap().expect("it is kept");
        assert!(record == [9] && office.now() + KEPT - ends < TimeDelta::minutes(1), "{ends}");
        // A SHA-256 is 32 bytes; the id has 9.
        assert_eq!(db.count("select count(*) from sessions where length(id_hash) = 32").await, 1);
        office.wait(KEPT - TimeDelta::days(1));
        assert!(actor(service, user.id, Some("secret id")).await.unwrap().is_some());
        office.wait(KEPT - TimeDelta::days(1));
        assert!(session::load(service, "secret id").await.unwrap().is_some(), "it lasts from its last use");
        office.wait(TimeDelta::days(2));
        assert_eq!(session::load(service, "secret id").await.unwrap(), None);
        assert_eq!(session::delete_expired(service, 10).await.unwrap(), 1);
        a_session(service, &user, "next").await;
        session::delete(service, "next").await.unwrap();
        assert_eq!(session::load(service, "next").await.unwrap(), None);
    }

    async fn the_first_run_makes_an_admin_and_a_broker_once(db: TestDb) {
        let service = &Service::new(db.db.clone());
        assert!(set_up::is_needed(service).await.unwrap());
        let bad = NewBroker { name: String::new(), ..first_broker() };
        assert_eq!(field(set_up::run(service, first_admin(), bad).await), "name");
        assert!(set_up::is_needed(service).await.unwrap(), "both or neither");
        let (admin, broker) = set_up::run(service, first_admin(), first_broker()).await.unwrap();
        assert_eq!((admin.email.as_str(), admin.role), ("root@example.com", Role::Admin));
        assert_eq!(broker.slug.as_str(), "alder");
        assert!(!set_up::is_needed(service).await.unwrap());
        is_forbidden(set_up::run(service, first_admin(), first_broker()).await);
    }

    async fn of_many_first_runs_at_once_one_is_done(db: TestDb) {
        let service = Service::new(db.db.clone());
        let runs = (0..6).map(|n| {
            let service = service.clone();
            tokio::spawn(async move {
                let admin = FirstAdmin { email: format!("root{n}@example.com"), ..first_admin() };
                let broker = NewBroker { slug: Some(format!("office-{n}")), ..first_broker() };
                set_up::run(&service, admin, broker).await
            })
        });
        let done = futures::future::join_all(runs).await;
        assert_eq!(done.iter().filter(|run| matches!(run, Ok(Ok(_)))).count(), 1);
        assert_eq!(db.count("select count(*) from users").await, 1);
        assert_eq!(db.count("select count(*) from brokers").await, 1);
    }

    async fn the_last_admin_who_may_sign_in_stays(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, own) = (&office.service, Role::Broker(office.broker.id));
        let first = create(service, &Actor::System, new("a@example.com", Role::Admin)).await.unwrap();
        let second = create(service, &Actor::System, new("b@example.com", Role::Admin)).await.unwrap();
        is_forbidden(set_role(service, &signed_in(&first), first.id, own).await);
        set_disabled(service, &signed_in(&first), second.id, true).await.unwrap();
        // Neither the command line nor an admin's key takes the last one away.
        let refused = set_disabled(service, &Actor::System, first.id, true).await;
        assert_eq!(conflict(refused), Conflict::LastAdmin);
        assert_eq!(conflict(set_role(service, &Actor::System, first.id, own).await), Conflict::LastAdmin);
        set_disabled(service, &Actor::System, second.id, false).await.unwrap();
        let changed = set_role(service, &signed_in(&second), first.id, own).await.unwrap();
        assert_eq!(changed.role, own);
        is_forbidden(set_role(service, &signed_in(&changed), second.id, own).await);
    }

    async fn what_becomes_of_an_admin_is_told_to_admins_and_to_the_office_that_is_come_to(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        create(service, &Actor::System, new("a@example.com", Role::Admin)).await.unwrap();
        let second = create(service, &Actor::System, new("b@example.com", Role::Admin)).await.unwrap();
        let own = Role::Broker(office.broker.id);
        let told = || [Role::Admin, own].map(|role| service.bus.count_for(role));
        let [admins, of_office] = told();
        set_disabled(service, &Actor::System, second.id, true).await.unwrap();
        assert_eq!(told(), [admins + 1, of_office]);
        // An admin hears of what an office hears of too.
        set_role(service, &Actor::System, second.id, own).await.unwrap();
        assert_eq!(told(), [admins + 3, of_office + 1]);
    }

    async fn two_admins_who_take_each_other_away_at_once_leave_one(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let first = create(&office.service, &Actor::System, new("a@example.com", Role::Admin)).await.unwrap();
        let second = create(&office.service, &Actor::System, new("b@example.com", Role::Admin)).await.unwrap();
        let tries = [(first.clone(), second.id), (second, first.id)].map(|(by, whom)| {
            let service = office.service.clone();
            tokio::spawn(async move { set_disabled(&service, &signed_in(&by), whom, true).await })
        });
        let done = futures::future::join_all(tries).await;
        assert_eq!(done.iter().filter(|done| matches!(done, Ok(Ok(_)))).count(), 1, "{done:?}");
        assert_eq!(db.count("select count(*) from users where disabled_at is null").await, 1);
    }

    async fn another_role_ends_the_sessions_and_shows_another_office(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let (service, ada) = (&office.service, of(&office.broker));
        let role = Role::Broker(office.broker.id);
        let user = create(service, &Actor::System, new("grace@example.com", role)).await.unwrap();
        a_session(service, &user, "laptop").await;
        is_forbidden(set_role(service, &ada, user.id, Role::Admin).await);
        let told = || [office.broker.id, other.id].map(|broker| service.bus.count(broker));
        let [left, come_to] = told();
        let moved = set_role(service, &Actor::System, user.id, Role::Broker(other.id)).await.unwrap();
        assert_eq!(told(), [left + 1, come_to + 1], "open pages of both are told");
        assert_eq!(session::load(service, "laptop").await.unwrap(), None);
        assert_eq!(actor(service, user.id, None).await.unwrap().unwrap().0.role(), moved.role);
        is_hidden(set_disabled(service, &ada, user.id, true).await);
    }

    async fn colleagues_are_signed_out_everywhere_and_strangers_are_not(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let service = &office.service;
        let role = Role::Broker(office.broker.id);
        let user = create(service, &Actor::System, new("grace@example.com", role)).await.unwrap();
        a_session(service, &user, "laptop").await;
        a_session(service, &user, "phone").await;
        is_hidden(sign_out_everywhere(service, &of(&other), user.id).await);
        let told = service.bus.count(office.broker.id);
        assert_eq!(sign_out_everywhere(service, &of(&office.broker), user.id).await.unwrap().1, 2);
        assert_eq!(service.bus.count(office.broker.id), told + 1, "open pages are told, theirs too");
        assert_eq!(session::load(service, "phone").await.unwrap(), None);
    }

    async fn own_sessions_are_told_apart_and_ended_one_by_one(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let user = create(service, &Actor::System, new("grace@example.com", Role::Admin)).await.unwrap();
        let (grace, ada) = (signed_in(&user), of(&office.broker));
        for id in ["laptop", "phone", "tablet"] {
            a_session(service, &user, id).await;
        }
        office.wait(TimeDelta::minutes(1));
        assert!(actor(service, user.id, Some("phone")).await.unwrap().is_some());
        let own = session::of_actor(service, &grace, Some("phone")).await.unwrap();
        let told: Vec<_> = own.iter().map(|own| (own.device.as_deref().unwrap(), own.is_this)).collect();
        assert_eq!((own.len(), told[0]), (3, ("phone browser", true)), "the last used first: {told:?}");
        let seen = own[0].last_seen_at.expect("a use is noted");
        assert!(office.now() - seen < TimeDelta::seconds(30), "{seen}: the clock goes on meanwhile");
        // A use is noted once in a while, not with every request.
        office.wait(TimeDelta::minutes(1));
        actor(service, user.id, Some("phone")).await.unwrap();
        let again = session::of_actor(service, &grace, None).await.unwrap();
        assert_eq!(again[0].last_seen_at, own[0].last_seen_at);
        assert_eq!(session::of_actor(service, &ada, None).await.unwrap(), []);
        let tablet = own.iter().find(|own| own.device.as_deref() == Some("tablet browser")).unwrap().id;
        is_hidden(session::end(service, &ada, tablet).await);
        session::end(service, &grace, tablet).await.unwrap();
        is_hidden(session::end(service, &grace, tablet).await);
        assert_eq!(session::end_others(service, &grace, "phone").await.unwrap(), 1);
        assert!(session::load(service, "phone").await.unwrap().is_some());
        assert!(session::load(service, "laptop").await.unwrap().is_none());
    }

    async fn another_address_takes_the_password_and_another_name_does_not(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let service = &office.service;
        let user = create(service, &Actor::System, new("grace@example.com", Role::Admin)).await.unwrap();
        create(service, &Actor::System, new("taken@example.com", Role::Admin)).await.unwrap();
        let grace = signed_in(&user);
        let named = edit_profile(service, &grace, "Grace H.", "grace@example.com", "").await.unwrap();
        assert_eq!(named.name, "Grace H.");
        let edit = async |email: &str, password: &str| edit_profile(service, &grace, "Grace", email, password).await;
        assert_eq!(field(edit("g@example.com", "").await), "old_password");
        assert_eq!(field(edit("g@example.com", "wrong password").await), "old_password");
        assert_eq!(field(edit("nonsense", PASSWORD).await), "email");
        assert!(matches!(conflict(edit("Taken@example.com", PASSWORD).await), Conflict::Exists { what: "email", .. }));
        assert_eq!(edit(" G@Example.com", PASSWORD).await.unwrap().email, "g@example.com");
        is_refused(sign_in(service, "grace@example.com", PASSWORD).await);
        assert!(sign_in(service, "g@example.com", PASSWORD).await.is_ok());
    }
}
