//! What the layers around every operation add to its description: the key, the `Idempotency-Key`, and the refusals
//! that none of the handlers knows of.

use super::problem::{self, Problem, TYPES, header};
use super::word::{AreaCodeDigits, Phone, RuledOutCounts};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use steadyline_api::error::ErrorKind::{
    self, IdempotencyKeyReused, Internal, InvalidField, LeadErased, Malformed, TimedOut, TooLarge,
    TooManyRequests, Unauthenticated,
};
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayItems, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, RefOr, Required, Response, Schema};
use utoipa::{PartialSchema, ToSchema};

/// What whole replies look like, by their schemas: those that are too long to stand beside the code. They are of the
/// example data, and lists in them are shortened.
const REPLIES: &str = include_str!("replies.json");

/// The name of the way to show who asks.
const KEY: &str = "key";

/// Completes operations that stand behind the layers of the API.
pub(super) fn describe(api: &mut OpenApi) {
    let mut shared = BTreeMap::new();
    for (is_post, operation) in operations(api) {
        let mut kinds = vec![Malformed, Unauthenticated, TimedOut, TooManyRequests, Internal];
        if operation.request_body.is_some() {
            kinds.push(TooLarge);
        }
        if is_post {
            kinds.extend([InvalidField, IdempotencyKeyReused, LeadErased]);
            take_idempotency_key(operation);
        }
        operation.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(KEY, [])]);
        refuse(operation, kinds, &mut shared);
    }
    share(api, shared);
}

/// Completes operations that stand behind none.
pub(super) fn complete(api: &mut OpenApi) {
    let mut shared = BTreeMap::new();
    for (_, operation) in operations(api) {
        operation.security = Some(Vec::new());
        refuse(operation, Vec::new(), &mut shared);
    }
    share(api, shared);
}

type Shared = BTreeMap<String, RefOr<Response>>;

fn share(api: &mut OpenApi, shared: Shared) {
    api.components.get_or_insert(Components::new()).responses.extend(shared);
}

/// Adds what operations refer to.
pub(super) fn add_components(api: &mut OpenApi) {
    let components = api.components.get_or_insert(Components::new());
    components.schemas.insert(Problem::name().into(), Problem::schema());
    components.schemas.insert(RuledOutCounts::name().into(), RuledOutCounts::schema());
    components.schemas.insert(Phone::name().into(), Phone::schema());
    components.schemas.insert(AreaCodeDigits::name().into(), AreaCodeDigits::schema());
    let replies: BTreeMap<String, Value> = serde_json::from_str(REPLIES).unwrap_or_default();
    for (name, reply) in replies {
        match components.schemas.get_mut(&name) {
            Some(RefOr::T(Schema::Object(schema))) => schema.example = Some(reply),
            _ => debug_assert!(false, "{name} is no reply"),
        }
    }
    show_items(components);
    let mut scheme = Http::new(HttpAuthScheme::Bearer);
    scheme.description =
        Some("An API key: created on the settings page, or by `steadyline create-key`.".to_owned());
    components.add_security_scheme(KEY, SecurityScheme::Http(scheme));
}

/// A list that shows nothing itself shows one of its items.
fn show_items(components: &mut Components) {
    let shown = |reference: &str| {
        let name = reference.rsplit('/').next()?;
        let RefOr::T(Schema::Object(item)) = components.schemas.get(name)? else { return None };
        item.example.clone().or_else(|| item.examples.first().cloned())
    };
    let mut lists = Vec::new();
    for (name, schema) in &components.schemas {
        let RefOr::T(Schema::Object(list)) = schema else { continue };
        let Some(RefOr::T(Schema::Array(items))) = list.properties.get("items") else { continue };
        let ArrayItems::RefOrSchema(item) = &items.items else { continue };
        if let RefOr::Ref(item) = &**item
            && list.example.is_none()
            && list.examples.is_empty()
            && let Some(item) = shown(&item.ref_location)
        {
            lists.push((name.clone(), list.properties.contains_key("next_cursor"), item));
        }
    }
    for (name, is_page, item) in lists {
        let page =
            if is_page { json!({"items": [item], "next_cursor": null}) } else { json!({"items": [item]}) };
        if let Some(RefOr::T(Schema::Object(list))) = components.schemas.get_mut(&name) {
            list.example = Some(page);
        }
    }
}

/// Every operation, and whether it is a POST.
fn operations(api: &mut OpenApi) -> impl Iterator<Item = (bool, &mut Operation)> {
    api.paths.paths.values_mut().flat_map(|path| {
        let others = [&mut path.get, &mut path.patch, &mut path.put, &mut path.delete];
        let others = others.into_iter().flatten().map(|operation| (false, operation));
        path.post.as_mut().map(|operation| (true, operation)).into_iter().chain(others)
    })
}

/// Adds a response a status, of the handler's own refusals and these.
fn refuse(operation: &mut Operation, around: Vec<ErrorKind>, shared: &mut Shared) {
    let own = operation.extensions.take().and_then(|mut extensions| extensions.remove(TYPES));
    let own = own.as_ref().and_then(Value::as_array).into_iter().flatten();
    let own = own.filter_map(|kind| {
        let known = kind.as_str()?.parse().ok();
        debug_assert!(known.is_some(), "{kind} is no kind of problem");
        known
    });
    let kinds: Vec<ErrorKind> = own.chain(around).collect();
    for (status, response) in problem::responses(&kinds, shared) {
        operation.responses.responses.insert(status.to_string(), response);
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        if let Some(schema) = &mut parameter.schema {
            forbid_null(schema);
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        body.required.get_or_insert(Required::True);
    }
}

/// A parameter that may be left out is never null: an address has no null.
fn forbid_null(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            if let SchemaType::Array(types) = &mut object.schema_type {
                types.retain(|kind| *kind != Type::Null);
                if let [one] = types.as_slice() {
                    object.schema_type = SchemaType::new(one.clone());
                }
            }
        }
        RefOr::T(Schema::OneOf(either)) => {
            let is_null = |item: &RefOr<Schema>| matches!(item, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::new(Type::Null));
            either.items.retain(|item| !is_null(item));
            if let [one] = either.items.as_slice() {
                *schema = one.clone();
            }
        }
        _ => {}
    }
}

fn take_idempotency_key(operation: &mut Operation) {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let parameter = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Names the request: sent again within 24 hours, it is done once and gets the same reply.",
        ))
        .schema(Some(text))
        .build();
    operation.parameters.get_or_insert_default().push(parameter.into());
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with('2')
        {
            let flag = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["true"]));
            let means = "Present if the reply was given before.";
            response.headers.insert("Idempotency-Replayed".to_owned(), header(flag, means).into());
        }
    }
}
