//! The document around the app.

use crate::App;
use crate::components::icon::SPRITE;
use leptos::WasmSplitManifest;
use leptos::config::LeptosOptions;
use leptos::hydration::HydrationScripts;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};
use std::collections::BTreeSet;

/// The document. The icons stand after the app, so that hydration does not walk through them.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=steadyline_api::theme::forced()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options=options.clone() />
                <HydrationScripts options=options />
                <LaterParts />
                <MetaTags />
            </head>
            <body>
                <App />
                <div hidden inner_html=SPRITE></div>
            </body>
        </html>
    }
}

/// Has the browser fetch the code of the other pages once it has nothing better to do, so that none waits for it.
#[component]
fn LaterParts() -> impl IntoView {
    // `HydrationScripts` has read the list.
    let manifest = use_context::<WasmSplitManifest>()?;
    let (folder, pages, _) = &*manifest.0.try_read_value()?;
    let parts: BTreeSet<_> = pages.values().flatten().collect();
    let fetch = |part: &String| {
        let href = format!("{folder}/{part}.wasm");
        view! { <link rel="prefetch" href=href r#as="fetch" crossorigin="anonymous" /> }
    };
    Some(parts.into_iter().map(fetch).collect_view())
}
