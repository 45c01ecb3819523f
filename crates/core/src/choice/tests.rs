//! Rules of choosing, one sentence each, and properties over random pools.

use super::*;
use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + second, 0).expect("in range")
}

fn candidate(n: u8, area_code: &str, state: &str) -> Candidate {
    Candidate {
        id: NumberId(Uuid::from_u128(u128::from(n))),
        number: E164::parse(&format!("{area_code}55501{n:02}")).unwrap(),
        area_code: Some(AreaCode::parse(area_code).unwrap()),
        state: Some(StateCode::parse(state).unwrap()),
        standing: Standing::Active,
        health_score: 80,
        occupancy: Occupancy::default(),
        calls_today: 0,
        last_touched_at: None,
        local: (0, 0),
    }
}

fn policy() -> Policy {
    Policy::of(&BrokerSettings { leads_per_number: 10, ..BrokerSettings::default() }, Some(20.0))
}

fn texan() -> Wish {
    Wish {
        area_code: Some(AreaCode::parse("512").unwrap()),
        state: Some(StateCode::parse("TX").unwrap()),
        takes_slot: true,
        ..Wish::default()
    }
}

fn chosen(policy: &Policy, wish: &Wish, candidates: &[Candidate]) -> (u128, Match) {
    let choice = choose(policy, wish, candidates).expect("one is free");
    (choice.number_id.0.as_u128(), choice.matched)
}

#[test]
fn the_same_area_code_comes_before_a_healthier_number_of_the_state() {
    let mut near = candidate(1, "512", "TX");
    near.health_score = 45;
    let pool = [candidate(2, "214", "TX"), near, candidate(3, "305", "FL")];
    assert_eq!(chosen(&policy(), &texan(), &pool), (1, Match::AreaCode));
    assert_eq!(chosen(&policy(), &texan(), &[pool[0].clone(), pool[2].clone()]), (2, Match::State));
    assert_eq!(chosen(&policy(), &texan(), &pool[2..]), (3, Match::Anywhere));
}

#[test]
fn locality_sets_how_far_to_look() {
    let far = [candidate(3, "305", "FL")];
    let near_only = Policy { locality: Locality::State, ..policy() };
    let none = choose(&near_only, &texan(), &far).unwrap_err();
    assert_eq!(none.ruled_out, BTreeMap::from([(RuledOut::TooFar, 1)]));
    let unknown = Wish { takes_slot: true, ..Wish::default() };
    assert_eq!(chosen(&near_only, &unknown, &far), (3, Match::Anywhere));
}

#[test]
fn a_resting_number_takes_no_lead_and_every_reason_is_counted() {
    let mut pool: Vec<Candidate> = (1..=6).map(|n| candidate(n, "512", "TX")).collect();
    pool[0].standing = Standing::Resting;
    pool[1].standing = Standing::Retired;
    pool[2].standing = Standing::Gone;
    pool[3].calls_today = 75;
    pool[4].occupancy = Occupancy { active_leads: 10, never_answered_leads: 10, booked_leads: 0 };
    pool[5].occupancy.booked_leads = 1;
    let policy = Policy { reserve_booked_numbers: true, ..policy() };
    let none = choose(&policy, &texan(), &pool).unwrap_err();
    assert_eq!(none.ruled_out.len(), 6, "{none}");
    assert!(none.ruled_out.values().all(|count| *count == 1));
    assert!(none.to_string().contains("1 resting"), "{none}");
}

#[test]
fn the_number_they_spoke_on_comes_first_unless_it_is_poor() {
    let mut far = candidate(9, "305", "FL");
    let wish = Wish { spoke_on: Some(far.id), ..texan() };
    let near = candidate(1, "512", "TX");
    assert_eq!(chosen(&policy(), &wish, &[near.clone(), far.clone()]), (9, Match::Previous));
    far.health_score = 39;
    assert_eq!(chosen(&policy(), &wish, &[near, far]), (1, Match::AreaCode));
}

#[test]
fn a_number_tried_in_vain_comes_last_of_its_tier() {
    let tried = candidate(1, "512", "TX");
    let mut worse = candidate(2, "512", "TX");
    worse.health_score = 50;
    let wish = Wish { tried: vec![tried.id], ..texan() };
    assert_eq!(chosen(&policy(), &wish, &[tried.clone(), worse]).0, 2);
    assert_eq!(chosen(&policy(), &wish, &[tried, candidate(3, "214", "TX")]).0, 1);
}

#[test]
fn rotation_sets_the_order() {
    let mut busy = candidate(1, "512", "TX");
    busy.health_score = 89;
    busy.calls_today = 5;
    let mut idle = candidate(2, "512", "TX");
    idle.health_score = 81;
    let mut weak = candidate(3, "512", "TX");
    weak.health_score = 60;
    weak.local = (100, 60);
    idle.calls_today = 1;
    let pool = [busy, idle, weak];
    let by = |rotation| chosen(&Policy { rotation, ..policy() }, &texan(), &pool).0;
    assert_eq!(by(Rotation::Balanced), 2, "same band: the lower load");
    assert_eq!(by(Rotation::Healthiest), 1);
    assert_eq!(by(Rotation::LeastUsed), 3);
    assert_eq!(by(Rotation::Performance), 3);
}

