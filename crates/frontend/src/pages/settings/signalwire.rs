//! The connection to SignalWire: of an office, or of the installation for all offices without one of their own.

mod form;

pub use form::{EditAdminCarrierPage, EditCarrierPage};

use super::{Section, beside_menu};
use crate::address::{use_broker, use_query_value};
use crate::components::{
    Button, ButtonKind, Card, ConfirmCard, CopyButton, DialogLink, Fact, Facts, Glyph, LinkButton, Moment,
    Notice, NoticeKind, Page, Question, When,
};
use crate::form::{Post, PostForm};
use crate::loading::{Load, read};
use form::ConnectForm;
use leptos::prelude::*;
use steadyline_api::connection::{self, DisconnectCarrier, TestCarrier};
use steadyline_core::carrier::dollars;
use steadyline_core::page::{CarrierPage as Shown, Connection, ConnectionState, Standing};

/// Where the page is: of a broker, or with an empty slug of the installation.
fn home(slug: &str) -> String {
    if slug.is_empty() { "/admin/signalwire".to_owned() } else { format!("/b/{slug}/settings/signalwire") }
}

/// The connection of an office.
#[component]
pub fn CarrierPage() -> impl IntoView {
    let broker = use_broker();
    let page = read(move || broker.get(), connection::carrier);
    view! {
        <Load
            from=page
            title="SignalWire"
            around=|content| beside_menu(Section::SignalWire, content)
            view=|page| view! { <Carrier page=page /> }
        />
    }
}

/// The connection of the installation.
#[component]
pub fn AdminCarrierPage() -> impl IntoView {
    view! { <CarrierPage /> }
}

#[component]
fn Carrier(page: Shown) -> impl IntoView {
    let Shown { broker, connection, is_shared, can_keep, public_url, is_reachable, is_admin } = page;
    let slug = broker.map(|broker| broker.slug.as_str().to_owned()).unwrap_or_default();
    let key = (!can_keep).then(|| view! { <NoKey /> });
    let address = (!is_reachable).then(|| view! { <NotReachable url=public_url /> });
    let body = match connection {
        Some(connection) => view! { <Connected slug=slug.clone() connection=connection /> }.into_any(),
        None => {
            let shared = is_shared.then(|| view! { <Shared is_admin=is_admin /> });
            view! {
                {shared}
                <NotConnected slug=slug.clone() is_shared=is_shared can_keep=can_keep />
            }
            .into_any()
        }
    };
    // Else an admin would take it for the connection of one office.
    let for_all = slug.is_empty().then(|| {
        view! {
            <p class="prose">
                "This is the installation's connection: every broker without a project of its own calls over it."
            </p>
        }
    });
    let content = view! { <div class="stack">{key} {address} {for_all} {body}</div> };
    view! { <Page title="SignalWire">{beside_menu(Section::SignalWire, content.into_any())}</Page> }
}

#[component]
fn NoKey() -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Warn glyph=Glyph::Key>
            <b class="strong">"No connection can be saved yet. "</b>
            "Whoever runs Steadyline sets "
            <code>"STEADYLINE_SECRET_KEY"</code>
            " to 32 random bytes, for example from "
            <code>"openssl rand -base64 32"</code>
            ", and starts it again: connections are encrypted with it."
        </Notice>
    }
}

#[component]
fn NotReachable(url: String) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Warn>
            <b class="strong">"SignalWire cannot reach this program. "</b>
            "Its public address is "
            <code>{url}</code>
            ". Callbacks and call outcomes arrive once whoever runs Steadyline sets "
            <code>"--public-url"</code>
            " to its HTTPS address on the internet."
        </Notice>
    }
}

#[component]
fn Shared(is_admin: bool) -> impl IntoView {
    let end = is_admin.then(|| {
        view! { <LinkButton href="/admin/signalwire">"The installation's"</LinkButton> }
    });
    view! {
        <Notice kind=NoticeKind::Good glyph=Glyph::Check end=end>
            <b class="strong">"Connected through the installation. "</b>
            "Calls go over the SignalWire project of whoever runs Steadyline. Connect a project of your own to use that instead."
        </Notice>
    }
}

#[component]
fn NotConnected(slug: String, is_shared: bool, can_keep: bool) -> impl IntoView {
    let title = if is_shared { "A project of your own" } else { "Connect SignalWire" };
    view! {
        <Card title=title padded=true>
            <div class="prose before-form">
                <p>
                    "Once it is connected, leads are called with one click from their own number, each call's outcome is recorded automatically, and callbacks reach your main line."
                </p>
                <ol>
                    <li>"In your SignalWire space, open “API Credentials” and create a token with the scopes Numbers and Voice."</li>
                    <li>"Copy the space, the Project ID, the token and the “Signing Key” from that page into this form."</li>
                    <li>"They are checked with SignalWire at once, kept encrypted and never shown again."</li>
                </ol>
            </div>
            <ConnectForm slug=slug connection=None can_keep=can_keep at_home=true />
        </Card>
    }
}

#[component]
fn Connected(slug: String, connection: Connection) -> impl IntoView {
    let ask = use_query_value("ask");
    let of = slug.clone();
    let asked = move || (ask.get() == "disconnect").then(|| view! { <ConfirmDisconnect slug=of.clone() /> });
    let trouble = trouble(&connection);
    view! {
        {asked}
        {trouble}
        <Details slug=slug connection=connection />
    }
}

