//! Passwords: argon2id, on threads that may block, few at a time.

use crate::ServiceError;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::LazyLock;
use steadyline_core::field::FieldError;
use steadyline_core::user::SHORTEST_PASSWORD;
use tokio::sync::Semaphore;

/// Longest password, in characters: enough for any phrase, too little to keep a processor busy.
const LONGEST: usize = 200;

/// Each hash takes 19 MiB and a processor for tens of milliseconds: more at once would only wait for each other.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Verified where there is no user, so that the answer takes as long.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
    Argon2::default().hash_password(b"nobody has this password").ok().map(|hash| hash.to_string())
});

async fn blocking<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Result<T, ServiceError> {
    let internal = |error: String| ServiceError::Internal(error);
    let _turn = AT_ONCE.acquire().await.map_err(|error| internal(error.to_string()))?;
    tokio::task::spawn_blocking(job).await.map_err(|error| internal(error.to_string()))
}

/// Hashes a new password.
///
/// # Errors
/// [`FieldError`] on `field` for one that is too short or too long.
pub(crate) async fn hash(field: &'static str, password: String) -> Result<String, ServiceError> {
    if !(SHORTEST_PASSWORD..=LONGEST).contains(&password.chars().count()) {
        let message = format!("Use {SHORTEST_PASSWORD} to {LONGEST} characters.");
        return Err(FieldError::new(field, message).into());
    }
    let hashed =
        blocking(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()))
            .await?;
    hashed.map_err(|error| ServiceError::Internal(error.to_string()))
}

/// Whether the password fits; never for a hash of nobody.
pub(super) async fn verify(kept: Option<String>, password: String) -> Result<bool, ServiceError> {
    blocking(move || {
        // Made here for everybody, so that the first stranger does not wait longer than the first user.
        let nobody = NOBODY.as_deref();
        let is_somebody = kept.is_some();
        let fits = kept
            .as_deref()
            .or(nobody)
            .and_then(|kept| PasswordHash::new(kept).ok())
            .is_some_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok());
        fits && is_somebody
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_nobody_has_one() {
        let kept = hash("password", "correct horse".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify(Some(kept.clone()), "correct horse".to_owned()).await.unwrap());
        assert!(!verify(Some(kept), "correct house".to_owned()).await.unwrap());
        assert!(!verify(None, "nobody has this password".to_owned()).await.unwrap());
        assert!(!verify(Some("no hash".to_owned()), "correct horse".to_owned()).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_is_neither_short_nor_endless() {
        for password in ["123456789".to_owned(), "x".repeat(201)] {
            let refused = hash("new_password", password).await;
            assert!(matches!(refused, Err(ServiceError::Field(error)) if error.field == "new_password"));
        }
    }
}
