//! Example data that is connected to a SignalWire of our own, so that calls can be tried without an account.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::profile::Profile;
use crate::serve::{self, Demo};
use crate::{site, step};

/// Where it listens.
const ADDRESS: &str = "127.0.0.1:3100";
/// What its connections are sealed with: it guards nothing but what is printed here.
const SECRET_KEY: &str = "64656d6f64656d6f64656d6f64656d6f64656d6f64656d6f64656d6f64656d6f";
/// What lets into it, as the fake has it.
const PROJECT: &str = "8f0119bf-f4e2-4d5c-9b1a-000000005550";
const TOKEN: &str = "PT_demo_token";
const SIGNING_KEY: &str = "PSK_demo_signing_key";
/// It listens at once.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// Builds, fills a database of its own unless it is there already, starts the SignalWire and serves.
pub(crate) fn demo(profile: Profile, fresh: bool, arguments: &[String]) -> Result<()> {
    serve::make_ready(profile)?;
    if profile == Profile::Release {
        site::build_fake()?;
    }
    let demo = Demo::fill(profile, "demo-signalwire", fresh)?;
    // It ends with the server, which this program becomes.
    let mut fake = Command::new(Profile::fake());
    fake.args(["--addr", ADDRESS, "--with-parent", "--vary", "--numbers"]).arg(demo.numbers());
    fake.arg("--keep").arg(demo.folder.join("signalwire.json"));
    fake.stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}", Profile::fake().display()))?;
    wait()?;
    let base = format!("http://{ADDRESS}");
    if demo.is_new {
        connect(profile, &demo, &base)?;
    }
    demo.tell();
    println!("SignalWire to try with, where you see its calls and call back as a lead: {base}");
    println!("  space demo, project {PROJECT}, token {TOKEN}, signing key {SIGNING_KEY}\n");
    let own = ["--database-url", &demo.url, "--signalwire-base", &base];
    serve::become_server(profile, &own, arguments, &[("STEADYLINE_SECRET_KEY", SECRET_KEY)])
}

#[allow(clippy::disallowed_methods, reason = "nothing else runs in this program")]
fn wait() -> Result<()> {
    let (address, started): (SocketAddr, _) = (ADDRESS.parse()?, Instant::now());
    while TcpStream::connect(address).is_err() {
        if started.elapsed() > READY_WITHIN {
            bail!("nobody listens on {address}: is the port taken by another program?");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Connects the installation.
fn connect(profile: Profile, demo: &Demo, base: &str) -> Result<()> {
    let mut connect = step::program(profile.server());
    connect
        .args(["connect-signalwire", "--database-url", &demo.url, "--space", "demo", "--project", PROJECT])
        .args(["--secrets-stdin", "--signalwire-base", base])
        .env("STEADYLINE_SECRET_KEY", SECRET_KEY)
        .stdin(Stdio::piped());
    let mut child = connect.spawn().context("cannot start the server's command line")?;
    if let Some(mut input) = child.stdin.take() {
        writeln!(input, "{TOKEN}\n{SIGNING_KEY}")?;
    }
    if !child.wait()?.success() {
        bail!("the example data could not be connected to {base}");
    }
    Ok(())
}
