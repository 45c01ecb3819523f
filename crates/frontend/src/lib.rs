//! What people see: the pages, the components they are made of, the app and the shell around it.
//!
//! What does not belong here: rules (`core`), calls of the server other than through `api`, SQL. The crate
//! compiles twice: natively with `ssr`, which renders every page, and for wasm32 with `hydrate`.

pub mod components;
