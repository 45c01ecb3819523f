//! The description of the API is true, complete, and served.

use crate::described::{DOCUMENT, faults, operations, resolve};
use crate::harness::Server;
use serde_json::Value;
use std::collections::BTreeSet;

/// Every address of the API. One that is added is added here and in `tenants/operations.rs`.
const ROUTES: &str = "
    GET /healthz
    GET /readyz
    GET /problems/{code}
    POST /webhook/assign-number
    POST /webhook/call-outcome
    GET /api/v1/brokers
    POST /api/v1/brokers
    GET /api/v1/brokers/{broker}
    PATCH /api/v1/brokers/{broker}
    POST /api/v1/brokers/{broker}/preview
    GET /api/v1/audit-log
    GET /api/v1/events
    GET /api/v1/numbers
    POST /api/v1/numbers
    POST /api/v1/numbers/import
    POST /api/v1/numbers/bulk
    POST /api/v1/numbers/undo
    GET /api/v1/numbers/{id}
    PATCH /api/v1/numbers/{id}
    POST /api/v1/numbers/{id}/rest
    POST /api/v1/numbers/{id}/activate
    POST /api/v1/numbers/{id}/retire
    GET /api/v1/numbers/sync
    POST /api/v1/numbers/sync
    POST /api/v1/numbers/sync/{id}/apply
    GET /api/v1/numbers/available
    POST /api/v1/numbers/buy
    GET /api/v1/numbers/orders
    POST /api/v1/numbers/{id}/release
    GET /api/v1/leads
    POST /api/v1/leads
    POST /api/v1/leads/import
    GET /api/v1/leads/{lead}
    PATCH /api/v1/leads/{lead}
    DELETE /api/v1/leads/{lead}
    POST /api/v1/leads/{lead}/assign
    POST /api/v1/leads/{lead}/notes
    POST /api/v1/suppressions
    POST /api/v1/suppressions/undo
    GET /api/v1/assignments
    POST /api/v1/assignments/release
    POST /api/v1/assignments/reinstate
    GET /api/v1/assignments/{id}
    POST /api/v1/assignments/{id}/release
    POST /api/v1/assignments/{id}/lock
    POST /api/v1/assignments/{id}/rehome
    POST /api/v1/assignments/{id}/reinstate
    GET /api/v1/calls
    GET /api/v1/carrier
    PUT /api/v1/carrier
    DELETE /api/v1/carrier
    POST /api/v1/carrier/test
    GET /api/v1/carrier-calls
    POST /api/v1/carrier-calls/{id}/call-off
    POST /api/v1/carrier-calls/{id}/dismiss
    POST /api/v1/leads/{lead}/call
    POST /api/v1/calls
    GET /api/v1/diagnostics
    POST /api/v1/diagnostics/mend
    GET /api/v1/imports
    GET /api/v1/imports/{id}
    DELETE /api/v1/imports/{id}
    GET /api/v1/imports/{id}/lines
    POST /api/v1/imports/{id}/start
    POST /api/v1/imports/{id}/stop
    POST /api/v1/imports/{id}/undo
    GET /api/v1/reports/calls
    GET /api/v1/reports/utilization
    GET /api/v1/reports/numbers
    GET /api/v1/reports/funnel
    GET /api/v1/reports/health
    GET /api/v1/reports/hours
    GET /api/v1/reports/areas
    GET /api/v1/reports/presence
    GET /api/v1/reports/brokers
    GET /api/v1/event-endpoints
    POST /api/v1/event-endpoints
    GET /api/v1/event-endpoints/{id}
    PATCH /api/v1/event-endpoints/{id}
    DELETE /api/v1/event-endpoints/{id}
    POST /api/v1/event-endpoints/{id}/secret
    POST /api/v1/event-endpoints/{id}/test
    GET /api/v1/deliveries
    GET /api/v1/deliveries/{id}
    POST /api/v1/deliveries/{id}/replay
    GET /api/v1/users
    PATCH /api/v1/users/{id}
    POST /api/v1/users/{id}/sign-out
    POST /api/v1/users/{id}/reset-link
    GET /api/v1/invites
    POST /api/v1/invites
    DELETE /api/v1/invites/{id}
";

#[test]
fn the_committed_document_is_what_the_code_makes() {
    let made = format!("{}\n", steadyline_server::openapi::text());
    assert!(
        include_str!("../../openapi.json") == made,
        "crates/server/openapi.json is not what the code makes. Renew it, and look at what changed for callers:\n\
         cargo run -p steadyline-server -- openapi > crates/server/openapi.json"
    );
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let described: BTreeSet<String> =
        operations().map(|(method, path, _)| format!("{method} {path}")).collect();
    let routes = ROUTES.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    assert_eq!(described, routes);
}

#[test]
fn every_operation_says_what_it_does_and_how_it_is_refused() {
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        let told = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().expect("an id")), "{told}: its id is taken");
        assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{told}");
        let tag = &operation["tags"][0];
        let known = DOCUMENT["tags"].as_array().expect("tags").iter().any(|known| known["name"] == *tag);
        assert!(known, "{told}: {tag}");
        let is_keyed = path.starts_with("/api/") || path.starts_with("/webhook/");
        assert_eq!(operation["security"].as_array().is_some_and(|ways| !ways.is_empty()), is_keyed, "{told}");
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let named: BTreeSet<&str> = parameters.filter_map(|parameter| parameter["name"].as_str()).collect();
        assert_eq!(named.contains("Idempotency-Key"), method == "POST", "{told}");
        for part in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            assert!(named.contains(part), "{told}: {part}");
        }
        if is_keyed {
            for status in ["400", "401", "408", "429", "500"] {
                assert!(resolve(&operation["responses"][status]).is_object(), "{told}: {status}");
            }
            let often = resolve(&operation["responses"]["429"]);
            assert!(often["headers"]["Retry-After"].is_object(), "{told}");
        }
    }
}

