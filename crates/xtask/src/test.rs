//! Proves that everything works: form, lints, house rules, Rust tests on both databases, a real browser.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::postgres::{Cluster, URL_VARIABLE};
use crate::profile::Profile;
use crate::step::{self, cargo, program};
use crate::{install, scratch, site, tidy};

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Is the code formatted?
    Fmt,
    /// Lints, for the server and for the browser
    Clippy,
    /// House rules
    Tidy,
    /// Lints of the style sheets
    Css,
    /// Rust tests, on SQLite and PostgreSQL
    Rust,
    /// Browser tests against the real program
    E2e,
}

const ALL: [Part; 6] = [Part::Fmt, Part::Tidy, Part::Css, Part::Clippy, Part::Rust, Part::E2e];

/// What needs no database and no browser: quick enough to run before every commit.
pub(crate) fn check() -> Result<()> {
    let parts = [Part::Fmt, Part::Tidy, Part::Clippy];
    parts.iter().try_for_each(|part| install_for(*part))?;
    parts.iter().try_for_each(|part| run(*part, &[]))?;
    install::nextest()?;
    step::run("Running the tests of the rules", &mut cargo("nextest run -p steadyline-core --no-tests=warn"))
}

/// Everything, or one part; `arguments` go to the test runner of that part.
pub(crate) fn test(only: Option<Part>, arguments: &[String]) -> Result<()> {
    let parts: Vec<Part> = only.map_or_else(|| ALL.to_vec(), |part| vec![part]);
    if only.is_none() && !arguments.is_empty() {
        bail!("arguments after `--` need `--only rust` or `--only e2e`");
    }
    // First all that has to be fetched: what is missing shows in the first minutes, not after the tests.
    parts.iter().try_for_each(|part| install_for(*part))?;
    parts.iter().try_for_each(|part| run(*part, arguments))
}

fn install_for(part: Part) -> Result<()> {
    match part {
        Part::Fmt => install::rust_components(),
        Part::Tidy => Ok(()),
        Part::Clippy => install::rust_components().and_then(|()| install::wasm_target()),
        Part::Css => install::npm_packages(),
        Part::Rust => install::nextest().and_then(|()| install::postgresql()),
        Part::E2e => {
            install::wasm_target()?;
            install::npm_packages()?;
            install::chromium().map(drop)
        }
    }
}

fn run(part: Part, arguments: &[String]) -> Result<()> {
    match part {
        Part::Fmt => step::run("Checking the format", &mut cargo("fmt --all --check")),
        Part::Tidy => tidy::check(step::root()),
        Part::Clippy => clippy(),
        Part::Css => step::run("Linting the style sheets", npx().args(["stylelint", "../style/*.css"])),
        Part::Rust => rust(arguments),
        Part::E2e => end2end(arguments),
    }
}

fn clippy() -> Result<()> {
    step::run("Linting for the server", &mut cargo("clippy --all-targets -- -D warnings"))?;
    step::run(
        "Linting for the browser",
        &mut cargo("clippy -p steadyline-hydrate --target wasm32-unknown-unknown -- -D warnings"),
    )
}

fn rust(arguments: &[String]) -> Result<()> {
    // Compiled first, so that the seconds of compiling and of testing show apart.
    if arguments.is_empty() {
        step::run("Compiling the Rust tests", &mut cargo("nextest run --no-run"))?;
    }
    let cluster = Cluster::start()?;
    let mut nextest = cargo("nextest run");
    nextest.args(arguments).env(URL_VARIABLE, cluster.url());
    step::run("Running the Rust tests on SQLite and PostgreSQL", scratch::lend(&mut nextest))
}

fn end2end(arguments: &[String]) -> Result<()> {
    step::run("Checking the types of the browser tests", npx().args(["tsc", "--noEmit"]))?;
    site::build_for_tests()?;
    let mut playwright = playwright(install::chromium()?);
    step::run("Running the browser tests", scratch::lend(playwright.args(arguments)))
}

fn npx() -> Command {
    let mut npx = program("npx");
    npx.arg("--no-install").current_dir(install::end2end());
    npx
}

/// Playwright's runner on the debug build.
pub(crate) fn playwright(browser: Option<PathBuf>) -> Command {
    let mut playwright = npx();
    playwright.args(["playwright", "test"]).env("STEADYLINE_PROGRAM", Profile::Debug.server());
    if let Some(browser) = browser {
        playwright.env("CHROMIUM", browser);
    }
    playwright
}
