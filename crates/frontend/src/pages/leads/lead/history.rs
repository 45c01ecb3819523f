//! Every call and change of the lead, newest first, and the form for a note.

use crate::components::{
    Button, Card, Glyph, Icon, Phone, Segment, Segments, TextArea, Timeline, TimelineEntry, keyed,
};
use crate::form::{Post, PostForm};
use crate::loading::Piece;
use crate::pages::leads::address::lead_href;
use crate::pages::pool::number_href;
use crate::pages::query::address;
use leptos::prelude::*;
use steadyline_api::lead::AddNote;
use steadyline_core::id::LeadId;
use steadyline_core::page::{self, LeadPage};

/// The timeline.
#[component]
pub(super) fn HistoryCard(
    /// The page.
    page: StoredValue<LeadPage>,
) -> impl IntoView {
    let lead = page.get_value();
    let (slug, id) = (lead.broker.slug.to_string(), lead.id);
    let is_open = lead.erased.is_none();
    let none = lead.timeline.is_empty();
    let entries = keyed(
        lead.timeline,
        |entry| (entry.at.iso.clone(), entry.call_id.clone().unwrap_or_else(|| entry.what.clone())),
        |entry| line(&slug, id, is_open, entry),
    );
    let own = lead_href(&slug, id, "");
    let place = |show: &str, before: &str| address(&own, &[("show", show), ("before", before)]);
    let query = lead.query;
    let shows = [("", "All"), ("calls", "Calls"), ("changes", "Changes"), ("notes", "Notes")];
    let options = shows
        .map(|(show, label)| Segment {
            label: label.to_owned(),
            href: place(show, ""),
            on: query.show == show,
        })
        .to_vec();
    let newest = (!query.before.is_empty()).then(|| {
        view! {
            <a class="link" href=place(&query.show, "")>
                "Newest"
            </a>
        }
    });
    let older = lead.older.map(|before| {
        view! {
            <a class="button end" href=place(&query.show, &before)>
                "Older"
            </a>
        }
    });
    let foot = (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="card-foot" aria-label="Pages of the timeline">
                {newest} {older}
            </nav>
        }
    });
    let nothing = match query.show.as_str() {
        "calls" => "No calls yet.",
        "changes" => "No changes yet.",
        "notes" => "No notes yet.",
        _ => "No activity yet.",
    };
    let filter = view! { <Segments label="What the timeline shows" options=options /> };
    view! {
        <Card title="Timeline" sub=lead.zone>
            {is_open.then(|| view! { <NoteForm slug=slug.clone() lead=id /> })}
            <div class="timeline-shows">{filter}</div>
            {if none {
                view! { <p class="card-body dim">{nothing}</p> }.into_any()
            } else {
                view! { <Timeline>{Piece::Rows(entries)}</Timeline> }.into_any()
            }}
            {foot}
        </Card>
    }
}

fn line(slug: &str, lead: LeadId, is_open: bool, entry: page::TimelineEntry) -> impl IntoView + use<> {
    let number = entry.number.map(|link| {
        let href = number_href(slug, &link, "");
        view! {
            {format!(" {} ", entry.link_word)}
            <Phone number=link.number.to_string() href=href />
        }
    });
    // A person may have several records: what was done to another one is not told as this one's.
    let other = entry.lead.filter(|other| other.id != lead).map(|other| {
        view! {
            " in the record "
            <a class="link" href=lead_href(slug, other.id, "")>
                {other.title}
            </a>
        }
    });
    let who = (!entry.who.is_empty()).then(|| format!(" by {}", entry.who));
    let correct = entry.call_id.filter(|_| is_open && entry.outcome.is_some()).map(|call| {
        let href = address(&lead_href(slug, lead, "/correct"), &[("call", &call)]);
        // Its air is a space of that width, which stays in the line before where the word begins one of its own.
        view! {
            "\u{2003}"
            <a class="link small correct" href=href>
                "Correct"
            </a>
        }
    });
    view! {
        <TimelineEntry
            shape=entry.shape
            at=entry.at
            detail=entry.detail
            note=entry.note
        >
            <b class="strong">{entry.what}</b>
            {number}
            {other}
            {who}
            {correct}
        </TimelineEntry>
    }
}

/// A note opens below its word, with or without JavaScript.
#[component]
fn NoteForm(slug: String, lead: LeadId) -> impl IntoView {
    let post = Post::<AddNote>::named("note");
    let hidden = vec![("broker", slug), ("lead", lead.to_string())];
    view! {
        <details class="note-form">
            <summary class="button quiet">
                <Icon glyph=Glyph::Note />
                "Add note"
            </summary>
            <PostForm post=post hidden=hidden clears=true let:form>
                <TextArea
                    name="note"
                    form="note"
                    label="Note"
                    rows=2
                    required=true
                    value=form.typed("note", "")
                    error=form.error("note")
                />
                <div class="bar">
                    <Button busy=form.busy()>"Add the note"</Button>
                </div>
            </PostForm>
        </details>
    }
}
