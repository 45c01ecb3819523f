//! Rates, means and what came before, each from plain SQL over the calls, assignments and leads.

use super::days::{play, scope};
use super::raw::Raw;
use super::{near, percent};
use steadyline_core::report::{Range, Rate, Step, difference};
use steadyline_core::user::Actor;
use steadyline_service::report;

/// A sum over a count.
fn mean(sum: i64, count: i64) -> Option<f64> {
    (count > 0).then(|| sum as f64 / count as f64)
}

async fn number_days(raw: &Raw<'_>, range: Range) -> (i64, i64) {
    let mut sum = (0, 0);
    for day in range.each() {
        let of_day = raw.on(day);
        sum = (sum.0 + of_day.in_service().await, sum.1 + of_day.in_use().await);
    }
    sum
}

steadyline_db::on_both_engines! {
    async fn every_rate_and_mean_is_that_of_what_plain_sql_counts_now_and_before(db: TestDb) {
        let played = play(&db).await;
        // So that as many days before it were played too.
        let half = Range { from: played.to - chrono::Days::new(2), to: played.to };
        for office in [None, Some("alder"), Some("birch")] {
            let (service, actor, asked) = (&played.service, &Actor::System, scope(office, half));
            let raw = Raw::new(&db, office, half);
            let before = raw.before();
            let told = format!("{office:?}");
            let both = async |and: &str| (raw.calls(and).await, before.calls(and).await);

            let calls = report::calls(service, actor, &asked).await.unwrap();
            let (booked, all) = (both("and outcome = 'booked'").await, both("").await);
            assert!(all.0 > 20 && all.1 > 20, "{told}: {all:?}");
            assert!(near(calls.success_rate.now, percent(booked.0, all.0)), "{told}");
            assert!(near(calls.success_rate.before, percent(booked.1, all.1)), "{told}");
            assert_eq!(calls.bookings.before, Some(booked.1 as f64), "{told}");
            assert_eq!(calls.before, Rate::of(before.contacts("").await, all.1), "{told}");
            assert!(near(calls.total.answer_rate, percent(raw.contacts("").await, all.0)), "{told}");
            for day in &calls.days {
                assert_eq!(day.bookings, raw.on(day.day).calls("and outcome = 'booked'").await, "{told} {}", day.day);
            }

            let pool = report::utilization(service, actor, &asked).await.unwrap();
            let moved = "and rehomed_from is not null";
            let (assigned, now_moved) = (raw.assigned("").await, raw.assigned(moved).await);
            assert!(near(pool.kept.now, percent(assigned - now_moved, assigned)), "{told}");
            let (assigned, moved) = (before.assigned("").await, before.assigned(moved).await);
            assert!(near(pool.kept.before, percent(assigned - moved, assigned)), "{told}");
            assert_eq!((pool.assigned.before, pool.rehomed.before), (Some(assigned as f64), Some(moved as f64)), "{told}");
            let days = number_days(&before, half.before().unwrap()).await;
            assert!(near(pool.utilization.before, percent(days.1, days.0)), "{told}");
            assert!(near(pool.rotation.before, mean(assigned * 7, days.0)), "{told}");
            let silent = "and first_answered_at is null";
            let ended = (before.ended("").await, before.ended_seconds("").await);
            assert!(near(pool.mean_assigned_seconds.before, mean(ended.1, ended.0)), "{told}");
            let ended = (before.ended(silent).await, before.ended_seconds(silent).await);
            assert!(near(pool.mean_silent_seconds.before, mean(ended.1, ended.0)), "{told}");
            for day in &pool.days {
                let of_day = raw.on(day.day);
                let counted = (of_day.assigned("").await, of_day.ended("").await, of_day.ended_seconds("").await);
                assert_eq!((day.assigned, day.ended, day.ended_seconds), counted, "{told} {}", day.day);
            }

            let presence = report::presence(service, actor, &asked).await.unwrap();
            let far = "and number_id is not null and (lead_area_code <> '' or lead_state <> '')
                and not exists (select 1 from phone_numbers n where n.broker_id = calls.broker_id
                    and n.id = calls.number_id
                    and (n.area_code = calls.lead_area_code or n.state = calls.lead_state))";
            assert_eq!(presence.far, Rate::of(raw.contacts(far).await, raw.calls(far).await), "{told}");
            let found = difference(presence.local, presence.far);
            assert!(found.is_some(), "{told}");
            assert_eq!(presence.difference.zip(presence.difference_low).zip(presence.difference_high),
                found.map(|(difference, low, high)| ((difference, low), high)), "{told}");

            let health = report::health(service, actor, &asked).await.unwrap();
            assert!(near(health.mean_score, mean(raw.score_sum().await, raw.numbers_now().await)), "{told}");

            let funnel = report::funnel(service, actor, &asked).await.unwrap();
            let steps = [
                (Step::Assigned, ""),
                (Step::Answered, "and answered_at is not null"),
                (Step::Booked, "and booked_at is not null"),
                (Step::Closed, "and booked_at is not null and deal = 'closed_won'"),
            ];
            let mut base = (0, 0);
            for (step, and) in steps {
                let leads = (raw.leads(and).await, before.leads(and).await);
                let shown = funnel.steps.iter().find(|row| row.step == step).unwrap();
                assert_eq!((shown.leads.now, shown.leads.before), (Some(leads.0 as f64), Some(leads.1 as f64)), "{told} {step:?}");
                if step != Step::Assigned {
                    assert!(near(shown.rate.now, percent(leads.0, base.0)), "{told} {step:?}");
                    assert!(near(shown.rate.before, percent(leads.1, base.1)), "{told} {step:?}");
                }
                base = leads;
            }
            let unreachable = "and answered_at is null and used_up > 0";
            let share = (raw.leads(unreachable).await, raw.leads("").await);
            assert!(near(funnel.unreachable_share.now, percent(share.0, share.1)), "{told}");
            let share = (before.leads(unreachable).await, before.leads("").await);
            assert!(near(funnel.unreachable_share.before, percent(share.0, share.1)), "{told}");
            assert_eq!(funnel.median_attempts.map(i64::from), raw.median_tried().await, "{told}");

            if office.is_some() {
                let numbers = report::numbers(service, actor, &asked).await.unwrap();
                for row in &numbers.numbers {
                    let of = format!("(select id from phone_numbers where number = '{}')", row.number.as_str());
                    let booked = raw.calls(&format!("and number_id = {of} and outcome = 'booked'")).await;
                    let mut days = 0;
                    for day in half.each() {
                        days += raw.on(day).in_service_of(row.number.as_str()).await;
                    }
                    assert_eq!((row.bookings, row.days), (booked, days), "{told} {}", row.number);
                    assert!(near(row.leads_a_week, mean(row.assigned * 7, days)), "{told} {}", row.number);
                    let score = db.count(&format!("select cast(health_score as bigint) from phone_numbers where id = {of}")).await;
                    assert_eq!(i64::from(row.health_score), score, "{told}");
                }
            } else {
                for row in report::brokers(service, actor, &asked).await.unwrap().brokers {
                    let own = Raw::new(&db, Some(row.slug.as_str()), half);
                    let days = number_days(&own, half).await;
                    assert!(near(row.utilization, percent(days.1, days.0)), "{}", row.slug);
                    assert_eq!(row.bookings, own.calls("and outcome = 'booked'").await, "{}", row.slug);
                    assert_eq!(row.numbers, own.numbers_now().await, "{}", row.slug);
                    assert!(near(row.mean_score, mean(own.score_sum().await, row.numbers)), "{}", row.slug);
                }
            }
        }
    }
}
