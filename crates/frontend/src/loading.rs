//! Reading from the server, and the one component for what is loading, what failed and what is there.

mod kept;

use crate::address;
use crate::components::{Button, Card, EmptyState, Glyph, LinkButton, Notice, NoticeKind, Page, Skeleton};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;
use steadyline_api::{ApiError, ErrorKind};

/// What a page reads.
pub type Read<T> = Resource<Result<T, ApiError>>;

/// Counts what was changed; everything that pages read is read again when it grows.
#[derive(Clone, Copy, Debug)]
pub struct Refresh {
    /// Changes of which this page knows, whoever made them.
    all: RwSignal<u32>,
    /// Those that were made on this page.
    own: RwSignal<u32>,
}

impl Refresh {
    /// Makes one and puts it into the context.
    pub fn provide() -> Self {
        let refresh = Self { all: RwSignal::new(0), own: RwSignal::new(0) };
        provide_context(refresh);
        refresh
    }

    /// The one of the app.
    pub fn find() -> Option<Self> {
        use_context()
    }

    /// Whether nothing was changed on this page yet.
    pub fn is_untouched(self) -> bool {
        self.own.get() == 0
    }

    /// Something was changed here.
    pub fn now(self) {
        let _ = self.own.try_update(|changes| *changes = changes.wrapping_add(1));
        self.heard();
    }

    /// Something was changed, perhaps by somebody else.
    pub fn heard(self) {
        let _ = self.all.try_update(|changes| *changes = changes.wrapping_add(1));
    }
}

/// Reads from the server, again whenever `key` or something on the server changes.
pub fn read<K, T, F>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
) -> Read<T>
where
    K: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let refresh = Refresh::find();
    Resource::new(move || (refresh.map(|refresh| refresh.all.get()), key()), move |(_, key)| fetch(key))
}

/// The same for what stands in a form or around one: it is not read again for what others change, so that nothing
/// that is being typed is lost.
pub fn read_still<K, T, F>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
) -> Read<T>
where
    K: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let refresh = Refresh::find();
    Resource::new(move || (refresh.map(|refresh| refresh.own.get()), key()), move |(_, key)| fetch(key))
}

/// Shows what was read: rows that keep the place while it loads, the failure, or the content. What was there
/// stays until what comes next is there, and an open menu stays open.
#[component]
pub fn Load<T, V, F>(
    /// What is read.
    from: Read<T>,
    /// The page's title while it loads and where it failed, for content that brings its own `Page`. Without,
    /// the place of a card's content is kept.
    #[prop(optional, into)]
    title: String,
    /// How many rows keep the place.
    #[prop(default = 6)]
    rows: usize,
    /// The content.
    view: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Send + Sync + 'static,
{
    let while_loading = title.clone();
    view! {
        <Transition fallback=move || {
            around(&while_loading, move || view! { <Skeleton rows=rows /> }.into_any())
        }>
            {move || {
                from.get()
                    .map(|read| {
                        kept::keep_menu();
                        match read {
                            Ok(content) => view(content).into_any(),
                            Err(error) => failed(&title, error),
                        }
                    })
            }}
        </Transition>
    }
}

fn around(title: &str, content: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    if title.is_empty() {
        content()
    } else {
        let title = title.to_owned();
        view! {
            <Page title=title.clone()>
                <Card label=title>{content()}</Card>
            </Page>
        }
        .into_any()
    }
}

fn failed(title: &str, error: ApiError) -> AnyView {
    if title.is_empty() {
        return view! { <Failure error=error /> }.into_any();
    }
    let title = if error.kind == ErrorKind::NotFound { "Not found" } else { title }.to_owned();
    view! {
        <Page title=title>
            <Failure error=error />
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
        ErrorKind::NotFound => in_vain(
            "Not found",
            Glyph::Search,
            error.message,
            "It may have been removed, or the address may be mistyped.",
        ),
        ErrorKind::InvalidField | ErrorKind::Malformed | ErrorKind::Forbidden => in_vain(
            "Not possible",
            Glyph::Info,
            error.message,
            "Go back and choose again. What only admins may do, an admin does for you.",
        ),
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
                                    refresh.now();
                                }
                            }
                        >
                            "Try again"
                        </Button>
                    </span>
                }
            };
            view! {
                <Notice kind=NoticeKind::Bad end=again()>
                    {words(&error)}
                    <p class="small">
                        "Try again in a moment. If it stays so, tell an admin: the server's log says more."
                    </p>
                </Notice>
            }
            .into_any()
        }
    }
}

/// What asking again would not help, with the way out.
fn in_vain(label: &'static str, glyph: Glyph, title: String, text: &'static str) -> AnyView {
    view! {
        <Card label=label>
            <EmptyState glyph=glyph title=title text=text>
                <LinkButton href="/">"To the start"</LinkButton>
            </EmptyState>
        </Card>
    }
    .into_any()
}

/// The message, with the reference under which the log has more where there is one worth telling.
pub fn words(error: &ApiError) -> String {
    match &error.reference {
        Some(reference) if error.kind == ErrorKind::Internal => {
            format!("{} Reference: {reference}.", error.message)
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
    Effect::new(move |_| use_navigate()(&href(), NavigateOptions { replace: true, ..Default::default() }));
    view! {
        <Notice kind=NoticeKind::Warn>
            "You are signed out. "
            <a class="link" href=href>
                "Sign in again"
            </a>
        </Notice>
    }
}
