//! The browser's program: what its files are called, and the script that fetches them.

use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Fetches the program once the page is painted, first what the open page needs, at last the parts of the others.
/// A page is complete without: so nothing of it stands in the way of what people see first.
const WAKE: &str = include_str!("wake.js");

/// The script that brings the page to life.
#[component]
pub(super) fn Program(
    /// Where the files are.
    options: LeptosOptions,
) -> impl IntoView {
    // It names the files of the build that this program began with.
    static CALL: OnceLock<String> = OnceLock::new();
    let call = CALL.get_or_init(|| call(&options));
    view! {
        <script type="module" nonce=use_nonce()>
            {call.as_str()}
        </script>
    }
}

/// [`WAKE`], told the names of the files: with their hashes where they have some.
fn call(options: &LeptosOptions) -> String {
    let hashes = if options.hash_files { hashes(&options.hash_file) } else { HashMap::new() };
    let named = |kind: &str, stem: &str, end: &str| match hashes.get(kind) {
        Some(hash) => format!("{stem}.{hash}.{end}"),
        None => format!("{stem}.{end}"),
    };
    let (name, pkg) = (&options.output_name, &options.site_pkg_dir);
    let script = named("js", name, "js");
    // wasm-bindgen's own name, unless a build gave another.
    let bare = if options.hash_files || option_env!("LEPTOS_OUTPUT_NAME").is_some() { "" } else { "_bg" };
    let wasm = named("wasm", &format!("{name}{bare}"), "wasm");
    let loader = match hashes.get("split") {
        Some(hash) => format!("__wasm_split.{hash}.js"),
        None => "__wasm_split.______________________.js".to_owned(),
    };
    let manifest = named("manifest", "__wasm_split_manifest", "json");
    let parts = PathBuf::from(&*options.site_root).join(&**pkg).join(manifest);
    // JSON is a script's literal. A build in one piece has no parts.
    let parts = std::fs::read_to_string(parts).unwrap_or_else(|_| "{}".to_owned());
    format!("({})(\"/{pkg}\",{{script:{script:?},wasm:{wasm:?},loader:{loader:?}}},{parts})", WAKE.trim())
}

/// The hash of each kind of file, from the list beside the executable.
fn hashes(list: &str) -> HashMap<String, String> {
    let beside = std::env::current_exe().unwrap_or_default().with_file_name(list);
    let text = std::fs::read_to_string(beside).unwrap_or_default();
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.map(|(kind, hash)| (kind.trim().to_owned(), hash.trim().to_owned())).collect()
}
