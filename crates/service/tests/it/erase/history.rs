//! What the history says of an erased person on records that are somebody else's by now.

use super::{AUSTIN, PERSON, erased, holding, made, record};
use crate::office::{Office, phone};
use chrono::TimeDelta;
use steadyline_core::setting::Quality;
use steadyline_db::on_both_engines;
use steadyline_service::lead::{LeadEdit, NewLead, edit};

/// Changes the second record, a minute after one another.
async fn edited(office: &Office, edits: impl IntoIterator<Item = LeadEdit>) {
    for to in edits {
        office.wait(TimeDelta::minutes(1));
        edit(&office.service, &office.actor, office.slug(), "crm-2", to).await.unwrap();
    }
}

on_both_engines! {
    async fn what_a_lead_was_called_until_it_got_another_phone_goes_too(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let name = |name: &str| Some(name.to_owned());
        for reference in ["crm-1", "crm-2"] {
            made(&office, NewLead { name: name("Zelda Quackenbush"), ..record(reference, PERSON) }).await;
        }
        edited(&office, [
            LeadEdit { name: Some(name("Bo Ray")), ..LeadEdit::default() },
            LeadEdit { phone: Some(phone("7375550199")), ..LeadEdit::default() },
            LeadEdit { name: Some(name("Bo Royce")), ..LeadEdit::default() },
        ])
        .await;
        assert_eq!(holding(&db, "quackenbush").await, ["events.detail", "leads.name"]);
        erased(&office, "crm-1").await;
        for text in ["quackenbush", PERSON] {
            assert_eq!(holding(&db, text).await, [""; 0], "{text}");
        }
        assert_eq!(holding(&db, "bo royce").await, ["events.detail", "leads.name"], "what it is called since stays");
    }

    async fn what_a_lead_was_called_before_it_got_the_phone_by_mistake_stays(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let name = |name: &str| Some(name.to_owned());
        made(&office, record("crm-1", PERSON)).await;
        made(&office, NewLead { name: name("Bo Ray"), ..record("crm-2", "7375550199") }).await;
        edited(&office, [
            LeadEdit { name: Some(name("Bo Royce")), ..LeadEdit::default() },
            LeadEdit { phone: Some(phone(PERSON)), ..LeadEdit::default() },
            LeadEdit { name: Some(name("Zelda Quackenbush")), ..LeadEdit::default() },
            LeadEdit { name: Some(name("Bo Royce")), phone: Some(phone("7375550199")), ..LeadEdit::default() },
        ])
        .await;
        assert_eq!(holding(&db, "quackenbush").await, ["events.detail"]);
        erased(&office, "crm-1").await;
        for text in ["quackenbush", PERSON] {
            assert_eq!(holding(&db, text).await, [""; 0], "{text}");
        }
        assert_eq!(holding(&db, "bo ray").await, ["events.detail"], "another person's name");
    }

    async fn what_a_lead_was_still_called_when_its_phone_was_corrected_goes_too(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let text = |text: &str| Some(Some(text.to_owned()));
        let name = |name: &str| LeadEdit { name: text(name), ..LeadEdit::default() };
        made(&office, NewLead { name: Some("Zelda Quackenbush".to_owned()), ..record("crm-1", PERSON) }).await;
        // What the person is called by now is not what it was called when the phone was corrected.
        edit(&office.service, &office.actor, "alder", "crm-1", name("Zelda Royal")).await.unwrap();
        made(&office, record("crm-2", "7375550199")).await;
        let quality = |quality| LeadEdit { quality: Some(Some(quality)), ..LeadEdit::default() };
        edited(&office, [
            LeadEdit { phone: Some(phone(PERSON)), ..name("zelda quackenbush") },
            LeadEdit { phone: Some(phone("7375550199")), ..LeadEdit::default() },
            LeadEdit { notes: text("call later"), ..quality(Quality::Hot) },
            LeadEdit { name: text("Bo Ray"), ..quality(Quality::Low) },
            name("Bo Royce"),
        ])
        .await;
        assert_eq!(holding(&db, "quackenbush").await, ["events.detail"]);
        erased(&office, "crm-1").await;
        for text in ["quackenbush", PERSON] {
            assert_eq!(holding(&db, text).await, [""; 0], "{text}");
        }
        assert_eq!(holding(&db, "bo ray").await, ["events.detail"], "its own name stays");
        let told = "select count(*) from events where kind = 'lead.edited' and cast(detail as text) like '%\"hot\"%'";
        assert_eq!(db.count(told).await, 2, "and what else it was changed to, and from");
    }

    async fn what_a_lead_is_called_after_an_edit_that_was_blanked_stays(db: TestDb) {
        let office = Office::open(&db, 1, &[AUSTIN]).await;
        let name = |name: &str| LeadEdit { name: Some(Some(name.to_owned())), ..LeadEdit::default() };
        made(&office, NewLead { name: Some("Zelda Quackenbush".to_owned()), ..record("crm-1", PERSON) }).await;
        made(&office, record("crm-2", "7375550199")).await;
        edited(&office, [
            LeadEdit { phone: Some(phone(PERSON)), ..name("Zelda Quackenbush") },
            LeadEdit { phone: Some(phone("7375550199")), ..LeadEdit::default() },
            name("Bo Ray"),
            LeadEdit { notes: Some(Some("call later".to_owned())), ..LeadEdit::default() },
        ])
        .await;
        // As when somebody else was erased whose phone the lead had then.
        let renamed = "cast(detail as text) like '%Zelda%' and cast(detail as text) like '%Bo Ray%'";
        assert_eq!(db.execute(&format!("update events set detail = '{{}}' where {renamed}")).await.unwrap(), 1);
        erased(&office, "crm-1").await;
        assert_eq!(holding(&db, "quackenbush").await, [""; 0]);
        assert_eq!(holding(&db, "bo ray").await, ["events.detail", "leads.name"], "it was called so by then");
    }
}
