//! `Idempotency-Key`

use crate::harness::Server;
use serde_json::json;

steadyline_db::on_both_engines! {
    async fn a_named_request_is_done_once_and_its_reply_given_again(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let body = json!({"lead_id": "a", "outcome": "voicemail"});
        let first = server.broker.named("one", "/webhook/call-outcome", body.clone()).await;
        let second = server.broker.named("one", "/webhook/call-outcome", body.clone()).await;
        assert_eq!((first.status, &first.text), (second.status, &second.text));
        assert_eq!((first.header("idempotency-replayed"), second.header("idempotency-replayed")), ("", "true"));
        assert_eq!(server.db.count("select count(*) from calls").await, 1);
        server.broker.named("two", "/webhook/call-outcome", body).await.expect(200);
        assert_eq!(server.db.count("select count(*) from calls").await, 2);
    }

    async fn a_name_with_another_body_is_refused(db: TestDb) {
        let server = Server::start(db).await;
        server.broker.named("one", "/api/v1/leads", json!({"reference": "a"})).await.expect(201);
        let refused = server.broker.named("one", "/api/v1/leads", json!({"reference": "b"})).await;
        refused.problem(422, "idempotency-key-reused");
        assert_eq!(server.db.count("select count(*) from leads").await, 1);
    }

    async fn a_name_belongs_to_its_key_and_its_path(db: TestDb) {
        let server = Server::start(db).await;
        server.broker.named("one", "/api/v1/leads", json!({"reference": "a"})).await.expect(201);
        server.other.named("one", "/api/v1/leads", json!({"reference": "a"})).await.expect(201);
        server.broker.named("one", "/api/v1/numbers", json!({"number": "5125550101"})).await.expect(201);
    }

    async fn after_a_refusal_the_same_name_tries_afresh(db: TestDb) {
        let server = Server::start(db).await;
        let body = json!({"lead_id": "a"});
        server.broker.named("one", "/webhook/assign-number", body.clone()).await.problem(409, "no-available-number");
        server.broker.post("/api/v1/numbers", json!({"number": "+15125550101"})).await.expect(201);
        server.broker.named("one", "/webhook/assign-number", body).await.expect(200);
    }

    async fn two_at_once_count_once(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let body = json!({"lead_id": "a", "outcome": "voicemail"});
        let ask = || server.broker.named("one", "/webhook/call-outcome", body.clone());
        let (first, second, third) = tokio::join!(ask(), ask(), ask());
        assert_eq!(first.text, second.text);
        assert_eq!(second.text, third.text);
        first.expect(200);
        assert_eq!(server.db.count("select count(*) from calls").await, 1);
    }

    async fn a_name_must_be_sendable(db: TestDb) {
        let server = Server::start(db).await;
        let refused = server.broker.named(&"x".repeat(256), "/api/v1/leads", json!({"reference": "a"})).await;
        refused.problem(422, "invalid-field");
    }
}
