//! What is done with the lead: each a page of its own and, by script, a dialog over the lead's page.

use super::{call, correct, crumbs_below, deal, erase, read_lead, read_lead_still, release, suppress};
use crate::address::use_query_value;
use crate::components::link::{self, Followed};
use crate::components::{ButtonKind, Card, Dialog, LinkButton, Notice, Page};
use crate::loading::{Again, Load, Read, Refresh};
use crate::pages::leads::{change, lead_href};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use steadyline_core::page::{Ended, LeadPage, StatusKind};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Call,
    Callback,
    Edit,
    Release,
    Lock,
    Rehome,
    Deal,
    Suppress,
    Erase,
    Correct,
}

impl Act {
    const ALL: [Self; 10] = [
        Self::Call,
        Self::Callback,
        Self::Edit,
        Self::Release,
        Self::Lock,
        Self::Rehome,
        Self::Deal,
        Self::Suppress,
        Self::Erase,
        Self::Correct,
    ];

    /// The end of its page's address.
    const fn end(self) -> &'static str {
        match self {
            Self::Call => "/call",
            Self::Callback => "/callback",
            Self::Edit => "/edit",
            Self::Release => "/release",
            Self::Lock => "/lock",
            Self::Rehome => "/rehome",
            Self::Deal => "/deal",
            Self::Suppress => "/suppress",
            Self::Erase => "/erase",
            Self::Correct => "/correct",
        }
    }

    /// The title of its page.
    const fn title(self) -> &'static str {
        match self {
            Self::Call => "Call",
            Self::Callback => "Missed callback",
            Self::Edit => "Edit",
            Self::Release => "Release",
            Self::Lock => "Lock",
            Self::Rehome => "Rehome",
            Self::Deal => "Deal",
            Self::Suppress => "Suppress",
            Self::Erase => "Erase",
            Self::Correct => "Correct",
        }
    }

    /// The heading of its form.
    const fn heading(self, lead: &LeadPage) -> &'static str {
        match self {
            Self::Call => "Call the lead",
            Self::Callback => "Missed callback",
            Self::Edit => "Edit lead",
            Self::Release if is_waiting(lead) => "End the wait",
            Self::Release => "Release the number",
            Self::Lock => "Lock the number",
            Self::Rehome => "Rehome to another number",
            Self::Deal => "Deal",
            Self::Suppress => "Suppress this person",
            Self::Erase => "Erase this person's data",
            Self::Correct => "Correct a call",
        }
    }

    /// Its form, or why there is nothing to do.
    fn form(self, lead: &LeadPage, named: &str) -> Result<AnyView, String> {
        if let Some(at) = &lead.erased {
            return Err(format!(
                "This person's data was erased on {}. Nothing more can be done with this lead.",
                at.day
            ));
        }
        match self {
            Self::Call => call::call(lead),
            Self::Callback => call::dismiss(lead),
            Self::Edit => Ok(change::edit(lead)),
            Self::Release => release::release(lead),
            Self::Lock => release::lock(lead),
            Self::Rehome => release::rehome(lead),
            Self::Deal => deal::deal(lead),
            Self::Suppress => suppress::suppress(lead),
            Self::Erase => erase::erase(lead),
            Self::Correct => correct::correct(lead, named),
        }
    }
}

/// Whether there is no number to release, but a wait for the next one.
const fn is_waiting(lead: &LeadPage) -> bool {
    matches!(&lead.ended, Some(Ended { status: StatusKind::Unreachable, .. }))
}

