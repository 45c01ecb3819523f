//! What SignalWire calls: its questions what to do with a call, and its words about calls.
//!
//! Nothing is believed that SignalWire did not sign for the public address: whatever a proxy makes of a request, that is
//! the address it was told to call. What is refused is logged, without a phone, and changes nothing.

use crate::App;
use crate::problem::Problem;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, OriginalUri, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode, Uri};
use sha2::{Digest, Sha256};
use steadyline_api::error::ErrorKind;
use steadyline_core::carrier_call::LegStatus;
use steadyline_core::id::{BrokerId, CarrierAccountId, CarrierCallId};
use steadyline_core::phone::E164;
use steadyline_service::ServiceError;
use steadyline_service::carrier;
use steadyline_service::carrier_call::{
    About, Answer, Believed, Bridge, RingsIn, Taken, Word, bridge, hear, result, ring_in,
};
use steadyline_signalwire::cxml::{self, Dial, Verb};
use steadyline_signalwire::hook::Fields;
use steadyline_signalwire::signature::{self, Signed, verify};

/// Longest body: SignalWire's have some kilobytes.
const MOST_BYTES: usize = 64 * 1024;
/// Seconds that the lead's phone rings.
const LEAD_RINGS: u32 = 30;
/// Seconds that the main line rings for a callback.
const MAIN_LINE_RINGS: u32 = 25;
/// What a caller hears whom nobody picked up.
const MISSED: &str = "Nobody can take your call right now. We will call you back. Goodbye.";

/// All of them. Each names the connection whose key signs it.
pub(crate) fn routes() -> Router<App> {
    let at = |path: &str| format!("/webhook/signalwire/{{account}}/{path}");
    Router::new()
        .route(&at("voice"), get(voice).post(voice))
        .route(&at("status"), post(status))
        .route(&at("result/{broker}/{call}"), post(main_line_done))
        .route(&at("bridge/{broker}/{call}"), post(office_picked_up))
        .route(&at("office/{broker}/{call}"), post(office))
        .route(&at("lead/{broker}/{call}"), post(lead))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// A callback that SignalWire signed.
pub(crate) struct Callback {
    fields: Fields,
    believed: Believed,
}

impl FromRequest<App> for Callback {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let uri = asked(&parts);
        let headers = parts.headers.clone();
        let is_get = parts.method == Method::GET;
        let path = uri.path().to_owned();
        let url = format!("{}{}", app.info.public_url, uri.path_and_query().map_or("", |all| all.as_str()));
        let query = uri.query().unwrap_or_default().to_owned();
        let body = Bytes::from_request(Request::from_parts(parts, body), app).await;
        let body = body.map_err(|_| Problem::too_large(MOST_BYTES))?;
        let content_type = text(&headers, CONTENT_TYPE.as_str()).unwrap_or_default();
        let mut fields = Fields::read(content_type, &body);
        if is_get {
            fields = fields.and_query(&query);
        }
        let signed = Signed {
            url: &url,
            signature: text(&headers, signature::HEADER).or(text(&headers, signature::ALIAS)),
            sha256: text(&headers, signature::SHA256_HEADER),
            content_type,
            body: &body,
        };
        let Ok(id) = path.split('/').nth(3).unwrap_or_default().parse::<CarrierAccountId>() else {
            return Err(refuse(&path, "it names no connection"));
        };
        let account = match carrier::account(&app.service, id).await {
            Ok(account) => account,
            Err(ServiceError::Db(error)) => return Err(ServiceError::Db(error).into()),
            Err(error) => return Err(refuse(&path, &error.to_string())),
        };
        verify(account.signing_key.reveal(), &signed)
            .map_err(|refused| refuse(&path, &refused.to_string()))?;
        if fields.text("AccountSid") != Some(account.project.as_str()) {
            return Err(refuse(&path, "it is of another project"));
        }
        let digest = digest(&signed);
        Ok(Self { fields, believed: Believed { account: id, digest } })
    }
}

/// The address that was asked, before any router took its part.
fn asked(parts: &http::request::Parts) -> Uri {
    parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.clone(), |uri| uri.0.clone())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// What names this one callback.
