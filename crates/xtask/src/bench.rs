//! Measures. What is printed is a ratio against something that ran beside it; no test depends on a time.

use anyhow::Result;

use crate::profile::Profile;
use crate::step::{self, cargo};

/// The two webhooks, through the released program and beside the bare statements.
pub(crate) fn ways_in() -> Result<()> {
    step::run("Compiling the server for real use", &mut cargo("build --release -p steadyline-server"))?;
    let mut bench = cargo("bench -p steadyline-server --bench ways_in");
    bench.env("STEADYLINE_PROGRAM", Profile::Release.server());
    bench.env("STEADYLINE_BENCH_FOLDER", step::target().join("bench"));
    step::run("Measuring assigns and outcomes", &mut bench)
}
