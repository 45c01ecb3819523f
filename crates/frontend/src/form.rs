//! The one way to change something: a form that works as plain HTML, and by script once the page is alive.
//!
//! ```ignore
//! let add = Post::<AddNumber>::new();
//! view! {
//!     <PostForm post=add hidden=vec![("broker", slug)] let:form>
//!         <Field name="label" label="Label" value=form.typed("label", "") error=form.error("label") />
//!         <Button kind=ButtonKind::Primary busy=form.busy()>"Add"</Button>
//!     </PostForm>
//! }
//! ```
//!
//! Refused, the form stays as it was typed and says why: by script at once, without it after a redirect that
//! brings `?error=<kind>&field=<name>`, with what was typed in the session. Done, a toast says so, and all
//! that the page reads is read again; or the server leads elsewhere.

mod done;
mod refused;
mod send;
mod told;
mod was;

pub use done::{DoneBefore, DoneNotice};
pub use refused::{Refused, RefusedNotice};
pub use told::Told;
pub use was::Was;

use done::take_back;

use crate::components::{FormError, InDialog, Problem, Toaster, close_menu_around};
use crate::loading::{Once, Refresh, words};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;
use std::time::Duration;
use steadyline_api::ApiError;
use steadyline_api::flash::MARK;
use steadyline_core::page::Undo;

/// A form's way to a server function, and what came of it.
pub struct Post<S>
where
    S: ServerFn + 'static,
    S::Output: 'static,
{
    sending: Sending<S::Output>,
    name: &'static str,
}

/// A sending of the form's fields, as they are, and what came of it. Of all server functions with the same output one
/// is compiled.
type Sending<O> = Action<String, Result<O, ApiError>>;

impl<S> Clone for Post<S>
where
    S: ServerFn + 'static,
    S::Output: 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Post<S>
where
    S: ServerFn + 'static,
    S::Output: 'static,
{
}

impl<S> Post<S>
where
    S: ServerFn<Error = ApiError>,
    S::Output: Told,
{
    /// The only form of its page, or the main one.
    pub fn new() -> Self {
        Self::named("")
    }

    /// One of several forms of a page; its fields get `form=name` too, so that their ids differ.
    pub fn named(name: &'static str) -> Self {
        Self { sending: sending(S::PATH, None), name }
    }

    /// The same for what makes something that is told once: it is told where the form was sent from.
    pub(crate) fn telling(name: &'static str, once: Once<S::Output>) -> Self {
        Self { sending: sending(S::PATH, Some(once)), name }
    }

    /// What came of the last sending by script.
    pub fn answer(self) -> Signal<Option<Result<S::Output, ApiError>>> {
        self.sending.value().into()
    }

    /// Whether it is under way.
    pub fn busy(self) -> Signal<bool> {
        self.sending.pending().into()
    }
}

impl<S> Default for Post<S>
where
    S: ServerFn<Error = ApiError>,
    S::Output: Told,
{
    fn default() -> Self {
        Self::new()
    }
}

fn sending<O: Told>(path: &'static str, once: Option<Once<O>>) -> Sending<O> {
    let (toaster, refresh) = (use_context::<Toaster>(), Refresh::find());
    Action::new(move |fields: &String| {
        let sent = send::send(path, fields.clone());
        let once = once.map(|once| (once, once.here()));
        if let Some(refresh) = refresh {
            refresh.hold();
        }
        async move {
            let answer: Result<O, ApiError> = sent.await.and_then(|answer| answer.read(refresh));
            // Not in an effect: the server may have led elsewhere, and the form is gone then.
            if let Ok(done) = &answer {
                if let Some((once, here)) = once {
                    once.made(&here, done.clone());
                }
                tell(path, done.told(), done.undo(), toaster, refresh);
            }
            if let Some(refresh) = refresh {
                if answer.as_ref().is_err_and(|error| error.kind.is_of_another_time()) {
                    refresh.anew();
                }
                refresh.let_go();
            }
            answer
        }
    })
}

/// Says what was done, in place of what the same form did before, also where the page says it; what can be taken
/// back only in place of what it did to the same.
fn tell(path: &str, told: String, undo: Option<Undo>, toaster: Option<Toaster>, refresh: Option<Refresh>) {
    match (toaster, undo) {
        (Some(toaster), _) if told.is_empty() => toaster.unsay(path),
        (Some(toaster), Some(undo)) => {
            let about = format!("{path} {}", undo.id);
            toaster.say_with_undo(&about, told, take_back(undo, toaster, refresh));
        }
        (Some(toaster), None) => toaster.say(path, told),
        (None, _) => {}
    }
}

/// What a form's fields show.
#[derive(Clone, Copy)]
pub struct Fields {
    error: Signal<Option<ApiError>>,
    busy: Signal<bool>,
    /// What was typed into it where its refusal came with the page.
    typed: StoredValue<Option<Vec<(String, String)>>>,
}

impl Fields {
    /// Why it was refused.
    pub fn refusal(self) -> Signal<Option<ApiError>> {
        self.error
    }

    /// What is wrong with a field; empty if nothing.
    pub fn error(self, field: &'static str) -> Signal<String> {
        Signal::derive(move || {
            self.error
                .get()
                .filter(|error| error.field.as_deref() == Some(field))
                .map_or_else(String::new, |error| words(&error))
        })
    }

    /// Whether it is under way.
    pub fn busy(self) -> Signal<bool> {
        self.busy
    }

    /// What a field holds: what was typed if the form was refused, else what is stored.
    pub fn typed(self, field: &str, stored: impl Into<String>) -> String {
        self.typed.with_value(|typed| match typed {
            Some(typed) => value_of(typed, field).unwrap_or_default().to_owned(),
            None => stored.into(),
        })
    }

