//! `DELETE /api/v1/leads/{lead}`, and the form of the browser.

use crate::harness::Server;
use axum::body::Body;
use serde_json::json;
use steadyline_core::user::{Actor, Role};
use steadyline_db::testing::{columns_holding, disagreements};
use steadyline_service::broker;
use steadyline_service::user::{self, NewUser};

const AUSTIN: &str = "+15125550142";
const PERSON: &str = "7375550176";

async fn is_gone(server: &Server, texts: &[&str]) {
    for text in texts {
        assert_eq!(columns_holding(&server.db.db, text).await.unwrap(), [""; 0], "{text}");
    }
}

steadyline_db::on_both_engines! {
    async fn a_key_erases_a_lead_of_its_own_broker_once_or_twice(db: TestDb) {
        let server = Server::with_numbers(db, &[AUSTIN]).await;
        let body = json!({"lead_id": "crm-1", "phone": PERSON, "name": "Zelda Quackenbush"});
        let assigned = server.broker.post("/webhook/assign-number", body.clone()).await.expect(200);
        let path = "/api/v1/leads/crm-1";
        let by_id = format!("/api/v1/leads/{}", assigned["lead_id"].as_str().unwrap());
        for path in [path, &by_id] {
            server.nobody.delete(path).await.problem(401, "unauthenticated");
            server.other.delete(path).await.problem(404, "not-found");
            server.other.delete(&format!("{path}?broker_id=test_broker")).await.problem(404, "not-found");
        }
        server.admin.delete(path).await.problem(422, "invalid-field");
        server.broker.delete("/api/v1/leads/nobody").await.problem(404, "not-found");
        assert_eq!(server.broker.get(path).await.expect(200)["phone"], "+17375550176");
        for api in [&server.broker, &server.broker, &server.admin] {
            let answer = api.delete(&format!("{path}?broker_id=test_broker")).await;
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
        }
        is_gone(&server, &[PERSON, "quackenbush"]).await;
        let lead = server.broker.get(path).await.expect(200);
        assert_eq!((&lead["name"], &lead["phone"], &lead["reference"]), (&json!(null), &json!(null), &json!("crm-1")));
        assert!(lead["erased_at"].is_string(), "{lead}");
        server.broker.post("/webhook/assign-number", body).await.problem(409, "lead-erased");
        let outcome = json!({"lead_id": "crm-1", "outcome": "answered", "notes": "Zelda Quackenbush"});
        server.broker.post("/webhook/call-outcome", outcome).await.problem(409, "lead-erased");
        server.broker.patch(path, json!({"name": "Zelda Quackenbush"})).await.problem(409, "lead-erased");
        server.broker.post(&format!("{path}/assign"), json!({})).await.problem(409, "lead-erased");
        let shown = server.broker.get(&format!("/api/v1/assignments/{}", assigned["assignment_id"].as_str().unwrap())).await;
        assert_eq!(shown.expect(200)["status"], "released");
        is_gone(&server, &[PERSON, "quackenbush"]).await;
        assert_eq!(disagreements(&server.db.db).await.unwrap(), [""; 0]);
    }

    async fn whoever_is_suppressed_comes_back_suppressed(db: TestDb) {
        let server = Server::with_numbers(db, &[AUSTIN]).await;
        server.broker.post("/api/v1/leads", json!({"reference": "a", "phone": PERSON})).await.expect(201);
        server.broker.patch("/api/v1/leads/a", json!({"suppressed": true})).await.expect(200);
        server.broker.delete("/api/v1/leads/a").await.expect(204);
        let again = server.broker.post("/api/v1/leads", json!({"reference": "b", "phone": PERSON})).await.expect(201);
        assert!(again["suppressed_at"].is_string(), "{again}");
        for body in [json!({"lead_id": "b"}), json!({"lead_id": "c", "phone": "(737) 555-0176"})] {
            server.broker.post("/webhook/assign-number", body).await.problem(409, "lead-suppressed");
        }
    }

    async fn the_kept_replies_of_named_requests_tell_nothing_and_do_nothing_again(db: TestDb) {
        let server = Server::with_numbers(db, &[AUSTIN]).await;
        let body = json!({"name": "Zelda Quackenbush", "phone": PERSON, "notes": "likes rooibos"});
        let made = server.broker.named("one", "/api/v1/leads", body.clone()).await.expect(201);
        let other = json!({"name": "Somebody Else", "phone": "7375550188"});
        server.broker.named("two", "/api/v1/leads", other.clone()).await.expect(201);
        assert!(columns_holding(&server.db.db, "rooibos").await.unwrap().contains(&"idempotency_keys.reply".to_owned()));
        server.broker.delete(&format!("/api/v1/leads/{}", made["id"].as_str().unwrap())).await.expect(204);
        is_gone(&server, &[PERSON, "quackenbush", "rooibos"]).await;
        server.broker.named("one", "/api/v1/leads", body).await.problem(409, "lead-erased");
        assert_eq!(server.db.count("select count(*) from leads").await, 2, "the retry brings nobody back");
        let kept = server.broker.named("two", "/api/v1/leads", other).await.expect(201);
        assert_eq!(kept["name"], "Somebody Else");
        is_gone(&server, &[PERSON, "quackenbush", "rooibos"]).await;
    }

    async fn a_phone_as_reference_is_in_no_address_either(db: TestDb) {
        let server = Server::with_numbers(db, &[AUSTIN]).await;
        server.broker.post("/api/v1/leads", json!({"reference": PERSON, "phone": PERSON})).await.expect(201);
        let path = format!("/api/v1/leads/{PERSON}/assign");
        server.broker.named("lead 7375550176", &path, json!({})).await.expect(200);
        server.broker.delete(&format!("/api/v1/leads/{PERSON}")).await.expect(204);
        is_gone(&server, &[PERSON]).await;
        server.broker.delete(&format!("/api/v1/leads/{PERSON}")).await.problem(404, "not-found");
    }

    async fn the_form_erases_only_once_the_word_is_typed(db: TestDb) {
        let server = Server::with_numbers(db, &[AUSTIN]).await;
        let office = broker::find(&server.service, &Actor::System, "test_broker").await.unwrap().id;
        let ada = NewUser {
            email: "ada@example.com".to_owned(),
            name: "Ada".to_owned(),
            password: "correct horse".to_owned(),
            role: Role::Broker(office),
        };
        user::create(&server.service, &Actor::System, ada).await.unwrap();
        let made = server.broker.post("/api/v1/leads", json!({"reference": "a", "phone": PERSON})).await.expect(201);
        let page = format!("/b/test_broker/leads/{}", made["id"].as_str().unwrap());
        let post = async |path: &str, cookie: &str, body: String| {
            let request = server
                .nobody
                .request("POST", path)
                .header("accept", "text/html")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin")
                .header("referer", format!("http://127.0.0.1:3000{page}/erase"))
                .header("cookie", cookie);
            server.nobody.send(request.body(Body::from(body)).unwrap()).await
        };
        let signed_in = post("/fn/sign_in", "", "email=ada%40example.com&password=correct+horse".to_owned()).await;
        let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
        let form = format!("broker=test_broker&lead={}", made["id"].as_str().unwrap());
        for word in ["", "yes"] {
            let refused = post("/fn/erase_lead", &cookie, format!("{form}&confirm={word}")).await;
            assert_eq!(refused.header("location"), format!("{page}/erase?error=invalid-field&field=confirm"));
        }
        assert_eq!(server.broker.get("/api/v1/leads/a").await.expect(200)["erased_at"], json!(null));
        let done = post("/fn/erase_lead", &cookie, format!("{form}&confirm=ERASE")).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, page.as_str()));
        is_gone(&server, &[PERSON]).await;
    }
}
