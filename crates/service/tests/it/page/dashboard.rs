//! The dashboard.

use crate::office::Office;
use chrono::TimeDelta;
use steadyline_core::number::Number;
use steadyline_core::page::{
    Act, BrokersQuery, Dashboard, Mend, Severity, Shape, StatusKind, TileKind, Warning, WarningKind,
};
use steadyline_core::setting::BrokerSettings;
use steadyline_db::testing::TestDb;
use steadyline_service::call::Report;
use steadyline_service::{demo, number, page};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const MIAMI: &str = "3055550110";

async fn of(office: &Office) -> Dashboard {
    page::dashboard(&office.service, &office.actor, office.slug()).await.unwrap()
}

fn verdict(page: &Dashboard) -> String {
    page.verdict.iter().map(|part| part.text.as_str()).collect()
}

fn kinds(page: &Dashboard) -> Vec<WarningKind> {
    page.warnings.iter().map(|warning| warning.kind).collect()
}

/// What the first button of a warning asks for.
fn mend_of(warning: &Warning) -> &Mend {
    match &warning.fixes[0].act {
        Act::Mend(mend) => mend,
        Act::Open { href, .. } => panic!("it leads to {href}"),
    }
}

async fn small(db: &TestDb, leads_per_number: i32) -> Office {
    Office::open(db, leads_per_number, &[AUSTIN, DALLAS, MIAMI]).await
}

