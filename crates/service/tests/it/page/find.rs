//! Search as one types.

use crate::office::Office;
use crate::who::of;
use steadyline_core::page::{FoundKind, LeadsQuery, MOST_FOUND};
use steadyline_service::lead::{NewLead, create};
use steadyline_service::page;

async fn found(office: &Office, text: &str) -> Vec<(FoundKind, String)> {
    let found = page::suggest(&office.service, &office.actor, office.slug(), text).await.unwrap();
    found.into_iter().map(|found| (found.kind, found.title)).collect()
}

async fn leads(office: &Office, text: &str) -> Vec<String> {
    let found = found(office, text).await;
    found.into_iter().filter(|(kind, _)| *kind == FoundKind::Lead).map(|(_, title)| title).collect()
}

steadyline_db::on_both_engines! {
    async fn a_lead_is_found_by_the_begin_of_its_names_and_reference_and_by_its_phone_in_any_form(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        let new = NewLead {
            name: Some("Ada Abbott".to_owned()),
            reference: Some("CRM-1042".to_owned()),
            phone: Some(crate::office::phone("2145550177")),
            ..NewLead::default()
        };
        create(&office.service, &office.actor, office.slug(), new).await.unwrap();
        for text in ["ada", "ADA A", "abb", "crm-10", "(214) 555", "214555017", "+1 214 555 0177", "12145550177", "0177", "5550177"] {
            assert_eq!(leads(&office, text).await, ["Ada Abbott"], "{text}");
        }
        for text in ["da", "bott", "1042", "0176", "9", "99", "999", "a_a"] {
            assert!(leads(&office, text).await.is_empty(), "{text}");
        }
    }

    async fn a_name_is_found_in_whatever_case_its_accents_are_typed(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        for name in ["Óscar Álvarez", "óscar álvarez", "ÓSCAR ÁLVAREZ"] {
            let new = NewLead { name: Some(name.to_owned()), ..NewLead::default() };
            create(&office.service, &office.actor, office.slug(), new).await.unwrap();
        }
        for text in ["Óscar", "óscar", "ÓSC", "Álvarez", "álv", "Óscar Álvarez", "óscar álvarez"] {
            assert_eq!(leads(&office, text).await.len(), 3, "{text}");
            let query = LeadsQuery { search: text.to_owned(), ..LeadsQuery::default() };
            let page = page::leads(&office.service, &office.actor, office.slug(), &query).await.unwrap();
            assert_eq!(page.rows.len(), 3, "{text} in the list");
        }
        assert_eq!(leads(&office, "Ólga").await.len(), 0);
    }

    async fn the_page_is_given_one_lead_more_than_it_shows_where_there_are_more(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        let add = async |nth: usize| {
            let new = NewLead {
                name: Some(format!("Ada Abbott {nth}")),
                reference: Some(format!("A-{nth}")),
                ..NewLead::default()
            };
            create(&office.service, &office.actor, office.slug(), new).await.unwrap();
        };
        let on_the_page = async || page::find(&office.service, &office.actor, office.slug(), "abbott").await.unwrap();
        for nth in 0..9 {
            add(nth).await;
        }
        let found = on_the_page().await;
        assert_eq!((found.len(), found[0].detail.starts_with("ref. A-")), (9, true), "{found:?}");
        for nth in 9..MOST_FOUND + 5 {
            add(nth).await;
        }
        assert_eq!(on_the_page().await.len(), MOST_FOUND + 1);
        assert_eq!(leads(&office, "ada").await.len(), 5, "as one types they are few");
    }

    async fn numbers_are_found_by_any_of_their_digits_and_pages_by_their_words(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        for text in ["0142", "(512) 555-0142", "+15125550142", "555"] {
            let found = found(&office, text).await;
            assert_eq!(found.first(), Some(&(FoundKind::Number, "(512) 555-0142".to_owned())), "{text}");
        }
        assert_eq!(found(&office, "add num").await, [(FoundKind::Page, "Add numbers".to_owned())]);
        assert_eq!(found(&office, "dark").await, [(FoundKind::Page, "Dark mode".to_owned())]);
        assert_eq!(found(&office, "").await[0], (FoundKind::Page, "Dashboard".to_owned()));
    }

    async fn admins_find_brokers_and_others_do_not(db: TestDb) {
        let (office, other) = crate::who::two_offices(&db, &["5125550142"]).await;
        assert!(found(&office, "bir").await.contains(&(FoundKind::Broker, "Birch".to_owned())));
        let of_birch = page::suggest(&office.service, &of(&other), "birch", "ald").await.unwrap();
        assert!(of_birch.is_empty(), "{of_birch:?}");
    }
}
