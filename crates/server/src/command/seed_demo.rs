//! `steadyline seed-demo`

use super::{CommandError, say};
use std::io::{self, Write};
use steadyline_service::{Service, demo};

/// Fills an empty database; says how to get in on standard output, and what is going on on standard error.
pub(super) async fn run(service: &Service) -> Result<(), CommandError> {
    let made = demo::seed(service, |step| {
        let _told = writeln!(io::stderr(), "{step}");
    })
    .await?;
    say(format_args!("Sign in with the password {}:", demo::PASSWORD))?;
    for user in &made.users {
        say(format_args!("  {user}"))?;
    }
    say("API key of the first office:")?;
    say(made.key)
}
