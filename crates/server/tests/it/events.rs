//! Events out, from an API call to a receiver that checks what it gets.

use crate::harness::{Server, serve};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use steadyline_server::App;
use steadyline_server::job::{self, Jobs};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

/// What a receiver got: header lines in lower case, and the body.
struct Got {
    head: String,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.head))
    }
}

/// A receiver on loopback that answers with these statuses, the last one again and again.
async fn receiver(statuses: &'static [u16]) -> (String, mpsc::UnboundedReceiver<Got>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}/hook", listener.local_addr().unwrap().port());
    let (got, gets) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for at in 0.. {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            let mut bytes = Vec::new();
            let mut chunk = [0; 4096];
            let (head, body) = loop {
                let read = stream.read(&mut chunk).await.unwrap_or(0);
                bytes.extend_from_slice(&chunk[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head
                    .lines()
                    .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
                if read == 0 || length.and_then(|n| n.parse().ok()) == Some(body.len()) {
                    break (head.to_owned(), body.to_owned());
                }
            };
            drop(got.send(Got { head, body }));
            let status = statuses[at.min(statuses.len() - 1)];
            let answer = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: 4\r\n\r\ndone");
            drop(stream.write_all(answer.as_bytes()).await);
        }
    });
    (url, gets)
}

async fn next(gets: &mut mpsc::UnboundedReceiver<Got>) -> Got {
    tokio::time::timeout(Duration::from_secs(30), gets.recv()).await.expect("in time").expect("something")
}

/// The jobs of a program, one of those that may share the server's database.
struct Program {
    stop: watch::Sender<bool>,
    jobs: Jobs,
}

impl Program {
    fn start(server: &Server) -> Self {
        let (stop, stopping) = watch::channel(false);
        let options = serve(&["--allow-private-endpoints"]);
        Self { stop, jobs: job::start(&App::new(server.service.clone(), options, None, stopping)) }
    }

    async fn end(self) {
        self.stop.send_replace(true);
        self.jobs.finish().await;
    }
}

/// Makes an endpoint and gives its path.
async fn endpoint(server: &Server, url: &str) -> String {
    let body = json!({"url": url, "events": ["pool.low"]});
    let made = server.broker.post("/api/v1/event-endpoints", body).await.expect(201);
    format!("/api/v1/event-endpoints/{}", made["id"].as_str().unwrap())
}

/// Sends an endpoint a test.
async fn send_test(server: &Server, path: &str) {
    server.broker.post(&format!("{path}/test"), json!({})).await.expect(202);
}

