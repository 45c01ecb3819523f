//! Every answer that a test gets is held against the document: an operation's status, type of content, problem type
//! and body must be described. In replies nothing may stand that is not described either.

use crate::harness::Answer;
use http::Method;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The document.
pub(crate) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&steadyline_server::openapi::text()).expect("it is JSON"));

/// Its components, in which objects have no more than what is described.
static COMPONENTS: LazyLock<Value> = LazyLock::new(|| {
    let mut components = DOCUMENT["components"].clone();
    for schema in components["schemas"].as_object_mut().into_iter().flat_map(|schemas| schemas.values_mut()) {
        if schema["properties"].is_object() {
            schema["additionalProperties"] = json!(false);
        }
    }
    components
});

/// Every operation: its method, its path and itself.
pub(crate) fn operations() -> impl Iterator<Item = (Method, &'static str, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        item.as_object().into_iter().flatten().map(move |(method, operation)| {
            let method = method.to_uppercase().parse().expect("a path has nothing but operations");
            (method, path.as_str(), operation)
        })
    })
}

/// What a reference leads to.
pub(crate) fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(&reference[1..]).expect("a reference leads somewhere"),
        None => value,
    }
}

/// What a value has that the schema does not allow.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut whole = schema.clone();
    whole["components"] = COMPONENTS.clone();
    let validator =
        jsonschema::options().should_validate_formats(true).build(&whole).expect("the schema is one");
    validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

/// Fails where the document does not describe the answer.
pub(crate) fn check(method: &Method, address: &str, answer: &Answer) {
    let path = address.split('?').next().unwrap_or_default();
    let Some((_, named, operation)) =
        operations().find(|(known, named, _)| known == method && is_at(named, path))
    else {
        return;
    };
    let status = answer.status.as_str();
    let told = format!("{method} {named} answered {status} {}", answer.text);
    let response = resolve(&operation["responses"][status]);
    assert!(response.is_object(), "the document knows no such status: {told}");
    if response["content"].is_null() {
        assert!(answer.text.is_empty(), "the document knows of no body: {told}");
        return;
    }
    let kind = answer.header("content-type").split(';').next().unwrap_or_default();
    let content = &response["content"][kind];
    assert!(content.is_object(), "the document knows no `{kind}`: {told}");
    if kind.ends_with("json") {
        let faults = faults(&content["schema"], &answer.json);
        assert!(faults.is_empty(), "{faults:?}: {told}");
    }
    if kind == "application/problem+json" {
        let code = answer.json["type"].as_str().and_then(|kind| kind.rsplit('/').next());
        let known = response["x-problem-types"].as_array().expect("problems are listed");
        assert!(
            known.iter().any(|known| known.as_str() == code),
            "the document knows no such problem: {told}"
        );
    }
}

fn is_at(named: &str, path: &str) -> bool {
    let (named, path): (Vec<&str>, Vec<&str>) = (named.split('/').collect(), path.split('/').collect());
    let is_same =
        |(named, part): (&&str, &&str)| named == part || (named.starts_with('{') && !part.is_empty());
    // `/numbers/import` is no number.
    let is_import = path.last() == Some(&"import") && named.last() != Some(&"import");
    named.len() == path.len() && !is_import && named.iter().zip(&path).all(is_same)
}

#[test]
#[should_panic(expected = "the document knows no such status")]
fn an_answer_that_is_not_described_fails_the_test_that_got_it() {
    let status = http::StatusCode::IM_A_TEAPOT;
    let answer = Answer {
        status,
        headers: http::HeaderMap::new(),
        bytes: axum::body::Bytes::new(),
        text: String::new(),
        json: Value::Null,
    };
    check(&Method::GET, "/api/v1/leads/crm-1?broker_id=test_broker", &answer);
}
