//! What is around the pages of a broker, and of everybody who is signed in.

use crate::address::use_broker;
use crate::components::{
    AppFrame, Button, Glyph, Icon, LiveDot, LiveState, Menu, MenuItem, NavCounts, Notice, NoticeKind, Person,
};
use crate::form::{DoneNotice, RefusedNotice};
use crate::live::{self, Heard, Live, Shown};
use crate::loading::{Read, read, use_way_back};
use crate::search::{Search, SearchBox};
use crate::theme::ThemeSwitch;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::Element;
use leptos::web_sys::js_sys::Function;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use send_wrapper::SendWrapper;
use steadyline_api::{ApiError, ErrorKind, dashboard, session};
use steadyline_core::page::{self, BrokerLink, Me, grouped};

/// Who is signed in; none while that is not known.
fn use_me() -> (Read<Option<Me>>, Signal<Option<Me>>) {
    let me = read(|| (), |()| session::who_am_i());
    (me, Signal::derive(move || me.get().and_then(Result::ok).flatten()))
}

fn person(me: Option<Me>) -> Person {
    let Some(me) = me else { return Person::default() };
    // Which office it is stands above the page.
    let role = if me.is_admin() { "Admin" } else { "Broker" };
    Person { name: me.user.name, role: role.to_owned() }
}

/// Around the pages of a broker.
#[component]
pub fn BrokerFrame() -> impl IntoView {
    let broker = use_broker();
    let path = use_location().pathname;
    let (_, me) = use_me();
    let read = read(move || broker.get(), dashboard::frame);
    let frame = Signal::derive(move || read.get().and_then(Result::ok));
    // Of an office that is not there, or is none of theirs, nothing is ever heard.
    let is_missing = Signal::derive(move || read.get().as_ref().is_some_and(is_missing));
    let heard = heard_once(move || {
        // Not before it is known whether there is anything to hear.
        let answer = read.get()?;
        Some(if self::is_missing(&answer) { Heard::Nothing } else { Heard::Of(broker.get()) })
    });
    let counts = Signal::derive(move || frame.get().map_or_else(NavCounts::default, |frame| counts(&frame)));
    let live = live::listen(heard, Signal::derive(move || frame.get().as_ref().map(Shown::from)));
    load_anew_when_outdated(live.outdated);
    let as_of = AsOf::new(frame, is_missing, live);
    let search = Search::new(broker);
    view! {
        <AppFrame
            path=path
            base=Signal::derive(move || format!("/b/{}", broker.get()))
            counts=counts
            person=Signal::derive(move || person(me.get()))
            admin=Signal::derive(move || me.get().is_some_and(|me| me.is_admin()))
            broker=move || view! { <BrokerName frame=frame me=me /> }
            live=move || as_of.view()
            notice=move || notices(live)
            find=Signal::derive(move || format!("/b/{}/find", broker.get()))
            search=move || view! { <SearchBox search=search /> }
            theme=move || view! { <ThemeSwitch back=path.get_untracked() /> }
        >
            <Outlet />
        </AppFrame>
    }
}

/// What is to be heard of. Told only where it is something else: who listens begins anew then.
fn heard_once(of: impl Fn() -> Option<Heard> + Send + Sync + 'static) -> Signal<Heard> {
    let heard = RwSignal::new(Heard::Nothing);
    Effect::new(move |_| {
        if let Some(now) = of()
            && heard.with_untracked(|before| *before != now)
        {
            heard.set(now);
        }
    });
    heard.into()
}

/// What stands above every page.
fn notices(live: Live) -> impl IntoView {
    view! {
        <SignedOut state=live.state />
        <Stale live=live />
        <NewVersion outdated=live.outdated />
        <RefusedNotice />
        <DoneNotice />
    }
}

