//! Many numbers at once, over the API.

use crate::harness::Server;
use serde_json::json;

const ALL: &str = "/api/v1/numbers/bulk";

steadyline_db::on_both_engines! {
    async fn many_numbers_are_changed_or_none_and_the_change_is_taken_back(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101", "+12125550102", "+13055550103"]).await;
        let texas = json!({"action": "retire", "filter": {"state": "TX", "band": null}, "count": 1});
        let retired = server.broker.post(ALL, texas).await.expect(200);
        assert_eq!((&retired["numbers"], &retired["changed"], &retired["leads"]), (&json!(1), &json!(1), &json!(0)));
        let both = json!({"action": "rest", "numbers": ["+15125550101", "+12125550102"], "days": 3});
        let refused = server.broker.post(ALL, both).await.problem(409, "numbers-in-the-way");
        assert_eq!(refused["numbers"][0]["number"], "+15125550101");
        assert_eq!(refused["numbers"][0]["why"], "is retired: activate it first");
        let resting = server.broker.get("/api/v1/numbers?standing=resting,retired").await.expect(200);
        assert_eq!(resting["items"].as_array().map(Vec::len), Some(1));

        let undo = json!({"change_id": retired["change_id"]});
        server.other.post("/api/v1/numbers/undo", undo.clone()).await.problem(404, "not-found");
        let undone = server.broker.post("/api/v1/numbers/undo", undo.clone()).await.expect(200);
        assert_eq!(undone["numbers"], 1);
        server.broker.post("/api/v1/numbers/undo", undo).await.problem(409, "numbers-in-the-way");
        let active = server.broker.get("/api/v1/numbers?standing=active&state=TX,NY").await.expect(200);
        assert_eq!(active["items"].as_array().map(Vec::len), Some(2));
    }

    async fn a_dry_run_says_who_would_find_no_number_and_changes_nothing(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let ask = |dry_run| json!({"action": "retire", "filter": {}, "rehome": true, "dry_run": dry_run});
        let seen = server.broker.post(ALL, ask(true)).await.expect(200);
        assert_eq!((&seen["leads"], &seen["leads_without_number"]), (&json!(1), &json!(1)));
        assert_eq!((&seen["dry_run"], &seen["change_id"]), (&json!(true), &json!(null)));
        server.broker.post(ALL, ask(false)).await.problem(409, "no-available-number");
        let unsaid = json!({"action": "retire", "filter": {}, "dry_run": true});
        let seen = server.broker.post(ALL, unsaid).await.expect(200);
        assert_eq!(seen["in_the_way"][0]["why"], "has 1 live lead: give it another number");
        let moved = json!({"action": "edit", "numbers": ["+15125550101"], "area_code": "415"});
        server.broker.post(ALL, moved).await.expect(200);
        let shown = server.broker.get("/api/v1/numbers?area_code=415&state=CA").await.expect(200);
        assert_eq!(shown["items"].as_array().map(Vec::len), Some(1));
    }

    async fn what_is_not_understood_is_refused_by_the_name_of_its_field(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        for (body, field) in [
            (json!({"numbers": ["+15125550101"]}), "action"),
            (json!({"action": "sell", "numbers": ["+15125550101"]}), "action"),
            (json!({"action": "rest"}), "numbers"),
            (json!({"action": "rest", "numbers": [], "filter": {}}), "numbers"),
            (json!({"action": "rest", "numbers": []}), "numbers"),
            (json!({"action": "rest", "filter": {"state": "AK"}, "dry_run": true}), "numbers"),
            (json!({"action": "rest", "numbers": [7]}), "numbers"),
            (json!({"action": "rest", "numbers": ["Ada"]}), "numbers"),
            (json!({"action": "rest", "filter": {"band": "so-so"}}), "filter"),
            (json!({"action": "rest", "filter": {"colour": "blue"}}), "filter"),
            (json!({"action": "rest", "filter": {"sort": "health"}}), "filter"),
            (json!({"action": "rest", "filter": {"state": 7}}), "filter"),
            (json!({"action": "rest", "filter": "TX"}), "filter"),
            (json!({"action": "rest", "filter": {"state": "Nowhere"}}), "filter"),
            (json!({"action": "rest", "filter": {"state": "FL"}}), "numbers"),
            (json!({"action": "rest", "filter": {}, "count": 7}), "numbers"),
            (json!({"action": "rest", "filter": {}, "days": 0}), "days"),
            (json!({"action": "edit", "filter": {}}), "area_code"),
        ] {
            let refused = server.broker.post(ALL, body.clone()).await.problem(422, "invalid-field");
            assert_eq!(refused["field"], field, "{body}");
        }
        let strange = json!({"action": "rest", "filter": {"colour": "blue"}});
        let refused = server.broker.post(ALL, strange).await.problem(422, "invalid-field");
        let told = refused["detail"].as_str().unwrap();
        assert!(told.contains("colour") && told.contains("area_code"), "{told}");
        server.broker.post(ALL, json!({"action": "rest", "numbers": ["+15125550199"]})).await.problem(404, "not-found");
        server.broker.post("/api/v1/numbers/undo", json!({"change_id": "x"})).await.problem(422, "invalid-field");
        let shown = server.broker.get("/api/v1/numbers?standing=active").await.expect(200);
        assert_eq!(shown["items"].as_array().map(Vec::len), Some(1));
    }
}
