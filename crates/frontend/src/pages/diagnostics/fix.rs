//! A fix: its button, the dialog that asks, and the page that asks the same without JavaScript.

use super::rows::CheckRows;
use crate::address::{use_broker, use_query_value, use_segment};
use crate::components::link::leads_elsewhere;
use crate::components::{
    Button, ButtonKind, Card, ConfirmCard, Crumb, Dialog, Field, Glyph, LinkButton, Notice, Page,
};
use crate::form::{Post, PostForm};
use crate::loading::{Load, read};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use steadyline_api::diagnostics::{Mend as MendRows, diagnostics_fix};
use steadyline_core::page::{self, Act, Fix, Mend, WarningKind, grouped};

/// Which fix the open dialog asks for; none while it is closed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked(RwSignal<Option<Mend>>);

impl Asked {
    /// For the buttons of a page. Outside of what is read, so that a dialog stays while the page is read anew.
    pub(crate) fn provide() -> Self {
        let asked = Self(RwSignal::new(None));
        provide_context(asked);
        asked
    }
}

/// The icon of what is looked at.
pub(crate) const fn glyph(kind: WarningKind) -> Glyph {
    match kind {
        WarningKind::DeadNumber => Glyph::Unplug,
        WarningKind::MissedCallback => Glyph::Missed,
        WarningKind::DeafNumbers => Glyph::CallOff,
        WarningKind::SlotTaken => Glyph::Lock,
        WarningKind::SmallPool => Glyph::Pool,
        WarningKind::NoFreeNumber => Glyph::NoPlace,
        WarningKind::Utilization => Glyph::Gauge,
        WarningKind::PoorPool | WarningKind::PoorHealth => Glyph::Diagnostics,
        WarningKind::PoorAnswerRate | WarningKind::AnswerDrop => Glyph::Falling,
        WarningKind::AssignedTooLong => Glyph::Clock,
        WarningKind::SilentHeld => Glyph::Waiting,
        WarningKind::UnusedNumbers => Glyph::Archive,
        WarningKind::FailedEvents => Glyph::Send,
        WarningKind::WrongRows => Glyph::Table,
        WarningKind::Conflict => Glyph::Alert,
    }
}

/// Buttons that mend something. Each is a link to the page that asks; alive, it opens the same as a dialog.
#[component]
pub(crate) fn FixButtons(
    /// Whose.
    slug: String,
    /// The likeliest first.
    fixes: Vec<Fix>,
) -> impl IntoView {
    let asked = use_context::<Asked>();
    fixes
        .into_iter()
        .enumerate()
        .map(|(at, Fix { label, act })| {
            let kind = if at == 0 { ButtonKind::Plain } else { ButtonKind::Quiet };
            match act {
                Act::Open { href, .. } => view! {
                    <LinkButton href=href kind=kind>
                        {label}
                    </LinkButton>
                }
                .into_any(),
                Act::Mend(mend) => {
                    let href = format!("/b/{slug}{}", mend.path());
                    let open = move |event: MouseEvent| {
                        if let Some(Asked(asked)) = asked.filter(|_| !leads_elsewhere(&event)) {
                            event.prevent_default();
                            asked.set(Some(mend.clone()));
                        }
                    };
                    view! {
                        <LinkButton href=href kind=kind on_click=open>
                            {label}
                        </LinkButton>
                    }
                    .into_any()
                }
            }
        })
        .collect_view()
}

/// What a form asks for, with a refusal of an earlier sending.
type Sent = Post<MendRows>;

/// The dialog. It reads what the fix would do when it opens, and closes once it is done.
#[component]
pub(crate) fn FixDialog(
    /// Whose.
    broker: Signal<String>,
    /// Which fix.
    asked: Asked,
) -> impl IntoView {
    let Asked(asked) = asked;
    let open = RwSignal::new(false);
    let title = RwSignal::new("Fix".to_owned());
    Effect::new(move |_| open.set(asked.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            asked.set(None);
        }
        is
    });
    view! {
        <Dialog open=open title=title>
            <Asking broker=broker asked=asked open=open title=title />
        </Dialog>
    }
}

