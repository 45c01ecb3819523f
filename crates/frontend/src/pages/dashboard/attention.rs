//! What needs a hand, each with the button that mends it.

use crate::components::{
    Button, Card, EmptyState, Glyph, Heat, Icon, LinkButton, Notice, NoticeKind, WarningRow,
};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::number::RestNumber;
use steadyline_core::page::{Fix, Severity, Warning, WarningKind, grouped};

/// The card.
#[component]
pub(super) fn Attention(
    slug: String,
    warnings: Vec<Warning>,
    total: i64,
    conflicts: i64,
    proof: String,
) -> impl IntoView {
    let shown = warnings.len();
    let count = if total > 0 { grouped(total) } else { String::new() };
    let foot = view! {
        <Icon glyph=Glyph::Shield small=true />
        <span>{proof.clone()}</span>
        {(i64::try_from(shown).unwrap_or(i64::MAX) < total)
            .then(|| view! { <span class="end wide-only">{format!("{shown} of {} shown", grouped(total))}</span> })}
    };
    view! {
        <Card title="Needs attention" count=count foot=foot>
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
    let Warning { kind, severity, title, figures, fix } = warning;
    let heat = match severity {
        Severity::Hot => Heat::Hot,
        Severity::Mid => Heat::Mid,
        Severity::Low => Heat::Low,
    };
    let fix = match fix {
        Fix::Open { label, href } => view! { <LinkButton href=href>{label}</LinkButton> }.into_any(),
        Fix::Rest { label, number, days } => {
            let post = Post::<RestNumber>::new();
            let hidden =
                vec![("broker", slug), ("number", number.key().to_owned()), ("days", days.to_string())];
            view! {
                <PostForm post=post bare=true hidden=hidden let:form>
                    <Button busy=form.busy() clone:label>
                        {label}
                    </Button>
                </PostForm>
            }
            .into_any()
        }
    };
    view! {
        <WarningRow heat=heat glyph=glyph(kind) title=title detail=figures>
            {fix}
        </WarningRow>
    }
}

const fn glyph(kind: WarningKind) -> Glyph {
    match kind {
        WarningKind::DeadNumber => Glyph::Unplug,
        WarningKind::EmptyPool | WarningKind::SmallPool => Glyph::Pool,
        WarningKind::NoFreeNumber => Glyph::NoPlace,
        WarningKind::Utilization => Glyph::Gauge,
        WarningKind::PoorPool | WarningKind::PoorHealth => Glyph::Diagnostics,
        WarningKind::PoorAnswerRate => Glyph::Falling,
        WarningKind::AssignedTooLong => Glyph::Clock,
        WarningKind::SilentHeld => Glyph::Waiting,
        WarningKind::UnusedNumbers => Glyph::Archive,
        WarningKind::Conflict => Glyph::Alert,
    }
}
