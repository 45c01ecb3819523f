//! The browser's files: where they are, and how they are served.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use leptos::config::{Env, LeptosOptions};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The name of the browser's files.
const OUTPUT_NAME: &str = "steadyline";
/// The folder of hashed files in the site's root.
pub(crate) const PKG: &str = "pkg";

/// The files that a build of the browser's part left.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    root: PathBuf,
    /// Whether file names carry a hash: `hash.txt` then stands beside the executable, where leptos looks for it.
    is_hashed: bool,
    /// Changes with every build.
    pub(crate) build_id: String,
}

impl Site {
    /// The folder named, else `site/` beside the executable.
    pub(crate) fn find(root: Option<&Path>) -> Self {
        let executable = std::env::current_exe().unwrap_or_default();
        let beside = executable.parent().unwrap_or(Path::new(""));
        let hashes = std::fs::read(beside.join("hash.txt")).ok();
        let build_id =
            hashes.as_ref().map_or_else(|| env!("CARGO_PKG_VERSION").to_owned(), |text| digest(text));
        Self {
            root: root.map_or_else(|| beside.join("site"), Path::to_owned),
            is_hashed: hashes.is_some(),
            build_id,
        }
    }

    /// What leptos must know, without any variable of its own.
    pub(crate) fn leptos_options(&self, addr: SocketAddr) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name(OUTPUT_NAME)
            .site_root(self.root.to_string_lossy().into_owned())
            .site_pkg_dir(PKG)
            .site_addr(addr)
            .env(Env::PROD)
            .hash_files(self.is_hashed)
            .build()
    }
}

fn digest(text: &[u8]) -> String {
    Sha256::digest(text).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Lets browsers keep files whose names carry a hash, and ask again for all others.
pub(crate) async fn cache(request: Request, next: Next) -> Response {
    let file = request.uri().path().rsplit('/').next().unwrap_or_default();
    // name.hash.ext
    let is_hashed = file.split('.').count() > 2;
    let mut response = next.run(request).await;
    if matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED) {
        let cache = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    }
    response
}
