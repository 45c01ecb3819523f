//! The browser's program: compiled by Cargo, split by page, fitted with its JavaScript by wasm-bindgen, made small.

mod fewer;
mod join;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
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

/// The script that fetches the parts. The main part imports it by this name, whatever its file is called.
pub(crate) const LOADER: &str = "__wasm_split.______________________.js";

/// The part of what is around a page, by its name in `app.rs`.
pub(crate) const FRAME: &str = "frame";
/// The parts of pages that have nothing around them.
const UNFRAMED: [&str; 2] = ["sign_in", "door"];

/// Whether pages of this part have the frame around them.
pub(crate) fn is_framed(part: &str) -> bool {
    !UNFRAMED.contains(&part)
}

/// The parts that are fetched with a page, by the name of what the page asks for.
pub(crate) type Parts = BTreeMap<String, Vec<String>>;

/// Compiles the `hydrate` crate, and leaves its `.js`, `_bg.wasm`, [`LOADER`], `.wasm` of each part, and
/// `snippets/` in `folder`.
pub(crate) fn build(profile: Profile, folder: &Path) -> Result<Parts> {
    let flags = profile.wasm_flag();
    // The splitter follows relocations from function to function. Given here and not in `.cargo/config.toml`, so that
    // nothing but the last step of compiling knows of them.
    let linking = "-- -C link-arg=--emit-relocs -C strip=none";
    step::run(
        "Compiling the browser's part to WebAssembly",
        &mut step::cargo(&format!(
            "rustc -p steadyline-hydrate --lib --target wasm32-unknown-unknown {flags} {linking}"
        )),
    )?;
    let main = folder.join("main.wasm");
    let mut parts = split(&profile.wasm_folder().join("steadyline_hydrate.wasm"), &main, folder)?;
    fewer::join_parts(folder, &mut parts)?;
    let files = files(folder, &parts);
    bind(profile, &main, folder)?;
    fs::remove_file(&main)?;
    let bound = folder.join(format!("{NAME}_bg.wasm"));
    if profile == Profile::Release {
        shrink(std::iter::once(&bound).chain(files.iter()))?;
    }
    let length = |file: &PathBuf| fs::metadata(file).map(|file| file.len());
    let (own, all) = (length(&bound)?, files.iter().map(length).sum::<std::io::Result<u64>>()?);
    step::say(format!(
        "The browser's part has {} KB, and {} KB in {} parts",
        own / 1000,
        all / 1000,
        files.len()
    ));
    Ok(parts)
}

/// The files of the parts, each once.
fn files(folder: &Path, parts: &Parts) -> BTreeSet<PathBuf> {
    parts.values().flatten().map(|part| folder.join(part).with_extension("wasm")).collect()
}

/// Takes the pages apart that `frontend` has as a `part!`.
fn split(compiled: &Path, main: &Path, folder: &Path) -> Result<Parts> {
    step::say("Splitting it by page");
    let input = fs::read(compiled)?;
    let (script, loader) = (format!("./{NAME}.js"), format!("./{LOADER}"));
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = main;
    options.main_module = &script;
    options.link_name = &loader;
    let split =
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cannot split: {error:#}"))?;
    Ok(split.prefetch_map.into_iter().collect())
}

fn bind(profile: Profile, compiled: &Path, folder: &Path) -> Result<()> {
    step::say("Writing its JavaScript with wasm-bindgen");
    let release = profile == Profile::Release;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name(NAME).typescript(false);
    bindgen.debug(!release).remove_name_section(release).remove_producers_section(release);
    // The parts call the main one by the names that the linker gave.
    bindgen.keep_lld_exports(true).demangle(false);
    bindgen.web(true)?.generate(folder).context(
        "wasm-bindgen failed; its library in crates/xtask and `wasm-bindgen` in Cargo.toml must have one version",
    )
}

fn shrink<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Result<()> {
    let Some(tool) = find_wasm_opt() else {
        step::say("No `wasm-opt` found, going on without (`npm ci` in end2end/ brings one)");
        return Ok(());
    };
    step::say(format!("Shrinking it with {}", tool.display()));
    for wasm in files {
        let smaller = wasm.with_extension("smaller");
        let mut command = step::program(&tool);
        // What counts is the size under brotli. Functions put into their one caller make a file shorter, and no longer
        // look like each other, which compresses worse: by 8 hundredths of the whole.
        command.args(["-O2", "--one-caller-inline-max-function-size=0"]).args(FEATURES);
        command.args(["--strip-debug", "--strip-producers", "--strip-target-features"]);
        match step::output(command.arg(wasm).arg("-o").arg(&smaller)) {
            Ok(_) => {
                fs::rename(smaller, wasm).context("cannot replace the WebAssembly by its smaller self")?
            }
            // Old versions do not know what today's compiler writes. The page works without, only slower to load.
            Err(error) => {
                step::say(format!("Going on without: {error:#}"));
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The one from npm first: what distributions carry is often too old.
fn find_wasm_opt() -> Option<PathBuf> {
    let npm = install::end2end().join("node_modules/.bin/wasm-opt");
    if npm.is_file() && step::on_path("node").is_some() { Some(npm) } else { step::on_path("wasm-opt") }
}
