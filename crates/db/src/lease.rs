//! Rows of `job_leases`: which node does a job. One node works, any node may.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};

const TAKE: &str = "
    insert into job_leases (job, holder, held_until)
    values ($1, $2, $4)
    on conflict (job) do update set
        holder = excluded.holder,
        held_until = excluded.held_until
    where job_leases.holder = excluded.holder
        or job_leases.held_until <= $3";

/// Takes a job's lease until a time, or extends it; `false` while another holder has it.
///
/// # Errors
/// What the engine says.
pub async fn take(
    tx: &mut Tx,
    job: &str,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(execute!(tx, TAKE, job, holder, now, until)? == 1)
}

const FINISH: &str = "
    update job_leases
    set ran_at = $3,
        held_until = $3
    where job = $1
        and holder = $2";

/// Notes that the job ran and gives the lease back.
///
/// # Errors
/// What the engine says.
pub async fn finish(tx: &mut Tx, job: &str, holder: &str, at: DateTime<Utc>) -> Result<(), DbError> {
    execute!(tx, FINISH, job, holder, at)?;
    Ok(())
}

const RAN_AT: &str = "
    select ran_at
    from job_leases
    where job = $1";

/// When the job last ran to its end.
///
/// # Errors
/// What the engine says.
pub async fn ran_at(tx: &mut Tx, job: &str) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(fetch_optional!(tx, (Option<DateTime<Utc>>,), RAN_AT, job)?.and_then(|(at,)| at))
}
