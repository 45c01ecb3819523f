//! What an open page hears.

use crate::harness::Server;
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::json;
use std::time::Duration;
use steadyline_core::user::{Actor, Role};
use steadyline_db::testing::{Recording, TestDb};
use steadyline_service::user::{self, NewUser};
use tokio::time::timeout;

/// Signs a user of `test_broker` in and gives the cookie.
async fn sign_in(server: &Server) -> String {
    let broker =
        steadyline_service::broker::find(&server.service, &Actor::System, "test_broker").await.unwrap();
    sign_in_as(server, "ada", Role::Broker(broker.id)).await
}

async fn sign_in_as(server: &Server, name: &str, role: Role) -> String {
    let ada = NewUser {
        email: format!("{name}@example.com"),
        name: "Ada".to_owned(),
        password: "correct horse".to_owned(),
        role,
    };
    user::create(&server.service, &Actor::System, ada).await.unwrap();
    let request = server
        .nobody
        .request("POST", "/fn/sign_in")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    let answer = server
        .nobody
        .send(request.body(format!("email={name}%40example.com&password=correct+horse").into()).unwrap())
        .await;
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// The stream of a broker; of all that the person may see where none is named.
async fn open(server: &Server, cookie: &str, broker: &str) -> (u16, Body) {
    let address = if broker.is_empty() { "/live".to_owned() } else { format!("/live?broker={broker}") };
    let request = server.nobody.request("GET", &address).header("cookie", cookie);
    let response = server.nobody.answer(request.body(Body::empty()).unwrap()).await;
    let is_stream = response.headers().get("content-type").is_some_and(|kind| kind == "text/event-stream");
    assert_eq!(is_stream, response.status() == 200);
    (response.status().as_u16(), response.into_body())
}

/// The next event, if there is one within two seconds.
async fn heard(stream: &mut Body) -> Option<String> {
    let frame = timeout(Duration::from_secs(2), stream.frame()).await.ok()??;
    let bytes = frame.expect("the stream goes on").into_data().expect("data");
    Some(String::from_utf8(bytes.to_vec()).expect("text"))
}

steadyline_db::on_both_engines! {
    async fn a_page_hears_of_changes_of_its_broker_and_of_no_other(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550142"]).await;
        let cookie = sign_in(&server).await;
        let (status, mut stream) = open(&server, &cookie, "test_broker").await;
        assert_eq!(status, 200);
        let hello = heard(&mut stream).await.expect("it says hello");
        assert!(hello.starts_with("event: hello\n"), "{hello}");

        let lead = json!({ "lead_id": "crm-1", "phone": "512 555 0176" });
        server.other.post("/api/v1/numbers", json!({ "number": "+12125550142" })).await.expect(201);
        assert_eq!(heard(&mut stream).await, None, "another broker's change is nobody's business");
        server.broker.post("/webhook/assign-number", lead).await.expect(200);
        let change = heard(&mut stream).await.expect("the assign is told");
        // Browsers pass no event on that has no data.
        let count = change.trim().strip_prefix("event: change\ndata: ").expect("it has data");
        let before = hello.trim().rsplit(' ').next().expect("hello tells the count");
        assert!(count.parse::<u64>().unwrap() > before.parse::<u64>().unwrap(), "{hello} {change}");
    }

    async fn a_page_that_was_away_learns_that_it_missed_something(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550142"]).await;
        let cookie = sign_in(&server).await;
        let (_, mut stream) = open(&server, &cookie, "test_broker").await;
        let before = heard(&mut stream).await.unwrap();
        drop(stream);
        let lead = json!({ "lead_id": "crm-1", "phone": "512 555 0176" });
        server.broker.post("/webhook/assign-number", lead).await.expect(200);
        let (_, mut stream) = open(&server, &cookie, "test_broker").await;
        assert_ne!(heard(&mut stream).await.unwrap(), before);
    }

    async fn a_page_of_no_broker_hears_of_all_that_the_person_may_see(db: TestDb) {
        let server = Server::start(db).await;
        let cookie = sign_in(&server).await;
        let (_, mut of_broker) = open(&server, &cookie, "").await;
        let cookie = sign_in_as(&server, "grace", Role::Admin).await;
        let (_, mut of_admin) = open(&server, &cookie, "").await;
        let before = heard(&mut of_admin).await.expect("it says hello");
        heard(&mut of_broker).await.expect("it says hello");
        server.other.post("/api/v1/numbers", json!({ "number": "+12125550142" })).await.expect(201);
        let change = heard(&mut of_admin).await.expect("an administrator hears of every broker");
        let count = change.trim().strip_prefix("event: change\ndata: ").expect("it has data");
        assert!(count.parse::<u64>().unwrap() > before.trim().rsplit(' ').next().unwrap().parse().unwrap());
        assert_eq!(heard(&mut of_broker).await, None, "another broker's change is nobody's business");
        assert_eq!(open(&server, "steadyline=none", "").await.0, 401);
    }

    async fn only_who_may_see_a_broker_hears_of_it(db: TestDb) {
        let server = Server::start(db).await;
        assert_eq!(open(&server, "steadyline=none", "test_broker").await.0, 401);
        let cookie = sign_in(&server).await;
        assert_eq!(open(&server, &cookie, "other").await.0, 404);
        assert_eq!(open(&server, &cookie, "nowhere").await.0, 404);
    }

    async fn an_admin_who_is_signed_out_hears_nothing_more_of_an_office_at_once(db: TestDb) {
        let server = Server::start(db).await;
        let cookie = sign_in_as(&server, "grace", Role::Admin).await;
        let (_, mut stream) = open(&server, &cookie, "test_broker").await;
        heard(&mut stream).await.expect("it says hello");
        sign_in_as(&server, "alan", Role::Admin).await;
        assert!(heard(&mut stream).await.expect("it is looked who may hear").starts_with("event: beat"));
        let users = user::list(&server.service, &Actor::System).await.unwrap();
        let grace = users.iter().find(|user| user.email == "grace@example.com").expect("she is a user");
        user::sign_out_everywhere(&server.service, &Actor::System, grace.id).await.unwrap();
        let ended = timeout(Duration::from_secs(2), stream.frame()).await.expect("before the next beat");
        assert!(ended.is_none());
    }
}

#[tokio::test]
async fn a_change_is_told_to_every_open_page_without_asking_the_database() {
    let server = Server::start(TestDb::sqlite().await).await;
    let cookie = sign_in(&server).await;
    let broker =
        steadyline_service::broker::find(&server.service, &Actor::System, "test_broker").await.unwrap();
    let mut streams = Vec::new();
    for _ in 0..3 {
        let (_, mut stream) = open(&server, &cookie, "test_broker").await;
        heard(&mut stream).await.expect("it says hello");
        streams.push(stream);
    }
    Recording::start();
    server.service.bus.tell(broker.id);
    for stream in &mut streams {
        assert!(heard(stream).await.expect("the change is told").starts_with("event: change"));
    }
    assert_eq!(Recording::stop().statements_as_text(), Vec::<String>::new());
}
