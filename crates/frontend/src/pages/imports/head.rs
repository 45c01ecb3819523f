//! Where an import stands, and what can be done with it.

use super::report::has_run;
use super::{hidden, home, import_href};
use crate::components::{
    Button, ButtonKind, Glyph, LinkButton, Notice, NoticeKind, Progress, Tile, TileStrip,
};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::import::{DiscardImport, StartImport, StopImport, UndoImport};
use steadyline_core::import::{AT_ONCE, ImportStatus, LineKind, Noun, Suppressed};
use steadyline_core::page::{ImportPage, ImportQuery, ImportRow, counted, grouped, what_was_imported};

/// Totals, and the buttons of what comes next.
#[component]
pub(super) fn ImportHead(
    /// The page.
    page: StoredValue<ImportPage>,
) -> impl IntoView {
    let ImportPage { broker, import, done, suppressed, lines_gone, .. } = page.get_value();
    let (slug, suppresses) = (broker.slug.to_string(), suppressed.persons > 0);
    let state = match import.status {
        ImportStatus::Staging => view! { <Notice>"The lines are still being read."</Notice> }.into_any(),
        ImportStatus::Draft => draft(&slug, &import, suppressed).into_any(),
        ImportStatus::Running => running(&slug, &import, done).into_any(),
        ImportStatus::Stopped => stopped(&slug, &import, done, suppressed).into_any(),
        ImportStatus::Done => ended(&slug, &import, suppressed, lines_gone).into_any(),
        ImportStatus::Undoing => undoing(&import).into_any(),
        ImportStatus::Undone => undone(&import).into_any(),
    };
    view! {
        {state}
        <Totals slug=slug import=import suppresses=suppresses />
    }
}

/// Lines by kind; each leads to its lines.
#[component]
fn Totals(slug: String, import: ImportRow, suppresses: bool) -> impl IntoView {
    let has_run = has_run(import.status);
    let is_open = matches!(import.status, ImportStatus::Running | ImportStatus::Stopped);
    let is_undone = matches!(import.status, ImportStatus::Undoing | ImportStatus::Undone);
    let name = |kind| match (kind, has_run) {
        (LineKind::New, true) if is_undone => ("New", "had been added"),
        (LineKind::Fill, true) if is_undone => ("Filled", "had been filled"),
        (LineKind::Fill, false) if suppresses => ("To fill", "known, gaps or do-not-call"),
        (LineKind::Fill, true) if suppresses => ("Filled", "known, gaps or do-not-call"),
        (LineKind::New, false) => ("New", "would be added"),
        (LineKind::New, true) if is_open => ("New", "added, or to be"),
        (LineKind::New, true) => ("New", "added"),
        (LineKind::Fill, false) => ("To fill", "known, with gaps"),
        (LineKind::Fill, true) => ("Filled", "known, gaps closed"),
        (LineKind::Known, _) => ("Known", "unchanged"),
        (LineKind::Double, _) => ("Duplicate", "on an earlier line"),
        (LineKind::Bad, false) => ("Bad", "not imported"),
        (LineKind::Bad, true) => ("Bad", "left out"),
    };
    let tiles: Vec<_> = LineKind::ALL
        .iter()
        .map(|kind| {
            let (name, note) = name(*kind);
            let count = import.lines.of(*kind);
            let query = ImportQuery { kind: kind.to_string(), after: String::new() };
            let href = if count > 0 { import_href(&slug, import.id, &query) } else { String::new() };
            view! { <Tile name=name figure=grouped(count) href=href note=note /> }
        })
        .collect();
    view! { <TileStrip label="Lines by kind">{tiles}</TileStrip> }
}

