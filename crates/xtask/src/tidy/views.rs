//! What looks right in a view and is not.
//!
//! Listeners stand on elements, never on components. With erased views a listener that is put on a component from
//! outside stays when the component is rendered anew: the old one runs beside the new one, on what is gone.
//!
//! What is bound to one thread is never stored while rendering: the server drops a page on another thread than it was
//! begun on, which panics in the middle of the answer.
//!
//! What an element forgets without one of its attributes has it from `Steady` of the components: the framework takes
//! the others off and puts them on again whenever a page is read anew.
//!
//! Letters are made small and large by `letters.rs`: Rust's way brings a table of all letters into the browser.

use super::Finding;

/// By element, `*` for all: what must not be taken off.
const STEADY: [(&str, &str); 5] = [
    ("*", "tabindex="),
    ("input", "type="),
    ("option", "selected="),
    ("details", "open="),
    ("dialog", "open="),
];

/// What changes the case of letters of all languages.
const CASED: [&str; 4] = [".to_lowercase()", ".to_uppercase()", "char::to_lowercase", "char::to_uppercase"];

/// What breaks one of these rules in one file.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    if !path.starts_with("crates/frontend/") || !path.ends_with(".rs") {
        return Vec::new();
    }
    let mut findings: Vec<_> = tags(text).filter_map(broken).map(|rule| Finding::new(path, rule)).collect();
    for (at, line) in text.lines().enumerate() {
        let cased = !path.ends_with("/letters.rs") && CASED.iter().any(|call| line.contains(call));
        let rules = [
            (line.contains("::new_local("), "`new_local` stores for one thread, and pages cross threads"),
            (cased, "a table of all letters: use `letters`, or ASCII's own"),
        ];
        let broken = rules.into_iter().filter(|(is_broken, _)| *is_broken);
        findings.extend(broken.map(|(_, rule)| Finding::new(path, format!("line {}: {rule}", at + 1))));
    }
    findings
}

struct Tag<'a> {
    line: usize,
    name: &'a str,
    /// Each from its name on.
    attributes: Vec<&'a str>,
}

fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    text.match_indices('<').map(|(at, _)| {
        let tag = &text[at + 1..];
        let end = tag.find(|char: char| !char.is_alphanumeric()).unwrap_or(tag.len());
        let (name, rest) = tag.split_at(end);
        Tag { line: text[..=at].lines().count(), name, attributes: attributes(rest) }
    })
}

/// The attributes of an opened tag. What stands in brackets and in quotes is a value; of what follows a value without
/// them, words may be among those that are found.
fn attributes(tag: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut before, mut found) = (0_i32, false, ' ', Vec::new());
    for (at, char) in tag.char_indices() {
        let starts = depth == 0 && !quoted && before.is_whitespace() && !char.is_whitespace();
        match char {
            '"' if before != '\\' => quoted = !quoted,
            _ if quoted => {}
            '>' if depth == 0 && !matches!(before, '-' | '=') => return found,
            // A comparison or an argument of a type: no tag after all.
            ',' | ';' | ')' | ']' | '}' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if starts {
            found.push(&tag[at..]);
        }
        before = char;
    }
    Vec::new()
}

fn broken(Tag { line, name, attributes }: Tag<'_>) -> Option<String> {
    let wrong = |attribute: &str| {
        let named = attribute.split('=').next().unwrap_or_default();
        if name.starts_with(char::is_uppercase) {
            return (attribute.starts_with("on:")).then(|| {
                format!("line {line}: `{named}` on <{name}>: give the component a property for it")
            });
        }
        let restless = |(element, start): &(&str, &str)| {
            ["*", name].contains(element)
                && attribute.starts_with(start)
                && !attribute.starts_with("type=\"hidden\"")
        };
        STEADY.iter().any(restless).then(|| {
            format!("line {line}: `{named}` on <{name}> is taken off and put on again: use `Steady`")
        })
    };
    attributes.into_iter().find_map(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(view: &str) -> Vec<String> {
        check("crates/frontend/src/page.rs", view).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_listener_on_a_component_is_found() {
        let rules = found("view! {\n    <Button still=true\n  on:click=move |_| open()>\"Go\"</Button> }");
        assert_eq!(rules, ["line 2: `on:click` on <Button>: give the component a property for it"]);
    }

    #[test]
    fn an_attribute_that_an_element_needs_all_the_time_is_found() {
        let rules = found(
            "view! {\n    <input\n  type=\"date\" name=name />\n<pre class=\"x\" tabindex=\"0\">\"Go\"</pre> }",
        );
        assert_eq!(
            rules,
            [
                "line 2: `type` on <input> is taken off and put on again: use `Steady`",
                "line 4: `tabindex` on <pre> is taken off and put on again: use `Steady`",
            ]
        );
        assert_eq!(found("<details open=true>").len(), 1);
        for view in [
            "<input type=\"hidden\" name=name />",
            "<input {..Steady::new(\"type\", \"date\")} name=name />",
            "<button type=\"submit\" on:click=move |_| open.set(true)>",
            "<Field kind=\"date\" type=x />",
        ] {
            assert_eq!(found(view), [""; 0], "{view}");
        }
    }

    #[test]
    fn what_is_stored_for_one_thread_is_found() {
        assert_eq!(found("let go = StoredValue::new_local(use_navigate());").len(), 1);
        assert_eq!(found("let go = StoredValue::new(7);").len(), 0);
    }

    #[test]
    fn a_table_of_all_letters_is_found() {
        for line in ["label.to_lowercase()", "first.flat_map(char::to_uppercase)"] {
            assert_eq!(found(line).len(), 1, "{line}");
            assert!(check("crates/frontend/src/letters.rs", line).is_empty());
        }
        assert_eq!(found("label.to_ascii_lowercase()").len(), 0);
    }

    #[test]
    fn a_listener_on_an_element_and_in_a_value_is_none() {
        for view in [
            "<button on:click=press>",
            "<Card end=view! { <a on:click=press /> } label=x>",
            "<Button label=\"on:click\" on_click=move |_| if a -> b { }>",
            "let a: Vec<String>; view! { <p on:input=look /> }",
            "<Card><p on:click=press /></Card>",
        ] {
            assert_eq!(found(view), [""; 0], "{view}");
        }
    }
}
