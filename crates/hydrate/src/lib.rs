//! Brings the pages that the server rendered to life. Nothing else belongs here.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the script of every page once the WebAssembly is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(steadyline_frontend::App);
}