#[test]
fn preferred_area_codes_come_before_others_of_the_same_tier() {
    let policy = Policy { preferred_area_codes: vec![AreaCode::parse("817").unwrap()], ..policy() };
    let pool = [candidate(1, "214", "TX"), candidate(2, "817", "TX")];
    assert_eq!(chosen(&policy, &texan(), &pool).0, 2);
}

#[test]
fn the_reason_and_the_runners_up_are_told() {
    let mut second = candidate(2, "512", "TX");
    second.health_score = 70;
    let choice =
        choose(&policy(), &texan(), &[candidate(1, "512", "TX"), second, candidate(3, "214", "TX")]).unwrap();
    assert_eq!(choice.why[0], "same area code as the lead, 512");
    assert_eq!(choice.why[3], "had room: 0 of 10 taken");
    let one_each = Policy { leads_per_number: 1, ..policy() };
    assert_eq!(
        choose(&one_each, &texan(), &[candidate(1, "512", "TX")]).unwrap().why[3],
        "had room: 0 of 1 taken"
    );
    let behind: Vec<_> = choice.runners_up.iter().map(|other| other.behind.as_str()).collect();
    assert_eq!(behind, ["lower health band", "other area code"]);
}

#[test]
fn five_hundred_assigns_spread_over_twelve_equal_numbers_within_one_of_each_other() {
    let mut pool: Vec<Candidate> = (1..=12).map(|n| candidate(n, "512", "TX")).collect();
    let policy = Policy { leads_per_number: 1000, ..policy() };
    for n in 0..500 {
        let id = choose(&policy, &texan(), &pool).unwrap().number_id;
        let number = pool.iter_mut().find(|number| number.id == id).unwrap();
        number.occupancy.active_leads += 1;
        number.occupancy.never_answered_leads += 1;
        number.last_touched_at = Some(at(n));
    }
    let leads = pool.iter().map(|number| number.occupancy.active_leads);
    assert!(leads.clone().max().unwrap() - leads.min().unwrap() <= 1);
}

prop_compose! {
    fn any_candidate()(
        n in 1u8..99, place in 0usize..4, standing in 0usize..4, health_score in 0..=100i32,
        never in 0..4i32, held in 0..3i32, booked_leads in 0..2i32, calls_today in 0..100i32,
        touched in prop::option::of(0i64..1000), local in (0i64..50, 0i64..50),
    ) -> Candidate {
        let (area_code, state) = [("512", "TX"), ("214", "TX"), ("305", "FL"), ("206", "WA")][place];
        Candidate {
            standing: Standing::ALL[standing],
            health_score,
            occupancy: Occupancy { active_leads: never + held, never_answered_leads: never, booked_leads },
            calls_today,
            last_touched_at: touched.map(|s| at(0) + TimeDelta::seconds(s)),
            local: (local.0.max(local.1), local.1),
            ..candidate(n, area_code, state)
        }
    }
}

prop_compose! {
    fn any_policy()(
        leads_per_number in 1..5i32, min_health in 0..=100i32, health_band in 1..=100i32, rotation in 0usize..4,
        locality in 0usize..3, daily_call_cap in 0..100i32, reserve_booked_numbers: bool,
    ) -> Policy {
        Policy {
            leads_per_number, min_health, health_band, daily_call_cap, reserve_booked_numbers,
            rotation: [Rotation::Balanced, Rotation::Healthiest, Rotation::LeastUsed, Rotation::Performance][rotation],
            locality: [Locality::AreaCode, Locality::State, Locality::Anywhere][locality],
            preferred_area_codes: vec![],
            pool_answer_rate: 20.0,
        }
    }
}

proptest! {
    #[test]
    fn no_choice_breaks_a_hard_limit(policy in any_policy(), pool in prop::collection::vec(any_candidate(), 0..40)) {
        match choose(&policy, &texan(), &pool) {
            Ok(choice) => {
                let within = |c: &Candidate| c.standing == Standing::Active
                    && c.occupancy.counted(policy.leads_per_number) < policy.leads_per_number
                    && (policy.daily_call_cap == 0 || c.calls_today < policy.daily_call_cap)
                    && !(policy.reserve_booked_numbers && c.occupancy.booked_leads > 0);
                let mut chosen = pool.iter().filter(|c| c.id == choice.number_id);
                prop_assert!(chosen.any(within));
            }
            Err(none) => prop_assert_eq!(none.ruled_out.values().sum::<i64>(), i64::try_from(pool.len()).unwrap()),
        }
    }

    #[test]
    fn a_choice_is_the_same_for_the_same_input_in_any_order(
        policy in any_policy(),
        pool in prop::collection::btree_map(1u8..99, any_candidate(), 0..30),
    ) {
        let mut pool: Vec<_> = pool.into_iter().map(|(n, c)| Candidate { id: NumberId(Uuid::from_u128(u128::from(n))), ..c }).collect();
        let first = choose(&policy, &texan(), &pool);
        pool.reverse();
        prop_assert_eq!(first, choose(&policy, &texan(), &pool));
    }
}
