//! Users and their links over HTTP; the version of a broker.

use crate::harness::{Answer, Server};
use axum::body::Body;
use serde_json::json;
use steadyline_api::ErrorKind;

/// Posts a form as a script does.
async fn form(server: &Server, name: &str, cookie: &str, fields: &str) -> Answer {
    let request = server
        .nobody
        .request("POST", &format!("/fn/{name}"))
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0")
        .header("cookie", cookie);
    server.nobody.send(request.body(Body::from(fields.to_owned())).unwrap()).await
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// The token at the end of a link.
fn token(link: &serde_json::Value) -> String {
    link["link"].as_str().unwrap().split("token=").nth(1).unwrap().to_owned()
}

steadyline_db::on_both_engines! {
    async fn an_admins_key_invites_and_the_link_signs_in_once(db: TestDb) {
        let server = Server::start(db).await;
        let body = json!({ "email": "Grace@Example.com", "broker_id": "test_broker" });
        let made = server.admin.named("once", "/api/v1/invites", body.clone()).await.expect(201);
        assert_eq!((&made["email"], &made["role"]), (&json!("grace@example.com"), &json!("broker")));
        // The reply is kept nowhere: the same request makes another link, and the first no longer works.
        let again = server.admin.named("once", "/api/v1/invites", body).await.expect(201);
        assert_ne!(made["link"], again["link"]);
        assert_eq!(server.db.count("select count(*) from idempotency_keys").await, 0);
        let open = server.admin.get("/api/v1/invites").await;
        assert!(!open.text.contains("token"), "{}", open.text);
        assert_eq!(open.expect(200)["items"].as_array().map(Vec::len), Some(1));
        let with = |token: &str| format!("token={token}&name=Grace&password=correct+horse+battery");
        form(&server, "accept_invite", "", &with(&token(&made))).await.gone();
        let joined = form(&server, "accept_invite", "", &with(&token(&again))).await;
        assert_eq!(joined.status.as_u16(), 200, "{}", joined.text);
        let account = server.nobody.request("GET", "/account").header("cookie", cookie(&joined));
        let account = server.nobody.send(account.body(Body::empty()).unwrap()).await;
        for shown in ["grace@example.com", "Firefox on Linux"] {
            assert!(account.text.contains(shown), "{shown} is not in {}", account.text);
        }
        form(&server, "accept_invite", "", &with(&token(&again))).await.gone();
        let users = server.admin.get("/api/v1/users?broker_id=test_broker").await.expect(200);
        assert_eq!(users["items"][0]["name"], "Grace");
        assert_eq!(server.admin.get("/api/v1/users?broker_id=other").await.expect(200)["items"], json!([]));
    }

    async fn what_a_key_says_of_a_user_is_checked(db: TestDb) {
        let server = Server::start(db).await;
        for (body, field) in [
            (json!({ "email": "a@example.com" }), "broker_id"),
            (json!({ "email": "a@example.com", "role": "broker" }), "broker_id"),
            (json!({ "email": "a@example.com", "role": "admin", "broker_id": "other" }), "broker_id"),
            (json!({ "email": "a@example.com", "role": "boss", "broker_id": "other" }), "role"),
            (json!({ "email": "nonsense", "role": "admin" }), "email"),
            (json!({ "role": "admin" }), "email"),
        ] {
            let refused = server.admin.post("/api/v1/invites", body.clone()).await.problem(422, "invalid-field");
            assert_eq!(refused["field"], field, "{body}");
        }
        let made = server.admin.post("/api/v1/invites", json!({ "email": "a@example.com", "role": "admin" })).await.expect(201);
        let joined = form(&server, "accept_invite", "", &format!("token={}&name=A&password=correct+horse", token(&made))).await;
        assert_eq!(joined.status.as_u16(), 200);
        // No link is made that no page would show.
        let nowhere = form(&server, "invite_user", &cookie(&joined), "email=b%40example.com&page=nowhere").await;
        assert_eq!(nowhere.status.as_u16(), 404, "{}", nowhere.text);
        assert!(!server.admin.get("/api/v1/invites").await.text.contains("b@example.com"));
        let users = server.admin.get("/api/v1/users").await.expect(200);
        let path = format!("/api/v1/users/{}", users["items"][0]["id"].as_str().unwrap());
        server.admin.patch(&path, json!({ "disabled": true })).await.problem(409, "last-admin");
        server.admin.patch(&path, json!({ "broker_id": "other" })).await.problem(409, "last-admin");
        server.admin.patch(&path, json!({})).await.problem(422, "invalid-field");
        let link = server.admin.post(&format!("{path}/reset-link"), json!({})).await.expect(201);
        assert_eq!(link["kind"], "reset");
        server.admin.delete(&format!("/api/v1/invites/{}", link["id"].as_str().unwrap())).await.expect(204);
        form(&server, "accept_invite", "", &format!("token={}&password=another+good+one", token(&link))).await.gone();
    }

    async fn a_broker_is_changed_only_as_it_was_seen(db: TestDb) {
        let server = Server::start(db).await;
        let path = "/api/v1/brokers/test_broker";
        let seen = server.broker.get(path).await;
        assert_eq!(seen.header("etag"), "\"1\"");
        let change = async |tag: &str, attempts: i32| {
            let request = server.broker.request("PATCH", path).header("content-type", "application/json");
            let body = json!({ "settings": { "max_attempts": attempts } }).to_string();
            server.broker.send(request.header("if-match", tag).body(Body::from(body)).unwrap()).await
        };
        let changed = change("\"1\"", 7).await;
        assert_eq!(changed.header("etag"), "\"2\"");
        assert_eq!(changed.expect(200)["version"], 2);
        let late = change("\"1\"", 8).await.problem(412, "changed");
        assert_eq!(late["version"], 2);
        assert!(late["detail"].as_str().unwrap().contains("from 5 to 7 by test"), "{late}");
        assert_eq!(change("nonsense", 8).await.problem(422, "invalid-field")["field"], "If-Match");
        assert_eq!(change("*", 9).await.expect(200)["settings"]["max_attempts"], 9);
    }

    async fn who_tries_passwords_is_told_to_wait(db: TestDb) {
        let server = Server::start(db).await;
        let try_one = async || form(&server, "sign_in", "", "email=grace%40example.com&password=wrong").await;
        for _ in 0..10 {
            assert_eq!(try_one().await.status.as_u16(), 401);
        }
        let refused = try_one().await;
        assert_eq!(refused.status.as_u16(), 429);
        let seconds: i64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=10).contains(&seconds), "{seconds}");
    }
}

impl Answer {
    /// That a link no longer works.
    #[track_caller]
    fn gone(self) {
        assert_eq!(self.status.as_u16(), 410, "{}", self.text);
        assert_eq!(self.refusal().kind, ErrorKind::LinkOver);
    }
}