#[test]
fn every_example_is_what_its_schema_allows() {
    let mut examples = 0;
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().expect("schemas") {
        let all = schema["examples"].as_array().into_iter().flatten().chain(schema.get("example"));
        for example in all {
            let reference = serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
            assert_eq!(faults(&reference, example), [""; 0], "{name}: {example}");
            examples += 1;
        }
    }
    let own = operations().flat_map(|(_, _, operation)| {
        operation["responses"].as_object().into_iter().flatten().map(|(_, response)| resolve(response))
    });
    for content in own.flat_map(|response| response["content"].as_object().into_iter().flatten()) {
        for (name, example) in content.1["examples"].as_object().into_iter().flatten() {
            assert_eq!(faults(&content.1["schema"], &example["value"]), [""; 0], "{name}");
            examples += 1;
        }
    }
    assert!(examples > 100, "{examples}");
}

#[test]
fn every_reply_has_an_example_of_the_whole() {
    for (method, path, operation) in operations() {
        for (status, response) in operation["responses"].as_object().into_iter().flatten() {
            for (kind, content) in resolve(response)["content"].as_object().into_iter().flatten() {
                if !kind.ends_with("json") {
                    continue;
                }
                let schema = resolve(&content["schema"]);
                let shown =
                    [&content["example"], &content["examples"], &schema["example"], &schema["examples"]];
                let is_shown = shown.iter().any(|example| !example.is_null());
                assert!(is_shown, "{method} {path} {status} {kind}: show what it looks like");
            }
        }
    }
}

#[test]
fn phones_in_examples_are_fictional() {
    let text = DOCUMENT.to_string();
    for (at, _) in text.match_indices("555") {
        let digits: String = text[at + 3..].chars().filter(char::is_ascii_digit).take(2).collect();
        assert_eq!(digits, "01", "{}", &text[at.saturating_sub(20)..(at + 20).min(text.len())]);
    }
}

#[test]
fn limits_of_settings_are_those_they_are_checked_against() {
    let settings = |name: &str| DOCUMENT["components"]["schemas"][name]["properties"].clone();
    for doc in steadyline_core::setting::SETTINGS {
        for name in ["Settings", "SettingsChange"] {
            let described = &settings(name)[doc.name];
            assert!(described.is_object(), "{name} has no {}", doc.name);
            assert_eq!(described["minimum"].as_i64(), doc.min.map(i64::from), "{}", doc.name);
            assert_eq!(described["maximum"].as_i64(), doc.max.map(i64::from), "{}", doc.name);
        }
    }
}

#[test]
fn as_many_numbers_are_changed_at_once_as_the_service_takes() {
    let described = &DOCUMENT["components"]["schemas"]["NumbersChange"]["properties"]["numbers"];
    assert_eq!(described["maxItems"].as_i64(), Some(steadyline_core::number::MOST_NUMBERS));
}

steadyline_db::on_both_engines! {
    async fn the_document_and_its_page_need_no_key_and_nothing_from_elsewhere(db: TestDb) {
        let server = Server::start(db).await;
        let document = server.nobody.get("/api/openapi.json").await;
        assert_eq!((document.status.as_u16(), document.header("content-type")), (200, "application/json"));
        assert_eq!(document.json, *DOCUMENT);
        assert_eq!(server.nobody.get("/api/docs").await.header("location"), "/api/docs/");
        let page = server.nobody.get("/api/docs/").await;
        assert_eq!(page.status.as_u16(), 200);
        assert!(!page.text.contains("://") && page.text.contains("swagger-ui-bundle.js"), "{}", page.text);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        for (file, kind) in [
            ("swagger-ui-bundle.js", "text/javascript"),
            ("swagger-ui.css", "text/css"),
            ("start.js", "text/javascript"),
        ] {
            let file = server.nobody.get(&format!("/api/docs/{file}")).await;
            assert_eq!((file.status.as_u16(), file.header("content-type")), (200, kind));
        }
        let script = server.nobody.get("/api/docs/start.js").await;
        assert!(script.text.contains("/api/openapi.json"), "{}", script.text);
        server.nobody.get("/api/docs/nothing.js").await.problem(404, "not-found");
    }
}

#[test]
fn a_reply_that_is_not_described_is_noticed() {
    let page = serde_json::json!({ "$ref": "#/components/schemas/CallPage" });
    assert_eq!(faults(&page, &serde_json::json!({ "items": [], "next_cursor": null })), [""; 0]);
    for wrong in [
        serde_json::json!({ "items": [] }),
        serde_json::json!({ "items": [], "next_cursor": null, "more": true }),
        serde_json::json!({ "items": [{}], "next_cursor": null }),
        serde_json::json!({ "items": null, "next_cursor": null }),
    ] {
        assert_ne!(faults(&page, &wrong), [""; 0], "{wrong}");
    }
    let phone = serde_json::json!({ "$ref": "#/components/schemas/Phone" });
    assert_ne!(faults(&phone, &serde_json::json!("512 555 0142")), [""; 0]);
    let time = serde_json::json!({ "type": "string", "format": "date-time" });
    assert_ne!(faults(&time, &serde_json::json!("yesterday")), [""; 0]);
}

/// What the document is made of stays small enough to read.
#[test]
fn nothing_is_described_that_is_not_used() {
    let text = DOCUMENT.to_string();
    for kind in ["schemas", "responses"] {
        for name in DOCUMENT["components"][kind].as_object().expect("components").keys() {
            let reference = Value::from(format!("#/components/{kind}/{name}")).to_string();
            assert!(text.contains(&reference), "nothing refers to {reference}");
        }
    }
}
