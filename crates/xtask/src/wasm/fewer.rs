//! Fewer parts. The splitter makes one of what each set of pages has in common and no other page: hundreds, most of them
//! of a kilobyte or less, and each costs a browser time and bytes. The little ones become a piece of the own part of
//! each page that needs them: their code several times over, which does no harm, their data once for all, since a page
//! that is fetched later must not put back what has changed.
//!
//! What the frame needs becomes one with it, however large: it is fetched with every page that has the frame around it,
//! and one file is far shorter under brotli than its pieces. Of that the pages without the frame have copies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::join::{Joint, substance};
use super::{FRAME, LOADER, Parts, is_framed};

/// What has less code and data, in bytes, is little. The larger this is, the fewer parts a page has, and the more of
/// what it fetches was fetched with another page: all pages together are a twelfth more than if the parts of 4,000 were
/// large, a third more if those of 50,000 were little.
const LITTLE: u64 = 20_000;

/// Leaves fewer parts in `folder`, and tells the loader there and `parts` of that.
pub(super) fn join_parts(folder: &Path, parts: &mut Parts) -> Result<()> {
    let file = |name: &str| folder.join(name).with_extension("wasm");
    let read = |name: &str| fs::read(file(name)).with_context(|| format!("cannot read {name}.wasm"));
    let shared = |name: &&String| name.starts_with("chunk_");
    let of_frame: BTreeSet<_> = parts.get(FRAME).into_iter().flatten().filter(shared).cloned().collect();
    let unframed = parts.iter().filter(|(part, _)| !is_framed(part)).flat_map(|(_, needed)| needed);
    let of_others: BTreeSet<_> = unframed.filter(shared).cloned().collect();
    let mut joined = BTreeMap::new();
    for name in parts.values().flatten().filter(shared).collect::<BTreeSet<_>>() {
        let content = read(name)?;
        if of_frame.contains(name) || substance(&content)? < LITTLE {
            joined.insert(name.clone(), content);
        }
    }
    // One of them stays, as the data of all.
    let Some(data) = joined.keys().next().cloned() else { return Ok(()) };
    let has_own_data = |name: &String| of_frame.contains(name) && !of_others.contains(name);
    for (part, needed) in parts.iter_mut() {
        let (mut own, rest): (Vec<_>, Vec<_>) = needed.drain(..).partition(|name| joined.contains_key(name));
        *needed = rest;
        let split = split_of(part);
        ensure!(needed.contains(&split), "{part} has no part of its own");
        if part != FRAME && is_framed(part) && own.iter().any(|name| of_frame.contains(name)) {
            needed.insert(0, split_of(FRAME));
            own.retain(|name| !of_frame.contains(name));
        }
        if own.is_empty() {
            continue;
        }
        needed.insert(0, data.clone());
        let mut joint = Joint::default();
        joint.add(&read(&split)?)?;
        for name in &own {
            let content = &joined[name];
            let added = if has_own_data(name) { joint.add(content) } else { joint.add_code(content) };
            added.with_context(|| format!("cannot join {name} to {part}"))?;
        }
        fs::write(file(&split), joint.finish())?;
    }
    let mut joint = Joint::default();
    for (name, content) in &joined {
        if !has_own_data(name) {
            joint.add_data(content).with_context(|| format!("cannot join the data of {name}"))?;
        }
        fs::remove_file(file(name))?;
    }
    fs::write(file(&data), joint.finish())?;
    let loader = folder.join(LOADER);
    let gone = joined.into_keys().filter(|name| *name != data).collect();
    fs::write(&loader, told(&fs::read_to_string(&loader)?, &gone, parts)?)?;
    Ok(())
}

/// The file of what a part has for itself.
fn split_of(part: &str) -> String {
    format!("split_{part}")
}

