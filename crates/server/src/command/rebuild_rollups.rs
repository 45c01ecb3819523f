//! `steadyline rebuild-rollups`

use super::{CommandError, say};
use crate::settings::RebuildRollups;
use std::io::{self, IsTerminal, Write};
use steadyline_core::page::counted;
use steadyline_service::{Service, report};

/// Makes what reports read anew, day by day; says where it is on standard error. Broken off, it goes on there.
pub(super) async fn run(service: &Service, rebuild: RebuildRollups) -> Result<(), CommandError> {
    let is_watched = io::stderr().is_terminal();
    let rebuilt = report::rebuild(service, rebuild.broker.as_deref(), |broker, day| {
        if is_watched {
            let _told = write!(io::stderr(), "\r{} {day} ", broker.slug);
        }
    })
    .await?;
    if is_watched {
        let _told = writeln!(io::stderr());
    }
    let told = |count, one, many| counted(i64::try_from(count).unwrap_or(i64::MAX), one, many);
    let (days, brokers) = (told(rebuilt.days, "day", "days"), told(rebuilt.brokers, "broker", "brokers"));
    say(format_args!("Rebuilt {days} of {brokers}."))
}
