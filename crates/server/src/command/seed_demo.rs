//! `steadyline seed-demo`

use super::{CommandError, say};
use crate::settings::SeedDemo;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use steadyline_core::user::Actor;
use steadyline_service::number::{self, NumberFilter};
use steadyline_service::{Service, ServiceError, broker, demo};

/// Numbers read at a time.
const BATCH: i64 = 500;

/// Fills an empty database; says how to get in on standard output, and what is going on on standard error.
pub(super) async fn run(service: &Service, seed: SeedDemo) -> Result<(), CommandError> {
    let made = demo::seed(service, |step| {
        let _told = writeln!(io::stderr(), "{step}");
    })
    .await?;
    say(format_args!("Sign in with the password {}:", demo::PASSWORD))?;
    for user in &made.users {
        say(format_args!("  {user}"))?;
    }
    say("API key of the first office:")?;
    say(made.key)?;
    if let Some(file) = seed.numbers_to {
        let written = format!("writing {}", file.display());
        fs::write(&file, numbers(service).await?).map_err(CommandError::io(written))?;
    }
    Ok(())
}

/// The numbers of every pool, one a line.
async fn numbers(service: &Service) -> Result<String, ServiceError> {
    let mut lines = String::new();
    for broker in broker::list(service, &Actor::System).await? {
        let (slug, mut cursor) = (broker.slug.to_string(), None);
        loop {
            let of = Some(slug.as_str());
            let filter = NumberFilter::default();
            let page = number::list(service, &Actor::System, of, filter, cursor.as_deref(), BATCH).await?;
            for number in page.items {
                let _written = writeln!(lines, "{}", number.number);
            }
            match page.next_cursor {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
    }
    Ok(lines)
}
