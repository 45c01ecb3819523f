//! `/api/v1/events`: what happened, as a list, and as a stream of what happens from now on.

use super::{after, broker_of};
use crate::App;
use crate::extract::{Asked, Key};
use crate::limit::OpenStream;
use crate::live::{BEAT, GATHER, Woken, heard};
use crate::openapi::history as shape;
use crate::openapi::list::{Events, OfBroker, Paging};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use http::HeaderMap;
use http::header::ACCEPT;
use std::collections::VecDeque;
use std::convert::Infallible;
use steadyline_core::history::KindWord;
use steadyline_core::id::{ApiKeyId, BrokerId};
use steadyline_core::user::Actor;
use steadyline_service::cursor::time_cursor;
use steadyline_service::history::{self, EventFilter, HistoryEvent, Reader};
use steadyline_service::{Change, ServiceError, api_key, broker};
use tokio::sync::broadcast::Receiver;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

/// Most kinds that are asked for.
const MOST_KINDS: usize = 20;

/// List what happened
///
/// The history of leads, assignments, calls and numbers, newest first, as pages show it.
/// With `Accept: text/event-stream`, the reply stays open and streams what happens from now on, oldest first, each event
/// once it is committed: `id` is its place in the history, `data` the same object as in the list. A comment comes every
/// 15 seconds. Send the last `id` as `Last-Event-ID` to resume there; some events around that place may come twice: go
/// by the `id` in `data`. A key may have 20 streams open. For events that must not be missed, use an endpoint
/// (`POST /api/v1/event-endpoints`), which is retried for days.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    operation_id = "list_events",
    tag = "events",
    params(
        OfBroker,
        shape::WhichEvents,
        Paging,
        ("Last-Event-ID" = Option<String>, Header, description = "For a stream: the last `id` received."),
    ),
    responses((status = 200, description = "A page of the history, or a stream of events.",
        content((Events = "application/json"), (String = "text/event-stream", example = ": steadyline\n\nid: 1795708800000000~018f4e9b-61c6-7a01-8f3e-2d4c6b8a0e1f\ndata: {\"kind\":\"assignment.held\"}\n\n")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = EventFilter {
        kinds: kinds(&asked)?,
        lead_id: asked.parsed("lead_id")?,
        number_id: asked.parsed("number_id")?,
        assignment_id: asked.parsed("assignment_id")?,
    };
    if is_stream_wanted(&headers) {
        return stream(app, actor, &broker, filter, &headers).await;
    }
    let (before, limit) = (after(asked.cursor())?, asked.limit()?);
    let page = history::list(&app.service, &actor, &broker, filter, before, limit).await?;
    Ok(Json(page).into_response())
}

fn kinds(asked: &Asked) -> Result<Vec<KindWord>, Problem> {
    let words = asked.all("kind")?;
    if words.len() > MOST_KINDS {
        let message =
            format!("Send up to {MOST_KINDS} nouns or kinds with commas, such as assignment,number.rested.");
        return Err(Problem::field("kind", message));
    }
    Ok(words)
}

fn is_stream_wanted(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.to_ascii_lowercase().contains("text/event-stream"))
}

async fn stream(
    app: App,
    actor: Actor,
    named: &str,
    filter: EventFilter,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let last = headers.get("last-event-id").map(|id| id.to_str().unwrap_or_default().trim().to_owned());
    let last = after(last.filter(|id| !id.is_empty()));
    let last = last.map_err(|_| Problem::field("Last-Event-ID", "Send the id of an event as it came."))?;
    let Actor::Key { id: key, .. } = &actor else { return Err(Problem::no_address()) };
    let (key, open) = (*key, app.limits.stream(key.0)?);
    // Heard from before the first look, so that nothing falls between.
    let news = app.service.bus.listen();
    let broker_id = broker::find(&app.service, &actor, named).await?.id;
    let reader = Reader::begin(&app.service, broker_id, filter, last).await?;
    let listener = Listener {
        stopping: app.stopping.clone(),
        // Who goes on where it was has something to read at once.
        woken: Some(Woken::News),
        queue: VecDeque::new(),
        next_beat: Instant::now() + BEAT,
        said_hello: false,
        _open: open,
        app,
        key,
        broker_id,
        news,
        reader,
    };
    let events = futures::stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Ok(Sse::new(events.fuse()).into_response())
}

/// One open stream.
struct Listener {
    app: App,
    key: ApiKeyId,
    broker_id: BrokerId,
    news: Receiver<Change>,
    stopping: watch::Receiver<bool>,
    reader: Reader,
    queue: VecDeque<HistoryEvent>,
    woken: Option<Woken>,
    said_hello: bool,
    next_beat: Instant,
    _open: OpenStream,
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        if !self.said_hello {
            self.said_hello = true;
            return Some(Event::default().comment("steadyline"));
        }
        loop {
            if let Some(entry) = self.queue.pop_front() {
                return told(&entry);
            }
            let woken = match self.woken.take() {
                Some(woken) => woken,
                None => self.wait().await?,
            };
            // A key that was revoked hears nothing more.
            let stands = api_key::is_in_force(&self.app.service, self.key).await;
            if !stands.map_err(|error| logged(&error)).ok()? {
                return None;
            }
            let read = self.reader.next(&self.app.service).await;
            let read = read.map_err(|error| logged(&error)).ok()?;
            if !read.is_empty() {
                // There may be more of it.
                self.woken = Some(Woken::News);
                self.queue = read.into();
            } else if woken == Woken::Beat {
                return Some(Event::default().comment("still here"));
            }
        }
    }

    /// Until something changed or it is time for a sign of life; none where the stream is to end.
    async fn wait(&mut self) -> Option<Woken> {
        let broker = self.broker_id;
        let of = |change: Change| (change.broker_id == broker).then_some(Woken::News);
        let woken = tokio::select! {
            woken = heard(&mut self.news, Woken::News, of) => woken,
            () = sleep_until(self.next_beat) => Some(Woken::Beat),
            _ = self.stopping.wait_for(|stop| *stop) => None,
        }?;
        match woken {
            Woken::News => {
                sleep(GATHER).await;
                self.news = self.news.resubscribe();
            }
            Woken::Beat => self.next_beat = Instant::now() + BEAT,
        }
        Some(woken)
    }
}

fn told(entry: &HistoryEvent) -> Option<Event> {
    Event::default().id(time_cursor(entry.at, entry.id)).json_data(entry).ok()
}

fn logged(error: &ServiceError) {
    tracing::error!(%error, "a stream of events ended");
}
