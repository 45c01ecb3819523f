//! Demo data is made by the product's own actions: its figures must agree with each other.

use chrono::TimeDelta;
use std::collections::BTreeSet;
use steadyline_core::number::Standing;
use steadyline_core::user::Actor;
use steadyline_db::assignment::Filter;
use steadyline_db::testing::disagreements;
use steadyline_service::{Service, ServiceError, assignment, broker, demo, lead, number, user};

steadyline_db::on_both_engines! {
    async fn demo_data_is_what_it_says_and_agrees_with_itself(db: TestDb) {
        let service = Service::new(db.db.clone());
        let made = demo::seed(&service, |_step| {}).await.expect("an empty database is filled");
        assert_eq!(disagreements(&db.db).await.unwrap(), Vec::<String>::new());
        let actor = Actor::System;
        let brokers = broker::list(&service, &actor).await.unwrap();
        let (mut numbers, mut leads, mut standings) = (Vec::new(), 0, BTreeSet::new());
        for broker in &brokers {
            let slug = Some(broker.slug.as_str());
            let pool = number::list(&service, &actor, slug, Default::default(), None, 500).await.unwrap().items;
            standings.extend(pool.iter().map(|number| number.standing(service.clock.now())));
            numbers.push((broker.settings.leads_per_number, pool.len()));
            leads += lead::list(&service, &actor, slug, Default::default(), None, 500).await.unwrap().items.len();
        }
        numbers.sort_unstable();
        assert_eq!((numbers, leads), (vec![(1, 12), (25, 15)], 500));
        assert_eq!(standings, BTreeSet::from([Standing::Active, Standing::Resting, Standing::Retired]));
        for email in &made.users {
            user::sign_in(&service, email, demo::PASSWORD).await.expect("the sign-in works");
        }
        let mut longest = TimeDelta::zero();
        for slug in brokers.iter().map(|broker| broker.slug.as_str()) {
            let pool = number::list(&service, &actor, Some(slug), Default::default(), None, 500).await.unwrap().items;
            let now = service.clock.now();
            assert!(pool.iter().all(|number| number.last_used_at < Some(now)), "no call is made in the future");
            // What falls due was done in the office's own time: an active lead that nobody called waited no longer.
            let ended = assignment::list(&service, &actor, Some(slug), Filter::default(), 500).await.unwrap().items;
            longest = ended
                .iter()
                .filter(|one| one.first_answered_at.is_none() && one.call_attempts < one.max_attempts)
                // A rehomed lead brings its last call along, and waits anew.
                .filter_map(|one| Some(one.released_at? - one.last_call_at.max(Some(one.assigned_at))?))
                .fold(longest, TimeDelta::max);
        }
        assert!(longest < TimeDelta::days(16), "{longest}");
        let silent = "select count(*) from events where kind = 'assignment.released' and reason = 'no call for 14 days'";
        let silent = db.count(silent).await;
        assert!(silent >= 5, "{silent} were released since nobody called them any more");
        let again = demo::seed(&service, |_step| {}).await;
        assert!(matches!(again, Err(ServiceError::Forbidden(_))), "demo data never goes on top of real data");
    }
}