/// The loader, without what is `gone`.
fn told(loader: &str, gone: &BTreeSet<String>, parts: &Parts) -> Result<String> {
    let (mut text, mut left, mut handed_out) = (String::new(), 0, 0);
    let (mut defined, mut lines) = (None, loader.lines());
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("const __").and_then(|rest| rest.split_once(" = makeLoad("));
        if let Some((name, _)) = name
            && gone.contains(name)
        {
            left += 1;
            lines.find(|line| *line == NEEDS_NOTHING).with_context(|| format!("{name} does not end"))?;
        } else if let Some((part, rest)) =
            line.strip_prefix(EXPORT).and_then(|rest| rest.split_once(" = wrapAsyncCb("))
        {
            defined = Some(part);
            text.push_str(&format!("const __{} = {rest}\n", split_of(part)));
        } else if let Some(part) = defined
            && line.starts_with(NEEDS)
        {
            let needed = parts.get(part).with_context(|| format!("the splitter knows of no {part}"))?;
            let own = split_of(part);
            // Asked for when it is needed: some are defined further below.
            let others = needed.iter().filter(|name| **name != own).map(|name| format!("() => __{name}()"));
            let others = others.collect::<Vec<_>>().join(", ");
            text.push_str(&format!("{NEEDS}{others}]);\n{EXPORT}{part} = wrapAsyncCb(__{own});\n"));
            (defined, handed_out) = (None, handed_out + 1);
        } else if !line.starts_with("/*") {
            text.push_str(line);
            text.push('\n');
        }
    }
    let is_told = left == gone.len() && handed_out == parts.len() && defined.is_none();
    ensure!(is_told, "the loader does not define the parts as it used to");
    Ok(text)
}

/// What stands before a part's name where it is handed out.
const EXPORT: &str = "export const __wasm_split_load_";
/// What stands before the parts that a part needs.
const NEEDS: &str = ", [";
/// How a part ends that needs no others, as those that several pages have do.
const NEEDS_NOTHING: &str = ", []);";

#[cfg(test)]
mod tests {
    use super::super::join::tests::{has, part};
    use super::*;
    use crate::step;
    use std::path::PathBuf;

