//! What a sync would change, how it goes, and what it did.

use super::super::address::number_href;
use super::{crumbs, sentence, trouble};
use crate::address::use_broker;
use crate::components::{
    Button, ButtonKind, Card, Choice, EmptyState, Glyph, LinkButton, Notice, NoticeKind, Page, Phone,
    Progress, TableScroll, Tile, TileStrip, keyed,
};
use crate::form::{Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use steadyline_api::carrier::{ApplySync, LookAtCarrier, sync_page};
use steadyline_core::carrier::{ChangeKind, SyncStatus};
use steadyline_core::page::{SyncPage, SyncRow, SyncView, counted, grouped};

/// The pool beside SignalWire's numbers.
#[component]
pub fn SyncNumbersPage() -> impl IntoView {
    let broker = use_broker();
    let (look, apply) = (Post::<LookAtCarrier>::named("look"), Post::<ApplySync>::named("apply"));
    let found = read(move || broker.get(), sync_page);
    view! { <Load from=found title="Sync with SignalWire" view=move |page| content(page, look, apply) /> }
}

fn content(page: SyncPage, look: Post<LookAtCarrier>, apply: Post<ApplySync>) -> impl IntoView {
    let slug = page.broker.slug.to_string();
    let (crumbs, why) = (crumbs(&slug), trouble(&slug, &page.trouble));
    let is_connected = page.trouble.is_empty();
    let body = match page.sync {
        None => view! {
            <Card label="Sync">
                <EmptyState
                    glyph=Glyph::Refresh
                    title="Not synced yet"
                    text="Steadyline reads the numbers of your SignalWire project and shows what would change: numbers that are new, gone or back. Nothing changes until you confirm it, and nothing is ever deleted."
                >
                    {look_form(&slug, look, is_connected, page.asks_for_new, true)}
                </EmptyState>
            </Card>
        }
        .into_any(),
        Some(sync) => {
            let state = state(&slug, sync.clone(), look, apply, is_connected, page.asks_for_new);
            let sync = StoredValue::new(sync);
            view! {
                {state}
                <Totals sync=sync />
                <Notes sync=sync />
                <Changes slug=slug sync=sync />
            }
            .into_any()
        }
    };
    view! {
        <Page title="Sync with SignalWire" crumbs=crumbs>
            {why}
            {body}
        </Page>
    }
}

fn look_form(
    slug: &str,
    post: Post<LookAtCarrier>,
    is_connected: bool,
    asks_for_new: bool,
    primary: bool,
) -> impl IntoView + use<> {
    let hidden = vec![("broker", slug.to_owned())];
    let kind = if primary { ButtonKind::Primary } else { ButtonKind::Plain };
    view! {
        <PostForm post=post hidden=hidden bare=true let:form>
            {asks_for_new
                .then(|| {
                    view! {
                        <Choice
                            name="take_new"
                            label="Add numbers that are in no pool to this one"
                            checked=form.checked("take_new", false)
                        />
                    }
                })}
            <Button kind=kind icon=Glyph::Refresh busy=form.busy() disabled=!is_connected>
                {if primary { "See what would change" } else { "Look again" }}
            </Button>
        </PostForm>
    }
}

/// Where it stands, and what comes next.
fn state(
    slug: &str,
    sync: SyncView,
    look: Post<LookAtCarrier>,
    apply: Post<ApplySync>,
    is_connected: bool,
    asks_for_new: bool,
) -> AnyView {
    let again = look_form(slug, look, is_connected, asks_for_new, false);
    let error = sentence(&sync.error);
    match sync.status {
        SyncStatus::Reading => {
            let seen = sync.seen;
            view! {
                <Notice kind=NoticeKind::Info glyph=Glyph::Waiting end=reload(slug)>
                    <b class="strong">"SignalWire's numbers are being read. "</b>
                    {(seen > 0).then(|| format!("{} so far.", grouped(seen)))}
                </Notice>
            }
            .into_any()
        }
        SyncStatus::Applying => {
            let (done, steps) = (sync.done, sync.steps);
            view! {
                <Notice kind=NoticeKind::Info glyph=Glyph::Waiting end=reload(slug)>
                    <Progress label="Syncing" done=done of=steps />
                    <p class="small dim">"It continues if you leave this page or the server restarts."</p>
                </Notice>
            }
            .into_any()
        }
        SyncStatus::Ready => {
            let kind = if error.is_empty() { NoticeKind::Info } else { NoticeKind::Warn };
            let (changes, deaf) = (sync.changes, sync.deaf);
            let words = match changes {
                0 => "Nothing would change: the pool matches SignalWire. ".to_owned(),
                some => {
                    format!("{} would change. Nothing has changed yet. ", counted(some, "number", "numbers"))
                }
            };
            let apply = (sync.can_apply && is_connected && changes + deaf > 0)
                .then(|| apply_form(slug, &sync, apply));
            let late = (!sync.can_apply)
                .then_some("These results are more than 15 minutes old: look again before you apply them. ");
            view! {
                <Notice kind=kind end=again>
                    <b class="strong">{words}</b>
                    {late}
                    {error}
                    " "
                    {asked("Looked", &sync)}
                </Notice>
                {apply}
            }
            .into_any()
        }
        SyncStatus::Done => {
            let words = match sync.changes {
                0 if sync.pointed > 0 => String::new(),
                0 => "Nothing had changed at SignalWire. ".to_owned(),
                some => format!("{} changed. ", counted(some, "number", "numbers")),
            };
            let calls = |of: i64, go: &str| {
                (of > 0).then(|| format!("Calls of {} {go}. ", counted(of, "number", "numbers")))
            };
            let pointed = calls(sync.pointed, "come here now");
            let elsewhere = calls(sync.deaf, "go elsewhere: look again to point them here");
            let kind = if error.is_empty() { NoticeKind::Good } else { NoticeKind::Warn };
            view! {
                <Notice kind=kind end=again>
                    <b class="strong">{words} {pointed}</b>
                    {elsewhere}
                    {error}
                    " "
                    {asked("Synced", &sync)}
                    " Steadyline looks automatically every 5 minutes."
                </Notice>
            }
            .into_any()
        }
        SyncStatus::Failed => view! {
            <Notice kind=NoticeKind::Bad end=again>
                <b class="strong">"The sync failed. "</b>
                {error}
                " The pool is unchanged and keeps working. "
                {asked("Tried", &sync)}
            </Notice>
        }
        .into_any(),
    }
}

/// When, and by whom.
fn asked(what: &str, sync: &SyncView) -> impl IntoView + use<> {
    let words = format!("{what} {}, asked for by {}.", sync.made.relative, sync.who);
    view! {
        <span class="dim small" title=sync.made.exact.clone()>
            {words}
        </span>
    }
}

/// For who has no script: the page is read again.
fn reload(slug: &str) -> impl IntoView + Clone + Sync + use<> {
    let href = format!("/b/{slug}/pool/sync");
    move || view! { <LinkButton href=href.clone()>"Refresh"</LinkButton> }
}

fn apply_form(slug: &str, sync: &SyncView, post: Post<ApplySync>) -> impl IntoView + use<> {
    let hidden = vec![("broker", slug.to_owned()), ("sync", sync.id.to_string())];
    let (deaf, changes) = (sync.deaf, sync.changes);
    let gone = sync.counts[3];
    let label = StoredValue::new(format!("Point the calls of {} here", counted(deaf, "number", "numbers")));
    view! {
        <Card label="Apply" padded=true>
            <PostForm post=post hidden=hidden let:form>
                {(gone > 0)
                    .then(|| {
                        view! {
                            <p class="dim">
                                "Numbers that are gone no longer take leads. They stay in the pool with their calls and figures, and come back automatically when SignalWire has them again."
                            </p>
                        }
                    })}
                {(deaf > 0)
                    .then(|| {
                        view! {
                            <div class="choices boxed">
                                <Choice
                                    name="configures"
                                    label=label.get_value()
                                    hint="Leads who call back then reach your main line. This replaces what SignalWire did with their calls before."
                                    checked=form.checked("configures", changes == 0)
                                />
                            </div>
                        }
                    })}
                <div class="bar">
                    <Button kind=ButtonKind::Primary icon=Glyph::Check busy=form.busy()>
                        {match changes {
                            0 => "Point them here".to_owned(),
                            some => format!("Change {}", counted(some, "number", "numbers")),
                        }}
                    </Button>
                </div>
            </PostForm>
        </Card>
    }
}

/// Changes by kind.
#[component]
fn Totals(sync: StoredValue<SyncView>) -> impl IntoView {
    let SyncView { counts, deaf, seen, status, .. } = sync.get_value();
    if matches!(status, SyncStatus::Reading | SyncStatus::Failed) {
        return None;
    }
    let names = [
        ("New", "come into the pool"),
        ("Updated", "get the SignalWire ID or name"),
        ("Back", "are there again"),
        ("Gone", "take no leads"),
    ];
    let tiles: Vec<_> = names
        .into_iter()
        .zip(counts)
        .map(|((name, note), count)| view! { <Tile name=name figure=grouped(count) note=note /> })
        .collect();
    Some(view! {
        <TileStrip label="Numbers by what changes">
            <Tile name="At SignalWire" figure=grouped(seen) note="numbers of the project" />
            {tiles}
            <Tile name="Calls go elsewhere" figure=grouped(deaf) note="callbacks are not heard" />
        </TileStrip>
    })
}

/// Numbers that are left alone, and why.
#[component]
fn Notes(sync: StoredValue<SyncView>) -> impl IntoView {
    let SyncView { elsewhere, in_no_pool, voiceless, main_line, .. } = sync.get_value();
    let told = |count: i64, one: &str, many: &str| {
        (count > 0).then(|| format!("{} {}", grouped(count), if count == 1 { one } else { many }))
    };
    let notes: Vec<String> = [
        told(elsewhere, "is in another pool of this installation", "are in other pools of this installation"),
        told(
            in_no_pool,
            "is in no pool; an admin can take it into one",
            "are in no pool; an admin can take them into one",
        ),
        told(voiceless, "cannot make calls", "cannot make calls"),
        told(main_line, "is the office's main line", "are the office's main line"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!notes.is_empty()).then(|| {
        let words = format!("Of the project's numbers {}. They are left alone.", notes.join(", "));
        view! { <Notice>{words}</Notice> }
    })
}

const fn kind_words(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Add => "New",
        ChangeKind::Update => "Updated",
        ChangeKind::Back => "Back",
        ChangeKind::Gone => "Gone",
        ChangeKind::Same => "Same",
    }
}

/// The numbers that change.
#[component]
fn Changes(slug: String, sync: StoredValue<SyncView>) -> impl IntoView {
    let SyncView { rows, changes, .. } = sync.get_value();
    if rows.is_empty() {
        return None;
    }
    let more = changes - i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let lines = keyed(
        rows,
        |row| row.number.clone(),
        |SyncRow { kind, number, link, note, leads }| {
            let href = link.map(|link| number_href(&slug, &link, "")).unwrap_or_default();
            let leads = match leads {
                0 => String::new(),
                1 => "1 lead has it: give it another number on its page".to_owned(),
                many => format!("{} leads have it: give them other numbers on its page", grouped(many)),
            };
            let note =
                [note, leads].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
            view! {
                <tr>
                    <th scope="row">
                        <Phone number=number.to_string() href=href />
                    </th>
                    <td class="ink">{kind_words(kind)}</td>
                    <td class="dim">{note}</td>
                </tr>
            }
        },
    );
    Some(view! {
        <Card title="Changes" count=grouped(changes)>
            <TableScroll label="Changes">
                <table class="table">
                    <caption class="hush">"Numbers that change"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Number"</th>
                            <th scope="col">"What"</th>
                            <th scope="col">"Note"</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </TableScroll>
            {(more > 0).then(|| view! { <p class="dim small">{format!("and {} more", grouped(more))}</p> })}
        </Card>
    })
}