steadyline_db::on_both_engines! {
    async fn an_empty_pool_is_told_to_get_numbers_and_invents_no_figure(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let page = of(&office).await;
        assert!(page.is_empty);
        assert_eq!(verdict(&page), "The pool is empty: add numbers, and leads can be assigned.");
        assert_eq!(kinds(&page), [WarningKind::SmallPool]);
        let figures: Vec<&str> = page.tiles.iter().map(|tile| tile.figure.as_str()).collect();
        assert_eq!(figures, ["-", "0", "-", "0", "0"]);
        assert!(page.tiles.iter().all(|tile| tile.change.is_none()));
        assert!([1, 3].iter().all(|at| page.tiles[*at].base.starts_with("none last ")), "{:?}", page.tiles);
    }

    async fn the_tiles_say_what_was_done_today(db: TestDb) {
        let office = small(&db, 1).await;
        office.assign("a", "5125550176").await;
        office.assign("b", "2145550177").await;
        office.report("a", "answered").await;
        office.report("b", "booked").await;
        office.report("a", "failed").await;
        let page = of(&office).await;
        let figures: Vec<_> = page.tiles.iter().map(|tile| (tile.kind, tile.figure.as_str(), tile.unit.as_str())).collect();
        assert_eq!(figures, [
            (TileKind::Utilization, "33", "%"),
            (TileKind::CallsToday, "2", ""),
            (TileKind::AnswerRate, "100.0", "%"),
            (TileKind::BookedToday, "1", ""),
            (TileKind::LiveLeads, "2", ""),
        ]);
        assert!(page.tiles.iter().all(|tile| tile.points.len() == 14), "{:?}", page.tiles);
        assert_eq!(page.tiles[0].base, "1 of 3 slots");
        assert_eq!(page.tiles[4].base, "1 held, 1 booked");
        assert_eq!((page.conflicts, page.proof.as_str()), (0, "0 conflicts: every lead sees one number."));
        assert_eq!(page.next_leads_total, 2);
        // A number keeps its held lead, a booked one leaves it free.
        assert_eq!((page.states.free, page.states.full, page.states.resting), (2, 1, 0));
        let texas = page.states.states.iter().find(|state| state.name == "Texas").unwrap();
        assert_eq!((texas.free, texas.full), (1, 1));
    }

    async fn every_figure_is_a_plain_count(db: TestDb) {
        let office = small(&db, 10).await;
        let calls = async |lead: &str, phone: &str, outcomes: &[&str]| {
            office.assign(lead, phone).await;
            for outcome in outcomes {
                office.report(lead, outcome).await;
            }
        };
        calls("a", "5125550176", &["answered", "no_answer", "booked"]).await;
        // Later on the same day a week ago: not until the time it is today.
        office.wait(TimeDelta::hours(2));
        calls("b", "2145550177", &["busy", "failed"]).await;
        office.wait(TimeDelta::days(7) - TimeDelta::hours(1));
        calls("c", "3055550178", &["answered", "answered", "booked"]).await;
        calls("d", "3055550179", &["voicemail"]).await;
        let page = of(&office).await;
        let count = async |sql: &str| db.count(sql).await;
        let figures: Vec<&str> = page.tiles.iter().map(|tile| tile.figure.as_str()).collect();
        let since = (office.now() - TimeDelta::hours(3)).to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let today = count(&format!("select count(*) from calls where outcome <> 'failed' and called_at > '{since}'")).await;
        let booked = count(&format!("select count(*) from calls where outcome = 'booked' and called_at > '{since}'")).await;
        let live = count("select count(*) from lead_number_assignments where status in ('active', 'booked_locked')").await;
        let slots = count("select count(*) from lead_number_assignments where status = 'active' and first_answered_at is null").await;
        assert_eq!((today, booked, live, slots), (4, 1, 4, 2));
        assert_eq!(figures, ["7", "4", "75.0", "1", "4"]);
        assert_eq!(page.tiles[0].base, "2 of 30 slots");
        // Three calls and one booking by this time of the day a week ago: the fourth came later.
        let change = |at: usize| page.tiles[at].change.clone().unwrap();
        assert_eq!((change(1).amount.as_str(), change(3).amount.as_str()), ("33%", "0"));
        assert!(page.tiles[1].base.starts_with("vs last "), "{}", page.tiles[1].base);
        assert_eq!((change(4).amount.as_str(), page.tiles[4].base.as_str()), ("300%", "0 held, 2 booked"));
        assert_eq!((page.states.free, page.states.full, page.states.resting), (3, 0, 0));
        assert_eq!(page.next_leads_total, 2);
        assert_eq!(page.conflicts, 0);
    }

    async fn the_past_is_counted_back_from_what_began_and_ended_since(db: TestDb) {
        let office = small(&db, 1).await;
        office.assign("a", "5125550176").await;
        office.assign("b", "2145550177").await;
        office.wait(TimeDelta::days(3));
        office.report("a", "not_interested").await;
        office.wait(TimeDelta::days(5));
        office.assign("c", "3055550178").await;
        office.assign("d", "3055550179").await;
        let page = of(&office).await;
        let live: Vec<f64> = page.tiles[4].points.iter().flatten().copied().collect();
        assert_eq!(live, [0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0]);
        let change = page.tiles[4].change.clone().unwrap();
        assert_eq!((change.amount.as_str(), change.good), ("50%", Some(true)), "3 live leads after 2 a week ago");
        assert_eq!(page.tiles[0].change.clone().unwrap().amount, "33 pts");
    }

    async fn a_call_and_what_it_led_to_are_one_line_of_activity(db: TestDb) {
        let office = small(&db, 1).await;
        office.assign("a", "5125550176").await;
        office.wait(TimeDelta::minutes(5));
        office.report("a", "answered").await;
        let page = of(&office).await;
        let lines: Vec<_> = page
            .activity
            .iter()
            .map(|line| (line.shape, line.what.as_str(), line.rest.as_str(), line.at.relative.as_str()))
            .take(2)
            .collect();
        assert_eq!(lines, [
            (Shape::Status(StatusKind::Held), "answered on", "now held", "just now"),
            (Shape::Status(StatusKind::Active), "assigned", "same area code", "5 min ago"),
        ]);
        assert_eq!(page.activity[0].number.as_ref().unwrap().key(), "15125550142");
    }

    async fn a_full_state_is_warned_of_with_what_its_leads_got_instead(db: TestDb) {
        let office = small(&db, 1).await;
        for (lead, phone) in [("a", "3055550176"), ("b", "3055550177"), ("c", "3055550178")] {
            office.assign(lead, phone).await;
        }
        let page = of(&office).await;
        assert_eq!(verdict(&page), "The pool is full: 0 of 3 numbers can take a lead, two states are full, and 3 things need attention.");
        let warning = page.warnings.iter().find(|warning| warning.kind == WarningKind::NoFreeNumber).unwrap();
        assert_eq!((warning.severity, warning.title.as_str()), (Severity::Hot, "No number in the pool is free"));
        assert_eq!(warning.figures, "All 3 are full; 2 leads got a number from another state today.");
        assert!(kinds(&page).contains(&WarningKind::Utilization));
    }

    async fn a_state_whose_numbers_rest_has_no_free_one_either(db: TestDb) {
        let office = Office::open(&db, 1, &[]).await;
        let numbers = [office.add(MIAMI).await, office.add(AUSTIN).await, office.add(DALLAS).await];
        let warned = async || {
            let page = of(&office).await;
            let warning = page.warnings.iter().find(|warning| warning.kind == WarningKind::NoFreeNumber);
            let warning = warning.expect("it is warned of");
            let fix = warning.fixes[0].label.clone();
            (verdict(&page), warning.title.clone(), warning.figures.clone(), fix)
        };
        let rest = async |number: &Number| {
            number::rest(&office.service, &office.actor, office.slug(), number.id, Some(3)).await.unwrap();
        };
        rest(&numbers[0]).await;
        let (told, title, figures, fix) = warned().await;
        assert!(told.contains("2 of 3 numbers can take a lead, one state rests, and "), "{told}");
        let told = (title.as_str(), figures.as_str(), fix.as_str());
        assert_eq!(told, ("No free number in Florida", "The only number there rests.", "See those that rest"));
        rest(&numbers[1]).await;
        rest(&numbers[2]).await;
        let (told, title, figures, _) = warned().await;
        assert!(told.starts_with("The pool is resting: 0 of 3 numbers can take a lead, "), "{told}");
        assert_eq!((title.as_str(), figures.as_str()), ("No number in the pool is free", "All 3 rest."));
    }

    async fn numbers_at_their_daily_call_cap_are_not_called_full(db: TestDb) {
        let settings = BrokerSettings { leads_per_number: 50, daily_call_cap: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[MIAMI]).await;
        let austin = office.add(AUSTIN).await;
        let warned = async || {
            let page = of(&office).await;
            let warning = page.warnings.iter().find(|warning| warning.kind == WarningKind::NoFreeNumber);
            let warning = warning.expect("it is warned of").clone();
            let fixes: Vec<_> = warning.fixes.iter().map(|fix| fix.label.clone()).collect();
            (page, warning.figures, fixes)
        };
        office.assign("a", "3055550176").await;
        office.report("a", "no_answer").await;
        let (page, figures, fixes) = warned().await;
        assert!(verdict(&page).contains(", one state is at its daily call cap, and "), "{}", verdict(&page));
        assert_eq!(figures, "The only number there is at its daily call cap until tomorrow.");
        assert_eq!(fixes, ["Raise the daily call cap", "Add numbers"]);
        assert_eq!((page.states.free, page.states.full, page.states.capped), (1, 0, 1));
        number::rest(&office.service, &office.actor, office.slug(), austin.id, Some(3)).await.unwrap();
        let (page, figures, fixes) = warned().await;
        assert!(verdict(&page).starts_with("The pool is at its daily call cap: 0 of 2 numbers"), "{}", verdict(&page));
        assert_eq!(figures, "1 number is at its daily call cap until tomorrow and 1 rests.");
        assert_eq!(fixes, ["Raise the daily call cap", "Add numbers", "See those that rest"]);
        let check = page::check(&office.service, &office.actor, office.slug(), "no_free_number", "").await.unwrap().check;
        let details: Vec<_> = check.rows.iter().map(|row| row.detail.as_str()).collect();
        assert_eq!(details, ["1 at the daily call cap", "1 resting"]);
        office.wait(TimeDelta::days(1));
        assert_eq!(of(&office).await.states.capped, 0, "tomorrow it is free again");
    }

    async fn an_appointment_says_whether_it_is_to_come_or_was(db: TestDb) {
        let office = small(&db, 1).await;
        office.assign("a", "5125550176").await;
        let at = office.now() + TimeDelta::minutes(90);
        let booked = Report { appointment_at: Some(at), ..crate::office::said("a", "booked") };
        office.try_report(booked).await.unwrap();
        let note = async || of(&office).await.next_leads[0].note.clone();
        assert!(note().await.starts_with("in 1 h "), "{}", note().await);
        office.wait(TimeDelta::minutes(210));
        assert!(note().await.starts_with("passed 2 h "), "{}", note().await);
    }

    async fn a_past_call_is_no_appointment(db: TestDb) {
        let office = small(&db, 1).await;
        office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        office.wait(TimeDelta::hours(3));
        let lead = of(&office).await.next_leads.remove(0);
        assert_eq!((lead.when, lead.note.as_str()), (None, "last\u{a0}call 3\u{a0}h\u{a0}ago"));
        assert!(!lead.note_exact.is_empty(), "the note has its time");
    }

    async fn live_leads_on_a_dead_number_come_first(db: TestDb) {
        let office = small(&db, 1).await;
        let made = office.assign("a", "5125550176").await;
        let at = office.now() + TimeDelta::hours(20);
        let booked = Report { appointment_at: Some(at), ..crate::office::said("a", "booked") };
        office.try_report(booked).await.unwrap();
        db.execute("update phone_numbers set gone_at = created_at where number = '+15125550142'").await.unwrap();
        let page = of(&office).await;
        assert_eq!(page.warnings[0].kind, WarningKind::DeadNumber);
        assert_eq!(page.warnings[0].title, "1 live lead on a number that is gone");
        assert!(page.warnings[0].figures.contains("1 booked, the next for tomorrow"), "{}", page.warnings[0].figures);
        let mend = mend_of(&page.warnings[0]);
        assert_eq!(mend.path(), "/diagnostics/dead_number/move_leads?number=15125550142");
        assert_eq!((page.next_leads[0].note.as_str(), page.next_leads[0].trouble), ("number is gone", true));
        assert_eq!(page.next_leads[0].lead.id, made.lead_id);
        assert!(verdict(&page).starts_with("The pool is in need of attention"), "{}", verdict(&page));
    }

    async fn a_number_that_is_rarely_answered_is_named_once_with_a_rest(db: TestDb) {
        let settings = BrokerSettings { leads_per_number: 1, max_attempts: 50, daily_call_cap: 0, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN, DALLAS, MIAMI]).await;
        for (lead, phone, outcome, calls) in [
            ("a", "5125550176", "no_answer", 49),
            ("b", "2145550177", "answered", 30),
            ("c", "3055550178", "answered", 30),
        ] {
            office.assign(lead, phone).await;
            for _ in 0..calls {
                office.report(lead, outcome).await;
            }
        }
        office.report("a", "answered").await;
        let page = of(&office).await;
        let about: Vec<_> = page.warnings.iter().filter(|warning| warning.title.contains("(512) 555-0142")).collect();
        assert_eq!(about.len(), 1, "{:?}", page.warnings);
        assert_eq!(about[0].title, "(512) 555-0142 is rarely answered");
        let figures = "1 of 50 calls in 14 days, 2.0%. Of all the pool's calls 55.5% were answered.";
        assert_eq!(about[0].figures, figures);
        assert_eq!(mend_of(about[0]).path(), "/diagnostics/poor_answer_rate/rest?number=15125550142&days=7");
    }

    async fn numbers_that_one_check_names_one_by_one_are_one_thing_wherever_it_is_counted(db: TestDb) {
        let numbers: Vec<String> = (0..12).map(|n| format!("51255502{n:02}")).collect();
        let office = Office::open(&db, 1, &numbers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        db.execute("update phone_numbers set call_count = 40, contact_count = 20, health_score = 80").await.unwrap();
        db.execute("update phone_numbers set health_score = 50 where number < '+15125550202'").await.unwrap();
        let page = of(&office).await;
        assert_eq!(kinds(&page), [WarningKind::PoorHealth, WarningKind::PoorHealth], "each has its button");
        assert!(verdict(&page).ends_with(", and 1 thing needs attention."), "{}", verdict(&page));
        assert_eq!((page.warnings_total, page.warnings_left), (1, 0));
        let frame = page::frame(&office.service, &office.actor, office.slug(), "1").await.unwrap();
        let brokers = page::brokers(&office.service, &office.actor, &BrokersQuery::default()).await.unwrap();
        let found = page::diagnostics(&office.service, &office.actor, office.slug()).await.unwrap();
        let cards = found.checks.iter().filter(|check| check.severity.is_some()).count();
        assert_eq!((frame.warnings, brokers.brokers[0].warnings, cards), (1, 1, 1));
    }

    async fn one_number_with_calls_enough_does_not_make_the_pool_poor_as_a_whole(db: TestDb) {
        let office = small(&db, 1).await;
        let poor = async |number: &str| {
            let sql = format!(
                "update phone_numbers set call_count = 40, contact_count = 1, health_score = 30 where number = '+1{number}'"
            );
            assert_eq!(db.execute(&sql).await.unwrap(), 1);
            let found = page::check(&office.service, &office.actor, office.slug(), "poor_pool", "").await.unwrap();
            (found.check.severity.is_some(), found.check.figures)
        };
        let too_few = "1 of 3 numbers has 20 calls or more: too few to judge the pool by.";
        assert_eq!(poor(AUSTIN).await, (false, too_few.to_owned()));
        let enough = "The median score of 2 numbers is 30. Rest some, and add fresh ones.";
        assert_eq!(poor(DALLAS).await, (true, enough.to_owned()));
    }

    async fn silent_leads_and_unused_numbers_are_warned_of(db: TestDb) {
        let office = small(&db, 1).await;
        office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        office.wait(TimeDelta::days(40));
        let page = of(&office).await;
        for kind in [WarningKind::SilentHeld, WarningKind::AssignedTooLong, WarningKind::UnusedNumbers, WarningKind::SmallPool] {
            assert!(kinds(&page).contains(&kind), "{kind:?}: {:?}", page.warnings);
        }
        assert_eq!(page.warnings_total, 4);
    }

    async fn demo_data_fills_every_part_of_the_dashboard(db: TestDb) {
        let service = steadyline_service::Service::new(db.db.clone());
        demo::seed(&service, |_step| {}).await.unwrap();
        let brokers = steadyline_service::broker::list(&service, &steadyline_core::user::Actor::System).await.unwrap();
        for broker in brokers {
            let page = page::dashboard(&service, &steadyline_core::user::Actor::System, broker.slug.as_str()).await.unwrap();
            assert!(!page.is_empty && !page.activity.is_empty() && !page.next_leads.is_empty());
            assert_eq!(page.conflicts, 0);
            for tile in &page.tiles {
                assert!(tile.points.iter().flatten().all(|point| point.is_finite()), "{tile:?}");
            }
        }
    }
}
