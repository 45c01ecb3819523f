//! Fewer parts. The splitter makes one of what each set of pages has in common and no other page: hundreds, most of them
//! of a kilobyte or less, and each costs a browser time and bytes. The little ones become a piece of the own part of
//! each page that needs them: their code several times over, which does no harm, their data once for all, since a page
//! that is fetched later must not put back what has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::join::{Joint, substance};
use super::{LOADER, Parts};

/// What has less code and data, in bytes, is little. The larger this is, the fewer parts a page has, and the more of
/// what it fetches was fetched with another page: all pages together are a twelfth more than if the parts of 4,000 were
/// large, a third more if those of 50,000 were little.
const LITTLE: u64 = 20_000;

/// Leaves fewer parts in `folder`, and tells the loader there and `parts` of that.
pub(super) fn join_parts(folder: &Path, parts: &mut Parts) -> Result<()> {
    let file = |name: &str| folder.join(name).with_extension("wasm");
    let read = |name: &str| fs::read(file(name)).with_context(|| format!("cannot read {name}.wasm"));
    let mut little = BTreeMap::new();
    let shared: BTreeSet<_> = parts.values().flatten().filter(|name| name.starts_with("chunk_")).collect();
    for name in shared {
        let content = read(name)?;
        if substance(&content)? < LITTLE {
            little.insert(name.clone(), content);
        }
    }
    // One of them stays, as the data of all.
    let Some(data) = little.keys().next().cloned() else { return Ok(()) };
    for (page, needed) in parts.iter_mut() {
        let (own, rest): (Vec<_>, Vec<_>) = needed.drain(..).partition(|name| little.contains_key(name));
        *needed = rest;
        if own.is_empty() {
            continue;
        }
        let split = format!("split_{page}");
        ensure!(needed.contains(&split), "{page} has no part of its own");
        let mut joint = Joint::default();
        joint.add(&read(&split)?)?;
        for name in &own {
            joint.add_code(&little[name]).with_context(|| format!("cannot join {name} to {page}"))?;
        }
        fs::write(file(&split), joint.finish())?;
        needed.insert(0, data.clone());
    }
    let mut joint = Joint::default();
    for (name, content) in &little {
        joint.add_data(content).with_context(|| format!("cannot join the data of {name}"))?;
        fs::remove_file(file(name))?;
    }
    fs::write(file(&data), joint.finish())?;
    let loader = folder.join(LOADER);
    let names = little.into_keys().collect();
    fs::write(&loader, told(&fs::read_to_string(&loader)?, &names, &data)?)?;
    Ok(())
}

/// The loader, in which `data` stands for all the `little` parts.
fn told(loader: &str, little: &BTreeSet<String>, data: &str) -> Result<String> {
    let (mut text, mut defined, mut lines) = (String::new(), 0, loader.lines());
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("const __").and_then(|rest| rest.split_once(" = makeLoad("));
        if let Some((name, _)) = name
            && little.contains(name)
        {
            defined += 1;
            if name != data {
                lines.find(|line| *line == NEEDS_NOTHING).with_context(|| format!("{name} does not end"))?;
                continue;
            }
        }
        if let Some(list) = line.strip_prefix(NEEDS)
            && let Some((list, rest)) = list.split_once(']')
        {
            let mut needed = Vec::new();
            for name in list.split(", ").filter(|name| !name.is_empty()) {
                let name = name.trim_start_matches('_');
                let name = format!("__{}", if little.contains(name) { data } else { name });
                if !needed.contains(&name) {
                    needed.push(name);
                }
            }
            text.push_str(&format!("{NEEDS}{}]{rest}\n", needed.join(", ")));
        } else if !line.starts_with("/*") {
            text.push_str(line);
            text.push('\n');
        }
    }
    ensure!(defined == little.len(), "the loader does not define the parts as it used to");
    Ok(text)
}

/// What stands before the parts that a part needs.
const NEEDS: &str = ", [";
/// How a part ends that needs no others, as those that several pages have do.
const NEEDS_NOTHING: &str = ", []);";

#[cfg(test)]
mod tests {
    use super::super::join::tests::part;
    use super::*;
    use crate::step;
    use std::path::PathBuf;

    fn load(name: &str, needs: &str) -> String {
        format!("/* some */\nconst __{name} = makeLoad(() => fetch({name})\n, [{needs}]);\n")
    }

    fn owned<const N: usize>(names: [&str; N]) -> Vec<String> {
        names.map(str::to_owned).to_vec()
    }

    #[test]
    fn little_parts_become_a_piece_of_each_page_with_their_data_in_one() {
        let folder = step::target().join("xtask-fewer-test");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let file = |name: &str| folder.join(name).with_extension("wasm");
        let large = vec![7; usize::try_from(LITTLE).unwrap()];
        let files = [
            ("chunk_1", part(1, b"one")),
            ("chunk_2", part(2, b"two")),
            ("chunk_3", part(3, &large)),
            ("split_leads", part(4, b"leads")),
            ("split_pool", part(5, b"pool")),
        ];
        for (name, content) in &files {
            fs::write(file(name), content).unwrap();
        }
        let pages = "export const leads = wrapAsyncCb(makeLoad(() => fetch(split_leads)\n, [__chunk_1, __chunk_3]));\n\
                     export const pool = wrapAsyncCb(makeLoad(() => fetch(split_pool)\n, [__chunk_1, __chunk_2, __chunk_3]));\n";
        let loader = load("chunk_1", "") + &load("chunk_2", "") + &load("chunk_3", "") + pages;
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
        assert_eq!(text.matches(", [__chunk_1, __chunk_3]));").count(), 2, "{text}");
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
    fn a_loader_of_another_make_is_an_error() {
        let little = BTreeSet::from(["chunk_1".to_owned(), "chunk_2".to_owned()]);
        assert!(told(&load("chunk_1", ""), &little, "chunk_1").is_err());
        assert!(told("const __chunk_2 = makeLoad(() => {}", &little, "chunk_1").is_err());
    }
}