    /// Whether any field was sent with this value: for checkboxes whose names are places in a list that may be another one
    /// by now.
    pub fn holds(self, value: &str) -> bool {
        self.typed.with_value(|typed| typed.iter().flatten().any(|(_, typed)| typed == value))
    }

    /// Whether a checkbox is ticked.
    pub fn checked(self, field: &str, stored: bool) -> bool {
        self.typed.with_value(|typed| typed.as_ref().map_or(stored, |typed| value_of(typed, field).is_some()))
    }
}

fn value_of<'a>(typed: &'a [(String, String)], field: &str) -> Option<&'a str> {
    typed.iter().find(|(name, _)| name == field).map(|(_, typed)| typed.as_str())
}

/// The form. Says above its fields why it was refused.
#[component]
pub fn PostForm<S, V, C>(
    /// Where it goes.
    post: Post<S>,
    /// Fields that nobody sees: name and value.
    #[prop(optional)]
    hidden: Vec<(&'static str, String)>,
    /// Its class.
    #[prop(default = "form".into(), into)]
    class: String,
    /// A button alone: a refusal is told by a toast, or at the top of the page.
    #[prop(optional)]
    bare: bool,
    /// Empties its fields once it is done: for a form that stays where it is and is used again.
    #[prop(optional)]
    clears: bool,
    /// Sends files: by the browser itself, with and without a script.
    #[prop(optional)]
    files: bool,
    /// Its fields and buttons.
    children: C,
) -> impl IntoView
where
    S: ServerFn<Error = ApiError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Told,
    V: IntoView + 'static,
    C: Fn(Fields) -> V + Send + Sync + 'static,
{
    let Post { sending, name } = post;
    let children = Box::new(move |fields| children(fields).into_any());
    form(Form { path: S::url(), sending, name, hidden, class, bare, clears, files, children })
}

/// [`PostForm`], without the types that differ from form to form.
struct Form<O: 'static> {
    path: &'static str,
    sending: Sending<O>,
    name: &'static str,
    hidden: Vec<(&'static str, String)>,
    class: String,
    bare: bool,
    clears: bool,
    files: bool,
    children: Box<dyn Fn(Fields) -> AnyView + Send + Sync>,
}

fn form<O: Told>(form: Form<O>) -> AnyView {
    let Form { path, sending: action, name, hidden, class, bare, clears, files, children } = form;
    let node = NodeRef::<html::Form>::new();
    let leaving = RwSignal::new(false);
    let on_submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        if files {
            leaving.set(true);
            return;
        }
        event.prevent_default();
        if action.pending().get_untracked() {
            return;
        }
        if let Some(form) = node.get_untracked() {
            close_menu_around(&form);
        }
        match send::fields(&event) {
            Some(fields) => {
                action.dispatch(fields);
            }
            None => action.value().set(Some(Err(ApiError::internal()))),
        }
    };
    let (toaster, dialog) = (use_context::<Toaster>(), use_context::<InDialog>());
    let refused = Refused::find().filter(|_| !bare);
    // What was refused in a dialog that was closed is not said when it is opened again.
    let refused_as = refused.map(|refused| (refused, refused.key(path, name, dialog)));
    let said_before = refused_as.and_then(|(refused, key)| refused.by_script(key));
    Effect::new(move |before: Option<()>| {
        let answer = action.value().get();
        if let (Some((refused, key)), Some(answer)) = (refused_as, &answer) {
            refused.came(key, answer.as_ref().err());
        }
        let error = match answer {
            None => return,
            Some(Ok(_)) => {
                // What the action did before the form was opened closes nothing.
                if let Some(dialog) = dialog.filter(|_| before.is_some()) {
                    // Once all that hears of the answer has heard it: it goes with the dialog.
                    set_timeout(move || dialog.close(), Duration::ZERO);
                }
                if let Some(form) = node.get_untracked().filter(|_| clears) {
                    form.reset();
                }
                return;
            }
            Some(Err(error)) => error,
        };
        if let Some(toaster) = toaster.filter(|_| bare) {
            toaster.refuse(path, words(&error));
        }
        // The field at fault, else what is said above the form.
        let Some(form) = node.get_untracked().filter(|_| !bare) else { return };
        request_animation_frame(move || refused::lead_to_fault(&form));
    });
    let mark = refused::mark(name);
    let marker = (!bare).then(|| view! { <input type="hidden" name=MARK value=mark.clone() /> });
    let body = move |refused: Option<refused::Refusal>| {
        let said_before = said_before.clone();
        let (error, typed) = refused.map_or((None, None), |refused| (Some(refused.error), refused.fields));
        let fields = Fields {
            error: Signal::derive(move || match action.value().get() {
                Some(Ok(_)) => None,
                Some(Err(error)) => Some(error),
                None => said_before.clone().or_else(|| error.clone()),
            }),
            busy: Signal::derive(move || action.pending().get() || leaving.get()),
            typed: StoredValue::new(typed),
        };
        let problems = Signal::derive(move || {
            let problem =
                |error: ApiError| Problem { message: words(&error), field: error.field.unwrap_or_default() };
            fields.error.get().map(problem).into_iter().collect::<Vec<_>>()
        });
        view! {
            {(!bare).then(|| view! { <FormError problems=problems form=name /> })}
            {children(fields)}
        }
    };
    let refused = refused.filter(|refused| refused.is_there());
    let body = match refused {
        Some(refused) => view! {
            <Suspense>{move || refused.of(&mark).map(&body)}</Suspense>
        }
        .into_any(),
        None => body(None).into_any(),
    };
    view! {
        <form
            class=class
            method="post"
            action=path
            enctype=files.then_some("multipart/form-data")
            node_ref=node
            on:submit=on_submit
        >
            {marker}
            {hidden
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            {body}
        </form>
    }
    .into_any()
}
