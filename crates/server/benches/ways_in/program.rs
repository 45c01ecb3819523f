//! The program itself, serving.

use crate::load::UNLIMITED;
use crate::office::address;
use anyhow::{Context, Result, bail};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::net::TcpStream;

/// A `steadyline serve` that ends with this value.
pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    /// Starts it on a database and waits until it answers.
    pub(crate) async fn start(program: &Path, database: &Path) -> Result<Self> {
        let address_to_use = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new(program)
            .args(["serve", "--addr", &address_to_use.to_string(), "--log", "warn"])
            .args(["--database-url", &address(database)])
            .args(UNLIMITED)
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let program = Self { child, address: address_to_use };
        for _ in 0..100 {
            if TcpStream::connect(program.address).await.is_ok() {
                return Ok(program);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("the program does not listen after 10 seconds")
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has in memory, in MB.
    pub(crate) fn resident(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("memory is read from /proc, which only Linux has")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024.0)
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended already where all went well.
        drop(self.child.kill());
    }
}
