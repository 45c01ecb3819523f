//! Dialogs, each of which is also a page: the page shows the same content in a `ConfirmCard` or a `Card`.

use super::button::{Button, ButtonKind, LinkButton};
use super::focus::Focus;
use super::icon::{Glyph, Icon};
use super::link::leads_elsewhere;
use super::slot::Slot;
use crate::loading::Refresh;
use leptos::context::Provider;
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// Around what stands in a dialog: a form that is done closes it. Each opening is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InDialog {
    open: RwSignal<bool>,
    opening: StoredValue<()>,
}

impl InDialog {
    fn opened(open: RwSignal<bool>) -> Self {
        Self { open, opening: StoredValue::new(()) }
    }

    /// Closes the dialog.
    pub fn close(self) {
        let _ = self.open.try_set(false);
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
    let focus = use_context::<Focus>();
    let opener = StoredValue::new(None);
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            opener.set_value(focus.and_then(Focus::now));
            let _ = dialog.set_attribute("closedby", "any");
            let _ = dialog.show_modal();
            request_animation_frame(move || focus_on_form(&dialog));
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let on_close = move |_| {
        open.set(false);
        // The browser gives the focus back to what opened it, unless that was hidden or replaced meanwhile.
        if let Some(focus) = focus {
            focus.back_to(opener.get_value());
        }
    };
    view! {
        <dialog
            class=if roomy { "dialog roomy" } else { "dialog" }
            node_ref=node
            aria-label=move || title.get()
            on:close=on_close
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
                        view! { <Provider value=InDialog::opened(open)>{children()}</Provider> }
                    }
                </Show>
            </div>
        </dialog>
    }
}

/// What is filled in. A question that is only confirmed is read from its top.
const FIELDS: &str = ".dialog-body :is(input:not([type=hidden], [type=file], [type=checkbox], [type=radio]:not(:checked, :required)), \
                      select, textarea):not(.confirm *)";

/// Whoever opens a form can begin to type.
fn focus_on_form(dialog: &Element) {
    let field = dialog.query_selector(FIELDS).ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// A link to a page of its own that opens as a dialog here once the page is alive. The form in it is the page's.
#[component]
pub fn DialogLink(
    /// The page.
    #[prop(into)]
    href: String,
    /// The words of the link.
    #[prop(into)]
    label: String,
    /// The heading of the dialog.
    #[prop(into)]
    title: String,
    /// How much the link asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
    /// What the dialog holds.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    hold_while(open);
    let on_click = move |event: MouseEvent| {
        if !leads_elsewhere(&event) {
            event.prevent_default();
            open.set(true);
        }
    };
    let children = StoredValue::new(children);
    view! {
        <a class=kind.class() href=href aria-haspopup="dialog" on:click=on_click>
            {icon.map(|glyph| view! { <Icon glyph=glyph /> })}
            {label}
        </a>
        <Dialog open=open title=title>
            <Inside open=open>{children.with_value(|children| children())}</Inside>
        </Dialog>
    }
}

/// What stands around the caller, a dialog's link or a question, is not made anew while it is open.
pub(crate) fn hold_while(open: RwSignal<bool>) {
    let Some(refresh) = Refresh::find() else { return };
    let was_open = StoredValue::new(false);
    let change = move |is_open: bool| {
        let was = was_open.try_update_value(|was| std::mem::replace(was, is_open)).unwrap_or_default();
        match (was, is_open) {
            (false, true) => refresh.open(),
            (true, false) => refresh.close(),
            _ => {}
        }
    };
    Effect::new(move |_| change(open.get()));
    on_cleanup(move || change(false));
}

/// The dialog around.
#[derive(Clone, Copy)]
struct Around(RwSignal<bool>);

#[component]
fn Inside(open: RwSignal<bool>, children: ChildrenFn) -> impl IntoView {
    provide_context(Around(open));
    children()
}

/// Leaves a form: closes the dialog it stands in, or leads to the page it came from.
#[component]
pub fn Cancel(
    /// The page that it came from.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    match use_context::<Around>() {
        Some(Around(open)) => view! {
            <Button kind=ButtonKind::Quiet still=true on_click=move |_| open.set(false)>
                "Cancel"
            </Button>
        }
        .into_any(),
        None => view! {
            <LinkButton href=href kind=ButtonKind::Quiet>
                "Cancel"
            </LinkButton>
        }
        .into_any(),
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
