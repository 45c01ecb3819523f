//! What needs a hand, each with the button that mends it.

use crate::components::{Card, EmptyState, Glyph, Icon, Notice, NoticeKind, WarningRow, When, keyed};
use crate::pages::diagnostics::{FixButtons, glyph, heat};
use leptos::prelude::*;
use steadyline_core::page::{Warning, When as At, grouped};

/// The card.
#[component]
pub(super) fn Attention(
    slug: String,
    warnings: Vec<Warning>,
    /// Checks that warn.
    total: i64,
    /// Warnings that are not shown.
    left: i64,
    conflicts: i64,
    proof: String,
    checked: At,
) -> impl IntoView {
    let all = format!("/b/{slug}/diagnostics");
    let more = more(left, all.clone());
    let count = if total > 0 { grouped(total) } else { String::new() };
    let foot = view! {
        <Icon glyph=Glyph::Shield small=true />
        <span>{proof.clone()} " Checked " <When words=checked.clock exact=checked.exact at=checked.iso /> "."</span>
        {more}
    };
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
                        title="Nothing needs attention"
                        text="Numbers that wear out, states that fill up and leads that wait too long appear here."
                    />
                }
                    .into_any()
            } else {
                view! {
                    <ul class="rows">
                        {keyed(
                            warnings,
                            |warning| (warning.kind, warning.number.as_ref().map(|link| link.id)),
                            |warning| view! { <Row slug=slug.clone() warning=warning /> },
                        )}
                    </ul>
                }
                    .into_any()
            }}
        </Card>
    }
}

/// The way to the warnings that are not shown; nothing where all are.
fn more(left: i64, href: String) -> Option<impl IntoView> {
    (left > 0).then(|| {
        view! {
            <a class="link end" href=href>
                {format!("{} more in Diagnostics", grouped(left))}
            </a>
        }
    })
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn warnings_that_are_not_shown_are_counted_and_a_link_away() {
        let html = more(3, "/b/alder/diagnostics".to_owned()).map(|link| link.to_html()).unwrap();
        assert!(
            html.contains(r#"href="/b/alder/diagnostics""#) && html.contains("3 more in Diagnostics"),
            "{html}"
        );
        assert!(more(0, String::new()).is_none());
    }
}
