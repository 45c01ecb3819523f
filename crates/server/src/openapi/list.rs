//! What lists have in common, and what names a broker or a lead in an address.

use super::assignment::Assignment;
use super::audit::AuditEntry;
use super::broker::Broker;
use super::call::Call;
use super::event::{EventDelivery, EventEndpoint};
use super::history::HistoryEvent;
use super::import::Import;
use super::lead::Lead;
use super::user::{Invite, User};
use crate::rest::NumberView;
use serde_json::{Value, json};
use std::borrow::Cow;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// A page of a list, by the type of its rows.
macro_rules! pages {
    ($($page:ident $name:literal of $item:ty;)+) => {$(
        #[derive(Debug)]
        pub(crate) struct $page;

        impl PartialSchema for $page {
            fn schema() -> RefOr<Schema> {
                page_of(&<$item>::name(), example_of(<$item>::schema()))
            }
        }

        impl ToSchema for $page {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                schemas.push((<$item>::name().into(), <$item>::schema()));
                <$item as ToSchema>::schemas(schemas);
            }
        }
    )+};
}

pages! {
    Assignments "AssignmentPage" of Assignment;
    AuditEntries "AuditEntryPage" of AuditEntry;
    Brokers "BrokerPage" of Broker;
    Calls "CallPage" of Call;
    Imports "ImportPage" of Import;
    Deliveries "EventDeliveryPage" of EventDelivery;
    EventEndpoints "EventEndpointPage" of EventEndpoint;
    Events "HistoryEventPage" of HistoryEvent;
    Invites "InvitePage" of Invite;
    Leads "LeadPage" of Lead;
    Numbers "NumberPage" of NumberView;
    Users "UserPage" of User;
}

/// What a thing looks like, where its description says so.
fn example_of(schema: RefOr<Schema>) -> Option<Value> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.example.or_else(|| object.examples.into_iter().next()),
        _ => None,
    }
}

fn page_of(item: &str, example: Option<Value>) -> RefOr<Schema> {
    let cursor = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("Send it as `cursor` for the next page; null at the end."));
    ObjectBuilder::new()
        .description(Some("A page of a list."))
        .property("items", ArrayBuilder::new().items(Ref::from_schema_name(item)))
        .required("items")
        .property("next_cursor", cursor)
        .required("next_cursor")
        .examples(example.map(|item| json!({"items": [item], "next_cursor": null})))
        .into()
}

/// Which page.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// Most rows on the page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<i32>,
    /// The `next_cursor` of the previous page, unchanged.
    cursor: Option<String>,
}

/// Whose.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfBroker {
    /// Slug or id of the broker; may be left out with a broker's key.
    broker_id: Option<String>,
}

/// How an import is done.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Importing {
    /// Slug or id of the broker; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Report only, import nothing.
    dry_run: Option<bool>,
    /// Leave bad lines out and import the others; else nothing is imported while a line is bad.
    leave_out_bad: Option<bool>,
    /// Fill empty fields of known records from their lines; else known records stay as they are.
    fill: Option<bool>,
}
