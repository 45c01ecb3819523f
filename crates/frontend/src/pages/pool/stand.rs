//! Where a form stands: on a page of its own, or in a dialog that closes when it is done.

use crate::components::{Button, ButtonKind, LinkButton};
use crate::form::{Post, Told};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use steadyline_api::ApiError;

/// Where a form stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stand {
    /// On a page; the way back.
    Page(StoredValue<String>),
    /// In a dialog, which is told whether the form was done.
    Dialog(Callback<(bool,)>),
}

impl Stand {
    pub(super) fn page(back: String) -> Self {
        Self::Page(StoredValue::new(back))
    }

    pub(super) fn dialog(close: impl Fn(bool) + Send + Sync + 'static) -> Self {
        Self::Dialog(Callback::new(move |(done,)| close(done)))
    }

    /// The form's hidden fields. Once it is done its page is left; in a dialog the page below stays.
    pub(super) fn hidden(self, fields: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
        let mut fields = fields;
        let name = if matches!(self, Self::Page(_)) { "leave" } else { "stay" };
        fields.push((name, "true".to_owned()));
        fields
    }

    /// Closes the dialog once the form is done.
    pub(super) fn follows<S>(self, post: Post<S>) -> Post<S>
    where
        S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
        S::Output: Told,
    {
        if let Self::Dialog(close) = self {
            let answer = post.answer();
            Effect::new(move |_| {
                if matches!(answer.get(), Some(Ok(_))) {
                    close.run((true,));
                }
            });
        }
        post
    }

    /// The way out without doing anything.
    pub(super) fn cancel(self) -> AnyView {
        match self {
            Self::Page(back) => view! {
                <LinkButton href=back.get_value() kind=ButtonKind::Quiet>
                    "Cancel"
                </LinkButton>
            }
            .into_any(),
            Self::Dialog(close) => view! {
                <Button still=true kind=ButtonKind::Quiet on_click=move |_| close.run((false,))>
                    "Cancel"
                </Button>
            }
            .into_any(),
        }
    }
}
