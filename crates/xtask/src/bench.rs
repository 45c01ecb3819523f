//! Measures. What is printed of the ways in is a ratio against something that ran beside it; no test depends on a
//! time.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::postgres::{Cluster, URL_VARIABLE};
use crate::profile::Profile;
use crate::step::{self, cargo};
use crate::wasm::{FRAME, Parts, is_framed};
use crate::{install, site, test};

/// More than this, compressed with brotli, must not be needed before the first page is alive.
const FIRST_LOAD_KB: u64 = 300;
/// The part of the page that a browser opens first, when it has nothing yet: nobody is signed in.
const FIRST: &str = "sign_in";

/// What can be measured alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bench {
    /// What an assign and a call outcome cost, each beside its bare statements, and the server's memory
    WaysIn,
    /// How much a browser fetches before a page is alive
    Weight,
    /// What rendering a page of rows costs the server
    Render,
    /// What Lighthouse says of dashboard, pool and lead page: alone, the median of three runs
    Lighthouse,
    /// What every report costs at size, on both engines: alone; the databases are kept, and loading goes on where it
    /// stopped
    Analytics,
}

/// Everything, or one of it, with the released program.
pub(crate) fn measure(only: Option<Bench>, size: &Size) -> Result<()> {
    match only {
        None => {
            site::build(Profile::Release)?;
            weight()?;
            in_browser("render", 1)?;
            in_browser("lighthouse", 1)?;
            ways_in()
        }
        Some(Bench::WaysIn) => {
            step::run(
                "Compiling the server for real use",
                &mut cargo("build --release -p steadyline-server"),
            )?;
            ways_in()
        }
        Some(Bench::Weight) => site::build(Profile::Release).and_then(|()| weight()),
        Some(Bench::Render) => site::build(Profile::Release).and_then(|()| in_browser("render", 1)),
        Some(Bench::Analytics) => analytics(size),
        Some(Bench::Lighthouse) => site::build(Profile::Release).and_then(|()| in_browser("lighthouse", 3)),
    }
}

/// How much is loaded for `analytics`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Size {
    /// For `analytics`: how many calls there are
    #[arg(long, default_value_t = 10_000_000)]
    calls: u64,
    /// Leads
    #[arg(long, default_value_t = 1_000_000)]
    leads: u64,
    /// Numbers
    #[arg(long, default_value_t = 100_000)]
    numbers: u64,
    /// Brokers
    #[arg(long, default_value_t = 1_000)]
    brokers: u64,
    /// Days
    #[arg(long, default_value_t = 365)]
    days: u64,
    /// On one engine alone
    #[arg(long)]
    engine: Option<Engine>,
    /// Where the databases of SQLite are kept; `target/bench` unless said
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// Where reports are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// SQLite
    Sqlite,
    /// PostgreSQL, in a cluster of its own that ends with the measuring
    Postgres,
}

/// Reports over many calls.
fn analytics(size: &Size) -> Result<()> {
    let cluster = match size.engine {
        Some(Engine::Sqlite) => None,
        Some(Engine::Postgres) | None => Some(Cluster::start_on_disk()?),
    };
    let mut bench = cargo("bench -p steadyline-server --bench analytics");
    if let Some(cluster) = &cluster {
        bench.env(URL_VARIABLE, cluster.url());
    }
    if size.engine != Some(Engine::Postgres) {
        bench.env("STEADYLINE_BENCH_SQLITE", "1");
    }
    let folder = size.folder.clone().unwrap_or_else(|| step::target().join("bench"));
    bench.env("STEADYLINE_BENCH_FOLDER", folder);
    for (name, count) in [
        ("CALLS", size.calls),
        ("LEADS", size.leads),
        ("NUMBERS", size.numbers),
        ("BROKERS", size.brokers),
        ("DAYS", size.days),
    ] {
        bench.env(format!("STEADYLINE_BENCH_{name}"), count.to_string());
    }
    step::run("Measuring reports", &mut bench)
}

/// The two webhooks, through the released program and beside the bare statements.
fn ways_in() -> Result<()> {
    let mut bench = cargo("bench -p steadyline-server --bench ways_in");
    bench.env("STEADYLINE_PROGRAM", Profile::Release.server());
    bench.env("STEADYLINE_BENCH_FOLDER", step::target().join("bench"));
    step::run("Measuring assigns and outcomes", &mut bench)
}

/// WebAssembly and scripts of a first visit, page by page.
fn weight() -> Result<()> {
    let (pkg, build) = (Profile::Release.folder().join("site/pkg"), site::build_hash(Profile::Release)?);
    let length = |name: String| {
        let file = pkg.join(format!("{name}.br"));
        let length = fs::metadata(&file).with_context(|| format!("{} is missing", file.display()))?.len();
        anyhow::Ok(length)
    };
    let parts: Parts =
        serde_json::from_slice(&fs::read(pkg.join(format!("__wasm_split_manifest.{build}.json")))?)?;
    let files_of = |part: &str| parts.get(part).with_context(|| format!("the program has no part `{part}`"));
    let main = length(format!("{}.{build}.wasm", site::NAME))?;
    let scripts = length(format!("{}.{build}.js", site::NAME))? + length(format!("__wasm_split.{build}.js"))?;
    let fetched = |part: &str| {
        let frame = if is_framed(part) { files_of(FRAME)?.as_slice() } else { &[] };
        let files: BTreeSet<_> = files_of(part)?.iter().chain(frame).collect();
        let own = files.iter().map(|file| length(format!("{file}.wasm"))).sum::<Result<u64>>()?;
        anyhow::Ok((files.len(), own))
    };
    step::say("What a browser fetches before a page is alive, in KB of brotli:");
    println!("  {:4} of WebAssembly and {} of scripts for every page", kb(main), kb(scripts));
    let mut heaviest = 0;
    for part in parts.keys().filter(|part| *part != FRAME) {
        let (files, own) = fetched(part)?;
        heaviest = heaviest.max(main + own);
        println!("  {:4} more in {files} files for {part}: {} in all", kb(own), kb(main + own));
    }
    let (_, own) = fetched(FIRST)?;
    step::say(format!(
        "The first page takes {} KB of WebAssembly; {FIRST_LOAD_KB} is the most it should. The heaviest takes {}",
        kb(main + own),
        kb(heaviest)
    ));
    Ok(())
}

fn kb(bytes: u64) -> u64 {
    bytes.div_ceil(1000)
}

/// What takes a browser, or the program as a browser asks it; each prints its own figures.
fn in_browser(name: &str, runs: u32) -> Result<()> {
    install::npm_packages()?;
    let mut playwright = test::playwright(install::chromium()?);
    playwright.args(["--config", "bench.config.ts", name]);
    playwright.env("STEADYLINE_PROGRAM", Profile::Release.server());
    playwright.env("STEADYLINE_LIGHTHOUSE_RUNS", runs.to_string());
    step::run(&format!("Measuring: {name}"), &mut playwright)
}
