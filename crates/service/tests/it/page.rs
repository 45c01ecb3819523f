//! What pages show: who may see it, and that it agrees with what was done.

mod dashboard;
mod lead;
mod list;
mod narrow;
mod pool;
mod timeline;

use crate::office::Office;
use crate::who::{is_forbidden, is_hidden, of, two_offices};
use steadyline_core::page::{AssignmentsQuery, LeadsQuery, PoolQuery, SettingKind};
use steadyline_core::setting::SETTINGS;
use steadyline_core::user::Actor;
use steadyline_service::api_key::create;
use steadyline_service::broker::{BrokerEdit, SettingsChange, edit};
use steadyline_service::page;

const AUSTIN: &str = "5125550142";

steadyline_db::on_both_engines! {
    async fn another_office_is_nobodys_business(db: TestDb) {
        let (office, other) = two_offices(&db, &[AUSTIN]).await;
        let lead = office.assign("a", "5125550176").await.lead_id.to_string();
        let (service, stranger) = (&office.service, of(&other));
        is_hidden(page::dashboard(service, &stranger, "alder").await);
        is_hidden(page::frame(service, &stranger, "alder", "1").await);
        is_hidden(page::find(service, &stranger, "alder", "512").await);
        is_hidden(page::pool(service, &stranger, "alder", &PoolQuery::default()).await);
        is_hidden(page::number(service, &stranger, "alder", "15125550142").await);
        is_hidden(page::leads(service, &stranger, "alder", &LeadsQuery::default()).await);
        is_hidden(page::lead(service, &stranger, "alder", &lead, &Default::default()).await);
        is_hidden(page::assignments(service, &stranger, "alder", &AssignmentsQuery::default()).await);
        is_hidden(page::settings(service, &stranger, "alder").await);
        is_hidden(page::api_keys(service, &stranger, "alder").await);
        is_hidden(page::number(service, &stranger, "birch", "15125550142").await);
        is_hidden(page::lead(service, &stranger, "birch", &lead, &Default::default()).await);
        is_forbidden(page::brokers(service, &stranger).await);
        is_forbidden(page::users(service, &stranger).await);
    }

    async fn the_frame_counts_numbers_leads_and_live_assignments(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, "2145550114"]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "booked").await;
        office.assign("b", "5125550177").await;
        let frame = page::frame(&office.service, &office.actor, "alder", "7").await.unwrap();
        assert_eq!((frame.numbers, frame.leads, frame.live), (2, 2, 2));
        assert_eq!((frame.broker.name.as_str(), frame.build_id.as_str()), ("Alder", "7"));
    }

    async fn a_search_finds_numbers_and_leads_and_leads_to_their_pages(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("L-20418", "5125550176").await.lead_id;
        let found = page::find(&office.service, &office.actor, "alder", "(512) 555").await.unwrap();
        let hrefs: Vec<&str> = found.iter().map(|found| found.href.as_str()).collect();
        assert_eq!(hrefs, ["/b/alder/pool/15125550142", &format!("/b/alder/leads/{lead}")]);
        assert_eq!((found[0].title.as_str(), found[1].title.as_str()), ("(512) 555-0142", "L-20418"));
        let found = page::find(&office.service, &office.actor, "alder", "l-204").await.unwrap();
        assert_eq!(found.len(), 1);
        assert!(page::find(&office.service, &office.actor, "alder", " ").await.unwrap().is_empty());
    }

    async fn every_setting_is_on_its_page_with_the_changes_it_had(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let texts = vec![("max_attempts".to_owned(), "6".to_owned())];
        let change = BrokerEdit { name: None, settings: Some(SettingsChange::Texts(texts)) };
        edit(&office.service, &of(&office.broker), "alder", change).await.unwrap();
        let page = page::settings(&office.service, &office.actor, "alder").await.unwrap();
        let names: Vec<&str> = page.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, SETTINGS.iter().map(|doc| doc.name).collect::<Vec<_>>());
        let of = |name: &str| page.fields.iter().find(|field| field.name == name).unwrap();
        assert_eq!(of("max_attempts").value, "6");
        assert!(matches!(of("max_attempts_hot").kind, SettingKind::Number { optional: true, .. }));
        assert!(matches!(&of("timezone").kind, SettingKind::TimeZone(zones) if zones.contains(&of("timezone").value)));
        assert_eq!(page.changes.len(), 1);
        assert_eq!(page.changes[0].0, "Attempts per lead: 5 to 6, Ada");
    }

    async fn keys_are_listed_without_their_secret(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let made = create(&office.service, &Actor::System, Some(office.broker.id), "n8n").await.unwrap();
        create(&office.service, &Actor::System, None, "admin").await.unwrap();
        let page = page::api_keys(&office.service, &office.actor, "alder").await.unwrap();
        assert_eq!(page.keys.len(), 1, "an admin's key is no key of this office");
        assert_eq!((page.keys[0].name.as_str(), &page.keys[0].prefix), ("n8n", &made.key.prefix));
        assert!(page.keys[0].last_used.is_none() && page.fresh.is_none());
    }

    async fn admins_see_every_office_with_its_figures(db: TestDb) {
        let (office, _other) = two_offices(&db, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "no_answer").await;
        let page = page::brokers(&office.service, &office.actor).await.unwrap();
        let rows: Vec<_> = page
            .brokers
            .iter()
            .map(|row| (row.link.slug.as_str(), row.numbers, row.live, row.slots, row.calls_today))
            .collect();
        assert_eq!(rows, [("alder", 1, 1, (1, 1), 1), ("birch", 0, 0, (0, 0), 0)]);
        assert!(page::users(&office.service, &office.actor).await.unwrap().users.is_empty());
    }
}
