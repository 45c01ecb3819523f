//! The style sheet: `style/main.css` and what it imports, in one file and minified.
//!
//! No target browsers are named, so nothing is rewritten for old ones: the CSS arrives as it was written.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};

use crate::step;

/// Bundles and minifies the style sheet.
pub(crate) fn build() -> Result<String> {
    let main = step::root().join("style/main.css");
    step::say("Bundling style/main.css");
    bundle(&main)
}

fn bundle(main: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(main).map_err(|error| anyhow!("{}: {error}", main.display()))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| anyhow!("{}: {error}", main.display()))?;
    let css = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })?;
    Ok(css.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_bundled_and_the_order_of_layers_and_modern_colours_stay() {
        let folder = step::target().join("xtask-style-test");
        std::fs::create_dir_all(&folder).unwrap();
        let main = folder.join("main.css");
        std::fs::write(
            &main,
            "@layer base, page;\n@import \"late.css\" layer(page);\n@import \"early.css\" layer(base);",
        )
        .unwrap();
        std::fs::write(folder.join("late.css"), "a { color: light-dark(red, oklch(70% 0.1 200)); }").unwrap();
        std::fs::write(folder.join("early.css"), "b { margin: 0 0 }").unwrap();

        let css = bundle(&main).unwrap();

        // The bundler writes the layers in the order that was declared, so it needs no declaration.
        assert_eq!(css, "@layer base{b{margin:0}}@layer page{a{color:light-dark(red,oklch(70% .1 200))}}");
    }

    #[test]
    fn a_missing_import_is_told_by_name() {
        let folder = step::target().join("xtask-style-missing-test");
        std::fs::create_dir_all(&folder).unwrap();
        let main = folder.join("main.css");
        std::fs::write(&main, "@import \"./nowhere.css\";").unwrap();

        assert!(bundle(&main).unwrap_err().to_string().contains("main.css"));
    }
}
