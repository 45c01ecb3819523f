//! The app: every address of a page.

use crate::components::{Announcer, Arrival};
use crate::form::{DoneBefore, Refused};
use crate::frame::{BrokerFrame, HouseFrame};
use crate::lazy::part;
use crate::loading::{Pause, Refresh, Waking};
use crate::pages::account::AccountPage;
use crate::pages::activity::ActivityPage;
use crate::pages::admin::{AdminKeysPage, BrokersPage, EditBrokerPage, NewAdminKeyPage, NewBrokerPage};
use crate::pages::analytics::{AnalyticsPage, HouseAnalyticsPage};
use crate::pages::assignments::AssignmentsPage;
use crate::pages::behind::BehindPage;
use crate::pages::calls::CallsPage;
use crate::pages::counted::CountedPage;
use crate::pages::dashboard::DashboardPage;
use crate::pages::diagnostics::{CheckPage, DiagnosticsPage, FixPage};
use crate::pages::find::FindPage;
use crate::pages::home::HomePage;
use crate::pages::imports::{ImportPage, ImportsPage};
use crate::pages::invite::{InvitePage, ResetPage};
use crate::pages::leads::{
    ImportLeadsPage, LeadCallPage, LeadCallbackPage, LeadCorrectPage, LeadDealPage, LeadEditPage,
    LeadErasePage, LeadLockPage, LeadPage, LeadRehomePage, LeadReleasePage, LeadSuppressPage, LeadsPage,
    ManyReleasePage, ManySuppressPage, NewLeadPage,
};
use crate::pages::not_found::NotFoundPage;
use crate::pages::people::{InvitePersonPage, PeoplePage};
use crate::pages::pool::{
    AddNumbersPage, BuyNumbersPage, NumberActivatePage, NumberEditPage, NumberPage, NumberReleasePage,
    NumberRestPage, NumberRetirePage, NumbersChangePage, PoolPage, SyncNumbersPage,
};
use crate::pages::set_up::SetUpPage;
use crate::pages::settings::{
    AdminCarrierPage, CarrierPage, DeliveryPage, EditAdminCarrierPage, EditCarrierPage, EditEndpointPage,
    EndpointPage, EventsPage, KeysPage, N8nPage, NewEndpointPage, NewKeyPage, SettingsPage,
};
use crate::pages::shortcuts::ShortcutsPage;
use crate::pages::sign_in::SignInPage;
use crate::pages::theme::ThemePage;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{PossibleRouteMatch, SsrMode, path};
use std::sync::Arc;

part! {
    /// What is around the pages of who is signed in, and is not needed before.
    frame as Frame:
    BrokerFrame, HouseFrame,
}

part! {
    /// The first page of all, by itself, so that it is there soon.
    sign_in as SignIn:
    SignInPage,
}

part! {
    /// The other pages before one is in.
    door as Door:
    HomePage, SetUpPage, InvitePage, ResetPage,
}

part! {
    /// What is opened after it, by itself for the same reason.
    front as Front:
    DashboardPage,
}

part! {
    /// What is looked up now and then.
    desk as Desk:
    FindPage, DiagnosticsPage, CheckPage, FixPage, ActivityPage, AssignmentsPage,
}

part! {
    /// The numbers.
    pool as Pool:
    PoolPage,
}

part! {
    /// One number, and what is done with it or many.
    number as Number:
    NumberPage, NumberEditPage, NumberRestPage, NumberActivatePage, NumberRetirePage, NumberReleasePage, NumbersChangePage, AddNumbersPage, SyncNumbersPage, BuyNumbersPage,
}

part! {
    /// The leads.
    leads as Leads:
    LeadsPage,
}

part! {
    /// One lead, and what is done with it or many.
    lead as Lead:
    NewLeadPage, LeadPage, LeadCallPage, LeadCallbackPage, LeadEditPage, LeadReleasePage, LeadLockPage, LeadRehomePage, LeadDealPage, LeadSuppressPage, LeadErasePage, LeadCorrectPage, ManyReleasePage, ManySuppressPage,
}

part! {
    /// Reports.
    analytics as Analytics:
    AnalyticsPage, HouseAnalyticsPage,
}

part! {
    /// What a report counted.
    counted as Counted:
    BehindPage, CallsPage, CountedPage,
}

part! {
    /// What is brought in.
    imports as Imports:
    ImportLeadsPage, ImportsPage, ImportPage,
}

