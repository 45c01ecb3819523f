//! Every operation of the document, asked by whoever may not.

use super::at_carrier::{callback, sync};
use crate::described::operations;
use crate::harness::{Answer, Api, Server};
use axum::body::Body;
use http::Method;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use steadyline_core::user::{Actor, Role};
use steadyline_service::user::{self, NewUser};
use steadyline_service::{broker, invite};

/// What `test_broker` has, which others ask for.
struct Things {
    number: String,
    lead: String,
    assignment: String,
    /// Something that was done to its numbers and can be taken back.
    change: String,
    import: String,
    user: String,
    invite: String,
    endpoint: String,
    /// Another one, for whoever removes it.
    spare: String,
    delivery: String,
    /// A callback that is over.
    callback: String,
    /// A look at its numbers at SignalWire.
    sync: String,
}

/// An operation about `test_broker`.
struct Asked {
    path: String,
    body: Value,
    /// Whether an id in it names a thing of that broker, also where the broker is not named.
    names_a_thing: bool,
}

/// Each has its own address.
fn an_endpoint() -> Value {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let url = format!("https://secret.example.com/{}", MADE.fetch_add(1, Ordering::Relaxed));
    json!({"name": "Secret", "url": url, "events": ["pool.low"]})
}

async fn endpoint(server: &Server) -> String {
    let made = server.broker.post("/api/v1/event-endpoints", an_endpoint()).await.expect(201);
    made["id"].as_str().expect("an id").to_owned()
}

impl Things {
    async fn of(server: &Server) -> Self {
        let body = json!({"lead_id": "crm-1", "phone": "512 555 0176", "name": "Secret Person"});
        let assigned = server.broker.post("/webhook/assign-number", body).await.expect(200);
        let body = json!({"lead_id": "crm-1", "outcome": "voicemail", "call_id": "CA-1"});
        server.broker.post("/webhook/call-outcome", body).await.expect(200);
        let body = json!({"leads": [{"reference": "crm-9"}]});
        let import = server.broker.post("/api/v1/leads/import", body).await.expect(200);
        let import = import["import_id"].as_str().expect("an id").to_owned();
        let id = |name: &str| assigned[name].as_str().expect("an id").to_owned();
        let body = json!({"action": "activate", "numbers": [id("number_id")]});
        let changed = server.broker.post("/api/v1/numbers/bulk", body).await.expect(200);
        let change = changed["change_id"].as_str().expect("an id").to_owned();
        let office = broker::find(&server.service, &Actor::System, "test_broker").await.unwrap();
        let new = NewUser {
            email: "secret@example.com".to_owned(),
            name: "Secret Colleague".to_owned(),
            password: "correct horse".to_owned(),
            role: Role::Broker(office.id),
        };
        let user = user::create(&server.service, &Actor::System, new).await.unwrap().id.to_string();
        let role = Role::Broker(office.id);
        let made =
            invite::create(&server.service, &Actor::System, "invited@example.com", role).await.unwrap();
        let invite = made.invite.id.to_string();
        let (endpoint, spare) = (endpoint(server).await, endpoint(server).await);
        let path = format!("/api/v1/event-endpoints/{endpoint}/test");
        let queued = server.broker.post(&path, json!({})).await.expect(202);
        let delivery = queued["id"].as_str().expect("an id").to_owned();
        let (number, lead, assignment) = (id("number_id"), id("lead_id"), id("assignment_id"));
        let callback = callback(server, office.id).await;
        let sync = sync(server, office.id).await;
        Self {
            sync,
            number,
            lead,
            assignment,
            change,
            import,
            user,
            invite,
            endpoint,
            spare,
            delivery,
            callback,
        }
    }