steadyline_db::on_both_engines! {
    async fn what_an_api_call_does_arrives_signed_and_in_order_and_stands_in_the_log(db: TestDb) {
        let server = Server::start_with(db, &["--allow-private-endpoints"]).await;
        server.broker.post("/api/v1/numbers", json!({"number": "5125550142"})).await.expect(201);
        let (url, mut gets) = receiver(&[503, 200]).await;
        let body = json!({"url": url, "events": ["assignment.created", "assignment.held", "assignment.locked"]});
        let made = server.broker.post("/api/v1/event-endpoints", body).await.expect(201);
        let secret = made["secret"].as_str().unwrap().to_owned();
        assert!(server.broker.get("/api/v1/event-endpoints").await.expect(200)["items"][0].get("secret").is_none());

        let body = json!({"lead_id": "crm-1", "phone": "512 555 0176", "name": "Ada Abbott"});
        server.broker.post("/webhook/assign-number", body).await.expect(200);
        for outcome in ["answered", "booked"] {
            let body = json!({"lead_id": "crm-1", "outcome": outcome});
            server.broker.post("/webhook/call-outcome", body).await.expect(200);
        }

        let program = Program::start(&server);
        let mut types = Vec::new();
        let mut ids = Vec::new();
        for _ in 0..4 {
            let got = next(&mut gets).await;
            let mut headers = http::HeaderMap::new();
            for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
                headers.insert(name, got.header(name).parse().unwrap());
            }
            let checked = standardwebhooks::Webhook::new(&secret).unwrap().verify(got.body.as_bytes(), &headers);
            checked.expect("the signature is right");
            assert!(!got.body.contains("5550176") && !got.body.contains("Ada"), "{}", got.body);
            let message: Value = serde_json::from_str(&got.body).unwrap();
            assert_eq!(message["data"]["lead_reference"], "crm-1");
            types.push(message["type"].as_str().unwrap().to_owned());
            ids.push(got.header("webhook-id").to_owned());
        }
        assert_eq!(types, ["assignment.created", "assignment.created", "assignment.held", "assignment.locked"]);
        assert_eq!(ids[0], ids[1], "the same id when it is sent again");

        let path = format!("/api/v1/event-endpoints/{}/test", made["id"].as_str().unwrap());
        let test = server.broker.post(&path, json!({})).await.expect(202);
        assert_eq!(serde_json::from_str::<Value>(&next(&mut gets).await.body).unwrap()["type"], "endpoint.test");
        let path = format!("/api/v1/deliveries/{}", test["id"].as_str().unwrap());
        let shown = loop {
            let shown = server.broker.get(&path).await.expect(200);
            if shown["status"] != "pending" {
                break shown;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!((&shown["status"], &shown["sent"][0]["status"]), (&json!("delivered"), &json!(200)));
        assert_eq!((&shown["sent"][0]["reply"], &shown["sent"][0]["url"]), (&json!("done"), &json!(url)));
        let first = server.broker.get("/api/v1/deliveries?limit=2").await.expect(200);
        assert_eq!(first["items"].as_array().unwrap().len(), 2);
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = server.broker.get(&format!("/api/v1/deliveries?limit=2&cursor={cursor}")).await.expect(200);
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (2, &Value::Null));
        let replayed = server.broker.post(&format!("{path}/replay"), json!({})).await.expect(202);
        assert_eq!(replayed["event_id"], shown["event_id"]);
        assert_eq!(next(&mut gets).await.header("webhook-id"), shown["event_id"].as_str().unwrap());
        program.end().await;
    }

    async fn a_program_that_ends_leaves_the_sending_to_the_next_at_once(db: TestDb) {
        let server = Server::start_with(db, &["--allow-private-endpoints"]).await;
        let (url, mut gets) = receiver(&[200]).await;
        let path = endpoint(&server, &url).await;
        for _ in 0..2 {
            let program = Program::start(&server);
            send_test(&server, &path).await;
            // Sooner than a lease ends that nobody gave back.
            next(&mut gets).await;
            program.end().await;
        }
    }

    async fn what_cannot_be_signed_is_tried_like_what_is_not_taken(db: TestDb) {
        let server = Server::start_with(db, &["--allow-private-endpoints"]).await;
        let (url, _gets) = receiver(&[200]).await;
        let path = endpoint(&server, &url).await;
        server.db.execute("update event_endpoints set secret = 'no secret'").await.unwrap();
        let test = server.broker.post(&format!("{path}/test"), json!({})).await.expect(202);
        let program = Program::start(&server);
        let path = format!("/api/v1/deliveries/{}", test["id"].as_str().unwrap());
        let shown = loop {
            let shown = server.broker.get(&path).await.expect(200);
            if shown["sent"].as_array().is_some_and(|sent| !sent.is_empty()) {
                break shown;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let sent = shown["sent"].as_array().unwrap();
        assert_eq!((&shown["status"], sent.len()), (&json!("pending"), 1), "it waits for the next try: {shown}");
        assert!(sent[0]["error"].as_str().unwrap().contains("new secret"), "{shown}");
        program.end().await;
    }

    async fn an_event_goes_out_as_soon_as_it_is_written(db: TestDb) {
        let server = Server::start_with(db, &["--allow-private-endpoints"]).await;
        let (url, mut gets) = receiver(&[200]).await;
        let path = endpoint(&server, &url).await;
        let program = Program::start(&server);
        // Whatever else the machine has to do, one goes out sooner than the looks come round. By then the look after the one
        // before is over.
        let quick = async {
            loop {
                tokio::time::sleep(Duration::from_millis(250)).await;
                let began = Instant::now();
                send_test(&server, &path).await;
                next(&mut gets).await;
                if began.elapsed() < Duration::from_millis(220) {
                    break;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), quick).await.expect("none went out at once");
        program.end().await;
    }

    async fn bad_endpoints_are_refused_by_the_field_at_fault(db: TestDb) {
        let server = Server::start(db).await;
        for (body, field) in [
            (json!({"events": ["pool.low"]}), "url"),
            (json!({"url": "http://n8n.example.com/", "events": ["pool.low"]}), "url"),
            (json!({"url": "https://10.0.0.8/", "events": ["pool.low"]}), "url"),
            (json!({"url": "https://n8n.example.com/"}), "events"),
            (json!({"url": "https://n8n.example.com/", "events": []}), "events"),
            (json!({"url": "https://n8n.example.com/", "events": ["pool.full"]}), "events"),
            (json!({"url": "https://n8n.example.com/", "events": ["endpoint.test"]}), "events"),
            (json!({"url": "https://n8n.example.com/", "events": "pool.low"}), "events"),
            (json!({"url": "https://n8n.example.com/", "events": ["pool.low"], "name": "x".repeat(201)}), "name"),
        ] {
            let refused = server.broker.post("/api/v1/event-endpoints", body.clone()).await.problem(422, "invalid-field");
            assert_eq!(refused["field"], field, "{body}");
        }
        assert_eq!(server.db.count("select count(*) from event_endpoints").await, 0);
    }
}
