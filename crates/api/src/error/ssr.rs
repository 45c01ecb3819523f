//! From the service's errors, on the server.

use super::{ApiError, ErrorKind, Facts};
use crate::context::request_reference;
use steadyline_core::field::FieldError;
use steadyline_service::{CarrierTrouble, Conflict, ServiceError};

/// Most numbers that an error names.
const MOST_NUMBERS: usize = 100;

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        let reference = request_reference();
        match error {
            ServiceError::Db(_) | ServiceError::Internal(_) => {
                // Inside the request's span, which carries the reference where there is no page around us.
                tracing::error!(reference, %error, "an action failed");
                Self::internal()
            }
            ServiceError::NotFound(what) => {
                Self::new(ErrorKind::NotFound, format!("There is no such {what}."))
            }
            ServiceError::Unauthenticated(why) => Self::new(ErrorKind::Unauthenticated, sentence(why)),
            ServiceError::Forbidden(why) => Self::new(ErrorKind::Forbidden, sentence(why)),
            ServiceError::Field(error) => error.into(),
            ServiceError::Conflict(conflict) => conflict.into(),
        }
        .with_reference(reference)
    }
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::field(error.field, sentence(&error.message))
    }
}

impl From<Conflict> for ApiError {
    fn from(conflict: Conflict) -> Self {
        let error = Self::new(kind_of(&conflict), sentence(&conflict.to_string()));
        match conflict {
            Conflict::NoAvailableNumber { none, next_free_at } => {
                error.with_facts(Facts { ruled_out: Some(none.ruled_out), next_free_at, ..Facts::default() })
            }
            Conflict::NumbersInTheWay { mut numbers, .. } => {
                numbers.truncate(MOST_NUMBERS);
                error.with_facts(Facts { numbers: Some(numbers), ..Facts::default() })
            }
            Conflict::LeadUnreachable { retry_after, .. }
            | Conflict::Carrier(CarrierTrouble::Down { retry_after: Some(retry_after), .. }) => {
                error.retry_after(retry_after)
            }
            Conflict::CallNotAllowed { retry_after, not_before, .. } => {
                error.with_facts(Facts { retry_after, not_before, ..Facts::default() })
            }
            Conflict::Changed { version, fields, .. } => {
                let fields = Some(fields).filter(|fields| !fields.is_empty());
                error.with_facts(Facts { version, fields, ..Facts::default() })
            }
            Conflict::Exists { what, .. } => Self { field: Some(what.to_owned()), ..error },
            Conflict::PhoneDiffers | Conflict::BadPhone | Conflict::PersonHasNumber => {
                Self { field: Some("phone".to_owned()), ..error }
            }
            _ => error,
        }
    }
}

const fn kind_of(conflict: &Conflict) -> ErrorKind {
    match conflict {
        Conflict::NoAvailableNumber { .. } => ErrorKind::NoAvailableNumber,
        Conflict::LeadUnreachable { .. } => ErrorKind::LeadUnreachable,
        Conflict::LeadSuppressed => ErrorKind::LeadSuppressed,
        Conflict::LeadErased => ErrorKind::LeadErased,
        Conflict::CallNotAllowed { .. } => ErrorKind::CallNotAllowed,
        Conflict::CallUnderWay => ErrorKind::CallUnderWay,
        Conflict::NoLiveAssignment => ErrorKind::NoLiveAssignment,
        Conflict::AmbiguousLead => ErrorKind::AmbiguousLead,
        Conflict::NumberOutOfService => ErrorKind::NumberOutOfService,
        Conflict::PhoneDiffers => ErrorKind::PhoneDiffers,
        Conflict::BadPhone => ErrorKind::BadPhone,
        Conflict::PersonHasNumber => ErrorKind::PersonHasNumber,
        Conflict::NumberTaken => ErrorKind::NumberTaken,
        Conflict::NumberHasLeads { .. } => ErrorKind::NumberHasLeads,
        Conflict::NumbersInTheWay { .. } => ErrorKind::NumbersInTheWay,
        Conflict::State(_)
        | Conflict::OtherStatus { .. }
        | Conflict::Import { .. }
        | Conflict::NotUndone { .. }
        | Conflict::OtherNumbers { .. }
        | Conflict::SyncOver => ErrorKind::RefusedTransition,
        Conflict::TooMany { .. } => ErrorKind::TooMany,
        Conflict::Paused => ErrorKind::EndpointPaused,
        Conflict::LastAdmin => ErrorKind::LastAdmin,
        Conflict::LinkOver(_) => ErrorKind::LinkOver,
        Conflict::Changed { .. } => ErrorKind::Changed,
        Conflict::Carrier(trouble) => match trouble {
            CarrierTrouble::NotConnected => ErrorKind::CarrierNotConnected,
            CarrierTrouble::NoKey | CarrierTrouble::OtherKey | CarrierTrouble::Broken => {
                ErrorKind::CarrierLocked
            }
            CarrierTrouble::Refused(_) => ErrorKind::CarrierRefused,
            CarrierTrouble::Down { .. } => ErrorKind::CarrierDown,
        },
        Conflict::Exists { .. } => ErrorKind::AlreadyExists,
    }
}

/// As a sentence: a capital at the start, a full stop at the end.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut sentence: String = first.to_uppercase().chain(chars).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadyline_core::choice::NoneFree;
    use steadyline_core::page::StatusKind;

    #[test]
    fn an_internal_error_says_nothing_of_the_code() {
        let error = ApiError::from(ServiceError::Internal("argon2 broke at line 7".to_owned()));
        assert_eq!(error.kind, ErrorKind::Internal);
        assert!(!error.message.contains("argon2"), "{error}");
    }

    #[test]
    fn a_lead_without_a_number_is_told_in_words_of_a_lead() {
        let error = ApiError::from(ServiceError::Conflict(Conflict::NoLiveAssignment));
        assert_eq!(error.message, "The lead has no number: assign one first.");
    }

    #[test]
    fn a_release_that_was_shown_for_another_status_is_shown_again() {
        let (is, shown) = (StatusKind::Unreachable, StatusKind::Active);
        let error = ApiError::from(Conflict::OtherStatus { is, shown });
        assert!(error.kind.is_of_another_time());
        assert_eq!(error.message, "The lead is unreachable now, not active: nothing was released.");
    }

    #[test]
    fn a_full_pool_says_what_was_ruled_out() {
        let conflict = Conflict::NoAvailableNumber { none: NoneFree::default(), next_free_at: None };
        let error = ApiError::from(ServiceError::Conflict(conflict));
        assert_eq!((error.kind.code(), error.status()), ("no-available-number", 409));
        assert_eq!(error.message, "The pool has no numbers.");
        assert!(error.facts.is_some_and(|facts| facts.ruled_out.is_some()));
    }

    #[test]
    fn a_lead_in_its_unreachable_period_says_when_to_try_again() {
        let until = chrono::DateTime::from_timestamp(1_790_000_000, 0).expect("in range");
        let error = ApiError::from(Conflict::LeadUnreachable { until, retry_after: 90 });
        let told = "The lead used up its attempts and may be assigned again from September 21, 14:13 UTC, or right away on \
            its page.";
        assert_eq!(error.message, told, "in words for people: what programs send is nothing to them");
        assert_eq!(error.facts.and_then(|facts| facts.retry_after), Some(90));
    }
}
