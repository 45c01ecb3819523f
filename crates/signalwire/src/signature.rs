//! Whether a callback was sent by SignalWire: the signatures of its platform, checked in constant time.
//!
//! A form is signed as the address and every name with its value, sorted by name (HMAC-SHA1, base64). JSON is signed as
//! the address and the body (HMAC-SHA1, or SHA256 in a header of its own, both hex), or as the address alone where that
//! names the body's digest (`bodySHA256`). The address is the one that SignalWire was told to call: behind a proxy it is
//! not what the socket shows.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use subtle::{Choice, ConstantTimeEq};
use url::form_urlencoded;

/// The header of every signature.
pub const HEADER: &str = "x-signalwire-signature";
/// The same header as SignalWire's compatible clients name it.
pub const ALIAS: &str = "x-twilio-signature";
/// The header of a SHA256 signature, which JSON may carry beside the other.
pub const SHA256_HEADER: &str = "x-signalwire-sha256-signature";

/// The parameter of an address that names the digest of the body.
const BODY_DIGEST: &str = "bodySHA256";

/// A callback as it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signed<'r> {
    /// The public address that was called, with its query.
    pub url: &'r str,
    /// The value of [`HEADER`] or [`ALIAS`].
    pub signature: Option<&'r str>,
    /// The value of [`SHA256_HEADER`].
    pub sha256: Option<&'r str>,
    /// The `Content-Type`.
    pub content_type: &'r str,
    /// The body, byte for byte.
    pub body: &'r [u8],
}

/// Why a callback is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It carries no signature.
    #[error("it is not signed")]
    Unsigned,
    /// The signature is not that of this address, this body and this key.
    #[error("its signature does not fit")]
    Wrong,
    /// Neither a form nor JSON.
    #[error("its body is neither a form nor JSON")]
    Unreadable,
}

/// Checks that whoever knows the signing key sent this body to this address.
///
/// # Errors
/// [`Refused`]; nothing of the request may then be believed.
pub fn verify(key: &str, request: &Signed<'_>) -> Result<(), Refused> {
    let given = request.signature.map(str::trim).filter(|given| !given.is_empty());
    let sha256 = request.sha256.map(str::trim).filter(|given| !given.is_empty());
    if given.is_none() && sha256.is_none() {
        return Err(Refused::Unsigned);
    }
    let kind = request.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut fits = Choice::from(0);
    for url in addresses(request.url) {
        let mut is = |expected: String, given: Option<&str>| {
            fits |= expected.as_bytes().ct_eq(given.unwrap_or_default().as_bytes());
        };
        match kind.as_str() {
            "application/x-www-form-urlencoded" => {
                let fields: Vec<_> = form_urlencoded::parse(request.body).collect();
                is(of_form(key, &url, fields.iter().map(|(name, value)| (&**name, &**value))), given);
            }
            // The newer signature counts where there is one.
            "application/json" if sha256.is_some() => is(of_json_sha256(key, &url, request.body), sha256),
            "application/json" => {
                is(of_json(key, &url, request.body), given);
                if names_digest_of(&url, request.body) {
                    is(of_form(key, &url, std::iter::empty()), given);
                }
            }
            _ if request.body.is_empty() => is(of_form(key, &url, std::iter::empty()), given),
            _ => return Err(Refused::Unreadable),
        }
    }
    if fits.into() { Ok(()) } else { Err(Refused::Wrong) }
}

/// The signature of a form that is sent to an address: names sorted by their bytes, a repeated one in the order sent.
pub fn of_form<'f>(key: &str, url: &str, fields: impl Iterator<Item = (&'f str, &'f str)>) -> String {
    let mut fields: Vec<_> = fields.collect();
    fields.sort_by_key(|(name, _)| *name);
    let text = fields.into_iter().fold(url.to_owned(), |text, (name, value)| text + name + value);
    STANDARD.encode(sha1(key, &[text.as_bytes()]))
}

/// The signature of a JSON body that is sent to an address.
pub fn of_json(key: &str, url: &str, body: &[u8]) -> String {
    hex(&sha1(key, &[url.as_bytes(), body]))
}

/// The same with SHA256.
pub fn of_json_sha256(key: &str, url: &str, body: &[u8]) -> String {
    let mut mac = keyed::<Hmac<Sha256>>(key);
    mac.update(url.as_bytes());
    mac.update(body);
    hex(&mac.finalize().into_bytes())
}

fn sha1(key: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = keyed::<Hmac<Sha1>>(key);
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn keyed<M: Mac + KeyInit>(key: &str) -> M {
    match <M as KeyInit>::new_from_slice(key.as_bytes()) {
        Ok(mac) => mac,
        Err(_) => unreachable!("an HMAC takes a key of any length"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    })
}

/// Whether the address names the digest of this body.
fn names_digest_of(url: &str, body: &[u8]) -> bool {
    let query = url.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let query = query.split('#').next().unwrap_or_default();
    let digest = hex(&Sha256::digest(body));
    form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name == BODY_DIGEST && bool::from(value.as_bytes().ct_eq(digest.as_bytes())))
}

/// The address as it is, and with or without the port that its scheme implies: platforms differ in which they sign.
fn addresses(url: &str) -> Vec<String> {
    let mut all = vec![url.to_owned()];
    let Some((scheme, after)) = url.split_once("://") else { return all };
    let port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return all,
    };
    let (authority, path) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| !port.contains(']'));
    match (authority.strip_suffix(port), has_port) {
        (Some(bare), _) => all.push(format!("{scheme}://{bare}{path}")),
        (None, false) => all.push(format!("{scheme}://{authority}{port}{path}")),
        (None, true) => {}
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_port_that_the_scheme_implies_may_be_missing_or_there() {
        let of = |url: &str| addresses(url).join(" ");
        assert_eq!(of("https://a.example/x?y=1"), "https://a.example/x?y=1 https://a.example:443/x?y=1");
        assert_eq!(of("http://a.example:80/x"), "http://a.example:80/x http://a.example/x");
        assert_eq!(of("https://a.example:8443/x"), "https://a.example:8443/x");
        assert_eq!(of("http://[::1]/x"), "http://[::1]/x http://[::1]:80/x");
    }

    #[test]
    fn the_bare_address_signs_no_body() {
        let url = "https://a.example/x";
        let bare = of_form("key", url, std::iter::empty());
        let kinds = ["application/x-www-form-urlencoded", "application/json", "text/plain", ""];
        for content_type in kinds {
            let request = Signed { url, signature: Some(&bare), sha256: None, content_type, body: b"a=1" };
            assert!(verify("key", &request).is_err(), "{content_type}");
        }
        let empty = Signed { url, signature: Some(&bare), sha256: None, content_type: "", body: b"" };
        assert_eq!(verify("key", &empty), Ok(()));
    }
}