    /// The operation, filled with what would be right for `test_broker`.
    ///
    /// # Panics
    /// For one that is not known: say here how to fill it.
    fn fill(&self, id: &str, path: &str) -> Asked {
        let list = |filter: &str| (format!("{path}?limit=5{filter}"), json!({}), false);
        let at = |named: &str, thing: &str, body: Value| (path.replace(named, thing), body, true);
        let (path, body, names_a_thing) = match id {
            "assign_number" => (path.to_owned(), json!({"lead_id": "crm-1", "phone": "512 555 0176"}), false),
            "call_outcome" | "record_call" => {
                (path.to_owned(), json!({"lead_id": self.lead, "outcome": "busy", "call_id": "CA-1"}), true)
            }
            "list_brokers" => list(""),
            "create_broker" => (path.to_owned(), json!({"name": "Third", "slug": "third"}), false),
            "show_broker" => at("{broker}", "test_broker", json!({})),
            "change_broker" => at("{broker}", "test_broker", json!({"settings": {"max_attempts": 9}})),
            "list_numbers" => list("&standing=active"),
            "add_number" => (path.to_owned(), json!({"number": "5125550188"}), false),
            "import_numbers" => (path.to_owned(), json!({"numbers": ["5125550189"]}), false),
            "show_number" => at("{id}", &self.number, json!({})),
            "change_number" => at("{id}", &self.number, json!({"label": "Mine"})),
            "rest_number" => at("{id}", &self.number, json!({"days": 3})),
            "activate_number" => at("{id}", &self.number, json!({})),
            "retire_number" => at("{id}", &self.number, json!({"rehome": true})),
            "sync_numbers" | "show_sync" | "list_orders" => (path.to_owned(), json!({}), false),
            "apply_sync" => at("{id}", &self.sync, json!({})),
            "find_numbers" => (format!("{path}?area_code=512"), json!({}), false),
            "buy_numbers" => {
                (path.to_owned(), json!({"numbers": ["5125550190"], "monthly_cents": 50}), false)
            }
            "release_number" => at("{id}", &self.number, json!({"rehome": true})),
            "change_numbers" => {
                let body = json!({"action": "rest", "numbers": [self.number], "days": 3});
                (path.to_owned(), body, true)
            }
            "undo_numbers" => (path.to_owned(), json!({"change_id": self.change}), true),
            "list_leads" => list("&search=Secret"),
            "create_lead" => (path.to_owned(), json!({"reference": "crm-2"}), false),
            "import_leads" => (path.to_owned(), json!({"leads": [{"reference": "crm-3"}]}), false),
            "show_lead" => at("{lead}", &self.lead, json!({})),
            "change_lead" => at("{lead}", &self.lead, json!({"suppressed": false, "closed_won": true})),
            "erase_lead" => at("{lead}", &self.lead, json!({})),
            "assign_lead" => at("{lead}", &self.lead, json!({})),
            "add_note" => at("{lead}", &self.lead, json!({"note": "Call after five."})),
            "suppress_leads" | "undo_suppressions" => (path.to_owned(), json!({"leads": [self.lead]}), true),
            "release_leads" => (path.to_owned(), json!({"leads": [self.lead], "reason": "because"}), true),
            "reinstate_assignments" => (path.to_owned(), json!({"assignments": [self.assignment]}), true),
            "preview_settings" => at("{broker}", "test_broker", json!({"settings": {"max_attempts": 9}})),
            "list_audit_log" => list("&action=numbers.activated"),
            "list_events" => list("&kind=assignment,lead.created"),
            "list_assignments" => list(&format!("&lead_id={}", self.lead)),
            "show_assignment" => at("{id}", &self.assignment, json!({})),
            "release_assignment" => at("{id}", &self.assignment, json!({"reason": "because"})),
            "lock_assignment" => at("{id}", &self.assignment, json!({"reason": "because"})),
            "reinstate_assignment" => at("{id}", &self.assignment, json!({"reason": "because"})),
            "rehome_assignment" => at("{id}", &self.assignment, json!({"reason": "because"})),
            "diagnostics" => list(""),
            "mend" => {
                let body =
                    json!({"check": "poor_health", "fix": "rest", "number_id": self.number, "days": 3});
                (path.to_owned(), body, true)
            }
            "list_imports" => list(""),
            "show_import" | "stop_import" | "undo_import" | "start_import" | "discard_import" => {
                at("{id}", &self.import, json!({}))
            }
            "list_import_lines" => at("{id}", &self.import, json!({})),
            "call_lead" => at("{lead}", &self.lead, json!({})),
            "show_carrier" => list(""),
            "connect_carrier" | "disconnect_carrier" | "test_carrier" => {
                let body = json!({
                    "space": "example", "project": "b3877c40-da60-4998-90ad-b792e98472af", "token": "PT_other",
                    "signing_key": "PSK_other",
                });
                (path.to_owned(), body, false)
            }
            "list_carrier_calls" => list(""),
            "call_off" | "dismiss_callback" => at("{id}", &self.callback, json!({})),
            "list_calls" => list(&format!("&lead_id={}", self.lead)),
            report if report.starts_with("report_") => list("&from=2026-01-01&to=2026-01-31"),
            "list_users" | "list_invites" => (path.to_owned(), json!({}), false),
            "change_user" => at("{id}", &self.user, json!({"disabled": false})),
            "sign_out_user" => at("{id}", &self.user, json!({})),
            "reset_user_password" => at("{id}", &self.user, json!({})),
            "create_invite" => {
                (path.to_owned(), json!({"email": "new@example.com", "broker_id": "test_broker"}), false)
            }
            "revoke_invite" => at("{id}", &self.invite, json!({})),
            "list_event_endpoints" => (path.to_owned(), json!({}), false),
            "create_event_endpoint" => (path.to_owned(), an_endpoint(), false),
            "show_event_endpoint" | "renew_event_endpoint_secret" | "test_event_endpoint" => {
                at("{id}", &self.endpoint, json!({}))
            }
            "change_event_endpoint" => at("{id}", &self.endpoint, json!({"name": "Mine"})),
            "remove_event_endpoint" => at("{id}", &self.spare, json!({})),
            "list_deliveries" => list(&format!("&endpoint_id={}", self.endpoint)),
            "show_delivery" | "replay_delivery" => at("{id}", &self.delivery, json!({})),
            other => {
                panic!("`{other}` is a new operation: say how it is filled, so that tenancy is tested for it")
            }
        };
        Asked { path, body, names_a_thing }
    }
}

