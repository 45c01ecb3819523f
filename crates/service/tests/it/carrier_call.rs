//! Calls at the carrier: what it says becomes an outcome once, however its words arrive.

mod callback;
mod placed;

use crate::office::{Office, phone};
use async_trait::async_trait;
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use steadyline_core::assignment::Status;
use steadyline_core::carrier_call::LegStatus;
use steadyline_core::id::{BrokerId, CarrierCallId, LeadId, NumberId};
use steadyline_core::page::{TimelineQuery, WarningKind};
use steadyline_core::setting::{BrokerSettings, UnknownCallers};
use steadyline_db::testing::{TestDb, disagreements};
use steadyline_service::call::{self, CallFilter, Report};
use steadyline_service::carrier::{
    Account, Carrier, CarrierError, Connect, Secret, Whose, account_of, connect,
};
use steadyline_service::carrier_call::{
    About, Answer, Believed, Found, RingsIn, Taken, Word, dismiss, found, hear, result, ring_in, to_read,
};
use steadyline_service::{ServiceError, page};

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
/// A word to the address that every number tells.
pub(crate) const STATUS: About = About::Anything { inbound: None };

/// A carrier that lets everybody in, and is asked for nothing else here.
#[derive(Debug)]
struct Open;

#[async_trait]
impl Carrier for Open {
    async fn check(&self, _: &Account) -> Result<(), CarrierError> {
        Ok(())
    }
}

/// An office that is connected.
pub(crate) async fn connected(db: &TestDb, leads_per_number: i32, numbers: &[&str]) -> Office {
    let settings = BrokerSettings { leads_per_number, ..BrokerSettings::default() };
    named(db, "alder", settings, numbers).await
}

async fn named(db: &TestDb, slug: &str, settings: BrokerSettings, numbers: &[&str]) -> Office {
    let mut office = Office::named(db, slug, settings, numbers).await;
    office.service.vault = Some("7".repeat(64).parse().expect("a key"));
    office.service.carrier = Arc::new(Open);
    let given = Connect {
        space: "example".to_owned(),
        project: "b3877c40-da60-4998-90ad-b792e98472af".to_owned(),
        token: Some(Secret::new("PT_secret")),
        signing_key: Some(Secret::new("PSK_secret")),
        ..Connect::default()
    };
    let whose = Whose::Broker(slug.to_owned());
    connect(&office.service, &office.actor, whose, given).await.expect("it is connected");
    office
}

/// A callback that the office's connection signed; each is another one.
pub(crate) async fn believed(office: &Office) -> Believed {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let digest = COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes().to_vec();
    let account = account_of(&office.service, office.broker.id).await.map(|account| account.id);
    Believed { account: account.unwrap_or_else(|_| office.service.clock.id()), digest }
}

/// A word about a call from the number to the lead.
fn word(sid: &str, from: &str, to: &str, status: LegStatus, sequence: Option<i32>) -> Word {
    let seconds = (status == LegStatus::Completed).then_some(94);
    Word {
        sid: sid.to_owned(),
        status: Some(status),
        sequence,
        seconds,
        from: Some(phone(from)),
        to: Some(phone(to)),
        ..Word::default()
    }
}

async fn say(office: &Office, word: Word) -> Taken {
    hear(&office.service, believed(office).await, STATUS, word).await.expect("it is taken")
}

async fn ring(office: &Office, sid: &str, from: Option<&str>, to: &str) -> Answer {
    let rings = RingsIn { sid: sid.to_owned(), from: from.map(phone), to: phone(to) };
    ring_in(&office.service, believed(office).await, rings).await.expect("it is answered")
}

/// The call that rings the main line.
#[track_caller]
fn rings(answer: Answer) -> (BrokerId, CarrierCallId) {
    match answer {
        Answer::Bridge { broker, call, .. } => (broker, call),
        other => panic!("{other:?}"),
    }
}

async fn ended(office: &Office, of: (BrokerId, CarrierCallId), status: LegStatus) -> Taken {
    result(&office.service, believed(office).await, of, Some(status), Some(42)).await.expect("it is taken")
}

