//! Parts too little for a request each: those of a page stand one after the other in one file of the page's own, and the
//! loader cuts them out. A little part that several pages have is in the file of each.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{LOADER, Parts};

/// What is smaller, in bytes, goes together: the larger this is, the more of what a page fetches was fetched with
/// another.
const LITTLE: usize = 4 * 1024;

/// Cuts a part out of the file of the page that is fetched now, which `ofPage` told just before: the loader asks for all
/// that a page needs at once. Like the loader around it, it keeps an answer and asks again after a failure.
const CUT_OUT: &str = r#"
let page;
const together = {};
function ofPage(name) {
    return () => { page = name; };
}
async function cutOut(part) {
    const [file, parts] = pages[page];
    const asked = together[file] ??= fetch(file).then((answer) => {
        if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
        return answer.arrayBuffer();
    });
    const before = parts.slice(0, parts.indexOf(part));
    const from = before.reduce((sum, other) => sum + lengths[other], 0);
    try {
        const cut = new Uint8Array(await asked, from, lengths[part]);
        return new Response(cut, { headers: { "Content-Type": "application/wasm" } });
    } catch (error) {
        if (together[file] === asked) delete together[file];
        throw error;
    }
}
"#;

/// The little parts, by name.
type Little = BTreeMap<String, Vec<u8>>;

/// Puts the little ones of `files` together in `folder`, where the loader is, and tells it and `parts` of that.
pub(super) fn put_together(files: &[PathBuf], folder: &Path, parts: &mut Parts) -> Result<()> {
    let mut little = Little::new();
    for file in files {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        if content.len() < LITTLE {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            little.insert(stem, content);
            fs::remove_file(file)?;
        }
    }
    let mut pages = BTreeMap::new();
    for (page, needed) in parts.iter_mut() {
        let (own, rest): (Vec<_>, Vec<_>) = needed.drain(..).partition(|part| little.contains_key(part));
        *needed = rest;
        if !own.is_empty() {
            let together = format!("little_{page}");
            fs::write(
                folder.join(format!("{together}.wasm")),
                own.iter().flat_map(|part| &little[part]).copied().collect::<Vec<u8>>(),
            )?;
            needed.insert(0, together);
        }
        pages.insert(page.clone(), own);
    }
    let loader = folder.join(LOADER);
    fs::write(&loader, told(&fs::read_to_string(&loader)?, &little, &pages)?)?;
    Ok(())
}

/// The loader, with what is `little` cut out of the file of one of the `pages` in place of fetched.
fn told(loader: &str, little: &Little, pages: &BTreeMap<String, Vec<String>>) -> Result<String> {
    let mut text = loader.to_owned();
    for (index, part) in little.keys().enumerate() {
        let fetched = fetch(part);
        anyhow::ensure!(text.contains(&fetched), "the loader does not fetch {part}.wasm as it used to");
        text = text.replace(&fetched, &format!("cutOut({index})"));
    }
    let lengths: Vec<_> = little.values().map(Vec::len).collect();
    writeln!(text, "const lengths = {lengths:?};\nconst pages = {{")?;
    for (page, own) in pages.iter().filter(|(_, own)| !own.is_empty()) {
        let at = text.find(&fetch(&format!("split_{page}")));
        let needs = at.and_then(|at| Some(at + text[at..].find(NEEDS)? + NEEDS.len()));
        let needs =
            needs.with_context(|| format!("the loader does not say what {page} needs as it used to"))?;
        let list = text[needs..].split(']').next().unwrap_or_default();
        let listed = list.split(", ").map(|part| part.trim_start_matches('_').to_owned());
        let unknown = listed.filter(|part| little.contains_key(part)).find(|part| !own.contains(part));
        anyhow::ensure!(unknown.is_none(), "{page} needs {unknown:?}, which its file has not");
        text.insert_str(needs, &format!("ofPage({page:?}), "));
        let own: Vec<_> =
            own.iter().filter_map(|part| little.keys().position(|other| other == part)).collect();
        // A file's name on a line of its own: it gets a hash.
        writeln!(text, "{page:?}: [\nnew URL(\"./little_{page}.wasm\", import.meta.url),\n{own:?}],")?;
    }
    text.push_str("};");
    text.push_str(CUT_OUT);
    Ok(text)
}

/// How the loader asks for a part.
fn fetch(part: &str) -> String {
    format!("fetch(new URL(\"./{part}.wasm\", import.meta.url))")
}

/// What stands before the list of all that a page needs beside its own file.
const NEEDS: &str = "\n, [";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step;

    #[test]
    fn little_parts_are_cut_out_of_a_pages_own_file_and_large_ones_fetched() {
        let folder = step::target().join("xtask-little-test");
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, content: &[u8]| {
            let file = folder.join(name);
            fs::write(&file, content).unwrap();
            file
        };
        let load = |part: &str, needs: &str| format!("load(() => {}\n, [{needs}]);\n", fetch(part));
        let loader = [
            load("chunk_1", ""),
            load("chunk_2", ""),
            load("split_pool", "__chunk_1, __chunk_2"),
            load("split_leads", "__chunk_2"),
        ];
        write(LOADER, loader.concat().as_bytes());
        let files = [
            write("chunk_1.wasm", b"one"),
            write("chunk_2.wasm", b"other"),
            write("split_pool.wasm", &[0; LITTLE]),
            write("split_leads.wasm", &[0; LITTLE]),
        ];
        let needs = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect();
        let mut parts = Parts::from([
            ("pool".to_owned(), needs(&["chunk_1", "chunk_2", "split_pool"])),
            ("leads".to_owned(), needs(&["split_leads", "chunk_2"])),
        ]);

        put_together(&files, &folder, &mut parts).unwrap();

        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(
            (read("little_pool.wasm"), read("little_leads.wasm")),
            ("oneother".into(), "other".into())
        );
        assert_eq!(parts["pool"], ["little_pool", "split_pool"]);
        assert_eq!(parts["leads"], ["little_leads", "split_leads"]);
        let told = read(LOADER);
        for line in [
            "load(() => cutOut(0)\n, []);",
            "load(() => cutOut(1)\n, []);",
            "const lengths = [3, 5];",
            "\n, [ofPage(\"pool\"), __chunk_1, __chunk_2]);",
            "\n, [ofPage(\"leads\"), __chunk_2]);",
            "\"leads\": [\nnew URL(\"./little_leads.wasm\", import.meta.url),\n[1]],",
        ] {
            assert!(told.contains(line), "{line} is not in {told}");
        }
        assert!(told.contains(&fetch("split_pool")) && !files[0].exists() && files[2].exists());
        write(LOADER, b"");
        let files = [write("chunk_1.wasm", b"one")];
        assert!(put_together(&files, &folder, &mut parts).is_err(), "a loader of another make");
    }
}
