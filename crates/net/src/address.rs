//! Recognises loopback addresses.

use std::net::IpAddr;

use url::{Host, Url};

/// Returns true if the host is a loopback IP address. Host names return false, since a resolver
/// decides where they point.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}
