//! Parts too little for a request each: they stand one after the other in one file, and the loader cuts them out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{LOADER, Parts};

/// What is smaller, in bytes, goes together. Every page fetches all of it: the larger this is, the more of what a page
/// fetches is of other pages.
const LITTLE: usize = 4 * 1024;

/// What the file is called, without `.wasm`. It is none, but made of nothing else.
const TOGETHER: &str = "together";

/// Cuts a part out of the file. Like the loader around it, it keeps an answer and asks again after a failure.
const CUT_OUT: &str = r#"
let together;
async function cutOut(from, to) {
    together ??= fetch(new URL("./together.wasm", import.meta.url)).then((answer) => {
        if (!answer.ok) throw new Error(`together.wasm: ${answer.status}`);
        return answer.arrayBuffer();
    });
    const asked = together;
    try {
        const part = new Uint8Array(await asked, from, to - from);
        return new Response(part, { headers: { "Content-Type": "application/wasm" } });
    } catch (error) {
        if (together === asked) together = undefined;
        throw error;
    }
}
"#;

/// Puts the little ones of `files` together in `folder`, where the loader is, and tells it and `parts` of that.
pub(super) fn put_together(files: &[PathBuf], folder: &Path, parts: &mut Parts) -> Result<()> {
    let (mut all, mut places) = (Vec::new(), BTreeMap::new());
    for file in files {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        if content.len() < LITTLE {
            let from = all.len();
            all.extend(content);
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            places.insert(stem, (from, all.len()));
            fs::remove_file(file)?;
        }
    }
    fs::write(folder.join(format!("{TOGETHER}.wasm")), all)?;
    let loader = folder.join(LOADER);
    fs::write(&loader, cut_out(&fs::read_to_string(&loader)?, &places)?)?;
    for needed in parts.values_mut() {
        let before = needed.len();
        needed.retain(|part| !places.contains_key(part));
        if needed.len() < before {
            needed.insert(0, TOGETHER.to_owned());
        }
    }
    Ok(())
}

/// The loader, with what is at `places` cut out in place of fetched.
fn cut_out(loader: &str, places: &BTreeMap<String, (usize, usize)>) -> Result<String> {
    let mut text = loader.to_owned();
    for (part, (from, to)) in places {
        let fetched = format!("fetch(new URL(\"./{part}.wasm\", import.meta.url))");
        anyhow::ensure!(text.contains(&fetched), "the loader does not fetch {part}.wasm as it used to");
        text = text.replace(&fetched, &format!("cutOut({from}, {to})"));
    }
    text.push_str(CUT_OUT);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step;

    #[test]
    fn little_parts_are_cut_out_of_one_file_and_large_ones_fetched() {
        let folder = step::target().join("xtask-little-test");
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, content: &[u8]| {
            let file = folder.join(name);
            fs::write(&file, content).unwrap();
            file
        };
        let fetch = |part: &str| format!("const src = fetch(new URL(\"./{part}.wasm\", import.meta.url));\n");
        let names = ["chunk_1", "chunk_2", "split_pool"];
        write(LOADER, names.map(fetch).concat().as_bytes());
        let files = [
            write("chunk_1.wasm", b"one"),
            write("chunk_2.wasm", b"other"),
            write("split_pool.wasm", &[0; LITTLE]),
        ];
        let mut parts = Parts::from([("pool".to_owned(), names.map(str::to_owned).to_vec())]);

        put_together(&files, &folder, &mut parts).unwrap();

        assert_eq!(fs::read(folder.join("together.wasm")).unwrap(), b"oneother");
        assert_eq!(parts["pool"], ["together", "split_pool"]);
        let loader = fs::read_to_string(folder.join(LOADER)).unwrap();
        let lines: Vec<_> = loader.lines().take(3).collect();
        assert_eq!(lines[..2], ["const src = cutOut(0, 3);", "const src = cutOut(3, 8);"]);
        assert_eq!(format!("{}\n", lines[2]), fetch("split_pool"));
        assert!(!files[0].exists() && files[2].exists());
        fs::write(folder.join(LOADER), "").unwrap();
        let files = [write("chunk_1.wasm", b"one")];
        assert!(put_together(&files, &folder, &mut parts).is_err(), "a loader of another make");
    }
}
