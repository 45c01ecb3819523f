//! Reading from the server, and the one component for what is loading, what failed and what is there.

mod kept;
mod late;
mod once;
mod pause;
mod pieces;
mod reading;
mod refresh;

pub(crate) use once::Once;
pub(crate) use pause::{Pause, turn_if_due};
pub(crate) use pieces::{Piece, Waking};
pub use reading::{Read, Readable};
pub use refresh::{Again, Refresh};

use crate::address;
use crate::components::{
    Button, Card, Crumb, EmptyState, Glyph, InDialog, LinkButton, Notice, NoticeKind, Page, Skeleton,
};
use late::Late;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use steadyline_api::{ApiError, ErrorKind};

/// Reads from the server, again whenever `key` or something on the server changes.
pub fn read<K, T, F>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
) -> Read<T>
where
    K: PartialEq + Clone + Send + Sync + 'static,
    T: Readable,
    F: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    read_again(Again::Changed, key, fetch)
}

/// The same, again whenever `key` changes or as `again` says.
pub fn read_again<K, T, F>(
    again: Again,
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
) -> Read<T>
where
    K: PartialEq + Clone + Send + Sync + 'static,
    T: Readable,
    F: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let refresh = Refresh::find();
    Read::new(move || refresh.map_or(0, |refresh| refresh.count(again)), key, fetch)
}

/// Shows what was read: rows that keep the place while it loads, the failure, or the content. What was there
/// stays until what comes next is there, and stays as it is where that says the same; an open menu stays open.
#[component]
pub fn Load<T, V, F>(
    /// What is read.
    from: Read<T>,
    /// The page's title while it loads and where it failed, for content that brings its own `Page`. Without,
    /// the place of a card's content is kept.
    #[prop(optional, into)]
    title: String,
    /// What that page has around its content.
    #[prop(optional)]
    around: Option<Around>,
    /// How many rows keep the place.
    #[prop(default = 6)]
    rows: usize,
    /// The content.
    view: F,
) -> impl IntoView
where
    T: Readable,
    V: IntoView + 'static,
    F: Fn(T) -> V + Send + Sync + 'static,
{
    let ask = Box::new(move || from.ask());
    let follow = Box::new(move || {
        let read = from.follow();
        Box::new(move || read().map(|read| read.map(|content| view(content).into_any()))) as Shown
    });
    loaded(title, around, rows, ask, follow)
}

/// Puts what a page has around its content, as a menu beside it.
pub type Around = fn(AnyView) -> AnyView;

/// What a reading looks like by now.
type Shown = Box<dyn Fn() -> Option<Result<AnyView, ApiError>> + Send + Sync>;

/// [`Load`], without the types that differ from page to page.
fn loaded(
    title: String,
    around: Option<Around>,
    rows: usize,
    ask: Box<dyn Fn() + Send>,
    follow: Box<dyn FnOnce() -> Shown + Send>,
) -> AnyView {
    let while_loading = title.clone();
    let late = move || {
        let shown = follow();
        let show = move || {
            shown().map(|shown| {
                kept::keep_menu();
                shown.unwrap_or_else(|error| failed(&title, around, error))
            })
        };
        Late { ask, show }
    };
    view! {
        <Transition fallback=move || {
            placed(&while_loading, around, move || view! { <Skeleton rows=rows /> }.into_any())
        }>
            {late()}
        </Transition>
    }
    .into_any()
}

fn placed(
    title: &str,
    around: Option<Around>,
    content: impl FnOnce() -> AnyView + Send + 'static,
) -> AnyView {
    if title.is_empty() {
        content()
    } else {
        let title = title.to_owned();
        view! {
            <Page title=title.clone()>
                {within(around, view! { <Card label=title>{content()}</Card> }.into_any())}
            </Page>
        }
        .into_any()
    }
}

fn within(around: Option<Around>, content: AnyView) -> AnyView {
    match around {
        Some(around) => around(content),
        None => content,
    }
}

