//! What cannot be done is refused with the right status, type and field, and nothing of it is kept.

use crate::harness::Server;
use serde_json::json;

/// Body, status, end of the problem's type, field.
const ASSIGN: &[(&str, u16, &str, &str)] = &[
    ("{", 400, "malformed", ""),
    ("[]", 400, "malformed", ""),
    ("lead_id=a", 400, "malformed", ""),
    ("", 422, "invalid-field", "lead_id"),
    ("{}", 422, "invalid-field", "lead_id"),
    (r#"{"lead_id": null}"#, 422, "invalid-field", "lead_id"),
    (r#"{"lead_id": " "}"#, 422, "invalid-field", "lead_id"),
    (r#"{"lead_id": ["a"]}"#, 422, "invalid-field", "lead_id"),
    (r#"{"lead_id": true}"#, 422, "invalid-field", "lead_id"),
    (r#"{"lead_id": 1.5}"#, 422, "invalid-field", "lead_id"),
    (r#"{"lead_id": "a\u0000b"}"#, 422, "invalid-field", "lead_id"),
    (r#"{"lead_id": "a", "name": "a\u0000b"}"#, 422, "invalid-field", "name"),
    (r#"{"lead_id": "a", "broker_id": "\u0000"}"#, 422, "invalid-field", "broker_id"),
    (r#"{"lead_id": "a", "broker_id": "nobody"}"#, 404, "not-found", ""),
    (r#"{"lead_id": "a", "phone": "12"}"#, 422, "invalid-field", "phone"),
    (r#"{"lead_id": "a", "phone": {}}"#, 422, "invalid-field", "phone"),
    (r#"{"lead_id": "a", "state": "Nowhere"}"#, 422, "invalid-field", "state"),
    (r#"{"lead_id": "a", "state": "QX"}"#, 422, "invalid-field", "state"),
    (r#"{"lead_id": "a", "area_code": "12"}"#, 422, "invalid-field", "area_code"),
    (r#"{"lead_id": "a", "quality": "lukewarm"}"#, 422, "invalid-field", "quality"),
    (r#"{"lead_id": "a", "max_attempts": 0}"#, 422, "invalid-field", "max_attempts"),
    (r#"{"lead_id": "a", "max_attempts": 51}"#, 422, "invalid-field", "max_attempts"),
    (r#"{"lead_id": "a", "max_attempts": "many"}"#, 422, "invalid-field", "max_attempts"),
    (r#"{"lead_id": "a", "force": "yes"}"#, 422, "invalid-field", "force"),
];

const OUTCOME: &[(&str, u16, &str, &str)] = &[
    ("{", 400, "malformed", ""),
    (r#"{"lead_id": "known"}"#, 422, "invalid-field", "outcome"),
    (r#"{"lead_id": "known", "outcome": "answerd"}"#, 422, "invalid-field", "outcome"),
    (r#"{"lead_id": "known", "outcome": 7}"#, 422, "invalid-field", "outcome"),
    (r#"{"lead_id": "unknown", "outcome": "answered"}"#, 404, "not-found", ""),
    (
        r#"{"lead_id": "known", "outcome": "answered", "phone_number": "x"}"#,
        422,
        "invalid-field",
        "phone_number",
    ),
    (
        r#"{"lead_id": "known", "outcome": "answered", "phone_number": "+15125550999"}"#,
        422,
        "invalid-field",
        "phone_number",
    ),
    (
        r#"{"lead_id": "known", "outcome": "answered", "call_duration": "long"}"#,
        422,
        "invalid-field",
        "call_duration",
    ),
    (
        r#"{"lead_id": "known", "outcome": "answered", "call_duration": -1}"#,
        422,
        "invalid-field",
        "call_duration",
    ),
    (
        r#"{"lead_id": "known", "outcome": "answered", "call_timestamp": "noon"}"#,
        422,
        "invalid-field",
        "call_timestamp",
    ),
    (
        r#"{"lead_id": "known", "outcome": "answered", "call_timestamp": "2999-01-01T00:00:00Z"}"#,
        422,
        "invalid-field",
        "call_timestamp",
    ),
    (
        r#"{"lead_id": "known", "outcome": "answered", "call_timestamp": "2001-01-01T00:00:00Z"}"#,
        422,
        "invalid-field",
        "call_timestamp",
    ),
    (
        r#"{"lead_id": "known", "outcome": "booked", "appointment_at": 5}"#,
        422,
        "invalid-field",
        "appointment_at",
    ),
    (r#"{"lead_id": "known", "outcome": "answered", "notes": "a\u0000b"}"#, 422, "invalid-field", "notes"),
    (
        r#"{"lead_id": "known", "outcome": "answered", "call_id": "a\u0000b"}"#,
        422,
        "invalid-field",
        "call_id",
    ),
    (r#"{"lead_id": "\u0000", "outcome": "answered"}"#, 422, "invalid-field", "lead_id"),
    (r#"{"lead_id": "known", "outcome": "answered", "correct": "no"}"#, 422, "invalid-field", "correct"),
];

async fn rows(server: &Server) -> (i64, i64, i64) {
    (
        server.db.count("select count(*) from leads").await,
        server.db.count("select count(*) from lead_number_assignments").await,
        server.db.count("select count(*) from calls").await,
    )
}

steadyline_db::on_both_engines! {
    async fn a_bad_request_for_a_number_is_refused_and_changes_nothing(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        for (body, status, code, field) in ASSIGN {
            let problem = server.broker.post_text("/webhook/assign-number", body).await.problem(*status, code);
            assert_eq!(problem["field"].as_str().unwrap_or_default(), *field, "{body}");
        }
        assert_eq!(rows(&server).await, (0, 0, 0));
    }

    async fn a_bad_outcome_is_refused_and_changes_nothing(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        server.broker.post("/webhook/assign-number", json!({"lead_id": "known"})).await.expect(200);
        for (body, status, code, field) in OUTCOME {
            let problem = server.broker.post_text("/webhook/call-outcome", body).await.problem(*status, code);
            assert_eq!(problem["field"].as_str().unwrap_or_default(), *field, "{body}");
        }
        let unknown = json!({"lead_id": "known", "outcome": "answerd"});
        let problem = server.broker.post("/webhook/call-outcome", unknown).await.problem(422, "invalid-field");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("not_interested")), "{problem}");
        assert_eq!(rows(&server).await, (1, 1, 0));
    }

    async fn a_text_that_no_database_takes_breaks_nothing(db: TestDb) {
        let server = Server::start(db).await;
        let long = "x".repeat(300);
        for body in [json!({"lead_id": long}), json!({"lead_id": "a", "name": long})] {
            server.broker.post("/webhook/assign-number", body).await.problem(422, "invalid-field");
        }
        for path in ["leads/%00", "leads?search=%00", "numbers?search=%00", "brokers/%00", "leads?cursor=%00"] {
            let answer = server.broker.get(&format!("/api/v1/{path}")).await;
            assert!(!answer.status.is_server_error(), "{path}: {}", answer.text);
        }
        let body = json!({"name": "a\u{0}b"});
        server.broker.post("/api/v1/leads", body).await.problem(422, "invalid-field");
        let body = json!({"number": "5125550101", "label": "a\u{0}b"});
        server.broker.post("/api/v1/numbers", body).await.problem(422, "invalid-field");
        server.broker.named("a", "/api/v1/leads", json!({"reference": "x\u{0}"})).await.problem(422, "invalid-field");
        let request = server.nobody.request("POST", "/fn/sign_in");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = server.nobody.send(request.body("email=%00&password=%00".into()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.refusal().field.as_deref()), (422, Some("email")));
        assert_eq!(server.nobody.get("/b/%00").await.status.as_u16(), 400);
    }

    async fn a_body_that_is_too_large_is_refused(db: TestDb) {
        let server = Server::start(db).await;
        let body = json!({"lead_id": "a", "name": "x".repeat(64 * 1024)});
        server.broker.post("/webhook/assign-number", body.clone()).await.problem(413, "too-large");
        server.broker.named("n", "/webhook/assign-number", body).await.problem(413, "too-large");
    }

    async fn whoever_sends_no_key_or_a_wrong_one_is_not_let_in(db: TestDb) {
        let server = Server::start(db).await;
        for path in ["/webhook/assign-number", "/webhook/call-outcome", "/api/v1/leads"] {
            let refused = server.nobody.post(path, json!({"lead_id": "a"})).await;
            assert!(refused.header("www-authenticate").starts_with("Bearer"));
            refused.problem(401, "unauthenticated");
            let request = server.nobody.request("POST", path).header("authorization", "Bearer sl_nobody.secret");
            let refused = server.nobody.send(request.body("{}".into()).unwrap()).await;
            refused.problem(401, "unauthenticated");
        }
        assert_eq!(rows(&server).await, (0, 0, 0));
    }

    async fn what_is_nowhere_is_said_in_json_to_programs(db: TestDb) {
        let server = Server::start(db).await;
        server.broker.get("/api/v1/nothing").await.problem(404, "not-found");
        server.broker.get("/api/v1/numbers/nonsense").await.problem(404, "not-found");
        server.broker.get("/webhook/assign-number").await.problem(405, "method-not-allowed");
        server.broker.get("/api/v1/leads?limit=501").await.problem(422, "invalid-field");
        server.broker.get("/api/v1/leads?cursor=nonsense").await.problem(422, "invalid-field");
    }

    async fn a_key_that_asks_too_often_is_told_when_to_come_again(db: TestDb) {
        let server = Server::start_with(db, &["--requests-per-second", "1", "--request-burst", "2"]).await;
        for _ in 0..2 {
            server.broker.get("/api/v1/leads").await.expect(200);
        }
        let refused = server.broker.get("/api/v1/leads").await;
        assert_eq!(refused.header("retry-after"), "1");
        refused.problem(429, "too-many-requests");
        server.other.get("/api/v1/leads").await.expect(200);
    }
}
