//! How long files get, what they are called, and where SQL may be spoken.

use super::Finding;

/// The hard limit; 200 is the aim, 300 for pages.
const LINES: usize = 400;
const COUNTED: [&str; 4] = ["css", "rs", "sql", "ts"];
/// Names that say nothing of what is inside, and so collect everything.
const EMPTY_NAMES: [&str; 8] = ["common", "dto", "helper", "helpers", "manager", "types", "util", "utils"];

/// What breaks a rule in one file, given its path below the root.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, kind) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut findings = Vec::new();
    let mut tell = |rule: String| findings.push(Finding::new(path, rule));
    if !COUNTED.contains(&kind) {
        return findings;
    }
    let lines = text.lines().count();
    if lines > LINES {
        tell(format!("has {lines} lines, the limit is {LINES}: split it by what its parts are about"));
    }
    if name == "mod.rs" {
        tell("is named `mod.rs`: name it after its folder and put it beside the folder".into());
    }
    // A `<noun>.types.ts` would be no better.
    if stem.split('.').any(|word| EMPTY_NAMES.contains(&word))
        || folders(path).any(|it| EMPTY_NAMES.contains(&it))
    {
        tell("has a name that does not say what is inside: name it after its noun".into());
    }
    if kind == "rs" && !path.starts_with("crates/db/") && !path.starts_with("crates/xtask/src/tidy") {
        let lines = text.lines().enumerate().filter(|(_, line)| speaks_sqlx(line));
        lines.for_each(|(at, _)| tell(format!("line {}: `sqlx` is known to crates/db alone", at + 1)));
    }
    findings
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    let end = path.rfind('/').unwrap_or(0);
    path[..end].split('/')
}

fn speaks_sqlx(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or(line);
    code.contains("sqlx::") || code.trim_start().starts_with("use sqlx")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> usize {
        check(path, text).len()
    }

    #[test]
    fn a_file_of_more_than_400_lines_is_found() {
        assert_eq!(rules("crates/core/src/lead.rs", &"\n".repeat(400)), 0);
        assert_eq!(rules("crates/core/src/lead.rs", &"\n".repeat(401)), 1);
        assert_eq!(rules("style/main.css", &"\n".repeat(401)), 1);
        assert_eq!(rules("end2end/package-lock.json", &"\n".repeat(401)), 0);
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        for path in ["core/src/utils.rs", "core/src/mod.rs", "api/src/types.rs", "end2end/helpers/lead.ts"] {
            assert_eq!(rules(path, ""), 1, "{path}");
        }
        assert_eq!(rules("crates/core/src/number.rs", ""), 0);
    }

    #[test]
    fn sqlx_is_spoken_in_db_alone() {
        assert_eq!(rules("crates/db/src/lead.rs", "use sqlx::Row;"), 0);
        assert_eq!(rules("crates/service/src/lead.rs", "use sqlx::Row;\nlet a = sqlx::query(b);"), 2);
        assert_eq!(rules("crates/service/src/lead.rs", "// not sqlx::Row"), 0);
    }
}
