//! What people see: the pages, the components they are made of, the app and the shell around it.
//!
//! What does not belong here: rules (`core`), calls of the server other than through `api`, SQL. The crate
//! compiles twice: natively with `ssr`, which renders every page, and for wasm32 with `hydrate`.
//!
//! A page reads by [`loading::read`] and shows what it read by [`loading::Load`]; it changes something by a
//! [`form::Post`] and a [`form::PostForm`]. There is no other way, so that loading, failing and refusing look
//! and work the same everywhere, with and without JavaScript.
#![recursion_limit = "256"]
#![allow(unreachable_pub, reason = "the component macro makes the properties of every component `pub`")]

pub mod address;
pub mod app;
pub mod components;
mod dom;
pub mod form;
pub mod frame;
mod lazy;
mod letters;
pub mod live;
pub mod loading;
pub mod pages;
pub mod search;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod theme;

pub use app::App;
pub use components::hotkey::mark_alive;
#[cfg(feature = "ssr")]
pub use shell::shell;
