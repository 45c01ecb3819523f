//! The two ways to build: debug for work and tests, release for real use.

use std::path::PathBuf;

use crate::step;

/// How things are built, and thereby where they lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Profile {
    /// Reads a `--release` flag.
    pub(crate) fn new(release: bool) -> Self {
        if release { Self::Release } else { Self::Debug }
    }

    /// Where the server, `hash.txt` and `site/` lie side by side.
    pub(crate) fn folder(self) -> PathBuf {
        step::target().join(match self {
            Self::Debug => "debug",
            Self::Release => "release",
        })
    }

    /// The server's program.
    pub(crate) fn server(self) -> PathBuf {
        self.folder().join("steadyline")
    }

    /// The SignalWire that plays calls: for tests and to try things with, so it is only ever built for work.
    pub(crate) fn fake() -> PathBuf {
        Self::Debug.folder().join("steadyline-fake-signalwire")
    }

    /// What Cargo must be told to build the browser's part so: size counts there, not speed.
    pub(crate) fn wasm_flag(self) -> &'static str {
        match self {
            Self::Debug => "--profile wasm-dev",
            Self::Release => "--profile wasm-release",
        }
    }

    /// The folder below `target/wasm32-unknown-unknown` where that lands.
    pub(crate) fn wasm_folder(self) -> PathBuf {
        step::target().join("wasm32-unknown-unknown").join(match self {
            Self::Debug => "wasm-dev",
            Self::Release => "wasm-release",
        })
    }
}