impl Asked {
    /// The same that says whose it is.
    fn of_test_broker(&self) -> Self {
        let mut body = self.body.clone();
        body["broker_id"] = json!("test_broker");
        let mark = if self.path.contains('?') { '&' } else { '?' };
        Self { path: format!("{}{mark}broker_id=test_broker", self.path), body, names_a_thing: true }
    }

    async fn by(&self, who: &Api, method: &Method) -> Answer {
        let request = who.request(method.as_str(), &self.path).header("content-type", "application/json");
        let has_body = *method != Method::GET;
        let body = if has_body { Body::from(self.body.to_string()) } else { Body::empty() };
        // Whoever names a request as somebody else did gets no reply of theirs.
        let request =
            if *method == Method::POST { request.header("idempotency-key", &self.path) } else { request };
        who.send(request.body(body).unwrap()).await
    }
}

/// Everything that is kept, as an admin reads it, and how many rows of everything there are.
async fn dump(server: &Server, things: &Things) -> Vec<Value> {
    let mut held = Vec::new();
    for broker in ["test_broker", "other"] {
        for path in ["numbers", "leads", "assignments", "calls", "imports", "event-endpoints", "deliveries"] {
            let path = format!("/api/v1/{path}?limit=500&broker_id={broker}");
            held.push(server.admin.get(&path).await.expect(200));
        }
    }
    held.push(server.admin.get("/api/v1/brokers").await.expect(200));
    let path = format!("/api/v1/assignments/{}?broker_id=test_broker", things.assignment);
    held.push(server.admin.get(&path).await.expect(200));
    for table in [
        "events",
        "audit_log",
        "api_keys",
        "users",
        "invites",
        "idempotency_keys",
        "broker_days",
        "number_days",
        "event_endpoints",
        "deliveries",
        "carrier_accounts",
        "carrier_calls",
        "carrier_syncs",
        "carrier_orders",
    ] {
        held.push(json!(server.db.count(&format!("select count(*) from {table}")).await));
    }
    held
}

