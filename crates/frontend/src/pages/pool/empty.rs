//! What the pool says where it shows no number.

use super::address::pool_href;
use crate::components::{ButtonKind, Card, EmptyState, Glyph, LinkButton};
use leptos::prelude::*;
use steadyline_core::page::PoolQuery;

/// No number yet: what to do next.
#[component]
pub(super) fn EmptyPool(slug: String, is_connected: bool) -> impl IntoView {
    let add = format!("/b/{slug}/pool/add");
    let at_carrier = is_connected.then(|| carrier_links(&slug));
    view! {
        <Card label="Numbers">
            <EmptyState
                glyph=Glyph::Pool
                title="No numbers yet"
                text="Paste the numbers you call from. Each lead then gets one and always sees it; 10 to 15 numbers near your leads are a good start."
            >
                <LinkButton href=add kind=ButtonKind::Primary icon=Glyph::Paste big=true>
                    "Add numbers"
                </LinkButton>
                {at_carrier}
            </EmptyState>
        </Card>
    }
}

/// The ways to numbers at SignalWire.
pub(super) fn carrier_links(slug: &str) -> impl IntoView + use<> {
    let (sync, buy) = (format!("/b/{slug}/pool/sync"), format!("/b/{slug}/pool/buy"));
    view! {
        <LinkButton href=sync icon=Glyph::Refresh>
            "Sync"
        </LinkButton>
        <LinkButton href=buy icon=Glyph::Cart>
            "Buy"
        </LinkButton>
    }
}

/// The filters keep nothing.
#[component]
pub(super) fn NothingKept(slug: String, sort: String) -> impl IntoView {
    let all = pool_href(&slug, &PoolQuery { sort, ..PoolQuery::default() });
    view! {
        <Card label="Numbers">
            <EmptyState
                glyph=Glyph::Filter
                title="No numbers match these filters"
                text="Remove a filter, or show the whole pool."
            >
                <LinkButton href=all>"Show all numbers"</LinkButton>
            </EmptyState>
        </Card>
    }
}