fn draft(slug: &str, import: &ImportRow, suppressed: Suppressed) -> impl IntoView + use<> {
    let (bad, to_do) = (import.lines.bad, import.lines.to_do());
    let what = what_is_done(import.noun, import.lines.new, import.lines.fill, suppressed);
    let discard = discard_form(slug, import);
    let large = (!import.lines.are_at_once()).then(|| {
        let most = grouped(i64::try_from(AT_ONCE).unwrap_or(i64::MAX));
        let words = format!(
            "More than {most} lines are imported in batches. You can leave this page, stop the import, or undo all of it."
        );
        view! { <p class="small dim">{words}</p> }
    });
    if to_do == 0 {
        let words = if bad > 0 {
            let rest = if import.lines.all() > bad { " and the others are known" } else { "" };
            format!("Nothing to import: {}{rest}. Fix the list and check it again.", lines_are(bad, "bad"))
        } else {
            "Nothing to import: everything on the list already exists.".to_owned()
        };
        return view! { <Notice kind=NoticeKind::Info end=discard>{words}</Notice> }.into_any();
    }
    if bad == 0 {
        let start = start_form(slug, import, false, format!("Import {}", import.noun.counted(to_do)), true);
        return view! {
            <Notice
                kind=NoticeKind::Good
                end=view! {
                    {start}
                    {discard}
                }
            >
                <b class="strong">"Every line is fine. "</b>
                {what}
                {large}
            </Notice>
        }
        .into_any();
    }
    let bad_lines = bad_lines(slug, import);
    let rest = format!("Leave out {}, import the other {}", grouped(bad), grouped(to_do));
    let start = start_form(slug, import, true, rest, false);
    let of_others = (suppressed.persons > 0)
        .then(|| format!("With the others, {} suppressed. ", people_are(suppressed.persons)));
    view! {
        <Notice
            kind=NoticeKind::Warn
            end=view! {
                {start}
                {discard}
            }
        >
            <b class="strong">{format!("{}, so nothing is imported yet. ", lines_are(bad, "bad"))}</b>
            "Fix the file and check it again, or leave those lines out. "
            {of_others}
            {bad_lines}
            {large}
        </Notice>
    }
    .into_any()
}

fn running(slug: &str, import: &ImportRow, done: i64) -> impl IntoView + use<> {
    let post = Post::<StopImport>::named("stop");
    let stop = view! {
        <PostForm post=post hidden=hidden(slug, import.id) bare=true let:form>
            <Button icon=Glyph::Close busy=form.busy()>
                "Stop"
            </Button>
        </PostForm>
    };
    let to_do = import.lines.to_do();
    view! {
        <Notice kind=NoticeKind::Info glyph=Glyph::Waiting end=stop>
            <Progress label="Importing" done=done of=to_do />
            <p class="small dim">"It continues if you leave this page or the server restarts."</p>
        </Notice>
    }
}

fn stopped(slug: &str, import: &ImportRow, done: i64, suppressed: Suppressed) -> impl IntoView + use<> {
    let go_on = start_form(slug, import, true, "Resume".to_owned(), true);
    let undo = undo_form(slug, import);
    let what = what_was_imported(import.noun, import.added, import.filled, suppressed);
    let (words, to_do) = (format!("Stopped: {what}."), import.lines.to_do());
    view! {
        <Notice
            kind=NoticeKind::Warn
            end=view! {
                {go_on}
                {undo}
            }
        >
            <Progress label=words done=done of=to_do />
        </Notice>
    }
}

fn ended(slug: &str, import: &ImportRow, suppressed: Suppressed, lines_gone: bool) -> impl IntoView + use<> {
    let home = home(import.noun, slug);
    let undo = undo_form(slug, import);
    let to = match import.noun {
        Noun::Numbers => "Open the pool",
        Noun::Leads => "Open the leads",
    };
    let left_out = (import.lines.bad > 0).then(|| {
        let words = format!(" {} left out. ", counted(import.lines.bad, "bad line was", "bad lines were"));
        // That lines are gone is said where they stood.
        view! { <span>{words} {(!lines_gone).then(|| bad_lines(slug, import))}</span> }
    });
    let what = format!("{}.", what_was_imported(import.noun, import.added, import.filled, suppressed));
    let hint = import.can_undo.then(|| {
        let words = if suppressed.persons > 0 {
            "Undo removes what was added, clears what was filled, and takes back the suppressions that only this import made."
        } else {
            "Undo removes what was added, and clears what was filled."
        };
        view! { <p class="small dim">{words} " What has been used since stays."</p> }
    });
    view! {
        <Notice
            kind=NoticeKind::Good
            end=view! {
                {undo}
                <LinkButton href=home.href kind=ButtonKind::Primary>
                    {to}
                </LinkButton>
            }
        >
            <b class="strong">{what}</b>
            {left_out}
            {hint}
        </Notice>
    }
}

fn undoing(import: &ImportRow) -> impl IntoView + use<> {
    let (gone, added) = (import.removed + import.kept, import.added);
    view! {
        <Notice kind=NoticeKind::Info glyph=Glyph::Waiting>
            <Progress label="Undoing" done=gone of=added />
        </Notice>
    }
}

