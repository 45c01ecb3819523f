//! The binary: reads the command line and runs it.

use clap::Parser;
use mimalloc::MiMalloc;
use std::io::Write;
use std::process::ExitCode;
use steadyline_server::settings::Cli;
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Stack of each worker. Chosen when a page's view was one deeply nested type, and rendering it unoptimized took more
/// than the usual 2 MiB. Views are erased since (`.cargo/config.toml`) and take less; how much was not measured. Only
/// what is touched takes memory.
const STACK_BYTES: usize = 16 * 1024 * 1024;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).build() {
        Ok(runtime) => runtime.block_on(steadyline_server::run(cli)),
        Err(error) => {
            // Where even standard error is closed there is nobody to tell.
            let _told = writeln!(std::io::stderr(), "steadyline: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
