//! What the address says.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

/// The slug of the broker whose page is open: `alder-finch` of `/b/alder-finch/pool`.
pub fn use_broker() -> Signal<String> {
    use_segment("broker")
}

/// A named segment of the open route; empty where it has none of that name.
pub fn use_segment(name: &'static str) -> Signal<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default())).into()
}

/// A value of the query; empty where it is not given.
pub fn use_query_value(name: &'static str) -> Signal<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default())).into()
}

/// The list that the open page is below: its name and where it is.
pub fn use_list_above() -> Option<(&'static str, String)> {
    list_above(&use_location().pathname.get_untracked())
}

/// What an address is below, as that of a number is below the pool: its name and where it is.
fn list_above(path: &str) -> Option<(&'static str, String)> {
    let mut parts = path.split('/').skip(1);
    let ("b", slug, list) = (parts.next()?, parts.next()?, parts.next()?) else { return None };
    let (below, is_deeper) = (parts.next()?, parts.next().is_some());
    let (name, list) = match (list, below) {
        ("pool", _) => ("Pool", "pool"),
        ("leads" | "many", _) => ("Leads", "leads"),
        ("diagnostics", _) => ("Diagnostics", "diagnostics"),
        ("imports", _) => ("Imports", "imports"),
        ("settings", "events") if is_deeper => ("Events", "settings/events"),
        ("settings", "keys") if is_deeper => ("API keys", "settings/keys"),
        ("settings", "users") if is_deeper => ("Users", "settings/users"),
        ("settings", "signalwire") if is_deeper => ("SignalWire", "settings/signalwire"),
        _ => return None,
    };
    Some((name, format!("/b/{slug}/{list}")))
}

/// A text as a value of a query: `a b&c` becomes `a%20b%26c`.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_query() {
        assert_eq!(encode("/b/x?a=1&b"), "%2Fb%2Fx%3Fa%3D1%26b");
    }

    #[test]
    fn what_could_not_be_read_leads_to_what_it_is_below() {
        let above = |path: &str| list_above(path).map(|(name, href)| format!("{name} {href}"));
        assert_eq!(above("/b/alder/pool/15125550142/edit").as_deref(), Some("Pool /b/alder/pool"));
        assert_eq!(above("/b/alder/many/release").as_deref(), Some("Leads /b/alder/leads"));
        assert_eq!(above("/b/alder/settings/events/new").as_deref(), Some("Events /b/alder/settings/events"));
        for path in ["/", "/b/alder", "/b/alder/pool", "/b/alder/settings/events", "/admin/brokers/new"] {
            assert_eq!(above(path), None, "{path}");
        }
    }
}
