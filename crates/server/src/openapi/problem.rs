//! Problem documents, and the responses that carry them.

use super::word::{Phone, RuledOutCounts};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use steadyline_api::error::ErrorKind;
use utoipa::ToSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Header, Ref, RefOr, Response, ResponseBuilder};

/// The extension that names the problems of an operation, and then of each response.
pub(super) const TYPES: &str = "x-problem-types";

/// Why a request was refused (RFC 9457).
#[derive(ToSchema)]
pub(super) struct Problem {
    /// The last part is stable; open the address to read what it means.
    #[schema(pattern = "^https?://.+/problems/[a-z-]+$", format = "uri")]
    r#type: String,
    /// What happened in a few words, the same for every occurrence.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: i32,
    /// What happened this time, for people.
    detail: String,
    /// The field at fault.
    #[schema(nullable = false)]
    field: Option<String>,
    /// The request's id, to find it in the log.
    reference: String,
    /// Seconds to wait before trying again.
    #[schema(nullable = false)]
    retry_after: Option<i64>,
    /// Of no-available-number.
    #[schema(nullable = false)]
    ruled_out: Option<RuledOutCounts>,
    /// Of no-available-number: when the next number may become free; null if unknown.
    next_free_at: Option<DateTime<Utc>>,
    /// Of call-not-allowed: when it may be tried again, if known.
    #[schema(nullable = false)]
    not_before: Option<DateTime<Utc>>,
    /// Of changed: the current version.
    #[schema(nullable = false)]
    version: Option<i32>,
    /// Of numbers-in-the-way: which, 100 at most, and why.
    #[schema(nullable = false)]
    numbers: Option<Vec<InTheWay>>,
}

/// A number that prevents it.
#[derive(ToSchema)]
#[schema(as = NumberInTheWay)]
pub(crate) struct InTheWay {
    id: uuid::Uuid,
    number: Phone,
    /// Why, to follow the number in a sentence.
    why: String,
}

/// Most problems of a response that operations share.
const SHARED: usize = 2;

/// The responses of these kinds, by status. Those that many operations have are put into `shared` once.
pub(super) fn responses(
    kinds: &[ErrorKind],
    shared: &mut BTreeMap<String, RefOr<Response>>,
) -> BTreeMap<u16, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<ErrorKind>> = BTreeMap::new();
    for kind in kinds {
        let same = by_status.entry(kind.status()).or_default();
        if !same.contains(kind) {
            same.push(*kind);
        }
    }
    let mut refer = |kinds: Vec<ErrorKind>| {
        if kinds.len() > SHARED {
            return response(&kinds).into();
        }
        let name = kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(".");
        let reference = Ref::from_response_name(&name);
        shared.entry(name).or_insert_with(|| response(&kinds).into());
        RefOr::Ref(reference)
    };
    by_status.into_iter().map(|(status, kinds)| (status, refer(kinds))).collect()
}

fn response(kinds: &[ErrorKind]) -> Response {
    let lines: Vec<String> =
        kinds.iter().map(|kind| format!("`{}`: {}.", kind.code(), kind.title())).collect();
    let examples = kinds.iter().map(|kind| {
        let example = ExampleBuilder::new().summary(kind.title()).value(Some(example(*kind))).build();
        (kind.code().to_owned(), example)
    });
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(Problem::name())))
        .examples_from_iter(examples)
        .build();
    let codes: Vec<Value> = kinds.iter().map(|kind| json!(kind.code())).collect();
    let mut response = ResponseBuilder::new()
        .description(lines.join("\n\n"))
        .content("application/problem+json", content)
        .extensions(Some(Extensions::from_iter([(TYPES, Value::from(codes))])))
        .build();
    for kind in kinds {
        match kind {
            ErrorKind::TooManyRequests | ErrorKind::LeadUnreachable => {
                let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
                let means = "Seconds to wait before trying again.";
                response.headers.insert("Retry-After".to_owned(), header(seconds, means).into());
            }
            ErrorKind::Unauthenticated => {
                let scheme = ObjectBuilder::new().schema_type(Type::String);
                let means = "The scheme: Bearer.";
                response.headers.insert("WWW-Authenticate".to_owned(), header(scheme, means).into());
            }
            _ => {}
        }
    }
    response
}

pub(super) fn header(schema: ObjectBuilder, means: &str) -> Header {
    HeaderBuilder::new().schema(Some(schema)).description(Some(means)).build()
}

/// A document of that kind, with the figures that go with it.
fn example(kind: ErrorKind) -> Value {
    let mut example = json!({
        "type": format!("https://steadyline.example/problems/{}", kind.code()),
        "title": kind.title(),
        "status": kind.status(),
        "detail": format!("{}.", kind.title()),
        "reference": "018f4ea0-1b2c-7d3e-8f40-516273849506",
    });
    let more = match kind {
        ErrorKind::InvalidField => json!({
            "detail": "12 digits are not a phone number: use 10 for a US number, or + and 8 to 15.", "field": "phone",
        }),
        ErrorKind::NoAvailableNumber => json!({
            "detail": "No number is free: 2 resting, 12 full.", "ruled_out": {"resting": 2, "full": 12},
            "next_free_at": "2026-11-22T15:30:00Z",
        }),
        ErrorKind::Changed => json!({
            "detail": "The broker changed since you opened it: Attempts per lead from 5 to 6 by Jo Tate.", "version": 4,
        }),
        ErrorKind::NumbersInTheWay => json!({
            "detail": "Nothing was changed: 1 of 12 numbers stands in the way: (512) 555-0142 is retired: activate it first.",
            "numbers": [{"id": "018f4e9b-91f0-7a55-b6c7-d8e9fa0b1c2d", "number": "+15125550142",
                "why": "is retired: activate it first"}],
        }),
        ErrorKind::CallNotAllowed => json!({
            "detail": "It is outside the lead's call hours.", "not_before": "2026-11-22T14:00:00Z", "retry_after": 43_200,
        }),
        ErrorKind::LeadUnreachable => json!({"retry_after": 86_400}),
        ErrorKind::TooManyRequests => json!({"retry_after": 1}),
        ErrorKind::PhoneDiffers | ErrorKind::BadPhone | ErrorKind::PersonHasNumber => {
            json!({"field": "phone"})
        }
        _ => json!({}),
    };
    if let (Value::Object(example), Value::Object(more)) = (&mut example, more) {
        example.extend(more);
    }
    example
}
