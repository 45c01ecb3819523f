//! What happened, as a list and as a stream; who changed what; and what a change would do.

use crate::harness::{Api, Server};
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

const EVENTS: &str = "/api/v1/events";
/// How long what must come may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it is heard whether something comes that must not.
const QUIET: Duration = Duration::from_secs(1);

/// The stream of events, after the comment it begins with.
async fn open(who: &Api, path: &str, last: Option<&str>) -> Body {
    let request = who.request("GET", path).header("accept", "text/event-stream");
    let request = if let Some(last) = last { request.header("last-event-id", last) } else { request };
    let response = who.answer(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    assert_eq!(frame(&mut body, PATIENCE).await.expect("it begins"), ": steadyline\n\n");
    body
}

/// What comes next, if something does in that time.
async fn frame(stream: &mut Body, within: Duration) -> Option<String> {
    let frame = timeout(within, stream.frame()).await.ok()??;
    let bytes = frame.expect("the stream goes on").into_data().expect("data");
    Some(String::from_utf8(bytes.to_vec()).expect("text"))
}

/// The next event: its place, and what it says.
async fn heard(stream: &mut Body, within: Duration) -> Option<(String, Value)> {
    let text = frame(stream, within).await?;
    let line =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).expect("it has that").to_owned();
    Some((line("id: "), serde_json::from_str(&line("data: ")).expect("JSON")))
}

async fn assign(server: &Server, lead: &str) -> Value {
    server.broker.post("/webhook/assign-number", json!({"lead_id": lead})).await.expect(200)
}

