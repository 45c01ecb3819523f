//! Attributes that are left alone as long as they stay the same.
//!
//! Where views are erased, the framework takes every attribute off an element before it puts the same one back, each
//! time a page is read again. For most that is nothing. But an input without its `type` is another input: a date that
//! is half typed is lost, and files that were chosen. What has no `tabindex` loses the focus. An option that is no more
//! `selected` and is so again takes the place of the one that somebody chose. Such attributes stand here.

use super::inert;
use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::{Attribute, NextAttribute};
use leptos::web_sys::Element;

/// Attributes by their names; put on an element as `<input {..Steady::new("type", "date")} />`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Steady(Vec<(&'static str, Option<String>)>);

impl Steady {
    /// One attribute.
    pub(crate) fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self(vec![(name, Some(value.into()))])
    }

    /// One that is there or is not.
    pub(crate) fn flag(name: &'static str, is_set: bool) -> Self {
        Self(vec![(name, is_set.then(String::new))])
    }

    /// Another one.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, Some(value.into())));
        self
    }

    /// Another one, unless it is empty.
    pub(crate) fn with_given(mut self, name: &'static str, value: String) -> Self {
        self.0.push((name, (!value.is_empty()).then_some(value)));
        self
    }

    /// Another one that is there or is not.
    pub(crate) fn with_flag(mut self, name: &'static str, is_set: bool) -> Self {
        self.0.push((name, is_set.then(String::new)));
        self
    }

    /// Changes what differs.
    fn settle(self, element: &Element) {
        for (name, value) in self.0 {
            if element.get_attribute(name) == value {
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
        self.0.iter().map(|(name, value)| name.len() + 4 + value.as_ref().map_or(0, String::len)).sum()
    }

    fn to_html(self, html: &mut String, _class: &mut String, _style: &mut String, _inner_html: &mut String) {
        for (name, value) in &self.0 {
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
        let attributes = Steady::new("type", "date")
            .with_given("min", "\"2026\"".into())
            .with_given("max", String::new())
            .with_flag("required", true)
            .with_flag("readonly", false);
        let html = view! { <input class="input" {..attributes} /> }.to_html();
        assert_eq!(html, r#"<input type="date" min="&quot;2026&quot;" required="" class="input">"#);
        assert!(
            !view! { <option {..Steady::flag("selected", false)}></option> }.to_html().contains("selected")
        );
    }

    #[test]
    fn the_framework_knows_of_none_to_take_off() {
        assert!(Steady::new("tabindex", "-1").into_any_attr().keys().is_empty());
    }
}
