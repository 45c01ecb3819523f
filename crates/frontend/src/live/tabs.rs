//! The tabs of one browser share one stream: one of them leads, and tells the others what it hears. The lock that
//! makes it the leader is the browser's, which gives it on when the tab closes, crashes or is no longer looked at.

use leptos::task::spawn_local;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::js_sys::{Function, Object, Promise, Reflect};
use leptos::web_sys::{AbortController, MessageEvent};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type BroadcastChannel;

    #[wasm_bindgen(constructor, catch)]
    fn new(name: &str) -> Result<BroadcastChannel, JsValue>;

    #[wasm_bindgen(method, js_name = postMessage, catch)]
    fn post_message(this: &BroadcastChannel, words: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &BroadcastChannel, then: Option<&Function>);

    #[wasm_bindgen(method)]
    fn close(this: &BroadcastChannel);
}

/// This tab among those that hear the same; it leaves when it is dropped.
pub(super) struct Tabs {
    name: String,
    channel: BroadcastChannel,
    locks: Locks,
    waiting: RefCell<AbortController>,
    standing: Rc<Standing>,
    _told: Closure<dyn FnMut(MessageEvent)>,
}

/// What the lock has made of this tab.
#[derive(Default)]
struct Standing {
    has_left: Cell<bool>,
    leads: Cell<bool>,
    /// Gives the lock back.
    release: RefCell<Option<Function>>,
}

impl Tabs {
    /// Joins the others, where the browser can: `told` is what the leader says, or another tab asks.
    pub(super) fn join(address: &str, told: impl Fn(&str) + 'static) -> Option<Self> {
        let locks = Locks::of_browser()?;
        let name = format!("steadyline {address}");
        let channel = BroadcastChannel::new(&name).ok()?;
        let on_message = Closure::new(move |event: MessageEvent| {
            told(&event.data().as_string().unwrap_or_default());
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let waiting = RefCell::new(AbortController::new().ok()?);
        Some(Self { name, channel, locks, waiting, standing: Rc::default(), _told: on_message })
    }

    /// Tells the other tabs.
    pub(super) fn tell(&self, words: &str) {
        let _ = self.channel.post_message(words);
    }

    /// Whether this tab listens for all.
    pub(super) fn leads(&self) -> bool {
        self.standing.leads.get()
    }

    /// Waits to lead, or with `steal` takes the lead from a tab that says nothing any more. `leading` is told when
    /// this tab leads, `robbed` when another took the lead.
    pub(super) fn stand(
        &self,
        steal: bool,
        leading: impl FnOnce() + 'static,
        robbed: impl FnOnce() + 'static,
    ) {
        let Ok(waiting) = AbortController::new() else { return };
        self.waiting.replace(waiting.clone()).abort();
        let standing = Rc::clone(&self.standing);
        let lead = Closure::once_into_js(move |_lock: JsValue| {
            if standing.has_left.get() {
                return JsValue::UNDEFINED;
            }
            // The lock is this tab's until this is kept.
            let held = Promise::new(&mut |keep, _| {
                standing.release.replace(Some(keep));
            });
            standing.leads.set(true);
            leading();
            held.into()
        });
        let Some(asked) = self.locks.request(&self.name, steal, &waiting, &lead) else { return };
        let standing = Rc::clone(&self.standing);
        spawn_local(async move {
            // Ends when the lock is given back, taken by another tab, or no longer waited for.
            let ended = JsFuture::from(asked).await;
            if ended.is_err() && !standing.has_left.get() && standing.leads.replace(false) {
                standing.release.replace(None);
                robbed();
            }
        });
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.standing.has_left.set(true);
        self.standing.leads.set(false);
        self.waiting.borrow().abort();
        self.channel.set_onmessage(None);
        self.channel.close();
        if let Some(release) = self.standing.release.take() {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// The browser's Web Locks: it has them where the page came over https or from this machine.
struct Locks(JsValue);

impl Locks {
    fn of_browser() -> Option<Self> {
        let locks = get(&leptos::prelude::window().navigator(), "locks")?;
        get(&locks, "request").is_some().then_some(Self(locks))
    }

    fn request(&self, name: &str, steal: bool, waiting: &AbortController, then: &JsValue) -> Option<Promise> {
        let options = Object::new();
        // The browser takes one or the other.
        let (key, value) =
            if steal { ("steal", JsValue::TRUE) } else { ("signal", JsValue::from(waiting.signal())) };
        Reflect::set(&options, &key.into(), &value).ok()?;
        let request: Function = get(&self.0, "request")?.unchecked_into();
        request.call3(&self.0, &name.into(), &options, then).ok()?.dyn_into().ok()
    }
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}
