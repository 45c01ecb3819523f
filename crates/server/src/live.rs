//! What a page hears while it is open: that something of its broker changed, so that it reads again what it shows.
//! Nothing of the change itself goes over the stream, so a gap loses nothing: whoever comes back reads anew.

use crate::App;
use crate::problem::Problem;
use crate::session::actor;
use axum::extract::{Query, State};
use axum::response::sse::{Event, Sse};
use futures::{Stream, StreamExt};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use steadyline_core::user::Role;
use steadyline_service::{Change, broker, session};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tower_sessions::Session;

/// Changes that come this close together are told once.
pub(crate) const GATHER: Duration = Duration::from_millis(100);
/// A page is told no more often than this: it reads everything anew each time.
const PAUSE: Duration = Duration::from_millis(800);
/// How often the stream says that it lives, and ends where the person may no longer hear it. A page that hears nothing for
/// longer than twice this asks anew.
pub(crate) const BEAT: Duration = Duration::from_secs(15);

/// `GET /live?broker=slug`, or `GET /live` for a page that belongs to no broker.
#[derive(Debug, Deserialize)]
pub(crate) struct Whose {
    broker: Option<String>,
}

/// Changes of a broker's data, or of all that the person may see, until the page goes, the person may no longer see it, or the program ends.
pub(crate) async fn changes(
    State(app): State<App>,
    session: Session,
    Query(whose): Query<Whose>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    // Heard from before the look-up, so that nothing falls between.
    let news = app.service.bus.listen();
    let hears = may_hear(&app, &session, whose.broker.as_deref()).await?;
    let listener = Listener {
        stopping: app.stopping.clone(),
        said_hello: false,
        next_beat: Instant::now() + BEAT,
        not_before: Instant::now(),
        news,
        hears,
        whose,
        session,
        app,
    };
    let events = futures::stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    });
    Ok(Sse::new(events.fuse()))
}

/// Who is signed in, and what they hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hears {
    is_admin: bool,
    /// Of whose data: of one broker's, or, as an administrator who names none, of all.
    of: Role,
}

async fn may_hear(app: &App, session: &Session, broker: Option<&str>) -> Result<Hears, Problem> {
    let actor = actor(app, session).await?;
    let of = match broker {
        Some(named) => Role::Broker(broker::find(&app.service, &actor, named).await?.id),
        None => actor.role(),
    };
    Ok(Hears { is_admin: actor.role() == Role::Admin, of })
}

/// One open page.
struct Listener {
    app: App,
    session: Session,
    whose: Whose,
    hears: Hears,
    news: Receiver<Change>,
    stopping: watch::Receiver<bool>,
    said_hello: bool,
    next_beat: Instant,
    not_before: Instant,
}

/// What wakes an open stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// Something changed that it tells of, or may have.
    News,
    /// It is time for a sign of life.
    Beat,
}

impl Hears {
    fn woken_by(self, change: Change) -> Option<Woken> {
        if self.of.may(change.broker_id) {
            return Some(Woken::News);
        }
        // On an administrator's page of an office, which shows nothing of it: perhaps they were signed out. So the
        // beat comes early.
        (self.is_admin && change.is_of_the_house()).then_some(Woken::Beat)
    }
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        if !self.said_hello {
            self.said_hello = true;
            // Which build of the browser's part is served now, and how much was told until now: an older page then
            // knows that it is old, and one that missed something that it did.
            let hello = format!("{} {}", self.app.info.build_id, self.told());
            return Some(Event::default().event("hello").data(hello));
        }
        let hears = self.hears;
        let woken = tokio::select! {
            woken = heard(&mut self.news, Woken::News, |change| hears.woken_by(change)) => woken,
            () = sleep_until(self.next_beat) => Some(Woken::Beat),
            _ = self.stopping.wait_for(|stop| *stop) => None,
        };
        match woken? {
            Woken::News => {
                sleep_until(self.not_before.max(Instant::now() + GATHER)).await;
                // Everything until here is in what the page reads now.
                self.news = self.news.resubscribe();
                self.not_before = Instant::now() + PAUSE;
                Some(Event::default().event("change").data(self.told().to_string()))
            }
            // A word says nothing of what changed, and what a page reads thereupon is asked for anew. So it is enough to
            // look now and then who still may hear, rather than for every page at every word.
            Woken::Beat if !self.still_may_hear().await => None,
            Woken::Beat => {
                self.next_beat = Instant::now() + BEAT;
                Some(Event::default().event("beat").data("1"))
            }
        }
    }

    /// How many changes were told until now.
    fn told(&self) -> u64 {
        self.app.service.bus.count_for(self.hears.of)
    }

    /// Whether the session still stands in the database, and the person may still hear of the same.
    async fn still_may_hear(&self) -> bool {
        let Some(id) = self.session.id() else { return false };
        let stands = matches!(session::load(&self.app.service, &id.to_string()).await, Ok(Some(_)));
        let may = may_hear(&self.app, &self.session, self.whose.broker.as_deref()).await;
        stands && may.is_ok_and(|hears| hears == self.hears)
    }
}

/// Waits for a change that is something to the listener, and gives what; none when there will be none. Whoever was too slow
/// to hear all gets `missed`: takes it that theirs was among them.
pub(crate) async fn heard<T>(
    news: &mut Receiver<Change>,
    missed: T,
    is: impl Fn(Change) -> Option<T>,
) -> Option<T> {
    loop {
        match news.recv().await {
            Ok(change) => {
                if let Some(woken) = is(change) {
                    return Some(woken);
                }
            }
            Err(RecvError::Lagged(_)) => return Some(missed),
            Err(RecvError::Closed) => return None,
        }
    }
}