/// Around the pages that belong to no broker: brokers, users, the own account. The navigation leads to the broker whose
/// pages were open last.
#[component]
pub fn HouseFrame() -> impl IntoView {
    let path = use_location().pathname;
    let (_, me) = use_me();
    let first = Signal::derive(move || {
        let first = me.get().and_then(|me| me.brokers.into_iter().next());
        first.map_or_else(String::new, |first| first.slug.as_str().to_owned())
    });
    let below = move |path: &str| match first.get() {
        none if none.is_empty() => none,
        first => format!("/b/{first}{path}"),
    };
    let base = Signal::derive(move || below(""));
    // Asked for in events, outside of what waits for it.
    let searched = RwSignal::new(String::new());
    Effect::new(move |_| searched.set(first.get()));
    let search = Search::new(searched.into());
    let heard = heard_once(move || me.get().map(|_somebody| Heard::All));
    let live = live::listen(heard, Signal::derive(move || me.get().as_ref().map(Shown::from)));
    load_anew_when_outdated(live.outdated);
    view! {
        <AppFrame
            path=path
            base=base
            counts=NavCounts::default()
            person=Signal::derive(move || person(me.get()))
            admin=Signal::derive(move || me.get().is_some_and(|me| me.is_admin()))
            notice=move || notices(live)
            find=Signal::derive(move || below("/find"))
            search=move || view! { <SearchBox search=search /> }
            theme=move || view! { <ThemeSwitch back=path.get_untracked() /> }
        >
            <Outlet />
        </AppFrame>
    }
}

fn is_missing(answer: &Result<page::Frame, ApiError>) -> bool {
    matches!(answer, Err(error) if error.kind == ErrorKind::NotFound)
}

fn counts(frame: &page::Frame) -> NavCounts {
    let warnings = if frame.warnings > 0 { grouped(frame.warnings) } else { String::new() };
    NavCounts {
        pool: grouped(frame.numbers),
        leads: grouped(frame.leads),
        assignments: grouped(frame.live),
        diagnostics: warnings,
    }
}

/// The broker's name in the top bar; who may see several switches here.
#[component]
fn BrokerName(frame: Signal<Option<page::Frame>>, me: Signal<Option<Me>>) -> impl IntoView {
    view! {
        <Transition>
            {move || {
                let open = frame.get()?.broker;
                let (others, total) =
                    me.get().map(|me| (me.brokers, me.brokers_total)).unwrap_or_default();
                Some(
                    view! {
                        {if others.len() > 1 {
                            view! { <Switch open=open others=others total=total /> }.into_any()
                        } else {
                            view! { <span class="broker-name wide-only">{open.name}</span> }.into_any()
                        }}
                        <span class="slash wide-only" aria-hidden="true">
                            "/"
                        </span>
                    },
                )
            }}
        </Transition>
    }
}

#[component]
fn Switch(open: BrokerLink, mut others: Vec<BrokerLink>, total: i64) -> impl IntoView {
    let name = open.name.clone();
    let is_cut = total > i64::try_from(others.len()).unwrap_or(i64::MAX);
    if !others.contains(&open) {
        others.insert(0, open.clone());
    }
    let all = is_cut.then(|| {
        view! {
            <MenuItem href="/admin/brokers" icon=Glyph::ArrowRight>
                {format!("All {} brokers", grouped(total))}
            </MenuItem>
        }
    });
    view! {
        <Menu
            id="broker-menu"
            class="broker-name broker-switch wide-only"
            label=format!("Broker: {}. Switch", open.name)
            face=view! {
                {name}
                <Icon glyph=Glyph::Switch small=true />
            }
        >
            {others
                .into_iter()
                .map(|other| {
                    view! {
                        <MenuItem href=format!("/b/{}", other.slug.as_str()) on=other == open icon=Glyph::Brokers>
                            {other.name}
                        </MenuItem>
                    }
                })
                .collect_view()}
            {all}
        </Menu>
    }
}

/// Whether the page hears of changes, and how old what it shows may be: the time it was read at, or, once the page
/// is alive, how long ago the server last said that nothing else has changed.
///
/// Made once, around all pages: it changes by itself, and the dot of a page that is being taken away hears of that too.
#[derive(Clone, Copy)]
struct AsOf {
    is_missing: Signal<bool>,
    state: Signal<LiveState>,
    since: Signal<String>,
    exact: Signal<String>,
}

