//! Calls over REST: placed, read, listed.

use crate::fake::auth::error;
use crate::fake::{Fake, PREFIXES};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Json, Router};
use serde_json::Value;
use std::collections::HashMap;

/// Calls in the compatible API.
pub(in crate::fake) fn routes() -> Router<Fake> {
    let mut router = Router::new();
    for prefix in PREFIXES {
        for end in ["", ".json"] {
            router = router.route(&format!("{prefix}/Calls{end}"), get(list).post(place));
        }
        router = router.route(&format!("{prefix}/Calls/{{sid}}"), get(read));
    }
    router
}

type Asked = HashMap<String, String>;

async fn list(State(fake): State<Fake>, Query(asked): Query<Asked>) -> Json<Value> {
    Json(fake.calls().list(asked.get("ParentCallSid").map(String::as_str)))
}

async fn place(State(fake): State<Fake>, Form(form): Form<Asked>) -> Response {
    if form.get("From").and_then(|from| fake.number(from)).is_none() {
        return error(422, 21210, "The 'From' number is not purchased or verified in this project");
    }
    if !form.contains_key("Url") {
        return error(422, 21205, "Url or ApplicationSid is missing");
    }
    Json(fake.calls().place(&form)).into_response()
}

async fn read(State(fake): State<Fake>, Path((_, sid)): Path<(String, String)>) -> Response {
    match fake.calls().read(sid.strip_suffix(".json").unwrap_or(&sid)) {
        Some(call) => Json(call).into_response(),
        None => error(404, 20404, "The requested resource was not found"),
    }
}
