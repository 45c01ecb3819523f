//! Keeps secrets that must be known again, such as tokens: sealed by a key that is in the program's environment and not in
//! the database, so that a copy of the database opens nothing.
//!
//! XChaCha20-Poly1305 with a random nonce of 24 bytes. What a secret belongs to is sealed with it, so that a sealed text
//! that is moved to another row does not open there.

use crate::ServiceError;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Bytes of a nonce.
const NONCE: usize = 24;
/// Bytes of a key.
const KEY: usize = 32;
/// Bytes by which a key is known again.
const MARK: usize = 8;

/// What seals and opens. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    key: [u8; KEY],
}

/// The key is in no log.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

/// The text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give 32 random bytes as base64 or hex, such as the output of `openssl rand -base64 32`")]
pub struct BadKey;

impl FromStr for Vault {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let text = text.trim();
        let bytes = if text.len() == 2 * KEY { from_hex(text) } else { from_base64(text) };
        let key = bytes.and_then(|bytes| <[u8; KEY]>::try_from(bytes).ok()).ok_or(BadKey)?;
        Ok(Self { key })
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(KEY);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(((bits >> count) & 0xff) as u8);
        }
        bits &= (1 << count) - 1;
    }
    Some(bytes)
}

/// Why something sealed was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Locked {
    /// It was sealed with another key.
    OtherKey,
    /// It was changed since it was sealed, or belongs elsewhere.
    Broken,
}

impl Vault {
    /// By which this key is known again; it does not lead back to the key.
    pub(crate) fn mark(&self) -> Vec<u8> {
        let mut hash = Sha256::new_with_prefix(b"steadyline vault");
        hash.update(self.key);
        hash.finalize()[..MARK].to_vec()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(Key::from_slice(&self.key))
    }

    /// Seals a text for what it belongs to.
    pub(crate) fn seal(&self, belongs_to: &[u8], text: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let broke = |error: &dyn fmt::Display| ServiceError::Internal(format!("sealing: {error}"));
        let mut sealed = vec![0; NONCE];
        getrandom::fill(&mut sealed).map_err(|error| broke(&error))?;
        let payload = Payload { msg: text, aad: belongs_to };
        let done =
            self.cipher().encrypt(XNonce::from_slice(&sealed), payload).map_err(|error| broke(&error))?;
        sealed.extend_from_slice(&done);
        Ok(sealed)
    }

    /// Opens what was sealed for it, by the key of that mark.
    pub(crate) fn open(&self, mark: &[u8], belongs_to: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Locked> {
        if mark != self.mark() {
            return Err(Locked::OtherKey);
        }
        let (nonce, text) = sealed.split_at_checked(NONCE).ok_or(Locked::Broken)?;
        let payload = Payload { msg: text, aad: belongs_to };
        self.cipher().decrypt(XNonce::from_slice(nonce), payload).map_err(|_| Locked::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn a_key_is_32_bytes_as_hex_or_base64() {
        let keys = [HEX, BASE64, BASE64.trim_end_matches('='), &format!(" {HEX}\n")]
            .map(|text| text.parse::<Vault>().unwrap().key);
        assert!(keys.iter().all(|key| *key == keys[0] && key[31] == 31));
        for text in ["", "secret", "AAEC", &HEX[2..], &format!("{HEX}00"), "!!"] {
            assert_eq!(text.parse::<Vault>().unwrap_err(), BadKey, "{text}");
        }
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_and_where_it_belongs_alone() {
        let vault: Vault = HEX.parse().unwrap();
        let other: Vault = HEX.replace("00", "ff").parse().unwrap();
        let sealed = vault.seal(b"row 1", b"PT_token").unwrap();
        assert!(!sealed.windows(8).any(|window| window == b"PT_token"));
        assert_ne!(sealed, vault.seal(b"row 1", b"PT_token").unwrap(), "no nonce twice");
        assert_eq!(vault.open(&vault.mark(), b"row 1", &sealed).unwrap(), b"PT_token");
        assert_eq!(vault.open(&vault.mark(), b"row 2", &sealed), Err(Locked::Broken));
        assert_eq!(other.open(&vault.mark(), b"row 1", &sealed), Err(Locked::OtherKey));
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert_eq!(vault.open(&vault.mark(), b"row 1", &changed), Err(Locked::Broken));
        assert_eq!(vault.open(&vault.mark(), b"row 1", &sealed[..10]), Err(Locked::Broken));
        assert!(!format!("{vault:?}").contains('1'));
    }
}
