//! A private PostgreSQL cluster for the tests: its own folder, a free port, gone at the end.
//!
//! The cluster hangs on a small shell script that waits for its input to close. So it stops and its folder
//! goes away however this program ends: well, by an error, by Ctrl-C, or killed.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{scratch, step};

/// The variable by which tests learn where the cluster is.
pub(crate) const URL_VARIABLE: &str = "TEST_POSTGRES_URL";

/// Nothing here outlives the tests, so nothing is made durable.
const OPTIONS: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
                       -c shared_buffers=128MB -c autovacuum=off -c timezone=UTC";

/// A folder that every user may write to, with a short name: the path of a socket is short.
const ON_DISK: &str = "/tmp";

/// Starts the server, says so, waits until its input closes, stops it and removes the folder.
const KEEPER: &str = r#"
trap "" INT TERM HUP
bin=$1; folder=$2; port=$3; options=$4
"$bin/pg_ctl" start --silent --wait --pgdata="$folder/data" --log="$folder/log" \
  --options="-p $port -h 127.0.0.1 -k $folder $options" </dev/null >/dev/null 2>&1
if test $? = 0; then echo ready; else echo failed; tail -n 20 "$folder/log"; echo; fi
read -r _
"$bin/pg_ctl" stop --silent --mode=immediate --pgdata="$folder/data" </dev/null >/dev/null 2>&1
rm -rf "$folder"
"#;

/// A running cluster; dropping it stops it.
pub(crate) struct Cluster {
    keeper: Child,
    input: Option<ChildStdin>,
    port: u16,
}

impl Cluster {
    /// Makes and starts a cluster for tests: in memory, where there is room.
    pub(crate) fn start() -> Result<Self> {
        if let Some(memory) = scratch::in_memory() {
            match Self::start_in(memory) {
                Ok(cluster) => return Ok(cluster),
                // Another user's programs may not be let in there.
                Err(error) => step::say(format!("Not in memory: {error:#}")),
            }
        }
        Self::start_on_disk()
    }

    /// The same on the disk, for as many rows as measuring takes.
    pub(crate) fn start_on_disk() -> Result<Self> {
        Self::start_in(Path::new(ON_DISK))
    }

    fn start_in(place: &Path) -> Result<Self> {
        let bin =
            find_bin().context("PostgreSQL's `initdb` is neither on the PATH nor in /usr/lib/postgresql")?;
        let folder = step::output(as_owner("mktemp").arg("-d").arg(place.join("steadyline-postgres.XXXXXX")))
            .context("cannot make a temporary folder for PostgreSQL")?;
        let folder = Path::new(folder.trim());
        step::say(format!("Starting a private PostgreSQL cluster in {}", folder.display()));
        let made = step::output(
            as_owner(bin.join("initdb"))
                .args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"])
                .arg("--pgdata")
                .arg(folder.join("data")),
        );
        let started = made.and_then(|_| Self::keep(&bin, folder));
        if started.is_err() {
            // The keeper removes the folder as well; here it may not have been started at all.
            step::succeeds(as_owner("rm").arg("-rf").arg(folder));
        }
        started
    }

    fn keep(bin: &Path, folder: &Path) -> Result<Self> {
        let port = free_port()?;
        let mut keeper = as_owner("sh");
        keeper.args(["-c", KEEPER, "steadyline-postgres"]);
        keeper.arg(bin).arg(folder).arg(port.to_string()).arg(OPTIONS);
        // A group of its own, so that Ctrl-C in the terminal does not reach it.
        keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0);
        let mut keeper = keeper.spawn().context("cannot start PostgreSQL")?;
        let input = keeper.stdin.take();
        let mut lines =
            BufReader::new(keeper.stdout.take().context("PostgreSQL's output is not there")?).lines();
        let cluster = Self { keeper, input, port };
        match lines.next().transpose()? {
            Some(line) if line == "ready" => Ok(cluster),
            _ => {
                let log: Vec<String> =
                    lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                bail!("PostgreSQL does not start:\n{}", log.join("\n"))
            }
        }
    }

    /// Where tests connect: the superuser, without a password, from this machine only.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.input.take());
        if self.keeper.wait().is_ok() {
            step::say("Stopped the private PostgreSQL cluster");
        }
    }
}

/// Runs one command with a cluster beside it.
pub(crate) fn run_with_cluster(words: &[String]) -> Result<()> {
    let (name, arguments) = words.split_first().context("say which command to run after `--`")?;
    let cluster = Cluster::start()?;
    let mut command = Command::new(name);
    command.args(arguments).env(URL_VARIABLE, cluster.url());
    step::forget_ours(scratch::lend(&mut command));
    step::run(&format!("Running `{}` with {URL_VARIABLE}={}", words.join(" "), cluster.url()), &mut command)
}

/// The folder with `initdb` and `pg_ctl`: the newest installed version, else where the PATH leads.
pub(crate) fn find_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin).or_else(|| {
        let initdb = step::on_path("initdb")?.canonicalize().ok()?;
        initdb.parent().map(Path::to_path_buf)
    })
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package made.
fn as_owner(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(name);
        command
    } else {
        Command::new(name)
    };
    // Root's own folder may be closed to that user.
    command.current_dir("/");
    command
}

/// Whether this program runs as root.
pub(crate) fn is_root() -> bool {
    step::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// A port that nothing listens on.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
