//! `cargo xtask fuzz-api`: asks a freshly filled server whatever its own description of the API allows, and what it does
//! not, with schemathesis. Nothing may break it, and no reply may differ from the description.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::postgres::free_port;
use crate::profile::Profile;
use crate::step;

/// From PyPI, into a folder of its own.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// What is held against the description. What a person would call strict in it, and no opinion: a reply that takes what
/// the description does not say, as unknown fields or a phone written in another way, is none of these.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
     response_schema_conformance";
/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How thoroughly.
#[derive(Args, Clone, Debug)]
pub(crate) struct Effort {
    /// Requests an operation
    #[arg(long, default_value_t = 50)]
    examples: u32,
    /// The same number asks the same again
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Passed on to schemathesis, as `--include-path /api/v1/leads`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Builds the server, fills a database, and asks it.
pub(crate) fn fuzz(effort: &Effort) -> Result<()> {
    let profile = Profile::new(false);
    step::run("Building the server", &mut step::cargo("build -p steadyline-server --bin steadyline"))?;
    let folder = step::target().join("fuzz");
    let tool = schemathesis(&folder)?;
    let database = folder.join("database");
    if database.exists() {
        fs::remove_dir_all(&database)?;
    }
    fs::create_dir_all(&database)?;
    let url = format!("sqlite://{}", database.join("steadyline.db").display());
    step::timed("Filling a database with example data", || {
        step::output(step::program(profile.server()).args(["seed-demo", "--database-url", &url]))
    })?;
    let mut make = step::program(profile.server());
    let key = step::output(make.args(["create-key", "--admin", "--name", "fuzz", "--database-url", &url]))?;
    let port = free_port()?;
    let server = Server::start(profile.server(), &url, port, &folder)?;
    let address = format!("http://127.0.0.1:{port}");
    server.wait(&address)?;
    let who = format!("Authorization: Bearer {}", key.trim());
    let mut ask = step::program(&tool);
    ask.current_dir(&folder)
        .args(["run", &format!("{address}/api/openapi.json"), "--header", &who, "--checks", CHECKS])
        .args(["--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--no-color"])
        .args(["--max-examples", &effort.examples.to_string(), "--seed", &effort.seed.to_string()])
        .args(["--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "30"])
        .args(&effort.arguments);
    let asked =
        step::run("Asking whatever the description of the API allows, and what it does not", &mut ask);
    let log = fs::read_to_string(server.log()).unwrap_or_default();
    drop(server);
    let broken: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).take(20).collect();
    for line in &broken {
        println!("  {line}");
    }
    asked?;
    if broken.is_empty() { Ok(()) } else { bail!("the server logged errors: the first stand above") }
}

/// The program, in a virtual environment that is made where it is missing.
fn schemathesis(folder: &Path) -> Result<PathBuf> {
    let venv = folder.join("venv");
    let tool = venv.join("bin/schemathesis");
    let wanted = venv.join("wanted.txt");
    if fs::read_to_string(&wanted).is_ok_and(|known| known == SCHEMATHESIS) && tool.is_file() {
        return Ok(tool);
    }
    fs::create_dir_all(folder)?;
    let mut make = step::program("python3");
    step::run("Making a virtual environment of Python", make.args(["-m", "venv", "--clear"]).arg(&venv))
        .context("Python 3 with venv is needed: on Debian `apt-get install python3-venv`")?;
    let mut install = step::program(venv.join("bin/pip"));
    step::run(
        &format!("Installing {SCHEMATHESIS} from PyPI"),
        install.args(["install", "--quiet", "--disable-pip-version-check", SCHEMATHESIS]),
    )?;
    fs::write(wanted, SCHEMATHESIS)?;
    Ok(tool)
}

/// The server while it is asked.
struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    fn start(program: PathBuf, url: &str, port: u16, folder: &Path) -> Result<Self> {
        let log = folder.join("server.log");
        let child = Command::new(&program)
            .args(["serve", "--addr", &format!("127.0.0.1:{port}"), "--database-url", url])
            .args(["--requests-per-second", "1000000", "--request-burst", "1000000"])
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        Ok(Self { child, log })
    }

    fn log(&self) -> &Path {
        &self.log
    }

    /// Waits until it answers.
    fn wait(&self, address: &str) -> Result<()> {
        let pause = Duration::from_millis(200);
        let mut waited = Duration::ZERO;
        let target = address.trim_start_matches("http://");
        while std::net::TcpStream::connect(target).is_err() {
            if waited > PATIENCE {
                bail!("the server does not answer: see {}", self.log.display());
            }
            #[allow(clippy::disallowed_methods, reason = "nothing else is to be done meanwhile")]
            sleep(pause);
            waited += pause;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}
