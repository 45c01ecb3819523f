//! Lays out what the server serves: `site/` beside its program, with `hash.txt` that says what is in it.
//!
//! Scripts, WebAssembly and styles carry a hash of their content in their names, so browsers may keep them for
//! ever. Leptos reads the hashes from `hash.txt` beside the program, one `js: <hash>` to a line. All that belongs to
//! one build of the browser's part has one hash: its files name each other, in a circle.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::profile::Profile;
use crate::wasm::{LOADER, Parts};
use crate::{compress, step, style, wasm};

/// What the files of the site are called; Leptos calls it the output name.
pub(crate) const NAME: &str = "steadyline";

/// What of `hash.txt` is the browser's part: its script, the main part, the script that loads the others, the list
/// of those.
const PROGRAM: [&str; 4] = ["js", "wasm", "split", "manifest"];

/// The hash of each kind of file.
type Hashes = BTreeMap<String, String>;

/// Without it there is no SignalWire that plays calls.
const WITH_FAKE: &str = "--features steadyline-signalwire/fake";

/// Builds the SignalWire that plays calls.
pub(crate) fn build_fake() -> Result<()> {
    step::run(
        "Compiling a SignalWire to try with",
        &mut step::cargo(&format!("build -p steadyline-signalwire {WITH_FAKE}")),
    )
}

/// Builds the site, then the server.
pub(crate) fn build(profile: Profile) -> Result<()> {
    match profile {
        // With the SignalWire that a demo calls over: they share all that both are made of.
        Profile::Debug => {
            build_with(profile, &format!("build -p steadyline-server -p steadyline-signalwire {WITH_FAKE}"))
        }
        Profile::Release => build_with(profile, "build -p steadyline-server --release"),
    }
}

/// Builds the site, then the server and the SignalWire of the browser tests, from what the Rust tests are made of.
///
/// `--examples`, of which there are none, makes Cargo choose the features of tests: without them tokio, and all that
/// knows it, would be compiled a second time. What they add to the program does nothing unless a test asks for it.
pub(crate) fn build_for_tests() -> Result<()> {
    let programs = "--bin steadyline --bin steadyline-fake-signalwire";
    build_with(Profile::Debug, &format!("build {programs} {WITH_FAKE} --examples"))
}

fn build_with(profile: Profile, cargo: &str) -> Result<()> {
    let folder = profile.folder();
    let _alone = alone(&folder)?;
    build_site(profile, &folder)?;
    step::run("Compiling the server", &mut step::cargo(cargo))?;
    step::say(format!("Built {} with site/ beside it", profile.server().display()));
    Ok(())
}

/// Held while the site is built: of two at once in one folder, one would take away what the other lays out.
fn alone(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder)?;
    let path = folder.join("site.lock");
    let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            step::say("Waiting for another build in the same folder");
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    Ok(file)
}

/// The hash of the browser's part that was built last.
pub(crate) fn build_hash(profile: Profile) -> Result<String> {
    let file = profile.folder().join("hash.txt");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    parse(&text).remove("wasm").context("hash.txt tells of no WebAssembly")
}

fn build_site(profile: Profile, folder: &Path) -> Result<()> {
    let bindings = folder.join("site.bindings");
    empty(&bindings)?;
    let parts = wasm::build(profile, &bindings)?;
    let css = style::build()?;

    step::say("Laying out the site");
    let new = folder.join("site.new");
    empty(&new)?;
    let public = step::root().join("public");
    if public.is_dir() {
        copy(&public, &new)?;
    }
    let hashes = lay_out(&bindings, &parts, css.as_bytes(), &new.join("pkg"))?;
    if profile == Profile::Release {
        step::say("Compressing the site with brotli and gzip");
        compress::all_in(&new)?;
    }
    keep_previous(folder, &new, &hashes)?;
    put_in_place(folder, &new, &hashes)?;
    fs::remove_dir_all(&bindings)?;
    Ok(())
}

