//! The own account: who one is, the password, and where one is signed in.

use crate::components::{
    Button, ButtonKind, Card, Fact, Facts, Field, Glyph, Icon, Page, Steady, When, keyed,
};
use crate::form::{Post, PostForm};
use crate::loading::{Again, Load, read_again};
use leptos::prelude::*;
use steadyline_api::session::{self, ChangePassword, EditProfile, EndOtherSessions, EndSession, SetOwnPhone};
use steadyline_core::page::{self, BrokerLink, SessionRow};
use steadyline_core::user::{Role, User};

/// Who one is, and what one may change of it.
#[component]
pub fn AccountPage() -> impl IntoView {
    let account = read_again(Again::ChangedHere, || (), |()| session::account());
    view! {
        <Page title="Your account" narrow=true>
            <Load
                from=account
                rows=6
                view=|account: page::AccountPage| {
                    let page::AccountPage { user, phone, brokers, sessions } = account;
                    let email = user.email.clone();
                    view! {
                        <Profile user=user brokers=brokers />
                        <Card title="Phone" padded=true>
                            <OwnPhone phone=phone.map(|phone| phone.national()).unwrap_or_default() />
                        </Card>
                        <Card title="Password" padded=true>
                            <Password email=email />
                        </Card>
                        <Sessions sessions=sessions />
                    }
                }
            />
        </Page>
    }
}

#[component]
fn Profile(user: User, brokers: Vec<BrokerLink>) -> impl IntoView {
    let post = Post::<EditProfile>::named("profile");
    let is_admin = user.role == Role::Admin;
    let role = if is_admin { "Admin: every broker and all users" } else { "Broker: your own office" };
    let offices: Vec<String> = brokers.into_iter().map(|broker| broker.name).collect();
    let offices =
        if is_admin && offices.len() > 3 { format!("All {}", offices.len()) } else { offices.join(", ") };
    let term = if is_admin { "Brokers" } else { "Broker" };
    view! {
        <Card title="Profile" padded=true>
            <Facts>
                <Fact term="Role">{role}</Fact>
                <Fact term=term>{offices}</Fact>
            </Facts>
            <PostForm post=post class="form below-facts" let:form>
                <div class="field-row">
                    <Field
                        form="profile"
                        name="name"
                        label="Name"
                        autocomplete="name"
                        value=form.typed("name", user.name.clone())
                        error=form.error("name")
                        hint="Others see it next to what you do, from now on."
                        required=true
                    />
                    <Field
                        form="profile"
                        name="email"
                        label="Email"
                        kind="email"
                        autocomplete="email"
                        value=form.typed("email", user.email.clone())
                        error=form.error("email")
                        hint="What you sign in with."
                        required=true
                    />
                </div>
                <Field
                    form="profile"
                    name="old_password"
                    label="Current password"
                    kind="password"
                    autocomplete="current-password"
                    hint="Needed only to change your email."
                    error=form.error("old_password")
                    optional=true
                />
                <div class="bar">
                    <Button kind=ButtonKind::Primary busy=form.busy()>"Save profile"</Button>
                </div>
            </PostForm>
        </Card>
    }
}

#[component]
fn OwnPhone(phone: String) -> impl IntoView {
    let post = Post::<SetOwnPhone>::named("phone");
    view! {
        <PostForm post=post let:form>
            <Field
                form="phone"
                name="phone"
                label="Your own phone"
                kind="tel"
                autocomplete="tel"
                placeholder="(512) 555-0100"
                value=form.typed("phone", phone.clone())
                error=form.error("phone")
                hint="It can ring instead of the main line when you call a lead. Leave it empty to remove it."
                optional=true
            />
            <div class="bar">
                <Button busy=form.busy()>"Save phone"</Button>
            </div>
        </PostForm>
    }
}

#[component]
fn Password(email: String) -> impl IntoView {
    let post = Post::<ChangePassword>::named("password");
    view! {
        <PostForm post=post clears=true let:form>
            // So that a password manager knows whose it is.
            <input {..Steady::new("type", "text")} autocomplete="username" value=email.clone() hidden />
            <Field
                form="password"
                name="old_password"
                label="Current password"
                kind="password"
                autocomplete="current-password"
                error=form.error("old_password")
                required=true
            />
            <Field
                form="password"
                name="new_password"
                label="New password"
                kind="password"
                autocomplete="new-password"
                hint="At least 10 characters. You will be signed out everywhere else."
                error=form.error("new_password")
                required=true
            />
            <div class="bar">
                <Button busy=form.busy()>"Change password"</Button>
            </div>
        </PostForm>
    }
}

#[component]
fn Sessions(sessions: Vec<SessionRow>) -> impl IntoView {
    let others = sessions.iter().filter(|session| !session.is_this).count();
    let end_others = Post::<EndOtherSessions>::named("others");
    let foot = view! {
        <span class="dim small">
            "For each session we keep its browser and system, when you signed in and when it was last used, but no address or location. A session ends 30 days after its last use."
        </span>
    };
    let end = (others > 0).then(|| {
        view! {
            <PostForm post=end_others bare=true class="" let:form>
                <Button busy=form.busy()>"Sign out everywhere else"</Button>
            </PostForm>
        }
    });
    view! {
        <Card title="Where you are signed in" count=sessions.len().to_string() end=end foot=foot>
            <ul class="rows lines">
                {keyed(sessions, |session| session.id, |session| view! { <Line session=session /> })}
            </ul>
        </Card>
    }
}

#[component]
fn Line(session: SessionRow) -> impl IntoView {
    let SessionRow { id, device, began, last_seen, is_this } = session;
    let post = Post::<EndSession>::named("end");
    let device = if device.is_empty() { "A browser".to_owned() } else { device };
    let label = if is_this { "Sign out here".to_owned() } else { format!("Sign out {device}") };
    view! {
        <li>
            <Icon glyph=Glyph::User />
            <span class="cut">
                <span class="mid">{device}</span>
                {is_this.then(|| view! { <span class="dim">" · this one"</span> })}
                <br />
                <span class="dim small">
                    // It is used by asking for this page.
                    {is_this.then_some("In use now. ")}
                    {last_seen
                        .filter(|_| !is_this)
                        .map(|at| {
                            view! {
                                "Last used "
                                <When words=at.relative exact=at.exact at=at.iso />
                                ". "
                            }
                        })}
                    {began
                        .map(|at| {
                            view! {
                                "Signed in "
                                <When words=at.relative exact=at.exact at=at.iso />
                                "."
                            }
                        })}
                </span>
            </span>
            <span class="end">
                <PostForm post=post bare=true class="" hidden=vec![("id", id.to_string())] let:form>
                    <Button busy=form.busy() attr:aria-label=label.clone()>
                        "Sign out"
                    </Button>
                </PostForm>
            </span>
        </li>
    }
}
