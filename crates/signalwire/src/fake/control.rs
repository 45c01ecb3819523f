//! What is asked of the fake and not of SignalWire: a page that shows its numbers and calls, somebody who calls one of the
//! numbers, and how calls to a phone end.

use super::call::{Leg, Story};
use super::{Fake, FakeNumber};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Duration;

pub(super) fn routes() -> Router<Fake> {
    Router::new()
        .route("/", get(page))
        .route("/control/ring-in", post(ring_in))
        .route("/control/story", post(story))
        .route("/control/numbers", get(numbers).post(add))
}

#[derive(Debug, Deserialize)]
struct RingIn {
    from: String,
    to: String,
    /// Whether the page asks, which wants to be led back.
    #[serde(default)]
    page: bool,
}

/// Somebody calls a number. Answers once the call is over, or at once to the page.
async fn ring_in(State(fake): State<Fake>, Form(asked): Form<RingIn>) -> Response {
    let Some(number) = fake.number(&asked.to) else {
        return (StatusCode::NOT_FOUND, "the project has no such number").into_response();
    };
    let FakeNumber { voice_url, status_url, .. } = number;
    if voice_url.is_empty() {
        let why = "the number has no voice webhook: a caller hears that it is not configured";
        return (StatusCode::CONFLICT, why).into_response();
    }
    let calls = fake.calls().clone();
    let call = async move { calls.ring_in(&asked.from, &asked.to, &voice_url, &status_url).await };
    if asked.page {
        tokio::spawn(call);
        return Redirect::to("/").into_response();
    }
    let (sid, document) = call.await;
    Json(json!({ "sid": sid, "document": document })).into_response()
}

#[derive(Debug, Deserialize)]
struct Told {
    phone: String,
    /// How it ends as an office's phone.
    #[serde(default)]
    office: Option<String>,
    /// How it ends as a lead's phone.
    #[serde(default)]
    lead: Option<String>,
    /// Milliseconds that an answered call really takes.
    #[serde(default)]
    talk: u64,
    /// Milliseconds between two words about it.
    #[serde(default)]
    pace: u64,
}

/// `answered`, `busy`, `no_answer`, `failed`.
fn leg(word: Option<&str>) -> Leg {
    match word {
        Some("busy") => Leg::Busy,
        Some("no_answer") => Leg::NoAnswer,
        Some("failed") => Leg::Fails(603),
        _ => Leg::Answers(84),
    }
}

/// Says how calls to a phone end from now on.
async fn story(State(fake): State<Fake>, Form(told): Form<Told>) -> StatusCode {
    let (talk, pace) = (Duration::from_millis(told.talk), Duration::from_millis(told.pace));
    let (office, lead) = (leg(told.office.as_deref()), leg(told.lead.as_deref()));
    fake.calls().tell_of(&told.phone, Story { office, lead, talk, pace, ..Story::default() });
    StatusCode::NO_CONTENT
}

async fn numbers(State(fake): State<Fake>) -> Json<Vec<FakeNumber>> {
    Json(fake.numbers())
}

#[derive(Debug, Deserialize)]
struct Added {
    number: String,
    #[serde(default)]
    voice_url: String,
    #[serde(default)]
    status_url: String,
}

/// Gives the project a number, as if it were bought long ago.
async fn add(State(fake): State<Fake>, Form(added): Form<Added>) -> Json<Value> {
    let sid = fake.add(&added.number);
    let number = fake.number(&added.number);
    fake.restore(number.map(|number| FakeNumber {
        voice_url: added.voice_url,
        status_url: added.status_url,
        ..number
    }));
    Json(json!({ "sid": sid }))
}

/// As text of a document.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

async fn page(State(fake): State<Fake>) -> Html<String> {
    let mut numbers = String::new();
    for number in fake.numbers() {
        let state = if number.voice_url.is_empty() { "no webhook" } else { "set up" };
        let phone = escaped(&number.phone_number);
        let _ = write!(numbers, "<option value=\"{phone}\">{phone}, {state}</option>");
    }
    let listed = fake.calls().list(None);
    let mut calls = String::new();
    for call in listed["calls"].as_array().into_iter().flatten().rev().take(50) {
        let text = |name: &str| escaped(call[name].as_str().unwrap_or_default());
        let _ = write!(
            calls,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            text("direction"),
            text("from"),
            text("to"),
            text("status")
        );
    }
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>A SignalWire to try</title>\
        <meta name=\"viewport\" content=\"width=device-width\"><style>:root{{color-scheme:light dark}}\
        body{{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}}\
        td,th{{padding:.2rem 1rem .2rem 0;text-align:left}}input,select,button{{font:inherit}}</style></head><body>\
        <h1>A SignalWire to try</h1><p>It calls nobody. Calls from Steadyline are played by themselves: what becomes of \
        one depends on the last digit of the lead's phone (0 to 3 are answered, 4 is busy, 5 to 7 ring out, 8 hangs up \
        at once, 9 is blocked by the network).</p>\
        <h2>Somebody calls back</h2><form method=\"post\" action=\"/control/ring-in\"><input type=\"hidden\" \
        name=\"page\" value=\"true\"><p><label>From <input name=\"from\" required placeholder=\"+15125550142\" \
        pattern=\"\\+1[0-9]{{10}}\"></label> <label>to <select name=\"to\">{numbers}</select></label> \
        <button>Call</button></p></form>\
        <h2>Calls</h2><table><thead><tr><th>Direction</th><th>From</th><th>To</th><th>Status</th></tr></thead>\
        <tbody>{calls}</tbody></table></body></html>"
    ))
}
