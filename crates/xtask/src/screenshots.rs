//! Pictures of every page, for looking at: `end2end/pages.ts` lists the pages, Playwright takes the pictures.

use std::fs;

use anyhow::Result;

use crate::{install, site, step, test};

/// Builds, and puts pictures into `target/screenshots`; with `pages`, of those alone whose names match.
pub(crate) fn take(pages: &[String]) -> Result<()> {
    install::wasm_target()?;
    install::npm_packages()?;
    let browser = install::chromium()?;
    site::build_for_tests()?;
    let folder = step::target().join("screenshots");
    if pages.is_empty() && folder.exists() {
        // Pictures of pages that are gone would be taken for pages that are there.
        fs::remove_dir_all(&folder)?;
    }
    let mut playwright = test::playwright(browser);
    playwright.args(["--config", "screenshots.config.ts"]);
    if !pages.is_empty() {
        playwright.args(["--grep", &pages.join("|")]);
    }
    playwright.env("STEADYLINE_SCREENSHOTS", &folder);
    step::run("Taking pictures of every page", &mut playwright)?;
    step::say(format!("The pictures are in {}", folder.display()));
    Ok(())
}
