//! The lead page.

use crate::office::{Office, phone, said};
use chrono::TimeDelta;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{LeadPage, Shape, StatusKind};
use steadyline_core::setting::{BrokerSettings, Quality};
use steadyline_service::assignment::{rehome, release};
use steadyline_service::call::Report;
use steadyline_service::lead::{LeadEdit, NewLead, add_note, create, edit};
use steadyline_service::number::rest;
use steadyline_service::page;

const AUSTIN: &str = "5125550142";
const DALLAS: &str = "2145550114";
const MIAMI: &str = "3055550110";

async fn of(office: &Office, lead: &str) -> LeadPage {
    page::lead(&office.service, &office.actor, office.slug(), lead, &Default::default()).await.unwrap()
}

fn whats(page: &LeadPage) -> Vec<&str> {
    page.timeline.iter().map(|entry| entry.what.as_str()).collect()
}

steadyline_db::on_both_engines! {
    async fn a_phone_that_is_somebody_elses_is_so_on_every_record(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("L-1", "5125550176").await;
        office.report("L-1", "wrong_number").await;
        let again = NewLead { reference: Some("L-2".to_owned()), phone: Some(phone("5125550176")), ..NewLead::default() };
        create(&office.service, &office.actor, "alder", again).await.unwrap();
        let page = of(&office, "L-2").await;
        assert!(page.bad_phone.is_some() && !page.can_assign);
    }

    async fn the_card_says_which_number_since_when_and_why(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS, MIAMI, "5125550117"]).await;
        office.assign("L-1", "5125550176").await;
        office.wait(TimeDelta::days(6));
        let page = of(&office, "L-1").await;
        assert_eq!((page.title.as_str(), page.status_words.as_str()), ("L-1", "Active, never answered"));
        let card = page.caller_id.unwrap();
        assert!(["15125550142", "15125550117"].contains(&card.number.key()));
        assert_eq!((card.matched.as_str(), card.age.as_str(), card.rotation.as_str()), ("Same area code", "6 days", "Balanced"));
        assert_eq!(card.why[0], "Same area code as the lead, 512");
        assert!(!card.runners_up.is_empty() && card.health_change.is_none(), "{:?}", card.health_change);
        assert_eq!(card.ends, "Released after five more failed attempts, or 14 days without a call. Stays once the lead answers or books.");
        assert!(card.can_lock && card.can_release && card.can_rehome);
        assert_eq!(page.place, "Texas");
        assert!(page.local_time.ends_with(" there") && page.call_hours == "8:00 to 21:00, the lead's time", "{}", page.call_hours);
        assert!(page.callable.allowed && page.callable.why.contains("0 of 3 calls today, never called"), "{:?}", page.callable);
    }

    async fn a_call_that_has_to_wait_says_when_by_the_clock_of_the_lead_too(db: TestDb) {
        let office = Office::open(&db, 10, &[AUSTIN]).await;
        office.assign("here", "5125550176").await;
        office.assign("west", "5055550176").await;
        office.wait(TimeDelta::hours(11));
        let (here, west) = (of(&office, "here").await, of(&office, "west").await);
        let clock = |page: &LeadPage| page.callable.not_before.as_ref().unwrap().clock.clone();
        assert_eq!((clock(&here).as_str(), here.not_before_there.as_str()), ("8:00", ""));
        assert_eq!((clock(&west).as_str(), west.not_before_there.as_str()), ("9:00", "8:00 there"));
    }

    async fn a_release_says_whether_it_makes_room_before_and_after(db: TestDb) {
        let office = Office::open(&db, 2, &[AUSTIN]).await;
        let after = async |lead: &str| of(&office, lead).await.caller_id.unwrap().after_release;
        let released = async |id| {
            let view = release(&office.service, &office.actor, "alder", id, "done").await.unwrap();
            page::released_told(&office.service, &office.actor, "alder", &view).await.unwrap().words
        };
        let held = office.assign("a", "5125550176").await;
        office.report("a", "answered").await;
        assert_eq!(after("a").await, "has room as before: the lead took no slot");
        let silent = office.assign("b", "5125550177").await;
        let other = office.assign("c", "5125550178").await;
        assert_eq!(after("a").await, "still has no room for another lead");
        assert_eq!(after("b").await, "has room for another lead");
        assert_eq!(released(held.assignment_id).await, "(512) 555-0142 still has no room for another lead.");
        assert_eq!(released(silent.assignment_id).await, "(512) 555-0142 is free again.");
        rest(&office.service, &office.actor, "alder", other.number_id, Some(7)).await.unwrap();
        let told = after("c").await;
        assert!(told.starts_with("takes no new leads: resting until "), "{told}");
        assert_eq!(released(other.assignment_id).await, format!("(512) 555-0142 {told}."));
    }

    async fn who_ends_a_wait_is_told_of_the_lead_which_had_no_number_any_more(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("a", "5125550176").await;
        for _ in 0..5 {
            office.report("a", "busy").await;
        }
        let view = release(&office.service, &office.actor, "alder", made.assignment_id, "wants a call").await.unwrap();
        let told = page::released_told(&office.service, &office.actor, "alder", &view).await.unwrap();
        assert_eq!((told.words.as_str(), told.can_undo), ("The lead no longer has to wait for a number.", false));
    }

    async fn attempts_are_counted_on_the_line_and_in_the_list(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.wait(TimeDelta::hours(1));
        office.report("a", "voicemail").await;
        office.wait(TimeDelta::hours(1));
        office.report("a", "failed").await;
        office.report("a", "no_answer").await;
        office.wait(TimeDelta::hours(2));
        let page = of(&office, "a").await;
        assert_eq!((page.attempts, page.max_attempts, page.attempts_left), (2, 5, Some(3)));
        let list: Vec<_> = page.attempt_list.iter().map(|attempt| (attempt.ordinal, attempt.outcome)).collect();
        assert_eq!(list, [(1, Outcome::Voicemail), (2, Outcome::NoAnswer)]);
        let card = page.caller_id.clone().unwrap();
        let marks: Vec<_> = card.line.iter().map(|mark| (mark.ordinal, (mark.place * 100.0).round())).collect();
        assert_eq!(marks, [(Some(1), 25.0), (Some(2), 50.0)]);
        let outcomes: Vec<_> = card.line.iter().map(|mark| mark.outcome).collect();
        assert_eq!(outcomes, [Some(Outcome::Voicemail), Some(Outcome::NoAnswer)]);
        assert_eq!(whats(&page), ["Attempt 2: no answer", "Call failed, not counted", "Attempt 1: voicemail", "Assigned", "Lead created"]);
        assert_eq!(page.timeline[2].detail, "Outbound. The number stays, 4 attempts left.");
        assert_eq!(page.timeline[3].detail, "Same area code. Up to 5 attempts.");
        assert_eq!(page.next_attempt.words, "Attempt 3 of 5");
        assert!(page.callable.why.contains("2 of 3 calls today"), "{:?}", page.callable);
        assert!(page.can_record && !page.can_assign);
    }

    async fn what_sql_noted_at_the_assignment_is_shown_and_goes_with_the_lead(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let made = office.assign("a", "5125550176").await;
        assert_eq!(of(&office, "a").await.assignment_notes, "");
        db.execute("update lead_number_assignments set notes = 'Met at the fair.'").await.unwrap();
        assert_eq!(of(&office, "a").await.assignment_notes, "Met at the fair.");
        rehome(&office.service, &office.actor, "alder", made.assignment_id, "the number rests").await.unwrap();
        assert_eq!(of(&office, "a").await.assignment_notes, "Met at the fair.");
    }

    async fn a_lead_that_answers_is_told_once_and_stays(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.wait(TimeDelta::hours(1));
        office.try_report(Report { notes: Some("Ring after five.".to_owned()), ..said("a", "answered") }).await.unwrap();
        let page = of(&office, "a").await;
        assert_eq!(page.status, Some(StatusKind::Held));
        assert_eq!(whats(&page), ["Answered", "Assigned", "Lead created"]);
        assert_eq!((page.timeline[0].shape, page.timeline[0].note.as_str()), (Shape::Status(StatusKind::Held), "Ring after five."));
        assert_eq!(page.caller_id.unwrap().ends, "Stays with the lead until a person releases it.");
        assert_eq!((page.attempts_left, page.next_attempt.words.as_str()), (None, "Attempt 2"));
        office.report("a", "no_answer").await;
        let page = of(&office, "a").await;
        assert_eq!((page.timeline[0].what.as_str(), page.attempts_left), ("Attempt 2: no answer", None));
        assert_eq!(page.timeline[0].detail, "Outbound. The number stays: the lead is held.");
    }

    async fn an_appointment_whose_time_is_over_has_passed(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        let appointment_at = Some(office.now() + TimeDelta::minutes(90));
        office.try_report(Report { appointment_at, ..said("a", "booked") }).await.unwrap();
        assert!(!of(&office, "a").await.has_appointment_passed);
        office.wait(TimeDelta::minutes(90));
        assert!(of(&office, "a").await.has_appointment_passed);
    }

    async fn a_booking_shows_the_appointment_in_the_offices_own_time(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        let at = page::local_time(&office.broker, "2030-03-09T09:30").unwrap();
        office.try_report(Report { appointment_at: at, ..said("a", "booked") }).await.unwrap();
        let page = of(&office, "a").await;
        assert_eq!((page.status, page.appointment_input.as_str()), (Some(StatusKind::Booked), "2030-03-09T09:30"));
        assert_eq!(page.appointment.unwrap().exact, "Sat, Mar 9, 2030, 9:30 CST");
        assert_eq!(page.route_to, office.broker.settings.main_line);
        assert!(!page.caller_id.unwrap().can_lock);
        assert_eq!(page::local_time(&office.broker, " ").unwrap(), None);
        for wrong in ["tomorrow", "2030-03-10T02:30", "2030-13-01T09:00"] {
            let refused = page::local_time(&office.broker, wrong);
            assert_eq!(crate::who::field(refused), "appointment_at", "{wrong}");
        }
    }

    async fn an_unreachable_lead_says_until_when_and_that_force_is_needed(db: TestDb) {
        let settings = BrokerSettings { max_attempts: 1, ..BrokerSettings::default() };
        let office = Office::with(&db, settings, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        assert!(of(&office, "a").await.next_attempt.last);
        office.wait(TimeDelta::minutes(1));
        office.report("a", "no_answer").await;
        let page = of(&office, "a").await;
        assert!(page.caller_id.is_none() && page.can_assign && page.needs_force);
        let ended = page.ended.unwrap();
        assert_eq!((ended.status, ended.until.is_some()), (StatusKind::Unreachable, true));
        assert!(!page.callable.allowed && page.callable.why.starts_with("Waiting until "), "{:?}", page.callable);
        assert_eq!(page.timeline[0].what, "Attempt 1: no answer");
        assert_eq!(page.timeline[0].shape, Shape::Status(StatusKind::Unreachable));
        office.wait(TimeDelta::days(8));
        let page = of(&office, "a").await;
        assert!(!page.needs_force && page.ended.unwrap().until.is_none());
        let why = &page.callable.why;
        assert!(why.starts_with("Call hours are open: 8:00 to 21:00, 0 of 3 calls today"), "there is no number to call from: {why}");
        office.assign("a", "5125550176").await;
        assert!(of(&office, "a").await.callable.why.starts_with("May be called now: "));
    }

    async fn a_move_is_one_entry_with_its_reason_and_keeps_the_attempts(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN, DALLAS]).await;
        let made = office.assign("a", "5125550176").await;
        office.wait(TimeDelta::hours(1));
        office.report("a", "busy").await;
        office.wait(TimeDelta::hours(1));
        rehome(&office.service, &office.actor, "alder", made.assignment_id, "it was blocked").await.unwrap();
        office.wait(TimeDelta::hours(1));
        office.report("a", "busy").await;
        let page = of(&office, "a").await;
        assert_eq!(whats(&page), ["Attempt 2: busy", "Rehomed", "Attempt 1: busy", "Assigned", "Lead created"]);
        assert_eq!((page.timeline[1].link_word.as_str(), page.timeline[1].detail.as_str()), ("to", "It was blocked."));
        assert_eq!((page.attempts, page.carried_attempts), (2, 1));
        assert_eq!(page.attempt_list.iter().map(|attempt| attempt.ordinal).collect::<Vec<_>>(), [2]);
        assert_eq!(page.caller_id.unwrap().rehomed_from.unwrap().key(), "15125550142");
    }

    async fn a_form_that_is_sent_twice_counts_once_and_can_be_corrected(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        let call_id = of(&office, "a").await.call_id;
        assert_ne!(call_id, of(&office, "a").await.call_id, "each page names another call");
        let form = Report { call_id: Some(call_id.clone()), ..said("a", "no_answer") };
        office.try_report(form.clone()).await.unwrap();
        office.try_report(form).await.unwrap();
        assert_eq!(of(&office, "a").await.attempts, 1);
        office.wait(TimeDelta::minutes(1));
        let correction = Report { call_id: Some(call_id.clone()), correct: true, ..said("a", "answered") };
        office.try_report(correction).await.unwrap();
        let page = of(&office, "a").await;
        assert_eq!((page.attempts, page.status), (1, Some(StatusKind::Held)));
        assert_eq!(whats(&page)[0], "Corrected: answered");
        assert_eq!(page.timeline[0].detail, "It was no answer. Held: the lead stays on this number.");
        assert_eq!(page.timeline[0].shape, Shape::Status(StatusKind::Held));
        assert!(!whats(&page).contains(&"Held"), "one thing is told once");
        let call = page.timeline.iter().find(|entry| entry.call_id.is_some()).unwrap();
        assert_eq!((call.call_id.as_ref(), call.outcome), (Some(&call_id), Some(Outcome::Answered)));
    }

    async fn notes_releases_and_other_records_are_on_the_page(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let made = office.assign("crm-1", "5125550176").await;
        let phone = crate::office::phone("5125550176");
        let new = NewLead { name: Some("K. M.".to_owned()), phone: Some(phone), ..NewLead::default() };
        let other = create(&office.service, &office.actor, "alder", new).await.unwrap();
        let page = of(&office, &other.id.to_string()).await;
        assert_eq!((page.title.as_str(), page.status), ("K. M.", Some(StatusKind::Active)));
        assert_eq!(page.other_records.len(), 1);
        assert!(page.other_records[0].has_assignment);
        office.wait(TimeDelta::minutes(1));
        add_note(&office.service, &office.actor, "alder", "crm-1", "Works on site.").await.unwrap();
        let empty = add_note(&office.service, &office.actor, "alder", "crm-1", " ").await;
        assert_eq!(crate::who::field(empty), "note");
        office.wait(TimeDelta::minutes(1));
        release(&office.service, &office.actor, "alder", made.assignment_id, "asked for it").await.unwrap();
        let page = of(&office, "crm-1").await;
        assert_eq!(whats(&page)[..2], ["Released", "Note"]);
        assert_eq!((page.timeline[0].detail.as_str(), page.timeline[1].note.as_str()), ("Asked for it.", "Works on site."));
        assert!(page.can_assign && !page.needs_force && page.caller_id.is_none());
    }

    async fn an_edit_says_what_changed_from_what_to_what(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let some = |text: &str| Some(text.to_owned());
        let new = NewLead { reference: some("a"), name: some("Ada Abbot"), phone: Some(phone("5125550176")), ..NewLead::default() };
        create(&office.service, &office.actor, "alder", new).await.unwrap();
        let edits = [
            LeadEdit {
                name: Some(some("Ada Abbott")),
                phone: Some(phone("3055550177")),
                quality: Some(Some(Quality::Hot)),
                notes: Some(some("Rings back.")),
                ..LeadEdit::default()
            },
            LeadEdit { quality: Some(None), ..LeadEdit::default() },
            LeadEdit { notes: Some(None), ..LeadEdit::default() },
        ];
        for to in edits {
            office.wait(TimeDelta::minutes(1));
            edit(&office.service, &office.actor, "alder", "a", to).await.unwrap();
        }
        let page = of(&office, "a").await;
        let told: Vec<_> = page.timeline.iter().map(|entry| (entry.what.as_str(), entry.detail.as_str())).take(3).collect();
        let all = "Name from Ada Abbot to Ada Abbott, phone from (512) 555-0176 to (305) 555-0177, \
            area code from 512 to 305, state from Texas to Florida, quality set to hot, notes.";
        assert_eq!(told, [("Lead changed", "Notes."), ("Lead changed", "Quality hot removed."), ("Lead changed", all)]);
    }

    async fn whoever_asked_for_no_calls_is_never_callable_nor_assignable(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        office.assign("a", "5125550176").await;
        office.wait(TimeDelta::minutes(1));
        office.report("a", "do_not_call").await;
        let page = of(&office, "a").await;
        assert!(page.suppressed.is_some() && !page.can_assign && !page.callable.allowed);
        assert_eq!(whats(&page), ["Do not call", "Assigned", "Lead created"]);
    }
}