/// Writes the hashed files into `pkg` and gives their hashes.
fn lay_out(bindings: &Path, parts: &Parts, css: &[u8], pkg: &Path) -> Result<Hashes> {
    fs::create_dir_all(pkg)?;
    let files = files(bindings)?;
    let build = hash(files.iter().flat_map(|(name, content)| [name.as_bytes(), content]));
    let hashed = |name: &str| match name {
        LOADER => format!("__wasm_split.{build}.js"),
        _ => match name.replace("_bg.", ".").rsplit_once('.') {
            Some((stem, kind)) => format!("{stem}.{build}.{kind}"),
            None => name.to_owned(),
        },
    };
    for (name, content) in &files {
        let target = pkg.join(hashed(name));
        match name.strip_suffix(".js") {
            Some(_) => fs::write(target, renamed(&String::from_utf8_lossy(content), &files, hashed))?,
            None => fs::write(target, content)?,
        }
    }
    let stem = |part: &String| hashed(&format!("{part}.wasm")).trim_end_matches(".wasm").to_owned();
    let manifest: BTreeMap<_, Vec<_>> =
        parts.iter().map(|(page, parts)| (page, parts.iter().map(stem).collect())).collect();
    fs::write(pkg.join(format!("__wasm_split_manifest.{build}.json")), serde_json::to_string(&manifest)?)?;
    let css_hash = hash([css]);
    fs::write(pkg.join(format!("{NAME}.{css_hash}.css")), css)?;
    let snippets = bindings.join("snippets");
    if snippets.is_dir() {
        copy(&snippets, &pkg.join("snippets"))?;
    }
    let program = PROGRAM.iter().map(|kind| ((*kind).to_owned(), build.clone()));
    Ok(program.chain([("css".to_owned(), css_hash)]).collect())
}

/// Scripts and WebAssembly of the browser's part, by name.
fn files(bindings: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(bindings)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// A script that imports and fetches the others by their new names. What the WebAssembly calls them stays: that is
/// the name of a module within it, not of a file.
fn renamed(script: &str, files: &BTreeMap<String, Vec<u8>>, hashed: impl Fn(&str) -> String) -> String {
    let mut text = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        let names_files = line.starts_with("import ") || line.contains("new URL(\"./");
        let named = files.keys().find(|name| names_files && line.contains(&format!("\"./{name}\"")));
        match named {
            Some(name) => text.push_str(&line.replace(name.as_str(), &hashed(name))),
            None => text.push_str(line),
        }
    }
    text
}

/// A page that is open in a browser may still ask for the files of the build before this one.
fn keep_previous(folder: &Path, new: &Path, hashes: &Hashes) -> Result<()> {
    let old = folder.join("site/pkg");
    let Ok(text) = fs::read_to_string(folder.join("hash.txt")) else {
        return Ok(());
    };
    let before = parse(&text);
    let nothing_changed = before == *hashes;
    for entry in fs::read_dir(&old).into_iter().flatten() {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let of_last_build = before.values().any(|hash| name.contains(&format!(".{hash}.")));
        let target = new.join("pkg").join(&name);
        if (nothing_changed || of_last_build) && entry.file_type()?.is_file() && !target.exists() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Swaps the finished folder in: a running server sees the old site or the new one, never half.
fn put_in_place(folder: &Path, new: &Path, hashes: &Hashes) -> Result<()> {
    let (site, old) = (folder.join("site"), folder.join("site.old"));
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    if site.exists() {
        fs::rename(&site, &old)?;
    }
    fs::rename(new, &site).with_context(|| format!("cannot put {} in place", site.display()))?;
    let lines: String = hashes.iter().map(|(kind, hash)| format!("{kind}: {hash}\n")).collect();
    fs::write(folder.join("hash.txt.new"), lines)?;
    fs::rename(folder.join("hash.txt.new"), folder.join("hash.txt"))?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}

fn parse(text: &str) -> Hashes {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.map(|(kind, hash)| (kind.trim().into(), hash.trim().into())).collect()
}

/// 64 bits of SHA-256, in hexadecimal: names only have to differ from one build to the next.
fn hash<'a>(content: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    content.into_iter().for_each(|content| hasher.update(content));
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
