//! Who sends with a change what was read overwrites nobody's.

use crate::harness::{Answer, Api, Server};
use axum::body::Body;
use serde_json::{Value, json};

async fn patch(who: &Api, path: &str, tag: &str, body: Value) -> Answer {
    let request =
        who.request("PATCH", path).header("if-match", tag).header("content-type", "application/json");
    who.send(request.body(Body::from(body.to_string())).unwrap()).await
}

steadyline_db::on_both_engines! {
    async fn the_second_of_two_who_change_a_thing_is_told_and_overwrites_nothing(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        let number = server.broker.get("/api/v1/numbers").await.expect(200)["items"][0]["id"].clone();
        server.broker.post("/api/v1/leads", json!({"reference": "a"})).await.expect(201);
        let new = json!({"name": "n8n", "url": "https://n8n.example.com/", "events": ["pool.low"]});
        let endpoint = server.broker.post("/api/v1/event-endpoints", new).await.expect(201)["id"].clone();
        for (path, name) in [
            (format!("/api/v1/numbers/{}", number.as_str().unwrap()), "label"),
            ("/api/v1/leads/a".to_owned(), "name"),
            (format!("/api/v1/event-endpoints/{}", endpoint.as_str().unwrap()), "name"),
        ] {
            let seen = server.broker.get(&path).await;
            let tag = seen.header("etag").to_owned();
            assert!(tag.starts_with('"') && tag.len() > 10, "{path}: {tag}");
            let first = patch(&server.broker, &path, &tag, json!({name: "First"})).await;
            assert_eq!(first.status, 200, "{path}: {}", first.text);
            let now = first.header("etag").to_owned();
            assert_ne!(now, tag, "{path}");
            assert_eq!(server.broker.get(&path).await.header("etag"), now, "{path}");
            patch(&server.broker, &path, &tag, json!({name: "Second"})).await.problem(412, "changed");
            assert_eq!(server.broker.get(&path).await.expect(200)[name], "First", "{path}");
            for (tag, new) in [(format!("W/{now}"), "Third"), ("*".to_owned(), "Fourth")] {
                let changed = patch(&server.broker, &path, &tag, json!({name: new})).await.expect(200);
                assert_eq!(changed[name], new, "{path}: {tag}");
            }
            patch(&server.other, &path, "*", json!({name: "x"})).await.problem(404, "not-found");
        }
    }

    async fn of_many_who_saw_the_same_one_changes_it(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        server.broker.post("/api/v1/leads", json!({"reference": "a"})).await.expect(201);
        let tag = server.broker.get("/api/v1/leads/a").await.header("etag").to_owned();
        let changes = (0..6).map(|nth| {
            let (who, tag) = (server.broker.clone(), tag.clone());
            tokio::spawn(async move { patch(&who, "/api/v1/leads/a", &tag, json!({"notes": format!("{nth}")})).await })
        });
        let done = futures::future::join_all(changes).await;
        let saved = done.iter().filter(|answer| answer.as_ref().is_ok_and(|answer| answer.status == 200)).count();
        assert_eq!(saved, 1);
    }

    async fn calls_and_leads_are_no_change_of_a_number(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        let id = server.broker.get("/api/v1/numbers").await.expect(200)["items"][0]["id"].clone();
        let path = format!("/api/v1/numbers/{}", id.as_str().unwrap());
        let before = server.broker.get(&path).await.header("etag").to_owned();
        server.broker.post("/webhook/assign-number", json!({"lead_id": "a"})).await.expect(200);
        server.broker.post("/webhook/call-outcome", json!({"lead_id": "a", "outcome": "busy"})).await.expect(200);
        assert_eq!(server.broker.get(&path).await.header("etag"), before);
        server.broker.post(&format!("{path}/rest"), json!({"days": 3})).await.expect(200);
        assert_ne!(server.broker.get(&path).await.header("etag"), before);
    }
}
