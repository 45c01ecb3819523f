//! Every figure of a report against the same figure by plain SQL over the calls, assignments and leads.

mod before;
mod behind;
mod days;
mod derived;
mod raw;
mod rows;

use crate::office::{Office, asking, phone, said};
use chrono::{NaiveDate, TimeDelta};
use days::{play, scope};
use raw::Raw;
use steadyline_core::page::MOST_SHOWN;
use steadyline_core::report::{Range, Step, bucket, bucket_middle};
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::{Actor, Role};
use steadyline_db::testing::disagreements;
use steadyline_service::call::Report;
use steadyline_service::lead::{NewLead, create};
use steadyline_service::report::{self, Asked, rebuild};
use steadyline_service::{ServiceError, job};

const SECONDS_OF_NONE: f64 = 0.0;

/// A percentage, as reports make it.
fn percent(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

fn near(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-6,
        (a, b) => a == b,
    }
}

steadyline_db::on_both_engines! {
    async fn every_figure_is_the_one_that_plain_sql_counts(db: TestDb) {
        let played = play(&db).await;
        for (office, range) in &played.scopes() {
            let (service, actor) = (&played.service, &Actor::System);
            let asked = scope(office.as_deref(), *range);
            let raw = Raw::new(&db, office.as_deref(), *range);
            let told = format!("{office:?} {range:?}");

            let calls = report::calls(service, actor, &asked).await.unwrap();
            assert_eq!((calls.total.calls, calls.total.contacts), (raw.calls("").await, raw.contacts("").await), "{told}");
            assert!(calls.total.calls > 20, "{told}: nothing was played");
            assert_eq!(calls.bookings.now, Some(raw.calls("and outcome = 'booked'").await as f64), "{told}");
            assert_eq!(calls.before.calls, raw.before().calls("").await, "{told}");
            for day in &calls.days {
                let of_day = raw.on(day.day);
                assert_eq!((day.rate.calls, day.rate.contacts), (of_day.calls("").await, of_day.contacts("").await), "{told}");
            }

            let hours = report::hours(service, actor, &asked).await.unwrap();
            for cell in &hours.hours {
                let and = format!("and lead_weekday = {} and lead_hour = {}", cell.weekday, cell.hour);
                assert_eq!((cell.rate.calls, cell.rate.contacts), (raw.calls(&and).await, raw.contacts(&and).await), "{told} {and}");
            }
            assert_eq!(hours.hours.iter().map(|cell| cell.rate.calls).sum::<i64>(), calls.total.calls, "{told}");

            let areas = report::areas(service, actor, &asked).await.unwrap();
            for row in areas.area_codes.iter().chain(&areas.states) {
                let column = if row.kind == "state" { "lead_state" } else { "lead_area_code" };
                let and = format!("and {column} = '{}'", row.code);
                assert_eq!((row.rate.calls, row.rate.contacts), (raw.calls(&and).await, raw.contacts(&and).await), "{told} {and}");
                let booked = raw.calls(&format!("{and} and outcome = 'booked'")).await;
                assert_eq!(row.bookings, booked, "{told} {and}");
            }
            assert_eq!(areas.area_codes.iter().map(|row| row.rate.calls).sum::<i64>(), calls.total.calls, "{told}");

            let presence = report::presence(service, actor, &asked).await.unwrap();
            // Nobody moved a number to another area since, so that presence is as the rows have it now.
            let local = "and exists (select 1 from phone_numbers n where n.broker_id = calls.broker_id
                and n.id = calls.number_id
                and (n.area_code = calls.lead_area_code or n.state = calls.lead_state))";
            assert_eq!((presence.local.calls, presence.local.contacts), (raw.calls(local).await, raw.contacts(local).await), "{told}");
            let unknown = raw.calls("and (number_id is null or (lead_area_code = '' and lead_state = ''))").await;
            assert_eq!(presence.unknown.calls, unknown, "{told}");
            assert_eq!(presence.local.calls + presence.far.calls + unknown, calls.total.calls, "{told}");

            let pool = report::utilization(service, actor, &asked).await.unwrap();
            assert_eq!(pool.assigned.now, Some(raw.assigned("").await as f64), "{told}");
            assert_eq!(pool.rehomed.now, Some(raw.assigned("and rehomed_from is not null").await as f64), "{told}");
            let (ended, seconds) = (raw.ended("").await, raw.ended_seconds("").await);
            assert!(ended > 3, "{told}: {ended}");
            assert!(near(pool.mean_assigned_seconds.now, Some(seconds as f64 / ended as f64)), "{told}");
            let silent = "and first_answered_at is null";
            let (ended, seconds) = (raw.ended(silent).await, raw.ended_seconds(silent).await);
            assert!(near(pool.mean_silent_seconds.now, (ended > 0).then(|| seconds as f64 / ended as f64)), "{told}");
            let median = raw.median_assigned_seconds().await;
            assert_eq!(pool.median_assigned_seconds, Some(bucket_middle(bucket(median))), "{told}");
            let mut number_days = (0, 0);
            for day in &pool.days {
                let of_day = raw.on(day.day);
                let (numbers, in_use) = (of_day.in_service().await, of_day.in_use().await);
                assert_eq!((day.numbers, day.in_use), (numbers, in_use), "{told} {}", day.day);
                number_days = (number_days.0 + numbers, number_days.1 + in_use);
            }
            assert!(near(pool.utilization.now, percent(number_days.1, number_days.0)), "{told}");
            let rotation = raw.assigned("").await as f64 * 7.0 / number_days.0 as f64;
            assert!(near(pool.rotation.now, Some(rotation)), "{told}");

            let health = report::health(service, actor, &asked).await.unwrap();
            assert!(!health.days.is_empty(), "{told}");
            for day in &health.days {
                let of_day = raw.on(day.day);
                let bands = [(80, 101), (60, 80), (40, 60), (0, 40)];
                for ((from, below), counted) in bands.into_iter().zip(day.bands()) {
                    assert_eq!(counted, of_day.in_band(from, below).await, "{told} {} {from}", day.day);
                }
            }
            let in_service = raw.numbers_now().await;
            assert_eq!(health.scores.iter().map(|row| row.numbers).sum::<i64>(), in_service, "{told}");

            let funnel = report::funnel(service, actor, &asked).await.unwrap();
            let leads = |step: Step| {
                funnel.steps.iter().find(|row| row.step == step).and_then(|row| row.leads.now).unwrap() as i64
            };
            assert_eq!(leads(Step::Assigned), raw.leads("").await, "{told}");
            assert_eq!(leads(Step::Answered), raw.leads("and answered_at is not null").await, "{told}");
            assert_eq!(leads(Step::Booked), raw.leads("and booked_at is not null").await, "{told}");
            assert_eq!(leads(Step::Closed), raw.leads("and booked_at is not null and deal = 'closed_won'").await, "{told}");
            assert_eq!(funnel.closed_unbooked, raw.leads("and booked_at is null and deal = 'closed_won'").await, "{told}");
            assert_eq!(funnel.unreachable, raw.leads("and answered_at is null and used_up > 0").await, "{told}");
            for row in &funnel.attempts {
                let and = format!("and answered_at is not null and tried + 1 = {}", row.attempts);
                assert_eq!(row.leads, raw.leads(&and).await, "{told} {and}");
            }
            for (step, from, to) in [
                (Step::Answered, "assigned_at", "answered_at"),
                (Step::Booked, "answered_at", "booked_at"),
                (Step::Closed, "booked_at", "deal_at"),
            ] {
                let median = raw.median_step(from, to).await;
                let shown = funnel.steps.iter().find(|row| row.step == step).unwrap().median_seconds;
                let middle = median.map(|seconds| if seconds <= 0 { SECONDS_OF_NONE } else { bucket_middle(bucket(seconds)) });
                assert_eq!(shown, middle, "{told} {step:?}");
            }

            if let Some(slug) = office {
                let numbers = report::numbers(service, actor, &asked).await.unwrap();
                assert_eq!(numbers.pool.calls, raw.calls("and number_id is not null").await, "{told}");
                for row in &numbers.numbers {
                    let and = format!(
                        "and number_id = (select id from phone_numbers where number = '{}')",
                        row.number.as_str()
                    );
                    let counted = (raw.calls(&and).await, raw.contacts(&and).await, raw.assigned(&and).await);
                    assert_eq!((row.rate.calls, row.rate.contacts, row.assigned), counted, "{told} {}", row.number);
                }
                assert!(numbers.numbers.iter().any(|row| !row.standing.in_service()), "a retired one with calls");
                assert!(!slug.is_empty());
            } else {
                let brokers = report::brokers(service, actor, &asked).await.unwrap();
                for row in &brokers.brokers {
                    let own = Raw::new(&db, Some(row.slug.as_str()), *range);
                    let counted = (own.calls("").await, own.contacts("").await, own.assigned("").await);
                    assert_eq!((row.rate.calls, row.rate.contacts, row.assigned), counted, "{told} {}", row.slug);
                }
                assert_eq!(brokers.brokers.len(), 2);
            }
        }
    }

    async fn rollups_that_are_rebuilt_come_out_equal(db: TestDb) {
        let played = play(&db).await;
        raw::keep_rollups(&db).await;
        // Whatever is in them: a rebuilding counts anew.
        for spoil in [
            "update broker_days set calls = calls + 7, ended = 0, local_calls = 3",
            "update number_days set calls = calls + 1, in_use = not in_use where assigned = 0",
            "delete from area_days",
            "delete from number_area_days",
            "update broker_hours set contacts = 0",
            "update pool_days set numbers = 0",
            "delete from span_days",
            "update funnel_days set answered = answered + 1",
            "update funnel_leads set answered_at = null",
        ] {
            db.execute(spoil).await.unwrap();
        }
        assert!(raw::changed_rollups(&db).await.len() > 6);
        let mut told = 0;
        let rebuilt = rebuild(&played.service, None, |_, _| told += 1).await.unwrap();
        assert_eq!((rebuilt.brokers, rebuilt.days, told), (2, 16, 2), "a week is one transaction");
        assert_eq!(raw::changed_rollups(&db).await, [""; 0]);
    }

    async fn a_rebuilding_goes_on_where_it_was_broken_off(db: TestDb) {
        let office = Office::open(&db, 10, &["5125550142"]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        office.wait(TimeDelta::days(3));
        let tomorrow = office.now().date_naive() + chrono::Days::new(1);
        db.execute(&format!(
            "insert into rollup_rebuilds (broker_id, next_day) select id, '{tomorrow}' from brokers"
        )).await.unwrap();
        db.execute("update broker_days set calls = 5").await.unwrap();
        let none = rebuild(&office.service, Some(office.slug()), |_, _| {}).await.unwrap();
        assert_eq!(none.days, 0, "all but nothing was done");
        assert_eq!(db.count("select count(*) from broker_days where calls = 5").await, 1);
        let all = rebuild(&office.service, None, |_, _| {}).await.unwrap();
        assert_eq!(all.days, 4, "the next one begins anew");
        assert_eq!(db.count("select count(*) from broker_days where calls = 5").await, 0);
        let unknown = rebuild(&office.service, Some("nobody"), |_, _| {}).await;
        assert!(matches!(unknown, Err(ServiceError::NotFound("broker"))));
    }

    async fn a_corrected_or_late_call_moves_the_day_it_was_made(db: TestDb) {
        let office = Office::open(&db, 10, &["5125550142"]).await;
        office.assign("a", "5125550176").await;
        let monday = office.now();
        office.try_report(Report { call_id: Some("c".to_owned()), ..said("a", "voicemail") }).await.unwrap();
        office.wait(TimeDelta::days(2));
        office.try_report(Report { call_id: Some("c".to_owned()), ..said("a", "answered") }).await.unwrap();
        let late = Report { call_timestamp: Some(monday + TimeDelta::hours(1)), ..said("a", "busy") };
        office.try_report(late).await.unwrap();
        let first = monday.date_naive();
        let report = report::calls(&office.service, &office.actor, &scope(Some("alder"), Range { from: first, to: first })).await.unwrap();
        assert_eq!((report.total.calls, report.total.contacts), (2, 1));
        let today = office.now().date_naive();
        let report = report::calls(&office.service, &office.actor, &scope(Some("alder"), Range { from: today, to: today })).await.unwrap();
        assert_eq!(report.total.calls, 0);
    }

    async fn a_call_from_before_the_lead_had_a_number_counts_in_the_funnel(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        for (reference, number) in [("a", "5125550176"), ("b", "5125550177")] {
            let new = NewLead {
                reference: Some(reference.to_owned()),
                phone: Some(phone(number)),
                ..NewLead::default()
            };
            create(&office.service, &office.actor, office.slug(), new).await.unwrap();
        }
        let today = office.now().date_naive();
        let asked = scope(Some("alder"), Range { from: today, to: today });
        let come = async || {
            let funnel = report::funnel(&office.service, &office.actor, &asked).await.unwrap();
            let leads: Vec<Option<f64>> = funnel.steps.iter().map(|row| row.leads.now).collect();
            let attempts: Vec<(i32, i64)> = funnel.attempts.iter().map(|row| (row.attempts, row.leads)).collect();
            (leads[..3].to_vec(), attempts)
        };
        // The call gives the first lead the only number, and the second one none.
        office.try_report(Report { call_id: Some("c".to_owned()), ..said("a", "answered") }).await.unwrap();
        assert_eq!(come().await, (vec![Some(1.0), Some(1.0), Some(0.0)], vec![(1, 1)]));
        assert_eq!(office.report("b", "answered").await.assignment_id, None);
        office.add("5125550143").await;
        office.assign("b", "5125550177").await;
        assert_eq!(come().await, (vec![Some(2.0), Some(2.0), Some(0.0)], vec![(1, 2)]));
        office.wait(TimeDelta::minutes(1));
        office.try_report(Report { call_id: Some("c".to_owned()), ..said("a", "no_answer") }).await.unwrap();
        let corrected = (vec![Some(2.0), Some(1.0), Some(0.0)], vec![(1, 1)]);
        assert_eq!(come().await, corrected);
        assert_eq!(disagreements(&db.db).await.unwrap(), [""; 0]);
        rebuild(&office.service, None, |_, _| {}).await.unwrap();
        assert_eq!(come().await, corrected);
    }

    async fn sums_over_all_brokers_are_never_behind(db: TestDb) {
        let played = play(&db).await;
        let asked = scope(None, Range { from: played.from, to: played.to });
        let read = async || report::whole(&played.service, &Actor::System, &asked).await.unwrap();
        let unsummed = "select (select count(*) from broker_days where not is_summed)
            + (select count(*) from funnel_days where not is_summed)
            + (select count(*) from pool_days where not is_summed)";
        report::sum_days(&played.service).await.unwrap();
        assert_eq!(db.count(unsummed).await, 0);
        let summed = read().await;
        // As if the sums had never been made.
        for table in ["broker_days", "funnel_days", "pool_days"] {
            db.execute(&format!("update {table} set is_summed = false")).await.unwrap();
        }
        assert_eq!(read().await, summed);
        assert!(report::sum_days(&played.service).await.unwrap() > 10);
        assert_eq!(report::sum_days(&played.service).await.unwrap(), 0, "all that was behind");
        // They are what is read.
        db.execute("update all_broker_hours set calls = calls + 1000").await.unwrap();
        assert!(read().await.hours.total.calls > summed.hours.total.calls);
        // A rebuilding leaves none that is wrong.
        rebuild(&played.service, None, |_, _| {}).await.unwrap();
        assert_eq!(read().await, summed);
        report::sum_days(&played.service).await.unwrap();
        assert_eq!(read().await, summed);
    }

    async fn a_page_does_not_grow_with_the_pool(db: TestDb) {
        let office = Office::open(&db, 10, &["5125550142"]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        db.execute(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 320)
            insert into phone_numbers (number, broker_id, health_score)
            select '+1212555' || cast(1000 + n.i as text), b.id, 80 from n cross join brokers b",
        ).await.unwrap();
        let asked = Asked { broker: Some("alder".to_owned()), ..Asked::default() };
        let whole = report::whole(&office.service, &office.actor, &asked).await.unwrap();
        let shown = whole.numbers.unwrap().numbers;
        assert_eq!((shown.len(), whole.numbers_count), (MOST_SHOWN, 321));
        assert_eq!(shown[0].number.as_str(), "+15125550142", "most calls first");
        let all = report::numbers(&office.service, &office.actor, &asked).await.unwrap();
        assert_eq!(all.numbers.len(), 321);
    }

    async fn a_report_is_for_whose_figures_they_are(db: TestDb) {
        let office = Office::open(&db, 1, &["5125550142"]).await;
        let broker = |id| Actor::Key {
            id: office.service.clock.id(),
            name: "CRM".to_owned(),
            role: Role::Broker(id),
        };
        let own = broker(office.broker.id);
        let stranger = broker(office.service.clock.id());
        let asked = |broker: Option<&str>| Asked { broker: broker.map(str::to_owned), ..Asked::default() };
        assert!(report::calls(&office.service, &own, &asked(None)).await.is_ok());
        assert!(report::calls(&office.service, &own, &asked(Some("alder"))).await.is_ok());
        for named in [Some("alder"), Some("nobody"), None] {
            let refused = report::whole(&office.service, &stranger, &asked(named)).await;
            assert!(matches!(refused, Err(ServiceError::NotFound("broker"))), "{named:?}");
        }
        let whole = report::whole(&office.service, &own, &asked(None)).await.unwrap();
        assert!(whole.brokers.is_none() && whole.broker.is_some(), "a broker sees no other");
        let all = report::whole(&office.service, &Actor::System, &asked(None)).await.unwrap();
        assert!(all.broker.is_none() && all.brokers.is_some());
        let refused = report::numbers(&office.service, &Actor::System, &asked(None)).await;
        assert!(matches!(refused, Err(ServiceError::Field(field)) if field.field == "broker_id"));
        let bad = Asked { from: Some("2026-02-30".to_owned()), ..asked(None) };
        let refused = report::hours(&office.service, &own, &bad).await;
        assert!(matches!(refused, Err(ServiceError::Field(field)) if field.field == "from"));
        let page = report::whole(&office.service, &own, &bad).await.unwrap();
        assert_eq!((page.unread[0].name.as_str(), page.unread.len(), page.range), ("from", 1, whole.range));
    }

    async fn a_number_added_and_retired_counts_on_the_days_it_was_in_service(db: TestDb) {
        let office = Office::with(&db, BrokerSettings::default(), &["5125550142"]).await;
        let from = office.now().date_naive();
        job::run_due(&office.service).await.unwrap();
        office.try_assign(asking("a", "5125550176")).await.unwrap();
        office.wait(TimeDelta::days(1));
        job::run_due(&office.service).await.unwrap();
        let second = office.add("2125550143").await;
        job::run_due(&office.service).await.unwrap();
        office.wait(TimeDelta::days(1));
        steadyline_service::number::retire(&office.service, &office.actor, office.slug(), second.id, false).await.unwrap();
        job::run_due(&office.service).await.unwrap();
        let to: NaiveDate = office.now().date_naive();
        let report = report::utilization(&office.service, &office.actor, &scope(Some("alder"), Range { from, to })).await.unwrap();
        let days: Vec<(i64, i64)> = report.days.iter().map(|day| (day.numbers, day.in_use)).collect();
        assert_eq!(days, [(1, 1), (2, 1), (1, 1)]);
        assert_eq!(phone("5125550142").as_str(), "+15125550142");
    }
}
