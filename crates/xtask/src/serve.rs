//! Starts the product: as it is, or with example data in a database of its own.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Error, Result};

use crate::profile::Profile;
use crate::{install, site, step};

/// Builds, then serves. The server migrates its database by itself.
pub(crate) fn serve(profile: Profile, arguments: &[String]) -> Result<()> {
    make_ready(profile)?;
    become_server(profile, &[], arguments, &[])
}

/// Builds, fills a database with example data unless it is there already, then serves it.
pub(crate) fn demo(profile: Profile, fresh: bool, arguments: &[String]) -> Result<()> {
    make_ready(profile)?;
    let demo = Demo::fill(profile, "demo", fresh)?;
    demo.tell();
    become_server(profile, &["--database-url", &demo.url], arguments, &[])
}

/// Example data in a database of its own.
pub(crate) struct Demo {
    /// Where its files are.
    pub(crate) folder: PathBuf,
    /// The database.
    pub(crate) url: String,
    sign_in: String,
    /// Whether it was made just now.
    pub(crate) is_new: bool,
}

impl Demo {
    /// That of a folder below the target folder, made unless it is there already.
    pub(crate) fn fill(profile: Profile, name: &str, fresh: bool) -> Result<Self> {
        let folder = step::target().join(name);
        let (database, sign_in) = (folder.join("steadyline.db"), folder.join("sign-in.txt"));
        let url = format!("sqlite://{}", database.display());
        // What the seeding printed is written last, so that a half-filled database is not taken for a full one.
        let is_new = fresh || !database.exists() || !sign_in.exists();
        if is_new {
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            fs::create_dir_all(&folder)?;
            step::say(format!("Filling {} with example data", database.display()));
            let mut seed = step::program(profile.server());
            seed.args(["seed-demo", "--database-url", &url, "--numbers-to"]).arg(Self::numbers_in(&folder));
            fs::write(&sign_in, step::output(&mut seed)?)?;
        } else {
            step::say(format!("Using {} as it is (`--fresh` starts over)", database.display()));
        }
        let sign_in = fs::read_to_string(&sign_in)?;
        Ok(Self { folder, url, sign_in, is_new })
    }

    fn numbers_in(folder: &Path) -> PathBuf {
        folder.join("numbers.txt")
    }

    /// The file of its numbers, one a line.
    pub(crate) fn numbers(&self) -> PathBuf {
        Self::numbers_in(&self.folder)
    }

    /// Says how to get in.
    pub(crate) fn tell(&self) {
        println!("\n{}\n", self.sign_in.trim());
    }
}

pub(crate) fn make_ready(profile: Profile) -> Result<()> {
    install::wasm_target()?;
    site::build(profile)
}

/// Replaces this program by the server, so that signals reach it and nothing else.
pub(crate) fn become_server(
    profile: Profile,
    own: &[&str],
    passed_on: &[String],
    environment: &[(&str, &str)],
) -> Result<()> {
    let mut server = Command::new(profile.server());
    server.arg("serve").args(own).args(passed_on).envs(environment.iter().copied());
    step::say(format!("Starting {} serve {}", profile.server().display(), passed_on.join(" ")));
    let address = passed_on.iter().position(|word| word == "--addr").and_then(|at| passed_on.get(at + 1));
    if address.is_none() && step::variable("STEADYLINE_ADDR").is_none() {
        step::say("Open http://127.0.0.1:3000 (Ctrl-C stops it)");
    }
    Err(Error::from(server.exec())).with_context(|| format!("cannot start {}", profile.server().display()))
}
