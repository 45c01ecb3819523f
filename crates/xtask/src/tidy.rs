//! The house rules as a test: which crate may know which, how long files get, what they are called.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::step;

mod edges;
mod files;
mod pages;
mod views;
mod wire;

/// A broken rule: where, and what is wrong there.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    place: String,
    rule: String,
}

impl Finding {
    fn new(place: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { place: place.into(), rule: rule.into() }
    }
}

/// Checks all house rules below `root` and names everything that breaks one.
pub(crate) fn check(root: &Path) -> Result<()> {
    step::say("Checking the house rules");
    let mut findings = edges::check(&edges::packages()?);
    let sources = sources(root)?;
    for source in &sources {
        findings.extend(files::check(&source.path, &source.text));
        findings.extend(views::check(&source.path, &source.text));
        findings.extend(wire::check(&source.path, &source.text));
    }
    findings.extend(pages::check(text_of(&sources, pages::ROUTES), text_of(&sources, pages::PAGES)));
    findings.extend(migrations(root));
    findings.extend(executable(root, ".ci/run"));
    for finding in &findings {
        println!("  {}: {}", finding.place, finding.rule);
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("one house rule is broken"),
        count => bail!("{count} house rules are broken"),
    }
}

struct Source {
    /// Below the root, with `/` between folders.
    path: String,
    text: String,
}

fn text_of<'a>(sources: &'a [Source], path: &str) -> &'a str {
    sources.iter().find(|source| source.path == path).map_or("", |source| &source.text)
}

/// Everything written by hand, in a fixed order.
fn sources(root: &Path) -> Result<Vec<Source>> {
    let mut paths = Vec::new();
    for folder in ["crates", "end2end", "migrations", "style"] {
        collect(&root.join(folder), &mut paths)?;
    }
    paths.sort();
    let read = |path: PathBuf| {
        let below = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        // What is not text has no lines to count.
        Some(Source { path: below, text: fs::read_to_string(&path).ok()? })
    };
    Ok(paths.into_iter().filter_map(read).collect())
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if ["node_modules", "target", "test-results", "playwright-report"].iter().any(|skip| name == *skip) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), paths)?;
        } else {
            paths.push(entry.path());
        }
    }
    Ok(())
}

/// Each change of the schema is written for both databases, under one name.
fn migrations(root: &Path) -> Vec<Finding> {
    let [sqlite, postgres] = ["sqlite", "postgres"].map(|engine| {
        let entries = fs::read_dir(root.join("migrations").join(engine)).into_iter().flatten().flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    });
    missing(&sqlite, &postgres, "postgres").chain(missing(&postgres, &sqlite, "sqlite")).collect()
}

fn missing<'a>(
    from: &'a [String],
    other: &'a [String],
    engine: &'a str,
) -> impl Iterator<Item = Finding> + 'a {
    from.iter().filter(|name| !other.contains(name)).map(move |name| {
        Finding::new(
            format!("migrations/{engine}/{name}"),
            "is missing: the other engine has a migration of this name",
        )
    })
}

fn executable(root: &Path, path: &str) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(root.join(path)).map(|file| file.permissions().mode()).unwrap_or(0);
    (mode & 0o111 == 0).then(|| Finding::new(path, "must be there and executable"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_for_one_engine_alone_is_found() {
        let (one, both) = (["0001_a.sql".to_owned()], ["0001_a.sql".to_owned(), "0002_b.sql".to_owned()]);

        let found: Vec<_> = missing(&both, &one, "postgres").map(|finding| finding.place).collect();

        assert_eq!(found, ["migrations/postgres/0002_b.sql"]);
        assert_eq!(missing(&one, &both, "sqlite").count(), 0);
    }
}
