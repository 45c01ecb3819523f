//! What the address says.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

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
    use super::encode;

    #[test]
    fn a_value_cannot_end_its_query() {
        assert_eq!(encode("/b/x?a=1&b"), "%2Fb%2Fx%3Fa%3D1%26b");
    }
}
