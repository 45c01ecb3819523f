//! The browser's program: compiled by Cargo, fitted with its JavaScript by wasm-bindgen, made small.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::profile::Profile;
use crate::site::NAME;
use crate::{install, step};

/// What Rust's wasm32 target uses; `wasm-opt` believes in nothing that it is not told.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Compiles the `hydrate` crate, and leaves its `.js`, `_bg.wasm` and `snippets/` in `folder`.
pub(crate) fn build(profile: Profile, folder: &Path) -> Result<()> {
    let flags = profile.wasm_flag();
    step::run(
        "Compiling the browser's part to WebAssembly",
        &mut step::cargo(&format!("build -p steadyline-hydrate --target wasm32-unknown-unknown {flags}")),
    )?;
    bind(profile, &profile.wasm_folder().join("steadyline_hydrate.wasm"), folder)?;
    let wasm = folder.join(format!("{NAME}_bg.wasm"));
    if profile == Profile::Release {
        shrink(&wasm)?;
    }
    step::say(format!("The browser's part has {} KB", fs::metadata(&wasm)?.len() / 1000));
    Ok(())
}

fn bind(profile: Profile, compiled: &Path, folder: &Path) -> Result<()> {
    step::say("Writing its JavaScript with wasm-bindgen");
    let release = profile == Profile::Release;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name(NAME).typescript(false);
    bindgen.debug(!release).remove_name_section(release).remove_producers_section(release);
    bindgen.web(true)?.generate(folder).context(
        "wasm-bindgen failed; its library in crates/xtask and `wasm-bindgen` in Cargo.toml must have one version",
    )
}

fn shrink(wasm: &Path) -> Result<()> {
    let Some(tool) = find_wasm_opt() else {
        step::say("No `wasm-opt` found, going on without (`npm ci` in end2end/ brings one)");
        return Ok(());
    };
    let smaller = wasm.with_extension("smaller");
    let mut command = step::program(&tool);
    command.arg("-Oz").args(FEATURES).arg(wasm).arg("-o").arg(&smaller);
    step::say(format!("Shrinking it with {}", tool.display()));
    match step::output(&mut command) {
        Ok(_) => fs::rename(smaller, wasm).context("cannot replace the WebAssembly by its smaller self"),
        // Old versions do not know what today's compiler writes. The page works without, only slower to load.
        Err(error) => {
            step::say(format!("Going on without: {error:#}"));
            Ok(())
        }
    }
}

/// The one from npm first: what distributions carry is often too old.
fn find_wasm_opt() -> Option<PathBuf> {
    let npm = install::end2end().join("node_modules/.bin/wasm-opt");
    if npm.is_file() && step::on_path("node").is_some() { Some(npm) } else { step::on_path("wasm-opt") }
}
