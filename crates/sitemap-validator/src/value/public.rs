//! Detects hosts that search engines cannot reach, by their name.

use core::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Domains of local networks and machines.
///
/// <https://www.iana.org/assignments/special-use-domain-names>
const LOCAL: [&str; 6] = [
    "localhost",
    "local",
    "lan",
    "internal",
    "home.arpa",
    "invalid",
];

/// True if the host may be on the public internet.
pub(crate) fn is_public(url: &Url) -> bool {
    match url.host() {
        None => false,
        Some(Host::Ipv4(address)) => is_public_ipv4(address),
        Some(Host::Ipv6(address)) => is_public_ipv6(address),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let is_in = |domain: &&str| {
                let before = name.strip_suffix(*domain);
                before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
            };
            name.contains('.') && !LOCAL.iter().any(is_in)
        }
    }
}

fn is_public_ipv4(address: Ipv4Addr) -> bool {
    // <https://www.rfc-editor.org/rfc/rfc6598>
    let is_shared = address.octets()[0] == 100 && address.octets()[1] & 0xC0 == 64;
    !(is_shared
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast())
}

fn is_public_ipv6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_ipv4(mapped);
    }
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_local_networks_are_not_public() {
        for (host, expected) in [
            ("www.example.com", true),
            ("bücher.example", true),
            ("93.184.215.14", true),
            ("[2606:2800:21f:cb07:6820:80da:af6b:8b2c]", true),
            ("localhost.example.com", true),
            ("example.com.", true),
            ("localhost", false),
            ("LOCALHOST:4321", false),
            ("app.localhost", false),
            ("site.local", false),
            ("undefined", false),
            ("null", false),
            ("intranet", false),
            ("127.0.0.1:8080", false),
            ("10.0.0.12", false),
            ("172.16.3.4", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("0.0.0.0:3000", false),
            ("[::1]:3000", false),
            ("[fd00::1]", false),
            ("[fe80::1]", false),
            ("[::ffff:10.0.0.1]", false),
        ] {
            let url = Url::parse(&format!("http://{host}/")).unwrap();
            assert_eq!(is_public(&url), expected, "{host}");
        }
    }
}
