//! `cargo xtask test --n8n`: brings the workflows of `public/n8n` into a real n8n and posts to it. It is heavy, so it is no
//! part of the other tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::profile::Profile;
use crate::{install, step};

/// What is installed. Its own Node.js comes with it, as it wants a newer one than everything else here.
const N8N: &str = "n8n@2.41.1";
const NODE: &str = "node@24";

/// Builds the server, installs n8n where it is missing, and tries the workflows.
pub(crate) fn test() -> Result<()> {
    install::npm_packages()?;
    step::run("Building the server", &mut step::cargo("build -p steadyline-server --bin steadyline"))?;
    let folder = folder()?;
    n8n(&folder)?;
    let mut run = step::program(folder.join("node_modules/node/bin/node"));
    run.arg(step::root().join("end2end/n8n/run.mjs"))
        .env("STEADYLINE_PROGRAM", Profile::new(false).server())
        .env("N8N_FOLDER", &folder);
    step::run("Trying the workflows in n8n", &mut run)
}

/// Outside of the repository: 3 GB that no `cargo clean` should take.
fn folder() -> Result<PathBuf> {
    if let Some(given) = step::variable("N8N_FOLDER") {
        return Ok(given.into());
    }
    let home = step::variable("HOME").context("HOME is not set: say with N8N_FOLDER where n8n goes")?;
    Ok(Path::new(&home).join(".cache/steadyline/n8n"))
}

fn n8n(folder: &Path) -> Result<()> {
    let done = folder.join("installed.txt");
    if fs::read_to_string(&done).is_ok_and(|known| known == N8N) {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join("package.json"), "{ \"private\": true }\n")?;
    step::run("Installing Node.js 24 from npm", npm(folder).args(["install", NODE]))?;
    // Scripts of packages are left out, as one of them wants headers that are nowhere; the database needs its own.
    step::run(
        &format!("Installing {N8N} from npm (5 minutes and 3 GB, once)"),
        npm(folder).args(["install", N8N, "--ignore-scripts", "--omit=dev"]),
    )?;
    step::run("Building its SQLite", npm(folder).args(["rebuild", "sqlite3"]))?;
    fs::write(done, N8N)?;
    Ok(())
}

/// npm in that folder, with the Node.js that stands there.
fn npm(folder: &Path) -> Command {
    let mut npm = step::program("npm");
    let own = folder.join("node_modules/node/bin").display().to_string();
    let path = step::variable("PATH").unwrap_or_default();
    npm.current_dir(folder).env("PATH", format!("{own}:{path}")).env("npm_config_audit", "false");
    npm.env("npm_config_fund", "false");
    npm
}
