//! Where a request comes from.

use axum::extract::ConnectInfo;
use http::request::Parts;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Headers by which a proxy says that it stands between.
const FORWARDING: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/// The client's address: the peer's, or with trusted proxies in front what the outermost of them saw.
///
/// Entries further left in `X-Forwarded-For` come from the client and are not believed.
pub(crate) fn address(parts: &Parts, trusted_proxy_hops: usize) -> IpAddr {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    if trusted_proxy_hops == 0 {
        return peer;
    }
    let seen: Vec<&str> = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    seen.len().checked_sub(trusted_proxy_hops).and_then(|at| seen[at].parse().ok()).unwrap_or(peer)
}

/// Whether a proxy stands between, trusted or not.
pub(crate) fn is_forwarded(parts: &Parts) -> bool {
    FORWARDING.iter().any(|name| parts.headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn parts(forwarded_for: &str) -> Parts {
        let peer: SocketAddr = "192.0.2.1:4000".parse().unwrap();
        let request =
            Request::builder().header("x-forwarded-for", forwarded_for).extension(ConnectInfo(peer));
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_forwarding_header_is_believed_only_as_far_as_proxies_are_trusted() {
        let spoofed = parts("203.0.113.9, 198.51.100.7");
        assert_eq!(address(&spoofed, 0).to_string(), "192.0.2.1");
        assert_eq!(address(&spoofed, 1).to_string(), "198.51.100.7");
        assert_eq!(address(&spoofed, 3).to_string(), "192.0.2.1");
        assert!(is_forwarded(&spoofed));
    }
}
