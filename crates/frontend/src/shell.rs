//! The document around the app.

mod program;

use crate::App;
use crate::components::icon::SPRITE;
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};
use program::Program;

/// The document. The icons stand after the app, so that hydration does not walk through them.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=steadyline_api::theme::forced()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <HashedStylesheet options=options.clone() />
                <link
                    rel="preload"
                    href="/fonts/inter-latin.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <Program options=options />
                <MetaTags />
            </head>
            <body>
                <App />
                <div hidden inner_html=SPRITE></div>
            </body>
        </html>
    }
}
