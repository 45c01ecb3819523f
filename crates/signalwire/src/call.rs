//! Calls of a project: placing one, and reading what became of it.

use crate::account::Account;
use crate::client::{Again, Client};
use crate::error::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A call as SignalWire tells it. Its figures come as numbers or as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Call {
    /// SignalWire's name for it.
    pub sid: String,
    /// The call that this one is a leg of.
    #[serde(default)]
    pub parent_call_sid: Option<String>,
    /// Who is called.
    #[serde(default)]
    pub to: Option<String>,
    /// Who calls.
    #[serde(default)]
    pub from: Option<String>,
    /// `queued`, `ringing`, `in-progress`, `canceled`, `completed`, `busy`, `failed` or `no-answer`.
    pub status: String,
    /// Seconds from the answer to the end.
    #[serde(default, deserialize_with = "figure")]
    pub duration: Option<i32>,
    /// `human` or `machine`, where machine detection was asked for.
    #[serde(default)]
    pub answered_by: Option<String>,
    /// The code that the network ended it with.
    #[serde(default, deserialize_with = "figure")]
    pub sip_result_code: Option<i32>,
}

#[derive(Deserialize)]
struct Listed {
    calls: Vec<Call>,
}

/// A call to be placed.
#[derive(Clone, Copy, Debug)]
pub struct NewCall<'c> {
    /// Who is called first, E.164.
    pub to: &'c str,
    /// A number of the project's, E.164.
    pub from: &'c str,
    /// What is asked once that phone is picked up.
    pub url: &'c str,
    /// What is told of that phone's leg.
    pub status_callback: &'c str,
    /// Seconds that it rings.
    pub timeout: u32,
}

/// Asks for a call. It is not asked for twice where nobody knows whether the first was placed.
///
/// # Errors
/// [`Error`]; [`Error::may_be_done`] says whether the call may have been placed all the same.
pub async fn place(client: &Client, account: &Account, call: &NewCall<'_>) -> Result<Call, Error> {
    let timeout = call.timeout.clamp(1, 600).to_string();
    let form = [
        ("To", call.to),
        ("From", call.from),
        ("Url", call.url),
        ("Method", "POST"),
        ("StatusCallback", call.status_callback),
        ("StatusCallbackMethod", "POST"),
        ("StatusCallbackEvent", "initiated"),
        ("StatusCallbackEvent", "ringing"),
        ("StatusCallbackEvent", "answered"),
        ("StatusCallbackEvent", "completed"),
        ("Timeout", &timeout),
    ];
    client.post(account, "Calls", &form, Again::No).await
}

/// What became of a call.
///
/// # Errors
/// [`Error`]; [`Error::NotFound`] where the project has none of that name.
pub async fn read(client: &Client, account: &Account, sid: &str) -> Result<Call, Error> {
    client.get(account, &path(sid), &[]).await
}

/// The legs of a call.
///
/// # Errors
/// [`Error`]
pub async fn legs(client: &Client, account: &Account, sid: &str) -> Result<Vec<Call>, Error> {
    let listed: Listed = client.get(account, "Calls", &[("ParentCallSid", sid), ("PageSize", "50")]).await?;
    Ok(listed.calls.into_iter().filter(|call| call.parent_call_sid.as_deref() == Some(sid)).collect())
}

/// Ids are uuids; whatever else stands there leads nowhere else.
fn path(sid: &str) -> String {
    let clean: String = sid.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("Calls/{clean}")
}

fn figure<'de, D: Deserializer<'de>>(value: D) -> Result<Option<i32>, D::Error> {
    Ok(match Value::deserialize(value)? {
        Value::Number(number) => number.as_i64().and_then(|number| i32::try_from(number).ok()),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_numbers_and_as_text() {
        let read = |text: &str| serde_json::from_str::<Call>(text).unwrap();
        let call = read(r#"{"sid":"a","status":"completed","duration":"94","sip_result_code":"200"}"#);
        assert_eq!((call.duration, call.sip_result_code), (Some(94), Some(200)));
        let call =
            read(r#"{"sid":"a","status":"busy","duration":0,"sip_result_code":null,"answered_by":null}"#);
        assert_eq!((call.duration, call.sip_result_code, call.answered_by), (Some(0), None, None));
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(path("6b2a1f0e-9c1d-4a57"), "Calls/6b2a1f0e-9c1d-4a57");
        assert_eq!(path("../IncomingPhoneNumbers?x"), "Calls/IncomingPhoneNumbersx");
    }
}
