//! Calls at SignalWire: the wire's side of what `service::carrier_call` asks for.

use crate::App;
use crate::webhook::signalwire::address;
use steadyline_core::carrier_call::LegStatus;
use steadyline_core::phone::E164;
use steadyline_service::carrier::account_of;
use steadyline_service::carrier_call::{Found, Placed, ToPlace, ToRead, Word};
use steadyline_signalwire::Error;
use steadyline_signalwire::call::{self, Call, NewCall};

/// Seconds that the office's phone rings.
const OFFICE_RINGS: u32 = 30;

/// Asks for a call.
pub(crate) async fn place(app: &App, to_place: &ToPlace) -> Placed {
    let account = match account_of(&app.service, to_place.broker).await {
        Ok(account) => account,
        Err(error) => return Placed::No(error.to_string()),
    };
    let wire = match app.signalwire.account(&account) {
        Ok(wire) => wire,
        Err(error) => return Placed::No(error.to_string()),
    };
    let at = |hook: &str| address(app, account.id, hook, to_place.broker, to_place.id);
    let (url, status) = (at("bridge"), at("office"));
    let new = NewCall {
        to: to_place.office.as_str(),
        from: to_place.from.as_str(),
        url: &url,
        status_callback: &status,
        timeout: OFFICE_RINGS,
    };
    match call::place(app.signalwire.client(), &wire, &new).await {
        Ok(call) => Placed::Yes(call.sid),
        Err(Error::TooMany { .. } | Error::LeftAlone(_)) => Placed::Later,
        Err(error) if error.may_be_done() => {
            tracing::warn!(%error, call = %to_place.id, "nobody knows whether a call was placed");
            Placed::Unsure
        }
        Err(error) => Placed::No(error.to_string()),
    }
}

/// Asks what became of a call; none where it could not be asked.
pub(crate) async fn read(app: &App, to_read: &ToRead) -> Option<Found> {
    let account = account_of(&app.service, to_read.broker).await.ok()?;
    let wire = app.signalwire.account(&account).ok()?;
    let leg = match call::read(app.signalwire.client(), &wire, &to_read.sid).await {
        Ok(call) => Some(word(call)),
        Err(Error::NotFound) => None,
        Err(error) => {
            tracing::warn!(%error, call = %to_read.id, "SignalWire was not asked about a call");
            return None;
        }
    };
    if !to_read.with_legs || leg.is_none() {
        return Some(Found { leg, legs: Vec::new() });
    }
    let legs = call::legs(app.signalwire.client(), &wire, &to_read.sid).await.ok()?;
    Some(Found { leg, legs: legs.into_iter().map(word).collect() })
}

fn word(call: Call) -> Word {
    let phone = |text: Option<String>| text.and_then(|text| E164::parse(&text).ok());
    Word {
        sid: call.sid,
        status: LegStatus::parse(&call.status),
        sequence: None,
        seconds: call.duration,
        sip_code: call.sip_result_code,
        answered_by: call.answered_by,
        from: phone(call.from),
        to: phone(call.to),
    }
}
