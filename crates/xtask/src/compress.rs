//! Compressed copies beside the files of the site, so that the server need not compress on every request.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// What is text or WebAssembly; pictures and fonts are compressed by themselves.
const WORTH_IT: [&str; 9] = ["css", "html", "js", "json", "map", "svg", "txt", "wasm", "webmanifest"];

/// Writes `.br` and `.gz` beside every file in `folder` that gains by it.
pub(crate) fn all_in(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all_in(&path)?;
        } else if path.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| WORTH_IT.contains(&kind))
        {
            let content = fs::read(&path)?;
            brotli(&content, &beside(&path, "br"))?;
            gzip(&content, &beside(&path, "gz"))?;
        }
    }
    Ok(())
}

fn brotli(content: &[u8], to: &Path) -> Result<()> {
    // Quality 11 of 11 in a window of 2^22 bytes: it is done once and read often.
    let mut writer = brotli::CompressorWriter::new(File::create(to)?, 64 * 1024, 11, 22);
    writer.write_all(content)?;
    writer.flush()?;
    Ok(())
}

fn gzip(content: &[u8], to: &Path) -> Result<()> {
    let mut writer = flate2::write::GzEncoder::new(File::create(to)?, flate2::Compression::best());
    writer.write_all(content)?;
    writer.finish()?;
    Ok(())
}

fn beside(path: &Path, kind: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(kind);
    PathBuf::from(name)
}
