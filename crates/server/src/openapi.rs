//! The OpenAPI description of the API, made from the code that answers.
//!
//! Each handler describes itself (`#[utoipa::path]`) and is routed by that description, so that no route is without
//! one. What the layers around all of them add, [`around`] describes once. The shapes of bodies and replies stand
//! here, one file a noun: request bodies are read field by field and have no type of their own (but
//! [`number::NumbersKept`], which is read as it is described), and the types of replies live in crates that know
//! nothing of HTTP. Tests hold real replies against these shapes.

// Shapes are described and never made.
#![allow(dead_code, reason = "shapes are described and never made")]

mod around;
pub(crate) mod assignment;
pub(crate) mod audit;
pub(crate) mod broker;
pub(crate) mod call;
pub(crate) mod carrier;
pub(crate) mod carrier_call;
pub(crate) mod connection;
pub(crate) mod diagnostics;
pub(crate) mod event;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod lead;
pub(crate) mod list;
pub(crate) mod many;
pub(crate) mod number;
pub(crate) mod page;
mod problem;
pub(crate) mod report;
pub(crate) mod user;
pub(crate) mod word;

use crate::router;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use std::sync::LazyLock;
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

/// The text, made once.
static TEXT: LazyLock<String> = LazyLock::new(text);

/// The groups of operations, in the order the page shows them.
const TAGS: [(&str, &str); 13] = [
    (
        "webhooks",
        "What n8n calls for every lead: ask for a number before a call, report the outcome after it.",
    ),
    ("leads", "Records of people to call."),
    ("assignments", "One person on one number for a time."),
    ("calls", "The call log."),
    ("numbers", "The pool: outbound caller IDs."),
    ("signalwire", "The connection to SignalWire, of an office or of the installation."),
    ("diagnostics", "What needs attention, and the calls that fix it."),
    ("imports", "Many numbers or leads at once: check, import, and undo as a whole."),
    ("reports", "Figures by broker-local day, as JSON or CSV."),
    ("events", "Programs that are notified, with signed events in order, and their log."),
    ("brokers", "Offices with their own pool, leads and settings."),
    ("users", "People who sign in, and the links that make them users. For admins' keys only."),
    ("program", "Whether the program runs, and what its errors mean. No key is needed."),
];

/// The document.
pub(crate) fn document() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Steadyline")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(include_str!("openapi/about.md")));
    let mut api = OpenApiBuilder::new().info(info).tags(Some(TAGS.map(tag))).build();
    let mut keyed = router::keyed().into_openapi();
    around::describe(&mut keyed);
    let mut public = router::public().into_openapi();
    around::complete(&mut public);
    api.merge(keyed);
    api.merge(public);
    around::add_components(&mut api);
    api
}

fn tag((name, means): (&str, &str)) -> Tag {
    TagBuilder::new().name(name).description(Some(means)).build()
}

/// The document as `steadyline openapi` prints it.
pub fn text() -> String {
    document().to_pretty_json().unwrap_or_default()
}

/// `GET /api/openapi.json`
pub(crate) async fn show() -> Response {
    let mut response = TEXT.as_str().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
