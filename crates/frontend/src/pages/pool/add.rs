//! Adding numbers: one by a form, many by pasting them, with a report of each line before anything is written.

mod report;

use super::number::number_fields;
use crate::address::use_broker;
use crate::components::{
    Button, ButtonKind, Card, Crumb, Field, Glyph, LinkButton, Notice, NoticeKind, Page, TextArea,
};
use crate::form::{Fields, Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use report::ReportCard;
use steadyline_api::number::{self as api, AddNumber, ImportNumbers};
use steadyline_core::page::{ImportDraft, ImportReport, grouped};

const EXAMPLE: &str = "(512) 555-0142, Austin main\n+1 214 555 0114\n8135550165, Tampa";

/// Adds numbers.
#[component]
pub fn AddNumbersPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    // The last dry run, for who has no JavaScript.
    let has_report = Memo::new(move |_| asked.with(|asked| asked.get("report").is_some()));
    let draft = read(
        move || (broker.get(), has_report.get()),
        |(broker, has_report)| async move { if has_report { api::import_draft(broker).await } else { Ok(None) } },
    );
    view! {
        <Load
            from=draft
            title="Add numbers"
            view=move |draft| view! { <Content draft=draft.unwrap_or_default() /> }
        />
    }
}

#[component]
fn Content(draft: ImportDraft) -> impl IntoView {
    let slug = use_broker().get_untracked();
    let first = use_query_map().with_untracked(|asked| asked.get("first").is_some());
    let crumbs = vec![Crumb::new("Pool", format!("/b/{slug}/pool"))];
    let welcome = first.then(|| {
        view! {
            <Notice kind=NoticeKind::Good>
                <b class="strong">"Your office is set up. "</b>
                "Now paste your numbers: the caller IDs your leads will see. 10 to 15 near your leads are a good start."
            </Notice>
        }
    });
    view! {
        <Page title="Add numbers" crumbs=crumbs>
            {welcome}
            <div class="halves">
                <PasteMany slug=slug.clone() draft=draft />
                <AddOne slug=slug />
            </div>
        </Page>
    }
}

/// Many numbers: checked first, then added.
#[component]
fn PasteMany(slug: String, draft: ImportDraft) -> impl IntoView {
    let check = Post::<ImportNumbers>::named("paste");
    let answer = check.answer();
    let kept = (draft != ImportDraft::default()).then(|| draft.report.clone());
    let report = Signal::derive(move || match answer.get() {
        Some(Ok(report)) => Some(report),
        Some(Err(_)) => None,
        None => kept.clone(),
    });
    let text = draft.text;
    let hidden = vec![("broker", slug.clone())];
    view! {
        <div class="stack">
            <Card title="Paste many" sub="one number a line, up to 5,000" padded=true>
                <PostForm post=check hidden=hidden class="form paste-form" let:form>
                    {paste_fields(form, &text)}
                    <div class="bar">
                        <Button
                            kind=ButtonKind::Primary
                            icon=Glyph::Check
                            name="dry_run"
                            value="true"
                            busy=form.busy()
                        >
                            "Check the list"
                        </Button>
                        <Button icon=Glyph::Plus busy=form.busy()>
                            "Add the numbers"
                        </Button>
                    </div>
                    <p class="hint dim small">
                        "Checking writes nothing. Adding leaves out what the pool has already; while a line is refused, nothing is added."
                    </p>
                </PostForm>
            </Card>
            {move || report.get().map(|report| view! { <Reported report=report slug=slug.clone() /> })}
        </div>
    }
}

fn paste_fields(form: Fields, text: &str) -> impl IntoView + use<> {
    view! {
        <TextArea
            name="text"
            form="paste"
            label="Numbers"
            rows=10
            required=true
            value=form.typed("text", text)
            error=form.error("text")
            placeholder=EXAMPLE
            hint="As people write them. What follows a number, after a comma or a tab, becomes its label."
        />
    }
}

#[component]
fn Reported(report: ImportReport, slug: String) -> impl IntoView {
    let done = report.imported.then(|| {
        let pool = format!("/b/{slug}/pool");
        let end = view! {
            <LinkButton href=pool kind=ButtonKind::Primary>
                "To the pool"
            </LinkButton>
        };
        let words = match report.added {
            1 => "1 number was added.".to_owned(),
            added => format!("{} numbers were added.", grouped(added)),
        };
        view! {
            <Notice kind=NoticeKind::Good end=end>
                {words}
            </Notice>
        }
    });
    let halted = (!report.dry_run && !report.imported).then(|| {
        let words = match report.refused {
            1 => "Nothing was added, since one line is refused. Mend it or take it out, then add again."
                .to_owned(),
            refused => format!(
                "Nothing was added, since {} lines are refused. Mend them or take them out, then add again.",
                grouped(refused),
            ),
        };
        view! { <Notice kind=NoticeKind::Bad>{words}</Notice> }
    });
    view! {
        {done}
        {halted}
        <ReportCard report=report />
    }
}

/// One number, with all there is to say of it.
#[component]
fn AddOne(slug: String) -> impl IntoView {
    let post = Post::<AddNumber>::named("one");
    let hidden = vec![("broker", slug)];
    view! {
        <Card title="Add one" padded=true>
            <PostForm post=post hidden=hidden let:form>
                <Field
                    name="number"
                    form="one"
                    label="Number"
                    kind="tel"
                    required=true
                    value=form.typed("number", "")
                    error=form.error("number")
                    placeholder="(512) 555-0142"
                    autocomplete="off"
                />
                {number_fields(form, "one", ["", "", "", ""])}
                <div class="bar">
                    <Button icon=Glyph::Plus busy=form.busy()>
                        "Add the number"
                    </Button>
                </div>
            </PostForm>
        </Card>
    }
}
