//! `cargo xtask`: builds the site, serves it, and proves it. It knows how to build and test the product,
//! and nothing of the product itself; `.ci/run` calls `cargo xtask test` and nothing else.
#![allow(clippy::print_stdout, reason = "printing what happens is this program's work")]

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::profile::Profile;

mod bench;
mod compress;
mod fuzz;
mod install;
mod n8n;
mod postgres;
mod profile;
mod scratch;
mod screenshots;
mod serve;
mod signalwire;
mod site;
mod step;
mod style;
mod test;
mod tidy;
mod wasm;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, serve and test Steadyline", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build, then serve example data in a database of its own
    Demo {
        /// Build for real use: slower to build, faster to run
        #[arg(long)]
        release: bool,
        /// Throw the example data away and make it anew
        #[arg(long)]
        fresh: bool,
        /// Connect the example data to a SignalWire of our own, which calls nobody and plays every call
        #[arg(long)]
        signalwire_fake: bool,
        /// Passed on to `steadyline serve`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Build, then serve
    Serve {
        /// Build for real use: slower to build, faster to run
        #[arg(long)]
        release: bool,
        /// Passed on to `steadyline serve`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Build the site and the server, side by side in `target/debug` or `target/release`
    Build {
        /// Build for real use: smaller and faster, with compressed files
        #[arg(long)]
        release: bool,
    },
    /// Check format, lints, house rules and the tests of the rules
    Check,
    /// Check the house rules alone
    Tidy,
    /// Run all tests, installing what they need
    Test {
        /// Run one part
        #[arg(long)]
        only: Option<test::Part>,
        /// Try the workflows of public/n8n in a real n8n, which is fetched from npm (3 GB, once), and nothing else
        #[arg(long, conflicts_with = "only")]
        n8n: bool,
        /// Passed on to that part's test runner
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Measure the released program: everything within some minutes, or one thing more closely
    Bench {
        /// One thing alone
        only: Option<bench::Bench>,
        #[command(flatten)]
        size: bench::Size,
    },
    /// Ask a server of its own whatever the description of its API allows, and hold the replies against it
    FuzzApi {
        #[command(flatten)]
        effort: fuzz::Effort,
    },
    /// Make pictures of every page, on example data, on an empty database and when something fails
    Screenshots {
        /// Only of pages whose names match, as `pool` or `leads-one full`; see end2end/pages.ts
        pages: Vec<String>,
    },
    /// Run a command with a private PostgreSQL cluster and `TEST_POSTGRES_URL` set
    Postgres {
        /// The command and its arguments
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    step::start();
    let done = perform(arguments.task);
    step::summary();
    match done {
        Ok(()) => {
            step::say("Done");
            ExitCode::SUCCESS
        }
        Err(error) => {
            step::say(format!("FAILED: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    match task {
        Task::Demo { release, fresh, signalwire_fake, arguments } => {
            let profile = Profile::new(release);
            if signalwire_fake {
                signalwire::demo(profile, fresh, &arguments)
            } else {
                serve::demo(profile, fresh, &arguments)
            }
        }
        Task::Serve { release, arguments } => serve::serve(Profile::new(release), &arguments),
        Task::Build { release } => {
            install::wasm_target()?;
            site::build(Profile::new(release))
        }
        Task::Check => test::check(),
        Task::Tidy => tidy::check(step::root()),
        Task::Test { n8n: true, .. } => n8n::test(),
        Task::Test { only, arguments, .. } => test::test(only, &arguments),
        Task::Bench { only, size } => bench::measure(only, &size),
        Task::FuzzApi { effort } => fuzz::fuzz(&effort),
        Task::Screenshots { pages } => screenshots::take(&pages),
        Task::Postgres { command } => postgres::run_with_cluster(&command),
    }
}
