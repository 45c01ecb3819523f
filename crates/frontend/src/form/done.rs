//! What was done, and taking it back: by script a toast offers it, without it the next page does.

use super::{Post, PostForm};
use crate::components::{Button, Glyph, Notice, NoticeKind, Toaster};
use crate::loading::{Again, Read, Refresh, read_again, words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use steadyline_api::flash;
use steadyline_api::undo::{Undo as TakeBack, undo as take_back_now};
use steadyline_core::page::{Done, Undo};

/// What a toast's button does.
pub(super) fn take_back(
    undo: Undo,
    toaster: Toaster,
    refresh: Option<Refresh>,
) -> impl Fn() + Send + Sync + 'static {
    move || {
        let Undo { broker, kind, id, was } = undo.clone();
        spawn_local(async move {
            match take_back_now(broker, kind, id, was).await {
                Ok(done) => toaster.say("", done.message),
                Err(error) => toaster.refuse("", words(&error)),
            }
            if let Some(refresh) = refresh {
                refresh.now();
            }
        });
    }
}

/// What the form did that led to this page without JavaScript, read once for all who ask.
#[derive(Clone, Copy, Debug)]
pub struct DoneBefore {
    done: Read<Option<Done>>,
    /// The page that it led to: another one says nothing of it.
    path: StoredValue<String>,
}

impl DoneBefore {
    /// Reads it, and puts it into the context. Within the router.
    pub fn provide() {
        let path = StoredValue::new(use_location().pathname.get_untracked());
        let done = read_again(Again::Never, || (), |()| flash::what_was_done());
        provide_context(Self { done, path });
    }
}

/// Says at the top of a page what was done, with a button that takes it back where that can be. What is done next
/// ends it: it may be true no longer.
#[component]
pub fn DoneNotice() -> impl IntoView {
    let before = use_context::<DoneBefore>()?;
    let path = use_location().pathname;
    let untouched = move || Refresh::find().is_none_or(Refresh::is_untouched);
    Some(view! {
        <Suspense>
            {move || {
                let done = before.done.get()?.ok().flatten()?;
                (path.get() == before.path.get_value() && untouched()).then(|| view! { <Said done=done /> })
            }}
        </Suspense>
    })
}

#[component]
fn Said(done: Done) -> impl IntoView {
    let undo = done.undo.map(|Undo { broker, kind, id, was }| {
        let post = Post::<TakeBack>::named("undo");
        let hidden = vec![("broker", broker), ("kind", kind.as_str().to_owned()), ("id", id), ("was", was)];
        view! {
            <PostForm post=post hidden=hidden bare=true let:form>
                <Button icon=Glyph::Undo busy=form.busy()>
                    "Undo"
                </Button>
            </PostForm>
        }
    });
    view! {
        <Notice kind=NoticeKind::Good end=undo>
            {done.message}
        </Notice>
    }
}