fn failed(title: &str, around: Option<Around>, error: ApiError) -> AnyView {
    if title.is_empty() {
        return view! { <Failure error=error /> }.into_any();
    }
    // Of an office that is not there, nothing is.
    let (title, around) =
        if error.kind == ErrorKind::NotFound { ("Not found", None) } else { (title, around) };
    let above = address::use_list_above();
    let crumbs = above.into_iter().map(|(name, href)| Crumb::new(name, href)).collect::<Vec<_>>();
    view! {
        <Page title=title crumbs=crumbs>
            {within(around, view! { <Failure error=error /> }.into_any())}
        </Page>
    }
    .into_any()
}

/// Why something could not be read, and what to do.
#[component]
pub fn Failure(
    /// Why.
    error: ApiError,
) -> impl IntoView {
    match error.kind {
        ErrorKind::Unauthenticated => view! { <ToSignIn /> }.into_any(),
        ErrorKind::NotFound | ErrorKind::InvalidField | ErrorKind::Malformed | ErrorKind::Forbidden => {
            in_vain(error)
        }
        _ => {
            let refresh = Refresh::find();
            let again = move || {
                view! {
                    <span class="alive-only">
                        <Button
                            still=true
                            icon=Glyph::Refresh
                            on_click=move |_| {
                                if let Some(refresh) = refresh {
                                    refresh.anew();
                                }
                            }
                        >
                            "Try again"
                        </Button>
                    </span>
                }
            };
            let hint = if has_reference(&error) {
                "Try again in a moment. If it keeps happening, give an admin this reference: the server's log has the details under it."
            } else {
                "Try again in a moment."
            };
            view! {
                <Notice kind=NoticeKind::Bad end=again()>
                    {words(&error)}
                    <p class="small">{hint}</p>
                </Notice>
            }
            .into_any()
        }
    }
}

/// What asking again would not help, with the way out.
fn in_vain(error: ApiError) -> AnyView {
    let in_dialog = use_context::<InDialog>().is_some();
    let (label, glyph) = match error.kind {
        ErrorKind::NotFound => ("Not found", Glyph::Search),
        _ => ("Not possible", Glyph::Info),
    };
    let text = match error.kind {
        ErrorKind::NotFound => "It may have been removed, or the address may be mistyped.",
        ErrorKind::Forbidden => "If you need it, ask an admin to do it for you.",
        _ if in_dialog => "Close this and choose again.",
        _ => "Go back and choose again.",
    };
    // A dialog is closed, and what it was opened from is there.
    let way_out = (!in_dialog).then(|| {
        let (way, href) = match address::use_list_above() {
            Some((name, href)) => (format!("Back to {name}"), href),
            None => ("Go to the start page".to_owned(), "/".to_owned()),
        };
        view! { <LinkButton href=href>{way}</LinkButton> }
    });
    view! {
        <Card label=label>
            <EmptyState glyph=glyph title=error.message text=text>
                {way_out}
            </EmptyState>
        </Card>
    }
    .into_any()
}

/// Whether there is a reference worth telling, under which the log has more.
fn has_reference(error: &ApiError) -> bool {
    error.kind == ErrorKind::Internal && error.reference.is_some()
}

/// The message; of what broke here, what it is called in the log.
pub fn words(error: &ApiError) -> String {
    match &error.reference {
        Some(reference) if has_reference(error) => {
            format!("Something went wrong here. Reference: {reference}.")
        }
        _ => error.message.clone(),
    }
}

/// The address for signing in and coming back here.
pub fn use_way_back() -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    move || {
        let (path, search) = (path.get(), search.get());
        let search = search.trim_start_matches('?');
        let separator = if search.is_empty() { "" } else { "?" };
        format!("/sign-in?next={}", address::encode(&format!("{path}{separator}{search}")))
    }
}

/// The session ended while the page was open: leads to signing in and back here.
#[component]
fn ToSignIn() -> impl IntoView {
    let href = use_way_back();
    Effect::new(move |_| {
        // Said once: where this leads is an address of its own, from which it would lead on for ever.
        let href = untrack(href);
        use_navigate()(&href, NavigateOptions { replace: true, ..Default::default() });
    });
    view! {
        <Notice kind=NoticeKind::Warn>
            "You are signed out. "
            <a class="link" href=href>
                "Sign in again"
            </a>
        </Notice>
    }
}