/// The content of the dialog, made anew each time it opens.
#[component]
fn Asking(
    broker: Signal<String>,
    asked: RwSignal<Option<Mend>>,
    open: RwSignal<bool>,
    title: RwSignal<String>,
) -> impl IntoView {
    let post = Sent::new();
    Effect::new(move |_| {
        if matches!(post.answer().get(), Some(Ok(_))) {
            open.set(false);
        }
    });
    let read = read(
        move || (broker.get(), asked.get_untracked()),
        |(broker, asked)| async move {
            let Some(Mend { check, fix, number, days }) = asked else { return Ok(None) };
            let number = number.map(|number| number.key().to_owned()).unwrap_or_default();
            let days = days.map(|days| days.to_string()).unwrap_or_default();
            let (check, fix) = (check.as_str().to_owned(), fix.as_str().to_owned());
            diagnostics_fix(broker, check, fix, number, days).await.map(Some)
        },
    );
    let content = move |page: Option<page::FixPage>| {
        page.map(|page| {
            title.set(page.title.clone());
            let close = move |word: &'static str, kind: ButtonKind| {
                view! {
                    <Button still=true kind=kind on_click=move |_| open.set(false)>
                        {word}
                    </Button>
                }
                .into_any()
            };
            view! { <FixForm page=page post=post back="" cancel=close /> }
        })
    };
    view! { <Load from=read rows=4 view=content /> }
}

/// What will happen, to whom, and the button.
#[component]
fn FixForm(
    page: page::FixPage,
    post: Sent,
    /// Where the page without JavaScript leads once it is done.
    #[prop(into)]
    back: String,
    /// The button that leaves, with its word; where there is no other, it is no quiet one.
    cancel: impl Fn(&'static str, ButtonKind) -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let page::FixPage {
        broker,
        check,
        fix,
        number,
        text,
        losses,
        label,
        danger,
        days,
        affected,
        affected_total,
        nothing,
        ..
    } = page;
    let slug = broker.slug.to_string();
    let shown = i64::try_from(affected.len()).unwrap_or(i64::MAX);
    let rest = affected_total - shown;
    let who = (!affected.is_empty()).then(|| {
        view! {
            <div class="fix-rows">
                <CheckRows slug=slug.clone() label="Affected" rows=affected />
                {(rest > 0).then(|| view! { <p class="dim small">{format!("and {} more", grouped(rest))}</p> })}
            </div>
        }
    });
    if !nothing.is_empty() {
        return view! {
            <div class="stack">
                <Notice>{nothing}</Notice>
                <div class="bar">{cancel("Back", ButtonKind::Plain)}</div>
            </div>
        }
        .into_any();
    }
    let mut hidden =
        vec![("broker", slug), ("check", check.as_str().to_owned()), ("fix", fix.as_str().to_owned())];
    if let Some(number) = number {
        hidden.push(("number", number.key().to_owned()));
    }
    if !back.is_empty() {
        hidden.push(("back", back));
    }
    let label = StoredValue::new(label);
    let kind = if danger { ButtonKind::Danger } else { ButtonKind::Primary };
    view! {
        <PostForm post=post hidden=hidden let:form>
            <ConfirmCard
                text=text.clone()
                losses=losses.clone()
                fields=days
                    .clone()
                    .map(|(days, asks)| {
                        view! {
                            <Field
                                name="days"
                                label=asks
                                kind="number"
                                min="1"
                                max="365"
                                unit="days"
                                required=true
                                value=form.typed("days", days.to_string())
                                error=form.error("days")
                            />
                        }
                    })
            >
                {cancel("Cancel", ButtonKind::Quiet)}
                <Button kind=kind busy=form.busy()>
                    {label.get_value()}
                </Button>
            </ConfirmCard>
        </PostForm>
        {who}
    }
    .into_any()
}

/// Asks for a fix on a page of its own.
#[component]
pub fn FixPage() -> impl IntoView {
    let (broker, check, fix) = (use_broker(), use_segment("check"), use_segment("fix"));
    let (number, days) = (use_query_value("number"), use_query_value("days"));
    let read = read(
        move || (broker.get(), check.get(), fix.get(), number.get(), days.get()),
        |(broker, check, fix, number, days)| diagnostics_fix(broker, check, fix, number, days),
    );
    let post = Sent::new();
    view! { <Load from=read title="Fix" view=move |page| alone(page, post) /> }
}

fn alone(page: page::FixPage, post: Sent) -> impl IntoView {
    let base = format!("/b/{}/diagnostics", page.broker.slug);
    let back = format!("{base}/{}", page.check.as_str());
    let crumbs = vec![Crumb::new("Diagnostics", base), Crumb::new(page.check.label(), back.clone())];
    let to = StoredValue::new(back.clone());
    let cancel = move |word: &'static str, kind: ButtonKind| {
        view! {
            <LinkButton href=to.get_value() kind=kind>
                {word}
            </LinkButton>
        }
        .into_any()
    };
    view! {
        <Page title="Fix" crumbs=crumbs narrow=true>
            <Card title=page.title.clone() padded=true>
                <FixForm page=page post=post back=back cancel=cancel />
            </Card>
        </Page>
    }
}
