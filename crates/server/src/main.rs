//! The binary: reads the command line and runs it.

use clap::Parser;
use std::process::ExitCode;
use steadyline_server::settings::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    steadyline_server::run(Cli::parse()).await
}
