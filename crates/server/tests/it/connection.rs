//! Connecting to SignalWire over the API: tested before it is kept, sealed, and never shown again.

use crate::harness::Server;
use serde_json::{Value, json};
use steadyline_signalwire::fake::{Credentials, Fake, Fault, router};
use tokio::net::TcpListener;

const KEY: &str = "7777777777777777777777777777777777777777777777777777777777777777";

async fn fake() -> (Fake, String) {
    let fake = Fake::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = router(fake.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (fake, base)
}

/// What lets into the fake.
fn right() -> Value {
    let Credentials { project, token, signing_key } = Credentials::default();
    json!({"space": "Demo.signalwire.com", "project": project, "token": token, "signing_key": signing_key})
}

fn with(mut body: Value, field: &str, value: impl Into<Value>) -> Value {
    body[field] = value.into();
    body
}

steadyline_db::on_both_engines! {
    async fn a_connection_is_tested_before_it_is_kept_and_what_lets_in_is_never_shown(db: TestDb) {
        let (fake, base) = fake().await;
        let server = Server::start_with(db, &["--secret-key", KEY, "--signalwire-base", &base]).await;
        let none = server.broker.get("/api/v1/carrier").await.expect(200);
        assert_eq!(none, json!({"uses": "none", "connection": null}));
        for (body, field) in [
            (with(right(), "space", "evil.example.com/x"), "space"),
            (with(right(), "project", "8f0119bf"), "project"),
            (with(right(), "token", "PT_wrong"), "token"),
            (with(right(), "token", ""), "token"),
            (with(right(), "signing_key", "with a blank"), "signing_key"),
            (with(right(), "monthly_cents", -1), "monthly_cents"),
            (with(right(), "buys_per_day", 1001), "buys_per_day"),
        ] {
            let refused = server.broker.put("/api/v1/carrier", body).await.problem(422, "invalid-field");
            assert_eq!(refused["field"], field, "{refused}");
        }
        fake.fail([Fault::Status(500, None); 8]);
        server.broker.put("/api/v1/carrier", right()).await.problem(503, "carrier-down");
        assert_eq!(server.db.count("select count(*) from carrier_accounts").await, 0, "nothing was kept");
        fake.forget_faults();

        let made = server.broker.put("/api/v1/carrier", with(right(), "monthly_cents", 50)).await;
        assert!(!made.told().contains("PT_") && !made.told().contains("PSK_"), "{}", made.told());
        let made = made.expect(200);
        let known = &made["connection"];
        assert_eq!((&made["uses"], &known["space"], &known["project_end"]), (&json!("own"), &json!("demo"), &json!("5550")));
        assert_eq!((&known["state"], &known["monthly_cents"], &known["buys_per_day"]), (&json!("works"), &json!(50), &json!(10)));
        let shown = server.broker.get("/api/v1/carrier").await.expect(200);
        assert_eq!(shown["connection"]["id"], known["id"]);
        let hook = known["voice_url"].as_str().unwrap();
        assert!(hook.ends_with(&format!("/webhook/signalwire/{}/voice", known["id"].as_str().unwrap())), "{hook}");

        // What is left out stays, in the same project.
        let less = json!({"space": "demo", "buys_per_day": 3});
        let changed = server.broker.put("/api/v1/carrier", less).await.expect(200);
        assert_eq!((&changed["connection"]["buys_per_day"], &changed["connection"]["project_end"]), (&json!(3), &json!("5550")));
        let elsewhere = json!({"space": "another", "project": "b3877c40-da60-4998-90ad-b792e98472af"});
        let refused = server.broker.put("/api/v1/carrier", elsewhere).await.problem(422, "invalid-field");
        assert_eq!(refused["field"], "token", "what lets into one project is not shown to another");

        fake.fail([Fault::Status(401, None)]);
        server.broker.post("/api/v1/carrier/test", json!({})).await.problem(409, "carrier-refused");
        let failing = server.broker.get("/api/v1/carrier").await.expect(200);
        assert_eq!(failing["connection"]["state"], "fails");
        assert!(failing["connection"]["error"].as_str().unwrap().contains("refuses"), "{failing}");
        let works = server.broker.post("/api/v1/carrier/test", json!({})).await.expect(200);
        assert_eq!((&works["connection"]["state"], &works["connection"]["error"]), (&json!("works"), &json!(null)));

        server.broker.delete("/api/v1/carrier").await.expect(204);
        server.broker.delete("/api/v1/carrier").await.problem(409, "carrier-not-connected");
        let told: i64 = server.db.count("select count(*) from audit_log where action like 'carrier.%'").await;
        assert_eq!(told, 3, "connected, changed, disconnected");
    }

    async fn the_installations_connection_is_every_brokers_without_one_of_its_own(db: TestDb) {
        let (_fake, base) = fake().await;
        let server = Server::start_with(db, &["--secret-key", KEY, "--signalwire-base", &base]).await;
        server.broker.put("/api/v1/carrier", right()).await.expect(200);
        let made = server.admin.put("/api/v1/carrier", with(right(), "installation", true)).await.expect(200);
        assert_eq!(made["connection"]["broker_id"], json!(null));
        let other = server.other.get("/api/v1/carrier").await.expect(200);
        assert_eq!(other, json!({"uses": "installation", "connection": null}), "it is not theirs to see");
        assert_eq!(server.broker.get("/api/v1/carrier").await.expect(200)["uses"], "own");
        server.other.delete("/api/v1/carrier").await.problem(409, "carrier-not-connected");
        let refused = server.other.delete("/api/v1/carrier?installation=true").await.problem(422, "invalid-field");
        assert_eq!(refused["field"], "installation");
        server.admin.delete("/api/v1/carrier").await.problem(422, "invalid-field");
        server.admin.delete("/api/v1/carrier?installation=true").await.expect(204);
        assert_eq!(server.other.get("/api/v1/carrier").await.expect(200)["uses"], "none");
        assert_eq!(server.broker.get("/api/v1/carrier").await.expect(200)["uses"], "own");
    }

    async fn without_a_key_nothing_is_kept_and_with_another_one_nothing_is_opened(db: TestDb) {
        let (_fake, base) = fake().await;
        let url = ["--signalwire-base", base.as_str()];
        let server = Server::start_with(db, &["--secret-key", KEY, url[0], url[1]]).await;
        server.broker.put("/api/v1/carrier", right()).await.expect(200);
        let other_key = "8".repeat(64);
        let moved = server.again(&["--secret-key", &other_key, url[0], url[1]]);
        let locked = moved.get("/api/v1/carrier").await.expect(200);
        assert_eq!((&locked["connection"]["state"], &locked["connection"]["space"]), (&json!("other_key"), &json!(null)));
        moved.post("/api/v1/carrier/test", json!({})).await.problem(409, "carrier-locked");
        let keyless = server.again(&url);
        assert_eq!(keyless.get("/api/v1/carrier").await.expect(200)["connection"]["state"], "no_key");
        let refused = keyless.put("/api/v1/carrier", right()).await.problem(409, "carrier-locked");
        assert!(refused["detail"].as_str().unwrap().contains("STEADYLINE_SECRET_KEY"), "{refused}");
        // Entered anew under the other key it works again.
        moved.put("/api/v1/carrier", right()).await.expect(200);
        assert_eq!(moved.get("/api/v1/carrier").await.expect(200)["connection"]["state"], "works");
    }
}
