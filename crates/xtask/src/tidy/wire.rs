//! What a server function answers goes to the browser with postcard, field after field without their names: nothing may
//! be left out on the way, and nothing may ask what comes next.

use super::Finding;

/// What serde does by the names of fields.
const BY_NAME: [&str; 4] = ["skip_serializing_if", "flatten", "untagged", "tag = "];

/// What a server function may answer with.
const CODECS: [&str; 2] = ["Postcard", "DonePostcard"];

/// What breaks one of these rules in one file.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let is_shared = ["crates/api/src/", "crates/core/src/"].iter().any(|folder| path.starts_with(folder));
    if !is_shared || !path.ends_with(".rs") {
        return Vec::new();
    }
    let without_tests = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = without_tests.lines().enumerate();
    let broken = lines.filter_map(|(at, line)| {
        let line_number = at + 1;
        let serde = line.split_once("#[serde(").map_or("", |(_, serde)| serde);
        let by_name = BY_NAME.iter().find(|attribute| serde.contains(*attribute)).map(|attribute| {
            format!("line {line_number}: `{attribute}` needs the names of fields, which pages are not sent")
        });
        let answers = line.contains("#[server(prefix");
        let has_codec = CODECS.iter().any(|codec| line.contains(&format!("output = {codec})")));
        by_name.or_else(|| {
            (answers && !has_codec).then(|| {
                format!(
                    "line {line_number}: the browser reads postcard: `output = Postcard`, or `DonePostcard`"
                )
            })
        })
    });
    broken.map(|rule| Finding::new(path, rule)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(path, text).len()
    }

    #[test]
    fn what_goes_by_the_names_of_fields_is_found() {
        let text = "#[serde(default, skip_serializing_if = \"Option::is_none\")]\n#[serde(flatten)]\n#[serde(rename_all = \"snake_case\", tag = \"role\")]\n";
        assert_eq!(count("crates/core/src/page/shown.rs", text), 3);
        assert_eq!(count("crates/server/src/problem.rs", text), 0, "never sent to a page");
        assert_eq!(count("crates/core/src/health.rs", &format!("\n#[cfg(test)]\nmod tests {{\n{text}}}")), 0);
    }

    #[test]
    fn a_server_function_without_its_codec_is_found() {
        let function = |rest: &str| format!("#[server(prefix = \"/fn\", endpoint = \"pool\"{rest})]");
        for (rest, findings) in [
            ("", 1),
            (", input = GetUrl", 1),
            (", output = Json", 1),
            (", input = GetUrl, output = Postcard", 0),
            (", output = DonePostcard", 0),
        ] {
            assert_eq!(count("crates/api/src/number.rs", &function(rest)), findings, "{rest}");
        }
    }
}
