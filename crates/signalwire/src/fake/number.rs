//! Numbers: the project's, and those that can be bought.

use super::auth::error;
use super::{Fake, FakeNumber, PREFIXES};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;

type Fields = HashMap<String, String>;

pub(super) fn routes() -> Router<Fake> {
    let mut router = Router::new()
        .route("/api/relay/rest/phone_numbers", get(native_list).post(native_buy))
        .route("/api/relay/rest/phone_numbers/search", get(native_search))
        .route(
            "/api/relay/rest/phone_numbers/{id}",
            get(native_show).put(native_change).delete(native_release),
        );
    for prefix in PREFIXES {
        for end in ["", ".json"] {
            router = router
                .route(&format!("{prefix}/IncomingPhoneNumbers{end}"), get(list).post(buy))
                .route(&format!("{prefix}/AvailablePhoneNumbers/{{country}}/Local{end}"), get(search));
        }
        // With or without `.json`, which is then part of the id.
        router = router
            .route(&format!("{prefix}/IncomingPhoneNumbers/{{sid}}"), get(show).post(change).delete(release));
    }
    router
}

fn shown(fake: &Fake, number: &FakeNumber) -> Value {
    let project = &fake.credentials.project;
    json!({
        "sid": number.sid, "account_id": project, "account_sid": project, "address_requirements": "none",
        "address_sid": null, "api_version": "2010-04-01", "beta": false,
        "capabilities": {"voice": true, "sms": true, "mms": true, "fax": true}, "country_code": "US",
        "date_created": "Tue, 25 Sep 2018 23:00:00 +0000", "date_updated": "Tue, 25 Sep 2018 23:00:00 +0000",
        "emergency_status": "Inactive", "friendly_name": number.name, "identity_sid": null, "origin": "signalwire",
        "phone_number": number.phone_number, "status_callback": number.status_url, "status_callback_method": "POST",
        "trunk_sid": null, "voice_caller_id_lookup": null, "voice_method": "POST", "voice_url": number.voice_url,
        "uri": format!("/api/laml/2010-04-01/Accounts/{project}/IncomingPhoneNumbers/{}", number.sid),
    })
}

fn native(number: &FakeNumber) -> Value {
    json!({
        "id": number.sid, "number": number.phone_number, "name": number.name,
        "capabilities": ["voice", "sms", "mms", "fax"], "number_type": "longcode", "e911_status": null,
        "created_at": "2018-09-25T23:00:00Z", "updated_at": "2018-09-25T23:00:00Z",
        "call_handler": "laml_webhooks", "call_receive_mode": "voice", "call_request_url": number.voice_url,
        "call_request_method": "POST", "call_status_callback_url": number.status_url,
        "call_status_callback_method": "POST", "country_code": "US",
    })
}

