//! Decides where API calls and token requests may go.
//!
//! Both carry secrets, so both are checked here before the first byte is sent: https to Google, or
//! anything on loopback (an emulator). All else is refused.

use std::net::IpAddr;

use net::is_loopback;
use url::{Host, Url};

/// Root of the production API, from its discovery document (`rootUrl`):
/// <https://searchconsole.googleapis.com/$discovery/rest?version=v1>.
const GOOGLE_ROOT: &str = "https://searchconsole.googleapis.com/";

/// The domains under which Google serves token endpoints.
const GOOGLE_DOMAINS: [&str; 2] = ["googleapis.com", "google.com"];

/// Why an address was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EndpointError {
    /// Not of the form `HOST:PORT`.
    #[error("`{value}` is not an address of the form HOST:PORT")]
    NotAnAddress {
        /// What was given.
        value: String,
    },
    /// An emulator anywhere but on this machine would be handed the bearer token over plain http.
    #[error("`{value}` is not a loopback address")]
    NotLoopback {
        /// What was given.
        value: String,
    },
    /// A token endpoint that is neither Google's nor on loopback.
    #[error("`{value}` is neither an https address of Google nor on loopback")]
    ForeignTokenEndpoint {
        /// What the key file says.
        value: String,
    },
}

/// Where API calls go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiEndpoint {
    root: Url,
}

impl ApiEndpoint {
    /// Google's production API.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is a constant")]
    pub fn google() -> Self {
        Self {
            root: Url::parse(GOOGLE_ROOT).expect("a valid constant"),
        }
    }

    /// An emulator on this machine, given as `HOST:PORT`, spoken to over plain http.
    ///
    /// `localhost` is taken to mean 127.0.0.1, so that no resolver can point it elsewhere.
    ///
    /// # Errors
    /// [`EndpointError`] when `address` is no `HOST:PORT` or not on loopback.
    pub fn emulator(address: &str) -> Result<Self, EndpointError> {
        let not_an_address = || EndpointError::NotAnAddress {
            value: address.to_owned(),
        };
        let root = Url::parse(&format!("http://{address}/")).map_err(|_| not_an_address())?;
        let only_host_and_port =
            root.path() == "/" && root.query().is_none() && root.fragment().is_none();
        if root.port().is_none() || !root.username().is_empty() || !only_host_and_port {
            return Err(not_an_address());
        }
        let root = pin_localhost(root);
        if !is_loopback(&root) {
            return Err(EndpointError::NotLoopback {
                value: address.to_owned(),
            });
        }
        Ok(Self { root })
    }

    /// The root below which all paths are built; ends with a slash.
    pub(crate) const fn root(&self) -> &Url {
        &self.root
    }

    /// Whether this is an emulator on loopback.
    #[must_use]
    pub fn is_emulator(&self) -> bool {
        self.root.scheme() == "http"
    }
}

/// Checks the `token_uri` of a key file: the signed assertion sent there is worth an access token.
pub(crate) fn checked_token_endpoint(value: &str) -> Result<Url, EndpointError> {
    let refused = || EndpointError::ForeignTokenEndpoint {
        value: value.to_owned(),
    };
    let url = pin_localhost(Url::parse(value).map_err(|_| refused())?);
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let of_google = url.scheme() == "https" && url.port().is_none() && is_google(&url);
    let local = matches!(url.scheme(), "http" | "https") && is_loopback(&url);
    if has_credentials || !(of_google || local) {
        return Err(refused());
    }
    Ok(url)
}

fn pin_localhost(mut url: Url) -> Url {
    if url.host_str() == Some("localhost") {
        // Cannot fail: the address is a constant and the scheme has a host.
        let _ = url.set_ip_host(IpAddr::from([127, 0, 0, 1]));
    }
    url
}

fn is_google(url: &Url) -> bool {
    let Some(Host::Domain(host)) = url.host() else {
        return false;
    };
    GOOGLE_DOMAINS.iter().any(|domain| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emulators_live_on_loopback() {
        for address in [
            "127.0.0.1:8080",
            "127.9.9.9:1",
            "[::1]:8080",
            "localhost:8080",
        ] {
            let endpoint = ApiEndpoint::emulator(address).unwrap();
            assert!(endpoint.is_emulator(), "{address}");
            assert!(is_loopback(endpoint.root()), "{address}");
        }
        for address in [
            "10.0.0.1:80",
            "example.com:8080",
            "0.0.0.0:8080",
            "localhost.example.com:1",
        ] {
            assert!(
                matches!(
                    ApiEndpoint::emulator(address),
                    Err(EndpointError::NotLoopback { .. } | EndpointError::NotAnAddress { .. })
                ),
                "{address}"
            );
        }
    }

    #[test]
    fn an_emulator_is_a_host_and_a_port_and_nothing_else() {
        for address in [
            "127.0.0.1",
            "127.0.0.1:x",
            "http://127.0.0.1:80",
            "a@127.0.0.1:8080",
            "127.0.0.1:8080/x",
            "127.0.0.1:8080?x",
            "",
        ] {
            assert!(
                matches!(
                    ApiEndpoint::emulator(address),
                    Err(EndpointError::NotAnAddress { .. })
                ),
                "{address}"
            );
        }
    }

    #[test]
    fn assertions_go_to_google_or_loopback_only() {
        for uri in [
            "https://oauth2.googleapis.com/token",
            "https://accounts.google.com/o/oauth2/token",
            "http://127.0.0.1:9/token",
            "http://[::1]:9/token",
            "http://localhost:9/token",
        ] {
            assert!(checked_token_endpoint(uri).is_ok(), "{uri}");
        }
        for uri in [
            "http://oauth2.googleapis.com/token",
            "https://evilgoogleapis.com/token",
            "https://googleapis.com.evil.example/token",
            "https://oauth2.googleapis.com:8443/token",
            "https://user@oauth2.googleapis.com/token",
            "https://192.168.0.1/token",
            "ftp://127.0.0.1/token",
            "token",
        ] {
            assert!(checked_token_endpoint(uri).is_err(), "{uri}");
        }
    }
}
