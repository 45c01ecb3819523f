//! Numbers at SignalWire, by the API and the pages' functions, against a SignalWire of our own with its pages, limits and
//! failures.

use crate::harness::Server;
use crate::server_functions::{ask, sign_in};
use serde_json::{Value, json};
use std::time::Duration;
use steadyline_core::id::CarrierAccountId;
use steadyline_core::user::Actor;
use steadyline_db::testing::TestDb;
use steadyline_server::job;
use steadyline_service::carrier::{Connect, Secret, Whose, connect};
use steadyline_signalwire::fake::{Fake, Fault, router};
use tokio::net::TcpListener;

const AUSTIN: &str = "+15125550142";
const DALLAS: &str = "+12145550114";
const TAMPA: &str = "+18135550165";
const KEY: &str = "7777777777777777777777777777777777777777777777777777777777777777";

/// A server whose `test_broker` is connected to a SignalWire with three numbers, of which it lists two a page.
struct Town {
    server: Server,
    fake: Fake,
    account: CarrierAccountId,
    jobs: job::Jobs,
}

impl Town {
    async fn open(db: TestDb) -> Self {
        let fake = Fake::default();
        for number in [AUSTIN, DALLAS, TAMPA] {
            fake.add(number);
        }
        fake.page_by(2);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let answers = router(fake.clone());
        tokio::spawn(async move { axum::serve(listener, answers).await });
        let options = ["--signalwire-base", &base, "--secret-key", KEY];
        let server = Server::start_with(db, &options).await;
        server.broker.post("/api/v1/numbers", json!({ "number": AUSTIN })).await.expect(201);
        let credentials = fake.credentials().clone();
        let given = Connect {
            space: "example".to_owned(),
            project: credentials.project,
            token: Some(Secret::new(credentials.token)),
            signing_key: Some(Secret::new(credentials.signing_key)),
            monthly_cents: Some(50),
            buys_per_day: Some(3),
        };
        let whose = Whose::Broker("test_broker".to_owned());
        let account = connect(&server.app.service, &Actor::System, whose, given).await.unwrap();
        let jobs = job::start(&server.app);
        Self { server, fake, account, jobs }
    }

    async fn close(self) {
        let Self { server, jobs, .. } = self;
        drop(server);
        jobs.finish().await;
    }

