//! Lays out what the server serves: `site/` beside its program, with `hash.txt` that says what is in it.
//!
//! Scripts, WebAssembly and styles carry a hash of their content in their names, so browsers may keep them for
//! ever. Leptos reads the hashes from `hash.txt` beside the program, one `js: <hash>` to a line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::profile::Profile;
use crate::{compress, step, style, wasm};

/// What the files of the site are called; Leptos calls it the output name.
pub(crate) const NAME: &str = "steadyline";

const HASHED: [&str; 3] = ["js", "wasm", "css"];

/// The hash of each kind of file, by extension.
type Hashes = BTreeMap<String, String>;

/// Builds the site, then the server.
pub(crate) fn build(profile: Profile) -> Result<()> {
    let folder = profile.folder();
    build_site(profile, &folder)?;
    let flag = profile.server_flag();
    step::run("Compiling the server", &mut step::cargo(&format!("build -p steadyline-server {flag}")))?;
    step::say(format!("Built {} with site/ beside it", profile.server().display()));
    Ok(())
}

fn build_site(profile: Profile, folder: &Path) -> Result<()> {
    let bindings = folder.join("site.bindings");
    empty(&bindings)?;
    wasm::build(profile, &bindings)?;
    let css = style::build()?;

    step::say("Laying out the site");
    let new = folder.join("site.new");
    empty(&new)?;
    let public = step::root().join("public");
    if public.is_dir() {
        copy(&public, &new)?;
    }
    let hashes = lay_out(&bindings, css.as_bytes(), &new.join("pkg"))?;
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
fn lay_out(bindings: &Path, css: &[u8], pkg: &Path) -> Result<Hashes> {
    fs::create_dir_all(pkg)?;
    // The script knows no file name of the WebAssembly: the page that loads it says which.
    let js = fs::read(bindings.join(format!("{NAME}.js")))?;
    let wasm = fs::read(bindings.join(format!("{NAME}_bg.wasm")))?;
    let mut hashes = Hashes::new();
    for (kind, content) in HASHED.iter().zip([js.as_slice(), &wasm, css]) {
        let hash = hash(content);
        fs::write(pkg.join(file_name(kind, &hash)), content)?;
        hashes.insert((*kind).into(), hash);
    }
    let snippets = bindings.join("snippets");
    if snippets.is_dir() {
        copy(&snippets, &pkg.join("snippets"))?;
    }
    Ok(hashes)
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
        let of_last_build = before.iter().any(|(kind, hash)| name.starts_with(&file_name(kind, hash)));
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

fn file_name(kind: &str, hash: &str) -> String {
    format!("{NAME}.{hash}.{kind}")
}

/// 64 bits of SHA-256, in hexadecimal: names only have to differ from one build to the next.
fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
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
