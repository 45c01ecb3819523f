//! Signing what is sent, by the Standard Webhooks convention: HMAC-SHA256 of id, time and body.

use crate::ServiceError;
use crate::secret::{SECRET_BYTES, random_text};
use chrono::{DateTime, Utc};
use standardwebhooks::Webhook;

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// A new secret. Its random letters and digits are base64 of 24 bytes, in which 160 bits are random.
pub(crate) fn new_secret() -> Result<String, ServiceError> {
    Ok(format!("{PREFIX}{}", random_text::<SECRET_BYTES>()?))
}

/// The `webhook-signature`, one for each secret.
pub(super) fn sign<'s>(
    secrets: impl Iterator<Item = &'s String>,
    id: &str,
    at: DateTime<Utc>,
    body: &str,
) -> Result<String, ServiceError> {
    let broken = |error: standardwebhooks::WebhookError| ServiceError::Internal(error.to_string());
    let signatures = secrets.map(|secret| {
        Webhook::new(secret)
            .and_then(|webhook| webhook.sign(id, at.timestamp(), body.as_bytes()))
            .map_err(broken)
    });
    Ok(signatures.collect::<Result<Vec<_>, _>>()?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the libraries of Standard Webhooks and its "webhook.site" tools all test with.
    #[test]
    fn the_published_example_comes_out() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let at = DateTime::from_timestamp(1_614_265_330, 0).unwrap();
        let signed =
            sign(std::iter::once(&secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", at, "{\"test\": 2432232314}")
                .unwrap();
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_new_secret_signs_and_two_secrets_sign_twice() {
        let (a, b) = (new_secret().unwrap(), new_secret().unwrap());
        assert!(a.starts_with(PREFIX) && a.len() == PREFIX.len() + 32 && a != b);
        let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let both = sign([&a, &b].into_iter(), "1", at, "{}").unwrap();
        assert_eq!(both.split(' ').count(), 2);
        assert!(both.split(' ').all(|one| one.starts_with("v1,")));
    }
}
