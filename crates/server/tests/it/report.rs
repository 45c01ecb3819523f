//! Reports over HTTP: as JSON and as CSV, for whoever may see them, and refused with the field at fault.

use crate::harness::{Answer, Api, Server};
use axum::body::Body;
use serde_json::json;
use steadyline_core::user::Actor;
use steadyline_core::user::Role;
use steadyline_service::user::{self, NewUser};

const REPORTS: [&str; 9] =
    ["calls", "utilization", "numbers", "funnel", "health", "hours", "areas", "presence", "brokers"];

async fn accepting(who: &Api, path: &str, kind: &str) -> Answer {
    who.send(who.request("GET", path).header("accept", kind).body(Body::empty()).unwrap()).await
}

/// Two leads: one answered at the second call, one never.
async fn busy(db: steadyline_db::testing::TestDb) -> Server {
    let server = Server::with_numbers(db, &["5125550142", "5125550143"]).await;
    for (lead, phone) in [("a", "5125550176"), ("b", "2125550177")] {
        server
            .broker
            .post("/webhook/assign-number", json!({"lead_id": lead, "phone": phone}))
            .await
            .expect(200);
    }
    for (lead, outcome) in [("a", "voicemail"), ("a", "answered"), ("b", "busy"), ("b", "failed")] {
        server
            .broker
            .post("/webhook/call-outcome", json!({"lead_id": lead, "outcome": outcome}))
            .await
            .expect(200);
    }
    steadyline_service::job::run_due(&server.service).await.unwrap();
    server
}

steadyline_db::on_both_engines! {
    async fn the_same_figures_come_as_json_and_as_csv(db: TestDb) {
        let server = busy(db).await;
        for name in REPORTS {
            let path = format!("/api/v1/reports/{name}");
            let json = accepting(&server.broker, &path, "application/json").await.expect(200);
            assert!(json["range"]["from"].is_string(), "{name}");
            let csv = accepting(&server.broker, &path, "text/csv").await;
            assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8", "{name}");
            assert!(csv.header("content-disposition").contains(&format!("steadyline-{name}.csv")), "{name}");
            assert!(csv.text.lines().count() > 1, "{name}: {}", csv.text);
        }
        let calls = server.broker.get("/api/v1/reports/calls").await.expect(200);
        assert_eq!((&calls["total"]["calls"], &calls["total"]["contacts"]), (&json!(3), &json!(1)));
        let funnel = accepting(&server.broker, "/api/v1/reports/funnel", "text/csv").await;
        let steps: Vec<&str> = funnel.text.lines().map(|line| &line[..line.rfind(',').unwrap_or(0)]).collect();
        assert_eq!(steps[1..3], ["assigned,2,0,,", "answered,1,0,50,"]);
        let presence = server.broker.get("/api/v1/reports/presence").await.expect(200);
        assert_eq!((&presence["local"]["calls"], &presence["far"]["calls"]), (&json!(2), &json!(1)));
        let use_of_pool = server.broker.get("/api/v1/reports/utilization").await.expect(200);
        assert_eq!(use_of_pool["utilization"]["now"], json!(100.0));
        let all = server.admin.get("/api/v1/reports/brokers").await.expect(200);
        assert_eq!(all["brokers"].as_array().unwrap().len(), 2);
        let own = server.broker.get("/api/v1/reports/brokers").await.expect(200);
        assert_eq!(own["brokers"].as_array().unwrap().len(), 1);
    }

    async fn a_bad_range_names_its_field_and_another_broker_is_unknown(db: TestDb) {
        let server = busy(db).await;
        for name in REPORTS {
            for (query, field) in [
                ("from=2026-02-30", "from"),
                ("from=yesterday", "from"),
                ("from=2026-02-02&to=2026-02-01", "from"),
                ("from=2001-01-01&to=2026-01-01", "from"),
                ("to=9999-12-31", "to"),
                ("to=12026-01-01", "to"),
            ] {
                let refused = server.broker.get(&format!("/api/v1/reports/{name}?{query}")).await.problem(422, "invalid-field");
                assert_eq!(refused["field"], field, "{name} {query}");
            }
            let foreign = format!("/api/v1/reports/{name}?broker=test_broker");
            server.other.get(&foreign).await.problem(404, "not-found");
            server.admin.get("/api/v1/reports/calls?broker=no-such").await.problem(404, "not-found");
        }
        let refused = server.admin.get("/api/v1/reports/numbers").await.problem(422, "invalid-field");
        assert_eq!(refused["field"], "broker_id");
    }

    async fn a_file_is_for_who_is_signed_in_and_may_see_it(db: TestDb) {
        let server = busy(db).await;
        let own = steadyline_service::broker::find(&server.service, &Actor::System, "test_broker").await.unwrap();
        let new = NewUser {
            email: "ann@example.com".to_owned(),
            name: "Ann".to_owned(),
            password: "a long enough password".to_owned(),
            role: Role::Broker(own.id),
        };
        user::create(&server.service, &Actor::System, new).await.unwrap();
        server.nobody.get("/reports/calls.csv").await.problem(401, "unauthenticated");
        let form = "email=ann%40example.com&password=a+long+enough+password";
        let request = server.nobody.request("POST", "/fn/sign_in")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", "http://127.0.0.1:3000");
        let signed_in = server.nobody.send(request.body(Body::from(form)).unwrap()).await;
        let cookie = signed_in.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let file = async |path: &str| {
            let request = server.nobody.request("GET", path).header("cookie", &cookie);
            server.nobody.send(request.body(Body::empty()).unwrap()).await
        };
        let mine = file("/reports/calls.csv").await;
        assert_eq!((mine.status.as_u16(), mine.header("cache-control")), (200, "no-store"), "{}", mine.text);
        assert!(mine.text.starts_with("day,calls,contacts,"), "{}", mine.text);
        for path in ["/reports/calls.csv?broker=other", "/reports/calls.csv?broker=no-such", "/reports/secrets.csv", "/reports/calls"] {
            assert_eq!(file(path).await.status.as_u16(), 404, "{path}");
        }
        assert_eq!(file("/reports/calls.csv?from=x").await.status.as_u16(), 422);
        for page in ["/b/test_broker/analytics", "/b/test_broker/calls?weekday=0", "/b/test_broker/counted?of=answered", "/b/test_broker/analytics?from=2026-01-01&to=2026-01-07"] {
            let shown = file(page).await;
            assert_eq!(shown.status.as_u16(), 200, "{page}");
            assert!(!shown.text.contains(" style="), "{page}");
        }
        let foreign = file("/b/other/analytics").await;
        assert!(!foreign.text.contains("From assigned to closed"));
        let house = file("/admin/analytics").await;
        assert!(!house.text.contains("Brokers compared"), "{}", house.text);
    }
}
