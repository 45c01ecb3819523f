//! What every report costs at size, on SQLite and PostgreSQL, for one broker (a busy one, with a tenth of all calls)
//! and for all of them, over every day there is; and how many times as long it takes where the same brokers and numbers
//! make a hundred times the calls a day, measured run beside run. Databases are kept in the bench's folder: what was
//! loaded is not loaded again. Started by `cargo xtask bench analytics`.
#![allow(clippy::print_stdout, reason = "printing what was measured is this program's work")]

mod ask;
mod load;
mod size;

use anyhow::Result;
use ask::{Asking, RECORD, REPORTS, Scope};
use size::{Engine, Size};
use std::time::{Duration, Instant};
use steadyline_db::Db;
use steadyline_service::Service;

/// How often each report is read; the median counts.
const TIMES: usize = 7;
/// How many calls are recorded.
const CALLS: usize = 200;
/// The same brokers, numbers and days with so many times fewer calls.
const FEWER: u64 = 100;

#[tokio::main]
async fn main() -> Result<()> {
    let size = Size::given()?;
    let few = Size { calls: (size.calls / FEWER).max(size.brokers), ..size.clone() };
    println!("{}; the one broker has {} of the calls\n", size.describe(), size.of(0)[2]);
    for engine in size.engines() {
        let began = Instant::now();
        load(&engine, &size, &few).await?;
        println!("{}: loaded in {:.0} s", engine.name(), began.elapsed().as_secs_f64());
        let many = Asking::new(open(&engine.address(&size).await?).await?, &size).await?;
        let fewer = Asking::new(open(&engine.address(&few).await?).await?, &few).await?;
        println!(
            "milliseconds, median of {TIMES}; in brackets how many times as long as with {} calls\n",
            few.calls
        );
        println!("| report | one broker | all brokers |\n|---|---:|---:|");
        for name in REPORTS {
            let one = beside(&many, &fewer, name, Scope::One, TIMES).await?;
            // Numbers are compared within one pool.
            let all = match name {
                "numbers" => "-".to_owned(),
                _ => beside(&many, &fewer, name, Scope::All, TIMES).await?,
            };
            println!("| {name} | {one} | {all} |");
        }
        println!("| {RECORD} | {} | - |\n", beside(&many, &fewer, RECORD, Scope::One, CALLS).await?);
    }
    Ok(())
}

async fn open(address: &str) -> Result<Service> {
    Ok(Service::new(Db::open(address).await?))
}

/// Loads what is missing, both sizes from the same pools and leads.
async fn load(engine: &Engine, size: &Size, few: &Size) -> Result<()> {
    let service = open(&engine.loading(size).await?).await?;
    load::pools(&service, size).await?;
    let is_bare = !load::has_calls(&service).await?;
    service.db.close().await;
    if is_bare {
        engine.copy(size, few).await?;
    }
    for size in [size, few] {
        let service = open(&engine.loading(size).await?).await?;
        load::pools(&service, size).await?;
        load::calls(&service, size).await?;
        service.db.close().await;
    }
    Ok(())
}

/// Many calls and few in turn, so that whatever else the machine does falls on both.
async fn beside(many: &Asking, fewer: &Asking, name: &str, scope: Scope, times: usize) -> Result<String> {
    let mut taken: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
    // The first reads fill the caches of both.
    for nth in 0..=times {
        for (asking, taken) in [many, fewer].into_iter().zip(&mut taken) {
            let time = asking.ask(name, scope).await?;
            if nth > 0 {
                taken.push(time);
            }
        }
    }
    let [many, fewer] = taken.map(|mut taken| {
        taken.sort_unstable();
        taken.get(taken.len() / 2).copied().unwrap_or_default().as_secs_f64()
    });
    Ok(format!("{:.1} ({:.2})", many * 1_000.0, many / fewer))
}