    /// A folder of a test, with these parts in it and nothing else.
    fn folder_of(test: &str, files: &[(&str, Vec<u8>)]) -> PathBuf {
        let folder = step::target().join(test);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, content) in files {
            fs::write(folder.join(name).with_extension("wasm"), content).unwrap();
        }
        folder
    }

    fn load(name: &str) -> String {
        format!("/* some */\nconst __{name} = makeLoad(() => fetch({name})\n, []);\n")
    }

    fn load_page(page: &str, needs: &str) -> String {
        format!("{EXPORT}{page} = wrapAsyncCb(makeLoad(() => fetch(split_{page})\n, [{needs}]));\n")
    }

    fn owned<const N: usize>(names: [&str; N]) -> Vec<String> {
        names.map(str::to_owned).to_vec()
    }

    #[test]
    fn little_parts_become_a_piece_of_each_page_with_their_data_in_one() {
        let large = vec![7; usize::try_from(LITTLE).unwrap()];
        let files = [
            ("chunk_1", part(1, b"one")),
            ("chunk_2", part(2, b"two")),
            ("chunk_3", part(3, &large)),
            ("split_leads", part(4, b"leads")),
            ("split_pool", part(5, b"pool")),
        ];
        let folder = folder_of("xtask-fewer-test", &files);
        let file = |name: &str| folder.join(name).with_extension("wasm");
        let pages = load_page("leads", "__chunk_1, __chunk_3")
            + &load_page("pool", "__chunk_1, __chunk_2, __chunk_3");
        let loader = load("chunk_1") + &load("chunk_2") + &load("chunk_3") + &pages;
        fs::write(folder.join(LOADER), loader).unwrap();
        let mut parts = Parts::from([
            ("leads".to_owned(), owned(["chunk_1", "chunk_3", "split_leads"])),
            ("pool".to_owned(), owned(["chunk_1", "chunk_2", "chunk_3", "split_pool"])),
        ]);

        join_parts(&folder, &mut parts).unwrap();

        assert_eq!(parts["leads"], owned(["chunk_1", "chunk_3", "split_leads"]));
        assert_eq!(parts["pool"], owned(["chunk_1", "chunk_3", "split_pool"]));
        let size = |name: &str| substance(&fs::read(file(name)).unwrap()).unwrap();
        let [one, two, _, leads, pool] = files.map(|(_, content)| substance(&content).unwrap());
        // What counts the functions and the pieces of data is there once.
        assert!(size("split_leads") < leads + one && size("split_pool") < pool + one + two);
        assert!(size("split_leads") > leads && size("split_pool") > pool + 3);
        assert!(!file("chunk_2").exists() && file("chunk_3").exists());
        let text = fs::read_to_string(folder.join(LOADER)).unwrap();
        assert_eq!(text.matches(", [() => __chunk_1(), () => __chunk_3()]);").count(), 2, "{text}");
        assert!(text.contains("fetch(chunk_1)") && !text.contains("fetch(chunk_2)"), "{text}");
        assert!(text.contains("fetch(chunk_3)") && !text.contains("/*"), "{text}");
    }

    #[test]
    fn where_no_part_is_little_nothing_changes() {
        let mut parts = Parts::from([("pool".to_owned(), owned(["split_pool"]))]);
        join_parts(&PathBuf::from("/nowhere"), &mut parts).unwrap();
        assert_eq!(parts["pool"], ["split_pool"]);
    }

    #[test]
    fn what_the_frame_needs_is_one_with_it_and_pages_without_it_have_copies() {
        let large = vec![7; usize::try_from(LITTLE).unwrap()];
        let files = [
            ("chunk_1", part(1, b"one")),
            ("chunk_2", part(2, &large)),
            ("chunk_3", part(3, b"three")),
            ("split_frame", part(4, b"frame")),
            ("split_pool", part(5, b"pool")),
            ("split_sign_in", part(6, b"sign in")),
        ];
        let folder = folder_of("xtask-frame-test", &files);
        let file = |name: &str| folder.join(name).with_extension("wasm");
        let chunks = ["chunk_1", "chunk_2", "chunk_3"].map(load).concat();
        let pages = [
            ("pool", "__chunk_1, __chunk_2, __chunk_3"),
            ("frame", "__chunk_1, __chunk_2"),
            ("sign_in", "__chunk_1"),
        ];
        let pages = pages.map(|(page, needs)| load_page(page, needs)).concat();
        fs::write(folder.join(LOADER), chunks + &pages).unwrap();
        let mut parts = Parts::from([
            ("frame".to_owned(), owned(["chunk_1", "chunk_2", "split_frame"])),
            ("pool".to_owned(), owned(["chunk_1", "chunk_2", "chunk_3", "split_pool"])),
            ("sign_in".to_owned(), owned(["chunk_1", "split_sign_in"])),
        ]);

        join_parts(&folder, &mut parts).unwrap();

        assert_eq!(parts["frame"], owned(["chunk_1", "split_frame"]));
        assert_eq!(parts["pool"], owned(["chunk_1", "split_frame", "split_pool"]));
        assert_eq!(parts["sign_in"], owned(["chunk_1", "split_sign_in"]));
        let has = |name: &str| has(&fs::read(file(name)).unwrap());
        let functions =
            ["chunk_1", "split_frame", "split_pool", "split_sign_in"].map(|name| has(name).2.len());
        assert_eq!(
            functions,
            [0, 3, 2, 2],
            "data alone; it and what it needs; it and its own; it and a copy"
        );
        assert_eq!(
            has("chunk_1").4,
            [&b"one"[..], b"three"],
            "what the frame shares with others, and what is little"
        );
        assert_eq!(has("split_frame").4, [&b"frame"[..], &large]);
        let text = fs::read_to_string(folder.join(LOADER)).unwrap();
        assert!(text.contains(", [() => __chunk_1(), () => __split_frame()]);"), "{text}");
        assert!(text.contains("const __split_frame = makeLoad(() => fetch(split_frame)"), "{text}");
        assert!(
            text.contains("export const __wasm_split_load_frame = wrapAsyncCb(__split_frame);"),
            "{text}"
        );
        assert!(!file("chunk_2").exists() && !text.contains("fetch(chunk_2)"), "{text}");
        assert!(!file("chunk_3").exists() && !text.contains("fetch(chunk_3)"), "{text}");
    }

    #[test]
    fn a_loader_of_another_make_is_an_error() {
        let gone = BTreeSet::from(["chunk_2".to_owned()]);
        assert!(told(&load("chunk_1"), &gone, &Parts::new()).is_err());
        assert!(told("const __chunk_2 = makeLoad(() => {}", &gone, &Parts::new()).is_err());
        assert!(told(&load_page("pool", ""), &BTreeSet::new(), &Parts::new()).is_err());
        let pool = Parts::from([("pool".to_owned(), owned(["split_pool"]))]);
        let told_of = |loader: &str| told(loader, &BTreeSet::new(), &pool);
        assert!(told_of(&load_page("pool", "")).is_ok());
        assert!(told_of(&load_page("pool", "").replace("wrapAsyncCb", "wrap")).is_err());
    }
}
