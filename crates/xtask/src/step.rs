//! Says what is going on, a line per step with the seconds since the start, and runs other programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

static START: OnceLock<Instant> = OnceLock::new();
/// What was run, and how long it took.
static TAKEN: Mutex<Vec<(String, Duration)>> = Mutex::new(Vec::new());
/// Shorter steps are not worth a line.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// Starts the clock that [`say`] prints.
pub(crate) fn start() {
    START.get_or_init(Instant::now);
}

/// Prints one line, after the seconds since the start.
pub(crate) fn say(line: impl AsRef<str>) {
    let seconds = START.get_or_init(Instant::now).elapsed().as_secs_f64();
    println!("[{seconds:7.1}s] {}", line.as_ref());
}

/// Says what is about to happen, runs `command` with its output shown, and fails when it does.
pub(crate) fn run(what: &str, command: &mut Command) -> Result<()> {
    let status = timed(what, || command.status()).with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{what}: `{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Says what is about to happen, does it, and keeps how long it took for [`summary`].
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    say(what);
    let started = Instant::now();
    let made = work();
    let taken = (what.to_owned(), started.elapsed());
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
    made
}

/// Prints how long each step took, where there was more than one.
pub(crate) fn summary() {
    let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    let told: Vec<_> = taken.iter().filter(|(_, time)| *time >= WORTH_TELLING).collect();
    if told.len() > 1 {
        say("What took how long:");
        for (what, time) in told {
            println!("  {:7.1} s  {what}", time.as_secs_f64());
        }
    }
}

/// Runs `command` silently and gives what it printed; a failure carries its error output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", shown(command), output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether `command` starts and ends well, its output thrown away.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// A program, started at the root of the workspace.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The same Cargo that started this program, with the arguments split at blanks.
pub(crate) fn cargo(arguments: &str) -> Command {
    let mut command = program(variable("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments.split_whitespace());
    forget_ours(&mut command);
    // What is built once and thrown away is not built twice: half the disk, and no slower from nothing.
    if variable("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Takes away what `cargo run` sets for this program: to build scripts that watch it, it would look like a change.
pub(crate) fn forget_ours(command: &mut Command) {
    let ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| ours.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
}

/// An environment variable that is set and not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    #[allow(clippy::disallowed_methods, reason = "this program has no settings file: it is started by hand")]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where `name` lies on the `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
        crates.parent().unwrap_or(crates).to_path_buf()
    })
}

/// Cargo's `target` folder: the one this program was built into.
pub(crate) fn target() -> PathBuf {
    let here = std::env::current_exe().ok();
    let target = here.as_deref().and_then(Path::parent).and_then(Path::parent);
    target.map_or_else(|| root().join("target"), Path::to_path_buf)
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`", shown(command))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
