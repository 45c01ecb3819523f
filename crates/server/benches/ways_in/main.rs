//! What an assign and a call outcome cost, on SQLite with `synchronous = full`: through HTTP under 1, 8 and 64
//! clients, beside the same statements run bare, one after the other on one connection. Every way begins with a copy
//! of the same database and asks for the same things in the same order. Started by `cargo xtask bench`.
#![allow(clippy::print_stdout, reason = "printing what was measured is this program's work")]

mod load;
mod office;
mod program;
mod sample;

use anyhow::{Context, Result};
use load::Load;
use office::{Kind, Office};
use program::Program;
use sample::{Row, Sample, table};
use std::path::PathBuf;
use steadyline_db::testing::Recording;

/// How many ask at the same time, and how often in all.
const CLIENTS: [(usize, usize); 3] = [(1, 400), (8, 1_600), (64, 3_200)];
/// How often the ways that have no clients are gone.
const ALONE: usize = 400;

#[tokio::main]
async fn main() -> Result<()> {
    let folder = PathBuf::from(variable("STEADYLINE_BENCH_FOLDER")?);
    let program = PathBuf::from(variable("STEADYLINE_PROGRAM")?);
    let office = Office::make(folder).await?;
    println!("{}\n", office.describe());

    let mut rows: [Vec<Row>; 2] = [Vec::new(), Vec::new()];
    let (recorded, alone) = record(&office).await?;
    for (kind, rows) in Kind::BOTH.into_iter().zip(&mut rows) {
        let statements: usize = recorded[kind.index()].iter().map(Recording::statements).sum();
        let each = statements as f64 / recorded[kind.index()].len() as f64;
        rows.push(Row::new(
            format!("bare loop, {each:.1} statements"),
            replay(&office, &recorded, kind).await?,
        ));
        rows.push(Row::new("router without a socket".to_owned(), alone[kind.index()].clone()));
    }
    for (clients, count) in CLIENTS {
        let program = Program::start(&program, &office.copy("http")?).await?;
        let idle = program.resident()?;
        let load = Load::http(program.address(), office.key());
        for (kind, rows) in Kind::BOTH.into_iter().zip(&mut rows) {
            let sample = load.run(&office, kind, clients, count).await?;
            rows.push(Row::new(format!("HTTP, {clients} at once"), sample));
        }
        println!("server with {clients} clients: {idle:.0} MB idle, {:.0} MB after", program.resident()?);
        program.stop().await?;
    }
    for (kind, rows) in Kind::BOTH.into_iter().zip(&rows) {
        println!("\n{}", table(kind.name(), rows));
    }
    println!("Server and clients share this machine's cores. Ratios compare with the bare loop of this run.");
    Ok(())
}

/// Goes through the router in this process and keeps the statements of every request.
async fn record(office: &Office) -> Result<([Vec<Recording>; 2], [Sample; 2])> {
    let mut recorded = [Vec::new(), Vec::new()];
    let mut samples = [Sample::default(), Sample::default()];
    for watched in [true, false] {
        let copy = office.copy("router")?;
        let service = office::open(&copy).await?;
        let load = Load::router(service.clone(), office.key())?;
        for kind in Kind::BOTH {
            if watched {
                for index in 0..ALONE {
                    Recording::start();
                    load.ask(kind, &office.body(kind, index)).await?;
                    recorded[kind.index()].push(Recording::stop());
                }
            } else {
                samples[kind.index()] = load.run(office, kind, 1, ALONE).await?;
            }
        }
        service.db.close().await;
    }
    Ok((recorded, samples))
}

/// The bare loop. An outcome needs the assigns before it.
async fn replay(office: &Office, recorded: &[Vec<Recording>; 2], kind: Kind) -> Result<Sample> {
    let address = office::address(&office.copy("bare")?);
    let mut sample = Sample::default();
    for before in Kind::BOTH.into_iter().take(kind.index() + 1) {
        let began = std::time::Instant::now();
        let times = Recording::replay(&address, &recorded[before.index()]).await?;
        sample = Sample::new(times, began.elapsed());
    }
    Ok(sample)
}

#[allow(clippy::disallowed_methods, reason = "this program has no settings but these two")]
fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run `cargo xtask bench`"))
}
