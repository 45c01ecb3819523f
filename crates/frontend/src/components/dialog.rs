//! Dialogs, each of which is also a page: the page shows the same content in a `ConfirmCard` or a `Card`.

use super::icon::{Glyph, Icon};
use super::slot::Slot;
use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;

/// Around what stands in a dialog: a form that is done closes it.
#[derive(Clone, Copy, Debug)]
pub struct InDialog(RwSignal<bool>);

impl InDialog {
    /// Closes the dialog.
    pub fn close(self) {
        let _ = self.0.try_set(false);
    }
}

/// A native modal dialog. The link to its page opens it once the page is alive.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// 720 px in place of 480.
    #[prop(optional)]
    roomy: bool,
    /// Its content, made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.set_attribute("closedby", "any");
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            class=if roomy { "dialog roomy" } else { "dialog" }
            node_ref=node
            aria-label=move || title.get()
            on:close=move |_| open.set(false)
        >
            <div class="dialog-head">
                <h2>{move || title.get()}</h2>
                <button
                    type="button"
                    class="icon-button end"
                    aria-label="Close"
                    on:click=move |_| open.set(false)
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
            <div class="dialog-body">
                <Show when=move || open.get()>
                    {
                        let children = children.clone();
                        view! { <Provider value=InDialog(open)>{children()}</Provider> }
                    }
                </Show>
            </div>
        </dialog>
    }
}

/// What will be lost and who is affected, then the buttons: in a dialog, or on a page of its own.
#[component]
pub fn ConfirmCard(
    /// What will happen, in one sentence.
    #[prop(into)]
    text: String,
    /// What will be lost and who is affected, one line each.
    #[prop(optional)]
    losses: Vec<String>,
    /// Further fields, as the reason.
    #[prop(optional, into)]
    fields: Option<Slot>,
    /// Cancel and the action, in this order.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="confirm">
            <p>{text}</p>
            {(!losses.is_empty())
                .then(|| {
                    view! {
                        <ul class="losses">
                            {losses
                                .into_iter()
                                .map(|loss| {
                                    view! {
                                        <li>
                                            <Icon glyph=Glyph::Minus small=true />
                                            <span>{loss}</span>
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    }
                })} {fields.map(Slot::run)} <div class="bar">{children()}</div>
        </div>
    }
}