/// Operations that a key must be sent for.
fn keyed() -> Vec<(Method, &'static str, &'static str, &'static Value)> {
    let keyed = operations().filter(|(_, _, operation)| operation["security"] != json!([]));
    keyed
        .map(|(method, path, operation)| {
            (method, path, operation["operationId"].as_str().expect("an id"), operation)
        })
        .collect()
}

fn leaks_nothing(name: &str, answer: &Answer, things: &Things) {
    let told = answer.told();
    for secret in [
        "555",
        "Secret",
        &things.number,
        &things.lead,
        &things.assignment,
        &things.import,
        &things.endpoint,
        &things.delivery,
        &things.callback,
        &things.sync,
    ] {
        assert!(!told.contains(secret), "{name} tells {secret}: {told}");
    }
}

steadyline_db::on_both_engines! {
    async fn every_operation_is_closed_to_whoever_may_not_ask_and_nothing_changes(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142", "5125550143"]).await;
        let things = Things::of(&server).await;
        let operations = keyed();
        assert!(operations.len() > 20);
        let before = dump(&server, &things).await;
        for (method, path, name, operation) in &operations {
            let asked = things.fill(name, path);
            let named = asked.of_test_broker();
            let anonymous = named.by(&server.nobody, method).await;
            assert!(anonymous.header("www-authenticate").starts_with("Bearer"), "{name}");
            leaks_nothing(name, &anonymous, &things);
            anonymous.problem(401, "unauthenticated");
            if operation["responses"]["403"].is_object() {
                for who in [&server.broker, &server.other] {
                    asked.by(who, method).await.problem(403, "forbidden");
                }
                continue;
            }
            let is_shown_its_own = *name == "list_brokers";
            let ways = if asked.names_a_thing { vec![&named, &asked] } else { vec![&named] };
            for way in ways {
                let foreign = way.by(&server.other, method).await;
                if is_shown_its_own {
                    let own: Vec<_> = foreign.json["items"].as_array().into_iter().flatten().collect();
                    assert_eq!((own.len(), &own[0]["slug"]), (1, &json!("other")));
                    continue;
                }
                leaks_nothing(name, &foreign, &things);
                foreign.problem(404, "not-found");
            }
        }
        assert_eq!(dump(&server, &things).await, before, "nothing was written");
    }

    async fn every_operation_is_open_to_whose_it_is_and_answers_as_described(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142", "5125550143"]).await;
        let things = Things::of(&server).await;
        for (method, path, name, operation) in keyed() {
            let asked = things.fill(name, path);
            let is_for_admins = operation["responses"]["403"].is_object();
            let who = if is_for_admins { &server.admin } else { &server.broker };
            let answer = asked.by(who, &method).await;
            // A later operation may find the lead where an earlier one left it.
            assert!(matches!(answer.status.as_u16(), 200 | 201 | 202 | 204 | 409), "{name}: {}", answer.text);
            // A link or secret is shown once: the same request makes a new one.
            let is_kept = !matches!(
                name,
                "create_invite" | "reset_user_password" | "create_event_endpoint" | "renew_event_endpoint_secret"
            );
            if method == Method::POST && answer.status.is_success() && is_kept {
                let again = asked.by(who, &method).await;
                assert_eq!((again.text, again.status), (answer.text, answer.status), "{name}");
            }
        }
    }

    async fn an_admins_key_says_which_broker_is_meant(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142", "5125550143"]).await;
        let things = Things::of(&server).await;
        for (method, path, name, _) in keyed().into_iter().filter(|(method, ..)| *method == Method::GET) {
            let asked = things.fill(name, path);
            let named = asked.of_test_broker().by(&server.admin, &method).await;
            // SignalWire, which is not connected, is asked for these.
            named.expect(if name == "find_numbers" { 409 } else { 200 });
            // A report over all brokers is an admin's.
            let over_all = name.starts_with("report_") && name != "report_numbers";
            let is_of_a_broker = !name.ends_with("_broker") && name != "list_brokers";
            if over_all {
                asked.by(&server.admin, &method).await.expect(200);
            } else if is_of_a_broker && name != "list_users" && name != "list_invites" {
                let refused = asked.by(&server.admin, &method).await.problem(422, "invalid-field");
                assert_eq!(refused["field"], "broker_id", "{name}");
            }
        }
    }
}