fn digest(signed: &Signed<'_>) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in
        [signed.url.as_bytes(), signed.body, signed.signature.or(signed.sha256).unwrap_or("").as_bytes()]
    {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().to_vec()
}

/// Where SignalWire tells of a call, or asks about it.
pub(crate) fn address(
    app: &App,
    account: CarrierAccountId,
    hook: &str,
    broker: BrokerId,
    call: CarrierCallId,
) -> String {
    format!("{}/webhook/signalwire/{account}/{hook}/{broker}/{call}", app.info.public_url)
}

/// Says in the log that a callback was refused, and why.
fn refuse(path: &str, why: &str) -> Problem {
    let hook = path.split('/').nth(4).unwrap_or_default();
    tracing::warn!(hook, why, "a callback was refused");
    Problem::new(ErrorKind::Forbidden, "This is not a SignalWire callback for this address.")
}

fn taken(taken: Taken) -> Result<Response, Problem> {
    match taken {
        Taken::Taken => Ok(StatusCode::NO_CONTENT.into_response()),
        Taken::Replayed => Err(refuse("", "the same one came before")),
        Taken::Foreign => Err(refuse("", "it is about nothing of its connection")),
    }
}

fn document(verbs: &[Verb]) -> Response {
    ([(CONTENT_TYPE, cxml::CONTENT_TYPE)], cxml::document(verbs)).into_response()
}

/// The connection and the call that an address names.
type OfCall = Path<(CarrierAccountId, BrokerId, CarrierCallId)>;

impl Callback {
    fn phone(&self, name: &str) -> Option<E164> {
        self.fields.text(name).and_then(|text| E164::parse(text).ok())
    }

    fn word(&self) -> Word {
        let fields = &self.fields;
        let text = |name: &str| fields.text(name).map(str::to_owned);
        Word {
            sid: text("CallSid").unwrap_or_default(),
            status: fields.text("CallStatus").and_then(LegStatus::parse),
            sequence: fields.integer("SequenceNumber"),
            seconds: fields.integer("CallDuration"),
            sip_code: fields.integer("SipResultCode"),
            answered_by: text("AnsweredBy"),
            from: self.phone("From"),
            to: self.phone("To"),
        }
    }

    async fn heard(self, app: &App, about: About) -> Result<Response, Problem> {
        let word = self.word();
        if word.sid.is_empty() {
            return Err(refuse("", "it names no call"));
        }
        taken(hear(&app.service, self.believed, about, word).await?)
    }
}

/// Somebody calls a number of the pool.
async fn voice(State(app): State<App>, callback: Callback) -> Result<Response, Problem> {
    let (sid, to) = (callback.fields.text("CallSid"), callback.phone("To"));
    let account = callback.believed.account;
    let (Some(sid), Some(to)) = (sid, to) else { return Err(refuse("", "it names no call")) };
    let rings = RingsIn { sid: sid.to_owned(), from: callback.phone("From"), to };
    match ring_in(&app.service, callback.believed, rings).await? {
        Answer::Bridge { broker, call, main_line, caller } => {
            let at = |hook: &str| Some(address(&app, account, hook, broker, call));
            Ok(document(&[Verb::Dial(Dial {
                number: main_line.to_string(),
                caller_id: caller.map(|caller| caller.to_string()),
                timeout: MAIN_LINE_RINGS,
                action: at("result"),
                status_callback: at("office"),
            })]))
        }
        Answer::Message(words) => Ok(document(&[Verb::Say(words), Verb::Hangup])),
        Answer::Reject => Ok(document(&[Verb::Reject { busy: false }])),
        Answer::Not(refused) => taken(refused),
    }
}

/// What the main line did with it.
async fn main_line_done(
    State(app): State<App>,
    Path((_, broker, call)): OfCall,
    callback: Callback,
) -> Result<Response, Problem> {
    let status = callback.fields.text("DialCallStatus").and_then(LegStatus::parse);
    let seconds = callback.fields.integer("DialCallDuration");
    let answered = matches!(status, Some(LegStatus::Completed | LegStatus::InProgress));
    let heard = result(&app.service, callback.believed, (broker, call), status, seconds).await?;
    taken(heard)?;
    Ok(if answered { document(&[]) } else { document(&[Verb::Say(MISSED.to_owned()), Verb::Hangup]) })
}

/// A word about a call from or to a number of the pool, whoever placed it.
async fn status(State(app): State<App>, callback: Callback) -> Result<Response, Problem> {
    let inbound = callback.fields.text("Direction").map(|direction| direction == "inbound");
    callback.heard(&app, About::Anything { inbound }).await
}

/// The office picked up: ring the lead.
async fn office_picked_up(
    State(app): State<App>,
    Path((_, broker, id)): OfCall,
    callback: Callback,
) -> Result<Response, Problem> {
    let account = callback.believed.account;
    let sid = callback.fields.text("CallSid").unwrap_or_default().to_owned();
    match bridge(&app.service, callback.believed, broker, id, sid).await? {
        Bridge::Join { lead, number } => Ok(document(&[Verb::Dial(Dial {
            number: lead.to_string(),
            caller_id: Some(number.to_string()),
            timeout: LEAD_RINGS,
            action: None,
            status_callback: Some(address(&app, account, "lead", broker, id)),
        })])),
        Bridge::CalledOff(why) => Ok(document(&[Verb::Say(why.to_owned()), Verb::Hangup])),
        Bridge::Not(refused) => taken(refused),
    }
}

/// A word about the office's leg.
async fn office(
    State(app): State<App>,
    Path((_, broker, id)): OfCall,
    callback: Callback,
) -> Result<Response, Problem> {
    callback.heard(&app, About::Office(broker, id)).await
}

/// A word about the lead's leg.
async fn lead(
    State(app): State<App>,
    Path((_, broker, id)): OfCall,
    callback: Callback,
) -> Result<Response, Problem> {
    callback.heard(&app, About::Lead(broker, id)).await
}