macro_rules! pages {
    ($($(#[$doc:meta])* $page:ident = $act:ident;)+) => {$(
        $(#[$doc])*
        #[component]
        pub fn $page() -> impl IntoView {
            page(Act::$act)
        }
    )+};
}

pages! {
    /// Calls the lead.
    LeadCallPage = Call;
    /// Says that a missed callback is done with.
    LeadCallbackPage = Callback;
    /// Changes what is known of the lead.
    LeadEditPage = Edit;
    /// Releases the lead's number.
    LeadReleasePage = Release;
    /// Locks the lead to its number.
    LeadLockPage = Lock;
    /// Moves the lead to another number.
    LeadRehomePage = Rehome;
    /// Closes the deal or opens it again.
    LeadDealPage = Deal;
    /// Suppresses the person.
    LeadSuppressPage = Suppress;
    /// Erases the person's data.
    LeadErasePage = Erase;
    /// Gives a call of the timeline another outcome.
    LeadCorrectPage = Correct;
}

fn page(act: Act) -> impl IntoView {
    let call = use_query_value("call");
    let content = move |lead: LeadPage| {
        let crumbs = crumbs_below(&lead);
        let body = match act.form(&lead, &call.get_untracked()) {
            Ok(form) => view! {
                <Card title=act.heading(&lead) sub=lead.title padded=true>
                    {form}
                </Card>
            }
            .into_any(),
            Err(words) => {
                let back = lead_href(&lead.broker.slug.to_string(), lead.id, "");
                let is_callable = lead.erased.is_none() && lead.caller_id.is_some();
                let wants_carrier = act == Act::Call && is_callable && !lead.is_connected;
                let connect = wants_carrier.then(|| format!("/b/{}/settings/signalwire", lead.broker.slug));
                let end = view! {
                    <LinkButton href=back>"Back to the lead"</LinkButton>
                    {connect
                        .map(|href| {
                            view! {
                                <LinkButton href=href kind=ButtonKind::Primary>
                                    "Connect"
                                </LinkButton>
                            }
                        })}
                };
                view! { <Notice end=end>{words}</Notice> }.into_any()
            }
        };
        view! {
            <Page title=act.title() crumbs=crumbs narrow=true>
                {body}
            </Page>
        }
    };
    let lead = if act == Act::Edit { read_lead_still() } else { read_lead() };
    view! { <Load from=lead title=act.title() view=content /> }
}

/// What is open over the lead's page. Stands beside what the page reads, so that what is typed outlives a reading.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    /// What the page shows, as it was read last.
    lead: RwSignal<Option<LeadPage>>,
    opened: RwSignal<Option<(Act, String)>>,
    open: RwSignal<bool>,
    /// Has the dialog made anew from what the page shows.
    again: Trigger,
    refresh: Option<Refresh>,
    /// What was counted of the page when the dialog was opened.
    since: StoredValue<u32>,
}

impl Acts {
    pub(super) fn over(lead: Read<LeadPage>) -> Self {
        let acts = Self {
            lead: RwSignal::new(None),
            opened: RwSignal::new(None),
            open: RwSignal::new(false),
            again: Trigger::new(),
            refresh: Refresh::find(),
            since: StoredValue::new(0),
        };
        Effect::new(move |_| {
            if let Some(Ok(lead)) = lead.get() {
                acts.came(lead);
            }
        });
        acts
    }

    /// The page was read. What others did leaves the dialog as it was opened, unless the person was erased: what it
    /// says of them is nobody's any more. One that was refused for being too old follows the page from then on.
    fn came(self, lead: LeadPage) {
        let is_old = lead.erased.is_some() || self.count() != self.since.get_value();
        self.lead.set(Some(lead));
        if is_old {
            self.again.notify();
        }
    }

    fn count(self) -> u32 {
        untrack(|| self.refresh.map_or(0, |refresh| refresh.count(Again::OfNoUse)))
    }

    /// Opens what a link to a page below the lead's would lead to. A link to the lead's own page, as every form has one,
    /// closes the dialog.
    pub(super) fn on_click(self, event: &MouseEvent) {
        let Some(Followed { path, query }) = link::followed(event) else { return };
        let Some(lead) = self.lead.get_untracked() else { return };
        let own = lead_href(&lead.broker.slug.to_string(), lead.id, "");
        let Some(below) = path.strip_prefix(&own) else { return };
        if below.is_empty() && self.open.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            self.open.set(false);
            return;
        }
        let Some(act) = Act::ALL.into_iter().find(|act| act.end() == below) else { return };
        event.prevent_default();
        event.stop_propagation();
        link::close_menu(event);
        self.since.set_value(self.count());
        self.opened.set(Some((act, link::value_of(&query, "call"))));
        self.open.set(true);
    }
}

/// The dialog.
#[component]
pub(super) fn ActDialog(
    /// What it opens for.
    acts: Acts,
) -> impl IntoView {
    let Acts { lead, opened, open, again, .. } = acts;
    let title = Signal::derive(move || {
        again.track();
        let Some((act, _)) = opened.get() else { return String::new() };
        lead.with_untracked(|lead| lead.as_ref().map_or("", |lead| act.heading(lead))).to_owned()
    });
    view! {
        <Dialog open=open title=title>
            {move || {
                again.track();
                let (act, call) = opened.get()?;
                let lead = lead.get_untracked()?;
                Some(
                    match act.form(&lead, &call) {
                        Ok(form) => form,
                        Err(words) => view! { <p>{words}</p> }.into_any(),
                    },
                )
            }}
        </Dialog>
    }
}
