//! Lists, imports and the pool.

use crate::harness::{Api, Server};
use axum::body::Body;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Walks a list to its end; gives every id, and how many pages there were.
async fn walk(api: &Api, path: &str) -> (Vec<String>, usize) {
    let (mut ids, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = api.get(&format!("{path}?limit=3&cursor={cursor}")).await.expect(200);
        let items = page["items"].as_array().unwrap();
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.replace('+', "%2B"),
            None => return (ids, pages),
        }
    }
}

fn numbers(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("+151255502{n:02}")).collect()
}

steadyline_db::on_both_engines! {
    async fn a_list_is_walked_to_its_end_without_loss_or_repetition(db: TestDb) {
        let server = Server::start(db).await;
        let report = server.broker.post("/api/v1/numbers/import", json!({"numbers": numbers(7)})).await.expect(200);
        assert_eq!((&report["new"], &report["imported"]), (&json!(7), &json!(true)));
        for n in 0..7 {
            let body = json!({"lead_id": format!("lead {n}")});
            server.broker.post("/webhook/assign-number", body).await.expect(200);
            let body = json!({"lead_id": format!("lead {n}"), "outcome": "voicemail"});
            server.broker.post("/webhook/call-outcome", body).await.expect(200);
        }
        for path in ["/api/v1/numbers", "/api/v1/leads", "/api/v1/assignments", "/api/v1/calls"] {
            let (ids, pages) = walk(&server.broker, path).await;
            assert_eq!(ids.len(), 7, "{path}");
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 7, "{path}");
            assert_eq!(pages, 3, "{path}");
        }
    }

    async fn a_dry_run_reports_and_keeps_nothing(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550200"]).await;
        let csv = "number,label\n(512) 555-0200,known\n512 555 0201,new\nnonsense,bad\n";
        let import = |path: &str| {
            let request = server.broker.request("POST", path).header("content-type", "text/csv; charset=utf-8");
            server.broker.send(request.body(Body::from(csv)).unwrap())
        };
        let report = import("/api/v1/numbers/import?dry_run=true").await.expect(200);
        let counts = |report: &Value| (report["new"].clone(), report["known"].clone(), report["bad"].clone());
        assert_eq!(counts(&report), (json!(1), json!(1), json!(1)));
        assert_eq!((&report["lines"][2]["verdict"], &report["imported"]), (&json!("bad"), &json!(false)));
        // All or nothing: one bad line keeps out the good one.
        assert_eq!(import("/api/v1/numbers/import").await.expect(200)["imported"], false);
        assert_eq!(server.db.count("select count(*) from phone_numbers").await, 1);
    }

    async fn a_list_is_asked_for_a_lead_by_the_callers_own_reference_or_our_id(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101", "+12125550102"]).await;
        let id = |made: &Value| made["lead_id"].as_str().unwrap().to_owned();
        for lead in ["a", "b"] {
            server.broker.post("/webhook/assign-number", json!({"lead_id": lead})).await.expect(200);
            let body = json!({"lead_id": lead, "outcome": "voicemail"});
            server.broker.post("/webhook/call-outcome", body).await.expect(200);
        }
        for path in ["/api/v1/assignments", "/api/v1/calls"] {
            let by_reference = server.broker.get(&format!("{path}?lead_id=a")).await.expect(200);
            assert_eq!(by_reference["items"].as_array().map(Vec::len), Some(1), "{path}");
            let by_id = format!("{path}?lead_id={}", id(&by_reference["items"][0]));
            assert_eq!(server.broker.get(&by_id).await.expect(200), by_reference);
            assert_eq!(server.other.get(&by_id).await.expect(200)["items"], json!([]), "{path}");
            server.other.get(&format!("{path}?lead_id=a")).await.problem(404, "not-found");
            server.broker.get(&format!("{path}?lead_id=nobody")).await.problem(404, "not-found");
        }
    }

    async fn leads_come_by_csv_and_json_and_those_that_are_known_stay(db: TestDb) {
        let server = Server::start(db).await;
        let csv = "Reference,Name,Phone,State,Quality,deal\na,Ada,512 555 0142,,hot,won\n\
            b,\"Bob, Jr\",,NY,,\na,again,,,,\n";
        let import = |path: &str| {
            let request = server.broker.request("POST", path).header("content-type", "text/csv");
            server.broker.send(request.body(Body::from(csv)).unwrap())
        };
        let report = import("/api/v1/leads/import?dry_run=true").await.expect(200);
        assert_eq!((&report["new"], &report["known"], &report["imported"]), (&json!(2), &json!(1), &json!(false)));
        assert_eq!(report["ignored_columns"], json!(["deal"]));
        let imported = import("/api/v1/leads/import").await.expect(200);
        assert_eq!((&imported["imported"], &imported["ignored_columns"]), (&json!(true), &json!(["deal"])));
        let kept = format!("/api/v1/imports/{}", imported["import_id"].as_str().unwrap());
        assert_eq!(server.broker.get(&kept).await.expect(200)["ignored_columns"], json!(["deal"]));
        let riddle = server.broker.request("POST", "/api/v1/leads/import").header("content-type", "text/csv");
        let refused = server.broker.send(riddle.body(Body::from("x,y\n1,2\n")).unwrap()).await;
        assert_eq!(refused.problem(422, "invalid-field")["field"], "leads");
        let again = import("/api/v1/leads/import").await.expect(200);
        assert_eq!((&again["new"], &again["known"], &again["imported"]), (&json!(0), &json!(3), &json!(false)));
        let ada = server.broker.get("/api/v1/leads/a").await.expect(200);
        assert_eq!((&ada["name"], &ada["state"]), (&json!("Ada"), &json!("TX")));
        let leads = json!({"leads": [{"phone": "(512) 555-0142", "deal": "won"}, {"name": "Cy", "phone": "12"}]});
        let report = server.broker.post("/api/v1/leads/import", leads).await.expect(200);
        assert_eq!((&report["known"], &report["bad"], &report["imported"]), (&json!(1), &json!(1), &json!(false)));
        assert_eq!((&report["lines"][1]["line"], &report["lines"][1]["field"]), (&json!(2), &json!("phone")));
        assert_eq!(report["ignored_columns"], json!(["deal"]));
        assert_eq!(server.db.count("select count(*) from leads").await, 2);
        server.broker.post("/api/v1/leads/import", json!({"leads": []})).await.problem(422, "invalid-field");
        server.broker.post("/api/v1/leads/import", json!({"leads": 5})).await.problem(422, "invalid-field");
    }

    async fn numbers_are_found_by_what_they_are(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101", "+12125550102"]).await;
        for (query, found) in [
            ("area_code=512", 1),
            ("state=NY", 1),
            ("standing=active", 2),
            ("standing=resting", 0),
            ("band=excellent", 2),
            ("band=poor", 0),
            ("band=poor,excellent", 2),
            ("state=NY,TX", 2),
            ("room=free", 2),
            ("room=full", 0),
        ] {
            let page = server.broker.get(&format!("/api/v1/numbers?{query}")).await.expect(200);
            assert_eq!(page["items"].as_array().map(Vec::len), Some(found), "{query}");
        }
        for query in ["area_code=5", "state=Nowhere", "standing=asleep", "band=so-so", "room=some"] {
            let problem = server.broker.get(&format!("/api/v1/numbers?{query}")).await.problem(422, "invalid-field");
            assert_eq!(problem["field"].as_str(), query.split('=').next(), "{problem}");
        }
    }

    async fn a_number_rests_comes_back_and_is_not_retired_under_a_lead(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        let assigned = server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let path = format!("/api/v1/numbers/{}", assigned["number_id"].as_str().unwrap());
        let rested = server.broker.post(&format!("{path}/rest"), json!({"days": 3})).await.expect(200);
        assert_eq!(rested["standing"], "resting");
        let active = server.broker.post(&format!("{path}/activate"), json!({})).await.expect(200);
        assert_eq!((&active["standing"], &active["active_leads"]), (&json!("active"), &json!(1)));
        assert_eq!((&active["answer_rate"], &active["health_score"]), (&json!(null), &json!(100)));
        server.broker.post(&format!("{path}/retire"), json!({})).await.problem(409, "number-has-leads");
        let refused = server.broker.post(&format!("{path}/retire"), json!({"rehome": true})).await;
        refused.problem(409, "no-available-number");
        let named = server.broker.patch(&path, json!({"label": "Main", "state": null})).await.expect(200);
        assert_eq!((&named["label"], &named["state"]), (&json!("Main"), &json!(null)));
        server.broker.post("/api/v1/numbers", json!({"number": "5125550101"})).await.problem(409, "already-exists");
    }

    async fn a_lead_is_created_changed_closed_and_suppressed(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        let new = json!({"reference": "a", "name": "Ada", "phone": "512-555-0142", "quality": "hot"});
        let lead = server.broker.post("/api/v1/leads", new.clone()).await.expect(201);
        assert_eq!((&lead["phone"], &lead["state"]), (&json!("+15125550142"), &json!("TX")));
        server.broker.post("/api/v1/leads", new).await.problem(409, "already-exists");
        let changed = server.broker.patch("/api/v1/leads/a", json!({"name": null, "closed_won": true})).await.expect(200);
        assert_eq!((&changed["name"], &changed["deal"]), (&json!(null), &json!("closed_won")));
        server.broker.post("/api/v1/leads/a/assign", json!({})).await.expect(200);
        server.broker.patch("/api/v1/leads/a", json!({"suppressed": true})).await.expect(200);
        server.broker.post("/api/v1/leads/a/assign", json!({})).await.problem(409, "lead-suppressed");
        server.broker.post("/api/v1/leads/nobody/assign", json!({})).await.problem(404, "not-found");
        server.broker.patch("/api/v1/leads/a", json!({"phone": ""})).await.problem(422, "invalid-field");
    }

    async fn two_letters_that_are_no_state_are_taken_by_no_way_in(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        let lead = server.broker.post("/api/v1/leads", json!({"reference": "a", "state": "Quebec"})).await.expect(201);
        assert_eq!(lead["state"], "QC");
        let numbers = server.broker.get("/api/v1/numbers").await.expect(200);
        let number = format!("/api/v1/numbers/{}", numbers["items"][0]["id"].as_str().unwrap());
        for refused in [
            server.broker.post("/api/v1/leads", json!({"reference": "b", "state": "QX"})).await,
            server.broker.patch("/api/v1/leads/a", json!({"state": "qx"})).await,
            server.broker.post("/api/v1/numbers", json!({"number": "5125550102", "state": "QX"})).await,
            server.broker.patch(&number, json!({"state": "QX"})).await,
        ] {
            let problem = refused.problem(422, "invalid-field");
            assert_eq!(problem["field"], "state");
            assert!(problem["detail"].as_str().unwrap().contains("use its two letters, such as TX"), "{problem}");
        }
        for (noun, line) in [
            ("leads", json!({"reference": "b", "state": "QX"})),
            ("numbers", json!({"number": "5125550102", "state": "QX"})),
        ] {
            let list = json!({ noun: [line] });
            let report = server.broker.post(&format!("/api/v1/{noun}/import"), list).await.expect(200);
            assert_eq!((&report["bad"], &report["imported"]), (&json!(1), &json!(false)), "{report}");
        }
    }

    async fn an_assignment_is_shown_with_its_reason_and_released_with_one(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101", "+15125550102"]).await;
        let assigned = server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        let path = format!("/api/v1/assignments/{}", assigned["assignment_id"].as_str().unwrap());
        let shown = server.broker.get(&path).await.expect(200);
        assert_eq!(shown["choice"]["number_id"], assigned["number_id"]);
        assert_eq!(shown["choice"]["runners_up"].as_array().map(Vec::len), Some(1));
        let moved = server.broker.post(&format!("{path}/rehome"), json!({"reason": "spam"})).await.expect(200);
        assert_ne!(moved["number_id"], assigned["number_id"]);
        let path = format!("/api/v1/assignments/{}", moved["id"].as_str().unwrap());
        let locked = server.broker.post(&format!("{path}/lock"), json!({"reason": "met in person"})).await.expect(200);
        assert_eq!(locked["status"], "booked_locked");
        let refused = server.broker.post(&format!("{path}/release"), json!({})).await.problem(422, "invalid-field");
        assert_eq!(refused["field"], "reason");
        let ended = server.broker.post(&format!("{path}/release"), json!({"reason": "moved away"})).await.expect(200);
        assert_eq!(ended["status"], "released");
        let again = server.broker.post(&format!("{path}/release"), json!({"reason": "moved away"})).await;
        again.problem(409, "refused-transition");
        let page = server.broker.get("/api/v1/assignments?status=released").await.expect(200);
        assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
    }
}
