//! What pages show: who may see it, and that it agrees with what was done.

mod activity;
mod dashboard;
mod diagnostics;
mod find;
mod lead;
mod list;
mod narrow;
mod pool;
mod timeline;

use crate::office::Office;
use crate::who::{is_forbidden, is_hidden, of, two_offices};
use chrono::TimeDelta;
use steadyline_core::page::{
    ActivityQuery, AssignmentsQuery, BrokersQuery, LeadsQuery, PoolQuery, SettingKind,
};
use steadyline_core::setting::{BrokerSettings, SETTINGS};
use steadyline_core::user::{Actor, Role};
use steadyline_service::api_key::create;
use steadyline_service::broker::{self, BrokerEdit, NewBroker, SettingsChange, edit};
use steadyline_service::page;
use steadyline_service::user::{self, NewUser};

const AUSTIN: &str = "5125550142";

steadyline_db::on_both_engines! {
    async fn another_office_is_nobodys_business(db: TestDb) {
        let (office, other) = two_offices(&db, &[AUSTIN]).await;
        let lead = office.assign("a", "5125550176").await.lead_id.to_string();
        let (service, stranger) = (&office.service, of(&other));
        is_hidden(page::dashboard(service, &stranger, "alder").await);
        is_hidden(page::frame(service, &stranger, "alder", "1").await);
        is_hidden(page::find(service, &stranger, "alder", "512").await);
        is_hidden(page::suggest(service, &stranger, "alder", "512").await);
        is_hidden(page::diagnostics(service, &stranger, "alder").await);
        is_hidden(page::check(service, &stranger, "alder", "conflict", "").await);
        is_hidden(page::fix(service, &stranger, "alder", ("conflict", "keep_one"), ("", "")).await);
        is_hidden(page::activity(service, &stranger, "alder", &ActivityQuery::default()).await);
        let of_lead = ActivityQuery { lead: lead.clone(), ..ActivityQuery::default() };
        let birch = page::activity(service, &stranger, "birch", &of_lead).await.unwrap();
        assert_eq!((birch.lead, birch.unread[0].why.as_str()), (None, "There is no such lead."));
        let of_number = ActivityQuery { number: "15125550142".to_owned(), ..ActivityQuery::default() };
        let birch = page::activity(service, &stranger, "birch", &of_number).await.unwrap();
        assert_eq!((birch.number, birch.unread[0].why.as_str()), (None, "There is no such number."));
        is_hidden(page::fix(service, &stranger, "birch", ("poor_health", "rest"), ("15125550142", "")).await);
        is_hidden(page::pool(service, &stranger, "alder", &PoolQuery::default()).await);
        is_hidden(page::number(service, &stranger, "alder", "15125550142").await);
        is_hidden(page::leads(service, &stranger, "alder", &LeadsQuery::default()).await);
        is_hidden(page::lead(service, &stranger, "alder", &lead, &Default::default()).await);
        is_hidden(page::assignments(service, &stranger, "alder", &AssignmentsQuery::default()).await);
        is_hidden(page::settings(service, &stranger, "alder").await);
        is_hidden(page::api_keys(service, &stranger, "alder").await);
        is_hidden(page::number(service, &stranger, "birch", "15125550142").await);
        is_hidden(page::lead(service, &stranger, "birch", &lead, &Default::default()).await);
        let nothing = || SettingsChange::Texts(Vec::new());
        is_hidden(page::setting_changes(service, &stranger, "alder").await);
        is_hidden(page::preview(service, &stranger, "alder", nothing()).await);
        is_hidden(page::users(service, &stranger, Some("alder")).await);
        is_forbidden(page::brokers(service, &stranger, &BrokersQuery::default()).await);
        is_forbidden(page::broker_form(service, &stranger, "birch").await);
        is_forbidden(page::users(service, &stranger, None).await);
        is_forbidden(page::admin_keys(service, &stranger).await);
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
        let texts = [("max_attempts", "6"), ("main_line", "+15125550142")];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec();
        let change = BrokerEdit { settings: Some(SettingsChange::Texts(texts)), ..BrokerEdit::default() };
        edit(&office.service, &of(&office.broker), "alder", change).await.unwrap();
        let page = page::settings(&office.service, &office.actor, "alder").await.unwrap();
        let names: Vec<&str> = page.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, SETTINGS.iter().map(|doc| doc.name).collect::<Vec<_>>());
        let of = |name: &str| page.fields.iter().find(|field| field.name == name).unwrap();
        assert_eq!(of("max_attempts").value, "6");
        assert_eq!(of("main_line").value, "(512) 555-0142", "as people write it");
        assert!(matches!(of("max_attempts_hot").kind, SettingKind::Number { optional: true, .. }));
        assert!(matches!(&of("timezone").kind, SettingKind::TimeZone(zones) if zones.contains(&of("timezone").value)));
        assert_eq!((of("max_attempts").default.as_str(), of("max_attempts").default_words.as_str()), ("5", "5 attempts"));
        assert_eq!((page.version, of("locality").default_words.as_str()), (2, "anywhere"));
        let changes = page::setting_changes(&office.service, &office.actor, "alder").await.unwrap();
        let told: Vec<_> = changes.iter().map(|change| (change.what.as_str(), change.by.as_str())).collect();
        assert_eq!(
            told,
            [("Main line from (512) 555-0100 to (512) 555-0142", "Ada"), ("Attempts per lead from 5 to 6", "Ada")]
        );
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
        let page = page::brokers(&office.service, &office.actor, &BrokersQuery::default()).await.unwrap();
        let rows: Vec<_> = page
            .brokers
            .iter()
            .map(|row| (row.link.slug.as_str(), row.numbers, row.live, row.slots, row.calls_today))
            .collect();
        assert_eq!(rows, [("alder", 1, 1, (1, 1), 1), ("birch", 0, 0, (0, 0), 0)]);
        let alder = &page.brokers[0];
        assert_eq!((alder.utilization, alder.answer_rate, alder.users), (Some(100.0), Some(0.0), 0));
        // Fewer than ten numbers, no free one in Texas, and all slots taken.
        assert!(alder.warnings >= 3 && alder.hot, "{alder:?}");
        assert_eq!((page.total, page.totals), (2, (1, 1, 1)));
        assert!(page::users(&office.service, &office.actor, None).await.unwrap().users.is_empty());
        for (days, rate) in [(6, Some(0.0)), (1, None)] {
            office.wait(TimeDelta::days(days));
            let page = page::brokers(&office.service, &office.actor, &BrokersQuery::default()).await.unwrap();
            assert_eq!((page.brokers[0].calls_today, page.brokers[0].answer_rate), (0, rate), "a week with today");
        }
    }

    async fn of_many_brokers_the_first_hundred_are_shown_and_all_are_counted(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        for n in 0..100 {
            let new = NewBroker {
                slug: Some(format!("cedar-{n}")),
                name: format!("Cedar {n:03}"),
                settings: BrokerSettings::default(),
            };
            broker::create(&office.service, &Actor::System, new).await.unwrap();
        }
        office.assign("a", "5125550176").await;
        for sort in ["", "numbers", "-warnings"] {
            let query = BrokersQuery { search: String::new(), sort: sort.to_owned() };
            let page = page::brokers(&office.service, &office.actor, &query).await.unwrap();
            assert_eq!((page.brokers.len(), page.found, page.total), (100, 101, 101), "{sort}");
            assert_eq!(page.totals, (1, 1, 0), "{sort}: of all that were found");
            assert!(page.brokers.iter().all(|row| row.warnings > 0), "{sort}: each is looked at");
        }
        let admin = NewUser {
            email: "ada@example.com".to_owned(),
            name: "Ada".to_owned(),
            password: "a long enough password".to_owned(),
            role: Role::Admin,
        };
        let admin = user::create(&office.service, &Actor::System, admin).await.unwrap();
        let me = page::me(&office.service, admin.clone(), Some("no-such-office")).await.unwrap();
        assert_eq!((me.brokers.len(), me.brokers_total), (20, 101), "a menu is no list");
        assert_eq!(me.brokers[0].slug.as_str(), "alder", "by name");
        let me = page::me(&office.service, admin, Some("cedar-70")).await.unwrap();
        let first = me.brokers.iter().map(|broker| broker.slug.as_str()).take(3).collect::<Vec<_>>();
        assert_eq!((me.brokers.len(), first), (20, vec!["cedar-70", "alder", "cedar-0"]), "where they were last");
    }

    async fn brokers_are_found_by_name_and_main_line_and_sorted_by_a_column(db: TestDb) {
        let (office, _other) = two_offices(&db, &[AUSTIN]).await;
        let asked = async |search: &str, sort: &str| {
            let query = BrokersQuery { search: search.to_owned(), sort: sort.to_owned() };
            let page = page::brokers(&office.service, &office.actor, &query).await.unwrap();
            page.brokers.iter().map(|row| row.link.slug.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(asked("BIR", "").await, ["birch"]);
        assert_eq!(asked("(512) 555-0100", "").await, ["alder"]);
        assert_eq!(asked("cedar", "").await, [""; 0]);
        assert_eq!(asked("", "-name").await, ["birch", "alder"]);
        assert_eq!(asked("", "numbers").await, ["birch", "alder"]);
        assert_eq!(asked("", "-numbers").await, ["alder", "birch"]);
        assert_eq!(asked("", "utilization").await, ["alder", "birch"], "without slots there is no rate: last");
        assert_eq!(asked("", "no_such_column").await, ["alder", "birch"]);
    }
}