/// Page, what stands on it, and whether there is another.
fn page(fake: &Fake, fields: &Fields, number: &str, size: &str) -> (usize, usize, Vec<FakeNumber>, bool) {
    let read = |name: &str, default| fields.get(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let state = fake.state();
    let (page, size) = (read(number, 0_usize), read(size, 50_usize).clamp(1, 1000).min(state.page_size));
    let wanted = fields.get("PhoneNumber").or_else(|| fields.get("filter_number")).map(String::as_str);
    let found: Vec<FakeNumber> = state
        .numbers
        .values()
        .filter(|number| wanted.is_none_or(|part| number.phone_number.contains(part)))
        .cloned()
        .collect();
    let rest = found.len() > (page + 1) * size;
    (page, size, found.into_iter().skip(page * size).take(size).collect(), rest)
}

async fn list(State(fake): State<Fake>, Query(fields): Query<Fields>) -> Response {
    let (page, size, numbers, more) = page(&fake, &fields, "Page", "PageSize");
    if page > 0 && fields.get("PageToken").is_none_or(|token| *token != format!("PA{page}")) {
        return error(400, 21481, "Invalid page token");
    }
    let uri = format!("/api/laml/2010-04-01/Accounts/{}/IncomingPhoneNumbers", fake.credentials.project);
    let next = more.then(|| format!("{uri}?Page={}&PageSize={size}&PageToken=PA{}", page + 1, page + 1));
    let numbers: Vec<Value> = numbers.iter().map(|number| shown(&fake, number)).collect();
    Json(json!({
        "uri": uri, "first_page_uri": format!("{uri}?Page=0&PageSize={size}"), "next_page_uri": next,
        "previous_page_uri": null, "page": page, "page_size": size, "incoming_phone_numbers": numbers,
    }))
    .into_response()
}

/// Towns by area code, for some that offices ask for; any other has no name.
const TOWNS: [(&str, &str, &str); 12] = [
    ("512", "AUSTIN", "TX"),
    ("214", "DALLAS", "TX"),
    ("713", "HOUSTON", "TX"),
    ("210", "SAN ANTONIO", "TX"),
    ("303", "DENVER", "CO"),
    ("602", "PHOENIX", "AZ"),
    ("415", "SAN FRANCISCO", "CA"),
    ("619", "SAN DIEGO", "CA"),
    ("702", "LAS VEGAS", "NV"),
    ("404", "ATLANTA", "GA"),
    ("305", "MIAMI", "FL"),
    ("212", "NEW YORK", "NY"),
];

/// Six numbers of each area code, all of them fictional.
fn catalogue(fake: &Fake, area_code: Option<&str>, region: Option<&str>) -> Vec<(String, String, String)> {
    let state = fake.state();
    let mut codes: Vec<(&str, &str, &str)> = TOWNS.into_iter().collect();
    match (area_code, region) {
        (Some(code), _) => {
            codes.retain(|(known, ..)| *known == code);
            if codes.is_empty() && code.len() == 3 && code.as_bytes()[0] >= b'2' {
                codes.push((code, "", ""));
            }
        }
        (None, Some(region)) => codes.retain(|(.., state)| *state == region),
        (None, None) => {}
    }
    let numbers = codes.iter().flat_map(|(code, town, region)| {
        (0..6).map(move |at| {
            (format!("+1{code}55501{:02}", 60 + at * 5), (*town).to_owned(), (*region).to_owned())
        })
    });
    numbers.filter(|(number, ..)| !state.numbers.contains_key(number)).collect()
}

async fn search(
    State(fake): State<Fake>,
    Path((_, country)): Path<(String, String)>,
    Query(fields): Query<Fields>,
) -> Response {
    if country != "US" {
        return Json(json!({ "uri": "", "available_phone_numbers": [] })).into_response();
    }
    let (area_code, region) = (fields.get("AreaCode"), fields.get("InRegion"));
    if fields.contains_key("InLocality") && region.is_none() {
        return error(400, 90000, "InLocality needs InRegion");
    }
    let found = catalogue(&fake, area_code.map(String::as_str), region.map(String::as_str));
    let numbers: Vec<Value> = found
        .into_iter()
        .map(|(number, town, region)| {
            json!({
                "friendly_name": number, "phone_number": number, "lata": null, "locality": null, "rate_center": town,
                "latitude": null, "longitude": null, "region": region, "postal_code": null, "iso_country": "US",
                "capabilities": {"voice": true, "SMS": true, "MMS": true}, "beta": false,
            })
        })
        .collect();
    Json(json!({ "uri": "/AvailablePhoneNumbers/US/Local", "available_phone_numbers": numbers }))
        .into_response()
}

fn set(number: &mut FakeNumber, fields: &Fields, names: [&str; 3]) {
    let [name, voice, status] = names;
    let fill = |place: &mut String, name: &str| {
        if let Some(value) = fields.get(name) {
            place.clone_from(value);
        }
    };
    fill(&mut number.name, name);
    fill(&mut number.voice_url, voice);
    fill(&mut number.status_url, status);
}

const COMPATIBLE: [&str; 3] = ["FriendlyName", "VoiceUrl", "StatusCallback"];
const NATIVE: [&str; 3] = ["name", "call_request_url", "call_status_callback_url"];

/// Buys, if it is still for sale.
fn sold(fake: &Fake, phone: &str) -> Option<FakeNumber> {
    let mut state = fake.state();
    if state.numbers.contains_key(phone) || state.snatched.iter().any(|gone| gone == phone) {
        return None;
    }
    let number = state.new_number(phone, true);
    state.numbers.insert(phone.to_owned(), number.clone());
    Some(number)
}

async fn buy(State(fake): State<Fake>, Form(fields): Form<Fields>) -> Response {
    let Some(phone) = fields.get("PhoneNumber").filter(|phone| is_phone(phone)) else {
        return error(400, 21401, "PhoneNumber is missing or no E.164 number");
    };
    let Some(mut number) = sold(&fake, phone) else {
        return error(422, 21422, "The number is not available any more");
    };
    set(&mut number, &fields, COMPATIBLE);
    fake.state().numbers.insert(phone.clone(), number.clone());
    (StatusCode::CREATED, Json(shown(&fake, &number))).into_response()
}

fn is_phone(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| (5..=17).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn by_sid(fake: &Fake, sid: &str) -> Option<FakeNumber> {
    let sid = sid.strip_suffix(".json").unwrap_or(sid);
    fake.state().numbers.values().find(|number| number.sid == sid).cloned()
}

async fn show(State(fake): State<Fake>, Path((_, sid)): Path<(String, String)>) -> Response {
    match by_sid(&fake, &sid) {
        Some(number) => Json(shown(&fake, &number)).into_response(),
        None => error(404, 20404, "The requested resource was not found"),
    }
}

async fn change(
    State(fake): State<Fake>,
    Path((_, sid)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let Some(mut number) = by_sid(&fake, &sid) else {
        return error(404, 20404, "The requested resource was not found");
    };
    set(&mut number, &fields, COMPATIBLE);
    fake.state().numbers.insert(number.phone_number.clone(), number.clone());
    Json(shown(&fake, &number)).into_response()
}

async fn release(State(fake): State<Fake>, Path((_, sid)): Path<(String, String)>) -> Response {
    match by_sid(&fake, &sid) {
        None => error(404, 20404, "The requested resource was not found"),
        Some(number) if number.is_fresh => error(422, 22121, "The number was purchased too recently"),
        Some(number) => {
            fake.remove(&number.phone_number);
            StatusCode::NO_CONTENT.into_response()
        }
    }
}

async fn native_list(State(fake): State<Fake>, Query(fields): Query<Fields>) -> Response {
    let (page, size, numbers, more) = page(&fake, &fields, "page_number", "page_size");
    let own = "/api/relay/rest/phone_numbers";
    let at = |page: usize| format!("{own}?page_number={page}&page_size={size}&page_token=PA{page}");
    if page > 0 && !fields.contains_key("page_token") {
        return refused("page_token_required", "A page token is required");
    }
    let mut links = json!({ "self": at(page), "first": at(0) });
    if more {
        links["next"] = json!(at(page + 1));
    }
    Json(json!({ "links": links, "data": numbers.iter().map(native).collect::<Vec<_>>() })).into_response()
}

async fn native_search(State(fake): State<Fake>, Query(fields): Query<Fields>) -> Response {
    let (area_code, region) = (fields.get("areacode"), fields.get("region"));
    let found = catalogue(&fake, area_code.map(String::as_str), region.map(String::as_str));
    let data: Vec<Value> = found
        .into_iter()
        .map(|(number, town, region)| {
            let capabilities = json!({"voice": true, "sms": true, "mms": true, "fax": true});
            json!({ "number": number, "region": region, "city": town, "rate_center": town, "capabilities": capabilities })
        })
        .collect();
    Json(json!({ "links": {}, "data": data })).into_response()
}

async fn native_buy(State(fake): State<Fake>, Json(fields): Json<Fields>) -> Response {
    let phone = fields.get("number").filter(|phone| is_phone(phone));
    match phone.map(|phone| sold(&fake, phone)) {
        None => refused("not_e164", "number is not in E.164 format"),
        Some(None) => refused("could_not_purchase", "The number could not be purchased"),
        Some(Some(number)) => Json(native(&number)).into_response(),
    }
}

async fn native_show(State(fake): State<Fake>, Path(id): Path<String>) -> Response {
    by_sid(&fake, &id).map_or_else(nothing, |number| Json(native(&number)).into_response())
}

async fn native_change(
    State(fake): State<Fake>,
    Path(id): Path<String>,
    Json(fields): Json<Fields>,
) -> Response {
    let Some(mut number) = by_sid(&fake, &id) else { return nothing() };
    set(&mut number, &fields, NATIVE);
    fake.state().numbers.insert(number.phone_number.clone(), number.clone());
    Json(native(&number)).into_response()
}

async fn native_release(State(fake): State<Fake>, Path(id): Path<String>) -> Response {
    match by_sid(&fake, &id) {
        None => nothing(),
        Some(number) if number.is_fresh => {
            refused("purchased_too_recently", "The number was purchased too recently")
        }
        Some(number) => {
            fake.remove(&number.phone_number);
            StatusCode::NO_CONTENT.into_response()
        }
    }
}

fn nothing() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": "Not Found" }))).into_response()
}

fn refused(code: &str, detail: &str) -> Response {
    let error = json!({ "detail": detail, "status": "422", "title": "Unprocessable", "code": code });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "errors": [error] }))).into_response()
}