/// What is wrong with it, and what to do.
fn trouble(connection: &Connection) -> Option<AnyView> {
    let words = match connection.state {
        ConnectionState::Works => return None,
        ConnectionState::Fails => {
            let (why, at) = connection.error.clone()?;
            return Some(
                view! {
                    <Notice kind=NoticeKind::Bad>
                        <b class="strong">"SignalWire did not answer as it should, "</b>
                        <When words=at.relative exact=at.exact at=at.iso />
                        {format!(": {why}.")}
                        " Leads keep getting numbers; calls wait. Test it again, or change its credentials."
                    </Notice>
                }
                .into_any(),
            );
        }
        ConnectionState::NoKey => {
            "It cannot be opened: Steadyline was started without the key it was encrypted with."
        }
        ConnectionState::OtherKey => {
            "It cannot be opened: it was encrypted with another STEADYLINE_SECRET_KEY. Restore that key, or enter the connection again."
        }
        ConnectionState::Broken => {
            "It cannot be opened: the saved data is damaged. Enter the connection again."
        }
    };
    Some(view! { <Notice kind=NoticeKind::Bad glyph=Glyph::Key>{words}</Notice> }.into_any())
}

#[component]
fn Details(slug: String, connection: Connection) -> impl IntoView {
    let at = home(&slug);
    let test = Post::<TestCarrier>::named("test");
    let hidden = vec![("broker", slug.clone())];
    let (of, edited) = (slug.clone(), connection.clone());
    let Connection { space, project_end, state, tested, standing, voice_url, .. } = connection;
    let Connection { monthly_cents, buys_per_day, changed_by, changed, .. } = connection;
    let end = {
        let at = at.clone();
        view! {
            <PostForm post=test bare=true class="" hidden=hidden let:form>
                <Button busy=form.busy()>"Test"</Button>
            </PostForm>
            <DialogLink href=format!("{at}/edit") label="Change" title="Change the connection">
                <ConnectForm slug=of.clone() connection=Some(edited.clone()) can_keep=true />
            </DialogLink>
        }
    };
    let foot = view! {
        <LinkButton href=format!("{at}?ask=disconnect") kind=ButtonKind::Danger>
            "Disconnect"
        </LinkButton>
    };
    let (class, word) = match state {
        ConnectionState::Works => ("good-text", "Works"),
        ConnectionState::Fails => ("bad-text", "Fails"),
        ConnectionState::NoKey | ConnectionState::OtherKey | ConnectionState::Broken => {
            ("bad-text", "Locked")
        }
    };
    let requests = match standing {
        Standing::Made { failures: 0 } => "Sent right away; none failed".to_owned(),
        Standing::Made { failures: 1 } => "The last one failed; tried again".to_owned(),
        Standing::Made { failures } => format!("The last {failures} failed in a row; tried again"),
        Standing::Paused { seconds } => {
            format!("Paused for {seconds} s more: several failed in a row")
        }
        Standing::Tried => "Testing whether SignalWire answers again".to_owned(),
    };
    let price = monthly_cents
        .map_or_else(|| "Not set: you are asked when you buy".to_owned(), |cents| dollars(i64::from(cents)));
    let limit = match buys_per_day {
        0 => "Nothing is bought".to_owned(),
        1 => "1 number a day".to_owned(),
        count => format!("{count} numbers a day"),
    };
    view! {
        <Card title="Connection" end=end foot=foot padded=true>
            <Facts>
                <Fact term="State">
                    <span class=class>{word}</span>
                </Fact>
                <Fact term="Space">{space.unwrap_or_else(|| "-".to_owned())}</Fact>
                <Fact term="Project">
                    {project_end.map_or_else(|| "-".to_owned(), |end| format!("ends in {end}"))}
                </Fact>
                <Fact term="Last answered">
                    <Moment of=tested />
                </Fact>
                <Fact term="Requests">{requests}</Fact>
                <Fact term="A number a month">{price}</Fact>
                <Fact term="Buys at most">{limit}</Fact>
                <Fact term="Connected by">
                    {changed_by}
                    ", "
                    <When words=changed.relative exact=changed.exact at=changed.iso />
                </Fact>
            </Facts>
        </Card>
        <Card title="Where calls of your numbers go" padded=true>
            <p class="prose">
                "Numbers that are bought or synced here are set up automatically. A number that you set up by hand in SignalWire gets this address as its voice webhook:"
            </p>
            <p class="secret">
                <code>{voice_url.clone()}</code>
                <CopyButton text=voice_url />
            </p>
        </Card>
    }
}

#[component]
fn ConfirmDisconnect(slug: String) -> impl IntoView {
    let post = Post::<DisconnectCarrier>::named("disconnect");
    let back = home(&slug);
    let losses = vec![
        "Click-to-call stops working, and waiting calls are not placed.".to_owned(),
        "Callbacks from leads are refused, and call outcomes are no longer recorded automatically."
            .to_owned(),
        "Numbers stay in the pool and at SignalWire; leads keep theirs.".to_owned(),
    ];
    view! {
        <Question title="Disconnect SignalWire?">
            <PostForm post=post hidden=vec![("broker", slug)] let:form>
                <ConfirmCard
                    text="Its credentials are deleted and have to be entered again."
                    losses=losses.clone()
                    clone:back
                >
                    <LinkButton href=back kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Danger busy=form.busy()>"Disconnect"</Button>
                </ConfirmCard>
            </PostForm>
        </Question>
    }
}