    /// The newest sync, once it stands so.
    async fn synced(&self, status: &str) -> Value {
        for _ in 0..200 {
            let now = self.server.broker.get("/api/v1/numbers/sync").await;
            if now.status.as_u16() == 200 && now.json["status"] == status {
                return now.json;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{}", self.server.broker.get("/api/v1/numbers/sync").await.text);
    }

    async fn numbers(&self) -> Vec<Value> {
        let listed = self.server.broker.get("/api/v1/numbers").await.expect(200);
        listed["items"].as_array().unwrap().clone()
    }

    fn voice_url(&self, number: &str) -> String {
        let numbers = self.fake.numbers();
        let found = numbers.into_iter().find(|known| known.phone_number == number);
        found.expect("the project has it").voice_url
    }

    fn ours(&self) -> String {
        format!("http://127.0.0.1:3000/webhook/signalwire/{}/voice", self.account)
    }
}

steadyline_db::on_both_engines! {
    async fn numbers_are_synced_by_themselves_and_when_somebody_says_so(db: TestDb) {
        let town = Town::open(db).await;
        // The program looks at once when it begins.
        let first = town.synced("done").await;
        assert_eq!((&first["is_automatic"], &first["add"], &first["seen"]), (&json!(true), &json!(2), &json!(3)));
        assert_eq!(town.numbers().await.len(), 3);

        town.fake.remove(DALLAS);
        let broker = &town.server.broker;
        let begun = broker.post("/api/v1/numbers/sync", json!({})).await.expect(202);
        assert_eq!(begun["is_automatic"], false);
        let found = town.synced("ready").await;
        assert_eq!((&found["gone"], &found["calls_go_elsewhere"]), (&json!(1), &json!(2)));
        assert_eq!(found["changes"][0]["number"], DALLAS);
        let path = format!("/api/v1/numbers/sync/{}/apply", found["id"].as_str().unwrap());
        broker.post(&path, json!({ "configure": true })).await.expect(202);
        let done = town.synced("done").await;
        assert_eq!((&done["done"], &done["of"], &done["error"]), (&json!(5), &json!(5), &Value::Null));
        assert_eq!(town.voice_url(AUSTIN), town.ours());
        let gone = town.numbers().await.into_iter().find(|number| number["number"] == DALLAS).unwrap();
        assert_eq!(gone["standing"], "gone");
        broker.post(&path, json!({})).await.problem(409, "refused-transition");
        town.close().await;
    }

    async fn a_signalwire_that_fails_is_told_of_and_holds_up_nothing(db: TestDb) {
        let town = Town::open(db).await;
        town.synced("done").await;
        // More often than a request is tried again.
        town.fake.fail(std::iter::repeat_n(Fault::Status(503, None), 4));
        town.server.broker.post("/api/v1/numbers/sync", json!({})).await.expect(202);
        let body = json!({"lead_id": "a", "phone": "512 555 0176"});
        town.server.broker.post("/webhook/assign-number", body).await.expect(200);
        let failed = town.synced("failed").await;
        assert!(failed["error"].as_str().unwrap().contains("is not working right now"), "{failed}");
        assert_eq!(town.numbers().await.len(), 3);
        town.close().await;
    }

    async fn numbers_are_found_bought_and_in_the_pool(db: TestDb) {
        let town = Town::open(db).await;
        let broker = &town.server.broker;
        let found = broker.get("/api/v1/numbers/available?area_code=512").await.expect(200);
        assert_eq!(found["items"].as_array().unwrap().len(), 6);
        assert_eq!(found["items"][0], json!({"number": "+15125550160", "town": "AUSTIN", "state": "TX"}));
        assert_eq!(broker.get("/api/v1/numbers/available?state=TX").await.expect(200)["items"].as_array().unwrap().len(), 24);
        let wrong = broker.get("/api/v1/numbers/available").await.problem(422, "invalid-field");
        assert_eq!(wrong["field"], "area_code");

        let buy = |numbers: Value, cents: Value| broker.post("/api/v1/numbers/buy", json!({"numbers": numbers, "monthly_cents": cents}));
        assert_eq!(buy(json!(["+15125550160"]), Value::Null).await.problem(422, "invalid-field")["field"], "monthly_cents");
        assert_eq!(buy(json!(["+15125550160"]), json!(1)).await.problem(422, "invalid-field")["field"], "monthly_cents");
        let bought = buy(json!(["+15125550160"]), json!(50)).await.expect(200);
        assert_eq!(bought["items"][0]["status"], "bought");
        assert_eq!(town.voice_url("+15125550160"), town.ours());
        let mine = town.numbers().await.into_iter().find(|number| number["number"] == "+15125550160").unwrap();
        assert_eq!((&mine["standing"], &mine["state"]), (&json!("active"), &json!("TX")));

        town.fake.snatch("+15125550165");
        let gone = buy(json!(["+15125550165"]), json!(50)).await.problem(409, "carrier-refused");
        assert!(gone["detail"].as_str().unwrap().contains("omeone else has the number"), "{gone}");
        // Its reply is lost: it is found out, and bought once.
        town.fake.fail([Fault::Lost]);
        assert_eq!(buy(json!(["+15125550170"]), json!(50)).await.expect(200)["items"][0]["status"], "unsure");
        let id = town.server.service.clone();
        let office = steadyline_service::broker::find(&id, &Actor::System, "test_broker").await.unwrap().id;
        steadyline_service::carrier::finish_open(&town.server.app.service, office).await.unwrap();
        let orders = broker.get("/api/v1/numbers/orders").await.expect(200);
        let statuses: Vec<&Value> = orders["items"].as_array().unwrap().iter().map(|order| &order["status"]).collect();
        assert_eq!(statuses, ["bought", "failed", "bought"]);
        let asked = town.fake.asked().into_iter().filter(|(method, path)| method == "POST" && path.ends_with("/IncomingPhoneNumbers"));
        assert_eq!(asked.count(), 3);
        // Two of three are bought today.
        let two = buy(json!(["+15125550175", "+15125550180"]), json!(50)).await.problem(422, "invalid-field");
        assert_eq!(two["field"], "numbers");
        town.close().await;
    }

    async fn a_number_is_given_up_held_and_given_back(db: TestDb) {
        let town = Town::open(db).await;
        town.synced("done").await;
        let broker = &town.server.broker;
        let all = town.numbers().await;
        let number = all.iter().find(|number| number["number"] == TAMPA).unwrap();
        let path = format!("/api/v1/numbers/{}/release", number["id"].as_str().unwrap());
        town.server.other.post(&path, json!({})).await.problem(404, "not-found");
        let held = broker.post(&path, json!({})).await.expect(200);
        assert_eq!((&held["standing"], &held["released_at"]), (&json!("retired"), &Value::Null));
        assert!(held["release_at"].is_string());
        town.server.service.clock.advance(chrono::TimeDelta::days(31));
        let office = steadyline_service::broker::find(&town.server.service, &Actor::System, "test_broker").await.unwrap().id;
        steadyline_service::carrier::give_up_due(&town.server.app.service, office).await.unwrap();
        assert!(town.fake.numbers().iter().all(|number| number.phone_number != TAMPA));
        let path = path.replace("release", "activate");
        broker.post(&path, json!({})).await.problem(409, "numbers-in-the-way");
        town.close().await;
    }

    async fn pages_say_what_would_change_and_buy(db: TestDb) {
        let town = Town::open(db).await;
        town.synced("done").await;
        let cookie = sign_in(&town.server, "test_broker").await;
        let call = |name: &'static str, fields: &'static str| {
            let (server, cookie) = (&town.server, &cookie);
            async move { ask(server, name, cookie, fields).await }
        };
        town.fake.add("+13055550171");
        let looked = call("look_at_carrier", "broker=test_broker").await;
        assert!(looked.text.contains("Nothing has changed yet"), "{}", looked.text);
        let page = call("buy_page", "broker=test_broker&query[area_code]=512").await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.text);
        let form = "broker=test_broker&numbers[3]=%2B15125550175&monthly_price=0.50";
        let refused = call("buy_numbers", form).await;
        assert_eq!((refused.status.as_u16(), refused.refusal().field.as_deref()), (422, Some("confirmed")));
        let form = "broker=test_broker&numbers[3]=%2B15125550175&monthly_price=0.50&confirmed=true";
        let bought = call("buy_numbers", form).await;
        assert!(bought.text.contains("(512) 555-0175 is bought and in the pool."), "{}", bought.text);
        let given = call("release_number", "broker=test_broker&number=15125550175").await;
        assert!(given.text.contains("is given up"), "{}", given.text);
        town.close().await;
    }
}