fn undone(import: &ImportRow) -> impl IntoView + use<> {
    let words = format!("Undone: {} removed.", import.noun.counted(import.removed));
    let kept = (import.kept > 0).then(|| {
        let (they, have) = if import.kept == 1 { ("It", "has") } else { ("They", "have") };
        format!(" {} kept. {they} {have} been used or changed since.", import.noun.counted(import.kept))
    });
    view! { <Notice kind=NoticeKind::Info>{words} {kept}</Notice> }
}

fn start_form(
    slug: &str,
    import: &ImportRow,
    leave_out_bad: bool,
    words: String,
    primary: bool,
) -> impl IntoView + use<> {
    let (post, words) = (Post::<StartImport>::named("start"), StoredValue::new(words));
    let mut hidden = hidden(slug, import.id);
    hidden.push(("leave_out_bad", leave_out_bad.to_string()));
    let kind = if primary { ButtonKind::Primary } else { ButtonKind::Plain };
    view! {
        <PostForm post=post hidden=hidden bare=true let:form>
            <Button kind=kind icon=Glyph::Upload busy=form.busy()>
                {words.get_value()}
            </Button>
        </PostForm>
    }
}

fn discard_form(slug: &str, import: &ImportRow) -> impl IntoView + use<> {
    let post = Post::<DiscardImport>::named("discard");
    view! {
        <PostForm post=post hidden=hidden(slug, import.id) bare=true let:form>
            <Button kind=ButtonKind::Quiet busy=form.busy()>"Discard"</Button>
        </PostForm>
    }
}

/// The button that takes an import back, where that is possible.
pub(super) fn undo_form(slug: &str, import: &ImportRow) -> Option<impl IntoView + use<>> {
    import.can_undo.then(|| {
        let post = Post::<UndoImport>::named("undo");
        view! {
            <PostForm post=post hidden=hidden(slug, import.id) bare=true let:form>
                <Button icon=Glyph::Undo busy=form.busy()>
                    "Undo the import"
                </Button>
            </PostForm>
        }
    })
}

/// What is left to mend.
fn bad_lines(slug: &str, import: &ImportRow) -> impl IntoView + use<> {
    let csv = csv_href(slug, import, "bad");
    view! {
        <a class="link" href=csv download="">
            "Download the bad lines"
        </a>
    }
}

/// Where the report is as a file.
pub(super) fn csv_href(slug: &str, import: &ImportRow, kind: &str) -> String {
    let query = if kind.is_empty() { String::new() } else { format!("?kind={kind}") };
    format!("/b/{slug}/imports/{}/lines.csv{query}", import.id)
}

fn lines_are(count: i64, what: &str) -> String {
    match count {
        1 => format!("1 line is {what}"),
        count => format!("{} lines are {what}", grouped(count)),
    }
}

fn people_are(count: i64) -> String {
    counted(count, "person is", "people are")
}

/// Of lines so many that are new and that fill; who of these says no more than that nobody is to call fills nothing.
fn what_is_done(noun: Noun, new: i64, fill: i64, suppressed: Suppressed) -> String {
    let added = format!("{} would be added", noun.counted(new));
    let filled = Some(fill - suppressed.alone).filter(|fill| *fill > 0);
    let filled = filled.map(|fill| format!("{} known filled", grouped(fill)));
    let people = (suppressed.persons > 0).then(|| format!("{} suppressed", people_are(suppressed.persons)));
    match (filled, people) {
        (None, None) => format!("{added}."),
        (Some(filled), Some(people)) => format!("{added}, {filled}, and {people}."),
        (Some(one), None) | (None, Some(one)) => format!("{added}, and {one}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_suppressed_is_told_apart_from_what_is_filled() {
        let people = |persons, alone| Suppressed { persons, alone };
        for (new, fill, suppressed, draft) in [
            (2, 0, people(0, 0), "2 leads would be added."),
            (2, 1, people(0, 0), "2 leads would be added, and 1 known filled."),
            (0, 1, people(1, 1), "0 leads would be added, and 1 person is suppressed."),
            (2, 3, people(4, 2), "2 leads would be added, 1 known filled, and 4 people are suppressed."),
        ] {
            assert_eq!(what_is_done(Noun::Leads, new, fill, suppressed), draft);
        }
    }
}
