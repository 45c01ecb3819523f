//! The app: every address of a page.

use crate::components::{Announcer, Arrival};
use crate::form::{DoneBefore, Refused};
use crate::frame::{BrokerFrame, HouseFrame};
use crate::lazy::part;
use crate::loading::{Pause, Refresh};
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
use leptos_router::{SsrMode, path};

part! {
    /// Before one is in.
    door as Door:
    HomePage, SignInPage, SetUpPage, InvitePage, ResetPage,
}

part! {
    /// What is opened first, by itself, so that it is there soon.
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
    AnalyticsPage, BehindPage, CallsPage, CountedPage, HouseAnalyticsPage,
}

part! {
    /// What is set up and brought in.
    office as Office:
    ImportLeadsPage, ImportsPage, ImportPage, SettingsPage, CarrierPage, EditCarrierPage, AdminCarrierPage, EditAdminCarrierPage, PeoplePage, InvitePersonPage, KeysPage, NewKeyPage, N8nPage, EventsPage, NewEndpointPage, DeliveryPage, EndpointPage, EditEndpointPage, AccountPage, ShortcutsPage, ThemePage, BrokersPage, NewBrokerPage, EditBrokerPage, AdminKeysPage, NewAdminKeyPage,
}

/// Everything in the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Refresh::provide();
    let arrival = Arrival::provide();
    view! {
        {Pause}
        <Title text="Steadyline" />
        <Router>
            <Pages />
            <Announcer arrival=arrival />
        </Router>
    }
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
            <Route path=path!("/") view=Door::HomePage ssr=SsrMode::Async />
            <Route path=path!("/sign-in") view=Door::SignInPage ssr=SsrMode::Async />
            <Route path=path!("/set-up") view=Door::SetUpPage ssr=SsrMode::Async />
            <Route path=path!("/invite") view=Door::InvitePage ssr=SsrMode::Async />
            <Route path=path!("/reset") view=Door::ResetPage ssr=SsrMode::Async />
            <ParentRoute path=path!("/b/:broker") view=BrokerFrame ssr=SsrMode::Async>
                <Route path=path!("") view=Front::DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/find") view=Desk::FindPage ssr=SsrMode::Async />
                <Route path=path!("/pool") view=Pool::PoolPage ssr=SsrMode::Async />
                <Route path=path!("/pool/add") view=Number::AddNumbersPage ssr=SsrMode::Async />
                <Route path=path!("/pool/change") view=Number::NumbersChangePage ssr=SsrMode::Async />
                <Route path=path!("/pool/sync") view=Number::SyncNumbersPage ssr=SsrMode::Async />
                <Route path=path!("/pool/buy") view=Number::BuyNumbersPage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number") view=Number::NumberPage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/edit") view=Number::NumberEditPage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/rest") view=Number::NumberRestPage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/activate") view=Number::NumberActivatePage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/retire") view=Number::NumberRetirePage ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/release") view=Number::NumberReleasePage ssr=SsrMode::Async />
                <Route path=path!("/leads") view=Leads::LeadsPage ssr=SsrMode::Async />
                <Route path=path!("/leads/new") view=Lead::NewLeadPage ssr=SsrMode::Async />
                <Route path=path!("/leads/import") view=Office::ImportLeadsPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead") view=Lead::LeadPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/call") view=Lead::LeadCallPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/callback") view=Lead::LeadCallbackPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/edit") view=Lead::LeadEditPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/release") view=Lead::LeadReleasePage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/lock") view=Lead::LeadLockPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/rehome") view=Lead::LeadRehomePage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/deal") view=Lead::LeadDealPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/suppress") view=Lead::LeadSuppressPage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/erase") view=Lead::LeadErasePage ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/correct") view=Lead::LeadCorrectPage ssr=SsrMode::Async />
                <Route path=path!("/diagnostics") view=Desk::DiagnosticsPage ssr=SsrMode::Async />
                <Route path=path!("/diagnostics/:check") view=Desk::CheckPage ssr=SsrMode::Async />
                <Route path=path!("/diagnostics/:check/:fix") view=Desk::FixPage ssr=SsrMode::Async />
                <Route path=path!("/activity") view=Desk::ActivityPage ssr=SsrMode::Async />
                <Route path=path!("/imports") view=Office::ImportsPage ssr=SsrMode::Async />
                <Route path=path!("/imports/:import") view=Office::ImportPage ssr=SsrMode::Async />
                <Route path=path!("/analytics") view=Analytics::AnalyticsPage ssr=SsrMode::Async />
                <Route path=path!("/calls") view=Analytics::CallsPage ssr=SsrMode::Async />
                <Route path=path!("/counted") view=Analytics::CountedPage ssr=SsrMode::Async />
                <Route path=path!("/many/release") view=Lead::ManyReleasePage ssr=SsrMode::Async />
                <Route path=path!("/many/suppress") view=Lead::ManySuppressPage ssr=SsrMode::Async />
                <Route path=path!("/assignments") view=Desk::AssignmentsPage ssr=SsrMode::Async />
                <Route path=path!("/settings") view=Office::SettingsPage ssr=SsrMode::Async />
                <Route path=path!("/settings/users") view=Office::PeoplePage ssr=SsrMode::Async />
                <Route path=path!("/settings/users/invite") view=Office::InvitePersonPage ssr=SsrMode::Async />
                <Route path=path!("/settings/keys") view=Office::KeysPage ssr=SsrMode::Async />
                <Route path=path!("/settings/keys/new") view=Office::NewKeyPage ssr=SsrMode::Async />
                <Route path=path!("/settings/signalwire") view=Office::CarrierPage ssr=SsrMode::Async />
                <Route path=path!("/settings/signalwire/edit") view=Office::EditCarrierPage ssr=SsrMode::Async />
                <Route path=path!("/settings/n8n") view=Office::N8nPage ssr=SsrMode::Async />
                <Route path=path!("/settings/events") view=Office::EventsPage ssr=SsrMode::Async />
                <Route path=path!("/settings/events/new") view=Office::NewEndpointPage ssr=SsrMode::Async />
                <Route path=path!("/settings/events/deliveries/:delivery") view=Office::DeliveryPage ssr=SsrMode::Async />
                <Route path=path!("/settings/events/:endpoint") view=Office::EndpointPage ssr=SsrMode::Async />
                <Route path=path!("/settings/events/:endpoint/edit") view=Office::EditEndpointPage ssr=SsrMode::Async />
            </ParentRoute>
            <ParentRoute path=path!("") view=HouseFrame ssr=SsrMode::Async>
                <Route path=path!("/account") view=Office::AccountPage ssr=SsrMode::Async />
                <Route path=path!("/shortcuts") view=Office::ShortcutsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/analytics") view=Analytics::HouseAnalyticsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/analytics/brokers") view=Analytics::BehindPage ssr=SsrMode::Async />
                <Route path=path!("/theme") view=Office::ThemePage ssr=SsrMode::Async />
                <Route path=path!("/admin/brokers") view=Office::BrokersPage ssr=SsrMode::Async />
                <Route path=path!("/admin/brokers/new") view=Office::NewBrokerPage ssr=SsrMode::Async />
                <Route path=path!("/admin/brokers/:broker/edit") view=Office::EditBrokerPage ssr=SsrMode::Async />
                <Route path=path!("/admin/users") view=Office::PeoplePage ssr=SsrMode::Async />
                <Route path=path!("/admin/users/invite") view=Office::InvitePersonPage ssr=SsrMode::Async />
                <Route path=path!("/admin/signalwire") view=Office::AdminCarrierPage ssr=SsrMode::Async />
                <Route path=path!("/admin/signalwire/edit") view=Office::EditAdminCarrierPage ssr=SsrMode::Async />
                <Route path=path!("/admin/keys") view=Office::AdminKeysPage ssr=SsrMode::Async />
                <Route path=path!("/admin/keys/new") view=Office::NewAdminKeyPage ssr=SsrMode::Async />
            </ParentRoute>
        </Routes>
    }
}
