//! What looks right in a view and is not.
//!
//! Listeners stand on elements, never on components. With erased views a listener that is put on a component from
//! outside stays when the component is rendered anew: the old one runs beside the new one, on what is gone.
//!
//! What is bound to one thread is never stored while rendering: the server drops a page on another thread than it was
//! begun on, which panics in the middle of the answer.

use super::Finding;

/// What breaks one of these rules in one file.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    if !path.starts_with("crates/frontend/") || !path.ends_with(".rs") {
        return Vec::new();
    }
    let mut findings = listeners(path, text);
    let stored = text.lines().enumerate().filter(|(_, line)| line.contains("::new_local("));
    findings.extend(stored.map(|(at, _)| {
        let rule = format!("line {}: `new_local` stores for one thread, and pages cross threads", at + 1);
        Finding::new(path, rule)
    }));
    findings
}

fn listeners(path: &str, text: &str) -> Vec<Finding> {
    let starts = text.match_indices('<').map(|(at, _)| at + 1);
    let found = starts.filter_map(|start| {
        let tag = &text[start..];
        let name: String = tag.chars().take_while(|char| char.is_alphanumeric()).collect();
        let is_component = name.starts_with(char::is_uppercase);
        let listener = is_component.then(|| listener(&tag[name.len()..])).flatten()?;
        let line = text[..start].lines().count();
        let rule = format!("line {line}: `{listener}` on <{name}>: give the component a property for it");
        Some(Finding::new(path, rule))
    });
    found.collect()
}

/// The first listener among the attributes of an opened tag. What stands in brackets and in quotes is a value.
fn listener(attributes: &str) -> Option<&str> {
    let (mut depth, mut quoted, mut before) = (0_i32, false, ' ');
    for (at, char) in attributes.char_indices() {
        match char {
            '"' if before != '\\' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return None,
            ')' | ']' | '}' => depth -= 1,
            '>' if depth == 0 && !matches!(before, '-' | '=') => return None,
            // A comparison or an argument of a type: no tag after all.
            ',' | ';' if depth == 0 => return None,
            'o' if depth == 0 && before.is_whitespace() && attributes[at..].starts_with("on:") => {
                return attributes[at..].split('=').next();
            }
            _ => {}
        }
        before = char;
    }
    None
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
    fn what_is_stored_for_one_thread_is_found() {
        assert_eq!(found("let go = StoredValue::new_local(use_navigate());").len(), 1);
        assert_eq!(found("let go = StoredValue::new(7);").len(), 0);
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
