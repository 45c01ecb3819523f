//! What needs a hand, each with the button that mends it.

use crate::components::{Card, EmptyState, Glyph, Icon, Notice, NoticeKind, WarningRow, When};
use crate::pages::diagnostics::{FixButtons, glyph, heat};
use leptos::prelude::*;
use steadyline_core::page::{Warning, When as At, grouped};

/// The card.
#[component]
pub(super) fn Attention(
    slug: String,
    warnings: Vec<Warning>,
    total: i64,
    conflicts: i64,
    proof: String,
    checked: At,
) -> impl IntoView {
    let shown = warnings.len();
    let count = if total > 0 { grouped(total) } else { String::new() };
    let foot = view! {
        <Icon glyph=Glyph::Shield small=true />
        <span>{proof.clone()} " Checked " <When words=checked.clock exact=checked.exact at=checked.iso /> "."</span>
        {(i64::try_from(shown).unwrap_or(i64::MAX) < total)
            .then(|| view! { <span class="end wide-only">{format!("{shown} of {} shown", grouped(total))}</span> })}
    };
    let all = format!("/b/{slug}/diagnostics");
    let end = view! {
        <a class="link" href=all>
            "All in Diagnostics"
        </a>
    };
    view! {
        <Card title="Needs attention" count=count end=end foot=foot>
            {(conflicts > 0).then(|| view! { <Notice kind=NoticeKind::Bad>{proof}</Notice> })}
            {if warnings.is_empty() {
                view! {
                    <EmptyState
                        glyph=Glyph::Done
                        title="Nothing needs a hand"
                        text="Numbers that wear out, states that fill up and leads that wait too long show here."
                    />
                }
                    .into_any()
            } else {
                view! {
                    <ul class="rows">
                        {warnings
                            .into_iter()
                            .map(|warning| view! { <Row slug=slug.clone() warning=warning /> })
                            .collect_view()}
                    </ul>
                }
                    .into_any()
            }}
        </Card>
    }
}

#[component]
fn Row(slug: String, warning: Warning) -> impl IntoView {
    let Warning { kind, severity, title, figures, number: _, fixes } = warning;
    // What mends it likeliest; the others are in Diagnostics.
    let fixes = fixes.into_iter().take(1).collect::<Vec<_>>();
    view! {
        <WarningRow heat=heat(severity) glyph=glyph(kind) title=title detail=figures>
            <FixButtons slug=slug fixes=fixes />
        </WarningRow>
    }
}
