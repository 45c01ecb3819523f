//! Days of two offices in different zones, over the day on which clocks are set forward: calls around midnight, late,
//! repeated and corrected reports, leads that are assigned again, moved and closed, and a number that is retired.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use steadyline_core::lead::Deal;
use steadyline_core::phone::E164;
use steadyline_core::report::Range;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_db::testing::TestDb;
use steadyline_service::assignment::{Assign, assign};
use steadyline_service::broker::{NewBroker, create};
use steadyline_service::call::{Report, record};
use steadyline_service::lead::set_deal;
use steadyline_service::number::{self, NewNumber};
use steadyline_service::report::Asked;
use steadyline_service::{Service, job};

/// Days that are played.
const DAYS: i64 = 7;
/// Clocks in the United States are set forward that night.
const SPRING: &str = "2027-03-14";
const OFFICES: [(&str, &str, [&str; 4]); 2] = [
    ("alder", "America/Chicago", ["5125550101", "2145550102", "2125550103", "5125550104"]),
    ("birch", "Pacific/Honolulu", ["8085550101", "4155550102", "2125550105", "8085550106"]),
];
const OUTCOMES: [&str; 12] = [
    "voicemail",
    "no_answer",
    "busy",
    "no_answer",
    "answered",
    "voicemail",
    "failed",
    "booked",
    "answered",
    "not_interested",
    "no_answer",
    "wrong_number",
];

/// What was played.
pub(super) struct Played {
    pub(super) service: Service,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
}

impl Played {
    /// Each office and all of them, over all days and over some.
    pub(super) fn scopes(&self) -> Vec<(Option<String>, Range)> {
        let all = Range { from: self.from, to: self.to };
        let some = Range { from: self.from + chrono::Days::new(2), to: self.to - chrono::Days::new(1) };
        let mut scopes = vec![(None, all)];
        for (slug, ..) in OFFICES {
            scopes.push((Some(slug.to_owned()), all));
        }
        scopes.push((Some(OFFICES[0].0.to_owned()), some));
        scopes
    }
}

pub(super) fn scope(broker: Option<&str>, range: Range) -> Asked {
    Asked {
        broker: broker.map(str::to_owned),
        from: Some(range.from.to_string()),
        to: Some(range.to.to_string()),
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Plays the days.
pub(super) async fn play(db: &TestDb) -> Played {
    let service = Service::new(db.db.clone());
    let spring: NaiveDate = SPRING.parse().unwrap();
    let begin: DateTime<Utc> = (spring - chrono::Days::new(3)).and_hms_opt(9, 0, 0).unwrap().and_utc();
    service.clock.advance(begin - service.clock.now());
    let mut retired = Vec::new();
    for (slug, timezone, numbers) in OFFICES {
        let settings = BrokerSettings {
            leads_per_number: 4,
            max_attempts: 3,
            unreachable_days: 1,
            release_stale_after_days: 3,
            daily_call_cap: 0,
            timezone: timezone.to_owned(),
            ..BrokerSettings::default()
        };
        let new = NewBroker { slug: Some(slug.to_owned()), name: slug.to_owned(), settings };
        create(&service, &Actor::System, new).await.unwrap();
        for text in numbers {
            let new = NewNumber::of(E164::parse(text).unwrap());
            let made = number::add(&service, &Actor::System, slug, new).await.unwrap();
            retired = if text == numbers[3] { [retired, vec![(slug, made.id)]].concat() } else { retired };
        }
    }
    let mut dice = Dice(20_270_314);
    for day in 0..DAYS {
        for hour in 0..24 {
            job::run_due(&service).await.unwrap();
            for (slug, ..) in OFFICES {
                for _ in 0..2 {
                    step(&service, slug, &mut dice).await;
                }
            }
            if day == 4 && hour >= 20 {
                for (slug, id) in &retired {
                    // Refused where no other number has room: then it is tried again in the next hour.
                    let _refused = number::retire(&service, &Actor::System, slug, *id, true).await;
                }
            }
            service.clock.advance(TimeDelta::minutes(60));
        }
    }
    job::run_due(&service).await.unwrap();
    // The last day that has begun in both zones.
    let to = service.clock.now().date_naive() - chrono::Days::new(1);
    Played { service, from: begin.date_naive() - chrono::Days::new(1), to }
}

/// Something that happens to one of the office's leads.
async fn step(service: &Service, slug: &str, dice: &mut Dice) {
    let actor = &Actor::System;
    let nth = dice.below(24);
    let lead = format!("{slug}-{nth}");
    let area = ["512", "214", "808", "415", "303", ""][usize::try_from(nth % 6).unwrap()];
    let phone = (!area.is_empty()).then(|| format!("{area}55501{:02}", nth + 20));
    let broker = Some(slug.to_owned());
    match dice.below(10) {
        0..=3 => {
            let ask = Assign { broker, lead, phone, force: dice.below(3) == 0, ..Assign::default() };
            let _refused = assign(service, actor, ask).await;
        }
        4 => {
            let deal =
                [Deal::ClosedWon, Deal::ClosedLost, Deal::Open][usize::try_from(dice.below(3)).unwrap()];
            let _unknown = set_deal(service, actor, slug, &lead, deal).await;
        }
        _ => {
            let outcome = OUTCOMES[usize::try_from(dice.below(12)).unwrap()].to_owned();
            // The same names come again: then it is the same call, repeated or corrected.
            let call_id = (dice.below(3) == 0).then(|| format!("{lead}-{}", dice.below(3)));
            let back = TimeDelta::minutes(i64::try_from(dice.below(60 * 30)).unwrap());
            let call_timestamp = (dice.below(3) == 0).then(|| service.clock.now() - back);
            let correct = dice.below(4) == 0;
            let report =
                Report { broker, lead, outcome, call_id, call_timestamp, correct, ..Report::default() };
            let _refused = record(service, actor, report).await;
        }
    }
}
