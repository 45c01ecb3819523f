//! The command line: one file a group of subcommands.

mod account;
mod broker;
mod carrier;
mod key;
mod rebuild_rollups;
mod seed_demo;
mod serve;

use crate::settings::{Base, Cli, Command, SettingsError};
use crate::{openapi, telemetry};
use std::io::{self, BufRead, Write};
use std::process::ExitCode;
use steadyline_service::{Db, DbError, Service, ServiceError};

/// Why a subcommand ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The settings do not go together.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The action was refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The database could not be opened.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Reading, writing or listening failed.
    #[error("{what}: {error}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system says.
        error: io::Error,
    },
}

impl CommandError {
    fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io { what: what.into(), error }
    }
}

/// Runs what the command line asks for.
pub async fn run(cli: Cli) -> ExitCode {
    match dispatch(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even standard error is closed there is nobody to tell.
            let _told = writeln!(io::stderr(), "steadyline: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(Cli { base, command }: Cli) -> std::result::Result<(), CommandError> {
    let is_server = matches!(command, Command::Serve(_));
    // A subcommand says what it did on standard output; of its log only trouble is of interest.
    let log = if is_server || base.log != "info" { base.log.as_str() } else { "warn" };
    telemetry::start(log, base.log_json);
    // It needs no database.
    if matches!(command, Command::Openapi) {
        return say(openapi::text());
    }
    if let Command::Serve(serve) = &command {
        serve.validate()?;
    }
    let service = open(&base).await?;
    let done = match command {
        Command::Serve(serve) => serve::run(&service, *serve).await,
        Command::Openapi => say(openapi::text()),
        Command::Migrate => say("The database is up to date."),
        Command::SeedDemo(seed) => seed_demo::run(&service, seed).await,
        Command::ConnectSignalWire(given) => carrier::connect(&service, *given).await,
        Command::RebuildRollups(rebuild) => rebuild_rollups::run(&service, rebuild).await,
        Command::CreateAdmin(admin) => account::create_admin(&service, admin).await,
        Command::CreateUser(user) => account::create_user(&service, user).await,
        Command::CreateBroker(broker) => broker::create(&service, broker).await,
        Command::CreateKey(key) => key::create(&service, key).await,
    };
    service.db.close().await;
    done
}

async fn open(base: &Base) -> std::result::Result<Service, CommandError> {
    Ok(Service::new(Db::open(&base.database_url).await?))
}

/// Writes a line to standard output.
fn say(line: impl std::fmt::Display) -> std::result::Result<(), CommandError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(CommandError::io("standard output"))
}

/// The first line of standard input.
fn password() -> std::result::Result<String, CommandError> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(CommandError::io("standard input"))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
