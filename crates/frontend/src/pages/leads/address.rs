//! Addresses of leads.

use crate::pages::query::address;
use steadyline_core::id::LeadId;
use steadyline_core::page::LeadsQuery;

/// The leads with this query; what is empty is left out.
pub(super) fn leads_href(slug: &str, query: &LeadsQuery) -> String {
    address(
        &format!("/b/{slug}/leads"),
        &[("status", &query.status), ("search", &query.search), ("cursor", &query.cursor)],
    )
}

/// A lead's page, or one below it: `lead_href("alder", id, "/release")`.
pub(crate) fn lead_href(slug: &str, lead: LeadId, below: &str) -> String {
    format!("/b/{slug}/leads/{lead}{below}")
}
