//! A broker sees only its own data, whichever way in it takes.

mod at_carrier;
mod operations;

use crate::harness::Server;
use serde_json::json;

steadyline_db::on_both_engines! {
    async fn anothers_things_do_not_exist_for_a_key(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        let assigned = server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let id = |name: &str| assigned[name].as_str().unwrap_or_default().to_owned();
        let (number, lead, assignment) = (id("number_id"), id("lead_id"), id("assignment_id"));
        for path in [
            format!("/api/v1/numbers/{number}"),
            format!("/api/v1/leads/{lead}"),
            "/api/v1/leads/a".to_owned(),
            format!("/api/v1/assignments/{assignment}"),
            "/api/v1/brokers/test_broker".to_owned(),
            format!("/api/v1/brokers/{}", id("broker_id")),
        ] {
            server.other.get(&path).await.problem(404, "not-found");
            server.other.patch(&path, json!({"name": "x"})).await.status.is_client_error().then_some(()).unwrap();
            server.admin.get(&format!("{path}?broker_id=test_broker")).await.expect(200);
            server.broker.get(&path).await.expect(200);
        }
        for (path, body) in [
            ("/webhook/assign-number".to_owned(), json!({"lead_id": "a", "broker_id": "test_broker"})),
            ("/webhook/call-outcome".to_owned(), json!({"lead_id": lead, "outcome": "booked"})),
            ("/webhook/call-outcome".to_owned(), json!({"lead_id": "a", "outcome": "booked", "broker_id": "test_broker"})),
            (format!("/api/v1/assignments/{assignment}/release"), json!({"reason": "x"})),
            (format!("/api/v1/assignments/{assignment}/release"), json!({"reason": "x", "broker_id": "test_broker"})),
            (format!("/api/v1/numbers/{number}/retire"), json!({"rehome": true})),
            (format!("/api/v1/leads/{lead}/assign"), json!({})),
        ] {
            server.other.post(&path, body).await.problem(404, "not-found");
        }
        assert_eq!(server.other.get("/api/v1/leads").await.expect(200)["items"], json!([]));
        assert_eq!(server.other.get("/api/v1/numbers").await.expect(200)["items"], json!([]));
        let shown = server.broker.get(&format!("/api/v1/assignments/{assignment}")).await.expect(200);
        assert_eq!((&shown["status"], &shown["call_attempts"]), (&json!("active"), &json!(0)));
    }

    async fn only_an_admin_makes_brokers_and_a_broker_sees_itself(db: TestDb) {
        let server = Server::start(db).await;
        let body = json!({"slug": "third", "name": "Third"});
        server.broker.post("/api/v1/brokers", body.clone()).await.problem(403, "forbidden");
        server.admin.post("/api/v1/brokers", body.clone()).await.expect(201);
        server.admin.post("/api/v1/brokers", body).await.problem(409, "already-exists");
        let own = server.broker.get("/api/v1/brokers").await.expect(200);
        assert_eq!(own["items"].as_array().map(Vec::len), Some(1));
        let all = server.admin.get("/api/v1/brokers").await.expect(200);
        assert_eq!(all["items"].as_array().map(Vec::len), Some(3));
    }

    async fn a_setting_is_changed_by_patch_and_checked(db: TestDb) {
        let server = Server::start(db).await;
        let changed = server.broker.patch("/api/v1/brokers/test_broker", json!({"settings": {"max_attempts": 7}})).await;
        assert_eq!(changed.expect(200)["settings"]["max_attempts"], 7);
        let refused = server.broker.patch("/api/v1/brokers/test_broker", json!({"settings": {"max_attempts": 51}})).await;
        assert_eq!(refused.problem(422, "invalid-field")["field"], "max_attempts");
        let refused = server.broker.patch("/api/v1/brokers/test_broker", json!({"settings": {"max_atempts": 5}})).await;
        refused.problem(422, "invalid-field");
        let shown = server.broker.get("/api/v1/brokers/test_broker").await.expect(200);
        assert_eq!(shown["settings"]["max_attempts"], 7);
        assert_eq!(shown["settings"]["main_line"], "+15125550100");
    }
}
