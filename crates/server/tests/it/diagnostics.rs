//! `/api/v1/diagnostics`: what is found, and the calls that mend it, which are made as they are told.

use crate::harness::Server;
use axum::body::Body;
use serde_json::{Value, json};

async fn warnings(server: &Server) -> Vec<Value> {
    let found = server.broker.get("/api/v1/diagnostics").await.expect(200);
    found["warnings"].as_array().unwrap().clone()
}

fn of_kind<'w>(warnings: &'w [Value], kind: &str) -> Option<&'w Value> {
    warnings.iter().find(|warning| warning["kind"] == kind)
}

steadyline_db::on_both_engines! {
    async fn a_warning_names_its_rows_and_the_call_that_mends_it(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142", "5125550143"]).await;
        let body = json!({"lead_id": "crm-1", "phone": "512 555 0176", "name": "Ada Abbott"});
        let assigned = server.broker.post("/webhook/assign-number", body).await.expect(200);
        assert!(of_kind(&warnings(&server).await, "dead_number").is_none());
        let id = assigned["number_id"].as_str().unwrap();
        let sql = format!("update phone_numbers set gone_at = created_at where number = '{}'", assigned["phone_number"].as_str().unwrap());
        server.db.execute(&sql).await.unwrap();
        let found = warnings(&server).await;
        let dead = of_kind(&found, "dead_number").unwrap();
        assert_eq!((&dead["severity"], &dead["rows_total"]), (&json!("hot"), &json!(1)));
        assert_eq!(dead["title"], "1 live lead on a number that is gone");
        assert_eq!(dead["rows"][0]["lead_id"], assigned["lead_id"]);
        assert_eq!(dead["rows"][0]["phone_number"], assigned["phone_number"]);
        let mend = &dead["mend"][0];
        assert_eq!(mend["body"], json!({"check": "dead_number", "fix": "move_leads", "number_id": id}));
        let request = server
            .broker
            .request(mend["method"].as_str().unwrap(), mend["path"].as_str().unwrap())
            .header("content-type", "application/json");
        let done = server.broker.send(request.body(Body::from(mend["body"].to_string())).unwrap()).await.expect(200);
        assert_eq!(done, json!({"done": 1, "message": "1 lead has another number."}));
        assert!(of_kind(&warnings(&server).await, "dead_number").is_none());
    }

    async fn more_leads_than_are_moved_at_once_are_refused_by_the_field_that_makes_them_fewer(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142"]).await;
        let change = json!({"settings": {"leads_per_number": 200}});
        server.broker.patch("/api/v1/brokers/test_broker", change).await.expect(200);
        for lead in 0..101 {
            let body = json!({"lead_id": format!("crm-{lead}")});
            server.broker.post("/webhook/assign-number", body).await.expect(200);
        }
        server.db.execute("update phone_numbers set gone_at = created_at").await.unwrap();
        let body = json!({"check": "dead_number", "fix": "move_leads"});
        let refused = server.broker.post("/api/v1/diagnostics/mend", body).await.problem(422, "invalid-field");
        assert_eq!(refused["field"], "number_id");
    }

    async fn every_check_is_told_found_or_not(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142"]).await;
        let found = server.broker.get("/api/v1/diagnostics").await.expect(200);
        assert_eq!(found["conflicts"], 0);
        let checks = found["checks"].as_array().unwrap();
        assert_eq!(checks.len(), steadyline_core::page::WarningKind::ALL.len());
        let small = checks.iter().find(|check| check["kind"] == "small_pool").unwrap();
        assert_eq!((&small["ok"], &small["state"]), (&json!(false), &json!("The pool has only 1 number")));
        assert!(checks.iter().filter(|check| check["ok"] == true).count() > 8);
    }

    async fn what_is_not_a_fix_is_refused_by_its_field(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142"]).await;
        for (body, field) in [
            (json!({"fix": "rest"}), "check"),
            (json!({"check": "poor_health"}), "fix"),
            (json!({"check": "nonsense", "fix": "rest"}), "check"),
            (json!({"check": "poor_health", "fix": "nonsense"}), "fix"),
            (json!({"check": "conflict", "fix": "rest"}), "fix"),
            (json!({"check": "poor_health", "fix": "rest", "number_id": "nonsense"}), "number_id"),
            (json!({"check": "silent_held", "fix": "release", "days": 0}), "days"),
        ] {
            let refused = server.broker.post("/api/v1/diagnostics/mend", body.clone()).await.problem(422, "invalid-field");
            assert_eq!(refused["field"], field, "{body}");
        }
    }
}
