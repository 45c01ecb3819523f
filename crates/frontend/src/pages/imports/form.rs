//! Begins an import: a pasted list or a file, checked before anything is written.

use crate::components::{Button, ButtonKind, Card, Choice, Field, Glyph, LinkButton, TextArea};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::import::StageImport;
use steadyline_core::import::{LARGEST, LARGEST_FILE, Noun};
use steadyline_core::page::grouped;

/// What a list looks like.
const fn example(noun: Noun) -> &'static str {
    match noun {
        Noun::Numbers => "(512) 555-0142, Austin main\n+1 214 555 0114\n8135550165, Tampa",
        Noun::Leads => {
            "phone, name, reference\n(512) 555-0176, Ada Example, crm-1042\n+1 214 555 0188, Bo Example, crm-1043"
        }
    }
}

const fn hints(noun: Noun) -> (&'static str, &'static str, &'static str) {
    match noun {
        Noun::Numbers => (
            "Numbers",
            "One number per line, in any format. After it, separated by commas or tabs: label, area code, state, SignalWire ID. A header line can set a different order.",
            "Adds a missing label, area code, state or SignalWire ID to known numbers. Existing values stay.",
        ),
        Noun::Leads => (
            "Leads",
            "One lead per line. A header line can name the columns: phone, name, first and last name, reference, state, area code, quality, notes, suppressed.",
            "Adds a missing name, phone, state, quality or notes to known leads. Existing values stay. People marked as suppressed are never called again, whether or not this is checked.",
        ),
    }
}

/// The form.
#[component]
pub(crate) fn ImportForm(
    /// Of what.
    noun: Noun,
    /// Whose.
    slug: String,
) -> impl IntoView {
    let post = Post::<StageImport>::named("import");
    let past = format!("/b/{slug}/imports");
    let hidden = vec![("broker", slug), ("noun", noun.as_str().to_owned())];
    let (label, hint, fill) = hints(noun);
    let lines = format!("Up to {} lines", grouped(i64::try_from(LARGEST).unwrap_or(i64::MAX)));
    let file_hint = format!(
        "{lines}, {} MB. Commas, semicolons or tabs; with or without a header line.",
        LARGEST_FILE / 1024 / 1024
    );
    let hint = format!("{hint} {lines}.");
    let end = view! {
        <LinkButton href=past kind=ButtonKind::Quiet icon=Glyph::History>
            "Past imports"
        </LinkButton>
    };
    view! {
        <Card title="Paste or upload" sub="Checked before anything is saved" end=end padded=true>
            <PostForm post=post hidden=hidden files=true class="form paste-form" let:form>
                <TextArea
                    name="text"
                    form="import"
                    label=label
                    rows=10
                    value=form.typed("text", "")
                    error=form.error("text")
                    placeholder=example(noun)
                    hint=hint.clone()
                />
                <Field
                    name="file"
                    form="import"
                    kind="file"
                    label="Or a CSV file"
                    accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
                    error=form.error("file")
                    hint=file_hint.clone()
                />
                <div class="choices boxed">
                    <Choice
                        name="fill"
                        label="Fill gaps in records you already have"
                        hint=fill
                        checked=form.checked("fill", true)
                    />
                </div>
                <div class="bar">
                    <Button kind=ButtonKind::Primary icon=Glyph::Check busy=form.busy()>
                        "Check the list"
                    </Button>
                    <span class="dim small">"Nothing is imported until you have seen the report."</span>
                </div>
            </PostForm>
        </Card>
    }
}
