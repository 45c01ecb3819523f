//! Imports over HTTP: a form with a file, the report as a file, and large ones by the API.

use crate::harness::{Answer, Server};
use crate::server_functions::sign_in;
use axum::body::Body;
use serde_json::{Value, json};
use steadyline_service::import::work;

/// A form as a browser posts it, with a file.
async fn upload(server: &Server, cookie: &str, file: &[u8]) -> Answer {
    let field = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut body = [
        field("broker", "test_broker"),
        field("noun", "leads"),
        field("fill", "true"),
        field("form", "import"),
    ]
    .concat()
    .into_bytes();
    body.extend(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"leads.csv\"\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--b--\r\n");
    let request = server
        .nobody
        .request("POST", "/fn/stage_import")
        .header("accept", "text/html")
        .header("content-type", "multipart/form-data; boundary=b")
        .header("referer", "http://127.0.0.1:3000/b/test_broker/leads/import")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie);
    server.nobody.send(request.body(Body::from(body)).unwrap()).await
}

async fn page(server: &Server, cookie: &str, path: &str) -> Answer {
    let request = server.nobody.request("GET", path).header("cookie", cookie).header("accept", "text/html");
    server.nobody.send(request.body(Body::empty()).unwrap()).await
}

/// So many leads as CSV.
fn many(leads: usize) -> String {
    let lines: Vec<String> = (0..leads).map(|n| format!("crm-{n},+1512{:07}", 2_000_000 + n)).collect();
    format!("reference,phone\n{}\n", lines.join("\n"))
}

async fn send_csv(server: &Server, path: &str, csv: String) -> Answer {
    let request = server.broker.request("POST", path).header("content-type", "text/csv");
    server.broker.send(request.body(Body::from(csv)).unwrap()).await
}

