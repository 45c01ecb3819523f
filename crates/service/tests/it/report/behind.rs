//! The brokers behind a figure of all of them.

use super::days::{play, scope};
use super::raw::Raw;
use steadyline_core::health::HealthBand;
use steadyline_core::page::BehindQuery;
use steadyline_core::report::Range;
use steadyline_core::user::Actor;
use steadyline_service::report;

steadyline_db::on_both_engines! {
    async fn the_brokers_behind_a_figure_of_all_add_up_to_what_each_of_them_has(db: TestDb) {
        let played = play(&db).await;
        let (service, actor) = (&played.service, &Actor::System);
        let range = Range { from: played.from + chrono::Days::new(2), to: played.to };
        let behind = async |more: BehindQuery| {
            let query = BehindQuery { from: range.from.to_string(), to: range.to.to_string(), ..more };
            report::behind(service, actor, &query).await
        };
        let of = |of: &str| BehindQuery { of: of.to_owned(), ..BehindQuery::default() };
        let hours = report::hours(service, actor, &scope(None, range)).await.unwrap();
        let hour = *hours.hours.iter().max_by_key(|cell| cell.rate.calls).unwrap();
        let areas = report::areas(service, actor, &scope(None, range)).await.unwrap();
        let (area, state) = (areas.area_codes.first().unwrap(), areas.states.first().unwrap());
        let funnel = report::funnel(service, actor, &scope(None, range)).await.unwrap();
        let first = funnel.attempts.iter().max_by_key(|row| row.leads).unwrap();
        let (weekday, at) = (hour.weekday.to_string(), hour.hour.to_string());
        let mut seen = 0;
        for (query, and) in [
            (of(""), String::new()),
            (
                BehindQuery { weekday, hour: at, ..of("calls") },
                format!("and lead_weekday = {} and lead_hour = {}", hour.weekday, hour.hour),
            ),
            (
                BehindQuery { area_code: area.code.clone(), ..of("calls") },
                format!("and lead_area_code = '{}'", area.code),
            ),
            (BehindQuery { state: state.code.clone(), ..of("calls") }, format!("and lead_state = '{}'", state.code)),
        ] {
            let page = behind(query.clone()).await.unwrap();
            for row in &page.rows {
                let raw = Raw::new(&db, Some(row.broker.slug.as_str()), range);
                let counted = (raw.calls(&and).await, raw.contacts(&and).await);
                assert_eq!((row.rate.calls, row.rate.contacts), counted, "{query:?} {row:?}");
            }
            let whole = Raw::new(&db, None, range);
            assert_eq!((page.total.calls, page.total.contacts), (whole.calls(&and).await, whole.contacts(&and).await));
            let booked = behind(BehindQuery { outcome: "booked".to_owned(), ..query.clone() }).await.unwrap();
            let and = format!("{and} and outcome = 'booked'");
            assert_eq!(booked.total.contacts, whole.calls(&and).await, "{query:?}");
            seen += page.rows.len();
        }
        assert!(seen > 4, "more than one broker was called from: {seen}");
        let attempts = first.attempts.to_string();
        for (query, raw_part) in [
            (of("leads"), ""),
            (of("answered"), "and answered_at is not null"),
            (of("booked"), "and booked_at is not null"),
            (of("closed"), "and booked_at is not null and deal = 'closed_won'"),
            (of("closed_unbooked"), "and booked_at is null and deal = 'closed_won'"),
            (of("unreachable"), "and answered_at is null and used_up > 0"),
            (
                BehindQuery { attempts, ..of("answered") },
                &format!("and answered_at is not null and tried + 1 = {}", first.attempts),
            ),
        ] {
            let page = behind(query.clone()).await.unwrap();
            assert_eq!(page.total.contacts, Raw::new(&db, None, range).leads(raw_part).await, "{query:?}");
            for row in &page.rows {
                let raw = Raw::new(&db, Some(row.broker.slug.as_str()), range);
                assert_eq!(row.rate.contacts, raw.leads(raw_part).await, "{query:?} {row:?}");
            }
        }
        let raw = Raw::new(&db, None, range);
        for (named, counted) in [
            ("assigned", raw.assigned("").await),
            ("moved", raw.assigned("and rehomed_from is not null").await),
            ("ended", raw.ended("").await),
        ] {
            assert_eq!(behind(of(named)).await.unwrap().total.contacts, counted, "{named}");
        }
        let pool = report::utilization(service, actor, &scope(None, range)).await.unwrap();
        let used = pool.days.iter().fold((0, 0), |sum, day| (sum.0 + day.numbers, sum.1 + day.in_use));
        let numbers = behind(of("numbers")).await.unwrap();
        assert_eq!((numbers.total.calls, numbers.total.contacts), used);
        let mut banded = 0;
        for band in HealthBand::ALL {
            let page = behind(BehindQuery { band: band.as_str().to_owned(), ..of("numbers") }).await.unwrap();
            assert_eq!(page.total.calls, raw.numbers_now().await, "{band}");
            banded += page.total.contacts;
        }
        assert_eq!(banded, raw.numbers_now().await);

        for (query, field) in [
            (of("everything"), "of"),
            (BehindQuery { weekday: "7".to_owned(), ..of("calls") }, "weekday"),
            (BehindQuery { hour: "1".to_owned(), state: "TX".to_owned(), ..of("calls") }, "hour"),
            (BehindQuery { outcome: "voicemail".to_owned(), ..of("calls") }, "outcome"),
            (BehindQuery { band: "golden".to_owned(), ..of("numbers") }, "band"),
            (BehindQuery { attempts: "x".to_owned(), ..of("answered") }, "attempts"),
        ] {
            let page = behind(query).await.unwrap();
            assert_eq!(page.unread.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), [field]);
        }
        let both = BehindQuery { weekday: "1".to_owned(), hour: "1".to_owned(), state: "TX".to_owned(), ..of("calls") };
        let (by_place, of_place) = (behind(both).await.unwrap(), BehindQuery { state: "TX".to_owned(), ..of("calls") });
        let told: Vec<_> = by_place.unread.iter().map(|one| (one.name.as_str(), one.why.as_str())).collect();
        assert_eq!(told, [("weekday", "Calls are kept by hours or by places, not by both."), ("hour", "")]);
        assert_eq!(by_place.total, behind(of_place).await.unwrap().total);
        let odd = BehindQuery { from: "abc".to_owned(), ..of("booked") };
        let page = report::behind(service, actor, &odd).await.unwrap();
        assert_eq!((page.unread.len(), page.unread[0].name.as_str()), (1, "from"));
    }
}
