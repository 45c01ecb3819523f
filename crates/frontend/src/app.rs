//! The app: every address of a page.

use crate::components::{Announcer, Arrival};
use crate::form::{DoneBefore, Refused};
use crate::frame::{BrokerFrame, HouseFrame};
use crate::lazy::lazy;
use crate::loading::Refresh;
use crate::pages::account::AccountPage;
use crate::pages::activity::ActivityPage;
use crate::pages::admin::{AdminKeysPage, BrokersPage, EditBrokerPage, NewAdminKeyPage, NewBrokerPage};
use crate::pages::analytics::{AnalyticsPage, HouseAnalyticsPage};
use crate::pages::assignments::AssignmentsPage;
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
    AddNumbersPage, NumberActivatePage, NumberEditPage, NumberPage, NumberRestPage, NumberRetirePage,
    NumbersChangePage, PoolPage,
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

/// Everything in the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Refresh::provide();
    let arrival = Arrival::provide();
    view! {
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
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
            <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
            <Route path=path!("/set-up") view=lazy!(office: SetUpPage) ssr=SsrMode::Async />
            <Route path=path!("/invite") view=lazy!(office: InvitePage) ssr=SsrMode::Async />
            <Route path=path!("/reset") view=lazy!(office: ResetPage) ssr=SsrMode::Async />
            <ParentRoute path=path!("/b/:broker") view=BrokerFrame ssr=SsrMode::Async>
                <Route path=path!("") view=lazy!(desk: DashboardPage) ssr=SsrMode::Async />
                <Route path=path!("/find") view=lazy!(desk: FindPage) ssr=SsrMode::Async />
                <Route path=path!("/pool") view=lazy!(desk: PoolPage) ssr=SsrMode::Async />
                <Route path=path!("/pool/add") view=lazy!(office: AddNumbersPage) ssr=SsrMode::Async />
                <Route path=path!("/pool/change") view=lazy!(office: NumbersChangePage) ssr=SsrMode::Async />
                <Route path=path!("/pool/:number") view=lazy!(office: NumberPage) ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/edit") view=lazy!(office: NumberEditPage) ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/rest") view=lazy!(office: NumberRestPage) ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/activate") view=lazy!(office: NumberActivatePage) ssr=SsrMode::Async />
                <Route path=path!("/pool/:number/retire") view=lazy!(office: NumberRetirePage) ssr=SsrMode::Async />
                <Route path=path!("/leads") view=lazy!(desk: LeadsPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/new") view=lazy!(lead: NewLeadPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/import") view=lazy!(office: ImportLeadsPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead") view=lazy!(lead: LeadPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/call") view=lazy!(lead: LeadCallPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/callback") view=lazy!(lead: LeadCallbackPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/edit") view=lazy!(lead: LeadEditPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/release") view=lazy!(lead: LeadReleasePage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/lock") view=lazy!(lead: LeadLockPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/rehome") view=lazy!(lead: LeadRehomePage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/deal") view=lazy!(lead: LeadDealPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/suppress") view=lazy!(lead: LeadSuppressPage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/erase") view=lazy!(lead: LeadErasePage) ssr=SsrMode::Async />
                <Route path=path!("/leads/:lead/correct") view=lazy!(lead: LeadCorrectPage) ssr=SsrMode::Async />
                <Route path=path!("/diagnostics") view=lazy!(desk: DiagnosticsPage) ssr=SsrMode::Async />
                <Route path=path!("/diagnostics/:check") view=lazy!(desk: CheckPage) ssr=SsrMode::Async />
                <Route path=path!("/diagnostics/:check/:fix") view=lazy!(desk: FixPage) ssr=SsrMode::Async />
                <Route path=path!("/activity") view=lazy!(desk: ActivityPage) ssr=SsrMode::Async />
                <Route path=path!("/imports") view=lazy!(office: ImportsPage) ssr=SsrMode::Async />
                <Route path=path!("/imports/:import") view=lazy!(office: ImportPage) ssr=SsrMode::Async />
                <Route path=path!("/analytics") view=lazy!(analytics: AnalyticsPage) ssr=SsrMode::Async />
                <Route path=path!("/calls") view=lazy!(analytics: CallsPage) ssr=SsrMode::Async />
                <Route path=path!("/counted") view=lazy!(analytics: CountedPage) ssr=SsrMode::Async />
                <Route path=path!("/many/release") view=lazy!(lead: ManyReleasePage) ssr=SsrMode::Async />
                <Route path=path!("/many/suppress") view=lazy!(lead: ManySuppressPage) ssr=SsrMode::Async />
                <Route path=path!("/assignments") view=lazy!(desk: AssignmentsPage) ssr=SsrMode::Async />
                <Route path=path!("/settings") view=lazy!(office: SettingsPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/users") view=lazy!(office: PeoplePage) ssr=SsrMode::Async />
                <Route path=path!("/settings/users/invite") view=lazy!(office: InvitePersonPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/keys") view=lazy!(office: KeysPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/keys/new") view=lazy!(office: NewKeyPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/signalwire") view=lazy!(office: CarrierPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/signalwire/edit") view=lazy!(office: EditCarrierPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/n8n") view=lazy!(office: N8nPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/events") view=lazy!(office: EventsPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/events/new") view=lazy!(office: NewEndpointPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/events/deliveries/:delivery") view=lazy!(office: DeliveryPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/events/:endpoint") view=lazy!(office: EndpointPage) ssr=SsrMode::Async />
                <Route path=path!("/settings/events/:endpoint/edit") view=lazy!(office: EditEndpointPage) ssr=SsrMode::Async />
            </ParentRoute>
            <ParentRoute path=path!("") view=HouseFrame ssr=SsrMode::Async>
                <Route path=path!("/account") view=lazy!(office: AccountPage) ssr=SsrMode::Async />
                <Route path=path!("/shortcuts") view=lazy!(office: ShortcutsPage) ssr=SsrMode::Async />
                <Route path=path!("/admin/analytics") view=lazy!(analytics: HouseAnalyticsPage) ssr=SsrMode::Async />
                <Route path=path!("/theme") view=lazy!(office: ThemePage) ssr=SsrMode::Async />
                <Route path=path!("/admin/brokers") view=lazy!(office: BrokersPage) ssr=SsrMode::Async />
                <Route path=path!("/admin/brokers/new") view=lazy!(office: NewBrokerPage) ssr=SsrMode::Async />
                <Route path=path!("/admin/brokers/:broker/edit") view=lazy!(office: EditBrokerPage) ssr=SsrMode::Async />
                <Route path=path!("/admin/users") view=lazy!(office: PeoplePage) ssr=SsrMode::Async />
                <Route path=path!("/admin/users/invite") view=lazy!(office: InvitePersonPage) ssr=SsrMode::Async />
                <Route path=path!("/admin/signalwire") view=lazy!(office: AdminCarrierPage) ssr=SsrMode::Async />
                <Route path=path!("/admin/signalwire/edit") view=lazy!(office: EditAdminCarrierPage) ssr=SsrMode::Async />
                <Route path=path!("/admin/keys") view=lazy!(office: AdminKeysPage) ssr=SsrMode::Async />
                <Route path=path!("/admin/keys/new") view=lazy!(office: NewAdminKeyPage) ssr=SsrMode::Async />
            </ParentRoute>
        </Routes>
    }
}
