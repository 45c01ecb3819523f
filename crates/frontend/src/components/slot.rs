//! A place in a component that its caller fills: `<Card end=view! { … }>`.

use leptos::prelude::*;

/// Any view, closures and words included. It is built once, where it is given.
pub struct Slot(AnyView);

impl Slot {
    /// What was given.
    pub fn run(self) -> AnyView {
        self.0
    }
}

impl<V: IntoView + 'static> From<V> for Slot {
    fn from(view: V) -> Self {
        Self(view.into_any())
    }
}
