//! Brokers and their policy.

use crate::import::paste;
use crate::office::{Office, asking, conflict, phone};
use crate::who::{field, is_forbidden, is_hidden, of, two_offices};
use serde_json::{Value, json};
use steadyline_core::choice::RuledOut;
use steadyline_core::import::Noun;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_db::on_both_engines;
use steadyline_service::broker::{BrokerEdit, NewBroker, SettingsChange, create, edit, find, list};
use steadyline_service::number::{self, NewNumber};
use steadyline_service::{Conflict, ServiceError, audit, page};

fn named(name: &str) -> NewBroker {
    NewBroker { slug: None, name: name.to_owned(), settings: BrokerSettings::default() }
}

fn fields(fields: Value) -> BrokerEdit {
    let Value::Object(fields) = fields else { panic!("an object") };
    BrokerEdit { settings: Some(SettingsChange::Fields(fields)), ..BrokerEdit::default() }
}

on_both_engines! {
    async fn a_broker_gets_a_slug_of_its_name_and_is_found_by_slug_and_id(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let made = create(&office.service, &Actor::System, named("Cedar & Sons")).await.unwrap();
        assert_eq!(made.slug.as_str(), "cedar-sons");
        let accented = create(&office.service, &Actor::System, named("Crédit Peña")).await.unwrap();
        assert_eq!(accented.slug.as_str(), "credit-pena");
        for name in ["cedar-sons".to_owned(), made.id.to_string()] {
            assert_eq!(find(&office.service, &Actor::System, &name).await.unwrap(), made);
        }
        let again = create(&office.service, &Actor::System, named("Cedar, Sons")).await;
        assert!(matches!(conflict(again), Conflict::Exists { what: "slug", .. }));
        assert_eq!(field(create(&office.service, &Actor::System, named("  ")).await), "name");
    }

    async fn a_main_line_is_no_number_of_a_pool_and_the_other_way_round(db: TestDb) {
        let (office, other) = two_offices(&db, &["5125550142"]).await;
        let line = |line: &str| fields(json!({ "main_line": line }));
        for slug in [office.slug(), other.slug.as_str()] {
            let refused = edit(&office.service, &Actor::System, slug, line("512 555 0142")).await;
            assert_eq!(field(refused), "main_line", "{slug}");
        }
        edit(&office.service, &Actor::System, office.slug(), line("512 555 0143")).await.unwrap();
        let new = NewNumber::of(phone("5125550143"));
        let refused = number::add(&office.service, &Actor::System, office.slug(), new).await;
        assert_eq!(field(refused), "number");
        let report = paste(&office.service, &Actor::System, office.slug(), Noun::Numbers, "5125550143\n5125550144").await;
        assert_eq!((report.counts.bad, report.counts.new, report.import), (1, 1, None));
    }

    async fn a_day_that_begins_anew_with_another_zone_counts_its_own_calls(db: TestDb) {
        // Noon in Chicago, and the next day in Auckland.
        let settings = BrokerSettings { leads_per_number: 10, daily_call_cap: 2, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &["5125550142"]).await;
        let zone = async |zone: &str| {
            edit(&office.service, &office.actor, "alder", fields(json!({ "timezone": zone }))).await.unwrap();
        };
        let number = office.assign("a", "5125550176").await.number_id;
        office.report("a", "voicemail").await;
        zone("Pacific/Auckland").await;
        assert_eq!(office.number(number).await.calls_on_day, 0);
        office.report("a", "answered").await;
        zone("America/Chicago").await;
        assert_eq!(office.number(number).await.calls_on_day, 1, "the one of this day");
        office.report("a", "busy").await;
        let full = conflict(office.try_assign(asking("b", "5125550177")).await);
        let Conflict::NoAvailableNumber { none, .. } = full else { panic!("{full:?}") };
        assert_eq!(none.ruled_out.into_iter().collect::<Vec<_>>(), [(RuledOut::DailyCap, 1)]);
        let brokers = page::brokers(&office.service, &Actor::System, &Default::default()).await.unwrap();
        assert_eq!(brokers.brokers[0].answer_rate, Some(0.0), "the answer is of tomorrow");
    }

    async fn a_list_of_the_api_is_refused_in_the_words_of_its_text(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let asked = fields(json!({ "preferred_area_codes": ["512", "abc"] }));
        let Err(ServiceError::Field(error)) = edit(&office.service, &Actor::System, office.slug(), asked).await else {
            panic!("it is refused")
        };
        assert!(error.field == "preferred_area_codes" && error.message.contains("“abc”"), "{error}");
        let asked = fields(json!({ "preferred_area_codes": [512, "214"] }));
        let edited = edit(&office.service, &Actor::System, office.slug(), asked).await.unwrap();
        assert_eq!(edited.settings.preferred_area_codes.len(), 2);
    }

    async fn a_broker_knows_of_no_other(db: TestDb) {
        let (office, other) = two_offices(&db, &[]).await;
        let actor = of(&office.broker);
        assert_eq!(list(&office.service, &actor).await.unwrap().len(), 1);
        assert_eq!(list(&office.service, &Actor::System).await.unwrap().len(), 2);
        assert!(find(&office.service, &actor, office.slug()).await.is_ok());
        is_hidden(find(&office.service, &actor, "birch").await);
        is_hidden(find(&office.service, &actor, &other.id.to_string()).await);
        is_hidden(edit(&office.service, &actor, "birch", fields(json!({ "max_attempts": 3 }))).await);
        is_forbidden(create(&office.service, &actor, named("Cedar")).await);
    }

    async fn every_changed_setting_has_its_audit_entry(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let actor = of(&office.broker);
        let change = fields(json!({ "max_attempts": 7, "min_health": 40, "timezone": "America/Boise" }));
        let changed = edit(&office.service, &actor, office.slug(), change).await.unwrap();
        assert_eq!((changed.settings.max_attempts, changed.settings.timezone.as_str()), (7, "America/Boise"));
        let entries = audit::list(&office.service, &actor, None, 10).await.unwrap();
        let changes: Vec<_> = entries.iter().filter(|entry| entry.action == "setting.changed").collect();
        assert_eq!(changes.len(), 2, "min_health stayed as it was: {changes:?}");
        assert!(changes.iter().all(|entry| entry.actor == "Ada"));
        assert!(changes.iter().any(|entry| {
            entry.detail == json!({ "setting": "max_attempts", "from": "5", "to": "7", "version": 2 })
        }));
    }

    async fn a_setting_outside_its_limits_changes_nothing(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        for (change, name) in [
            (json!({ "max_attempts": 6, "leads_per_number": 0 }), "leads_per_number"),
            (json!({ "max_attempts": 6, "timezone": "America/Atlantis" }), "timezone"),
            (json!({ "max_attempts": 6, "max_atempts": 6 }), "max_atempts"),
        ] {
            let edited = edit(&office.service, &office.actor, office.slug(), fields(change)).await;
            assert_eq!(field(edited), name);
        }
        let now = find(&office.service, &office.actor, office.slug()).await.unwrap();
        assert_eq!(now.settings, office.broker.settings);
    }

    async fn raising_leads_per_number_from_one_frees_the_slots_of_held_leads(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550001", "5125550002"]).await;
        let held = office.assign("held", "7375550001").await;
        office.report("held", "answered").await;
        let cold = office.assign("cold", "7375550002").await;
        assert_eq!(office.assignment(held.assignment_id).await.slot, Some(0));
        edit(&office.service, &office.actor, office.slug(), fields(json!({ "leads_per_number": 2 })))
            .await
            .unwrap();
        assert_eq!(office.assignment(held.assignment_id).await.slot, None);
        assert_eq!(office.assignment(cold.assignment_id).await.slot, Some(0));
        let (third, fourth) = (office.assign("3", "7375550003").await, office.assign("4", "7375550004").await);
        assert!(third.created && fourth.created, "the held lead's number has two slots again");
    }

    async fn changes_of_two_at_once_do_not_undo_each_other(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let changes = ["max_attempts", "min_health", "health_band", "daily_call_cap", "unreachable_days"].map(|name| {
            let (service, actor) = (office.service.clone(), office.actor.clone());
            tokio::spawn(async move {
                let change = SettingsChange::Texts(vec![(name.to_owned(), "9".to_owned())]);
                edit(&service, &actor, "alder", BrokerEdit { settings: Some(change), ..BrokerEdit::default() }).await
            })
        });
        for change in changes {
            change.await.unwrap().unwrap();
        }
        let now = find(&office.service, &office.actor, office.slug()).await.unwrap().settings;
        let set = [now.max_attempts, now.min_health, now.health_band, now.daily_call_cap, now.unreachable_days];
        assert_eq!(set, [9; 5]);
    }

    async fn the_second_of_two_who_edit_is_told_and_overwrites_nothing(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let (service, ada) = (&office.service, of(&office.broker));
        assert_eq!(office.broker.version, 1);
        let saw = |version, change: Value| BrokerEdit { if_version: Some(version), ..fields(change) };
        let first = edit(service, &ada, "alder", saw(1, json!({ "max_attempts": 7 }))).await.unwrap();
        assert_eq!(first.version, 2);
        let second = edit(service, &office.actor, "alder", saw(1, json!({ "max_attempts": 3 }))).await;
        let Conflict::Changed { changes, version, .. } = conflict(second) else { panic!("another conflict") };
        assert_eq!((changes.as_str(), version), ("Attempts per lead from 5 to 7 by Ada", Some(2)));
        assert_eq!(find(service, &ada, "alder").await.unwrap().settings.max_attempts, 7);
        // Told of it, they may save over it.
        let again = edit(service, &office.actor, "alder", saw(2, json!({ "max_attempts": 3 }))).await.unwrap();
        assert_eq!((again.version, again.settings.max_attempts), (3, 3));
        let same = edit(service, &ada, "alder", saw(3, json!({ "max_attempts": 3 }))).await.unwrap();
        assert_eq!(same.version, 3, "what changes nothing makes no version");
    }

    async fn of_many_who_saw_the_same_version_one_saves(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let edits = (6..12).map(|attempts| {
            let (service, actor) = (office.service.clone(), office.actor.clone());
            let change = BrokerEdit { if_version: Some(1), ..fields(json!({ "max_attempts": attempts })) };
            tokio::spawn(async move { edit(&service, &actor, "alder", change).await })
        });
        let done = futures::future::join_all(edits).await;
        assert_eq!(done.iter().filter(|edit| matches!(edit, Ok(Ok(_)))).count(), 1);
        let now = find(&office.service, &office.actor, "alder").await.unwrap();
        assert_eq!(now.version, 2);
    }
}