impl AsOf {
    fn new(frame: Signal<Option<page::Frame>>, is_missing: Signal<bool>, live: Live) -> Self {
        let now = move || frame.get().map(|frame| frame.now).unwrap_or_default();
        let since = move || match (live.state.get(), live.age.get()) {
            (LiveState::Still, _) | (_, None) => now().clock,
            (_, Some(age)) => ago(age),
        };
        let exact = move || match now().exact {
            none if none.is_empty() => none,
            exact => format!("Read {exact}"),
        };
        Self {
            is_missing,
            state: live.state.into(),
            since: Signal::derive(since),
            exact: Signal::derive(exact),
        }
    }

    fn view(self) -> impl IntoView {
        let Self { is_missing, state, since, exact } = self;
        view! {
            <Transition>
                <Show when=move || !is_missing.get()>
                    <LiveDot state=state since=since exact=exact />
                </Show>
            </Transition>
        }
    }
}

/// In steps of five seconds, so that the figure does not run.
fn ago(seconds: f64) -> String {
    let count = |of: f64| grouped((seconds / of) as i64);
    match seconds {
        ..5.0 => "just now".to_owned(),
        ..60.0 => format!("{} s ago", (seconds / 5.0) as i64 * 5),
        ..3_600.0 => format!("{} min ago", count(60.0)),
        _ => format!("{} h ago", count(3_600.0)),
    }
}

/// Says that the connection is lost for a while. The dot says since when.
#[component]
fn Stale(live: Live) -> impl IntoView {
    let is_stale = live.is_stale();
    let again = move || {
        view! {
            <Button still=true icon=Glyph::Refresh on_click=move |_| live.try_now()>
                "Try now"
            </Button>
        }
    };
    move || {
        is_stale.get().then(|| {
            view! {
                <Notice kind=NoticeKind::Warn end=again()>
                    "The connection to Steadyline is lost: what you see may be old. It comes back automatically, and what you type stays."
                </Notice>
            }
        })
    }
}

/// Says that the server has a newer build than the page.
#[component]
fn NewVersion(outdated: RwSignal<bool>) -> impl IntoView {
    let reload = move || {
        view! {
            <Button
                still=true
                icon=Glyph::Refresh
                on_click=move |_| {
                    let _ = window().location().reload();
                }
            >
                "Reload"
            </Button>
        }
    };
    move || {
        outdated.get().then(|| {
            view! {
                <Notice end=reload()>
                    "A new version of Steadyline is available. It loads with the next page you open."
                </Notice>
            }
        })
    }
}

/// Says that the session ended while the page was open. What it shows stays, and so does what was typed.
#[component]
fn SignedOut(state: RwSignal<LiveState>) -> impl IntoView {
    let back = use_way_back();
    move || {
        (state.get() == LiveState::SignedOut).then(|| {
            view! {
                <Notice kind=NoticeKind::Warn>
                    "You are signed out: what you see may be old. "
                    <a class="link" href=back>
                        "Sign in again"
                    </a>
                    " to come back here."
                </Notice>
            }
        })
    }
}

/// From an old page every link loads the next page whole, with what is new: until then nothing typed can be lost.
fn load_anew_when_outdated(outdated: RwSignal<bool>) {
    Effect::new(move |_| {
        if !outdated.get() {
            return;
        }
        let click = Closure::<dyn FnMut(MouseEvent)>::new(|event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.is_some_and(|target| matches!(target.closest("a[href]"), Ok(Some(_)))) {
                // The router, which would stay on this page, does not hear of it: the browser follows the link.
                event.stop_propagation();
            }
        });
        let listener = SendWrapper::new(click);
        let function =
            |listener: &SendWrapper<Closure<_>>| listener.as_ref().unchecked_ref::<Function>().clone();
        let _ = document().add_event_listener_with_callback_and_bool("click", &function(&listener), true);
        on_cleanup(move || {
            let _ =
                document().remove_event_listener_with_callback_and_bool("click", &function(&listener), true);
        });
    });
}

#[cfg(test)]
mod tests {
    use super::ago;

    #[test]
    fn an_age_is_told_in_few_words() {
        let told = [0.0, 4.9, 7.0, 59.0, 61.0, 3_599.0, 7_300.0].map(ago);
        assert_eq!(
            told,
            ["just now", "just now", "5 s ago", "55 s ago", "1 min ago", "59 min ago", "2 h ago"]
        );
    }
}