/// The outcomes in the log, newest first, with what each call is called.
async fn logged(office: &Office, lead: LeadId) -> Vec<String> {
    let filter = CallFilter { lead_id: Some(lead), ..CallFilter::default() };
    let page = call::list(&office.service, &office.actor, Some(office.slug()), filter, 50).await;
    page.expect("the log is read").items.into_iter().map(|call| call.outcome.to_string()).collect()
}

async fn sees_agreement(db: &TestDb) {
    assert_eq!(disagreements(&db.db).await.expect("it is looked"), Vec::<String>::new());
}

async fn counts(office: &Office, number: NumberId) -> (i32, i32) {
    let number = office.number(number).await;
    (number.call_count, number.contact_count)
}

fn orders(of: &[usize]) -> Vec<Vec<usize>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let without = |at: usize| of.iter().copied().filter(|other| *other != at).collect::<Vec<_>>();
    of.iter()
        .flat_map(|first| {
            orders(&without(*first)).into_iter().map(|rest| [vec![*first], rest].concat()).collect::<Vec<_>>()
        })
        .collect()
}

steadyline_db::on_both_engines! {
    async fn whatever_order_words_come_in_and_however_often_a_call_counts_once(db: TestDb) {
        use LegStatus::{Completed, InProgress, Initiated, Ringing};
        let office = connected(&db, 100, &[AUSTIN]).await;
        let words = [Initiated, Ringing, InProgress, Completed];
        let mut leads = Vec::new();
        let orders = orders(&[0, 1, 2, 3]);
        for (at, order) in orders.iter().enumerate() {
            let to = format!("512556{at:04}");
            leads.push(office.assign(&format!("lead-{at}"), &to).await);
            // Every word twice; the third one of every other call is lost, unless it is the end.
            for place in order.iter().chain(order) {
                if at % 2 == 1 && *place == 2 {
                    continue;
                }
                let sequence = (at % 3 != 2).then(|| i32::try_from(*place).unwrap());
                let sid = format!("call-{at}");
                assert_eq!(say(&office, word(&sid, AUSTIN, &to, words[*place], sequence)).await, Taken::Taken);
            }
        }
        for lead in &leads {
            assert_eq!(office.stands(lead.assignment_id).await, (Status::Active, 1));
            assert_eq!(logged(&office, lead.lead_id).await, ["answered"]);
        }
        assert_eq!(counts(&office, leads[0].number_id).await, (24, 24));
        sees_agreement(&db).await;
    }

    async fn each_end_is_its_own_outcome_and_short_and_blocked_calls_are_counted_on_the_number(db: TestDb) {
        let office = connected(&db, 100, &[AUSTIN]).await;
        let ends = [
            (LegStatus::Busy, None, None, Some(486), "busy"),
            (LegStatus::NoAnswer, None, None, Some(487), "no_answer"),
            (LegStatus::Failed, None, None, Some(603), "failed"),
            (LegStatus::Failed, None, None, Some(608), "failed"),
            (LegStatus::Completed, Some(9), None, Some(200), "no_answer"),
            (LegStatus::Completed, Some(10), None, Some(200), "answered"),
            (LegStatus::Completed, Some(30), Some("machine_start"), Some(200), "voicemail"),
        ];
        let mut number = None;
        for (at, (status, seconds, answered_by, sip_code, outcome)) in ends.into_iter().enumerate() {
            let to = format!("512556{at:04}");
            let lead = office.assign(&format!("lead-{at}"), &to).await;
            let word = word(&format!("call-{at}"), AUSTIN, &to, status, Some(3));
            let answered_by = answered_by.map(str::to_owned);
            say(&office, Word { seconds, answered_by, sip_code, ..word }).await;
            assert_eq!(logged(&office, lead.lead_id).await, [outcome]);
            number = Some(lead.number_id);
        }
        let number = office.number(number.unwrap()).await;
        assert_eq!((number.call_count, number.contact_count), (5, 1));
        let kept = db.count("select cast(short_answers * 100 + network_blocks as bigint) from phone_numbers").await;
        let shown = page::number(&office.service, &office.actor, office.slug(), &format!("1{AUSTIN}")).await.unwrap();
        assert_eq!(i64::from(shown.short_answers * 100 + shown.network_blocks), kept);
        assert_eq!(kept, 102, "one short answer, two blocked by a network");
        sees_agreement(&db).await;
    }

    async fn a_person_outranks_the_carrier_and_machine_detection_corrects_talk_time(db: TestDb) {
        let office = connected(&db, 100, &[AUSTIN]).await;
        let lead = office.assign("a", "5125560001").await;
        say(&office, word("one", AUSTIN, "5125560001", LegStatus::Completed, Some(3))).await;
        let detected = Word { answered_by: Some("machine".to_owned()), status: None, ..word("one", AUSTIN, "5125560001", LegStatus::Completed, None) };
        say(&office, detected).await;
        assert_eq!(logged(&office, lead.lead_id).await, ["voicemail"]);
        assert_eq!(counts(&office, lead.number_id).await, (1, 0));
        let by_key = crate::who::key_of(&office.broker);
        let booked = Report { lead: "a".to_owned(), outcome: "booked".to_owned(), call_id: Some("one".to_owned()), ..Report::default() };
        call::record(&office.service, &by_key, booked).await.unwrap();
        say(&office, Word { seconds: Some(3), ..word("one", AUSTIN, "5125560001", LegStatus::Completed, Some(9)) }).await;
        assert_eq!(logged(&office, lead.lead_id).await, ["booked"]);
        assert_eq!(office.stands(lead.assignment_id).await, (Status::BookedLocked, 1));
        sees_agreement(&db).await;
    }

    async fn a_replayed_or_foreign_callback_changes_nothing(db: TestDb) {
        let office = connected(&db, 100, &[AUSTIN]).await;
        let lead = office.assign("a", "5125560001").await;
        let same = believed(&office).await;
        let busy = word("one", AUSTIN, "5125560001", LegStatus::Busy, Some(3));
        let other = Believed { account: office.service.clock.id(), ..believed(&office).await };
        let heard = hear(&office.service, other, STATUS, busy.clone()).await.unwrap();
        assert_eq!(heard, Taken::Foreign);
        for expected in [Taken::Taken, Taken::Replayed] {
            let heard = hear(&office.service, same.clone(), STATUS, busy.clone()).await.unwrap();
            assert_eq!(heard, expected);
        }
        let elsewhere = word("two", DALLAS, "5125560001", LegStatus::Busy, Some(3));
        assert_eq!(say(&office, elsewhere).await, Taken::Foreign, "no number of any pool");
        assert_eq!(logged(&office, lead.lead_id).await, ["busy"]);
        let unknown = word("three", AUSTIN, "5125569999", LegStatus::Busy, Some(3));
        say(&office, unknown).await;
        assert_eq!(db.count("select count(*) from calls").await, 1);
    }

    async fn a_lost_end_is_asked_for(db: TestDb) {
        let office = connected(&db, 100, &[AUSTIN]).await;
        let lead = office.assign("a", "5125560001").await;
        say(&office, word("one", AUSTIN, "5125560001", LegStatus::Ringing, Some(1))).await;
        assert!(to_read(&office.service).await.unwrap().is_empty(), "it was just heard of");
        office.wait(TimeDelta::seconds(61));
        let asked = to_read(&office.service).await.unwrap();
        assert_eq!((asked.len(), asked[0].sid.as_str()), (1, "one"));
        let leg = word("one", AUSTIN, "5125560001", LegStatus::NoAnswer, None);
        found(&office.service, asked[0].broker, asked[0].id, Found { leg: Some(leg), legs: vec![] }).await.unwrap();
        say(&office, word("one", AUSTIN, "5125560001", LegStatus::NoAnswer, Some(2))).await;
        office.wait(TimeDelta::seconds(61));
        assert!(to_read(&office.service).await.unwrap().is_empty(), "it was read once");
        assert_eq!(logged(&office, lead.lead_id).await, ["no_answer"]);
        sees_agreement(&db).await;
    }

    async fn a_lead_that_rings_back_reaches_the_main_line_and_is_held(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", "5125560001").await;
        office.report("a", "no_answer").await;
        let answer = ring(&office, "back", Some("5125560001"), AUSTIN).await;
        let Answer::Bridge { main_line, caller, .. } = &answer else { panic!("{answer:?}") };
        assert_eq!((main_line, caller), (&phone("5125550100"), &Some(phone("5125560001"))));
        let of = rings(answer);
        assert_eq!(rings(ring(&office, "back", Some("5125560001"), AUSTIN).await), of, "asked once more, while it rings");
        assert_eq!(ended(&office, of, LegStatus::Completed).await, Taken::Taken);
        // Later words say the same, or less.
        ended(&office, of, LegStatus::NoAnswer).await;
        assert!(matches!(ring(&office, "back", Some("5125560001"), AUSTIN).await, Answer::Not(Taken::Replayed)));
        let view = office.assignment(lead.assignment_id).await;
        assert!(view.first_answered_at.is_some() && view.call_attempts == 1);
        assert_eq!(logged(&office, lead.lead_id).await, ["answered", "no_answer"]);
        assert_eq!(counts(&office, lead.number_id).await, (1, 0), "callbacks are in no figure");
        for _ in 0..6 {
            office.report("a", "no_answer").await;
        }
        assert_eq!(office.stands(lead.assignment_id).await, (Status::Active, 7), "held leads stay");
        sees_agreement(&db).await;
    }

    async fn a_missed_callback_holds_the_limit_and_an_answer_that_comes_late_counts(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", "5125560001").await;
        let of = rings(ring(&office, "back", Some("5125560001"), AUSTIN).await);
        ended(&office, of, LegStatus::NoAnswer).await;
        for _ in 0..6 {
            office.report("a", "no_answer").await;
        }
        assert_eq!(office.stands(lead.assignment_id).await, (Status::Active, 6), "the limit is on hold");
        ended(&office, of, LegStatus::Completed).await;
        assert!(office.assignment(lead.assignment_id).await.first_answered_at.is_some());
        sees_agreement(&db).await;
    }

    async fn a_callback_whose_result_is_lost_is_asked_for(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", "5125560001").await;
        let (broker, id) = rings(ring(&office, "back", Some("5125560001"), AUSTIN).await);
        let over = word("back", "5125560001", AUSTIN, LegStatus::Completed, None);
        hear(&office.service, believed(&office).await, STATUS, over.clone()).await.unwrap();
        assert!(logged(&office, lead.lead_id).await.is_empty(), "that it is over says nothing of the main line");
        office.wait(TimeDelta::seconds(16));
        let asked = to_read(&office.service).await.unwrap();
        assert!(asked.len() == 1 && asked[0].with_legs);
        let main_line = Word { sid: "leg".to_owned(), ..word("leg", "5125560001", "5125550100", LegStatus::Completed, None) };
        found(&office.service, broker, id, Found { leg: Some(over), legs: vec![main_line] }).await.unwrap();
        assert_eq!(logged(&office, lead.lead_id).await, ["answered"]);
    }

    async fn a_callback_to_a_number_that_the_lead_had_before_opens_it_again(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", "5125560001").await;
        for _ in 0..5 {
            office.report("a", "no_answer").await;
        }
        assert_eq!(office.stands(lead.assignment_id).await.0, Status::Unreachable);
        let of = rings(ring(&office, "back", Some("5125560001"), AUSTIN).await);
        ended(&office, of, LegStatus::Completed).await;
        assert_eq!(office.stands(lead.assignment_id).await.0, Status::Released);
        let again = office.assign("a", "5125560001").await;
        assert!(!again.created && again.number_id == lead.number_id, "held on its number");
        sees_agreement(&db).await;
    }

    async fn who_is_no_lead_gets_what_the_broker_chose(db: TestDb) {
        for (choice, expected) in
            [(UnknownCallers::MainLine, "Bridge"), (UnknownCallers::Message, "Message"), (UnknownCallers::Reject, "Reject")]
        {
            let number = format!("512555{:04}", 3000 + choice as i32);
            let settings = BrokerSettings { unknown_callers: choice, ..BrokerSettings::default() };
            let office = named(&db, choice.as_str(), settings, &[&number]).await;
            for from in [Some("5125560001"), None] {
                let answer = ring(&office, &format!("{choice}{from:?}"), from, &number).await;
                assert!(format!("{answer:?}").starts_with(expected), "{choice}: {answer:?}");
            }
            office.assign("a", "5125560002").await;
            rings(ring(&office, &format!("{choice} lead"), Some("5125560002"), &number).await);
        }
        let nobody = Office::named(&db, "nobody", BrokerSettings::default(), &[]).await;
        assert_eq!(ring(&nobody, "x", None, DALLAS).await, Answer::Not(Taken::Foreign));
        assert_eq!(db.count("select count(*) from calls").await, 0);
    }

    async fn the_broker_says_of_a_callback_that_the_lead_booked(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        let lead = office.assign("a", "5125560001").await;
        let of = rings(ring(&office, "back", Some("5125560001"), AUSTIN).await);
        ended(&office, of, LegStatus::Completed).await;
        let by_key = crate::who::key_of(&office.broker);
        let said = |outcome: &str| Report { lead: "a".to_owned(), outcome: outcome.to_owned(), call_id: Some("back".to_owned()), correct: true, ..Report::default() };
        call::record(&office.service, &by_key, said("booked")).await.unwrap();
        assert_eq!(office.stands(lead.assignment_id).await, (Status::BookedLocked, 0));
        // Taken back, nothing supports it any more.
        call::record(&office.service, &by_key, said("no_answer")).await.unwrap();
        let view = office.assignment(lead.assignment_id).await;
        assert_eq!((view.status, view.first_answered_at, view.call_attempts), (Status::Active, None, 0));
        assert_eq!(counts(&office, lead.number_id).await, (0, 0));
        sees_agreement(&db).await;
    }

    async fn a_missed_callback_is_dismissed_by_its_own_broker_alone(db: TestDb) {
        let office = connected(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125560001").await;
        let (_, id) = rings(ring(&office, "back", Some("5125560001"), AUSTIN).await);
        let early = dismiss(&office.service, &office.actor, Some(office.slug()), id).await;
        assert!(matches!(early, Err(ServiceError::NotFound("callback"))));
        ended(&office, (office.broker.id, id), LegStatus::NoAnswer).await;
        let other = Office::named(&db, "other", BrokerSettings::default(), &[]).await;
        let foreign = dismiss(&office.service, &office.actor, Some(other.slug()), id).await;
        assert!(matches!(foreign, Err(ServiceError::NotFound("callback"))));
        let lead_page = async || {
            let page = page::lead(&office.service, &office.actor, office.slug(), "a", &TimelineQuery::default()).await;
            page.unwrap()
        };
        let checks = page::diagnostics(&office.service, &office.actor, office.slug()).await.unwrap().checks;
        let callbacks = checks.iter().find(|check| check.kind == WarningKind::MissedCallback).unwrap();
        let row = &callbacks.rows[0];
        assert_eq!((row.detail.as_str(), &row.appointment), ("called back just now and nobody picked up", &None));
        let missed = lead_page().await;
        assert!(missed.missed.is_some() && missed.limit_on_hold.is_some() && !missed.is_callback_seen_to);
        assert!(missed.timeline.iter().any(|entry| entry.what == "Lead called back, missed"), "{:?}", missed.timeline);
        dismiss(&office.service, &office.actor, Some(office.slug()), id).await.unwrap();
        assert_eq!(db.count("select count(*) from carrier_calls where dismissed_at is not null").await, 1);
        let calm = lead_page().await;
        assert!(calm.missed.is_none() && calm.limit_on_hold.is_some() && calm.is_callback_seen_to);
    }
}
