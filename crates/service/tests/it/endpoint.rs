//! Endpoints, as a form changes them.

use crate::events::endpoint_of;
use crate::office::{Office, conflict};
use std::collections::BTreeMap;
use steadyline_core::endpoint::EventKind;
use steadyline_service::endpoint::{self, EndpointChange};
use steadyline_service::seen::Seen;
use steadyline_service::{Conflict, ServiceError};

steadyline_db::on_both_engines! {
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
}
