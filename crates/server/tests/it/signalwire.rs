//! The whole story of calls, from a click to the figures, against a SignalWire of our own that loses, doubles and reorders
//! what it tells.

use crate::harness::serve;
use async_trait::async_trait;
use axum::Router;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use steadyline_core::broker::Broker;
use steadyline_core::id::CarrierAccountId;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_db::testing::{TestDb, disagreements};
use steadyline_server::{App, job, router};
use steadyline_service::assignment::{Assign, Assigned, assign};
use steadyline_service::call::{CallFilter, list};
use steadyline_service::carrier::{Account, Carrier, CarrierError, Connect, Secret, Whose, connect};
use steadyline_service::carrier_call::{Ring, ask, open};
use steadyline_service::number::{NewNumber, add};
use steadyline_service::{Service, broker, page};
use steadyline_signalwire::fake::call::{Calls, Leg, Story};
use steadyline_signalwire::fake::{self, Credentials, Fake};
use steadyline_signalwire::signature::of_form;
use tokio::net::TcpListener;

const PROJECT: &str = "b3877c40-da60-4998-90ad-b792e98472af";
const KEY: &str = "PSK_testsigningkey0123456789AbCd";
const AUSTIN: &str = "+15125550142";
const MAIN_LINE: &str = "+15125550100";

/// Lets everybody in, and is asked for nothing else here.
#[derive(Debug)]
struct Open;

#[async_trait]
impl Carrier for Open {
    async fn check(&self, _: &Account) -> Result<(), CarrierError> {
        Ok(())
    }
}

/// The program on a port of its own, an office that is connected, and its SignalWire.
struct Town {
    service: Service,
    broker: Broker,
    calls: Calls,
    account: CarrierAccountId,
    public_url: String,
    stop: tokio::sync::watch::Sender<bool>,
    jobs: Option<job::Jobs>,
}

