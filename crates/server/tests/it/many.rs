//! Many leads at once, over the API.

use crate::harness::Server;
use serde_json::{Value, json};

const RELEASE: &str = "/api/v1/assignments/release";
const REINSTATE: &str = "/api/v1/assignments/reinstate";
const SUPPRESS: &str = "/api/v1/suppressions";

/// Three leads with a number each, of which `c` booked.
async fn office(db: steadyline_db::testing::TestDb) -> Server {
    let server = Server::with_numbers(db, &["+15125550101", "+15125550102", "+15125550103"]).await;
    for (lead, phone) in [("a", "5125550171"), ("b", "5125550172"), ("c", "5125550173")] {
        let body = json!({"lead_id": lead, "phone": phone});
        server.broker.post("/webhook/assign-number", body).await.expect(200);
    }
    server
        .broker
        .post("/webhook/call-outcome", json!({"lead_id": "c", "outcome": "booked"}))
        .await
        .expect(200);
    server
}

async fn status_of(server: &Server, lead: &str) -> Value {
    let lead = server.broker.get(&format!("/api/v1/leads/{lead}")).await.expect(200);
    let path = format!("/api/v1/assignments?lead_id={}", lead["id"].as_str().unwrap());
    server.broker.get(&path).await.expect(200)["items"][0]["status"].clone()
}

steadyline_db::on_both_engines! {
    async fn a_name_that_no_database_takes_is_refused(db: TestDb) {
        let server = office(db).await;
        let body = json!({"leads": ["a", "b\u{0}"], "reason": "moved away"});
        let refused = server.broker.post(RELEASE, body).await.problem(422, "invalid-field");
        assert_eq!(refused["field"], "leads");
    }

    async fn many_give_their_numbers_back_and_get_them_again(db: TestDb) {
        let server = office(db).await;
        let ask = |dry_run: bool| json!({"leads": ["a", "b", "c"], "reason": "moved away", "dry_run": dry_run});
        let seen = server.broker.post(RELEASE, ask(true)).await.expect(200);
        assert_eq!((&seen["dry_run"], &seen["released"]), (&json!(true), &json!(2)), "who booked keeps the number");
        assert_eq!(status_of(&server, "a").await, "active");
        let done = server.broker.post(RELEASE, ask(false)).await.expect(200);
        assert_eq!((&done["released"], &done["assignments"]), (&json!(2), &seen["assignments"]));
        assert_eq!((status_of(&server, "a").await, status_of(&server, "c").await), (json!("released"), json!("booked_locked")));
        let undo = json!({"assignments": done["assignments"]});
        server.other.post(REINSTATE, undo.clone()).await.problem(404, "not-found");
        let back = server.broker.post(REINSTATE, undo).await.expect(200);
        assert_eq!((&back["reinstated"], &back["refused"]), (&json!(2), &json!([])));
        assert_eq!(status_of(&server, "b").await, "active");
        let booked = json!({"leads": ["c"], "booked": true, "reason": "called off"});
        assert_eq!(server.broker.post(RELEASE, booked).await.expect(200)["released"], 1);
    }

    async fn what_was_taken_meanwhile_is_not_given_back_and_says_so(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        let made = server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        server.broker.post(RELEASE, json!({"leads": ["a"], "reason": "why"})).await.expect(200);
        server.broker.post("/webhook/assign-number", json!({"lead_id": "b"})).await.expect(200);
        let back = json!({"assignments": [made["assignment_id"]]});
        let back = server.broker.post(REINSTATE, back).await.expect(200);
        assert_eq!((&back["reinstated"], &back["refused"][0]["assignment_id"]), (&json!(0), &made["assignment_id"]));
        assert!(back["refused"][0]["why"].as_str().unwrap().contains("no longer has room"), "{back}");
    }

    async fn who_is_silent_is_found_by_days_and_a_wrong_question_names_its_field(db: TestDb) {
        let server = office(db).await;
        let none = server.broker.post(RELEASE, json!({"silent_days": 7, "held": true})).await.expect(200);
        assert_eq!((&none["released"], &none["assignments"]), (&json!(0), &json!([])));
        for (body, field) in [
            (json!({}), "leads"),
            (json!({"leads": ["a"], "silent_days": 7}), "leads"),
            (json!({"silent_days": 0}), "silent_days"),
            (json!({"leads": [], "reason": "x"}), "leads"),
            (json!({"leads": [true], "reason": "x"}), "leads"),
            (json!({"leads": "a", "reason": "x"}), "leads"),
            (json!({"leads": ["a"]}), "reason"),
        ] {
            let refused = server.broker.post(RELEASE, body.clone()).await.problem(422, "invalid-field");
            assert_eq!(refused["field"], field, "{body}");
        }
        server.broker.post(RELEASE, json!({"leads": ["a", "nobody"], "reason": "x"})).await.problem(404, "not-found");
        assert_eq!(status_of(&server, "a").await, "active", "all or none");
        let refused = server.broker.post(REINSTATE, json!({"assignments": []})).await.problem(422, "invalid-field");
        assert_eq!(refused["field"], "assignments");
        let refused = server.broker.post(SUPPRESS, json!({"leads": []})).await.problem(422, "invalid-field");
        assert_eq!(refused["field"], "leads");
    }

    async fn many_are_suppressed_and_it_is_taken_back_with_their_numbers(db: TestDb) {
        let server = office(db).await;
        let call = json!({"lead_id": "b", "outcome": "do_not_call"});
        server.broker.post("/webhook/call-outcome", call).await.expect(200);
        let done = server.broker.post(SUPPRESS, json!({"leads": ["a", "b"]})).await.expect(200);
        assert_eq!(done["suppressed"], 1, "b asked for it already");
        assert_eq!(status_of(&server, "a").await, "released");
        let undo = format!("{SUPPRESS}/undo");
        server.other.post(&undo, json!({"leads": done["leads"]})).await.problem(404, "not-found");
        let undone = server.broker.post(&undo, json!({"leads": ["a", "b"]})).await.expect(200);
        assert_eq!((&undone["undone"], &undone["leads"][0]["without_number"]), (&json!(1), &Value::Null));
        assert!(undone["refused"][0]["why"].as_str().unwrap().contains("on a call"), "{undone}");
        assert_eq!(status_of(&server, "a").await, "active");
        let again = server.broker.post(&undo, json!({"leads": ["a"]})).await.expect(200);
        assert_eq!((&again["undone"], &again["refused"]), (&json!(0), &json!([])), "nothing is taken back twice");
        let still = server.broker.get("/api/v1/leads?suppressed=true").await.expect(200);
        assert_eq!((still["items"].as_array().map(Vec::len), &still["items"][0]["reference"]), (Some(1), &json!("b")));
    }
}
