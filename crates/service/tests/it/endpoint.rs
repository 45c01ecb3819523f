//! Endpoints, as a form changes them.

use crate::events::endpoint_of;
use crate::office::{Office, conflict};
use crate::who::field;
use chrono::TimeDelta;
use std::collections::BTreeMap;
use steadyline_core::endpoint::EventKind;
use steadyline_service::delivery;
use steadyline_service::endpoint::{self, EndpointChange, NewEndpoint};
use steadyline_service::seen::Seen;
use steadyline_service::{Conflict, ServiceError};

steadyline_db::on_both_engines! {
    async fn what_waits_for_a_paused_endpoint_is_kept_as_long_as_what_was_sent(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142", "2145550114"]).await;
        let paused = endpoint_of(&office, &[EventKind::AssignmentCreated]).await;
        office.assign("a", "5125550101").await;
        let off = EndpointChange { is_active: Some(false), ..EndpointChange::default() };
        endpoint::change(&office.service, &office.actor, office.slug(), paused.id, off).await.unwrap();
        let other = NewEndpoint {
            name: None,
            url: "https://crm.example.com/steadyline".to_owned(),
            events: vec![EventKind::AssignmentCreated],
        };
        endpoint::create(&office.service, &office.actor, office.slug(), other).await.unwrap();
        office.assign("b", "5125550102").await;
        assert_eq!(db.count("select count(*) from deliveries").await, 2);
        office.wait(TimeDelta::days(29));
        assert_eq!(delivery::delete_old(&office.service, 100).await.unwrap(), 0);
        office.wait(TimeDelta::days(2));
        assert_eq!(delivery::delete_old(&office.service, 100).await.unwrap(), 1);
        assert_eq!(db.count("select count(*) from deliveries").await, 1, "what may still go stays");
    }

    async fn an_address_is_told_everything_once(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, actor, slug) = (&office.service, &office.actor, office.slug());
        let first = endpoint_of(&office, &[EventKind::PoolLow]).await;
        let at = |url: &str| NewEndpoint { name: None, url: url.to_owned(), events: vec![EventKind::PoolLow] };
        assert_eq!(field(endpoint::create(service, actor, slug, at(&first.url)).await), "url");
        let second = endpoint::create(service, actor, slug, at("https://crm.example.com/")).await.unwrap().endpoint;
        let spelled = at("HTTPS://CRM.Example.com:443");
        assert_eq!(field(endpoint::create(service, actor, slug, spelled).await), "url", "it is the same one");
        let to = |url: &str| EndpointChange { url: Some(url.to_owned()), ..EndpointChange::default() };
        assert_eq!(field(endpoint::change(service, actor, slug, second.id, to(&first.url)).await), "url");
        endpoint::change(service, actor, slug, second.id, to(&second.url)).await.unwrap();
        assert_eq!(db.count("select count(*) from event_endpoints").await, 2);
    }

    async fn who_saves_a_form_after_somebody_else_writes_what_they_changed_and_no_more(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        let [created, held, rested] =
            [EventKind::AssignmentCreated, EventKind::AssignmentHeld, EventKind::NumberRested];
        let shown = endpoint_of(&office, &[created, held]).await;
        let seen = Seen::new(BTreeMap::from([
            ("name".to_owned(), shown.name.clone()),
            ("url".to_owned(), shown.url.clone()),
            ("events".to_owned(), format!("{created} {held}")),
            ("is_active".to_owned(), "true".to_owned()),
        ]));
        let save = async |name: &str, events: &[EventKind], seen: &Seen| {
            let change = EndpointChange {
                name: Some(name.to_owned()),
                url: Some(shown.url.clone()),
                events: Some(events.to_vec()),
                is_active: Some(true),
                seen: seen.clone(),
                ..EndpointChange::default()
            };
            endpoint::change(&office.service, &office.actor, office.slug(), shown.id, change).await
        };
        let off = EndpointChange { is_active: Some(false), ..EndpointChange::default() };
        endpoint::change(&office.service, &office.actor, office.slug(), shown.id, off).await.unwrap();
        save("Theirs", &[created, held, rested], &seen).await.unwrap();

        let now = save(&shown.name, &[held], &seen).await.unwrap();

        assert_eq!((now.name.as_str(), now.is_active), ("Theirs", false));
        assert_eq!(now.events, [held, rested], "one was taken off here, one put on there");
        assert!(matches!(conflict(save("Mine", &[held], &seen).await), Conflict::Changed { .. }));
        let all = ("events".to_owned(), format!("{created} {held} {rested}"));
        let error = save("Theirs", &[created], &Seen::new(BTreeMap::from([all]))).await;
        assert!(matches!(error, Err(ServiceError::Field(error)) if error.field == "events"), "none is left");
    }

    async fn addresses_nearby_and_bad_ones_are_refused_unless_the_operator_allows_it(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let attempt = async |service: &steadyline_service::Service, url: &str| {
            let new = NewEndpoint { name: None, url: url.to_owned(), events: vec![EventKind::PoolLow] };
            endpoint::create(service, &office.actor, office.slug(), new).await
        };
        for url in [
            "", "n8n.example.com", "ftp://n8n.example.com/", "http://n8n.example.com/", "https://ada:pass@n8n.example.com/",
            "https://n8n.example.com/#x", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://[::1]/",
            "https://[::ffff:10.0.0.1]/", "https://10.0.0.5:5678/", "https://169.254.169.254/latest", "https://localhost/",
            "https://db.localhost./",
        ] {
            match attempt(&office.service, url).await {
                Err(ServiceError::Field(error)) => assert_eq!(error.field, "url", "{url}"),
                other => panic!("{url}: {other:?}"),
            }
        }
        let mut allowing = office.service.clone();
        allowing.calls_private = true;
        assert!(attempt(&allowing, "http://10.0.0.5:5678/webhook").await.is_ok());
        assert!(matches!(attempt(&allowing, "ftp://10.0.0.5/").await, Err(ServiceError::Field(_))));
        for at in 1..steadyline_core::endpoint::MOST {
            attempt(&office.service, &format!("https://n8n.example.com/{at}")).await.unwrap();
        }
        let refused = attempt(&office.service, "https://n8n.example.com/").await;
        assert!(matches!(conflict(refused), Conflict::TooMany { .. }));
    }
}