part! {
    /// The policy of an office.
    settings as Settings:
    SettingsPage, NewBrokerPage, EditBrokerPage,
}

part! {
    /// What other programs are told, and how they ask.
    programs as Programs:
    CarrierPage, EditCarrierPage, AdminCarrierPage, EditAdminCarrierPage, KeysPage, NewKeyPage, AdminKeysPage, NewAdminKeyPage, N8nPage, EventsPage, NewEndpointPage, DeliveryPage, EndpointPage, EditEndpointPage,
}

part! {
    /// Who works here, and how they like it.
    people as People:
    PeoplePage, InvitePersonPage, BrokersPage, AccountPage, ShortcutsPage, ThemePage,
}

/// Everything in the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Refresh::provide();
    Waking::provide();
    let arrival = Arrival::provide();
    view! {
        {Pause::Turn}
        <Title text="Steadyline" />
        <Router>
            <Pages />
            <Announcer arrival=arrival />
        </Router>
        {Pause::Alive}
    }
}

/// An address of any number of segments.
type Address = Arc<dyn PossibleRouteMatch + Send + Sync>;

fn address(segments: impl PossibleRouteMatch + Send + Sync + 'static) -> Address {
    Arc::new(segments)
}

/// An address, all of one type: the router is compiled once, and not for each number of segments again.
macro_rules! at {
    ($path:tt) => {
        address(path!($path))
    };
}

