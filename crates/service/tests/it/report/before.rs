//! Rates of as many days right before, each from plain SQL over the calls.

use super::days::{play, scope};
use super::raw::Raw;
use steadyline_core::report::{Range, Rate};
use steadyline_core::user::Actor;
use steadyline_service::report;

async fn rate(raw: &Raw<'_>, and: &str) -> Rate {
    Rate::of(raw.contacts(and).await, raw.calls(and).await)
}

steadyline_db::on_both_engines! {
    async fn hours_places_presence_numbers_and_brokers_are_compared_with_the_days_before(db: TestDb) {
        let played = play(&db).await;
        // So that as many days before it were played too.
        let half = Range { from: played.to - chrono::Days::new(2), to: played.to };
        let mut compared = [0; 5];
        for office in [None, Some("alder"), Some("birch")] {
            let (service, actor, asked) = (&played.service, &Actor::System, scope(office, half));
            let before = Raw::new(&db, office, half).before();
            let told = format!("{office:?}");

            let hours = report::hours(service, actor, &asked).await.unwrap();
            assert_eq!(hours.before, rate(&before, "").await, "{told}");
            for cell in &hours.hours {
                let and = format!("and lead_weekday = {} and lead_hour = {}", cell.weekday, cell.hour);
                assert_eq!(cell.before, rate(&before, &and).await, "{told} {and}");
                compared[0] += cell.before.calls;
            }

            let areas = report::areas(service, actor, &asked).await.unwrap();
            assert_eq!(areas.before, rate(&before, "").await, "{told}");
            for row in areas.area_codes.iter().chain(&areas.states) {
                let column = if row.kind == "state" { "lead_state" } else { "lead_area_code" };
                let and = format!("and {column} = '{}'", row.code);
                assert_eq!(row.before, rate(&before, &and).await, "{told} {and}");
                compared[1] += row.before.calls;
            }

            let presence = report::presence(service, actor, &asked).await.unwrap();
            let local = "exists (select 1 from phone_numbers n where n.broker_id = calls.broker_id
                and n.id = calls.number_id
                and (n.area_code = calls.lead_area_code or n.state = calls.lead_state))";
            let known = "number_id is not null and (lead_area_code <> '' or lead_state <> '')";
            assert_eq!(presence.local_before, rate(&before, &format!("and {local}")).await, "{told}");
            assert_eq!(presence.far_before, rate(&before, &format!("and {known} and not {local}")).await, "{told}");
            assert_eq!(presence.unknown_before, rate(&before, &format!("and not ({known})")).await, "{told}");
            compared[2] += presence.local_before.calls;

            if office.is_some() {
                let numbers = report::numbers(service, actor, &asked).await.unwrap();
                assert_eq!(numbers.before, rate(&before, "and number_id is not null").await, "{told}");
                for row in &numbers.numbers {
                    let number = row.number.as_str();
                    let and = format!("and number_id = (select id from phone_numbers where number = '{number}')");
                    assert_eq!(row.before, rate(&before, &and).await, "{told} {number}");
                    compared[3] += row.before.calls;
                }
            } else {
                let brokers = report::brokers(service, actor, &asked).await.unwrap();
                assert_eq!(brokers.before, rate(&before, "").await);
                for row in &brokers.brokers {
                    let own = Raw::new(&db, Some(row.slug.as_str()), half).before();
                    assert_eq!(row.before, rate(&own, "").await, "{}", row.slug);
                    compared[4] += row.before.calls;
                }
            }
        }
        assert!(compared.iter().all(|calls| *calls > 0), "nothing was played before: {compared:?}");
    }
}
