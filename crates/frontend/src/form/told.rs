//! What is said of what a form did.

use serde::de::DeserializeOwned;
use steadyline_core::page::{Done, NewApiKey, NewLink, NewSecret, Saved, Undo};

/// What a toast says of a result; nothing says nothing.
pub trait Told: Clone + DeserializeOwned + Send + Sync + 'static {
    /// The words.
    fn told(&self) -> String {
        String::new()
    }

    /// How it is taken back, where it can be.
    fn undo(&self) -> Option<Undo> {
        None
    }
}

impl Told for Done {
    fn told(&self) -> String {
        self.message.clone()
    }

    fn undo(&self) -> Option<Undo> {
        self.undo.clone()
    }
}

impl Told for NewApiKey {}

impl Told for NewLink {}

impl Told for NewSecret {}

impl Told for Saved {
    fn told(&self) -> String {
        self.done.told()
    }
}
