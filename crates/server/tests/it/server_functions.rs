//! Every server function is a public address: who asks is asked by each of them.

use crate::harness::{Answer, Server};
use axum::body::Body;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::json;
use std::collections::BTreeSet;
use steadyline_core::user::{Actor, Role};
use steadyline_service::broker;
use steadyline_service::user::{self, NewUser};

/// Open to everybody.
const PUBLIC: [&str; 10] = [
    "who_am_i",
    "sign_in",
    "sign_out",
    "set_up_needed",
    "set_up",
    "refused_form",
    "what_was_done",
    "opened_link",
    "accept_invite",
    "set_theme",
];
/// For whoever is signed in, about nothing but the own session.
const PERSONAL: [&str; 7] = [
    "account",
    "change_password",
    "edit_profile",
    "end_session",
    "end_other_sessions",
    "set_own_phone",
    "settings_draft",
];
/// For admins alone.
const ADMIN: [&str; 7] = [
    "brokers",
    "broker_form",
    "create_broker",
    "edit_broker",
    "change_user_role",
    "house_analytics",
    "brokers_behind",
];
/// About a user or a link, for admins and for whoever manages the same office: to others there is none.
const OF_OFFICE: [&str; 7] = [
    "create_user",
    "disable_user",
    "enable_user",
    "sign_out_user",
    "reset_user",
    "revoke_invite",
    "invite_user",
];
/// About one broker.
const OF_BROKER: &[&str] = &[
    "calls",
    "carrier",
    "connect_carrier",
    "test_carrier",
    "disconnect_carrier",
    "counted",
    "analytics",
    "api_keys",
    "create_api_key",
    "revoke_api_key",
    "assignments",
    "assign_lead",
    "release_assignment",
    "lock_assignment",
    "rehome_assignment",
    "undo",
    "many_leads",
    "release_many",
    "suppress_many",
    "record_outcome",
    "ask_call",
    "call_off",
    "dismiss_callback",
    "dashboard",
    "frame",
    "find",
    "suggest",
    "activity",
    "diagnostics",
    "diagnostics_check",
    "diagnostics_fix",
    "mend",
    "leads",
    "lead_page",
    "add_lead",
    "edit_lead",
    "add_note",
    "close_deal",
    "suppress_lead",
    "erase_lead",
    "stage_import",
    "import_page",
    "imports",
    "start_import",
    "stop_import",
    "undo_import",
    "discard_import",
    "pool",
    "sync_page",
    "look_at_carrier",
    "apply_sync",
    "buy_page",
    "buy_numbers",
    "release_number",
    "number_page",
    "number_leaving",
    "add_number",
    "edit_number",
    "rest_number",
    "activate_number",
    "retire_number",
    "bulk_numbers",
    "change_numbers",
    "undo_numbers",
    "settings",
    "setting_changes",
    "preview_settings",
    "save_settings",
    "users",
    "events",
    "endpoint_page",
    "create_endpoint",
    "edit_endpoint",
    "remove_endpoint",
    "renew_secret",
    "test_endpoint",
    "delivery_page",
    "replay_delivery",
];

/// Forms with a password are limited by address: only those that need these send them.
const SECRETS: &str = "&email=new%40example.com&password=a+long+enough+password&old_password=correct+horse\
    &new_password=another+long+password&token=nobody-made-this";

/// Every other field that any of them takes, filled with what would be right for `test_broker`.
fn fields(lead: &str, assignment: &str) -> String {
    let mut fields: Vec<(&str, &str)> = vec![
        ("broker", "test_broker"),
        ("lead", lead),
        ("assignment", assignment),
        ("number", "15125550142"),
        ("asked[act]", "retire"),
        ("asked[numbers]", "15125550142"),
        ("change", "018f0000-0000-7000-8000-000000000000"),
        ("call", "018f0000-0000-7000-8000-000000000000"),
        ("callback", "018f0000-0000-7000-8000-000000000000"),
        ("check", "poor_health"),
        ("fix", "rest"),
        ("outcome", "do_not_call"),
        ("reason", "because"),
        ("note", "a note"),
        ("deal", "closed_won"),
        ("leads", lead),
        ("query[leads]", lead),
        ("kind", "release"),
        ("id", assignment),
        ("confirm", "ERASE"),
        ("name", "Somebody"),
        ("phone", "5125550188"),
        ("text", "5125550189"),
        ("noun", "numbers"),
        ("import", "018f0000-0000-7000-8000-000000000000"),
        ("key", "018f0000-0000-7000-8000-000000000000"),
        ("user", "018f0000-0000-7000-8000-000000000000"),
        ("invite", "018f0000-0000-7000-8000-000000000000"),
        ("endpoint", "018f0000-0000-7000-8000-000000000000"),
        ("delivery", "018f0000-0000-7000-8000-000000000000"),
        ("space", "example"),
        ("project", "b3877c40-da60-4998-90ad-b792e98472af"),
        ("url", "https://n8n.example.com/"),
        ("events[0]", "pool.low"),
        ("sync", "018f0000-0000-7000-8000-000000000000"),
        ("numbers[0]", "5125550188"),
        ("monthly_price", "0.50"),
        ("confirmed", "true"),
        ("timezone", "America/Chicago"),
    ];
    let defaults = steadyline_core::setting::BrokerSettings::default();
    let settings: Vec<(&str, String)> = steadyline_core::setting::SETTINGS
        .iter()
        .filter_map(|doc| Some((doc.name, defaults.text(doc.name)?)))
        .filter(|(name, _)| *name != "timezone")
        .collect();
    fields.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));
    let encoded: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    encoded.join("&")
}

/// These take whatever settings they are sent, and nothing that is nested.
const OF_SETTINGS: [&str; 2] = ["preview_settings", "save_settings"];

