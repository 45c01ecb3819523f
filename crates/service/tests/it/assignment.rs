//! Giving a person a number, and keeping it there.

use crate::office::{Office, asking, conflict, phone, said};
use chrono::TimeDelta;
use steadyline_core::assignment::{Action, Status};
use steadyline_core::choice::{Match, RuledOut};
use steadyline_core::phone::E164;
use steadyline_core::setting::{BrokerSettings, Locality, Quality};
use steadyline_service::assignment::{Assign, lock, rehome, release};
use steadyline_service::call::Report;
use steadyline_service::lead::{LeadEdit, NewLead, create, edit, find};
use steadyline_service::number::{rest, retire};
use steadyline_service::{Conflict, ServiceError};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const MIAMI: &str = "3055550110";

steadyline_db::on_both_engines! {
    async fn a_new_lead_gets_a_local_number(db: TestDb) {
        let office = Office::open(&db, 1, &[MIAMI, DALLAS, AUSTIN]).await;
        let first = office.assign("a", "512 555 0176").await;
        assert_eq!((first.phone_number.clone(), first.matched, first.created), (phone(AUSTIN), Match::AreaCode, true));
        assert_eq!(first.reason.split(", ").next(), Some("same area code as the lead"));
        let second = office.assign("b", "512 555 0177").await;
        assert_eq!((second.phone_number, second.matched), (phone(DALLAS), Match::State));
        let third = office.assign("c", "512 555 0178").await;
        assert_eq!((third.phone_number.clone(), third.matched), (phone(MIAMI), Match::Anywhere));
        let ruled_out = office.assignment(third.assignment_id).await.choice.expect("a choice").ruled_out;
        assert_eq!(ruled_out.into_iter().collect::<Vec<_>>(), [(RuledOut::Full, 2)], "both numbers of Texas");
        let none = conflict(office.try_assign(asking("d", "512 555 0179")).await);
        let Conflict::NoAvailableNumber { none, .. } = none else { panic!("{none:?}") };
        assert_eq!(none.ruled_out.get(&RuledOut::Full), Some(&3));
    }

    async fn asking_again_gives_the_same_number(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        let again = office.assign("a", "5125550176").await;
        assert_eq!((again.assignment_id, again.created), (first.assignment_id, false));
    }

    async fn two_records_of_one_person_share_one_number(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let first = office.assign("crm-1", "5125550176").await;
        let other = office.assign("crm-2", "+1 (512) 555-0176").await;
        assert_eq!((other.assignment_id, other.created, other.matched), (first.assignment_id, false, Match::SamePerson));
        assert_eq!(other.lead_reference.as_deref(), Some("crm-2"));
        assert_eq!(office.report("crm-2", "answered").await.assignment_id, Some(first.assignment_id));
    }

    async fn a_different_phone_is_refused_and_nothing_changes(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        assert_eq!(conflict(office.try_assign(asking("a", "5125550199")).await), Conflict::PhoneDiffers);
    }

    async fn at_one_lead_a_number_a_held_lead_keeps_it_from_others(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let held = office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        conflict(office.try_assign(asking("b", "5125550177")).await);
        office.report("a", "booked").await;
        let next = office.assign("b", "5125550177").await;
        assert_eq!(next.number_id, held.number_id, "a booked lead takes no slot");
    }

    async fn above_one_a_held_lead_gives_its_slot_back_and_keeps_its_number(db: TestDb) {
        let office = Office::open(&db, 2, &[AUSTIN]).await;
        let a = office.assign("a", "5125550176").await;
        office.assign("b", "5125550177").await;
        conflict(office.try_assign(asking("c", "5125550178")).await);
        office.report("a", "answered").await;
        assert_eq!(office.assignment(a.assignment_id).await.slot, None);
        let c = office.assign("c", "5125550178").await;
        assert_eq!(c.number_id, a.number_id);
        let number = office.number(a.number_id).await;
        assert_eq!((number.occupancy.active_leads, number.occupancy.never_answered_leads), (3, 2));
    }

    async fn five_hundred_leads_spread_over_twelve_equal_numbers(db: TestDb) {
        let numbers: Vec<String> = (10..22).map(|n| format!("51255501{n}")).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let office = Office::open(&db, 100, &numbers).await;
        let mut leads = std::collections::BTreeMap::new();
        for n in 0..120 {
            *leads.entry(office.assign(&format!("lead-{n}"), &format!("512555{:04}", 2000 + n)).await.number_id).or_insert(0) += 1;
        }
        assert_eq!(leads.len(), 12);
        assert!(leads.values().all(|count| *count == 10), "{leads:?}");
    }

    async fn when_a_number_is_free_again_is_told_of_those_that_are_near_enough_and_have_room(db: TestDb) {
        let settings = BrokerSettings { locality: Locality::AreaCode, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        let full = office.assign("a", "5125550176").await.number_id;
        let far = office.assign("b", "2145550177").await.number_id;
        release(&office.service, &office.actor, office.slug(), office.assign("b", "2145550177").await.assignment_id, "done").await.unwrap();
        let next = async || {
            match conflict(office.try_assign(asking("c", "5125550178")).await) {
                Conflict::NoAvailableNumber { next_free_at, .. } => next_free_at,
                other => panic!("{other:?}"),
            }
        };
        for number in [full, far] {
            rest(&office.service, &office.actor, office.slug(), number, Some(3)).await.unwrap();
        }
        assert_eq!(next().await, None, "one is full, the other too far away");
        release(&office.service, &office.actor, office.slug(), office.assign("a", "5125550176").await.assignment_id, "done").await.unwrap();
        let three_days = office.now() + TimeDelta::days(3);
        assert!(next().await.is_some_and(|at| (three_days - at).abs() < TimeDelta::minutes(1)));
    }

    async fn who_leaves_their_number_is_not_told_that_it_is_the_next_to_be_free(db: TestDb) {
        let settings = BrokerSettings { daily_call_cap: 2, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        let own = office.assign("a", "5125550176").await;
        office.report("a", "voicemail").await;
        let next = async || {
            let moved = rehome(&office.service, &office.actor, office.slug(), own.assignment_id, "tired").await;
            match conflict(moved) {
                Conflict::NoAvailableNumber { next_free_at, .. } => next_free_at,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(next().await, None, "no other number is there");
        let other = office.add(DALLAS).await.id;
        rest(&office.service, &office.actor, office.slug(), own.number_id, Some(1)).await.unwrap();
        rest(&office.service, &office.actor, office.slug(), other, Some(3)).await.unwrap();
        let three_days = office.now() + TimeDelta::days(3);
        assert!(next().await.is_some_and(|at| (three_days - at).abs() < TimeDelta::minutes(1)));
    }

    async fn a_resting_number_takes_no_lead_and_its_own_go_on(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let own = office.assign("a", "5125550176").await;
        rest(&office.service, &office.actor, office.slug(), own.number_id, Some(3)).await.unwrap();
        let none = conflict(office.try_assign(asking("b", "5125550177")).await);
        let Conflict::NoAvailableNumber { none, next_free_at } = none else { panic!("{none:?}") };
        assert_eq!(none.ruled_out.get(&RuledOut::Resting), Some(&1));
        let three_days = office.now() + TimeDelta::days(3);
        assert!(next_free_at.is_some_and(|at| (three_days - at).abs() < TimeDelta::minutes(1)), "{next_free_at:?}");
        assert!(!office.assign("a", "5125550176").await.created);
    }

    async fn a_lead_whose_number_was_retired_is_rehomed_when_asked_for(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        office.report("a", "voicemail").await;
        let refused = conflict(retire(&office.service, &office.actor, office.slug(), first.number_id, false).await);
        assert_eq!(refused, Conflict::NumberHasLeads { leads: 1 });
        retire(&office.service, &office.actor, office.slug(), first.number_id, true).await.unwrap();
        let now = office.assign("a", "5125550176").await;
        assert_eq!((now.phone_number, now.call_attempts), (phone(DALLAS), 1), "the attempts come along");
        assert_eq!(office.stands(first.assignment_id).await.0, Status::Released);
        let number = office.number(first.number_id).await;
        assert_eq!(number.occupancy.active_leads, 0);
    }

    async fn rehoming_where_no_number_is_free_changes_nothing(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let first = office.assign("a", "5125550176").await;
        conflict(rehome(&office.service, &office.actor, office.slug(), first.assignment_id, "try").await);
        assert_eq!(office.stands(first.assignment_id).await, (Status::Active, 0));
        assert_eq!(office.number(first.number_id).await.occupancy.active_leads, 1);
    }

    async fn a_person_releases_and_locks_with_a_reason(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let first = office.assign("a", "5125550176").await;
        let locked = lock(&office.service, &office.actor, office.slug(), first.assignment_id, None, "met in person").await.unwrap();
        assert_eq!(locked.status, Status::BookedLocked);
        let asked = office.assign("a", "5125550176").await;
        assert_eq!(asked.route_to, Some(phone("5125550100")));
        let no_reason = release(&office.service, &office.actor, office.slug(), first.assignment_id, " ").await;
        assert!(matches!(no_reason, Err(ServiceError::Field(error)) if error.field == "reason"));
        release(&office.service, &office.actor, office.slug(), first.assignment_id, "moved away").await.unwrap();
        let history = office.assignment(first.assignment_id).await.history.unwrap_or_default();
        let told: Vec<_> = history.iter().map(|entry| (entry.kind.as_str(), entry.reason.as_deref())).collect();
        assert_eq!(told[1..], [("assignment.locked", Some("met in person")), ("assignment.released", Some("moved away"))]);
        conflict(lock(&office.service, &office.actor, office.slug(), first.assignment_id, None, "again").await);
    }

    async fn a_suppressed_person_is_never_assigned_on_any_record(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        assert_eq!(office.report("a", "do_not_call").await.action, Action::Released);
        let force = Assign { force: true, ..asking("a", "5125550176") };
        assert_eq!(conflict(office.try_assign(force).await), Conflict::LeadSuppressed);
        assert_eq!(conflict(office.try_assign(asking("other", "5125550176")).await), Conflict::LeadSuppressed);
    }

    async fn a_wrong_number_waits_for_another_phone(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "wrong_number").await;
        assert_eq!(conflict(office.try_assign(said_again("a")).await), Conflict::BadPhone);
    }

    async fn force_overrides_the_unreachable_period(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        assert_eq!(office.report("a", "busy").await.action, Action::Unreachable);
        let Conflict::LeadUnreachable { retry_after, .. } = conflict(office.try_assign(said_again("a")).await) else {
            panic!("expected lead-unreachable")
        };
        let week = 7 * 24 * 3600;
        assert!((week - 60..=week).contains(&retry_after), "{retry_after}");
        let forced = office.try_assign(Assign { force: true, ..said_again("a") }).await.unwrap();
        assert!(forced.created);
        assert_eq!(forced.phone_number, phone(AUSTIN), "the tried number is last of its own tier, not behind other tiers");
        assert_eq!(office.stands(first.assignment_id).await.0, Status::Released);
    }

    async fn a_number_that_a_lead_was_brought_to_was_not_tried(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        let first = office.assign("a", "5125550176").await;
        office.report("a", "voicemail").await;
        let second = office.add("5125550143").await;
        let moved = rehome(&office.service, &office.actor, office.slug(), first.assignment_id, "tired").await.unwrap();
        assert_eq!((moved.number_id, moved.call_attempts), (second.id, 1), "it brings its attempt along");
        release(&office.service, &office.actor, office.slug(), moved.id, "done").await.unwrap();
        office.add("5125550144").await;
        let again = office.assign("a", "5125550176").await;
        assert_ne!(again.phone_number, phone(AUSTIN), "called from there in vain");
        release(&office.service, &office.actor, office.slug(), again.assignment_id, "done").await.unwrap();
        // Who spoke to us on a number did not let it ring in vain, whatever became of an earlier assignment.
        let back = Report { phone_number: Some(AUSTIN.to_owned()), ..said("a", "not_interested") };
        office.try_report(back).await.unwrap();
        for other in [second.number, phone("5125550144")] {
            let id = office.number_of(&other).await;
            retire(&office.service, &office.actor, office.slug(), id, true).await.unwrap();
        }
        office.add("5125550145").await;
        assert_eq!(office.assign("a", "5125550176").await.phone_number, phone(AUSTIN));
    }

    async fn a_phone_of_no_area_is_at_home_anywhere(db: TestDb) {
        for (slug, locality) in [("codes", Locality::AreaCode), ("states", Locality::State)] {
            let settings = BrokerSettings { locality, leads_per_number: 10, ..BrokerSettings::default() };
            let number = if slug == "codes" { AUSTIN } else { DALLAS };
            let office = Office::named(&db, slug, settings, &[number]).await;
            assert_eq!(office.assign("toll-free", "8005550176").await.matched, Match::Anywhere);
            assert_eq!(office.assign("overlay", "5555550176").await.matched, Match::Anywhere);
            // Jamaica is an area of its own, and of no state.
            let jamaica = office.try_assign(asking("jamaica", "8765550176")).await;
            assert_eq!(jamaica.is_ok(), locality == Locality::State, "{jamaica:?}");
        }
    }

    async fn who_leaves_the_only_number_is_not_told_that_it_is_too_far_away(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let own = office.assign("a", "5125550176").await;
        let moved = rehome(&office.service, &office.actor, office.slug(), own.assignment_id, "tired").await;
        let Conflict::NoAvailableNumber { none, .. } = conflict(moved) else { panic!() };
        assert_eq!(none.ruled_out, Default::default());
    }

    async fn fifty_requests_at_once_for_one_person_make_one_assignment(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN, DALLAS, MIAMI]).await;
        office.assign("warm-up", "5125550101").await;
        let requests = (0..50).map(|n| {
            let lead = if n % 2 == 0 { "a" } else { "b" };
            office.try_assign(asking(lead, "5125550176"))
        });
        let made: Vec<_> = futures::future::join_all(requests).await.into_iter().map(|made| made.expect("a number")).collect();
        assert_eq!(made.iter().filter(|made| made.created).count(), 1);
        assert!(made.windows(2).all(|pair| pair[0].assignment_id == pair[1].assignment_id));
        let mut live = 0;
        for number in [AUSTIN, DALLAS, MIAMI] {
            let found = steadyline_service::number::list(&office.service, &office.actor, Some(office.slug()), Default::default(), None, 50)
                .await
                .unwrap()
                .items
                .into_iter()
                .find(|found| found.number == phone(number))
                .unwrap();
            live += found.occupancy.active_leads;
        }
        assert_eq!(live, 2, "the counters agree: the warm-up and one");
    }

    async fn who_asks_for_peace_while_another_record_is_made_keeps_no_number(db: TestDb) {
        let office = Office::open(&db, 50, &[AUSTIN, DALLAS, MIAMI]).await;
        for n in 0..12 {
            let (known, new, phone) = (format!("known-{n}"), format!("new-{n}"), format!("512555{:04}", 3100 + n));
            let reference = Some(known.clone());
            let record = NewLead { reference, phone: Some(E164::parse(&phone).unwrap()), ..NewLead::default() };
            create(&office.service, &office.actor, office.slug(), record).await.unwrap();
            let peace = office.try_report(said(&known, "do_not_call"));
            let (peace, made) = tokio::join!(peace, office.try_assign(asking(&new, &phone)));
            peace.expect("the wish is kept");
            if let Err(refused) = made {
                assert_eq!(conflict::<()>(Err(refused)), Conflict::LeadSuppressed);
            }
            for lead in [&known, &new] {
                let again = conflict(office.try_assign(asking(lead, &phone)).await);
                assert_eq!(again, Conflict::LeadSuppressed, "{lead} has no number");
            }
        }
    }

    async fn what_a_person_writes_stays_where_an_assignment_fills_at_once(db: TestDb) {
        let office = Office::open(&db, 50, &[AUSTIN, DALLAS, MIAMI]).await;
        for n in 0..12 {
            let (lead, phone) = (format!("lead-{n}"), format!("512555{:04}", 3200 + n));
            office.assign(&lead, &phone).await;
            let change = LeadEdit { quality: Some(Some(Quality::Hot)), notes: Some(Some("calls back".to_owned())), ..LeadEdit::default() };
            let edited = edit(&office.service, &office.actor, office.slug(), &lead, change);
            let filling = Assign { name: Some("Ann Porter".to_owned()), ..asking(&lead, &phone) };
            let (edited, made) = tokio::join!(edited, office.try_assign(filling));
            edited.expect("the change is written");
            made.expect("a number");
            let now = find(&office.service, &office.actor, office.slug(), &lead).await.unwrap();
            let has = (now.name.as_deref(), now.notes.as_deref(), now.quality);
            assert_eq!(has, (Some("Ann Porter"), Some("calls back"), Some(Quality::Hot)));
        }
    }

    async fn twenty_leads_at_once_never_share_an_exclusive_number(db: TestDb) {
        let numbers: Vec<String> = (10..20).map(|n| format!("51255501{n}")).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let office = Office::open(&db, 1, &numbers).await;
        let requests = (0..20).map(|n| office.try_assign(asking_owned(n)));
        let all = futures::future::join_all(requests).await;
        let mut given: Vec<_> = all.iter().filter_map(|made| made.as_ref().ok()).map(|made| made.number_id).collect();
        assert_eq!(given.len(), 10, "{:?}", all.iter().filter(|made| made.is_err()).collect::<Vec<_>>());
        given.sort();
        given.dedup();
        assert_eq!(given.len(), 10);
        assert!(all.iter().filter_map(|made| made.as_ref().err()).all(|error| {
            matches!(error, ServiceError::Conflict(Conflict::NoAvailableNumber { .. }))
        }));
    }

    async fn a_wrong_number_is_wrong_on_every_record_of_the_phone(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "wrong_number").await;
        assert_eq!(conflict(office.try_assign(asking("b", "5125550176")).await), Conflict::BadPhone);
    }

    async fn the_number_spoken_on_last_is_told_by_the_answer_and_not_by_a_later_try(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let first = office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        office.wait(TimeDelta::days(1));
        let second = rehome(&office.service, &office.actor, office.slug(), first.assignment_id, "rest").await.unwrap();
        office.report("a", "answered").await;
        release(&office.service, &office.actor, office.slug(), second.id, "for now").await.unwrap();
        office.wait(TimeDelta::days(1));
        office.try_report(Report { phone_number: Some(AUSTIN.to_owned()), ..said("a", "voicemail") }).await.unwrap();
        let third = office.assign("a", "5125550176").await;
        assert_eq!((third.phone_number, third.matched), (phone(DALLAS), Match::Previous));
    }

    async fn a_far_number_in_poor_health_gives_way_to_a_near_one(db: TestDb) {
        let settings = BrokerSettings { min_health: 90, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[MIAMI]).await;
        let far = office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        office.report("a", "voicemail").await;
        release(&office.service, &office.actor, office.slug(), far.assignment_id, "for now").await.unwrap();
        office.add(DALLAS).await;
        let near = office.assign("a", "5125550176").await;
        assert_eq!((near.phone_number, near.matched), (phone(DALLAS), Match::State));
    }

    async fn the_unreachable_period_is_the_persons_when_two_records_become_one(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.report("a", "busy").await;
        let other = office.assign("b", "5125550177").await;
        release(&office.service, &office.actor, office.slug(), other.assignment_id, "the same person").await.unwrap();
        let change = LeadEdit { phone: Some(phone("5125550176")), ..LeadEdit::default() };
        edit(&office.service, &office.actor, office.slug(), "b", change).await.unwrap();
        let refused = conflict(office.try_assign(asking("b", "5125550176")).await);
        assert!(matches!(refused, Conflict::LeadUnreachable { .. }), "{refused}");
    }
}

fn asking_owned(n: usize) -> Assign {
    asking(&format!("lead-{n}"), &format!("512555{:04}", 3000 + n))
}

fn said_again(lead: &str) -> Assign {
    Assign { lead: said(lead, "busy").lead, ..Assign::default() }
}
