//! Lists as sheets: over the API by `Accept`, and for whoever is signed in.

use crate::harness::{Answer, Api, Server};
use crate::server_functions::sign_in;
use axum::body::Body;
use serde_json::json;

async fn sheet(who: &Api, path: &str) -> Answer {
    let request = who.request("GET", path).header("accept", "text/csv");
    who.send(request.body(Body::empty()).unwrap()).await
}

async fn opened(server: &Server, cookie: &str, path: &str) -> Answer {
    let request = server.nobody.request("GET", path).header("cookie", cookie).header("accept", "text/html");
    server.nobody.send(request.body(Body::empty()).unwrap()).await
}

/// As every browser asks.
async fn compressed(server: &Server, cookie: &str, path: &str) -> Answer {
    let request =
        server.nobody.request("GET", path).header("cookie", cookie).header("accept-encoding", "gzip");
    server.nobody.send(request.body(Body::empty()).unwrap()).await
}

fn lines(answer: &Answer) -> Vec<&str> {
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/csv; charset=utf-8"));
    answer.text.lines().collect()
}

async fn an_office(db: steadyline_db::testing::TestDb) -> Server {
    let server = Server::with_numbers(db, &["+15125550101", "+12125550102"]).await;
    let lead = json!({"lead_id": "=1+1", "phone": "512 555 0176", "name": "@Ada"});
    server.broker.post("/webhook/assign-number", lead).await.expect(200);
    let outcome = json!({"lead_id": "=1+1", "outcome": "voicemail", "notes": "-2"});
    server.broker.post("/webhook/call-outcome", outcome).await.expect(200);
    server
}

steadyline_db::on_both_engines! {
    async fn every_list_of_the_api_comes_as_a_sheet_in_which_nothing_is_a_formula(db: TestDb) {
        let server = an_office(db).await;
        let numbers = sheet(&server.broker, "/api/v1/numbers").await;
        let found = lines(&numbers);
        assert!(found[0].starts_with("number,label,area_code,state,standing,"), "{}", found[0]);
        assert_eq!((found.len(), &found[1][..15]), (3, "(212) 555-0102,"));
        let some = sheet(&server.broker, "/api/v1/numbers?limit=1").await;
        assert_eq!(lines(&some).len(), 2, "a limit is a limit");
        assert_eq!(lines(&sheet(&server.broker, "/api/v1/numbers?state=TX").await).len(), 2);
        for (path, told) in [
            ("/api/v1/leads", vec!["'=1+1,'@Ada,(512) 555-0176"]),
            ("/api/v1/assignments", vec!["(512) 555-0101,active,area_code"]),
            ("/api/v1/calls", vec!["outbound,voicemail", "'-2"]),
        ] {
            let answer = sheet(&server.broker, path).await;
            assert_eq!(lines(&answer).len(), 2, "{path}: {}", answer.text);
            for told in told {
                assert!(answer.text.contains(told), "{path} has no {told}: {}", answer.text);
            }
            assert_eq!(lines(&sheet(&server.other, path).await).len(), 1, "{path}: another office has none");
            sheet(&server.other, &format!("{path}?broker_id=test_broker")).await.problem(404, "not-found");
            sheet(&server.nobody, path).await.problem(401, "unauthenticated");
        }
        sheet(&server.broker, "/api/v1/numbers?state=Nowhere").await.problem(422, "invalid-field");
    }

    async fn a_sheet_is_as_long_as_the_list(db: TestDb) {
        let server = Server::start(db).await;
        let numbers: Vec<String> = (0..1_201).map(|n| format!("+1512556{n:04}")).collect();
        server.broker.post("/api/v1/numbers/import", json!({ "numbers": numbers })).await.expect(200);
        let answer = sheet(&server.broker, "/api/v1/numbers").await;
        let mut found: Vec<&str> = lines(&answer).into_iter().skip(1).map(|line| &line[..14]).collect();
        assert_eq!(found.len(), 1_201);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 1_201, "each number once");
        assert_eq!(lines(&sheet(&server.broker, "/api/v1/numbers?limit=500").await).len(), 501);
    }

    async fn a_pages_table_is_a_sheet_for_whoever_may_see_the_page(db: TestDb) {
        let server = an_office(db).await;
        let (own, other) = (sign_in(&server, "test_broker").await, sign_in(&server, "other").await);
        for (table, rows, told) in [
            ("pool", 2, "(512) 555-0101"),
            ("pool?state=TX", 1, "(512) 555-0101"),
            ("pool?n=12125550102", 1, "(212) 555-0102"),
            ("pool?numbers=12125550102,15125550101", 2, "(212) 555-0102"),
            ("pool?n=12125550102&all=true", 2, "(512) 555-0101"),
            ("leads", 1, "'@Ada,'=1+1,(512) 555-0176,"),
            ("leads", 1, ",active,(512) 555-0101,1 of "),
            ("assignments", 1, "'@Ada,Texas,(512) 555-0101,active"),
        ] {
            let (name, query) = table.split_once('?').unwrap_or((table, ""));
            let path = format!("/b/test_broker/{name}.csv?{query}");
            let answer = opened(&server, &own, &path).await;
            assert_eq!(lines(&answer).len(), rows + 1, "{path}: {}", answer.text);
            assert!(answer.text.starts_with('\u{feff}') && answer.text.contains(told), "{path}: {}", answer.text);
            assert!(answer.header("content-disposition").contains(&format!("test_broker-{name}.csv")));
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert_eq!(opened(&server, "", &path).await.status.as_u16(), 401, "{path}");
            let compressed = compressed(&server, &own, &path).await;
            assert_eq!((compressed.status.as_u16(), compressed.header("content-encoding")), (200, "gzip"));
            let foreign = opened(&server, &other, &path).await;
            assert_eq!(foreign.status.as_u16(), 404, "{path}");
            assert!(!foreign.told().contains("555"), "{path}: {}", foreign.text);
        }
        for filter in ["leads.csv?number=12125559999", "assignments.csv?number=nobody", "leads.csv?state=ZZ"] {
            let refused = opened(&server, &own, &format!("/b/test_broker/{filter}")).await;
            assert_eq!(refused.status.as_u16(), 422, "{filter}: {}", refused.text);
        }
    }
}
