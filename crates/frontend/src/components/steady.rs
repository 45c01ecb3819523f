//! Attributes that are left alone as long as they stay the same.
//!
//! Where views are erased, the framework takes every attribute off an element before it puts the same one back, each
//! time a page is read again. For most that is nothing. But an input without its `type` is another input: a date that
//! is half typed is lost, and files that were chosen. What has no `tabindex` loses the focus. An option that is no more
//! `selected` and is so again takes the place of the one that somebody chose. What somebody opened closes. Such
//! attributes stand here, and `cargo xtask test` finds those that do not.

use super::inert;
use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::{Attribute, NextAttribute};
use leptos::web_sys::Element;

/// Attributes; put on an element as `<input {..Steady::new("type", "date")} />`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Steady(Vec<One>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct One {
    name: &'static str,
    value: Option<String>,
    /// Whoever uses the page changes it from then on.
    at_first: bool,
}

impl Steady {
    /// One attribute.
    pub(crate) fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self(Vec::new()).with(name, value)
    }

    /// One that is there or is not.
    pub(crate) fn flag(name: &'static str, is_set: bool) -> Self {
        Self(Vec::new()).with_flag(name, is_set)
    }

    /// One that is there or is not when the element is made, and is left to who uses the page.
    pub(crate) fn at_first(name: &'static str, is_set: bool) -> Self {
        Self(vec![One { name, value: is_set.then(String::new), at_first: true }])
    }

    /// Another one.
    pub(crate) fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        self.and(name, Some(value.into()))
    }

    /// Another one, unless it is empty.
    pub(crate) fn with_given(self, name: &'static str, value: String) -> Self {
        self.and(name, (!value.is_empty()).then_some(value))
    }

    /// Another one that is there or is not.
    pub(crate) fn with_flag(self, name: &'static str, is_set: bool) -> Self {
        self.and(name, is_set.then(String::new))
    }

    fn and(mut self, name: &'static str, value: Option<String>) -> Self {
        self.0.push(One { name, value, at_first: false });
        self
    }

    /// Changes what differs.
    fn settle(self, element: &Element) {
        // The framework makes an element whole before it puts it on the page.
        let is_new = !element.is_connected();
        for One { name, value, at_first } in self.0 {
            if at_first && !is_new || element.get_attribute(name) == value {
                continue;
            }
            // Neither fails for a name that is one.
            let _ = match value {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        }
    }
}

impl Attribute for Steady {
    const MIN_LENGTH: usize = 0;

    type State = Element;
    type AsyncOutput = Self;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        self.0.iter().map(|one| one.name.len() + 4 + one.value.as_ref().map_or(0, String::len)).sum()
    }

    fn to_html(self, html: &mut String, _class: &mut String, _style: &mut String, _inner_html: &mut String) {
        for One { name, value, .. } in &self.0 {
            if let Some(value) = value {
                inert::write_attribute(html, name, value);
            }
        }
    }

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element) -> Self::State {
        if !FROM_SERVER {
            self.settle(element);
        }
        element.clone()
    }

    fn build(self, element: &Element) -> Self::State {
        self.settle(element);
        element.clone()
    }

    fn rebuild(self, element: &mut Self::State) {
        self.settle(element);
    }

    fn into_cloneable(self) -> Self::Cloneable {
        self
    }

    fn into_cloneable_owned(self) -> Self::CloneableOwned {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        self
    }

    // No `keys`: by them the framework knows what to take off.
}

impl NextAttribute for Steady {
    type Output<NewAttr: Attribute> = Vec<AnyAttribute>;

    fn add_any_attr<NewAttr: Attribute>(self, attribute: NewAttr) -> Self::Output<NewAttr> {
        vec![self.into_any_attr(), attribute.into_any_attr()]
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use leptos::prelude::*;

    #[test]
    fn the_server_writes_what_is_there() {
        let attributes = Steady::new("name", "day")
            .with_given("min", "\"2026\"".into())
            .with_given("max", String::new())
            .with_flag("required", true)
            .with_flag("readonly", false);
        let html = view! { <input class="input" {..attributes} /> }.to_html();
        assert_eq!(html, r#"<input name="day" min="&quot;2026&quot;" required="" class="input">"#);
        assert!(
            !view! { <option {..Steady::flag("selected", false)}></option> }.to_html().contains("selected")
        );
    }

    #[test]
    fn the_framework_knows_of_none_to_take_off() {
        assert!(Steady::new("tabindex", "-1").into_any_attr().keys().is_empty());
    }
}
