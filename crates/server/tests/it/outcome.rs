//! `POST /webhook/call-outcome`

use crate::harness::Server;
use serde_json::json;

const NUMBER: [&str; 1] = ["+15125550101"];

steadyline_db::on_both_engines! {
    async fn the_guides_own_outcome_holds_the_lead(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBER).await;
        server.broker.post("/webhook/assign-number", json!({"lead_id": "test_lead"})).await.expect(200);
        let body = json!({"lead_id": "test_lead", "outcome": "answered"});
        let reported = server.broker.post("/webhook/call-outcome", body).await.expect(200);
        assert_eq!((&reported["status"], &reported["action"]), (&json!("active"), &json!("held")));
        assert_eq!((&reported["call_attempts"], &reported["attempts_left"]), (&json!(1), &json!(null)));
        assert_eq!(reported["phone_number"], NUMBER[0]);
    }

    async fn a_booked_lead_is_routed_to_the_main_line(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBER).await;
        server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let body = json!({"lead_id": "a", "outcome": "booked", "appointment_at": "2027-01-04T16:00:00Z"});
        let reported = server.broker.post("/webhook/call-outcome", body).await.expect(200);
        assert_eq!((&reported["status"], &reported["action"]), (&json!("booked_locked"), &json!("locked")));
        assert_eq!(reported["route_to"], "+15125550100");
    }

    async fn a_call_that_is_named_counts_once(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBER).await;
        server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let body = json!({"lead_id": "a", "outcome": "voicemail", "call_id": "CA1"});
        let first = server.broker.post("/webhook/call-outcome", body.clone()).await.expect(200);
        let second = server.broker.post("/webhook/call-outcome", body).await.expect(200);
        assert_eq!(first, second);
        assert_eq!(server.db.count("select count(*) from calls").await, 1);
    }

    async fn an_outcome_for_an_unknown_lead_is_not_found_and_makes_none(db: TestDb) {
        let server = Server::with_numbers(db, &NUMBER).await;
        let body = json!({"lead_id": "nobody", "outcome": "answered"});
        server.broker.post("/webhook/call-outcome", body).await.problem(404, "not-found");
        assert_eq!(server.db.count("select count(*) from leads").await, 0);
    }

    async fn a_lead_that_never_had_a_number_has_no_live_assignment(db: TestDb) {
        let server = Server::start(db).await;
        server.broker.post("/api/v1/leads", json!({"reference": "a"})).await.expect(201);
        let body = json!({"lead_id": "a", "outcome": "no_answer"});
        server.broker.post("/webhook/call-outcome", body).await.problem(409, "no-live-assignment");
    }
}
