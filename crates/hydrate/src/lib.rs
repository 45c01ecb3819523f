//! Brings the pages that the server rendered to life. Nothing else belongs here.

use leptos::mount::hydrate_from_async;
use leptos::tachys::dom::body;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Called by the script of every page once the WebAssembly is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // The part with the open page comes by itself, and nothing is alive until it is there.
    spawn_local(async {
        hydrate_from_async(body(), steadyline_frontend::App).await.forget();
        steadyline_frontend::mark_alive();
    });
}