/// The pages. Each is rendered whole on the server, so that it can be read without JavaScript; what is done with a
/// number or a lead is a page of its own.
#[component]
fn Pages() -> impl IntoView {
    Refused::provide();
    DoneBefore::provide();
    Arrival::to_questions();
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=at!("/") view=Door::HomePage ssr=SsrMode::Async />
            <Route path=at!("/sign-in") view=SignIn::SignInPage ssr=SsrMode::Async />
            <Route path=at!("/set-up") view=Door::SetUpPage ssr=SsrMode::Async />
            <Route path=at!("/invite") view=Door::InvitePage ssr=SsrMode::Async />
            <Route path=at!("/reset") view=Door::ResetPage ssr=SsrMode::Async />
            <ParentRoute path=at!("/b/:broker") view=Frame::BrokerFrame ssr=SsrMode::Async>
                <Route path=at!("") view=Front::DashboardPage ssr=SsrMode::Async />
                <Route path=at!("/find") view=Desk::FindPage ssr=SsrMode::Async />
                <Route path=at!("/pool") view=Pool::PoolPage ssr=SsrMode::Async />
                <Route path=at!("/pool/add") view=Number::AddNumbersPage ssr=SsrMode::Async />
                <Route path=at!("/pool/change") view=Number::NumbersChangePage ssr=SsrMode::Async />
                <Route path=at!("/pool/sync") view=Number::SyncNumbersPage ssr=SsrMode::Async />
                <Route path=at!("/pool/buy") view=Number::BuyNumbersPage ssr=SsrMode::Async />
                <Route path=at!("/pool/:number") view=Number::NumberPage ssr=SsrMode::Async />
                <Route path=at!("/pool/:number/edit") view=Number::NumberEditPage ssr=SsrMode::Async />
                <Route path=at!("/pool/:number/rest") view=Number::NumberRestPage ssr=SsrMode::Async />
                <Route path=at!("/pool/:number/activate") view=Number::NumberActivatePage ssr=SsrMode::Async />
                <Route path=at!("/pool/:number/retire") view=Number::NumberRetirePage ssr=SsrMode::Async />
                <Route path=at!("/pool/:number/release") view=Number::NumberReleasePage ssr=SsrMode::Async />
                <Route path=at!("/leads") view=Leads::LeadsPage ssr=SsrMode::Async />
                <Route path=at!("/leads/new") view=Lead::NewLeadPage ssr=SsrMode::Async />
                <Route path=at!("/leads/import") view=Imports::ImportLeadsPage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead") view=Lead::LeadPage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/call") view=Lead::LeadCallPage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/callback") view=Lead::LeadCallbackPage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/edit") view=Lead::LeadEditPage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/release") view=Lead::LeadReleasePage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/lock") view=Lead::LeadLockPage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/rehome") view=Lead::LeadRehomePage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/deal") view=Lead::LeadDealPage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/suppress") view=Lead::LeadSuppressPage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/erase") view=Lead::LeadErasePage ssr=SsrMode::Async />
                <Route path=at!("/leads/:lead/correct") view=Lead::LeadCorrectPage ssr=SsrMode::Async />
                <Route path=at!("/diagnostics") view=Desk::DiagnosticsPage ssr=SsrMode::Async />
                <Route path=at!("/diagnostics/:check") view=Desk::CheckPage ssr=SsrMode::Async />
                <Route path=at!("/diagnostics/:check/:fix") view=Desk::FixPage ssr=SsrMode::Async />
                <Route path=at!("/activity") view=Desk::ActivityPage ssr=SsrMode::Async />
                <Route path=at!("/imports") view=Imports::ImportsPage ssr=SsrMode::Async />
                <Route path=at!("/imports/:import") view=Imports::ImportPage ssr=SsrMode::Async />
                <Route path=at!("/analytics") view=Analytics::AnalyticsPage ssr=SsrMode::Async />
                <Route path=at!("/calls") view=Counted::CallsPage ssr=SsrMode::Async />
                <Route path=at!("/counted") view=Counted::CountedPage ssr=SsrMode::Async />
                <Route path=at!("/many/release") view=Lead::ManyReleasePage ssr=SsrMode::Async />
                <Route path=at!("/many/suppress") view=Lead::ManySuppressPage ssr=SsrMode::Async />
                <Route path=at!("/assignments") view=Desk::AssignmentsPage ssr=SsrMode::Async />
                <Route path=at!("/settings") view=Settings::SettingsPage ssr=SsrMode::Async />
                <Route path=at!("/settings/users") view=People::PeoplePage ssr=SsrMode::Async />
                <Route path=at!("/settings/users/invite") view=People::InvitePersonPage ssr=SsrMode::Async />
                <Route path=at!("/settings/keys") view=Programs::KeysPage ssr=SsrMode::Async />
                <Route path=at!("/settings/keys/new") view=Programs::NewKeyPage ssr=SsrMode::Async />
                <Route path=at!("/settings/signalwire") view=Programs::CarrierPage ssr=SsrMode::Async />
                <Route path=at!("/settings/signalwire/edit") view=Programs::EditCarrierPage ssr=SsrMode::Async />
                <Route path=at!("/settings/n8n") view=Programs::N8nPage ssr=SsrMode::Async />
                <Route path=at!("/settings/events") view=Programs::EventsPage ssr=SsrMode::Async />
                <Route path=at!("/settings/events/new") view=Programs::NewEndpointPage ssr=SsrMode::Async />
                <Route path=at!("/settings/events/deliveries/:delivery") view=Programs::DeliveryPage ssr=SsrMode::Async />
                <Route path=at!("/settings/events/:endpoint") view=Programs::EndpointPage ssr=SsrMode::Async />
                <Route path=at!("/settings/events/:endpoint/edit") view=Programs::EditEndpointPage ssr=SsrMode::Async />
            </ParentRoute>
            <ParentRoute path=at!("") view=Frame::HouseFrame ssr=SsrMode::Async>
                <Route path=at!("/account") view=People::AccountPage ssr=SsrMode::Async />
                <Route path=at!("/shortcuts") view=People::ShortcutsPage ssr=SsrMode::Async />
                <Route path=at!("/admin/analytics") view=Analytics::HouseAnalyticsPage ssr=SsrMode::Async />
                <Route path=at!("/admin/analytics/brokers") view=Counted::BehindPage ssr=SsrMode::Async />
                <Route path=at!("/theme") view=People::ThemePage ssr=SsrMode::Async />
                <Route path=at!("/admin/brokers") view=People::BrokersPage ssr=SsrMode::Async />
                <Route path=at!("/admin/brokers/new") view=Settings::NewBrokerPage ssr=SsrMode::Async />
                <Route path=at!("/admin/brokers/:broker/edit") view=Settings::EditBrokerPage ssr=SsrMode::Async />
                <Route path=at!("/admin/users") view=People::PeoplePage ssr=SsrMode::Async />
                <Route path=at!("/admin/users/invite") view=People::InvitePersonPage ssr=SsrMode::Async />
                <Route path=at!("/admin/signalwire") view=Programs::AdminCarrierPage ssr=SsrMode::Async />
                <Route path=at!("/admin/signalwire/edit") view=Programs::EditAdminCarrierPage ssr=SsrMode::Async />
                <Route path=at!("/admin/keys") view=Programs::AdminKeysPage ssr=SsrMode::Async />
                <Route path=at!("/admin/keys/new") view=Programs::NewAdminKeyPage ssr=SsrMode::Async />
            </ParentRoute>
        </Routes>
    }
}
