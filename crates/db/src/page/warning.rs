//! What pages warn of, as far as the counters of [`super::room`] do not say it: counts, and the rows a page at a
//! time.

mod lead;
mod number;
mod wrong;

pub use lead::{Conflicts, DeadNumber, Live, assigned_elsewhere, conflicts, dead_numbers, live, slots_taken};
pub use number::{Named, fallen, low, rarely_answered, unused};
pub use wrong::{Wrong, WrongKind, mend_ended, mend_live, wrong_rows};
