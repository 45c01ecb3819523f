//! Which assignments a list has.

use crate::assignment::silent_since;
use chrono::{DateTime, Utc};
use steadyline_core::page::StatusKind;

/// Which assignments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Active, held and booked.
    #[default]
    Live,
    /// Of one status.
    Of(StatusKind),
    /// Active or held since before a time.
    ActiveSinceBefore(DateTime<Utc>),
    /// Held, and nobody called since a time.
    HeldSilentSince(DateTime<Utc>),
    /// Live on a number that is retired or gone.
    OutOfService,
}

impl Which {
    /// The condition, without the times that [`Self::time`] binds.
    pub(in super::super) const fn sql(self) -> &'static str {
        match self {
            Self::Live => " and a.status in ('active', 'booked_locked')",
            Self::Of(StatusKind::Active) => " and a.status = 'active' and a.first_answered_at is null",
            Self::Of(StatusKind::Held) => " and a.status = 'active' and a.first_answered_at is not null",
            Self::Of(StatusKind::Booked) => " and a.status = 'booked_locked'",
            Self::Of(StatusKind::Unreachable) => " and a.status = 'unreachable'",
            // The newest of its lead: an older one is history.
            Self::Of(StatusKind::Released) => {
                " and a.status = 'released' and not exists (
                    select 1 from lead_number_assignments b
                    where b.broker_id = a.broker_id and b.lead_id = a.lead_id and b.assigned_at > a.assigned_at)"
            }
            Self::ActiveSinceBefore(_) => " and a.status = 'active' and a.assigned_at < ",
            Self::HeldSilentSince(_) => {
                concat!(
                    " and a.status = 'active' and a.first_answered_at is not null and ",
                    silent_since!("a."),
                    " < "
                )
            }
            Self::OutOfService => {
                " and a.status in ('active', 'booked_locked') and (n.gone_at is not null or not n.is_active)"
            }
        }
    }

    pub(in super::super) const fn time(self) -> Option<DateTime<Utc>> {
        match self {
            Self::ActiveSinceBefore(at) | Self::HeldSilentSince(at) => Some(at),
            Self::Live | Self::Of(_) | Self::OutOfService => None,
        }
    }
}
