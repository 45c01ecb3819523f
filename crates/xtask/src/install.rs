//! What must be on the machine: looks for it, installs what can be installed, else says what to install.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::postgres;
use crate::step::{self, cargo, on_path, program, say};

const WASM: &str = "wasm32-unknown-unknown";
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Playwright's own requirement.
const NODE: u32 = 20;

/// The browser tests, a package of npm.
pub(crate) fn end2end() -> PathBuf {
    step::root().join("end2end")
}

/// The standard library for WebAssembly.
pub(crate) fn wasm_target() -> Result<()> {
    let library = step::output(program("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!(
            "Rust's {WASM} target is missing: install it with your Rust, or use Rust from https://rustup.rs"
        );
    }
    step::run("Installing Rust's WebAssembly target", program("rustup").args(["target", "add", WASM]))
}

/// Formatter and linter.
pub(crate) fn rust_components() -> Result<()> {
    for (part, arguments) in [("rustfmt", "fmt --version"), ("clippy", "clippy --version")] {
        if !step::succeeds(&mut cargo(arguments)) {
            step::run(&format!("Installing {part}"), program("rustup").args(["component", "add", part]))?;
        }
    }
    Ok(())
}

/// The test runner.
pub(crate) fn nextest() -> Result<()> {
    if step::succeeds(&mut cargo("nextest --version")) {
        return Ok(());
    }
    step::run(
        "Installing cargo-nextest, the test runner (10 minutes on 2 cores, once)",
        &mut cargo("install cargo-nextest --locked"),
    )
}

/// The database for the tests.
pub(crate) fn postgresql() -> Result<()> {
    if postgres::find_bin().is_none() {
        apt("PostgreSQL", &["postgresql"], "PostgreSQL 15 or later with `initdb`")?;
    }
    Ok(())
}

/// Node.js and the packages of the browser tests.
pub(crate) fn npm_packages() -> Result<()> {
    let wanted = format!("Node.js {NODE} or later with npm (https://nodejs.org)");
    if on_path("node").is_none() || on_path("npm").is_none() {
        apt("Node.js", &["nodejs", "npm"], &wanted)?;
    }
    let version = step::output(program("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < NODE) {
        bail!("Node.js is {}: install {wanted}", version.trim());
    }
    // npm writes its own copy of the lock file last: while that is newer, everything is there.
    let written = |path: &str| fs::metadata(end2end().join(path)).and_then(|file| file.modified()).ok();
    if written("node_modules/.package-lock.json") > written("package-lock.json") {
        return Ok(());
    }
    let mut npm = program("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(end2end());
    step::run("Installing the packages of the browser tests", &mut npm)
}

/// A browser for the tests; `None` where Playwright brought its own.
pub(crate) fn chromium() -> Result<Option<PathBuf>> {
    if let Some(browser) = find_browser() {
        return Ok(Some(browser));
    }
    if playwright_has_its_own() {
        return Ok(None);
    }
    apt("Chromium", &["chromium"], "Chromium (or run `npx playwright install chromium` in end2end/)")?;
    if let Some(browser) = find_browser() {
        return Ok(Some(browser));
    }
    // Ubuntu's package is a pointer to a snap, which does not run in a container.
    let mut playwright = program("npx");
    playwright.args(["playwright", "install", "--with-deps", "chromium"]).current_dir(end2end());
    step::run("Installing Playwright's Chromium, as the one of this system does not run", &mut playwright)?;
    Ok(None)
}

fn find_browser() -> Option<PathBuf> {
    let named = step::variable("CHROMIUM").map(PathBuf::from);
    let found = BROWSERS.iter().filter_map(|name| on_path(name));
    named.into_iter().chain(found).find(|browser| step::succeeds(program(browser).arg("--version")))
}

fn playwright_has_its_own() -> bool {
    let cache = step::variable("PLAYWRIGHT_BROWSERS_PATH").map(PathBuf::from);
    let cache = cache.or_else(|| Some(Path::new(&step::variable("HOME")?).join(".cache/ms-playwright")));
    let entries = cache.and_then(|cache| fs::read_dir(cache).ok()).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with("chromium"))
}

/// Installs packages of Debian or Ubuntu when this program may, else says what to install by hand.
fn apt(what: &str, packages: &[&str], by_hand: &str) -> Result<()> {
    if !postgres::is_root() || on_path("apt-get").is_none() {
        bail!("{what} is missing. Install {by_hand}, then start this again");
    }
    let install = || {
        let mut apt = program("apt-get");
        apt.args(["install", "--yes", "--quiet=2", "--no-install-recommends"]).args(packages);
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    say(format!("Installing {what} with apt-get"));
    if step::succeeds(&mut install()) {
        return Ok(());
    }
    step::run("Fetching the lists of packages first", program("apt-get").args(["update", "--quiet=2"]))?;
    step::output(&mut install()).map(drop).with_context(|| format!("{what} is missing. Install {by_hand}"))
}
