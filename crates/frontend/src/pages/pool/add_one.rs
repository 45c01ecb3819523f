//! One number into the pool, in a dialog. The page for adding has the same form, and takes many.

use super::number::number_fields;
use super::stand::Stand;
use crate::components::{Button, ButtonKind, Field, Glyph};
use crate::form::{Post, PostForm};
use leptos::prelude::*;
use steadyline_api::number::AddNumber;

/// Adds a number.
#[component]
pub(super) fn AddOneForm(
    /// To whose pool.
    slug: String,
    /// Where the form stands.
    stand: Stand,
) -> impl IntoView {
    let post = stand.follows(Post::<AddNumber>::named("one"));
    let hidden = stand.hidden(vec![("broker", slug)]);
    view! {
        <PostForm post=post hidden=hidden let:form>
            <Field
                name="number"
                form="one"
                label="Number"
                kind="tel"
                required=true
                value=form.typed("number", "")
                error=form.error("number")
                placeholder="(512) 555-0142"
                hint="In any format; area code and state are taken from it."
            />
            {number_fields(form, "one", ["", "", "", ""])}
            <div class="bar">
                {stand.cancel()}
                <Button kind=ButtonKind::Primary icon=Glyph::Plus busy=form.busy()>
                    "Add the number"
                </Button>
            </div>
        </PostForm>
    }
}
