//! Forms that were refused without JavaScript: the page comes again, with the reason in the address and what
//! was typed in the session. So comes what a form of another page could not do, with JavaScript too.

use crate::components::{InDialog, Notice, NoticeKind};
use crate::loading::{Again, Read, read_again, words};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlFormElement};
use leptos_router::hooks::{use_location, use_query_map};
use steadyline_api::flash::{self, Flash, MARK};
use steadyline_api::{ApiError, ErrorKind};

/// What a form of that name has in its hidden field.
pub(super) fn mark(name: &str) -> String {
    if name.is_empty() { "main".to_owned() } else { name.to_owned() }
}

/// A form's refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) error: ApiError,
    pub(super) fields: Option<Vec<(String, String)>>,
}

/// The refused form of the page, read once for all who ask.
#[derive(Clone, Copy, Debug)]
pub struct Refused {
    /// Kind and field, as the address says.
    said: Memo<Option<(String, String)>>,
    typed: Read<Option<Flash>>,
    by_script: StoredValue<Vec<ByScript>>,
    /// Counts the pages that were opened.
    opened: StoredValue<u32>,
}

/// What came of a form by script. It is made anew when what it stands in was read again, and says then what it said.
#[derive(Debug)]
struct ByScript {
    form: FormKey,
    error: ApiError,
}

/// A form of a page, which may be made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FormKey {
    /// The address it goes to.
    path: &'static str,
    name: &'static str,
    dialog: Option<InDialog>,
    /// What was opened when it was made: answered after another page was opened, it says nothing there, though the same
    /// form may stand there, of another number or lead.
    of: u32,
}

impl Refused {
    /// Reads what the address says, and puts it into the context. Within the router.
    pub fn provide() {
        let (query, location) = (use_query_map(), use_location());
        let (path, search) = (location.pathname, location.search);
        let said = Memo::new(move |_| {
            query.with(|query| Some((query.get("error")?, query.get("field").unwrap_or_default())))
        });
        let typed = read_again(
            Again::Never,
            move || said.get().map(|_| path.get()),
            |path| async move {
                match path {
                    Some(path) => flash::refused_form(path).await,
                    None => Ok(None),
                }
            },
        );
        let (by_script, opened) = (StoredValue::new(Vec::<ByScript>::new()), StoredValue::new(0));
        // A page that is left and opened again is another one, with nothing typed into it yet. At once: an effect might
        // run after the forms of the next page are made.
        ImmediateEffect::new_scoped(move || {
            let _ = (path.get(), search.get());
            by_script.update_value(Vec::clear);
        });
        ImmediateEffect::new_scoped(move || {
            path.track();
            opened.update_value(|opened: &mut u32| *opened = opened.wrapping_add(1));
        });
        provide_context(Self { said, typed, by_script, opened });
    }

    /// The one of the app.
    pub fn find() -> Option<Self> {
        use_context()
    }

    /// Whether a form was refused at all.
    pub(super) fn is_there(self) -> bool {
        self.said.get_untracked().is_some()
    }

    /// A form that is made now.
    pub(super) fn key(self, path: &'static str, name: &'static str, dialog: Option<InDialog>) -> FormKey {
        FormKey { path, name, dialog, of: self.opened.get_value() }
    }

    /// Why a form was refused by script, as long as the address stays.
    pub(super) fn by_script(self, form: FormKey) -> Option<ApiError> {
        self.by_script
            .with_value(|kept| kept.iter().find(|kept| kept.form == form).map(|kept| kept.error.clone()))
    }

    /// What came of a form by script.
    pub(super) fn came(self, form: FormKey, error: Option<&ApiError>) {
        self.by_script.update_value(|kept| {
            kept.retain(|kept| kept.form != form);
            kept.extend(error.map(|error| ByScript { form, error: error.clone() }));
        });
    }

    /// The refusal of the form with this mark, once it is read. Within a `Suspense`.
    pub(super) fn of(self, mark: &str) -> Option<Option<Refusal>> {
        let flash = self.typed.get()?.ok().flatten();
        let said = self.said.get();
        Some(flash.filter(|flash| flash.field(MARK) == Some(mark)).map(|flash| Refusal {
            error: flash.error.clone().unwrap_or_else(|| of_address(said)),
            fields: Some(flash.fields),
        }))
    }

    /// The refusal of a form that does not say so itself.
    fn of_nobody(self) -> Option<Option<ApiError>> {
        let flash = self.typed.get()?.ok().flatten();
        let said = self.said.get();
        said.as_ref()?;
        Some(match flash {
            Some(flash) if flash.field(MARK).is_some() => None,
            Some(Flash { error: Some(error), .. }) => Some(error),
            _ => Some(of_address(said)),
        })
    }
}

/// As much as the address tells.
fn of_address(said: Option<(String, String)>) -> ApiError {
    let (kind, field) = said.unwrap_or_default();
    let kind: ErrorKind = kind.parse().unwrap_or(ErrorKind::Malformed);
    let error = ApiError::new(kind, format!("{}.", kind.title()));
    ApiError { field: (!field.is_empty()).then_some(field), ..error }
}

/// Says at the top of a page why a button's form was refused.
#[component]
pub fn RefusedNotice() -> impl IntoView {
    let refused = Refused::find()?;
    let notice = move || {
        view! {
            <Suspense>
                {move || {
                    refused
                        .of_nobody()
                        .flatten()
                        .map(|error| view! { <Notice kind=NoticeKind::Bad>{words(&error)}</Notice> })
                }}
            </Suspense>
        }
    };
    // By script too: a form that is done may lead to a page that says what it could not do.
    Some(move || refused.said.get().is_some().then(notice))
}

/// Gives the focus to the field at fault, else to what is said above the form.
pub(super) fn lead_to_fault(form: &HtmlFormElement) {
    let find = |selector: &str| form.query_selector(selector).ok().flatten();
    let target = find("[aria-invalid='true']").or_else(|| find(".form-error"));
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        let _ = target.focus();
    }
}
