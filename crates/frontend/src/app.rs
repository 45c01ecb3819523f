//! The app: every address of a page.

use crate::components::hotkey;
use crate::form::{DoneBefore, Refused};
use crate::frame::{BrokerFrame, HouseFrame};
use crate::loading::Refresh;
use crate::pages::account::AccountPage;
use crate::pages::admin::{BrokersPage, NewBrokerPage, UsersPage};
use crate::pages::assignments::AssignmentsPage;
use crate::pages::dashboard::DashboardPage;
use crate::pages::find::FindPage;
use crate::pages::home::HomePage;
use crate::pages::leads::{
    LeadCorrectPage, LeadDealPage, LeadEditPage, LeadErasePage, LeadLockPage, LeadPage, LeadRehomePage,
    LeadReleasePage, LeadSuppressPage, LeadsPage, NewLeadPage,
};
use crate::pages::not_found::NotFoundPage;
use crate::pages::pool::{
    AddNumbersPage, NumberActivatePage, NumberEditPage, NumberPage, NumberRestPage, NumberRetirePage,
    NumbersChangePage, PoolPage,
};
use crate::pages::set_up::SetUpPage;
use crate::pages::settings::{KeysPage, SettingsPage};
use crate::pages::shortcuts::ShortcutsPage;
use crate::pages::sign_in::SignInPage;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// Everything in the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Refresh::provide();
    hotkey::mark_alive();
    view! {
        <Title text="Steadyline" />
        <Router>
            <Pages />
        </Router>
    }
}

/// The pages. Each is rendered whole on the server, so that it can be read without JavaScript; what is done with a
/// number or a lead is a page of its own.
#[component]
fn Pages() -> impl IntoView {
    Refused::provide();
    DoneBefore::provide();
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
            <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
            <Route path=path!("/set-up") view=SetUpPage ssr=SsrMode::Async />
            <ParentRoute path=path!("/b/:broker") view=BrokerFrame ssr=SsrMode::Async>
                <Route path=path!("") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/find") view=FindPage ssr=SsrMode::Async />
                <Route path=path!("/pool") view=PoolPage ssr=SsrMode::Async />
                <Route path=path!("/pool/add") view=AddNumbersPage ssr=SsrMode::Async />
                <Route path=path!("/pool/change") view=NumbersChangePage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number") view=NumberPage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/edit") view=NumberEditPage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/rest") view=NumberRestPage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/activate") view=NumberActivatePage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/retire") view=NumberRetirePage ssr=SsrMode::Async />
                <Route path=path!("/leads") view=LeadsPage ssr=SsrMode::Async />
                <Route path=path!("/leads/new") view=NewLeadPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead") view=LeadPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/edit") view=LeadEditPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/release") view=LeadReleasePage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/lock") view=LeadLockPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/rehome") view=LeadRehomePage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/deal") view=LeadDealPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/suppress") view=LeadSuppressPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/erase") view=LeadErasePage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/correct") view=LeadCorrectPage ssr=SsrMode::Async />
                <Route path=path!("/assignments") view=AssignmentsPage ssr=SsrMode::Async />
                <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async />
                <Route path=path!("/settings/keys") view=KeysPage ssr=SsrMode::Async />
            </ParentRoute>
            <ParentRoute path=path!("") view=HouseFrame ssr=SsrMode::Async>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
                <Route path=path!("/shortcuts") view=ShortcutsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/brokers") view=BrokersPage ssr=SsrMode::Async />
                <Route path=path!("/admin/brokers/new") view=NewBrokerPage ssr=SsrMode::Async />
                <Route path=path!("/admin/users") view=UsersPage ssr=SsrMode::Async />
            </ParentRoute>
        </Routes>
    }
}
