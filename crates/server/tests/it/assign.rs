//! `POST /webhook/assign-number`

use crate::harness::Server;
use serde_json::json;

const NUMBERS: [&str; 2] = ["+15125550101", "+15125550102"];

steadyline_db::on_both_engines! {
    async fn the_guides_own_request_gets_a_number_and_keeps_it(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBERS).await;
        let body = json!({"lead_id": "test_lead", "broker_id": "test_broker"});
        let first = server.broker.post("/webhook/assign-number", body.clone()).await.expect(200);
        assert_eq!(first["created"], true);
        assert_eq!(first["status"], "active");
        assert_eq!(first["lead_reference"], "test_lead");
        assert_eq!(first["broker_slug"], "test_broker");
        assert_eq!(first["match"], "anywhere");
        assert_eq!((&first["call_attempts"], &first["max_attempts"]), (&json!(0), &json!(5)));
        let again = server.broker.post("/webhook/assign-number", body).await.expect(200);
        assert_eq!(again["created"], false);
        assert_eq!(again["assignment_id"], first["assignment_id"]);
        assert_eq!(again["phone_number"], first["phone_number"]);
    }

    async fn a_key_of_one_broker_need_not_name_it_and_an_admins_key_must(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBERS).await;
        let assigned = server.broker.post("/webhook/assign-number", json!({"lead_id": 42})).await.expect(200);
        assert_eq!(assigned["lead_reference"], "42");
        let refused = server.admin.post("/webhook/assign-number", json!({"lead_id": 43})).await;
        refused.problem(422, "invalid-field");
        let body = json!({"lead_id": 43, "broker_id": "test_broker"});
        server.admin.post("/webhook/assign-number", body).await.expect(200);
    }

    async fn the_same_person_gets_the_same_number_under_another_reference(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBERS).await;
        let first = json!({"lead_id": "a", "phone": "(512) 555-0142"});
        let first = server.broker.post("/webhook/assign-number", first).await.expect(200);
        assert_eq!(first["match"], "area_code");
        let second = json!({"lead_id": "b", "phone": "+1 512 555 0142"});
        let second = server.broker.post("/webhook/assign-number", second).await.expect(200);
        assert_eq!((&second["created"], &second["match"]), (&json!(false), &json!("same_person")));
        assert_eq!(second["assignment_id"], first["assignment_id"]);
        assert_eq!(second["lead_reference"], "b");
    }

    async fn a_full_pool_says_what_was_ruled_out(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBERS[..1]).await;
        server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let refused = server.broker.post("/webhook/assign-number", json!({"lead_id": "b"})).await;
        let problem = refused.problem(409, "no-available-number");
        assert_eq!(problem["ruled_out"]["full"], 1);
        assert!(problem.get("next_free_at").is_some());
        server.broker.get("/api/v1/leads/b").await.problem(404, "not-found");
    }

    async fn another_phone_for_a_known_lead_is_refused(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBERS).await;
        let body = json!({"lead_id": "a", "phone": "5125550142"});
        server.broker.post("/webhook/assign-number", body).await.expect(200);
        let refused = server.broker.post("/webhook/assign-number", json!({"lead_id": "a", "phone": "5125550143"})).await;
        assert_eq!(refused.problem(409, "phone-differs")["field"], "phone");
    }

    async fn an_unreachable_lead_says_when_to_try_again_and_force_overrides_it(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBERS).await;
        let assign = json!({"lead_id": "a", "max_attempts": 1});
        server.broker.post("/webhook/assign-number", assign).await.expect(200);
        let outcome = json!({"lead_id": "a", "outcome": "no_answer"});
        let reported = server.broker.post("/webhook/call-outcome", outcome).await.expect(200);
        assert_eq!((&reported["status"], &reported["action"]), (&json!("unreachable"), &json!("unreachable")));
        let refused = server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await;
        let seconds: i64 = refused.header("retry-after").parse().unwrap();
        assert!((6 * 86_400..=7 * 86_400).contains(&seconds), "{seconds}");
        let refused = refused.problem(409, "lead-unreachable");
        assert_eq!(refused["retry_after"], seconds);
        assert!(refused["detail"].as_str().unwrap().ends_with("Send \"force\": true to do it now."), "{refused}");
        let forced = json!({"lead_id": "a", "force": true});
        assert_eq!(server.broker.post("/webhook/assign-number", forced).await.expect(200)["created"], true);
    }
}