steadyline_db::on_both_engines! {
    async fn a_file_is_checked_and_its_report_is_the_brokers_own(db: TestDb) {
        let server = Server::start(db).await;
        let (own, other) = (sign_in(&server, "test_broker").await, sign_in(&server, "other").await);
        let uploaded = upload(&server, &own, "Name;Mobile\nZo\u{eb};512 555 0101\n=Bo;12\n".as_bytes()).await;
        assert_eq!(uploaded.status.as_u16(), 303, "{}", uploaded.text);
        let at = uploaded.header("location").to_owned();
        assert!(at.starts_with("/b/test_broker/imports/"), "{at}");
        let shown = page(&server, &own, &at).await;
        assert_eq!(shown.status.as_u16(), 200);
        assert!(shown.text.contains("Zo\u{eb}") && shown.text.contains("digits are not a phone number"), "{}", shown.text);
        let csv = page(&server, &own, &format!("{at}/lines.csv?kind=bad")).await;
        let lines: Vec<&str> = csv.text.lines().collect();
        assert_eq!(lines[0], "Name,Mobile,Line,Result,Field,Why");
        assert!(lines[1].starts_with("'=Bo,12,3,bad,Phone,"), "{}", lines[1]);
        assert_eq!((lines.len(), csv.header("content-type")), (2, "text/csv; charset=utf-8"));
        for (cookie, status) in [(&other, 404), (&String::new(), 401)] {
            let refused = page(&server, cookie, &format!("{at}/lines.csv")).await;
            assert_eq!(refused.status.as_u16(), status);
            assert!(!refused.told().contains("555"), "{}", refused.text);
        }
        let foreign = upload(&server, &other, b"phone\n5125550101\n").await;
        assert!(foreign.header("location").contains("error=not-found"), "{:?}", foreign.headers);
        assert_eq!(server.db.count("select count(*) from leads").await, 0);
    }

    async fn what_is_no_list_goes_back_to_the_form(db: TestDb) {
        let server = Server::start(db).await;
        let own = sign_in(&server, "test_broker").await;
        for file in [&b"PK\x03\x04workbook"[..], b"a\0b", b"phone\n"] {
            let refused = upload(&server, &own, file).await;
            let at = refused.header("location").to_owned();
            assert_eq!(at, "/b/test_broker/leads/import?error=invalid-field&field=file");
            let shown = page(&server, &own, &at).await;
            assert!(shown.text.contains("aria-invalid=\"true\""), "{}", shown.text);
        }
        assert_eq!(server.db.count("select count(*) from imports").await, 0);
    }

    async fn more_than_goes_at_once_is_accepted_polled_and_undone(db: TestDb) {
        let server = Server::start(db).await;
        let draft = send_csv(&server, "/api/v1/leads/import?dry_run=true", many(5_001)).await;
        assert_eq!(draft.header("location"), format!("/api/v1/imports/{}", draft.json["id"].as_str().unwrap()));
        assert_eq!((draft.status.as_u16(), &draft.json["status"]), (202, &json!("draft")));
        server.broker.delete(draft.header("location")).await.expect(204);
        let running = send_csv(&server, "/api/v1/leads/import", many(5_001)).await;
        let at = running.header("location").to_owned();
        assert_eq!(running.expect(202)["status"], "running");
        work(&server.service).await.unwrap();
        let now = server.broker.get(&at).await.expect(200);
        assert_eq!((&now["done"], &now["status"]), (&json!(1_000), &json!("running")));
        while work(&server.service).await.unwrap() {}
        assert_eq!(server.broker.get(&at).await.expect(200)["added"], 5_001);
        let lines = server.broker.get(&format!("{at}/lines?kind=new&limit=2")).await.expect(200);
        let seen: Vec<&Value> = lines["items"].as_array().unwrap().iter().map(|line| &line["line"]).collect();
        assert_eq!((seen, &lines["next_cursor"]), (vec![&json!(2), &json!(3)], &json!("3")));
        server.other.get(&at).await.problem(404, "not-found");
        server.other.post(&format!("{at}/undo"), json!({})).await.problem(404, "not-found");
        assert_eq!(server.broker.post(&format!("{at}/undo"), json!({})).await.expect(200)["status"], "undoing");
        while work(&server.service).await.unwrap() {}
        assert_eq!(server.broker.get(&at).await.expect(200)["removed"], 5_001);
        assert_eq!(server.db.count("select count(*) from leads").await, 0);
        let again = server.broker.post(&format!("{at}/undo"), json!({})).await.problem(409, "refused-transition");
        assert_eq!(again["title"], "That is not possible right now", "an import is no assignment");
    }

    async fn who_is_never_to_be_called_is_told_line_by_line(db: TestDb) {
        let server = Server::start(db).await;
        let leads = json!([
            {"reference": "crm-1", "phone": "512 555 0101", "suppressed": true},
            {"reference": "crm-2", "phone": "512 555 0102", "suppressed": false},
        ]);
        let told = server.broker.post("/api/v1/leads/import", json!({"leads": leads, "dry_run": true})).await.expect(200);
        let of_line = |at: usize| told["lines"][at]["suppressed"].as_bool();
        assert_eq!((told["suppressed"].as_i64(), of_line(0), of_line(1)), (Some(1), Some(true), Some(false)));
        assert_eq!(told["ignored_columns"], json!([]));
        server.broker.post("/api/v1/leads/import", json!({ "leads": leads })).await.expect(200);
        let never = server.broker.get("/api/v1/leads?suppressed=true").await.expect(200);
        assert_eq!(never["items"].as_array().unwrap().len(), 1);
    }

    async fn what_is_larger_than_an_import_may_be_is_refused(db: TestDb) {
        let server = Server::start(db).await;
        let refused = send_csv(&server, "/api/v1/leads/import", "5125550101\n".repeat(100_001)).await;
        assert_eq!(refused.problem(422, "invalid-field")["field"], "leads");
        let large = "x".repeat(20 * 1024 * 1024 + 1);
        send_csv(&server, "/api/v1/numbers/import", large).await.problem(413, "too-large");
        assert_eq!(server.db.count("select count(*) from imports").await, 0);
    }
}
