//! Secrets that are shown once: random text, of which only the SHA-256 is kept.

use crate::ServiceError;
use sha2::{Digest, Sha256};

/// Bytes of a secret: 160 random bits cannot be guessed, so a fast hash is enough.
pub(crate) const SECRET_BYTES: usize = 20;

/// What is kept of a secret.
pub(crate) fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Random bytes as lower-case letters and digits that are not mistaken for one another, 5 bits each.
pub(crate) fn random_text<const BYTES: usize>() -> Result<String, ServiceError> {
    const LETTERS: [u8; 32] = *b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let mut text = String::with_capacity(BYTES * 8 / 5);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        bits = (bits << 8) | u32::from(byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            let at = (bits >> count) & 31;
            text.push(char::from(LETTERS[at as usize]));
        }
        bits &= (1 << count) - 1;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_five_bytes_give_eight_letters() {
        let (a, b) = (random_text::<20>().unwrap(), random_text::<20>().unwrap());
        assert_eq!((a.len(), random_text::<5>().unwrap().len()), (32, 8));
        assert_ne!(a, b);
        assert!(a.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    }
}