async fn listen(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

impl Town {
    async fn open(db: &TestDb) -> Self {
        let mut service = Service::new(db.db.clone());
        let now = service.clock.now();
        let noon = now.date_naive().and_hms_opt(18, 0, 0).expect("a time").and_utc();
        service.clock.advance(noon - now);
        service.vault = Some("7".repeat(64).parse().expect("a key"));
        service.carrier = Arc::new(Open);
        let settings = BrokerSettings {
            leads_per_number: 100,
            main_line: Some(MAIN_LINE.parse().unwrap()),
            ..BrokerSettings::default()
        };
        let new = broker::NewBroker { slug: Some("alder".to_owned()), name: "Alder".to_owned(), settings };
        let broker = broker::create(&service, &Actor::System, new).await.unwrap();
        add(&service, &Actor::System, "alder", NewNumber::of(AUSTIN.parse().unwrap())).await.unwrap();
        let given = Connect {
            space: "example".to_owned(),
            project: PROJECT.to_owned(),
            token: Some(Secret::new("PT_secret")),
            signing_key: Some(Secret::new(KEY)),
            ..Connect::default()
        };
        let whose = Whose::Broker("alder".to_owned());
        let account = connect(&service, &Actor::System, whose, given).await.unwrap();
        let fake = Fake::new(Credentials {
            project: PROJECT.to_owned(),
            token: "PT_secret".to_owned(),
            signing_key: KEY.to_owned(),
        });
        fake.add(AUSTIN);
        let calls = fake.calls().clone();
        let base = listen(fake::router(fake)).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let public_url = format!("http://{}", listener.local_addr().unwrap());
        let options = serve(&["--public-url", &public_url, "--signalwire-base", &base]);
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let app = App::new(service.clone(), options, None, stopping);
        let jobs = job::start(&app);
        let router = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { service, broker, calls, account, public_url, stop, jobs: Some(jobs) }
    }

    async fn close(mut self) {
        self.stop.send_replace(true);
        if let Some(jobs) = self.jobs.take() {
            jobs.finish().await;
        }
    }

    async fn lead(&self, name: &str, phone: &str) -> Assigned {
        let request = Assign {
            broker: Some("alder".to_owned()),
            lead: name.to_owned(),
            phone: Some(phone.to_owned()),
            ..Assign::default()
        };
        assign(&self.service, &Actor::System, request).await.unwrap()
    }

    async fn outcomes(&self, lead: &Assigned) -> Vec<String> {
        let filter = CallFilter { lead_id: Some(lead.lead_id), ..CallFilter::default() };
        let page = list(&self.service, &Actor::System, Some("alder"), filter, 50).await.unwrap();
        page.items.iter().map(|call| format!("{} {}", call.direction.as_str(), call.outcome)).collect()
    }

    fn hook(&self, name: &str) -> String {
        format!("{}/webhook/signalwire/{}/{name}", self.public_url, self.account)
    }

    async fn ring_in(&self, from: &str) -> String {
        let (_, document) = self.calls.ring_in(from, AUSTIN, &self.hook("voice"), &self.hook("status")).await;
        document
    }

    /// Until so many calls were placed, and all are over at the carrier with all their legs.
    async fn over_at_the_carrier(&self, calls: usize) {
        let goes_on =
            |call: &Value| matches!(call["status"].as_str(), Some("queued" | "ringing" | "in-progress"));
        for _ in 0..300 {
            let all = self.calls.list(None);
            let all = all["calls"].as_array().unwrap();
            let placed = all.iter().filter(|call| call["direction"] == "outbound-api").count();
            if placed == calls && !all.iter().any(goes_on) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("calls go on: {}", self.calls.list(None));
    }

    /// Until nothing waits or goes on any more.
    async fn settle(&self) {
        for _ in 0..300 {
            if open(&self.service, &Actor::System, Some("alder")).await.unwrap().is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("calls go on: {:?}", open(&self.service, &Actor::System, Some("alder")).await.unwrap());
    }
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

steadyline_db::on_both_engines! {
    async fn calls_count_once_whatever_is_lost_doubled_late_or_in_another_order(db: TestDb) {
        let town = Town::open(&db).await;
        let story = Story::default();
        let stories = [
            (story.clone(), "outbound answered"),
            (Story { twice: true, lead: Leg::Busy, ..story.clone() }, "outbound busy"),
            (Story { reversed: true, ..story.clone() }, "outbound answered"),
            (Story { lost: vec![0, 1], lead: Leg::Fails(608), ..story.clone() }, "outbound failed"),
            (Story { lost: vec![0, 1, 2, 3], lead: Leg::Answers(3), ..story.clone() }, "outbound no_answer"),
        ];
        let mut leads = Vec::new();
        for (at, (story, expected)) in stories.into_iter().enumerate() {
            let phone = format!("+1512556000{at}");
            town.calls.tell_of(&phone, story);
            leads.push((town.lead(&format!("lead-{at}"), &phone).await, expected));
            ask(&town.service, &Actor::System, Some("alder"), &format!("lead-{at}"), Ring::MainLine).await.unwrap();
        }
        town.over_at_the_carrier(5).await;
        // What was lost is asked for, once it was silent for a minute.
        town.service.clock.advance(chrono::TimeDelta::seconds(61));
        town.settle().await;
        for (at, (lead, expected)) in leads.iter().enumerate() {
            for tried in 1..=100 {
                if !town.outcomes(lead).await.is_empty() {
                    break;
                }
                // What the carrier said of it last may have come after the minute had begun.
                if tried % 20 == 0 {
                    town.service.clock.advance(chrono::TimeDelta::seconds(61));
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            assert_eq!(town.outcomes(lead).await, [*expected], "lead {at}: {:?}", town.calls.answers());
        }
        let kept = db.count("select cast(call_count * 1000 + contact_count * 100 + short_answers * 10 + network_blocks as bigint) from phone_numbers").await;
        assert_eq!(kept, 4211, "four calls that count, two answered, one short, one blocked");
        // Every lead saw its number, and nobody else rang it.
        let placed = town.calls.list(None);
        let legs: Vec<&Value> = placed["calls"].as_array().unwrap().iter().filter(|call| call["direction"] == "outbound-dial").collect();
        assert!(legs.len() == 5 && legs.iter().all(|leg| leg["from"] == AUSTIN));
        assert_eq!(disagreements(&db.db).await.unwrap(), Vec::<String>::new());
        town.close().await;
    }

    async fn a_lead_that_rings_back_reaches_the_main_line_and_a_missed_one_is_warned_of(db: TestDb) {
        let town = Town::open(&db).await;
        let (answered, missed) = (town.lead("a", "+15125560001").await, town.lead("b", "+15125560002").await);
        town.calls.tell_of(MAIN_LINE, Story { twice: true, ..Story::default() });
        let document = town.ring_in("+15125560001").await;
        assert!(document.contains(r#"callerId="+15125560001""#) && document.contains(MAIN_LINE), "{document}");
        assert_eq!(town.outcomes(&answered).await, ["inbound answered"]);
        town.calls.tell_of(MAIN_LINE, Story { office: Leg::NoAnswer, ..Story::default() });
        town.ring_in("+15125560002").await;
        assert_eq!(town.outcomes(&missed).await, ["inbound no_answer"]);
        let found = page::diagnostics(&town.service, &Actor::System, "alder").await.unwrap();
        let titles: Vec<&str> = found.warnings.iter().map(|warning| warning.title.as_str()).collect();
        assert_eq!(titles.iter().filter(|title| title.starts_with("Missed callback from")).count(), 1, "{titles:?}");
        let kept = db.count("select cast(call_count as bigint) from phone_numbers").await;
        assert_eq!(kept, 0, "callbacks are in no count");
        assert_eq!(disagreements(&db.db).await.unwrap(), Vec::<String>::new());
        town.close().await;
    }

    async fn what_is_unsigned_altered_replayed_or_foreign_is_refused_and_changes_nothing(db: TestDb) {
        let town = Town::open(&db).await;
        let lead = town.lead("a", "+15125560001").await;
        let busy = fields(&[
            ("CallSid", "6b2a1f0e-9c1d-4a57-8a1d-1f6f0a6f8c11"), ("AccountSid", PROJECT), ("CallStatus", "busy"),
            ("Direction", "outbound-api"), ("From", AUSTIN), ("To", "+15125560001"), ("SequenceNumber", "3"),
        ]);
        let url = town.hook("status");
        let pairs = |of: &[(String, String)]| of.to_vec();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let post = |url: String, body: Vec<(String, String)>, signature: Option<String>| {
            let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(body).finish();
            let mut request = client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
            if let Some(signature) = signature {
                request = request.header("x-signalwire-signature", signature);
            }
            async move { request.send().await.unwrap().status().as_u16() }
        };
        let signed = |key: &str, url: &str, of: &[(String, String)]| {
            Some(of_form(key, url, of.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
        };
        let right = signed(KEY, &url, &busy);
        let mut altered = pairs(&busy);
        altered[2].1 = "completed".to_owned();
        let mut foreign = pairs(&busy);
        foreign[1].1 = "another-project".to_owned();
        assert_eq!(post(url.clone(), pairs(&busy), None).await, 403, "unsigned");
        assert_eq!(post(url.clone(), altered, right.clone()).await, 403, "altered");
        assert_eq!(post(url.clone(), pairs(&busy), signed("another key", &url, &busy)).await, 403, "another key");
        assert_eq!(post(town.hook("voice"), pairs(&busy), right.clone()).await, 403, "another address");
        let key = signed(KEY, &url, &foreign);
        assert_eq!(post(url.clone(), foreign, key).await, 403, "another project");
        let nobody = url.replace(&town.account.to_string(), "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718");
        assert_eq!(post(nobody.clone(), pairs(&busy), signed(KEY, &nobody, &busy)).await, 403, "no connection");
        assert!(town.outcomes(&lead).await.is_empty());
        assert_eq!(db.count("select count(*) from carrier_calls").await, 0);
        assert_eq!(post(url.clone(), pairs(&busy), right.clone()).await, 204);
        assert_eq!(post(url.clone(), pairs(&busy), right).await, 403, "replayed");
        assert_eq!(town.outcomes(&lead).await, ["outbound busy"]);
        assert_eq!(town.broker.settings.min_answer_seconds, 10);
        town.close().await;
    }
}
