//! What every report costs at size, on SQLite and PostgreSQL: for one broker and for all of them, over every day there
//! is; and how many times as long it takes where the same brokers and numbers make a hundred times the calls a day.
//! Databases are kept in the bench's folder: what was loaded is not loaded again. Started by
//! `cargo xtask bench analytics`.
#![allow(clippy::print_stdout, reason = "printing what was measured is this program's work")]

mod load;
mod size;

use anyhow::Result;
use size::Size;
use std::time::{Duration, Instant};
use steadyline_core::user::Actor;
use steadyline_db::Db;
use steadyline_service::Service;
use steadyline_service::report::{self, Asked};

/// How often each report is read; the median counts.
const TIMES: usize = 5;
/// The same brokers, numbers and days with so many times fewer calls.
const FEWER: u64 = 100;
const REPORTS: [&str; 10] =
    ["calls", "utilization", "numbers", "funnel", "health", "hours", "areas", "presence", "brokers", "page"];

#[tokio::main]
async fn main() -> Result<()> {
    let size = Size::given()?;
    let few = Size { calls: (size.calls / FEWER).max(1), ..size.clone() };
    println!("{}\n", size.describe());
    for engine in size.engines()? {
        let many = measure(&engine.address(&size).await?, &size).await?;
        let fewer = measure(&engine.address(&few).await?, &few).await?;
        println!(
            "{}: milliseconds, median of {TIMES}; in brackets how many times as long as with {} calls\n",
            engine.name(),
            few.calls
        );
        println!("| report | one broker | all brokers |\n|---|---:|---:|");
        for (nth, name) in REPORTS.into_iter().enumerate() {
            let cell = |which: usize| match (many[nth][which], fewer[nth][which]) {
                (Some(many), Some(few)) => {
                    let ratio = many.as_secs_f64() / few.as_secs_f64();
                    format!("{:.1} ({ratio:.2})", many.as_secs_f64() * 1_000.0)
                }
                _ => "-".to_owned(),
            };
            println!("| {name} | {} | {} |", cell(0), cell(1));
        }
        println!();
    }
    Ok(())
}

type Times = Vec<[Option<Duration>; 2]>;

/// Loads what is missing, and reads every report for the first broker and for all of them.
async fn measure(address: &str, size: &Size) -> Result<Times> {
    let service = Service::new(Db::open(address).await?);
    load::load(&service, size).await?;
    let (from, to) = size.days();
    let asked =
        |broker: Option<String>| Asked { broker, from: Some(from.to_string()), to: Some(to.to_string()) };
    let (one, all) = (asked(Some(load::slug(0))), asked(None));
    let mut times = Vec::new();
    for name in REPORTS {
        let of_one = median(&service, name, &one).await?;
        // Numbers are compared within one pool.
        let of_all = if name == "numbers" { None } else { median(&service, name, &all).await? };
        times.push([of_one, of_all]);
    }
    service.db.close().await;
    Ok(times)
}

async fn median(service: &Service, name: &str, asked: &Asked) -> Result<Option<Duration>> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        if name == "page" {
            report::whole(service, &Actor::System, asked).await?;
        } else {
            report::sheet(service, &Actor::System, name, asked).await?;
        }
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times.get(TIMES / 2).copied())
}
