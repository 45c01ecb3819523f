//! What a change of the policy would do, beside what it does.

use crate::office::{Office, asking};
use crate::who::field;
use chrono::TimeDelta;
use steadyline_core::page::{Effect, PoolQuery, Preview};
use steadyline_core::setting::BrokerSettings;
use steadyline_db::on_both_engines;
use steadyline_service::broker::{BrokerEdit, SettingsChange, edit};
use steadyline_service::{job, page};

const POOL: [&str; 3] = ["5125550141", "5125550142", "5125550143"];

fn change(name: &str, text: &str) -> SettingsChange {
    SettingsChange::Texts(vec![(name.to_owned(), text.to_owned())])
}

async fn preview(office: &Office, name: &str, text: &str) -> Preview {
    page::preview(&office.service, &office.actor, "alder", change(name, text)).await.unwrap()
}

/// The only effect of one change, in words.
async fn effect(office: &Office, name: &str, text: &str) -> String {
    let preview = preview(office, name, text).await;
    let [Effect { setting, effect, .. }] = preview.effects.as_slice() else { panic!("{preview:?}") };
    assert_eq!(setting, name);
    effect.clone()
}

async fn save(office: &Office, name: &str, text: &str) {
    let edited = BrokerEdit { settings: Some(change(name, text)), ..BrokerEdit::default() };
    edit(&office.service, &office.actor, "alder", edited).await.unwrap();
}

/// Numbers that can take a lead, as the pool's page counts them.
async fn free(office: &Office) -> i64 {
    let query = PoolQuery { room: "free".to_owned(), ..PoolQuery::default() };
    let page = page::pool(&office.service, &office.actor, "alder", &query).await.unwrap();
    i64::try_from(page.rows.len()).unwrap()
}

/// Takes each number's leads: `on` leads in turn over the pool.
async fn fill(office: &Office, leads: usize) {
    for n in 0..leads {
        office.assign(&format!("l{n}"), &format!("73755501{n:02}")).await;
    }
}