pub(crate) async fn ask(server: &Server, name: &str, cookie: &str, fields: &str) -> Answer {
    let plain: Vec<&str> =
        fields.split('&').filter(|field| !OF_SETTINGS.contains(&name) || !field.contains("]=")).collect();
    let fields = &plain.join("&");
    let path = format!("/fn/{name}");
    let reads = server_fn_paths().any(|(known, method)| known == path && method == http::Method::GET);
    let (method, address) = if reads { ("GET", format!("{path}?{fields}")) } else { ("POST", path) };
    let request = server
        .nobody
        .request(method, &address)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie);
    let body = if reads { Body::empty() } else { Body::from(fields.clone()) };
    server.nobody.send(request.body(body).unwrap()).await
}

/// The cookie of somebody of that broker.
pub(crate) async fn sign_in(server: &Server, slug: &str) -> String {
    let of = broker::find(&server.service, &Actor::System, slug).await.unwrap().id;
    let email = format!("{slug}@example.com");
    let new = NewUser {
        email: email.clone(),
        name: slug.to_owned(),
        password: "correct horse".to_owned(),
        role: Role::Broker(of),
    };
    user::create(&server.service, &Actor::System, new).await.unwrap();
    let form = format!("email={email}&password=correct+horse");
    let answer = ask(server, "sign_in", "", &form).await;
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn rows(server: &Server) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "events",
        "leads",
        "calls",
        "phone_numbers",
        "lead_number_assignments",
        "imports",
        "import_lines",
        "api_keys",
        "audit_log",
        "invites",
        "event_endpoints",
        "deliveries",
        "carrier_accounts",
        "carrier_syncs",
        "carrier_orders",
    ] {
        counts.push(server.db.count(&format!("select count(*) from {table}")).await);
    }
    counts
}

#[test]
fn the_table_names_every_server_function() {
    let known: BTreeSet<String> = server_fn_paths().map(|(path, _)| path.replace("/fn/", "")).collect();
    let listed: BTreeSet<String> = [&PUBLIC[..], &PERSONAL, &ADMIN, &OF_OFFICE, OF_BROKER]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(known, listed);
}

steadyline_db::on_both_engines! {
    async fn each_is_closed_to_whoever_may_not_ask_and_nothing_changes(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142"]).await;
        let body = json!({ "lead_id": "crm-1", "phone": "512 555 0176" });
        let assigned = server.broker.post("/webhook/assign-number", body).await.expect(200);
        let lead = assigned["lead_id"].as_str().unwrap().to_owned();
        let fields = fields(&lead, assigned["assignment_id"].as_str().unwrap());
        let other = sign_in(&server, "other").await;
        let before = rows(&server).await;
        for name in OF_BROKER {
            let anonymous = ask(&server, name, "", &fields).await;
            assert_eq!(anonymous.status.as_u16(), 401, "{name}: {}", anonymous.text);
            let foreign = ask(&server, name, &other, &fields).await;
            assert_eq!(foreign.status.as_u16(), 404, "{name}: {}", foreign.text);
            assert!(!foreign.told().contains("555"), "{name}: {}", foreign.text);
        }
        for name in ADMIN {
            let anonymous = ask(&server, name, "", &fields).await;
            assert_eq!(anonymous.status.as_u16(), 401, "{name}: {}", anonymous.text);
            let broker = ask(&server, name, &other, &fields).await;
            assert_eq!(broker.status.as_u16(), 403, "{name}: {}", broker.text);
        }
        for name in OF_OFFICE {
            let fields = match name {
                "create_user" => format!("{fields}{SECRETS}"),
                "invite_user" => format!("{fields}&email=new%40example.com"),
                _ => fields.clone(),
            };
            let anonymous = ask(&server, name, "", &fields).await;
            assert_eq!(anonymous.status.as_u16(), 401, "{name}: {}", anonymous.text);
            // An office has users of its own: another office and its people are not there for it.
            let foreign = ask(&server, name, &other, &fields).await;
            let refused = if name == "reset_user" { 403 } else { 404 };
            assert_eq!(foreign.status.as_u16(), refused, "{name}: {}", foreign.text);
        }
        for name in PERSONAL {
            let fields = format!("{fields}{SECRETS}");
            assert_eq!(ask(&server, name, "", &fields).await.status.as_u16(), 401, "{name}");
        }
        assert_eq!(rows(&server).await, before, "nothing was written");
        let own = sign_in(&server, "test_broker").await;
        for name in ["dashboard", "diagnostics", "diagnostics_check", "diagnostics_fix", "activity", "suggest", "pool", "leads", "lead_page", "number_page", "number_leaving", "sync_page", "buy_page", "assignments", "settings", "api_keys", "imports", "users", "setting_changes", "preview_settings", "events", "carrier"] {
            let answer = ask(&server, name, &own, &fields).await;
            assert_eq!(answer.status.as_u16(), 200, "{name}: {}", answer.text);
        }
    }

    async fn a_deal_is_not_closed_without_a_choice(db: TestDb) {
        let server = Server::with_numbers(db, &["5125550142"]).await;
        let body = json!({ "lead_id": "crm-1", "phone": "512 555 0176" });
        let assigned = server.broker.post("/webhook/assign-number", body).await.expect(200);
        let cookie = sign_in(&server, "test_broker").await;
        let form = format!("broker=test_broker&lead={}", assigned["lead_id"].as_str().unwrap());
        for form in [form.clone(), format!("{form}&deal=")] {
            let refused = ask(&server, "close_deal", &cookie, &form).await;
            assert_eq!(refused.status.as_u16(), 422, "{}", refused.text);
            assert!(refused.text.contains("Choose whether the deal is won, lost or open."), "{}", refused.text);
        }
    }
}
