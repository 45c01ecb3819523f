//! Addresses of leads.

use crate::pages::query::address;
use leptos_router::params::ParamsMap;
use steadyline_core::id::LeadId;
use steadyline_core::page::LeadsQuery;

/// The query as the address has it.
pub(super) fn pairs(query: &LeadsQuery) -> [(&'static str, String); 11] {
    let LeadsQuery {
        status,
        silent,
        state,
        area_code,
        number,
        quality,
        deal,
        suppressed,
        search,
        sort,
        cursor,
    } = query.clone();
    [
        ("status", status),
        ("silent", silent),
        ("state", state),
        ("area_code", area_code),
        ("number", number),
        ("quality", quality),
        ("deal", deal),
        ("suppressed", suppressed),
        ("search", search),
        ("sort", sort),
        ("cursor", cursor),
    ]
}

/// Reads what [`pairs`] writes.
pub(super) fn read(asked: &ParamsMap) -> LeadsQuery {
    let value = |name| asked.get(name).unwrap_or_default();
    LeadsQuery {
        status: value("status"),
        silent: value("silent"),
        state: value("state"),
        area_code: value("area_code"),
        number: value("number"),
        quality: value("quality"),
        deal: value("deal"),
        suppressed: value("suppressed"),
        search: value("search"),
        sort: value("sort"),
        cursor: value("cursor"),
    }
}

/// The leads with this query; what is empty is left out.
pub(super) fn leads_href(slug: &str, query: &LeadsQuery) -> String {
    let pairs = pairs(query);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    address(&format!("/b/{slug}/leads"), &pairs)
}

/// A lead's page, or one below it: `lead_href("alder", id, "/release")`.
pub(crate) fn lead_href(slug: &str, lead: LeadId, below: &str) -> String {
    format!("/b/{slug}/leads/{lead}{below}")
}