on_both_engines! {
    async fn what_a_save_refuses_the_preview_refuses(db: TestDb) {
        let office = Office::open(&db, 1, &POOL).await;
        let change = change("main_line", "(512) 555-0141");
        let told = page::preview(&office.service, &office.actor, "alder", change.clone()).await;
        let edited = BrokerEdit { settings: Some(change), ..BrokerEdit::default() };
        let saved = edit(&office.service, &office.actor, "alder", edited).await;
        assert_eq!((field(told), field(saved)), ("main_line".to_owned(), "main_line".to_owned()));
    }

    async fn fewer_leads_a_number_drain_the_numbers_that_hold_more(db: TestDb) {
        let office = Office::open(&db, 10, &POOL).await;
        fill(&office, 9).await;
        let words = effect(&office, "leads_per_number", "2").await;
        assert_eq!(words, "3 numbers would drain; 21 fewer free slots (21 now)");
        let both = preview(&office, "leads_per_number", "2").await;
        assert_eq!(both.together[0], "0 of 3 numbers could take a lead (3 now), with 0 free slots (21 now)");
        assert!(both.effects[0].takes);
        assert_eq!(both.effects[0].what, "Leads per number from 10 to 2");
        save(&office, "leads_per_number", "2").await;
        assert_eq!(free(&office).await, 0);
        assert!(office.try_assign(asking("late", "7375550199")).await.is_err());
        // And back: what is offered is what is there then.
        let words = effect(&office, "leads_per_number", "5").await;
        assert_eq!(words, "6 more free slots (0 now)");
        save(&office, "leads_per_number", "5").await;
        for n in 0..6 {
            office.assign(&format!("m{n}"), &format!("73755502{n:02}")).await;
        }
        assert!(office.try_assign(asking("last", "7375550299")).await.is_err());
    }

    async fn a_wider_locality_takes_nothing(db: TestDb) {
        let settings = BrokerSettings { leads_per_number: 5, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &POOL).await;
        office.assign("far", "3055550150").await;
        let narrower = preview(&office, "locality", "area_code").await;
        assert!(narrower.effects[0].takes && narrower.effects[0].effect.contains("got its number from farther away"));
        save(&office, "locality", "area_code").await;
        let wider = preview(&office, "locality", "state").await;
        assert!(!wider.effects[0].takes, "{wider:?}");
    }

    async fn a_cap_and_a_reserve_take_numbers_out_as_they_say(db: TestDb) {
        let office = Office::open(&db, 10, &POOL).await;
        fill(&office, 3).await;
        office.report("l0", "voicemail").await;
        office.report("l0", "voicemail").await;
        office.report("l1", "booked").await;
        assert_eq!(effect(&office, "daily_call_cap", "2").await, "1 of 3 numbers is at it now (0 at the old one)");
        let words = effect(&office, "reserve_booked_numbers", "on").await;
        assert_eq!(words, "1 number has a booked lead and would take no new ones; 10 fewer free slots (28 now)");
        save(&office, "daily_call_cap", "2").await;
        save(&office, "reserve_booked_numbers", "on").await;
        assert_eq!(free(&office).await, 1);
        let words = effect(&office, "daily_call_cap", "0").await;
        assert_eq!(words, "no cap: 1 number is at it now and could take leads again");
    }

    async fn what_the_next_run_would_release_is_what_it_releases(db: TestDb) {
        let office = Office::open(&db, 10, &POOL).await;
        fill(&office, 2).await;
        office.wait(TimeDelta::days(3));
        office.assign("fresh", "7375550150").await;
        office.assign("held", "7375550151").await;
        office.report("held", "answered").await;
        office.wait(TimeDelta::days(2));
        let words = effect(&office, "release_stale_after_days", "4").await;
        assert_eq!(words, "2 leads would be released at the next run (0 now)");
        assert_eq!(effect(&office, "release_held_after_days", "2").await, "1 lead would be released at the next run (0 now)");
        assert_eq!(effect(&office, "release_stale_after_days", "0").await, "off: leads who never answer keep their number");
        save(&office, "release_stale_after_days", "4").await;
        assert_eq!(job::run_due(&office.service).await.unwrap().released, 2);
        save(&office, "release_held_after_days", "2").await;
        assert_eq!(job::run_due(&office.service).await.unwrap().released, 1);
    }

    async fn a_shorter_unreachable_period_ends_what_it_says(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, leads_per_number: 5, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &POOL).await;
        office.assign("gone", "7375550150").await;
        office.report("gone", "no_answer").await;
        office.wait(TimeDelta::days(3));
        let words = effect(&office, "unreachable_days", "2").await;
        assert_eq!(words, "1 unreachable lead could be assigned again at the next run");
        assert_eq!(effect(&office, "unreachable_days", "4").await, "0 unreachable leads could be assigned again at the next run");
        save(&office, "unreachable_days", "2").await;
        assert_eq!(job::run_due(&office.service).await.unwrap().periods_ended, 1);
    }

    async fn the_next_lead_gets_the_number_that_the_preview_names(db: TestDb) {
        let office = Office::open(&db, 10, &POOL).await;
        fill(&office, 1).await;
        let used = office.number(office.assign("l0", "7375550100").await.number_id).await.number;
        let code = "214";
        let dallas = office.add("2145550144").await.number;
        office.assign("on-dallas", "2145550160").await;
        let now = preview(&office, "preferred_area_codes", code).await;
        assert_eq!(now.effects[0].effect, "1 of 4 numbers would come before others");
        let next = format!("the next lead without a known area would get {}, now ", dallas.national());
        assert!(now.together.iter().any(|line| line.starts_with(&next)), "{now:?}, {used:?}");
        save(&office, "preferred_area_codes", code).await;
        let lead = steadyline_service::assignment::Assign { lead: "nowhere".to_owned(), ..Default::default() };
        assert_eq!(office.try_assign(lead).await.unwrap().phone_number, dallas);
        assert_eq!(effect(&office, "preferred_area_codes", "214, 999").await, "1 of 4 numbers would come before others; no number has 999");
    }

    async fn health_hours_and_attempts_are_counted_on_the_rows_that_are_there(db: TestDb) {
        let office = Office::open(&db, 10, &POOL).await;
        fill(&office, 2).await;
        assert_eq!(effect(&office, "min_health", "100").await.split(" (").next(), Some("0 of 3 numbers would rank behind"));
        // It is noon in Chicago, and both leads live there.
        let words = effect(&office, "call_hours", "18:00-21:00").await;
        assert_eq!(words, "0 of 2 live leads would be within call hours at this moment (2 now)");
        office.report("l0", "voicemail").await;
        assert_eq!(
            effect(&office, "max_attempts_per_day", "1").await,
            "1 person has that many attempts today and would not be called before tomorrow (0 now)"
        );
        office.wait(TimeDelta::minutes(45));
        assert_eq!(
            effect(&office, "min_minutes_between_attempts", "60").await,
            "1 person was called too recently to be called now (0 now)"
        );
        assert_eq!(
            effect(&office, "max_attempts", "9").await,
            "2 leads without an answer keep their limit; leads assigned from now on get the new one"
        );
        assert_eq!(effect(&office, "main_line", "").await, "calls back to 3 numbers reach nobody");
    }

    async fn every_setting_has_an_effect_that_is_told_and_nothing_is_written(db: TestDb) {
        let office = Office::open(&db, 1, &POOL).await;
        fill(&office, 1).await;
        for (name, text) in [
            ("leads_per_number", "4"), ("max_attempts", "6"), ("max_attempts_hot", "9"),
            ("max_attempts_normal", "9"), ("max_attempts_low", "9"), ("rotation", "healthiest"),
            ("locality", "state"), ("preferred_area_codes", "512"), ("min_health", "50"), ("health_band", "5"),
            ("daily_call_cap", "9"), ("call_hours", "09:00-20:00"), ("max_attempts_per_day", "9"),
            ("min_minutes_between_attempts", "9"), ("unreachable_days", "9"), ("release_stale_after_days", "9"),
            ("release_held_after_days", "9"), ("reserve_booked_numbers", "on"), ("assigned_too_long_days", "9"),
            ("timezone", "America/New_York"), ("main_line", "5125550199"),
            ("unknown_callers", "reject"), ("min_answer_seconds", "20"),
        ] {
            let words = effect(&office, name, text).await;
            assert!(!words.is_empty() && words != "holds from now on", "{name}: {words}");
        }
        let nothing = preview(&office, "max_attempts", "5").await;
        assert_eq!((nothing.effects.len(), nothing.together.len()), (0, 0));
        let wrong = page::preview(&office.service, &office.actor, "alder", change("max_attempts", "51")).await;
        assert_eq!(field(wrong), "max_attempts");
        let wrong = page::preview(&office.service, &office.actor, "alder", change("timezone", "America/Atlantis")).await;
        assert_eq!(field(wrong), "timezone");
        let now = steadyline_service::broker::find(&office.service, &office.actor, "alder").await.unwrap();
        assert_eq!((now.settings, now.version), (office.broker.settings.clone(), 1));
    }
}
