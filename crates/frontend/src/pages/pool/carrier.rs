//! Numbers at SignalWire: syncing the pool with it, and buying some.

mod buy;
mod orders;
mod sync;

pub use buy::BuyNumbersPage;
pub use sync::SyncNumbersPage;

use crate::components::{Crumb, Glyph, LinkButton, Notice, NoticeKind};
use crate::letters::capital;
use leptos::prelude::*;

fn crumbs(slug: &str) -> Vec<Crumb> {
    vec![Crumb::new("Pool", format!("/b/{slug}/pool"))]
}

/// Why SignalWire cannot be asked, and where that is mended; nothing where it can.
fn trouble(slug: &str, why: &str) -> Option<impl IntoView + use<>> {
    (!why.is_empty()).then(|| {
        let href = format!("/b/{slug}/settings/signalwire");
        let words = why.to_owned();
        let end = view! {
            <LinkButton href=href icon=Glyph::Plug>
                "SignalWire settings"
            </LinkButton>
        };
        view! {
            <Notice kind=NoticeKind::Warn glyph=Glyph::Unplug end=end>
                {sentence(&words)}
            </Notice>
        }
    })
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let text = capital(text.trim());
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}