fn kinds(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

steadyline_db::on_both_engines! {
    async fn the_history_is_listed_by_kind_and_thing_a_page_at_a_time(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101", "+15125550102"]).await;
        let made = assign(&server, "a").await;
        server.broker.post("/webhook/call-outcome", json!({"lead_id": "a", "outcome": "answered"})).await.expect(200);
        assign(&server, "b").await;
        let path = format!("{EVENTS}?kind=assignment&lead_id={}", made["lead_id"].as_str().unwrap());
        let own = server.broker.get(&path).await.expect(200);
        assert_eq!(kinds(&own), ["assignment.held", "assignment.created"]);
        assert_eq!(own["items"][0]["assignment_id"], made["assignment_id"]);
        let exact = server.broker.get(&format!("{EVENTS}?kind=assignment.created,number.added")).await.expect(200);
        assert_eq!(kinds(&exact).len(), 4);
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.broker.get(&format!("{EVENTS}?limit=2{cursor}")).await.expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|event| event["id"].clone()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let whole = server.broker.get(EVENTS).await.expect(200);
        let whole: Vec<Value> = whole["items"].as_array().unwrap().iter().map(|event| event["id"].clone()).collect();
        assert_eq!(seen, whole, "none is skipped or comes twice");
        assert_eq!(kinds(&server.other.get(EVENTS).await.expect(200)), [""; 0]);
        for (query, field) in [("kind=a%25", "kind"), ("lead_id=x", "lead_id"), ("cursor=9999999999999999999~x", "cursor")] {
            let refused = server.broker.get(&format!("{EVENTS}?{query}")).await.problem(422, "invalid-field");
            assert_eq!(refused["field"], field);
        }
        for wrong in ["assignments", "assignment.heid", "assignment,,call"] {
            let refused = server.broker.get(&format!("{EVENTS}?kind={wrong}")).await.problem(422, "invalid-field");
            assert_eq!(refused["field"], "kind");
            let told = refused["detail"].as_str().unwrap();
            assert!(told.contains("assignment, call") && told.contains("assignment.held"), "{told}");
        }
    }

    async fn a_stream_tells_what_happens_from_now_on_and_of_no_other_broker(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101", "+15125550102", "+15125550103"]).await;
        assign(&server, "before").await;
        let mut stream = open(&server.broker, &format!("{EVENTS}?kind=assignment"), None).await;
        server.other.post("/api/v1/numbers", json!({"number": "+12125550142"})).await.expect(201);
        assert_eq!(heard(&mut stream, QUIET).await, None, "neither what was, nor what is another's");
        let made = assign(&server, "a").await;
        let (place, event) = heard(&mut stream, PATIENCE).await.expect("the assignment is told");
        assert_eq!((&event["kind"], &event["assignment_id"]), (&json!("assignment.created"), &made["assignment_id"]));
        drop(stream);
        let missed = assign(&server, "b").await;
        let mut stream = open(&server.broker, &format!("{EVENTS}?kind=assignment"), Some(&place)).await;
        let mut told = Vec::new();
        while !told.contains(&missed["assignment_id"]) {
            let (_, event) = heard(&mut stream, PATIENCE).await.expect("what was missed comes");
            told.push(event["assignment_id"].clone());
        }
        while let Some((_, event)) = heard(&mut stream, QUIET).await {
            told.push(event["assignment_id"].clone());
        }
        assert_eq!(told.last(), Some(&missed["assignment_id"]), "what was missed comes");
        assert_eq!(told.iter().filter(|id| **id == missed["assignment_id"]).count(), 1, "and once");
    }

    async fn a_key_that_is_revoked_hears_nothing_more(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101", "+15125550102"]).await;
        let mut stream = open(&server.broker, &format!("{EVENTS}?kind=assignment"), None).await;
        let told = assign(&server, "a").await;
        let (_, event) = heard(&mut stream, PATIENCE).await.expect("the assignment is told");
        assert_eq!(event["assignment_id"], told["assignment_id"]);
        server.db.execute("update api_keys set revoked_at = created_at where broker_id is not null").await.unwrap();
        let body = json!({"lead_id": "b", "broker_id": "test_broker"});
        server.admin.post("/webhook/assign-number", body).await.expect(200);
        assert!(timeout(PATIENCE, stream.frame()).await.expect("it ends").is_none(), "without another word");
    }

    async fn a_stream_is_refused_as_any_request_is(db: TestDb) {
        let server = Server::start(db).await;
        let ask = |who: &Api, path: &str| {
            let request = who.request("GET", path).header("accept", "text/event-stream");
            (who.clone(), request.header("last-event-id", "yesterday").body(Body::empty()).unwrap())
        };
        for (who, path, status, code) in [
            (&server.nobody, EVENTS.to_owned(), 401, "unauthenticated"),
            (&server.admin, EVENTS.to_owned(), 422, "invalid-field"),
            (&server.broker, EVENTS.to_owned(), 422, "invalid-field"),
        ] {
            let (who, request) = ask(who, &path);
            who.send(request).await.problem(status, code);
        }
        let path = format!("{EVENTS}?broker_id=test_broker");
        let request = server.other.request("GET", &path).header("accept", "text/event-stream");
        server.other.send(request.body(Body::empty()).unwrap()).await.problem(404, "not-found");
    }

    async fn who_changed_settings_stands_in_the_audit_log(db: TestDb) {
        let server = Server::start(db).await;
        let change = json!({"settings": {"max_attempts": 7, "leads_per_number": 3}});
        server.broker.patch("/api/v1/brokers/test_broker", change).await.expect(200);
        let log = server.broker.get("/api/v1/audit-log?action=setting.changed&limit=1").await.expect(200);
        assert_eq!((log["items"].as_array().map(Vec::len), &log["items"][0]["actor"]), (Some(1), &json!("test")));
        let next = format!("/api/v1/audit-log?action=setting.changed&cursor={}", log["next_cursor"].as_str().unwrap());
        let rest = server.broker.get(&next).await.expect(200);
        let both: Vec<_> = [&log, &rest].iter().map(|page| page["items"][0]["detail"]["setting"].clone()).collect();
        assert!(both.contains(&json!("max_attempts")) && both.contains(&json!("leads_per_number")), "{both:?}");
        assert_eq!(rest["next_cursor"], Value::Null);
        let others = server.other.get("/api/v1/audit-log?action=setting.changed").await.expect(200);
        assert_eq!(others["items"], json!([]));
    }

    async fn what_settings_would_do_is_told_and_nothing_saved(db: TestDb) {
        let server = Server::with_numbers(db, &["+15125550101"]).await;
        let path = "/api/v1/brokers/test_broker/preview";
        let seen = server.broker.post(path, json!({"settings": {"leads_per_number": 4}})).await.expect(200);
        assert_eq!(seen["effects"][0]["setting"], "leads_per_number");
        assert_eq!(seen["effects"][0]["effect"], "3 more free slots (1 now)");
        let same = server.broker.post(path, json!({"settings": {"leads_per_number": 1}})).await.expect(200);
        assert_eq!((&same["effects"], &same["together"]), (&json!([]), &json!([])));
        let refused = server.broker.post(path, json!({"settings": {"leads_per_number": 0}})).await;
        assert_eq!(refused.problem(422, "invalid-field")["field"], "leads_per_number");
        assert_eq!(server.broker.post(path, json!({})).await.problem(422, "invalid-field")["field"], "settings");
        let broker = server.broker.get("/api/v1/brokers/test_broker").await.expect(200);
        assert_eq!((&broker["settings"]["leads_per_number"], &broker["version"]), (&json!(1), &json!(1)));
    }

    async fn a_note_is_written_into_the_history_of_a_lead(db: TestDb) {
        let server = Server::start(db).await;
        server.broker.post("/api/v1/leads", json!({"reference": "a"})).await.expect(201);
        let path = "/api/v1/leads/a/notes";
        server.broker.post(path, json!({"note": "Call after five."})).await.expect(201);
        assert_eq!(server.broker.post(path, json!({"note": " "})).await.problem(422, "invalid-field")["field"], "note");
        let noted = server.broker.get(&format!("{EVENTS}?kind=lead.noted")).await.expect(200);
        assert_eq!((kinds(&noted).len(), &noted["items"][0]["reason"]), (1, &json!("Call after five.")));
    }
}
