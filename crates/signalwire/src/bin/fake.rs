//! A SignalWire of our own to try Steadyline with: it calls nobody, and forgets its calls when it ends.

use clap::Parser;
use std::fs;
use std::io::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use steadyline_signalwire::fake::call::Story;
use steadyline_signalwire::fake::{Fake, FakeNumber, router};
use tokio::net::TcpListener;

/// A SignalWire of our own, to try Steadyline with.
#[derive(Debug, Parser)]
#[command(name = "steadyline-fake-signalwire")]
struct Options {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:3100")]
    addr: SocketAddr,
    /// A file with numbers that its project has from the start, one a line.
    #[arg(long)]
    numbers: Option<PathBuf>,
    /// A file that keeps its numbers from run to run.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Milliseconds between two words about a call.
    #[arg(long, default_value_t = 1500)]
    pace: u64,
    /// Milliseconds that an answered call takes.
    #[arg(long, default_value_t = 8000)]
    talk: u64,
    /// Lets calls to different leads end differently, by the last digit of their phones.
    #[arg(long)]
    vary: bool,
    /// Ends with the process that started it.
    #[arg(long)]
    with_parent: bool,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let options = Options::parse();
    let fake = Fake::default();
    let story = Story {
        pace: Duration::from_millis(options.pace),
        talk: Duration::from_millis(options.talk),
        ..Story::default()
    };
    fake.calls().tell(story);
    if options.vary {
        fake.calls().vary();
    }
    let kept = options.keep.as_ref().filter(|file| file.exists());
    if let Some(file) = kept {
        fake.restore(serde_json::from_str::<Vec<FakeNumber>>(&fs::read_to_string(file)?)?);
    } else if let Some(file) = &options.numbers {
        for number in fs::read_to_string(file)?.lines().map(str::trim).filter(|line| !line.is_empty()) {
            fake.add(number);
        }
    }
    let listener = TcpListener::bind(options.addr).await?;
    if let Some(file) = options.keep {
        tokio::spawn(keep(fake.clone(), file));
    }
    let served = axum::serve(listener, router(fake));
    if options.with_parent {
        tokio::select! {
            ended = served => ended,
            () = orphaned() => Ok(()),
        }
    } else {
        served.await
    }
}

/// Writes its numbers whenever they have changed.
async fn keep(fake: Fake, file: PathBuf) {
    let mut written = Vec::new();
    loop {
        let numbers = fake.numbers();
        if numbers != written
            && let Ok(text) = serde_json::to_string_pretty(&numbers)
            && fs::write(&file, text).is_ok()
        {
            written = numbers;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Until the process that started it has ended.
async fn orphaned() {
    #[cfg(unix)]
    {
        let parent = std::os::unix::process::parent_id();
        while std::os::unix::process::parent_id() == parent {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
    #[cfg(not(unix))]
    std::future::pending::<()>().await;
}
