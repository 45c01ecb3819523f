//! What people may say of a number: its label, where it is local, the carrier's id.

use super::of_number::OfNumber as _;
use super::read_number_still;
use crate::components::{Button, ButtonKind, Card, Field, Page};
use crate::form::{Fields, Post, PostForm, Was};
use crate::loading::Load;
use crate::pages::pool::stand::Stand;
use leptos::prelude::*;
use steadyline_api::number::EditNumber;
use steadyline_core::page;

/// The form for a number's label, state, area code and carrier's id.
#[component]
pub fn NumberEditPage() -> impl IntoView {
    view! { <Load from=read_number_still() title="Edit number" view=content /> }
}

fn content(number: page::NumberPage) -> impl IntoView {
    let (crumbs, sub, stand) = (number.crumbs(), number.name(), Stand::page(number.home()));
    let page = StoredValue::new(number);
    view! {
        <Page title="Edit" crumbs=crumbs narrow=true>
            <Card title="Edit number" sub=sub padded=true>
                <EditForm page=page stand=stand />
            </Card>
        </Page>
    }
}

/// Changes what people may say of a number.
#[component]
pub(in crate::pages::pool) fn EditForm(
    /// The number.
    page: StoredValue<page::NumberPage>,
    /// Where the form stands.
    stand: Stand,
) -> impl IntoView {
    let post = stand.follows(Post::<EditNumber>::new());
    let number = page.get_value();
    let hidden = stand.hidden(number.fields());
    let row = number.row;
    let state = row.state.map(|state| state.to_string()).unwrap_or_default();
    let area_code = row.area_code.map(|area| area.to_string()).unwrap_or_default();
    let (label, signalwire_id) = (row.label, number.signalwire_id);
    let was = vec![
        ("label", label.clone()),
        ("state", state.clone()),
        ("area_code", area_code.clone()),
        ("signalwire_id", signalwire_id.clone()),
    ];
    view! {
        <PostForm post=post hidden=hidden let:form>
            <Was form=form fields=was.clone() />
            {number_fields(form, "", [&label, &state, &area_code, &signalwire_id])}
            <div class="bar">
                {stand.cancel()}
                <Button kind=ButtonKind::Primary busy=form.busy()>
                    "Save"
                </Button>
            </div>
        </PostForm>
    }
}

/// Label, state, area code and carrier's id, with what they hold now.
pub(in crate::pages::pool) fn number_fields(
    form: Fields,
    name: &'static str,
    stored: [&str; 4],
) -> impl IntoView + use<> {
    let [label, state, area_code, signalwire_id] = stored;
    view! {
        <Field
            name="label"
            form=name
            label="Label"
            optional=true
            value=form.typed("label", label)
            error=form.error("label")
            hint="A name for people, such as Austin main."
        />
        <div class="field-row">
            <Field
                name="state"
                form=name
                label="State"
                optional=true
                value=form.typed("state", state)
                error=form.error("state")
                placeholder="TX"
                hint="Taken from the area code if left empty."
            />
            <Field
                name="area_code"
                form=name
                label="Area code"
                optional=true
                value=form.typed("area_code", area_code)
                error=form.error("area_code")
                placeholder="512"
                hint="Taken from the number if left empty."
            />
        </div>
        <Field
            name="signalwire_id"
            form=name
            label="SignalWire ID"
            optional=true
            value=form.typed("signalwire_id", signalwire_id)
            error=form.error("signalwire_id")
            hint="The number's ID at SignalWire."
        />
    }
}
