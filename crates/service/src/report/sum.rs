//! Sums over all brokers, kept up to date.

use crate::{Service, ServiceError};
use steadyline_db::rollup::{self, Part};

/// Most days that are looked up at once.
const BATCH: i64 = 100;

/// Sums every day over all brokers that is behind, a transaction each. Reports do not wait for it: a day that is behind
/// they read from the brokers' own rollups. Gives how many there were.
///
/// # Errors
/// What the database says; what was done until then is kept.
pub async fn sum_days(service: &Service) -> Result<usize, ServiceError> {
    let mut summed = 0;
    for part in Part::ALL {
        loop {
            let days = service
                .db
                .read(move |tx| {
                    Box::pin(
                        async move { Ok::<_, ServiceError>(rollup::unsummed(tx, part, None, BATCH).await?) },
                    )
                })
                .await?;
            for &day in &days {
                service
                    .db
                    .write(move |tx| {
                        Box::pin(async move { Ok::<_, ServiceError>(rollup::sum(tx, part, day).await?) })
                    })
                    .await?;
            }
            summed += days.len();
            if i64::try_from(days.len()).is_ok_and(|days| days < BATCH) {
                break;
            }
        }
    }
    Ok(summed)
}
